"""The whole application as it is served, and every route in it."""

from collections.abc import Iterator, Sequence
from typing import Any

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from pydantic import SecretStr
from starlette.routing import BaseRoute, Mount

from bot.dialogue import ScriptedDialogue
from frontdesk.app import create_app
from kernel.runtime import Runtime

MORE = {
    "demo": True,
    "telegram_token": SecretStr("4711:abcdefgh"),
    "telegram_webhook": "https://desk.example/telegram/v1/webhook",
}


def create_whole(runtime: Runtime) -> FastAPI:
    """Return everything, Telegram's webhook and the demo's mailbox included; nothing is started."""
    settings = runtime.settings.model_copy(update=MORE)
    return create_app(Runtime(settings, runtime.db, runtime.clock), engine=ScriptedDialogue())


def list_routes(app: FastAPI) -> set[tuple[str, str]]:
    """Return method and path of every route there is, in whatever part; WS for a socket."""
    return set(_walk(app.routes, ""))


def _walk(routes: Sequence[BaseRoute], prefix: str) -> Iterator[tuple[str, str]]:
    for one in iter_route_contexts(routes):
        context: Any = one
        route = getattr(context, "starlette_route", None) or context.original_route
        path = prefix + str(getattr(context, "path", None) or route.path)
        if isinstance(route, Mount):
            inner: Any = route.app
            while not hasattr(inner, "routes") and hasattr(inner, "app"):
                inner = inner.app
            if not hasattr(inner, "routes"):
                yield "GET", f"{path}/*"
                continue
            yield from _walk(inner.routes, path)
            continue
        methods = getattr(context, "methods", None) or getattr(route, "methods", None)
        for method in methods or ("WS",):
            if method != "HEAD":
                yield method, path
