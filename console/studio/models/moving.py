"""Moving the pointer by hand: behind the gate, by two where the shop wants that, with a line."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.releases import rules
from bot.releases.archives import find_archive, has_archive
from bot.releases.gate import Gate, Judgement, decide, require_open
from bot.releases.models import Deed
from bot.releases.reports import read_judgement
from bot.releases.rules import Proposal, State
from bot.releases.service import Mover, move, read_state
from console.audit.service import Actor, record
from console.refusals import refusal
from console.staff.models import Staff
from console.staff.policy import needs_second_person
from kernel.errors import Conflict, Unavailable
from kernel.settings import Settings

NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True)
class Hand:
    """Who moves it, when, why, and the state they saw."""

    staff: Staff
    actor: Actor
    now: datetime
    seen_id: int
    why: str = ""

    @property
    def mover(self) -> Mover:
        """Return them as the history names them."""
        return Mover(self.staff.id, self.staff.name, self.why)


def read_gate(session: Session, settings: Settings, name: str) -> Gate:
    """Return the gate of a model beside the one that answers now; raise `NotFound` for none."""
    key = settings.derive_key("model")
    candidate = read_judgement(find_archive(settings, name), key)
    live = read_state(session).live
    if live is None:
        return decide(candidate, None)
    known = has_archive(settings, live)
    beside = read_judgement(find_archive(settings, live), key) if known else Judgement()
    return decide(candidate, beside)


def promote(session: Session, settings: Settings, hand: Hand, *, name: str) -> State:
    """Make a model the live one, or propose it where a second person must approve.

    Raises `NotFound`, `GateClosed`, `PointerMoved`, and what the rules of the pointer raise.
    """
    require_open(read_gate(session, settings, name))
    if needs_second_person(session):
        return _propose(session, hand, name=name, share=None)
    return _do(session, hand, "promoted", lambda state: rules.promote(state, name), of=name)


def begin_trial(
    session: Session, settings: Settings, hand: Hand, *, name: str, share: float
) -> State:
    """Let a model answer a share of the customers, or propose that."""
    if settings.rasa_urls:
        raise Unavailable("Dialogue workers run elsewhere; a trial needs those of this machine.")
    require_open(read_gate(session, settings, name))
    if needs_second_person(session):
        return _propose(session, hand, name=name, share=share)
    return _do(
        session,
        hand,
        "trial_began",
        lambda state: rules.begin_trial(state, name, share),
        of=name,
        details={"share": share},
    )


def approve(session: Session, settings: Settings, hand: Hand) -> State:
    """Do what somebody else proposed; the gate must be open still."""
    state = read_state(session)
    proposal = state.proposal
    if proposal is not None:
        require_open(read_gate(session, settings, proposal.model))
    deed: Deed = "trial_began" if proposal and proposal.share is not None else "promoted"
    return _do(
        session,
        hand,
        deed,
        lambda state: rules.approve(state, staff_id=hand.staff.id),
        of=proposal.model if proposal else "",
        seconded_by=proposal.staff_name if proposal else "",
        details={"proposed_by": proposal.staff_name} if proposal else NOTHING,
    )


def withdraw(session: Session, hand: Hand) -> State:
    """Drop what was proposed."""
    proposal = read_state(session).proposal
    return _do(session, hand, "withdrawn", rules.withdraw, of=proposal.model if proposal else "")


def change_share(session: Session, hand: Hand, *, share: float) -> State:
    """Let the model on trial answer more customers, or fewer."""
    return _do(
        session,
        hand,
        "share_changed",
        lambda state: rules.change_share(state, share),
        of=_on_trial(session),
        details={"share": share},
    )


def end_trial(session: Session, hand: Hand) -> State:
    """Let the live model answer everybody again."""
    return _do(session, hand, "trial_ended", rules.end_trial, of=_on_trial(session))


def roll_back(session: Session, settings: Settings, hand: Hand) -> State:
    """Go back to the model before, at once: it has answered customers already.

    Raises `Conflict` where its file is gone; nothing is moved then.
    """
    before = read_state(session)
    if before.previous and not settings.rasa_urls and not has_archive(settings, before.previous):
        raise refusal(Conflict, "model_gone", name=before.previous)
    return _do(
        session,
        hand,
        "rolled_back",
        rules.roll_back,
        of=before.previous or "",
        details={"left": before.live},
    )


def _on_trial(session: Session) -> str:
    trial = read_state(session).trial
    return trial.model if trial else ""


def _propose(session: Session, hand: Hand, *, name: str, share: float | None) -> State:
    proposal = Proposal(name, share, hand.staff.id, hand.staff.name)
    details = NOTHING if share is None else {"share": share}
    return _do(
        session,
        hand,
        "proposed",
        lambda state: rules.propose(state, proposal),
        of=name,
        details=details,
    )


# What a deed is called in the audit log.
LINES: dict[Deed, str] = {
    "proposed": "model_proposed",
    "withdrawn": "model_withdrawn",
    "promoted": "model_promoted",
    "trial_began": "trial_began",
    "share_changed": "trial_changed",
    "trial_ended": "trial_ended",
    "rolled_back": "model_rolled_back",
}


def _do(
    session: Session,
    hand: Hand,
    deed: Deed,
    change: Callable[[State], State],
    *,
    of: str,
    seconded_by: str = "",
    details: Mapping[str, Any] = NOTHING,
) -> State:
    after = move(
        session,
        deed,
        change,
        mover=hand.mover,
        now=hand.now,
        seen_id=hand.seen_id,
        seconded_by=seconded_by,
    )
    facts = {**details, "why": hand.why} if hand.why else dict(details)
    record(
        session,
        hand.actor,
        LINES[deed],
        now=hand.now,
        kind="model",
        object_id=of,
        details=facts,
    )
    return after
