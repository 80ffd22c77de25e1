"""Which members an archive may have: their names, kinds and number. Nothing is unpacked here."""

import stat
import struct
import unicodedata
from collections.abc import Sequence
from pathlib import PurePosixPath
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipInfo

from console.refusals import refusal
from kernel.errors import Invalid

MAX_ARCHIVE = 10_000_000  # bytes as packed
MAX_MEMBERS = 2_000
MAX_PATH = 200  # characters, as the tables of drafts hold
MAX_DIRECTORY = 1_000_000  # bytes of the list of members, read before it is gone through
PACKED = (".zip", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".7z", ".rar", ".zst", ".jar", ".whl")
MODELS = "models"  # what Rasa trained lies there; it is never read, let alone loaded
ENCRYPTED = 0x1 | 0x40 | 0x2000
IS_UTF8 = 0x800
END_OF_DIRECTORY, END_SIZE, LONGEST_COMMENT = b"PK\x05\x06", 22, 65_535
BEGINNINGS = (b"PK\x03\x04", END_OF_DIRECTORY)


class ArchiveRefused(Invalid):
    """The archive is not taken; nothing of it is kept."""


def refuse(what: str, **values: object) -> ArchiveRefused:
    """Return the refusal whose words are `error_exchange_<what>`."""
    return refusal(ArchiveRefused, f"exchange_{what}", **values)


def check_directory(content: bytes) -> None:
    """Raise `ArchiveRefused` for what is no zip, and for a list of members that is too long."""
    if not content.startswith(BEGINNINGS):
        raise refuse("wrong_type")
    at = content.rfind(END_OF_DIRECTORY, -END_SIZE - LONGEST_COMMENT)
    end = content[at : at + END_SIZE]
    if at < 0 or len(end) < END_SIZE:
        raise refuse("damaged")
    entries, size = struct.unpack("<H", end[10:12])[0], struct.unpack("<I", end[12:16])[0]
    if entries > MAX_MEMBERS or size > MAX_DIRECTORY:
        raise refuse("many_members", most=MAX_MEMBERS)


def check_members(members: Sequence[ZipInfo]) -> None:
    """Raise `ArchiveRefused` for the first member that no honest archive has."""
    if len(members) > MAX_MEMBERS:
        raise refuse("many_members", most=MAX_MEMBERS)
    for one in members:
        _check_name(one)
        _check_kind(one)
    _check_together(members)


def show(name: str) -> str:
    """Return a name as it can be printed."""
    kept = "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in name)
    return kept if len(kept) <= 80 else kept[:79] + "…"


def _check_name(one: ZipInfo) -> None:
    name = one.orig_filename
    if "\\" in name:
        raise refuse("backslash", path=show(name))
    if name.startswith("/") or name[1:2] == ":":
        raise refuse("absolute", path=show(name))
    if any(part in ("..", ".") for part in name.split("/")):
        raise refuse("traversal", path=show(name))
    if not name.isprintable() or not name.strip("/ ") or "//" in name:
        raise refuse("name", path=show(name))
    if not name.isascii() and not one.flag_bits & IS_UTF8:
        raise refuse("name_not_utf8", path=show(name))
    if len(name) > MAX_PATH:
        raise refuse("name_long", path=show(name), most=MAX_PATH)


def _check_kind(one: ZipInfo) -> None:
    name = one.orig_filename
    mode = stat.S_IFMT(one.external_attr >> 16)
    if mode == stat.S_IFLNK:
        raise refuse("symlink", path=show(name))
    if mode not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise refuse("special", path=show(name))
    if one.flag_bits & ENCRYPTED:
        raise refuse("encrypted", path=show(name))
    if one.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise refuse("method", path=show(name))
    if name.lower().endswith(PACKED) and MODELS not in PurePosixPath(name).parts:
        raise refuse("nested", path=show(name))


def _check_together(members: Sequence[ZipInfo]) -> None:
    """Two members must not become one file, here or on a disk that knows no upper case."""
    known: dict[str, str] = {}
    folders: dict[str, str] = {}
    for one in members:
        name = one.orig_filename.rstrip("/")
        for parent in PurePosixPath(name).parents:
            folders.setdefault(_fold(parent.as_posix()), name)
        if one.is_dir():
            continue
        other = known.setdefault(_fold(name), name)
        if other is not name:
            what = "twice" if other == name else "case"
            raise refuse(what, path=show(name), other=show(other))
    for folded, name in known.items():
        if folded in folders:
            raise refuse("case", path=show(folders[folded]), other=show(name))


def _fold(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
