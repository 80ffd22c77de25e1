"""Registering models, and saying which of a kind is live.

What a person makes live is held: newer models wait as candidates until the person lets go.
"""

from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Self

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_backend.analytics.registry.files import Write, delete_files, open_files, save_files
from crm_backend.analytics.registry.gate import Score, Verdict, judge
from crm_backend.analytics.registry.models import AnalyticsModel, ModelState
from kernel.errors import Conflict, NotFound

KEPT = 7  # models of a kind whose files are kept: a week of nights to go back to
LIBRARIES = ("numpy", "scipy", "scikit-learn", "pandas")


@dataclass(frozen=True)
class Fitted:
    """A model to be kept: how to write its files, how it scored, what it learnt from."""

    kind: str
    write: Write
    score: Score
    window_start: datetime | None = None
    window_end: datetime | None = None
    profile: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Registry:
    """Where models lie, and the key that signs them."""

    root: Path
    key: str

    @classmethod
    def of(cls, data: Path, key: str) -> Self:
        """Return the registry of an installation; `data` is its data folder."""
        return cls(data.absolute() / "analytics" / "models", key)

    def register(
        self, session: Session, fitted: Fitted, *, now: datetime, by: str
    ) -> tuple[AnalyticsModel, Verdict]:
        """Keep a model, and let it go live where the gate lets it and no other is held.

        Return it and whether it went live; `scores["may_go_live"]` is the gate's word alone.
        """
        verdict = judge(fitted.score)
        name = f"{now:%Y%m%dt%H%M%S%f}"
        versions = read_versions()
        scores = {**fitted.score.to_dict(), "may_go_live": verdict.may_go_live}
        facts = {
            **fitted.facts,
            "created_at": now.isoformat(),
            "scores": scores,
            "versions": versions,
        }
        sha256 = save_files(
            self.root, kind=fitted.kind, name=name, write=fitted.write, facts=facts, key=self.key
        )
        row = AnalyticsModel(
            kind=fitted.kind,
            name=name,
            state="candidate",
            created_at=now,
            made_by=by,
            window_start=fitted.window_start,
            window_end=fitted.window_end,
            scores=scores,
            profile=fitted.profile,
            versions=versions,
            sha256=sha256,
            changed_at=now,
            changed_by=by,
            why=verdict.why[:500],
        )
        session.add(row)
        session.flush()
        held = find_held(session, fitted.kind)
        if verdict.may_go_live and held is not None:
            why = f"{verdict.why} It waits: {held.name} is held by {held.changed_by}."
            row.why, verdict = why[:500], Verdict(False, why)
        if verdict.may_go_live:
            self._make_live(session, row, now=now, by=by, why=verdict.why)
        self._forget_old(session, fitted.kind)
        return row, verdict

    def promote(
        self, session: Session, *, kind: str, name: str, now: datetime, by: str, why: str
    ) -> AnalyticsModel:
        """Make a model live by hand and hold it; the live one is held where it is.

        Raises `NotFound`, or `ModelRefused` for changed files.
        """
        row = find_model(session, kind=kind, name=name)
        self.open(row)
        if row.state != "live":
            self._make_live(session, row, now=now, by=by, why=why)
        return _hold(session, row, is_held=True)

    def roll_back(
        self, session: Session, *, kind: str, now: datetime, by: str, why: str
    ) -> AnalyticsModel:
        """Let the model before answer again and hold it; raise `Conflict` where there is none.

        The one that was live is kept, and can be promoted again.
        """
        query = select(AnalyticsModel).where(
            AnalyticsModel.kind == kind, AnalyticsModel.state == "previous"
        )
        row = session.scalars(query.order_by(AnalyticsModel.id.desc())).first()
        if row is None:
            raise Conflict(f"There is no {kind} model to go back to.")
        self.open(row)
        self._make_live(session, row, now=now, by=by, why=why, left="retired")
        return _hold(session, row, is_held=True)

    def release(self, session: Session, *, kind: str) -> AnalyticsModel:
        """Let the next good model take over; raise `Conflict` where none is held."""
        row = find_held(session, kind)
        if row is None:
            raise Conflict(f"No {kind} model is held.")
        return _hold(session, row, is_held=False)

    def open(self, row: AnalyticsModel) -> tuple[Path, dict[str, Any]]:
        """Return the folder and facts of a model whose files are as they were signed."""
        return open_files(self.root, kind=row.kind, name=row.name, key=self.key, sha256=row.sha256)

    def _make_live(
        self,
        session: Session,
        row: AnalyticsModel,
        *,
        now: datetime,
        by: str,
        why: str,
        left: ModelState = "previous",
    ) -> None:
        others = select(AnalyticsModel).where(
            AnalyticsModel.kind == row.kind, AnalyticsModel.state.in_(("live", "previous"))
        )
        for other in session.scalars(others.with_for_update()):
            if other.id != row.id:
                other.state = (
                    "previous" if other.state == "live" and left == "previous" else "retired"
                )
                other.changed_at, other.changed_by = now, by
        session.flush()  # before the new one: one of a kind is live at most
        row.state, row.changed_at, row.changed_by, row.why = "live", now, by, why[:500]
        session.flush()

    def _forget_old(self, session: Session, kind: str) -> None:
        query = select(AnalyticsModel).where(
            AnalyticsModel.kind == kind, AnalyticsModel.state.in_(("candidate", "retired"))
        )
        rows = list(session.scalars(query.order_by(AnalyticsModel.id.desc())))
        for row in rows[KEPT:]:
            delete_files(self.root, kind=kind, name=row.name)
            session.delete(row)
        session.flush()


def find_model(session: Session, *, kind: str, name: str) -> AnalyticsModel:
    """Return a model; raise `NotFound`."""
    query = select(AnalyticsModel).where(AnalyticsModel.kind == kind, AnalyticsModel.name == name)
    row = session.scalar(query)
    if row is None:
        raise NotFound(f"There is no model {kind}/{name}.")
    return row


def find_live(session: Session, kind: str) -> AnalyticsModel | None:
    """Return the live model of a kind, or None."""
    query = select(AnalyticsModel).where(
        AnalyticsModel.kind == kind, AnalyticsModel.state == "live"
    )
    return session.scalar(query)


def find_held(session: Session, kind: str) -> AnalyticsModel | None:
    """Return the live model of a kind where a person holds it, or None."""
    live = find_live(session, kind)
    return live if live is not None and live.is_held else None


def find_reference(session: Session, kind: str, *, before: datetime) -> AnalyticsModel | None:
    """Return the newest model of a kind that went live and was made `before` a moment, or None."""
    query = select(AnalyticsModel).where(
        AnalyticsModel.kind == kind,
        AnalyticsModel.state.in_(("live", "previous")),
        AnalyticsModel.created_at < before,
    )
    return session.scalars(query.order_by(AnalyticsModel.state, AnalyticsModel.id.desc())).first()


def list_models(session: Session) -> list[AnalyticsModel]:
    """Return all models, by kind, the newest first."""
    query = select(AnalyticsModel).order_by(AnalyticsModel.kind, AnalyticsModel.id.desc())
    return list(session.scalars(query))


def _hold(session: Session, row: AnalyticsModel, *, is_held: bool) -> AnalyticsModel:
    row.scores = {**row.scores, "is_held": is_held}
    session.flush()
    return row


def read_versions() -> dict[str, str]:
    """Return the versions of what fits models."""
    found = {}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
