"""The files of a project: which of them count, and how they are read from a folder."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from nlu.core.project.faults import Place, ProjectUnreadable

Files = Mapping[str, str]  # path from the root, with "/", → text
Changes = Mapping[str, str | None]  # the same; None where the file is to go

CONFIG = "config.yml"
DOMAIN = "domain"  # domain.yml, or a folder of parts
FOLDERS = ("data", "domain", "tests/conversations")
ALONE = ("config.yml", "domain.yml", "config.yaml", "domain.yaml")
ENDINGS = (".yml", ".yaml")


def belongs(path: str) -> bool:
    """Tell whether a path is one of a project's files."""
    parts = PurePosixPath(path).parts
    if path in ALONE:
        return True
    is_ours = any(parts[: len(PurePosixPath(f).parts)] == PurePosixPath(f).parts for f in FOLDERS)
    return is_ours and path.endswith(ENDINGS) and ".." not in parts and not path.startswith("/")


def read_folder(root: Path) -> dict[str, str]:
    """Return the files of the project in a folder, in the order of their paths.

    Raises `ProjectUnreadable` for one that is no UTF-8. Symbolic links are not followed.
    """
    found: dict[str, str] = {}
    for path in list_paths(root):
        name = path.relative_to(root).as_posix()
        try:
            found[name] = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError as error:
            raise ProjectUnreadable(
                "The file is no UTF-8 text; save it as such.", Place(name)
            ) from error
    return dict(sorted(found.items()))


def list_paths(root: Path) -> Iterable[Path]:
    """Yield the paths of a project's files in a folder; symbolic links are left out."""
    yield from (root / name for name in ALONE if (root / name).is_file())
    for folder in FOLDERS:
        for path in (root / folder).rglob("*"):
            if path.suffix in ENDINGS and path.is_file() and not path.is_symlink():
                yield path


def lay_over(files: Files, changes: Changes) -> dict[str, str]:
    """Return the files with changes made."""
    merged = {**files, **{path: text for path, text in changes.items() if text is not None}}
    return {path: merged[path] for path in sorted(merged) if changes.get(path, "") is not None}


def sum_of(files: Files) -> str:
    """Return one SHA-256 over the paths and texts, in hexadecimal."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.encode() + b"\0" + files[path].encode() + b"\0")
    return digest.hexdigest()
