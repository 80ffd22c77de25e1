"""Pictures for cards: an address that Telegram fetches, or the bytes of one of the shop's own."""

import asyncio
from functools import lru_cache
from pathlib import Path

from bot.channels.telegram.drawings import paint_drawing

PATH = "/pictures/"
FOLDER = "pictures"  # under the data folder, see crm_backend.catalog.pictures
RASTER = (".png", ".jpg", ".jpeg", ".webp")
DRAWING = ".svg"
MAX_BYTES = 10_000_000  # of a photo that Telegram takes
PAINTED = 300  # drawings remembered, of some 20 kB each: painting one takes a quarter of a second


class Pictures:
    """Finds what can be sent for the picture of a card."""

    def __init__(self, data: Path) -> None:
        self.folder = data / FOLDER

    async def find(self, image: str) -> str | bytes | None:
        """Return an address, the bytes of a photo, or None where only words can be sent.

        Telegram takes no drawings as photos, and fetches none either.
        """
        if image.startswith(("https://", "http://")):
            return None if image.lower().endswith(DRAWING) else image
        if not image.startswith(PATH):
            return None
        return await asyncio.to_thread(self._read, image.removeprefix(PATH))

    def _read(self, name: str) -> bytes | None:
        path = self.folder / name
        if path.parent != self.folder or path.suffix.lower() not in (*RASTER, DRAWING):
            return None  # nothing outside the folder can be named
        try:
            facts = path.stat()
            if facts.st_size > MAX_BYTES:
                return None
            if path.suffix.lower() == DRAWING:
                return _paint(path, facts.st_mtime_ns)
            return path.read_bytes()
        except OSError:
            return None


@lru_cache(maxsize=PAINTED)
def _paint(path: Path, _changed: int) -> bytes | None:
    return paint_drawing(path.read_bytes())
