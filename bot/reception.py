"""What customers send, whatever the channel: texts, buttons, ratings."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.attachments.service import find_attachments, mark_sent
from bot.handoff import ending
from bot.handoff import service as handoff
from bot.handoff.measures import note_rating
from bot.handoff.reasons import make_reason
from bot.identity import links
from bot.identity.asking import hear_code
from bot.identity.service import Identity, mask_awaited_code
from bot.ledger.conversations import get_conversation
from bot.ledger.events import add_event
from bot.ledger.intake import Incoming, Received, is_known, receive
from bot.ledger.messages import Draft, advance, find_button, post
from bot.ledger.models import Conversation, Inbox, Message
from bot.ledger.notes import add_note
from bot.payloads import (
    BACK,
    CONTACT,
    LEAVE,
    PERSON,
    TELEGRAM,
    UNLINK,
    chosen_language,
    confirmed_id,
    contact_button,
    is_own,
    rated_score,
    refused_id,
    retried_id,
)
from bot.wording import say
from kernel.errors import Conflict, NotFound
from kernel.messages import Reply


def receive_text(
    session: Session, *, incoming: Incoming, now: datetime, attachment_ids: Sequence[str] = ()
) -> Received:
    """Store a text with its files, or files alone, once; raise `NotFound` for files of others.

    Who waits for a person hears their place again.
    """
    chosen = incoming.conversation_id
    files = find_attachments(session, conversation_id=chosen, ids=attachment_ids)
    incoming = replace(incoming, attachments=tuple(one.describe() for one in files))
    received = receive(session, incoming=incoming, now=now)
    if received.is_new and files:
        mark_sent(session, attachments=files, message_id=received.message_id)
    if received.owner == "waiting":
        add_note(session, "owner", chosen)
    if received.is_new and received.owner in ("waiting", "person"):
        # No turn will judge a code that is typed here: nobody else is to read it either.
        mask_awaited_code(session, conversation_id=chosen, received=received, now=now)
    return received


def hear_typed_code(
    session: Session, identity: Identity, *, incoming: Incoming, received: Received, now: datetime
) -> None:
    """Judge a code that was typed while no turn runs: to a person, or in the line for one.

    Whoever turns out to be another than the owner of the conversation goes on in one of their own,
    and stands in line there.
    """
    if not received.is_new or received.owner not in ("waiting", "person"):
        return
    judged = hear_code(
        session,
        identity,
        conversation_id=incoming.conversation_id,
        message_id=received.message_id,
        text=incoming.text,
        now=now,
    )
    if judged is not None and judged.moved_to is not None:
        asked = [make_reason("asked", "goes on after a code")]
        handoff.request_handoff(session, conversation_id=judged.moved_to, reasons=asked, now=now)


def receive_button(session: Session, *, incoming: Incoming, token: str, now: datetime) -> Received:
    """Store a pressed button once, as its label; raise `NotFound` for an unknown token."""
    button = find_button(session, conversation_id=incoming.conversation_id, token=token)
    if button is None:
        raise NotFound("There is no such button.")
    if button.payload == LEAVE and not is_known(session, incoming):
        ending.leave_line(session, conversation_id=incoming.conversation_id, now=now)
    pressed = Incoming(
        conversation_id=incoming.conversation_id,
        external_id=incoming.external_id,
        text=button.label,
        cid=incoming.cid,
        payload=button.payload,
        channel=incoming.channel,
        bot=incoming.bot,
    )
    needs_turn = not is_own(button.payload)
    received = receive(session, incoming=pressed, now=now, needs_turn=needs_turn)
    if received.is_new and not needs_turn:
        do_own(session, conversation_id=incoming.conversation_id, payload=button.payload, now=now)
    return received


def do_own(session: Session, *, conversation_id: str, payload: str, now: datetime) -> None:
    """Do what one of our own buttons says: it must work whether Rasa answers or not."""
    chosen = conversation_id
    if payload in (PERSON, BACK):
        _move(session, chosen, payload, now)
    elif payload == TELEGRAM:
        links.send_link(session, conversation_id=chosen, now=now)
    elif payload == UNLINK:
        links.unlink_mine(session, conversation_id=chosen, now=now)
    elif (link_id := confirmed_id(payload)) is not None:
        links.confirm_link(session, link_id=link_id, conversation_id=chosen, now=now)
    elif (link_id := refused_id(payload)) is not None:
        links.refuse_link(session, link_id=link_id, conversation_id=chosen, now=now)
    elif (language := chosen_language(payload)) is not None:
        drafts = [Draft("system", Reply(text=say("language_set", language)))]
        post(session, drafts=drafts, language=language, conversation_id=chosen, now=now)
    elif (score := rated_score(payload)) is not None:
        _rate_newest(session, chosen, score, now)
    elif payload == CONTACT:  # typed: only the button itself can share a number
        spoken = get_conversation(session, conversation_id=chosen).language
        again = Reply(text=say("telegram_share", spoken), buttons=(contact_button(spoken),))
        post(session, drafts=[Draft("system", again)], conversation_id=chosen, now=now)


def _rate_newest(session: Session, chosen: str, score: int, now: datetime) -> None:
    """Rate the newest chat with a person that was asked about."""
    asked = session.scalar(
        select(Message.id)
        .where(Message.conversation_id == chosen, Message.asks_rating)
        .order_by(Message.id.desc())
        .limit(1)
    )
    if asked is None:
        return
    rate_message(
        session, conversation_id=chosen, message_id=asked, score=score, comment="", now=now
    )
    spoken = get_conversation(session, conversation_id=chosen).language
    thanks = Draft("system", Reply(text=say("thanks_rating", spoken)))
    post(session, conversation_id=chosen, drafts=[thanks], now=now)


def _move(session: Session, chosen: str, payload: str, now: datetime) -> None:
    if payload == PERSON:
        asked = [make_reason("asked", "by button")]
        if not handoff.request_handoff(session, conversation_id=chosen, reasons=asked, now=now):
            add_note(session, "owner", chosen)
        return
    try:
        ending.hand_back(session, conversation_id=chosen, now=now, actor="customer")
    except Conflict:
        _answer_late_return(session, chosen, now)


def _answer_late_return(session: Session, conversation_id: str, now: datetime) -> None:
    """Say that the bot answers, if it does; a person who has come stays."""
    found = get_conversation(session, conversation_id=conversation_id)
    session.refresh(found)
    post(
        session,
        conversation_id=conversation_id,
        drafts=[Draft("system", Reply(text=say("bot_returned", found.language)))],
        now=now,
        conditions=(Conversation.owner == "bot",),
    )


def rate_message(
    session: Session,
    *,
    conversation_id: str,
    message_id: int,
    score: int,
    comment: str,
    now: datetime,
) -> None:
    """Store how an answer was found, 1 to 5; raise `NotFound` unless it is one of ours."""
    rated = session.execute(
        update(Message)
        .where(
            Message.conversation_id == conversation_id,
            Message.id == message_id,
            Message.sender != "customer",
        )
        .values(rating=score, rating_comment=comment)
        .returning(Message.id)
    ).scalar_one_or_none()
    if rated is None:
        raise NotFound("There is no such answer.")
    note_rating(session, conversation_id=conversation_id, message_id=message_id, score=score)
    add_note(session, "changed", conversation_id, message_id)
    facts = {"message_id": message_id, "score": score}
    add_event(session, "message_rated", conversation_id, now, **facts)


def keep_profile(
    session: Session, *, conversation_id: str, name: str, email: str, now: datetime
) -> None:
    """Keep what a visitor says of themselves; an address makes them `claimed`, never more."""
    advance(
        session,
        conversation_id=conversation_id,
        count=0,
        now=now,
        visitor_name=name,
        visitor_email=email,
    )
    if email:
        session.execute(
            update(Conversation)
            .where(Conversation.id == conversation_id, Conversation.level == "anonymous")
            .values(level="claimed")
        )
    add_note(session, "desk", conversation_id)


def find_retried(session: Session, *, conversation_id: str, payload: str | None) -> Message | None:
    """Return the customer's message that a button asks to answer anew."""
    number = retried_id(payload)
    if number is None:
        return None
    query = (
        select(Message)
        .join(Inbox, Inbox.message_id == Message.id)
        .where(
            Message.conversation_id == conversation_id,
            Inbox.conversation_id == conversation_id,
            Message.id == number,
        )
    )
    return session.scalar(query)
