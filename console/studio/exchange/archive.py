"""Reads a project out of a zip that anybody may have made: nothing is believed, all is counted."""

import re
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import PurePosixPath
from typing import Literal
from zipfile import BadZipFile, ZipFile, ZipInfo

from console.studio.exchange.members import (
    MAX_ARCHIVE,
    MODELS,
    check_directory,
    check_members,
    refuse,
    show,
)
from nlu.core.project.files import ALONE, belongs
from nlu.core.project.yaml import MAX_BYTES

MAX_FILES = 500
MAX_TOTAL = 20_000_000  # bytes as unpacked
MAX_RATIO, RATIO_FROM = 200, 100_000  # the shipped files pack to a fifth
CHUNK = 65_536
PACKED_BEGINNINGS = (b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")
TESTS, TESTS_HERE = "tests", "tests/conversations"
ROOTS = ("data", "domain", TESTS)
CODE = (".py", ".ipynb", ".js", ".ts", ".sh", ".bat", ".ps1", ".so", ".dll", ".exe", ".pyc")
SETTINGS = ("endpoints.yml", "endpoints.yaml", "credentials.yml", "credentials.yaml")
READ_BESIDE = re.compile(r"data/.+\.(md|json)|endpoints\.ya?ml")
SILENT = re.compile(r"(__MACOSX|\.git|\.github|\.idea|\.vscode)/|(.*/)?(\.[^/]+|Thumbs\.db)")
# What the standard library raises at bytes that were a zip once; found by trying any.
UNREADABLE = (BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError)
LeftOutKind = Literal["code", "settings", "models", "yaml", "other"]


@dataclass(frozen=True)
class Unpacked:
    """What an archive holds. `beside` is read for what it tells and not kept."""

    files: Mapping[str, str]  # path from the project's root → text
    beside: Mapping[str, str] = field(default_factory=dict, repr=False)
    left_out: Mapping[str, LeftOutKind] = field(default_factory=dict)
    top: str = ""  # the folder that was the project's root in the archive


class _Budget:
    """How many bytes may still come out."""

    def __init__(self) -> None:
        self.left = MAX_TOTAL

    def spend(self, count: int) -> None:
        self.left -= count
        if self.left < 0:
            raise refuse("total", most=MAX_TOTAL // 1_000_000)


def read_archive(content: bytes) -> Unpacked:
    """Return the project in a zip; raise `ArchiveRefused`, which says what is wrong with it.

    Names and kinds of all members are looked at first. Only a project's own files are unpacked,
    each in pieces and against the limits: what the archive itself says of sizes is not believed.
    """
    if len(content) > MAX_ARCHIVE:
        raise refuse("large", most=MAX_ARCHIVE // 1_000_000)
    check_directory(content)
    try:
        with ZipFile(BytesIO(content)) as packed:
            members = packed.infolist()
            check_members(members)
            return _unpack(packed, [one for one in members if not one.is_dir()])
    except UnicodeDecodeError as error:
        raise refuse("name_not_utf8", path=show(repr(error.object)[2:-1])) from error
    except UNREADABLE as error:
        raise refuse("damaged") from error


def _unpack(packed: ZipFile, members: list[ZipInfo]) -> Unpacked:
    seen = [one for one in members if not SILENT.fullmatch(one.filename) and not _is_silent(one)]
    if not seen:
        raise refuse("empty")
    top = find_root([one.filename for one in seen])
    files: dict[str, str] = {}
    beside: dict[str, str] = {}
    left_out: dict[str, LeftOutKind] = {}
    budget = _Budget()
    for one in sorted(seen, key=lambda member: member.filename):
        path = one.filename.removeprefix(top) if one.filename.startswith(top) else ""
        home = _find_home(path, files)
        if path and belongs(home):
            files[home] = _read(packed, one, budget)
            if len(files) > MAX_FILES:
                raise refuse("many_files", most=MAX_FILES)
            continue
        if path and READ_BESIDE.fullmatch(path):
            beside[path] = _read(packed, one, budget)
        left_out[path or one.filename] = _name_kind(path or one.filename)
    if not files and not beside:
        raise refuse("no_project")
    return Unpacked(dict(sorted(files.items())), beside, left_out, top.rstrip("/"))


def _is_silent(one: ZipInfo) -> bool:
    return any(SILENT.match(part + "/") for part in PurePosixPath(one.filename).parts[:-1])


def find_root(names: Iterable[str]) -> str:
    """Return the folder in which the project lies, as "" or "a/b/".

    That is where `config.yml` or a domain is; an archive of one folder is that folder.
    """
    paths = [PurePosixPath(name) for name in names]
    homes = {path.parent for path in paths if path.name in ALONE} | {
        path.parents[1] for path in paths if len(path.parts) > 2 and path.parts[-2] == "domain"
    }
    homes = {one for one in homes if not _is_within(one)}
    if homes:
        depth = min(len(one.parts) for one in homes)
        nearest = sorted(one.as_posix() for one in homes if len(one.parts) == depth)
        if len(nearest) > 1:
            raise refuse("several", paths=", ".join(show(one) for one in nearest[:5]))
        return "" if nearest[0] == "." else f"{nearest[0]}/"
    first = {path.parts[0] for path in paths}
    is_folder = all(len(path.parts) > 1 for path in paths)
    if len(first) == 1 and is_folder and not first & set(ROOTS):
        return f"{first.pop()}/"
    return ""


def _is_within(folder: PurePosixPath) -> bool:
    """Tell whether a folder lies in a project's own: `domain/domain.yml` is no project's root."""
    return any(part in ROOTS for part in folder.parts)


def _find_home(path: str, taken: Mapping[str, str]) -> str:
    """Return where a file lies here: end-to-end tests of `tests/` have a folder of their own."""
    parts = PurePosixPath(path).parts
    if len(parts) == 2 and parts[0] == TESTS and parts[1].endswith((".yml", ".yaml")):
        home = f"{TESTS_HERE}/{parts[1]}"
        return home if home not in taken else f"{TESTS_HERE}/test_top_{parts[1]}"
    return path


def _name_kind(path: str) -> LeftOutKind:
    parts = PurePosixPath(path).parts
    if MODELS in parts[:-1]:
        return "models"
    if path.lower().endswith(CODE):
        return "code"
    if parts[-1] in SETTINGS:
        return "settings"
    return "yaml" if path.endswith((".yml", ".yaml")) else "other"


def _read(packed: ZipFile, one: ZipInfo, budget: _Budget) -> str:
    parts = b"".join(_read_parts(packed, one, budget))
    if parts.startswith(PACKED_BEGINNINGS):
        raise refuse("nested", path=show(one.filename))
    try:
        text = parts.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refuse("not_utf8", path=show(one.filename)) from error
    if "\0" in text:
        raise refuse("not_text", path=show(one.filename))
    return text.replace("\r\n", "\n")


def _read_parts(packed: ZipFile, one: ZipInfo, budget: _Budget) -> Iterator[bytes]:
    size = 0
    with packed.open(one) as member:
        while chunk := member.read(CHUNK):
            size += len(chunk)
            budget.spend(len(chunk))
            if size > RATIO_FROM and size > MAX_RATIO * max(one.compress_size, 1):
                raise refuse("ratio", path=show(one.filename), most=MAX_RATIO)
            if size > MAX_BYTES:
                raise refuse("member", path=show(one.filename), most=MAX_BYTES // 1_000_000)
            yield chunk
