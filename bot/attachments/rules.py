"""What may be attached, how much of it, under which name. Pure."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from kernel.errors import Invalid, TooLarge, TooMany

# The picture of a phone has 2 to 8 MB, a scanned letter of ten pages about as much.
MAX_BYTES = 10_000_000
# 50 megapixels are what phones take; decoded they need 200 MB, which is what one thread may use.
MAX_PIXELS = 50_000_000
MAX_NAME = 120
MAX_IN_MESSAGE = 5

WINDOW = timedelta(hours=1)
MAX_IN_WINDOW = 20  # a return with a picture of each side, and some to spare
MAX_BYTES_IN_WINDOW = 50_000_000
MAX_IN_ALL = 100
MAX_BYTES_IN_ALL = 200_000_000
UNSENT_FOR = timedelta(days=1)  # chosen and never sent: thrown away

Kind = Literal["image/png", "image/jpeg", "image/webp", "image/gif", "application/pdf"]
SUFFIXES = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "application/pdf": ".pdf",
}
# Control characters, and those that turn the reading direction: "gpj.exe" must not read "exe.jpg".
UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
PATH = re.compile(r"^.*[/\\]", re.DOTALL)
PDF_END = re.compile(rb"%%EOF\s*\Z")


class FileRefused(Invalid):
    """A file that is not taken; `data["reason"]` is the key of the words for the customer."""

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message, reason=reason)


class FileTooLarge(TooLarge):
    """A file with too many bytes or pixels."""

    def __init__(self, message: str, reason: str = "too_large") -> None:
        super().__init__(message, reason=reason)


class TooManyFiles(TooMany):
    """A conversation that has as many files as it may."""

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message, reason="quota", retry_after=retry_after)


@dataclass(frozen=True)
class Usage:
    """What a conversation has attached so far; sizes in bytes."""

    count: int
    size: int
    recent_count: int
    recent_size: int


def find_kind(content: bytes) -> Kind:
    """Return what the first bytes say a file is, or raise `FileRefused`: names and headers lie."""
    if not content:
        raise FileRefused("The file is empty; choose another one.", "empty")
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    raise FileRefused("Only pictures (PNG, JPEG, WebP, GIF) and PDFs are taken.", "type")


def check_size(size: int) -> None:
    """Raise `FileTooLarge` for more bytes than are taken."""
    if size > MAX_BYTES:
        raise FileTooLarge(f"A file may have {MAX_BYTES // 1_000_000} MB.")


def check_pixels(width: int, height: int) -> None:
    """Raise for a picture that must not be decoded: a small file may hold a huge one."""
    if width < 1 or height < 1:
        raise FileRefused("The picture has no size; choose another one.", "broken")
    if width * height > MAX_PIXELS:
        raise FileTooLarge(
            f"A picture may have {MAX_PIXELS // 1_000_000} megapixels.", "too_many_pixels"
        )


def check_pdf(content: bytes) -> None:
    """Raise `FileRefused` for a PDF that does not end like one: cut off, or something behind it."""
    if PDF_END.search(content[-1024:]) is None:
        raise FileRefused("The PDF is damaged or holds something else.", "broken")


def check_quota(usage: Usage, size: int) -> None:
    """Raise `TooManyFiles` where one more file of so many bytes is too much."""
    if usage.count >= MAX_IN_ALL or usage.size + size > MAX_BYTES_IN_ALL:
        raise TooManyFiles("This chat holds as many files as it may.", 86_400)
    if usage.recent_count >= MAX_IN_WINDOW or usage.recent_size + size > MAX_BYTES_IN_WINDOW:
        raise TooManyFiles("So many files an hour are taken; go on later.", 3_600)


def clean_name(name: str, media_type: str) -> str:
    """Return a name without path and tricks, with the ending of what the file is.

    >>> clean_name("../../etc/pass\\u202egpj.exe", "image/png")
    'passgpj.png'
    """
    plain = UNSEEN.sub("", PATH.sub("", name)).strip(" .")
    stem = plain.rpartition(".")[0] or plain or "file"
    suffix = SUFFIXES[media_type]
    return stem[: MAX_NAME - len(suffix)].strip(" .") + suffix
