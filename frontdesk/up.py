"""`frontdesk up`: prepare what is missing, then run the application and Rasa until Ctrl-C."""

import asyncio
import os
import socket
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from bot.dialogue import RasaDialogue
from bot.releases.archives import newest_archive
from console.copilot.demo import seed_chats
from crm_backend.customers.service import has_customers
from crm_backend.seed import seed_shop
from frontdesk import schema
from frontdesk.app import create_app
from frontdesk.catalog_names import catalog_file, write_names
from frontdesk.fleet import Fleet
from frontdesk.installation import open_runtime
from frontdesk.models import print_line, require_rasa
from frontdesk.pointer import settle_pointer
from frontdesk.progress import show_progress
from frontdesk.rasa import RasaProcess
from frontdesk.server import Server, action_url, make_server, open_listener, public_url
from frontdesk.staff import print_setup_link
from frontdesk.training import train_model
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
    seed_chats(runtime.db, now=runtime.clock())
    return step("demo shop", f"{report.customers:,} customers, {report.orders:,} orders")


def ensure_model(runtime: Runtime) -> None:
    """Train if there is no model of this installation yet; write down which one answers."""
    settings = runtime.settings
    require_rasa()
    if newest_archive(settings) is None:
        screen.print("  … model      none yet: training one, about a minute")
        train_model(settings, print_line)
    live = settle_pointer(runtime).live
    newest = newest_archive(settings)
    step("model", f"{live}")
    if newest is not None and newest.name != live:
        screen.print(f"               {newest.name} is newer: `frontdesk promote` or the studio")


async def serve(runtime: Runtime, listener: socket.socket) -> None:
    """Run the application, and Rasa unless other workers are named, until asked to stop."""
    settings = runtime.settings
    dialogue = RasaDialogue(settings.rasa_urls, secret=settings.derive_key("rasa"))
    fleet = None if settings.rasa_urls else make_fleet(runtime, dialogue)
    app = create_app(runtime, engine=dialogue, fleet=fleet)
    server = make_server(app, settings.trusted_proxies)
    announcing = asyncio.create_task(announce(runtime, server, fleet), name="announce")
    try:
        if fleet is not None:
            await fleet.start()
        await server.serve([listener])
    finally:
        announcing.cancel()
        if fleet is not None:
            await fleet.stop()
        screen.print("Frontdesk has stopped.")


def make_fleet(runtime: Runtime, dialogue: RasaDialogue) -> Fleet:
    """Return the dialogue workers of this machine."""
    settings = runtime.settings

    def make_process(model: Path, number: int) -> RasaProcess:
        return RasaProcess(settings, model, action_url=action_url(settings), number=number)

    name = f"{socket.gethostname()}-{os.getpid()}"
    return Fleet(runtime, dialogue, make_process, name=name)


async def announce(runtime: Runtime, server: Server, fleet: Fleet | None) -> None:
    """Say when the product answers."""
    began = time.monotonic()
    alive: Callable[[], bool] = lambda: not server.should_exit  # noqa: E731
    await server.listens.wait()
    if fleet is not None and await fleet.wait_ready(alive):
        workers = len(fleet.urls)
        count = f" ({workers} workers)" if workers > 1 else ""
        step("dialogue", f"Rasa ready after {time.monotonic() - began:.0f} s{count}")
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
            ensure_model(runtime)
        asyncio.run(serve(runtime, listener))
    runtime.db.dispose()
