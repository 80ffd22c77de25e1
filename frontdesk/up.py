"""`frontdesk up`: prepare what is missing, then run the application and Rasa until Ctrl-C."""

import asyncio
import time
from collections.abc import Callable

import uvicorn
from rich.console import Console

from crm_backend.seed import seed_shop
from frontdesk import schema
from frontdesk.app import create_app
from frontdesk.models import newest_model, print_line, train_model
from frontdesk.progress import show_progress
from frontdesk.rasa import RasaProcess
from frontdesk.staff import print_setup_link
from kernel.db import Database
from kernel.errors import Unavailable
from kernel.logging import configure_logging
from kernel.runtime import Runtime
from kernel.settings import Settings

MAX_FRAME_BYTES = 262_144  # a longer WebSocket frame closes the socket before it is read
GRACE_SECONDS = 20  # running turns end by themselves within 15

screen = Console(highlight=False)


def step(title: str, detail: str) -> None:
    """Print one line of the start-up."""
    screen.print(f"  [green]✓[/] {title:<10} {detail}")


def prepare(settings: Settings) -> Runtime:
    """Make the data folder, the tables, and in demo mode the shop."""
    settings.data.mkdir(parents=True, exist_ok=True)
    database = Database(settings.url_of_database)
    runtime = Runtime(settings=settings, db=database)
    revision = schema.upgrade(database)
    step("database", f"{database.engine.dialect.name}, tables at {revision}")
    if settings.demo:
        seed_demo(runtime)
    return runtime


def seed_demo(runtime: Runtime) -> None:
    """Fill an empty shop with the demo data; leave any other alone."""
    from crm_backend.customers.service import has_customers

    with runtime.db.session() as session:
        if has_customers(session):
            return step("demo shop", "there already")
    with show_progress(screen) as progress:
        report = seed_shop(
            runtime.db, data=runtime.settings.data, now=runtime.clock(), progress=progress
        )
    return step("demo shop", f"{report.customers:,} customers, {report.orders:,} orders")


def ensure_model(settings: Settings) -> None:
    """Train if there is no model yet."""
    model = newest_model(settings)
    if model is None:
        screen.print("  … model      none yet: training one, about half a minute")
        model = train_model(settings, print_line)
    step("model", model.name)


async def serve(runtime: Runtime) -> None:
    """Run the application, and Rasa unless other workers are named, until asked to stop."""
    settings = runtime.settings
    worker = None if settings.rasa_urls else make_worker(settings)
    urls = settings.rasa_urls or (worker.url,) if worker else settings.rasa_urls
    server = uvicorn.Server(
        uvicorn.Config(
            create_app(runtime, rasa_urls=lambda: urls),
            host=settings.host,
            port=settings.port,
            ws_max_size=MAX_FRAME_BYTES,
            ws_per_message_deflate=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
            access_log=False,
            log_config=None,
            server_header=False,
        )
    )
    if worker is not None:
        await worker.start()
    announcing = asyncio.create_task(announce(runtime, server, worker), name="announce")
    try:
        await server.serve()
    finally:
        announcing.cancel()
        if worker is not None:
            await worker.stop()
        screen.print("Frontdesk has stopped.")


def make_worker(settings: Settings) -> RasaProcess:
    """Return the dialogue worker of this machine, with the newest model."""
    model = newest_model(settings)
    if model is None:
        raise Unavailable("There is no model yet; run `frontdesk train`.")
    action_url = f"http://127.0.0.1:{settings.port}/internal/actions/webhook"
    return RasaProcess(settings, model, action_url=action_url)


async def announce(runtime: Runtime, server: uvicorn.Server, worker: RasaProcess | None) -> None:
    """Say when the product answers."""
    began = time.monotonic()
    alive: Callable[[], bool] = lambda: not server.should_exit  # noqa: E731
    while not server.started and alive():
        await asyncio.sleep(0.05)
    if worker is not None and await worker.wait_ready(alive):
        step("dialogue", f"Rasa ready after {time.monotonic() - began:.0f} s")
    if not alive():
        return
    settings = runtime.settings
    address = settings.public_url or f"http://{settings.host}:{settings.port}"
    print_setup_link(runtime, address, screen)
    screen.print(f"Frontdesk is ready: {address}", soft_wrap=True)


def run(settings: Settings) -> None:
    """Prepare and serve."""
    configure_logging(settings.log_level)
    screen.print(f"Frontdesk starts; its data is in {settings.data.absolute()}", soft_wrap=True)
    runtime = prepare(settings)
    if not settings.rasa_urls:
        ensure_model(settings)
    asyncio.run(serve(runtime))
