"""Files that tests send."""

import io

from PIL import Image

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def make_png(width: int = 64, height: int = 48) -> bytes:
    """Return a small picture."""
    into = io.BytesIO()
    Image.new("RGB", (width, height), "#b5643c").save(into, "PNG")
    return into.getvalue()


def make_noise(width: int, height: int) -> bytes:
    """Return a picture that does not compress: above 3 MB for 5 megapixels."""
    into = io.BytesIO()
    Image.effect_noise((width, height), 60).save(into, "PNG")
    return into.getvalue()
