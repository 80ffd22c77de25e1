"""The composition root: every part put together into one ASGI application."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from fastapi import FastAPI

import actions.server
import bot.app
import console.app
import crm_backend.api
from bot.dialogue import DialogueEngine, RasaDialogue
from bot.releases.trial import Trials
from console.studio.models.telling import record_failed_trial
from crm_backend.analytics.recommendations.keeper import ModelKeeper
from frontdesk import health, shop
from frontdesk.elsewhere import Elsewhere
from frontdesk.fleet import Fleet
from frontdesk.headers import SafeDefaults
from frontdesk.jobs import make_handlers
from frontdesk.overnight import Overnight
from frontdesk.server import action_url
from frontdesk.talk_host import RasaTalkHost
from kernel.http import add_routes, install_error_handler
from kernel.jobs.worker import JobWorker
from kernel.mail import make_mailer
from kernel.runtime import Runtime

VERSION = "0.1.0"


@dataclass(frozen=True)
class Parts:
    """What works behind the routes of one process."""

    service: bot.app.BotService
    jobs: JobWorker
    trials: Trials
    talk_host: RasaTalkHost
    elsewhere: Elsewhere
    overnight: Overnight
    recommendations: ModelKeeper

    async def start(self) -> None:
        """Begin to work; must run on the loop that serves."""
        await self.service.start()
        self.jobs.start()
        self.trials.start()
        self.elsewhere.start()
        self.overnight.start()
        self.recommendations.start()

    async def stop(self, *, before_service: Callable[[], Awaitable[None]]) -> None:
        """End in good order; the service, which the others write through, last."""
        await self.overnight.stop()
        await self.recommendations.stop()
        await self.jobs.stop()
        await self.trials.stop()
        await self.elsewhere.stop()
        await self.talk_host.stop()
        await before_service()
        await self.service.stop()


def make_trials(runtime: Runtime, service: bot.app.BotService, fleet: Fleet | None) -> Trials:
    """Return what gives conversations to a model on trial, told by the fleet which is loaded."""
    trials = Trials(
        service.ledger,
        key=runtime.settings.derive_key("trials"),
        clock=runtime.clock,
        tell=record_failed_trial,
    )
    service.runner.trials = trials
    if fleet is not None:
        fleet.listen(trials.hear)
    return trials


def create_app(
    runtime: Runtime,
    *,
    fleet: Fleet | None = None,
    engine: DialogueEngine | None = None,
) -> FastAPI:
    """Return the whole product, over the workers of a fleet or those that the settings name.

    `engine` asks the fleet's workers, or replaces Rasa (tests).
    """
    settings = runtime.settings
    urls: Callable[[], tuple[str, ...]] = lambda: fleet.urls if fleet else settings.rasa_urls  # noqa: E731
    engine = engine or RasaDialogue(settings.rasa_urls, secret=settings.derive_key("rasa"))
    service = bot.app.BotService(runtime, engine=engine, mailer=make_mailer(settings))
    jobs = JobWorker(
        runtime.db, make_handlers(runtime), clock=runtime.clock, name=service.dispatcher.name
    )
    parts = Parts(
        service,
        jobs,
        make_trials(runtime, service, fleet),
        RasaTalkHost(settings, action_url=action_url(settings)),
        Elsewhere(runtime, () if fleet is not None else settings.rasa_urls),
        Overnight(runtime, jobs.wake),
        ModelKeeper(runtime.db, clock=runtime.clock),
    )

    @asynccontextmanager
    async def live(_app: FastAPI) -> AsyncIterator[None]:
        await parts.start()
        try:
            yield
        finally:
            await parts.stop(before_service=app.state.live.stop)

    app = FastAPI(title="Frontdesk", version=VERSION, lifespan=live, docs_url=None, redoc_url=None)
    app.state.runtime, app.state.bot, app.state.jobs = runtime, service, parts.jobs
    app.state.fleet, app.state.talk_host = fleet, parts.talk_host
    app.add_middleware(SafeDefaults, settings=settings)
    install_error_handler(app)
    add_routes(
        app,
        health.create_router(runtime, urls),
        crm_backend.api.create_router(),
        actions.server.create_router(runtime, settings.derive_key("actions")),
        bot.app.create_router(service),
    )
    console.app.install(app)
    shop.install(app)
    return app
