"""An event loop in a thread of its own, for what runs beside a browser that blocks this one."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")
PATIENCE = 15.0  # seconds


class Background:
    """Runs coroutines to their end, one call at a time."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Return what the work comes to."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(PATIENCE)


@contextmanager
def background() -> Iterator[Background]:
    """A running loop; ends with the block."""
    made = Background()
    thread = threading.Thread(target=made.loop.run_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.loop.call_soon_threadsafe(made.loop.stop)
        thread.join(PATIENCE)
        made.loop.close()
