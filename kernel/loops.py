"""Work that goes on for as long as the process lives, whatever goes wrong in it."""

import asyncio
from collections.abc import Awaitable, Callable

from kernel.logging import get_logger

log = get_logger(__name__)

PAUSE_SECONDS = 1.0


def start_loop(
    run: Callable[[], Awaitable[None]], name: str, *, pause: float = PAUSE_SECONDS
) -> "asyncio.Task[None]":
    """Run a loop in a task of its own; one that fails is logged and begun again after a pause.

    It ends when the loop returns by itself or is cancelled.
    """
    return asyncio.create_task(_keep_going(run, name, pause), name=name)


async def _keep_going(run: Callable[[], Awaitable[None]], name: str, pause: float) -> None:
    while True:
        try:
            return await run()
        except Exception as error:
            # Whatever it is: a worker that ends silently is noticed by customers, days later.
            log.exception("loop_failed", loop=name, error=type(error).__name__)
            await asyncio.sleep(pause)
