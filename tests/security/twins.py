"""A broken twin: with its guard switched off a case must turn red, or it tests nothing."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest


async def expect_red(scenario: Callable[..., Awaitable[None]], *arguments: Any) -> None:
    """Run a scenario whose guard is gone; fail unless it notices."""
    with pytest.raises((AssertionError, TimeoutError)):
        await scenario(*arguments)
