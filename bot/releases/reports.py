"""What is known of a model: its signed report and findings, as the judge left them beside it."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.releases.archives import ENDING, Archive, report_of
from bot.releases.gate import Judgement

MAX_BYTES = 50_000_000


def findings_of(archive: Path) -> Path:
    """Return where the prover's findings on a model's files lie."""
    return archive.with_name(archive.name.removesuffix(ENDING) + ".findings.json")


def read_judgement(archive: Archive, key: str) -> Judgement:
    """Return what was judged of a model; nothing of what is not signed or of another archive."""
    report = read_about(report_of(archive.path), archive, key) or {}
    proved = read_about(findings_of(archive.path), archive, key) or report
    held_out = report.get("held_out")
    score = held_out.get("macro_f1") if isinstance(held_out, dict) else None
    return Judgement(
        macro_f1=float(score) if isinstance(score, int | float) else None,
        judged_on=str(report.get("judged_on", "")),
        tests=_read_tests(report.get("tests")),
        findings=_read_findings(proved.get("findings")),
    )


def read_about(path: Path, archive: Archive, key: str) -> dict[str, Any] | None:
    """Return a signed JSON object about this very archive; None for any other."""
    try:
        if path.stat().st_size > MAX_BYTES:
            return None
        body = json.loads(path.read_text(encoding="utf-8"))
        signature, model = str(body["signature"]), body["model"]
        is_about = model["sha256"] == archive.facts["sha256"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    is_ours = hmac.compare_digest(signature.encode("utf-8", "replace"), sign(body, key).encode())
    return body if is_about and is_ours else None


def write_about(path: Path, archive: Archive, body: Mapping[str, Any], key: str) -> None:
    """Write a signed JSON object about an archive, wholly or not at all."""
    about = {**body, "model": {"name": archive.name, "sha256": archive.facts.get("sha256", "")}}
    partial = path.with_name(f".{path.name}.partial")
    signed = {**about, "signature": sign(about, key)}
    partial.write_text(json.dumps(signed, ensure_ascii=False) + "\n", encoding="utf-8")
    partial.replace(path)


def sign(body: Mapping[str, Any], key: str) -> str:
    """Return the HMAC-SHA256 of a body without its signature, as `nlu.core.judging` does it."""
    bare = {name: value for name, value in body.items() if name != "signature"}
    text = json.dumps(bare, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


def _read_tests(found: Any) -> dict[str, bool] | None:
    if not isinstance(found, list):
        return None
    named = [one for one in found if isinstance(one, dict) and "name" in one]
    return {
        f"{one.get('file', '')} {one['name']}".strip(): one.get("passed") is True for one in named
    }


def _read_findings(found: Any) -> tuple[str, ...] | None:
    if not isinstance(found, list):
        return None
    return tuple(str(one) for one in found)
