"""Two conversations of one person: staff go on in one of them, the other points to it.

What customers see stays as it is: each channel shows its own messages under its own numbers.
"""

from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from bot.handoff.ending import BotStillAnswers
from bot.handoff.moves import FREE, Agent, end_handoff, is_theirs, move, refuse, settle_kept
from bot.handoff.speaking import announce
from bot.ledger.conversations import lock_conversation
from bot.ledger.events import add_event
from bot.ledger.marks import add_mark
from bot.ledger.models import Conversation, Inbox
from bot.ledger.notes import add_note
from crm_backend.tickets.service import move_tickets
from kernel.errors import Conflict, Invalid


class NotOnePerson(Conflict):
    """The conversations are not known to be one person's."""

    code = "not_one_person"


class MergedElsewhere(Conflict):
    """One of the two points to another conversation; `data` says where."""

    code = "merged_elsewhere"


class NobodyThere(Conflict):
    """The customer has called a person here, and in the other conversation nobody would come."""

    code = "nobody_there"


def merge(session: Session, *, source_id: str, target_id: str, agent: Agent, now: datetime) -> bool:
    """Close the source and point to the target; False where that is so already.

    Who is in line in the source keeps the better place. Raises `NotFound`, `Invalid`, `NotYours`,
    `BotStillAnswers` and the conflicts of this module.
    """
    if source_id == target_id:
        raise Invalid("A conversation cannot be merged into itself.")
    source, target = _lock_both(session, source_id, target_id)
    _check_one_person(source, target)
    _check_pointers(source, target)
    for found in (source, target):
        if found.owner == "person" and found.agent_id != agent.id and not agent.may_overrule:
            refuse(session, found.id)
    if source.owner in ("waiting", "person") and target.owner not in ("waiting", "person"):
        raise NobodyThere("Take the other conversation first: the customer waits for a person.")
    if source.merged_into == target.id and source.owner == "closed":
        return False
    _keep_place(session, source, target)
    _close(session, source, target, agent, now)
    move_tickets(session, from_conversation=source_id, to_conversation=target_id, now=now)
    author = {"author_id": agent.id, "author_name": agent.name}
    add_mark(session, "merge", source_id, now, **author, into=target_id)
    add_mark(session, "merge", target_id, now, **author, source=source_id)
    return True


def split(session: Session, *, source_id: str, agent: Agent, now: datetime) -> bool:
    """Take the pointer back, and nothing else; False where there is none. Raises `NotYours`."""
    source = lock_conversation(session, conversation_id=source_id)
    target_id = source.merged_into
    if target_id is None:
        return False
    if source.owner == "person" and source.agent_id != agent.id and not agent.may_overrule:
        refuse(session, source_id)
    _point(session, source_id, None)
    author = {"author_id": agent.id, "author_name": agent.name}
    add_mark(session, "split", source_id, now, **author, into=target_id)
    add_mark(session, "split", target_id, now, **author, source=source_id)
    return True


def list_merged(session: Session, *, conversation_id: str) -> list[Conversation]:
    """Return the conversations that point here, also by way of others, the oldest first."""
    found: list[Conversation] = []
    around = [conversation_id]
    while around:
        query = select(Conversation).where(Conversation.merged_into.in_(around))
        known = {conversation_id, *(one.id for one in found)}
        new = [one for one in session.scalars(query) if one.id not in known]
        found += new
        around = [one.id for one in new]
    return sorted(found, key=lambda one: (one.created_at, one.id))


def _lock_both(session: Session, one: str, other: str) -> tuple[Conversation, Conversation]:
    """Return both, locked in one order whoever asks: two merges at once wait for each other."""
    locked = {
        chosen: lock_conversation(session, conversation_id=chosen)
        for chosen in sorted((one, other))
    }
    return locked[one], locked[other]


def _check_one_person(source: Conversation, target: Conversation) -> None:
    """A customer id stands on a conversation once it was proved, and an account is one person's."""
    is_customer = source.customer_id is not None and source.customer_id == target.customer_id
    is_strangers = None not in (source.customer_id, target.customer_id) and not is_customer
    is_account = (
        source.channel == target.channel != "web"
        and source.external_id is not None
        and source.external_id == target.external_id
    )
    if is_strangers or not (is_customer or is_account):
        raise NotOnePerson("These are not known to be conversations of one person.")


def _check_pointers(source: Conversation, target: Conversation) -> None:
    if target.merged_into is not None:
        raise MergedElsewhere("The other conversation was merged itself.", into=target.merged_into)
    if source.merged_into not in (None, target.id):
        raise MergedElsewhere("This conversation was merged already.", into=source.merged_into)


def _keep_place(session: Session, source: Conversation, target: Conversation) -> None:
    if source.waiting_since is None or target.waiting_since is None:
        return
    session.execute(
        update(Conversation)
        .where(Conversation.id == target.id, Conversation.owner == "waiting")
        .values(
            waiting_since=min(source.waiting_since, target.waiting_since),
            priority=max(source.priority, target.priority),
        )
        .execution_options(synchronize_session=False)
    )


def _close(
    session: Session, source: Conversation, target: Conversation, agent: Agent, now: datetime
) -> None:
    """Close the source, if it is open; who talked to a person there is told where it goes on."""
    was = source.owner
    if was == "closed":
        _point(session, source.id, target.id)
        return
    has_waiting = select(Inbox.id).where(
        Inbox.conversation_id == source.id, Inbox.state == "waiting"
    )
    conditions = (*is_theirs(agent), or_(Conversation.owner != "bot", ~has_waiting.exists()))
    pointed = {**FREE, "merged_into": target.id}
    if not move(session, source.id, "close", "staff", now, conditions, **pointed):
        raise BotStillAnswers("The bot is still answering here; merge it in a moment.")
    settle_kept(session, source.id)
    end_handoff(session, source.id, "merged", now)
    add_event(session, "conversation_closed", source.id, now, by="staff")
    if was in ("waiting", "person"):
        announce(session, source.id, f"merged_{target.channel}", now)


def _point(session: Session, source_id: str, target_id: str | None) -> None:
    session.execute(
        update(Conversation)
        .where(Conversation.id == source_id)
        .values(merged_into=target_id)
        .execution_options(synchronize_session=False)
    )
    add_note(session, "queue")
