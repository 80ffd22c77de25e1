"""What the pages of models show."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy.orm import Session

from bot.releases import visits
from bot.releases.archives import Archive, list_archives
from bot.releases.gate import Line
from bot.releases.models import ModelServer
from bot.releases.rules import State
from bot.releases.sequential import decide
from bot.releases.service import list_servers
from console.words import say
from kernel.settings import Settings
from kernel.turns import Language

SEEN_SECONDS = 45  # as long a process counts as there after its last sign
PERCENT = ("score", "live", "margin")

Mark = Literal["live", "previous", "trial", "proposed"]


@dataclass(frozen=True)
class Row:
    """A model in the list, with what it is now."""

    archive: Archive
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class TrialShown:
    """A trial so far: customers given to each model and how many fared badly; `p` of its test."""

    seen: int
    bad: int
    live_seen: int
    live_bad: int
    p: float


def list_rows(settings: Settings, state: State) -> list[Row]:
    """Return the models that lie here, newest first."""
    return [Row(one, mark(one.name, state)) for one in list_archives(settings)]


def mark(name: str, state: State) -> tuple[Mark, ...]:
    """Return what a model is now."""
    held: dict[Mark, bool] = {
        "live": name == state.live,
        "previous": name == state.previous,
        "trial": state.trial is not None and name == state.trial.model,
        "proposed": state.proposal is not None and name == state.proposal.model,
    }
    return tuple(what for what, holds in held.items() if holds)


def read_trial(session: Session, state: State) -> TrialShown | None:
    """Return how the trial goes, None where there is none."""
    if state.trial is None:
        return None
    seen = visits.count_seen(session, trial_id=state.trial.id)
    decision = decide(visits.count_bad(session, trial_id=state.trial.id))
    return TrialShown(*seen["canary"], *seen["live"], decision.p)


def list_running(session: Session, now: datetime) -> list[ModelServer]:
    """Return the processes that gave a sign of life of late."""
    return list_servers(session, since=now - timedelta(seconds=SEEN_SECONDS))


def say_line(line: Line, language: Language) -> str:
    """Return a condition of the gate in words, its scores in percent."""
    facts: dict[str, Any] = {
        name: f"{100 * value:.1f}" if name in PERCENT else value
        for name, value in line.facts.items()
    }
    if isinstance(names := facts.get("names"), list):
        facts["names"] = "; ".join(map(str, names))
    return say(f"gate_{line.code}", language, **facts)


def say_facts(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what a manifest tells of versions, as name and value."""
    versions = facts.get("versions")
    return sorted(versions.items()) if isinstance(versions, dict) else []
