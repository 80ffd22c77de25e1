"""Files of models and the manifests that this installation signs; nothing else is ever loaded.

Files are JSON or NumPy's `.npz` without pickles: loading one runs no code of whoever wrote it.
"""

import hashlib
import hmac
import json
import re
import shutil
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kernel.errors import FrontdeskError, Invalid

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}\.(json|npz)")
MANIFEST = "manifest.json"
MOST_MANIFEST = 1_000_000  # bytes; ours have a few thousand
BLOCK = 1 << 20

Write = Callable[[Path], None]


class ModelRefused(FrontdeskError):
    """A model's files are missing, changed, or were not signed by this installation."""

    code = "model_refused"
    status = 409


def save_files(
    root: Path, *, kind: str, name: str, write: Write, facts: dict[str, Any], key: str
) -> str:
    """Have `write` put a model's files into a new folder, sign them; return the facts' SHA-256.

    All of it is there at the end or nothing. Raises `Invalid` for a name or a file that is none.
    """
    folder = folder_of(root, kind, name)
    if folder.exists():
        raise Invalid(f"There is a model {kind}/{name} already.")
    making = folder.with_name(f".{name}-{uuid.uuid4().hex[:8]}")
    making.mkdir(parents=True, mode=0o700)
    try:
        write(making)
        sums = {path.name: sum_file(path) for path in sorted(making.iterdir())}
        if not sums or any(not FILE.fullmatch(one) or one == MANIFEST for one in sums):
            raise Invalid("A model is kept as .json and .npz files, nothing else.")
        told = {**facts, "kind": kind, "name": name, "files": sums}
        body = {"facts": told, "signature": sign(told, key)}
        (making / MANIFEST).write_text(json.dumps(body, ensure_ascii=False), encoding="utf-8")
        making.replace(folder)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    return hashlib.sha256(render(told)).hexdigest()


def open_files(
    root: Path, *, kind: str, name: str, key: str, sha256: str = ""
) -> tuple[Path, dict[str, Any]]:
    """Return the folder of a model and its facts, every file compared with the signed sums.

    `sha256`, where given, is what the facts must be: a manifest that we signed for another row is
    no better than a stranger's. Raises `ModelRefused`.
    """
    folder = folder_of(root, kind, name)
    facts = read_manifest(folder / MANIFEST, key)
    if facts is None or (facts.get("kind"), facts.get("name")) != (kind, name):
        raise ModelRefused(f"The model {kind}/{name} is not there, or was not signed here.")
    if sha256 and not hmac.compare_digest(hashlib.sha256(render(facts)).hexdigest(), sha256):
        raise ModelRefused(f"The model {kind}/{name} is another one than was registered.")
    sums: dict[str, str] = facts.get("files", {})
    there = {path.name for path in folder.iterdir()} - {MANIFEST}
    if there != set(sums) or any(sum_file(folder / one) != sums[one] for one in there):
        raise ModelRefused(f"The files of the model {kind}/{name} were changed.")
    return folder, facts


def delete_files(root: Path, *, kind: str, name: str) -> None:
    """Delete a model's files."""
    shutil.rmtree(folder_of(root, kind, name), ignore_errors=True)


def folder_of(root: Path, kind: str, name: str) -> Path:
    """Return where a model's files lie; raise `Invalid` for names that lead elsewhere."""
    if not NAME.fullmatch(kind) or not NAME.fullmatch(name):
        raise Invalid("A model's kind and name are small letters, digits, - and _.")
    return root / kind / name


def read_manifest(path: Path, key: str) -> dict[str, Any] | None:
    """Return the facts of a manifest that `key` signed, else None."""
    try:
        if path.stat().st_size > MOST_MANIFEST:
            return None
        body = json.loads(path.read_text(encoding="utf-8"))
        facts, signature = body["facts"], str(body["signature"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    if not isinstance(facts, dict):
        return None
    is_ours = hmac.compare_digest(signature.encode("utf-8", "replace"), sign(facts, key).encode())
    return facts if is_ours else None


def sign(facts: dict[str, Any], key: str) -> str:
    """Return the signature of facts: HMAC-SHA256 of their one way to be written."""
    return hmac.new(key.encode(), render(facts), hashlib.sha256).hexdigest()


def render(facts: dict[str, Any]) -> bytes:
    """Return facts as they are signed."""
    return json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def sum_file(path: Path) -> str:
    """Return the SHA-256 of a plain file; raise `ModelRefused` for a link or a folder."""
    if path.is_symlink() or not path.is_file():
        raise ModelRefused(f"{path.name} is no plain file.")
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()
