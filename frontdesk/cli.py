"""The command line `frontdesk`."""

import asyncio
import json
import sys
from typing import Annotated

import typer
from pydantic import ValidationError

from frontdesk import chat as terminal
from frontdesk import schema, up
from frontdesk.installation import open_runtime
from frontdesk.models import print_line, train_model
from frontdesk.progress import show_progress
from frontdesk.server import local_url
from kernel.errors import FrontdeskError
from kernel.settings import Settings

cli = typer.Typer(
    help="Frontdesk: a customer-service chatbot in front of a CRM.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


def read_settings() -> Settings:
    """Read the settings; say in words which of them is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        for problem in error.errors():
            name = "FRONTDESK_" + "_".join(str(part) for part in problem["loc"]).upper()
            sys.stderr.write(f"{name}: {problem['msg']}\n")
        raise SystemExit(2) from error


@cli.command("up")
def start(
    demo: Annotated[bool | None, typer.Option(help="Fill an empty shop with demo data.")] = None,
) -> None:
    """Start the application and Rasa; Ctrl-C stops both."""
    settings = read_settings()
    if demo is not None:
        settings = settings.model_copy(update={"demo": demo})
    up.run(settings)


@cli.command()
def migrate() -> None:
    """Bring the database to the newest tables."""
    open_runtime(read_settings())
    up.step("database", f"tables at {schema.head()}")


@cli.command()
def seed() -> None:
    """Fill an empty shop with the demo data."""
    from crm_backend.seed import seed_shop

    runtime = open_runtime(read_settings())
    with show_progress(up.screen) as progress:
        report = seed_shop(
            runtime.db, data=runtime.settings.data, now=runtime.clock(), progress=progress
        )
    up.step("demo shop", f"{report.customers:,} customers, {report.orders:,} orders")


@cli.command()
def demo(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")] = False,
) -> None:
    """Show ten telling customers of the demo shop."""
    from crm_backend.seed import demo_report

    runtime = open_runtime(read_settings())
    with runtime.db.session() as session:
        report = demo_report(session)
    if as_json:
        return typer.echo(json.dumps(report, ensure_ascii=False, indent=2))
    for customer in report["customers"]:
        typer.echo(f"{customer['name']} <{customer['email']}> ({customer['language']})")
        for order in customer["orders"]:
            typer.echo(f"    {order['number']}  {order['status']:<10} {order['total']}")
    return None


@cli.command()
def train() -> None:
    """Train a model on the files of the project."""
    model = train_model(read_settings(), print_line)
    up.step("model", model.name)


@cli.command()
def chat(
    url: Annotated[str, typer.Option(help="Where Frontdesk runs.")] = "",
    language: Annotated[str, typer.Option(help="en or zh")] = "en",
) -> None:
    """Talk to the bot on this terminal."""
    settings = read_settings()
    asyncio.run(terminal.chat(url or local_url(settings), language))


@cli.command("api-key")
def create_api_key(
    name: str, role: Annotated[str, typer.Option(help="viewer, agent, supervisor, admin")] = "agent"
) -> None:
    """Make a key for programs that call the API; it is shown this once."""
    from crm_backend.access.service import create_api_key as create

    runtime = open_runtime(read_settings())
    with runtime.db.transaction() as session:
        _, key = create(session, name=name, role=role, now=runtime.clock())
    typer.echo(key)


def main() -> None:
    """Run a command; our own errors are one line that says what to do."""
    try:
        cli()
    except FrontdeskError as error:
        sys.stderr.write(f"frontdesk: {error.message}\n")
        raise SystemExit(1) from error
