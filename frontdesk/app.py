"""The composition root: every part put together into one ASGI application."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI

import actions.server
import bot.app
import console.app
import crm_backend.api
from bot.dialogue import DialogueEngine, RasaDialogue
from frontdesk import health, shop
from kernel.http import install_error_handler
from kernel.mail import make_mailer
from kernel.runtime import Runtime

VERSION = "0.1.0"


def create_app(
    runtime: Runtime,
    *,
    rasa_urls: Callable[[], tuple[str, ...]] | None = None,
    engine: DialogueEngine | None = None,
) -> FastAPI:
    """Return the whole product; `engine` replaces Rasa (tests)."""
    settings = runtime.settings
    urls = rasa_urls or (lambda: settings.rasa_urls)
    engine = engine or RasaDialogue(urls(), secret=settings.derive_key("rasa"))
    service = bot.app.BotService(runtime, engine=engine, mailer=make_mailer(settings))

    @asynccontextmanager
    async def live(_app: FastAPI) -> AsyncIterator[None]:
        await service.start()
        try:
            yield
        finally:
            await service.stop()

    app = FastAPI(title="Frontdesk", version=VERSION, lifespan=live, docs_url=None, redoc_url=None)
    app.state.runtime = runtime
    app.state.bot = service
    install_error_handler(app)
    app.include_router(health.create_router(runtime, urls))
    app.include_router(crm_backend.api.create_router())
    app.include_router(actions.server.create_router(runtime, settings.derive_key("actions")))
    app.include_router(bot.app.create_router(service))
    console.app.install(app)
    shop.install(app)
    return app
