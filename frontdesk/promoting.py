"""`frontdesk promote` and `frontdesk models`: the pointer from the command line."""

from typing import Annotated

import typer

from bot.releases import rules
from bot.releases.archives import find_archive, list_archives
from bot.releases.gate import Gate, require_open
from bot.releases.service import Mover, move, read_state
from console.audit.service import record
from console.studio.models.moving import read_gate
from console.studio.models.telling import COMMAND_LINE
from console.studio.models.view import mark, say_line
from kernel.errors import Invalid
from kernel.runtime import Runtime

Why = Annotated[str, typer.Option(help="Why, for the history.")]
DespiteGate = Annotated[
    bool, typer.Option("--despite-gate", help="Promote though the gate is closed; say why.")
]


def list_models(runtime: Runtime) -> list[str]:
    """Return a line for each model that lies here, newest first."""
    with runtime.db.session() as session:
        state = read_state(session)
    return [
        f"{one.name}  {', '.join(mark(one.name, state)) or '-'}"
        for one in list_archives(runtime.settings)
    ]


def promote(runtime: Runtime, name: str, *, why: str, despite_gate: bool) -> Gate:
    """Make a model the live one; running applications see it within two seconds.

    Raises `GateClosed` unless `despite_gate`, which needs a reason, and `NotFound` for no model.
    """
    if despite_gate and not why:
        raise Invalid("Say why the gate is passed by: --why '…'.")
    archive, now = find_archive(runtime.settings, name.removesuffix(".tar.gz")), runtime.clock()
    with runtime.db.transaction() as session:
        gate = read_gate(session, runtime.settings, archive.name)
        if not despite_gate:
            require_open(gate)
        move(
            session,
            "promoted",
            lambda state: rules.promote(state, archive.name),
            mover=Mover(None, "command line", why),
            now=now,
        )
        details = {"why": why or None, "despite_gate": despite_gate and not gate.is_open}
        record(
            session,
            COMMAND_LINE,
            "model_promoted",
            now=now,
            kind="model",
            object_id=archive.name,
            details=details,
        )
    return gate


def describe(gate: Gate) -> list[str]:
    """Return the conditions of a gate in words, a line each."""
    return [f"{line.verdict}: {say_line(line, 'en')}" for line in gate.lines]
