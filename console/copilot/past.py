"""Reading what may be suggested: good replies of the past, masked; saved replies; articles."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from bot.handoff.models import Handoff
from bot.ledger.models import Conversation, Message
from console.copilot.index import MOST, Candidate
from console.copilot.known import read_known_words
from console.copilot.masking import Parties, mask_reply
from console.copilot.models import SuggestionEvent
from console.copilot.rates import Rates, Tally
from console.copilot.sentences import split_sentences
from console.copilot.state import topic_of
from console.replies.models import SavedReply
from crm_backend.customers.models import Customer
from crm_backend.knowledge.models import Article
from kernel.turns import Language

GOOD_RATING = 4
CHATS = 20_000  # the newest that are looked at
BUNCH = 500
PASSAGE = 320  # characters of a passage, about; half as many in Chinese
LANGUAGES: tuple[Language, Language] = ("en", "zh")


def collect(session: Session, *, shop_name: str) -> tuple[list[Candidate], Rates]:
    """Return all that may be suggested, and what agents made of it before."""
    found = [*read_saved(session), *read_articles(session)]
    found += read_past(session, shop_name=shop_name)
    return found, read_rates(session)


def read_saved(session: Session) -> Iterator[Candidate]:
    """Give the saved replies, in each language they have; whose they are is asked at use."""
    query = select(SavedReply).order_by(SavedReply.uses.desc(), SavedReply.id)
    for reply in session.scalars(query.limit(MOST["saved"])):
        for tag in LANGUAGES:
            if reply.has(tag):
                asked = f"{reply.title} {reply.shortcut}"
                yield Candidate(
                    f"saved:{reply.id}", "saved", tag, reply.text(tag), asked, reply.title
                )


def read_articles(session: Session) -> Iterator[Candidate]:
    """Give the passages of the articles."""
    for article in session.scalars(select(Article).order_by(Article.id).limit(MOST["article"])):
        for tag in LANGUAGES:
            title, size = article.title(tag), PASSAGE // 2 if tag == "zh" else PASSAGE
            for number, passage in enumerate(cut_passages(article.body(tag), size)):
                key = f"article:{article.slug}:{number}"
                asked = f"{title} {article.topic.replace('_', ' ') if tag == 'en' else ''}"
                yield Candidate(key, "article", tag, passage, asked, title, article.topic)


def cut_passages(text: str, size: int) -> list[str]:
    """Return a text in runs of whole sentences, each of about `size` characters at most."""
    passages: list[str] = []
    for sentence in split_sentences(text):
        joint = "" if sentence[:1] > "\u3400" else " "
        if passages and len(passages[-1]) + len(sentence) <= size:
            passages[-1] += joint + sentence
        else:
            passages.append(sentence)
    return passages


@dataclass(frozen=True)
class _Chat:
    conversation: Conversation
    customer: Customer | None
    is_resolved: bool


def read_past(session: Session, *, shop_name: str) -> list[Candidate]:
    """Return the good replies of agents, the newest first, with what is a customer's masked.

    Good are those of conversations whose last rating is 4 or 5, or that were resolved and not
    rated, and those that were made of a suggestion which an agent had accepted.
    """
    found: dict[tuple[Language, str], Candidate] = {}
    counts = dict.fromkeys(LANGUAGES, 0)
    known = read_known_words(session)
    for chats in _read_chats(session):
        names = frozenset(one.customer.name for one in chats.values() if one.customer is not None)
        accepted = _read_accepted(session, chats.keys())
        for here, messages in _read_messages(session, chats.keys()):
            chat = chats[here]
            for candidate in _harvest(chat, messages, accepted, names, known, shop_name):
                tag = candidate.language
                if (tag, candidate.text) not in found and counts[tag] < MOST["past"]:
                    found[tag, candidate.text] = candidate
                    counts[tag] += 1
        if min(counts.values()) >= MOST["past"]:
            break
    return list(found.values())


def _read_chats(session: Session) -> Iterator[dict[str, _Chat]]:
    newest = (
        select(Handoff.conversation_id, func.max(case((Handoff.outcome == "resolved", 1), else_=0)))
        .where(Handoff.agent_id.is_not(None), Handoff.ended_at.is_not(None))
        .group_by(Handoff.conversation_id)
        .order_by(func.max(Handoff.id).desc())
        .limit(CHATS)
    )
    rows = [(here, best) for here, best in session.execute(newest)]
    for start in range(0, len(rows), BUNCH):
        resolved: dict[str, int] = dict(rows[start : start + BUNCH])
        query = (
            select(Conversation, Customer)
            .outerjoin(Customer, Customer.id == Conversation.customer_id)
            .where(Conversation.id.in_(resolved))
        )
        by_id = {one.id: (one, customer) for one, customer in session.execute(query)}
        known = [here for here in resolved if here in by_id]  # in the order of the list
        yield {here: _Chat(*by_id[here], bool(resolved[here])) for here in known}
        session.expunge_all()


def _read_messages(
    session: Session, chats: Collection[str]
) -> Iterator[tuple[str, Sequence[Message]]]:
    query = (
        select(Message)
        .where(Message.conversation_id.in_(chats))
        .order_by(Message.conversation_id, Message.id)
    )
    grouped: dict[str, list[Message]] = {here: [] for here in chats}
    for message in session.scalars(query):
        grouped[message.conversation_id].append(message)
    yield from grouped.items()


def _read_accepted(session: Session, chats: Collection[str]) -> frozenset[tuple[str, int]]:
    query = select(SuggestionEvent.conversation_id, SuggestionEvent.message_id).where(
        SuggestionEvent.conversation_id.in_(chats),
        SuggestionEvent.outcome.in_(("accepted", "edited")),
        SuggestionEvent.settled_at.is_not(None),
    )
    return frozenset((here, number) for here, number in session.execute(query))


def _harvest(
    chat: _Chat,
    messages: Sequence[Message],
    accepted: Collection[tuple[str, int]],
    names: Collection[str],
    known: Collection[str],
    shop_name: str,
) -> Iterator[Candidate]:
    ratings = [one.rating for one in messages if one.rating is not None]
    is_good = ratings[-1] >= GOOD_RATING if ratings else chat.is_resolved
    asked: list[str] = []
    last_id, is_answered, topic = 0, False, ""
    for message in messages:
        topic = topic_of(message) or topic
        if message.sender == "customer" and message.payload is None:
            asked = [message.text] if is_answered else [*asked, message.text]
            last_id, is_answered = message.id, False
        elif message.sender == "agent" and asked:
            is_answered = True
            if is_good or (chat.conversation.id, last_id) in accepted:
                yield from _make_candidate(chat, message, asked, topic, names, known, shop_name)


def _make_candidate(
    chat: _Chat,
    message: Message,
    asked: Iterable[str],
    topic: str,
    names: Collection[str],
    known: Collection[str],
    shop_name: str,
) -> Iterator[Candidate]:
    customer, conversation = chat.customer, chat.conversation
    private = (
        (customer.street, customer.city, customer.phone, conversation.visitor_name)
        if customer is not None
        else ()
    )
    parties = Parties(
        customer=customer.name if customer is not None else conversation.visitor_name,
        agent=message.name or "",
        shop=shop_name,
        private=tuple(part for part in private if part),
    )
    text = mask_reply(message.text, parties, names, known)
    if text is not None:
        tag = conversation.language
        words = " ".join(asked)[:1_000]
        yield Candidate(key_of(tag, text), "past", tag, text, words, topic=topic)


def key_of(language: Language, text: str) -> str:
    """Return the key of a past reply: the same words have the same key, whoever said them."""
    digest = hashlib.sha256(f"{language}:{text}".encode()).hexdigest()
    return f"past:{digest[:24]}"


def read_rates(session: Session) -> Rates:
    """Return what agents made of each reply that was suggested."""
    query = (
        select(SuggestionEvent.key, SuggestionEvent.outcome, func.count())
        .where(SuggestionEvent.settled_at.is_not(None))
        .group_by(SuggestionEvent.key, SuggestionEvent.outcome)
    )
    counted: dict[str, dict[str, int]] = {}
    for key, outcome, count in session.execute(query):
        counted.setdefault(key, {})[outcome] = count
    return Rates(_tally(counted))


def _tally(counted: Mapping[str, Mapping[str, int]]) -> dict[str, Tally]:
    return {key: Tally(**outcomes) for key, outcomes in counted.items()}
