"""Where reports lie, how they are signed, written and read."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from nlu.core.judging.report import FORMAT, Report

MAX_BYTES = 50_000_000  # of a file that is read: ours are under 3 MB


class ReportRefused(ValueError):
    """A file is no report, is of another format, or was not signed here."""


def name_of(archive: Path) -> str:
    """Return a model's name: its archive's without what all archives end in."""
    return archive.name.removesuffix(".tar.gz")


def report_path(archive: Path) -> Path:
    """Return where the report of an archive lies."""
    return archive.with_name(f"{name_of(archive)}.report.json")


def comparison_path(archive: Path, against: Path) -> Path:
    """Return where the comparison of an archive with another one lies."""
    return archive.with_name(f"{name_of(archive)}.against.{name_of(against)}.json")


def sign(body: Mapping[str, Any], key: str) -> str:
    """Return the HMAC-SHA256 of a body without its signature, in one fixed spelling."""
    bare = {name: value for name, value in body.items() if name != "signature"}
    text = json.dumps(bare, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


def write_signed(path: Path, body: Mapping[str, Any], key: str) -> None:
    """Write a report or a comparison with its signature; readers never see half of it."""
    text = json.dumps({**body, "signature": sign(body, key)}, ensure_ascii=False, allow_nan=False)
    half = path.with_name(path.name + ".part")
    half.write_text(text + "\n", encoding="utf-8")
    half.replace(path)


def read_signed(path: Path, key: str) -> dict[str, Any] | None:
    """Return what lies at a path, None where nothing does.

    Raises `ReportRefused` for what is no JSON object, of another format, or not signed with `key`.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ReportRefused(f"{path.name} is too large to be a report.")
        body = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError) as error:
        if isinstance(error, ReportRefused):
            raise
        raise ReportRefused(f"{path.name} cannot be read.") from error
    if not isinstance(body, dict) or body.get("format") != FORMAT:
        raise ReportRefused(f"{path.name} is no report of this version.")
    if not hmac.compare_digest(str(body.get("signature")).encode(), sign(body, key).encode()):
        raise ReportRefused(f"{path.name} was not signed by this installation.")
    return body


def read_report(archive: Path, key: str) -> Report | None:
    """Return the report of an archive, None where there is none; raise `ReportRefused`."""
    return cast("Report | None", read_signed(report_path(archive), key))
