"""Model archives opened safely: looked through before anything of them is written.

Rasa's own extraction (`tarsafe`) compares paths with the working folder as text, so that of
`/srv/rasa` a member `../rasa-evil/x` is let out, and it has no limits. Here whatever is not a plain
file or folder with a name of its own inside the archive is refused, and so is too much of anything.
"""

from __future__ import annotations

import gzip
import tarfile
from pathlib import Path, PurePosixPath
from typing import Any

MAX_MEMBERS = 20_000  # a model of ours has under 100
MAX_BYTES = 3_000_000_000  # unpacked; a large transformer pipeline has under 2 GB
MAX_AT_ONCE = 16_000_000  # bytes that a header may ask to be read; names are shorter
MAX_NAME = 1_024


class ArchiveRefused(RuntimeError):
    """The archive holds what no model holds; the message says what."""


class BoundedStream:
    """The unpacked bytes of an archive, up to a limit: a tar's headers decide what is read."""

    def __init__(self, stream: gzip.GzipFile) -> None:
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes; raise `ArchiveRefused` for too many."""
        if size < 0 or size > MAX_AT_ONCE:
            raise ArchiveRefused("A header of the archive asks for too much.")
        return self._stream.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place; raise `ArchiveRefused` for one beyond the limit."""
        if whence != 0 or offset > MAX_BYTES:
            raise ArchiveRefused("The archive is too large when unpacked.")
        return self._stream.seek(offset)

    def tell(self) -> int:
        """Return the place."""
        return self._stream.tell()


def check_archive(archive: Path) -> None:
    """Look through an archive; raise `ArchiveRefused` unless it could be a model."""
    seen: set[str] = set()
    total = 0
    try:
        with gzip.open(archive) as stream:
            bounded: Any = BoundedStream(stream)
            with tarfile.open(fileobj=bounded, mode="r:") as packed:
                for member in packed:
                    check_member(member, seen)
                    total += member.size
                    if len(seen) > MAX_MEMBERS:
                        raise ArchiveRefused(f"The archive has more than {MAX_MEMBERS:,} members.")
                    if total > MAX_BYTES:
                        raise ArchiveRefused("The archive is too large when unpacked.")
                    packed.members = []  # type: ignore[attr-defined]
    except (OSError, EOFError, tarfile.TarError, ValueError) as error:
        raise ArchiveRefused(f"{archive.name} is no whole archive.") from error


def check_member(member: tarfile.TarInfo, seen: set[str]) -> None:
    """Raise `ArchiveRefused` for what is no plain file or folder, lies outside, or comes twice."""
    name = member.name
    path = PurePosixPath(name)
    if not (member.isreg() or member.isdir()):
        raise ArchiveRefused(f"{shorten(name)} is a link, a device or a pipe.")
    if path.is_absolute() or ".." in path.parts or "\\" in name or "\0" in name:
        raise ArchiveRefused(f"{shorten(name)} lies outside of the archive.")
    if len(name) > MAX_NAME:
        raise ArchiveRefused(f"{shorten(name)} has too long a name.")
    if str(path) in seen:
        raise ArchiveRefused(f"{shorten(name)} is there twice.")
    seen.add(str(path))


def shorten(name: str) -> str:
    """Return a name as it can be shown."""
    shown = "".join(one if one.isprintable() else "?" for one in name)
    return shown if len(shown) <= 80 else shown[:77] + "…"


def unpack(archive: Path, folder: Path) -> None:
    """Unpack a model into a folder; raise `ArchiveRefused` before anything is written.

    Python's own filter for data stands behind our look: it refuses paths and links that lead out.
    """
    check_archive(archive)
    try:
        with tarfile.open(archive, "r:gz") as packed:
            packed.extractall(folder, filter="data")
    except (OSError, EOFError, tarfile.TarError) as error:
        raise ArchiveRefused(f"{archive.name} cannot be unpacked.") from error


def guard_rasa() -> None:
    """Let Rasa unpack models by `unpack` alone; must run before it loads one."""
    from rasa.engine.storage.local_model_storage import LocalModelStorage

    def extract(model_archive_path: Any, temporary_directory: Path) -> None:
        unpack(Path(model_archive_path), Path(temporary_directory))
        LocalModelStorage._assert_not_rasa2_archive(temporary_directory)

    LocalModelStorage._extract_archive_to_directory = staticmethod(extract)
