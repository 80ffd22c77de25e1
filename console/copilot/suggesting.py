"""Suggestions for the customer's last message, filled for their conversation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.ledger.models import Conversation, Message
from console.copilot.index import Candidate, SuggestionIndex, Wanted
from console.copilot.models import Source
from console.copilot.past import PASSAGE, cut_passages
from console.copilot.state import topic_of
from console.replies.models import SavedReply
from console.replies.placeholders import fill_placeholders
from console.replies.service import is_seen_by
from console.replies.values import read_values
from console.staff.models import Staff
from crm_backend.knowledge.models import Article

SHOWN = 3
CONSIDERED = 9  # some are gone by now, or a colleague's own
LOOKED_AT = 30  # messages
EARLIER = 3  # messages of the customer before the last


@dataclass(frozen=True)
class Suggestion:
    """A reply to suggest at `place` 1 to 3 for a message; `missing` are gaps for the agent."""

    place: int
    key: str
    source: Source
    title: str
    text: str
    missing: tuple[str, ...]
    message_id: int


def suggest(
    session: Session,
    *,
    index: SuggestionIndex,
    conversation: Conversation,
    staff: Staff,
    shop_name: str,
    now: datetime,
) -> list[Suggestion]:
    """Return the best three for the customer's last message; none where an agent has answered."""
    asked = read_asked(session, conversation.id)
    if asked is None:
        return []
    message_id, wanted = asked
    hits = index.rank(wanted, conversation.language, CONSIDERED)
    values = read_values(
        session, conversation=conversation, agent_name=staff.name, shop_name=shop_name, now=now
    )
    found: list[Suggestion] = []
    for hit in hits:
        current = read_current(session, hit.candidate, staff)
        if current is None:
            continue
        title, text = current
        filled = fill_placeholders(text, values)
        one = hit.candidate
        found.append(
            Suggestion(
                len(found) + 1, one.key, one.source, title, filled.text, filled.missing, message_id
            )
        )
        if len(found) == SHOWN:
            break
    return found


def read_open_id(session: Session, conversation_id: str) -> int:
    """Return the number of the customer's last message, 0 where an agent has answered it."""
    query = (
        select(Message.sender, func.max(Message.id))
        .where(
            Message.conversation_id == conversation_id,
            Message.sender.in_(("customer", "agent")),
            (Message.sender == "agent") | (Message.text != ""),
        )
        .group_by(Message.sender)
    )
    last = {str(sender): number for sender, number in session.execute(query)}
    asked = last.get("customer", 0)
    return asked if asked > last.get("agent", 0) else 0


def read_asked(session: Session, conversation_id: str) -> tuple[int, Wanted] | None:
    """Return the customer's last message and what is to be looked for; None if it is answered."""
    query = (
        select(Message)
        .where(Message.conversation_id == conversation_id, Message.sender != "system")
        .order_by(Message.id.desc())
        .limit(LOOKED_AT)
    )
    return find_asked(session.scalars(query).all())


def find_asked(newest_first: Sequence[Message]) -> tuple[int, Wanted] | None:
    """Return the same from messages, the newest first. Pure."""
    said: list[Message] = []
    for message in newest_first:
        if message.sender == "agent" and not said:
            return None
        if message.sender == "customer" and message.text.strip():
            said.append(message)
    if not said:
        return None
    last, earlier = said[0], said[1 : 1 + EARLIER]
    before = " ".join(one.text for one in earlier)
    topic = next(filter(None, map(topic_of, newest_first)), "")
    return last.id, Wanted(last.text, before, topic)


def read_current(session: Session, candidate: Candidate, staff: Staff) -> tuple[str, str] | None:
    """Return title and text as they are now; None where it is gone or a colleague's own."""
    if candidate.source == "past":
        return candidate.title, candidate.text
    name, _, rest = candidate.key.partition(":")[2].partition(":")
    if candidate.source == "saved":
        query = select(SavedReply).where(SavedReply.id == int(name), is_seen_by(staff))
        reply = session.scalar(query)
        if reply is None or not reply.has(candidate.language):
            return None
        return reply.title, reply.text(candidate.language)
    article = session.scalar(select(Article).where(Article.slug == name))
    if article is None:
        return None
    size = PASSAGE // 2 if candidate.language == "zh" else PASSAGE
    passages = cut_passages(article.body(candidate.language), size)
    number = int(rest)
    return (article.title(candidate.language), passages[number]) if number < len(passages) else None
