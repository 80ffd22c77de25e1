"""The signed description beside a model's archive; nothing without one is loaded."""

from __future__ import annotations

import hashlib
import hmac
import json
import tarfile
from pathlib import Path
from typing import Any

MIN_KEY = 32
RASA_FACTS = "metadata.json"


class ManifestRefused(RuntimeError):
    """The model has no manifest, or not one of ours, or was changed since."""


def manifest_path(archive: Path) -> Path:
    """Return where the manifest of an archive lies."""
    return archive.with_name(archive.name.removesuffix(".tar.gz") + ".json")


def file_sum(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def content_sum(archive: Path) -> str:
    """Return one SHA-256 over what was learned: the same from two trainings on the same data.

    Under one PYTHONHASHSEED, which `frontdesk train` sets: Rasa writes sets as they come.

    The archive's own sum is never the same twice: Rasa writes the time and a random name into it.
    """
    digest = hashlib.sha256()
    with tarfile.open(archive) as packed:
        learned = [one for one in packed if one.isfile() and one.name != RASA_FACTS]
        for member in sorted(learned, key=lambda one: one.name):
            file = packed.extractfile(member)
            content = file.read() if file is not None else b""
            digest.update(member.name.encode() + b"\0" + hashlib.sha256(content).digest())
    return digest.hexdigest()


def sign(facts: dict[str, Any], key: str) -> str:
    """Return the HMAC-SHA256 of the facts in one fixed spelling."""
    if len(key) < MIN_KEY:
        raise ManifestRefused("FRONTDESK_MODEL_KEY is not set; start through `frontdesk`.")
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


def write(archive: Path, facts: dict[str, Any], key: str) -> Path:
    """Write the signed manifest of an archive and return its path."""
    facts = {**facts, "archive": archive.name, "sha256": file_sum(archive)}
    path = manifest_path(archive)
    body = {"facts": facts, "signature": sign(facts, key)}
    path.write_text(json.dumps(body, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def verify(archive: Path, key: str) -> dict[str, Any]:
    """Return the facts of a model we signed; raise `ManifestRefused` for any other."""
    path = manifest_path(archive)
    again = "Train a model with `frontdesk train`."
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
        facts, signature = dict(body["facts"]), str(body["signature"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ManifestRefused(f"{archive.name} has no readable manifest. {again}") from error
    if not hmac.compare_digest(signature, sign(facts, key)):
        raise ManifestRefused(
            f"{archive.name} was not signed with this installation's key. {again}"
        )
    if not archive.is_file() or facts.get("sha256") != file_sum(archive):
        raise ManifestRefused(f"{archive.name} was changed since it was signed. {again}")
    return facts
