"""`frontdesk analytics models`: what answers, how it scored, and the way back by hand."""

from collections.abc import Iterator
from typing import Annotated

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from console.analytics.moving import Deed, move_model
from console.audit.service import Actor
from crm_backend.analytics.registry.models import AnalyticsModel
from crm_backend.analytics.registry.service import list_models
from frontdesk.installation import open_runtime, read_settings
from kernel.errors import Invalid, NotFound
from kernel.runtime import Runtime

BY = "command line"
models = typer.Typer(no_args_is_help=False, invoke_without_command=True)
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
Why = Annotated[str, typer.Option(help="Why, for whoever reads it later.")]


@models.callback()
def main(context: typer.Context) -> None:
    """Show the models, or move one by hand: list, promote, rollback, release."""
    if context.invoked_subcommand is None:
        show_list()


@models.command("list")
def show_list() -> None:
    """Show the models of each kind, the newest first."""
    runtime = open_runtime(read_settings())
    with runtime.db.session() as session:
        for line in tell_models(session):
            typer.echo(line)


@models.command()
def promote(name: str, why: Why = "", yes: Yes = False) -> None:
    """Put a model (NAME or KIND/NAME) into use and hold it there."""
    runtime = open_runtime(read_settings())
    with runtime.db.session() as session:
        row = find_named(session, name)
    ask(f"Put {row.kind}/{row.name} into use? Newer ones wait until it is released.", yes)
    _move(runtime, "promote", row.kind, row.name, why)


@models.command()
def rollback(kind: str, why: Why = "", yes: Yes = False) -> None:
    """Go back to the model before of a KIND and hold it there."""
    ask(f"Go back to the {kind} model before? Newer ones wait until it is released.", yes)
    _move(open_runtime(read_settings()), "rollback", kind, "", why)


@models.command()
def release(kind: str) -> None:
    """Let the next good model of a KIND take over."""
    _move(open_runtime(read_settings()), "release", kind, "", "")


def ask(question: str, yes: bool) -> None:
    """Ask whether it is meant; leave where it is not."""
    if not yes:
        typer.confirm(question, abort=True)


def find_named(session: Session, name: str) -> AnalyticsModel:
    """Return the one model of a name, or of `kind/name`; raise `NotFound` or `Invalid`."""
    kind, _, last = name.rpartition("/")
    query = select(AnalyticsModel).where(AnalyticsModel.name == last)
    found = list(session.scalars(query.where(AnalyticsModel.kind == kind) if kind else query))
    if not found:
        raise NotFound(f"There is no model {name}. `frontdesk analytics models` lists them.")
    if len(found) > 1:
        raise Invalid(f"Several kinds have a model {last}: write KIND/{last}.")
    return found[0]


def tell_models(session: Session) -> Iterator[str]:
    """Give the lines for people."""
    rows, kind = list_models(session), ""
    for row in rows:
        if row.kind != kind:
            kind = row.kind
            yield kind
        held = f", held by {row.changed_by}" if row.is_held else ""
        since = f" since {row.changed_at:%Y-%m-%d %H:%M} UTC" if row.state == "live" else ""
        yield f"    {row.name}  {row.state}{since}{held}"
        yield f"        {tell_score(row)}"
    if not rows:
        yield "none yet: `frontdesk analytics run`"


def tell_score(row: AnalyticsModel) -> str:
    """Return in a line how a model scored beside the naive answer, and the gate's word."""
    scores = row.scores
    if not {"metric", "model", "naive", "may_go_live"} <= scores.keys():
        return row.why
    gate = "passed" if scores["may_go_live"] else "stopped"
    return f"{scores['metric']} {scores['model']:.4f}, naive {scores['naive']:.4f}: {gate}"


def _move(runtime: Runtime, deed: Deed, kind: str, name: str, why: str) -> None:
    with runtime.db.transaction() as session:
        actor = Actor(None, BY)
        row = move_model(session, runtime, actor, kind=kind, name=name, deed=deed, by=BY, why=why)
    held = "held until `release`" if row.is_held else "until the next good one takes over"
    typer.echo(f"{row.kind}/{row.name} is in use, {held}.")
