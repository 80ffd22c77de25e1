"""The project's folder and the texts in the database."""

import hashlib
import os
import tempfile
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.studio.project.models import StudioText
from kernel.db import insert_into
from kernel.errors import Invalid, Unavailable
from nlu.core.project.faults import ProjectUnreadable
from nlu.core.project.files import list_paths, read_folder

Mark = tuple[tuple[str, int, int], ...]


def read_published(root: Path) -> dict[str, str]:
    """Return the files of the project as they lie in its folder; raise `Invalid` with the reason.

    They are read again when one of them was written since.
    """
    mark = tuple(
        (path.as_posix(), stat.st_mtime_ns, stat.st_size)
        for path in sorted(list_paths(root))
        for stat in [path.stat()]
    )
    try:
        return dict(_read_once(root, mark))
    except ProjectUnreadable as error:
        raise Invalid(str(error)) from error


@lru_cache(maxsize=4)
def _read_once(root: Path, _mark: Mark) -> dict[str, str]:
    return read_folder(root)


def write_files(root: Path, changes: Mapping[str, str | None]) -> None:
    """Write texts into the folder, each wholly or not at all; None deletes.

    Raises `Unavailable` where the folder cannot be written.
    """
    try:
        for path, text in changes.items():
            _write(root / path, text)
    except OSError as error:
        raise Unavailable(
            f"The project's folder cannot be written ({error.strerror}); ask who runs Frontdesk."
        ) from error


def _write(path: Path, text: str | None) -> None:
    if text is None:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".studio-")
    new = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        new.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def sum_text(text: str | None) -> str | None:
    """Return the SHA-256 of a text in hexadecimal, None for none."""
    return None if text is None else hashlib.sha256(text.encode()).hexdigest()


def keep(session: Session, text: str | None) -> str | None:
    """Store a text and return its sum."""
    digest = sum_text(text)
    if digest is not None:
        insert = insert_into(session, StudioText).values(sum=digest, text=text)
        session.execute(insert.on_conflict_do_nothing())
    return digest


def load_texts(session: Session, sums: Iterable[str | None]) -> dict[str | None, str | None]:
    """Return the texts of sums."""
    wanted = {one for one in sums if one is not None}
    rows = session.scalars(select(StudioText).where(StudioText.sum.in_(wanted)))
    found: dict[str | None, str | None] = {None: None}
    return found | {row.sum: row.text for row in rows}
