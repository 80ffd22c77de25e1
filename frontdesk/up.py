"""`frontdesk up`: prepare what is missing, then run the application and Rasa until Ctrl-C."""

import asyncio
import socket
import time
from collections.abc import Callable

from rich.console import Console

from crm_backend.customers.service import has_customers
from crm_backend.seed import seed_shop
from frontdesk import schema
from frontdesk.app import create_app
from frontdesk.catalog_names import catalog_file, write_names
from frontdesk.installation import open_runtime
from frontdesk.models import newest_model, print_line, require_rasa, train_model
from frontdesk.progress import show_progress
from frontdesk.rasa import RasaProcess
from frontdesk.server import Server, local_url, make_server, open_listener, public_url
from frontdesk.staff import print_setup_link
from kernel.errors import Unavailable
from kernel.logging import configure_logging
from kernel.runtime import Runtime
from kernel.settings import Settings

screen = Console(highlight=False)


def step(title: str, detail: str) -> None:
    """Print one line of the start-up."""
    screen.print(f"  [green]✓[/] {title:<10} {detail}")


def prepare(settings: Settings) -> Runtime:
    """Make the data folder, the tables, in demo mode the shop, and the file of its names."""
    runtime = open_runtime(settings)
    step("database", f"{runtime.db.engine.dialect.name}, tables at {schema.head()}")
    if settings.demo:
        seed_demo(runtime)
    with runtime.db.session() as session:
        write_names(session, catalog_file(settings))
    return runtime


def seed_demo(runtime: Runtime) -> None:
    """Fill an empty shop with the demo data; leave any other alone."""
    with runtime.db.session() as session:
        if has_customers(session):
            return step("demo shop", "there already")
    with show_progress(screen) as progress:
        report = seed_shop(
            runtime.db, data=runtime.settings.data, now=runtime.clock(), progress=progress
        )
    return step("demo shop", f"{report.customers:,} customers, {report.orders:,} orders")


def ensure_model(settings: Settings) -> None:
    """Train if there is no model of this installation yet."""
    require_rasa()
    model = newest_model(settings)
    if model is None:
        screen.print("  … model      none yet: training one, about a minute")
        model = train_model(settings, print_line)
    step("model", model.name)


async def serve(runtime: Runtime, listener: socket.socket) -> None:
    """Run the application, and Rasa unless other workers are named, until asked to stop."""
    settings = runtime.settings
    worker = None if settings.rasa_urls else make_worker(settings)
    urls = (worker.url,) if worker else settings.rasa_urls
    server = make_server(create_app(runtime, rasa_urls=lambda: urls))
    announcing = asyncio.create_task(announce(runtime, server, worker), name="announce")
    try:
        if worker is not None:
            await worker.start()
        await server.serve([listener])
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
    return RasaProcess(
        settings, model, action_url=local_url(settings) + "/internal/actions/webhook"
    )


async def announce(runtime: Runtime, server: Server, worker: RasaProcess | None) -> None:
    """Say when the product answers."""
    began = time.monotonic()
    alive: Callable[[], bool] = lambda: not server.should_exit  # noqa: E731
    await server.listens.wait()
    if worker is not None and await worker.wait_ready(alive):
        step("dialogue", f"Rasa ready after {time.monotonic() - began:.0f} s")
    if not alive():
        return
    address = public_url(runtime.settings)
    print_setup_link(runtime, address, screen)
    screen.print(f"Frontdesk is ready: {address}", soft_wrap=True)


def run(settings: Settings) -> None:
    """Prepare and serve."""
    configure_logging(settings.log_level)
    screen.print(f"Frontdesk starts; its data is in {settings.data.absolute()}", soft_wrap=True)
    with open_listener(settings) as listener:
        settings = settings.model_copy(update={"port": listener.getsockname()[1]})
        runtime = prepare(settings)
        if not settings.rasa_urls:
            ensure_model(settings)
        asyncio.run(serve(runtime, listener))
    runtime.db.dispose()
