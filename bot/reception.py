"""What customers send, whatever the channel: texts, buttons, ratings."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.handoff import service as handoff
from bot.ledger.conversations import get_conversation
from bot.ledger.intake import Incoming, Received, receive
from bot.ledger.messages import Draft, find_button, post
from bot.ledger.models import ButtonToken, Conversation, Inbox, Message
from bot.ledger.notes import add_note
from bot.payloads import BACK, PERSON, retried_id
from bot.wording import say
from kernel.errors import Conflict, NotFound
from kernel.messages import Reply


def receive_text(session: Session, *, incoming: Incoming, now: datetime) -> Received:
    """Store a text once; who waits for a person hears their place again."""
    received = receive(session, incoming=incoming, now=now)
    if received.owner == "waiting":
        add_note(session, "owner", incoming.conversation_id)
    return received


def receive_button(session: Session, *, incoming: Incoming, token: str, now: datetime) -> Received:
    """Store a pressed button once, as its label; raise `NotFound` for an unknown token."""
    button = find_button(session, conversation_id=incoming.conversation_id, token=token)
    if button is None:
        raise NotFound("There is no such button.")
    pressed = Incoming(
        conversation_id=incoming.conversation_id,
        external_id=incoming.external_id,
        text=button.label,
        cid=incoming.cid,
        payload=button.payload,
        channel=incoming.channel,
        bot=incoming.bot,
    )
    needs_turn = button.payload not in (PERSON, BACK)
    received = receive(session, incoming=pressed, now=now, needs_turn=needs_turn)
    if received.is_new and not needs_turn:
        _move(session, button, now)
    return received


def _move(session: Session, button: ButtonToken, now: datetime) -> None:
    """Do what the button says at once: it must work whether Rasa answers or not."""
    chosen = button.conversation_id
    if button.payload == PERSON:
        if not handoff.request_handoff(
            session, conversation_id=chosen, reason="asked by button", now=now
        ):
            add_note(session, "owner", chosen)
        return
    try:
        handoff.hand_back(session, conversation_id=chosen, now=now, actor="customer")
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
    session: Session, *, conversation_id: str, message_id: int, score: int, comment: str
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
