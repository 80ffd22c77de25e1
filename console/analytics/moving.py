"""Moves a model of the analytics by hand, from a page or the command line, with its audit line."""

from typing import Literal

from sqlalchemy.orm import Session

from console.audit.service import Actor, record
from crm_backend.analytics.registry.models import AnalyticsModel
from crm_backend.analytics.registry.service import Registry
from kernel.runtime import Runtime

Deed = Literal["promote", "rollback", "hold", "release"]


def move_model(
    session: Session,
    runtime: Runtime,
    actor: Actor,
    *,
    kind: str,
    name: str,
    deed: Deed,
    by: str,
    why: str = "",
) -> AnalyticsModel:
    """Do a deed in the registry of the installation and return the model it was done to.

    Of a rollback and a release the kind alone counts. Raises what the registry does.
    """
    registry = Registry.of(runtime.settings.data, runtime.settings.derive_key("analytics"))
    now, why = runtime.clock(), why or f"By hand: {deed}."
    if deed == "release":
        row = registry.release(session, kind=kind)
    elif deed == "rollback":
        row = registry.roll_back(session, kind=kind, now=now, by=by, why=why)
    else:
        row = registry.promote(session, kind=kind, name=name, now=now, by=by, why=why)
    record(
        session,
        actor,
        "analytics_model_moved",
        now=now,
        kind="report",
        object_id=f"{row.kind}/{row.name}"[:64],
        details={"deed": deed},
    )
    return row
