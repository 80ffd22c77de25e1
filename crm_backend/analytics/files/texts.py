"""The text of a file, whatever it is written in; says what is wrong with one that holds none."""

import codecs
import gzip
import re
import zlib
from pathlib import Path

from kernel.errors import Invalid

SAMPLE = 65_536  # bytes looked at to find how the letters are written
GZIP = b"\x1f\x8b"
PACKED = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # .xlsx, .ods, .zip; .xls
OF_TWO_BYTES = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
MANY_ZEROS = 0.4  # of every other byte: Latin letters in UTF-16
HIGH = re.compile(rb"[A-Za-z]?[\x80-\xff]+")
ACCENT = re.compile(rb"[A-Za-z].+|.", re.DOTALL)  # within a word, or alone
MOST_ACCENTS = 0.5  # of the runs of high bytes: Chinese letters have two, mostly after none of ours


def read_text(path: Path) -> tuple[str, str]:
    """Return what a file says and in what it is written; gzipped ones are unpacked.

    Read are UTF-8, UTF-16, GBK (GB18030) and the Windows page of Western Europe. Raises `Invalid`.
    """
    content = _read_bytes(path)
    if content.startswith(PACKED):
        raise Invalid(
            f"{path.name} is a workbook or an archive, no text: open it and save the table as CSV."
        )
    for encoding in find_encodings(content[:SAMPLE]):
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise Invalid(f"{path.name} is no text file: save it as CSV in UTF-8.")


def _read_bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise Invalid(f"{path} is a folder: name a file in it.")
        if not path.is_file():
            raise Invalid(f"There is no file {path}.")
        content = path.read_bytes()
        is_packed = path.suffix == ".gz" or content.startswith(GZIP)
        return gzip.decompress(content) if is_packed else content
    except (OSError, EOFError, zlib.error) as error:
        said = getattr(error, "strerror", None) or error
        raise Invalid(f"{path.name} cannot be read as a table: {said}.") from error


def find_encodings(head: bytes) -> tuple[str, ...]:
    """Return in what the letters of a file that begins so may be written, the likeliest first."""
    if head.startswith(OF_TWO_BYTES):
        return ("utf-16",)
    for first, encoding in ((0, "utf-16-be"), (1, "utf-16-le")):
        some, others = head[first::2], head[1 - first :: 2]
        if some.count(0) > MANY_ZEROS * len(some) and 0 not in others:
            return (encoding,)
    runs = HIGH.findall(head)
    accents = sum(ACCENT.fullmatch(run) is not None for run in runs)
    is_chinese = accents < MOST_ACCENTS * len(runs)
    return ("utf-8-sig", "gb18030", "cp1252") if is_chinese else ("utf-8-sig", "cp1252")
