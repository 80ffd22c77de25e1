"""The command line `frontdesk`."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.ledger import fulltext
from bot.releases.gate import GateClosed
from console.studio.judging.asking import CONVERSATIONS, Ask, What
from console.studio.models.moving import read_gate
from frontdesk import chat as terminal
from frontdesk import promoting, schema, up
from frontdesk.installation import open_runtime, read_settings
from frontdesk.judging import judge as judge_model
from frontdesk.models import print_line
from frontdesk.progress import show_progress
from frontdesk.server import local_url
from frontdesk.telegram import telegram
from frontdesk.training import train_model
from frontdesk.watched import Watch
from kernel.errors import FrontdeskError

cli = typer.Typer(
    help="Frontdesk: a customer-service chatbot in front of a CRM.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
cli.add_typer(telegram, name="telegram")


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
def reindex() -> None:
    """Fill the index of search anew, and let go of what was deleted."""
    runtime = open_runtime(read_settings())
    with runtime.db.rebuilding() as connection:
        fulltext.rebuild(connection)
    up.step("search", "index filled from all messages")


@cli.command()
def seed() -> None:
    """Fill an empty shop with the demo data."""
    from console.copilot.demo import seed_chats
    from crm_backend.seed import seed_shop

    runtime = open_runtime(read_settings())
    with show_progress(up.screen) as progress:
        report = seed_shop(
            runtime.db, data=runtime.settings.data, now=runtime.clock(), progress=progress
        )
    seed_chats(runtime.db, now=runtime.clock())
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


@cli.command("prove")
def prove_project(
    folder: Annotated[
        Path, typer.Argument(help="A Rasa project; the configured one if left out.")
    ] = Path(),
    strict: Annotated[bool, typer.Option(help="Fail on warnings too.")] = False,
    language: Annotated[str, typer.Option(help="en or zh")] = "en",
) -> None:
    """Say what is wrong with a project's stories, rules and data; fail on errors."""
    from frontdesk.proving import print_proof

    raise typer.Exit(print_proof(folder, strict=strict, language=language))


@cli.command()
def train() -> None:
    """Train a model on the files of the project."""
    model = train_model(read_settings(), print_line)
    up.step("model", model.name)


@cli.command()
def judge(
    model: Annotated[str, typer.Argument(help="A model's name: its archive without .tar.gz.")],
    against: Annotated[str, typer.Option(help="Compare it with this model, too.")] = "",
    cross: Annotated[bool, typer.Option(help="Cross-validate the project's data, too.")] = False,
    replay: Annotated[int, typer.Option(help="Replay so many conversations instead.")] = 0,
) -> None:
    """Judge a model on held-out messages and tests; the report appears in the studio."""
    what: What = "replay" if replay else "comparison" if against else "report"
    asks = [Ask(what, model, against, replay or CONVERSATIONS)]
    if cross:
        asks.insert(0, Ask("cross", model))

    def show_stage(stage: str, _part: str, percent: int) -> None:
        print_line(f"{percent:3d} % {stage}")

    runtime = open_runtime(read_settings())
    for ask in asks:
        judge_model(runtime, ask, Watch(stage=show_stage, line=print_line))
    up.step("judged", model)


@cli.command("models")
def show_models() -> None:
    """List the models that lie here, and which of them answers."""
    for line in promoting.list_models(open_runtime(read_settings())):
        typer.echo(line)


@cli.command()
def promote(
    name: str, why: promoting.Why = "", despite_gate: promoting.DespiteGate = False
) -> None:
    """Let a model answer customers; running applications load it within seconds."""
    runtime = open_runtime(read_settings())
    try:
        promoting.promote(runtime, name, why=why, despite_gate=despite_gate)
    except GateClosed:
        with runtime.db.session() as session:
            gate = read_gate(session, runtime.settings, name.removesuffix(".tar.gz"))
        for line in promoting.describe(gate):
            sys.stderr.write(f"    {line}\n")
        raise
    up.step("live", name)


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


@cli.command(
    "analytics",
    context_settings={
        "allow_extra_args": True,
        "ignore_unknown_options": True,
        "help_option_names": [],
    },
)
def analyse(context: typer.Context) -> None:
    """Models of customers, products and demand; `analytics --help` lists the commands."""
    # What it needs takes a second and a hundred megabytes, which no other command should pay.
    from frontdesk.analytics import analytics

    analytics(args=context.args, prog_name="frontdesk analytics")


def main() -> None:
    """Run a command; our own errors are one line that says what to do."""
    try:
        cli()
    except FrontdeskError as error:
        sys.stderr.write(f"frontdesk: {error.message}\n")
        raise SystemExit(1) from error
