"""Files as customers and attackers send them."""

import io
import struct
import zlib

from PIL import Image
from PIL.TiffImagePlugin import IFDRational

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SECRET = b"52.5163 13.3777 Unter den Linden"


def make_picture(form: str = "PNG", size: tuple[int, int] = (40, 30), mode: str = "RGB") -> bytes:
    """Return a picture of one colour in a form Pillow knows."""
    into = io.BytesIO()
    Image.new(mode, size, 120 if mode in ("L", "P") else (200, 80, 40, 255)[: len(mode)]).save(
        into, form
    )
    return into.getvalue()


def make_photo() -> bytes:
    """Return a JPEG with the place it was taken, lying on its side: 40 wide, 30 high as stored."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees to see it upright
    exif[0x010E] = SECRET.decode()
    exif.get_ifd(0x8825)[2] = (IFDRational(52), IFDRational(30), IFDRational(58))
    into = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(into, "JPEG", exif=exif, comment=SECRET)
    return into.getvalue()


def make_animation() -> bytes:
    """Return a GIF of three frames."""
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "green", "blue")]
    into = io.BytesIO()
    frames[0].save(into, "GIF", save_all=True, append_images=frames[1:], duration=50)
    return into.getvalue()


def make_bomb(width: int, height: int) -> bytes:
    """Return a small PNG that says it has that many pixels."""
    rows = zlib.compress(bytes(1_000_000), 9)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [b"\x89PNG\r\n\x1a\n"]
    for name, data in ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b"")):
        check = struct.pack(">I", zlib.crc32(name + data))
        parts.append(struct.pack(">I", len(data)) + name + data + check)
    return b"".join(parts)
