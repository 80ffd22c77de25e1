"""Deciding what a group of messages asks for, and taking that back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from console.staff.models import Staff
from console.studio.editing.personal import refuse_personal
from console.studio.labelling.candidates import MessageId
from console.studio.labelling.door import LONGEST, make_example, tidy_line
from console.studio.labelling.errors import (
    DecidedMeanwhile,
    ExampleLong,
    NoExamples,
    NoSuchIntent,
    NothingToUndo,
    TooManyExamples,
)
from console.studio.labelling.examples import (
    find_new,
    list_intents,
    name_intent,
    teach,
    unteach,
)
from console.studio.labelling.inbox import LINES, Group
from console.studio.labelling.models import LabelDecision, LabelKind, LabelledMessage
from console.studio.project import service
from kernel.errors import Invalid

MOST_LINES = 20


@dataclass(frozen=True)
class Label:
    """What somebody decided. `lines` are the examples as they left them, None for those that
    `propose_lines` makes."""

    kind: LabelKind
    intent: str = ""
    lines: Sequence[str] | None = None


def propose_lines(group: Group) -> list[str]:
    """Return the examples that a group becomes: its ways of writing that were met most often."""
    made: dict[str, None] = {}
    for text, _count in group.variants:
        try:
            made.setdefault(make_example(text))
        except Invalid:  # it says nothing, or too much: not an example
            continue
        if len(made) == LINES:
            break
    return list(made)


def read_lines(typed: str) -> list[str]:
    """Return the examples that somebody typed, one a line; raise `PersonalData`,
    `ExampleLong`, `TooManyExamples`."""
    lines = [tidy_line(line).strip() for line in typed.splitlines()]
    lines = list(dict.fromkeys(filter(None, lines)))
    if len(lines) > MOST_LINES:
        raise TooManyExamples(f"Up to {MOST_LINES} examples.", most=MOST_LINES)
    for line in lines:
        if len(line) > LONGEST:
            raise ExampleLong(f"An example holds up to {LONGEST} characters.", most=LONGEST)
        refuse_personal(line)
    return lines


def decide(
    session: Session, root: Path, *, staff: Staff, group: Group, label: Label, now: datetime
) -> LabelDecision:
    """Label all messages of a group; its examples go into the draft of who decided.

    Raises what `labelling.errors` holds.
    """
    lines = [] if label.kind == "ignored" else _take_lines(group, label)
    intent = name_intent(label.intent) if label.kind == "new" else label.intent
    made = LabelDecision(
        staff_id=staff.id,
        staff_name=staff.name,
        kind=label.kind,
        intent="" if label.kind == "ignored" else intent,
        proposed=group.proposed,
        text=group.text[:500],
        language=group.language,
        lines=lines,
        messages=len(group.members),
        gain=group.gain,
        at=now,
    )
    session.add(made)
    session.flush()
    _mark(session, made.id, group)
    if label.kind != "ignored":
        _teach(session, root, staff, made, now)
    return made


def _take_lines(group: Group, label: Label) -> list[str]:
    lines = propose_lines(group) if label.lines is None else list(label.lines)
    if not lines:
        raise NoExamples("Write an example to learn from, or ignore these messages.")
    for line in lines:
        refuse_personal(line)
    return lines


def _mark(session: Session, decision_id: int, group: Group) -> None:
    rows = [
        LabelledMessage(
            conversation_id=one.id[0], message_id=one.id[1], decision_id=decision_id, name=one.name
        )
        for one in group.members
    ]
    try:
        with session.begin_nested():
            session.add_all(rows)
    except IntegrityError as error:
        raise DecidedMeanwhile("Somebody has labelled these messages meanwhile.") from error


def _teach(session: Session, root: Path, staff: Staff, made: LabelDecision, now: datetime) -> None:
    draft = service.read_draft(session, root, staff_id=staff.id)
    is_new = made.kind == "new"
    if not is_new and made.intent not in list_intents(draft.project):
        raise NoSuchIntent(f"There is no intent {made.intent}.", name=made.intent)
    words = f"+ {made.intent}: {made.lines[0]}"
    made.lines = find_new(draft.project, made.intent, made.lines)
    changes = teach(draft.files, made.intent, made.lines, is_new=is_new)
    service.change(session, root, staff_id=staff.id, now=now, words=words, changes=changes)


def undo(
    session: Session, root: Path, *, staff: Staff, now: datetime, decision_id: int | None = None
) -> LabelDecision:
    """Take back a decision of one's own, the newest for None; raise `NothingToUndo`.

    Its messages are in the inbox again and its examples no longer in the draft. A new intent goes
    as well, unless something uses it.
    """
    query = select(LabelDecision).where(
        LabelDecision.staff_id == staff.id, LabelDecision.undone_at.is_(None)
    )
    if decision_id is not None:
        query = query.where(LabelDecision.id == decision_id)
    found = session.scalars(query.order_by(LabelDecision.id.desc()).limit(1)).first()
    if found is None:
        raise NothingToUndo("There is nothing of yours to take back.")
    taken = session.execute(
        update(LabelDecision)
        .where(LabelDecision.id == found.id, LabelDecision.undone_at.is_(None))
        .values(undone_at=now)
    )
    if not taken.rowcount:  # type: ignore[attr-defined]
        raise NothingToUndo("There is nothing of yours to take back.")
    session.execute(delete(LabelledMessage).where(LabelledMessage.decision_id == found.id))
    if found.lines:
        draft = service.read_draft(session, root, staff_id=staff.id)
        was_new = found.kind == "new"
        changes = unteach(draft.files, found.intent, found.lines, was_new=was_new)
        words = f"− {found.intent}: {found.lines[0]}"
        service.change(session, root, staff_id=staff.id, now=now, words=words, changes=changes)
    return found


def read_decided(session: Session) -> tuple[Mapping[MessageId, str], Mapping[str, str]]:
    """Return messages and names of texts that were decided, each with the intent it was given."""
    query = select(
        LabelledMessage.conversation_id,
        LabelledMessage.message_id,
        LabelledMessage.name,
        LabelDecision.intent,
    ).join(LabelDecision, LabelDecision.id == LabelledMessage.decision_id)
    rows = session.execute(query.order_by(LabelDecision.id)).all()
    by_id = {(chat, message): intent for chat, message, _name, intent in rows}
    return by_id, {name: intent for _chat, _message, name, intent in rows}


def list_own(session: Session, *, staff: Staff, limit: int) -> Sequence[LabelDecision]:
    """Return what somebody decided and has not taken back, newest first."""
    query = select(LabelDecision).where(
        LabelDecision.staff_id == staff.id, LabelDecision.undone_at.is_(None)
    )
    return session.scalars(query.order_by(LabelDecision.id.desc()).limit(limit)).all()


def list_decisions(session: Session, *, limit: int, offset: int = 0) -> Sequence[LabelDecision]:
    """Return what was decided and stands, newest first."""
    query = select(LabelDecision).where(LabelDecision.undone_at.is_(None))
    return session.scalars(
        query.order_by(LabelDecision.id.desc()).limit(limit).offset(offset)
    ).all()
