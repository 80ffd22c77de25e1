"""Who asks is found out before a transaction that writes is open: finding out may write as well.

When somebody was last seen is written in a transaction of its own. A request that holds the turn of
the writers by then waits for itself, and everybody else with it, until the time is up.
"""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter
from fastapi.routing import APIRoute

import console
from console.access import current_login
from kernel.http import _write_session


def list_console_routes() -> Iterator[APIRoute]:
    """Go through the routes of every module of the console that has a router."""
    for info in pkgutil.walk_packages(console.__path__, "console."):
        router = getattr(importlib.import_module(info.name), "router", None)
        if isinstance(router, APIRouter):
            yield from (one for one in router.routes if isinstance(one, APIRoute))


def list_calls(dependant: Any) -> Iterator[Any]:
    """Go through what a route depends on in the order it is called."""
    for one in dependant.dependencies:
        yield from list_calls(one)
        yield one.call


def test_nobody_is_asked_for_while_a_transaction_writes() -> None:
    seen = 0
    for route in list_console_routes():
        calls = list(list_calls(route.dependant))
        if current_login in calls and _write_session in calls:
            seen += 1
            first = calls.index(current_login)
            assert first < calls.index(_write_session), f"{route.path}: {route.name}"
    assert seen > 30
