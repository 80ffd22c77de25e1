"""A file as it came becomes a file that is safe to show. Pure, and heavy: call it in a thread.

Pictures are decoded and encoded anew, so nothing but their pixels stays: no place where they were
taken, no script behind the last byte. Of a GIF or an animated WebP the first frame is kept: a still
picture says what a customer wants to show, and nothing blinks at those who cannot bear it.
"""

import hashlib
import io
from dataclasses import dataclass

from PIL import Image, ImageOps

from bot.attachments import rules
from bot.attachments.rules import FileRefused, FileTooLarge, Kind

# Small print on a photographed letter can be read; a side more is only bytes.
MAX_SIDE = 2_560
QUALITY = 85
MAX_LOSSLESS = 3_000_000  # bytes: a screenshot has fewer, a photograph as PNG has more
FORMATS = {
    "image/png": ("PNG",),
    "image/jpeg": ("JPEG",),
    "image/webp": ("WEBP",),
    "image/gif": ("GIF",),
}
BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
# What Pillow raises for files that are damaged on purpose or by accident.
BROKEN = (OSError, ValueError, SyntaxError, EOFError, IndexError, OverflowError, MemoryError)


@dataclass(frozen=True)
class CleanFile:
    """What is kept of a file; width and height in pixels, 0 for a PDF."""

    name: str
    media_type: str
    content: bytes
    width: int = 0
    height: int = 0

    @property
    def sha256(self) -> str:
        """The digest of the bytes as hexadecimal digits."""
        return hashlib.sha256(self.content).hexdigest()


def clean_file(content: bytes, name: str) -> CleanFile:
    """Return the file safe to show; raise `FileRefused` or `FileTooLarge` where it is none."""
    rules.check_size(len(content))
    kind = rules.find_kind(content)
    if kind == "application/pdf":
        rules.check_pdf(content)
        return CleanFile(rules.clean_name(name, kind), kind, content)
    return _clean_picture(content, name, kind)


def _clean_picture(content: bytes, name: str, kind: Kind) -> CleanFile:
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS[kind]) as opened:
            rules.check_pixels(*opened.size)
            picture = _decode(opened)
    except BOMBS as error:
        raise FileTooLarge("The picture is far too large.", "too_many_pixels") from error
    except BROKEN as error:
        raise FileRefused("The picture is damaged; choose another one.", "broken") from error
    media_type, encoded = _encode(picture, kind)
    rules.check_size(len(encoded))
    return CleanFile(rules.clean_name(name, media_type), media_type, encoded, *picture.size)


def _decode(opened: Image.Image) -> Image.Image:
    """Return the upright first frame, scaled down, with nothing but pixels."""
    opened.draft("RGB", (MAX_SIDE, MAX_SIDE))  # a large JPEG is decoded at half or a quarter
    has_alpha = opened.has_transparency_data
    upright = ImageOps.exif_transpose(opened)
    if upright.mode.startswith("I;16"):  # a scan in 65,536 greys: converted as it is, it is white
        upright = upright.point(lambda level: level * (1 / 256)).convert("L")
    plain = upright.convert("RGBA" if has_alpha else "RGB")
    plain.thumbnail((MAX_SIDE, MAX_SIDE))
    kept = Image.new(plain.mode, plain.size)  # a new one has no metadata to be saved by chance
    kept.paste(plain)
    return kept


def _encode(picture: Image.Image, kind: Kind) -> tuple[str, bytes]:
    if kind == "image/jpeg":
        return "image/jpeg", _save(picture, "JPEG")
    if kind == "image/webp":
        return "image/webp", _save(picture, "WEBP")
    lossless = _save(picture, "PNG")
    if len(lossless) <= MAX_LOSSLESS:
        return "image/png", lossless
    if picture.mode == "RGB":
        return "image/jpeg", _save(picture, "JPEG")
    return "image/webp", _save(picture, "WEBP")


def _save(picture: Image.Image, form: str) -> bytes:
    into = io.BytesIO()
    options = {} if form == "PNG" else {"quality": QUALITY}
    picture.save(into, form, **options)
    return into.getvalue()
