"""The models of an installation: archives in its models folder with a manifest that it signed.

`nlu.manifest` writes and checks the same manifests in the Rasa environment; the archive itself is
compared with its manifest there, before it is opened.
"""

import hashlib
import hmac
import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from kernel.errors import NotFound
from kernel.settings import Settings

INSTALLATION = Path(__file__).resolve().parents[2]
ENDING = ".tar.gz"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
MAX_MANIFEST = 1_000_000  # bytes; ours have a few thousand


@dataclass(frozen=True)
class Archive:
    """A signed model. `name` has no ending; `facts` are what its manifest says."""

    name: str
    path: Path
    facts: dict[str, Any] = field(repr=False)
    bytes: int
    changed_at: float

    @property
    def trained_at(self) -> datetime | None:
        """When it was trained."""
        try:
            found = datetime.fromisoformat(str(self.facts.get("trained_at")))
        except ValueError:
            return None
        return found if found.tzinfo is not None else None

    @property
    def macro_f1(self) -> float | None:
        """The macro-F1 on the held-out messages, 0 to 1; None where it was not measured."""
        held_out = self.facts.get("held_out")
        found = held_out.get("macro_f1") if isinstance(held_out, dict) else None
        return float(found) if isinstance(found, int | float) else None


def models_folder(settings: Settings) -> Path:
    """Return where the models lie."""
    return INSTALLATION / settings.models


def list_archives(settings: Settings) -> list[Archive]:
    """Return the models that this installation signed, newest first."""
    key = settings.derive_key("model")
    found = [read_archive(path, key) for path in models_folder(settings).glob(f"*{ENDING}")]
    ours = [one for one in found if one is not None]
    return sorted(ours, key=lambda one: (one.changed_at, one.name), reverse=True)


def find_archive(settings: Settings, name: str) -> Archive:
    """Return one model by its name; raise `NotFound` where there is none that we signed."""
    if NAME.fullmatch(name):
        path = models_folder(settings) / f"{name}{ENDING}"
        found = read_archive(path, settings.derive_key("model"))
        if found is not None:
            return found
    raise NotFound("There is no such model, or it was not signed by this installation.")


def has_archive(settings: Settings, name: str) -> bool:
    """Tell whether a signed model of this name lies here."""
    try:
        find_archive(settings, name)
    except NotFound:
        return False
    return True


def newest_archive(settings: Settings) -> Archive | None:
    """Return the newest model that this installation signed, or None."""
    return next(iter(list_archives(settings)), None)


def read_archive(path: Path, key: str) -> Archive | None:
    """Return an archive with a manifest of its own that `key` signed; None for any other."""
    name = path.name.removesuffix(ENDING)
    facts = read_signed(manifest_of(path), key)
    if facts is None or facts.get("archive", path.name) != path.name or not NAME.fullmatch(name):
        return None
    try:
        look = path.stat()
    except OSError:
        return None
    return Archive(name, path, facts, look.st_size, look.st_mtime)


def manifest_of(archive: Path) -> Path:
    """Return where the signed manifest of an archive lies."""
    return archive.with_name(archive.name.removesuffix(ENDING) + ".json")


def report_of(archive: Path) -> Path:
    """Return where the report that the gate reads lies."""
    return archive.with_name(archive.name.removesuffix(ENDING) + ".report.json")


def read_signed(manifest: Path, key: str) -> dict[str, Any] | None:
    """Return the facts of a manifest that `key` signed, as `nlu.manifest` does it; else None."""
    try:
        if manifest.stat().st_size > MAX_MANIFEST:
            return None
        body = json.loads(manifest.read_text(encoding="utf-8"))
        facts, signature = body["facts"], str(body["signature"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    ours = hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()
    is_ours = hmac.compare_digest(signature.encode("utf-8", "replace"), ours.encode())
    return facts if is_ours and isinstance(facts, dict) else None
