"""A loop that fails is begun again; one that ends has ended."""

import asyncio
from io import StringIO

import pytest

from kernel.loops import start_loop


async def test_loop_is_begun_again_when_it_fails(logged: StringIO) -> None:
    runs: list[int] = []

    async def run() -> None:
        runs.append(1)
        if len(runs) < 3:
            raise ZeroDivisionError("a fault of ours")

    await asyncio.wait_for(start_loop(run, "mail", pause=0), 2)
    assert len(runs) == 3
    assert logged.getvalue().count("loop_failed") == 2


async def test_loop_ends_when_it_is_cancelled() -> None:
    task = start_loop(lambda: asyncio.sleep(60), "mail")
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
