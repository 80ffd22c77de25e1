"""What the customer hears about who answers: a place in line, a name, a way back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.handoff.desk import read_setting
from bot.handoff.hours import Hours
from bot.handoff.moves import count_kept, open_handoff
from bot.handoff.presence import Staffing, find_staffing
from bot.handoff.queue import Place, find_place
from bot.ledger.conversations import get_conversation
from bot.ledger.messages import Draft, post
from bot.ledger.models import ButtonToken, Conversation, Message
from bot.payloads import back_button, leave_button, person_button
from bot.wording import say
from kernel.messages import Button, Reply
from kernel.turns import Language


def tell_place(session: Session, conversation_id: str, now: datetime) -> None:
    """Say where in line somebody stands, or that nobody is there and what can be done instead."""
    found = _read(session, conversation_id)
    place = find_place(session, conversation=found, now=now)
    if place is None:
        return
    staffing = find_staffing(session, now=now)
    zone = read_setting(session, Hours).zone
    spoken = found.language
    text = describe_place(place, staffing, spoken, zone)
    buttons: tuple[Button, ...] = (back_button(spoken),)
    if staffing.is_deserted:
        buttons = (leave_button(spoken), *buttons)
    _write(session, found, Reply(text=text, buttons=buttons), now)


def describe_place(place: Place, staffing: Staffing, spoken: Language, zone: str) -> str:
    """Return what is true of the wait. Pure."""
    if not staffing.is_open:
        opens = staffing.opens_at
        if opens is None:
            return say("desk_closed", spoken)
        local = opens.astimezone(ZoneInfo(zone))
        return say("desk_opens", spoken, when=f"{local:%Y-%m-%d %H:%M}", zone=zone)
    if staffing.is_deserted:
        return say("desk_deserted", spoken, position=place.position)
    text = say("waiting_place", spoken, position=place.position)
    if place.wait_seconds is not None:
        text += say("waiting_time", spoken, minutes=max(1, round(place.wait_seconds / 60)))
    return text


def announce(
    session: Session, conversation_id: str, key: str, now: datetime, **values: Any
) -> None:
    """Say one of our own sentences."""
    found = _read(session, conversation_id)
    _write(session, found, Reply(text=say(key, found.language, **values)), now)


@dataclass(frozen=True)
class TakeUp:
    """What the bot would do if it answered again now: repeat the question of message `question_id`,
    with these choices, and answer `kept` messages that were written for a person who never came."""

    question: str | None = None
    question_id: int | None = None
    choices: tuple[str, ...] = ()
    kept: int = 0


def foresee_take_up(session: Session, *, conversation_id: str) -> TakeUp:
    """Return what the bot would take up, for whoever is about to give it the conversation."""
    found = _read(session, conversation_id)
    call = open_handoff(session, conversation_id)
    has_come = call is None or call.agent_id is not None
    kept = 0 if has_come else count_kept(session, conversation_id)
    question = _read_question(session, found)
    if question is None:
        return TakeUp(kept=kept)
    labels = tuple(one.label for one in question.buttons)
    return TakeUp(question.text, found.question_id, labels, kept)


def welcome_back(session: Session, conversation_id: str, now: datetime) -> None:
    """Say that the bot answers again, and repeat the question a form still waits for."""
    found = _read(session, conversation_id)
    spoken, buttons = found.language, (person_button(found.language),)
    question = _read_question(session, found)
    if question is None:
        return _write(session, found, Reply(text=say("bot_returned", spoken), buttons=buttons), now)
    text = say("question_again", spoken) + "\n\n" + question.text
    return _write(session, found, Reply(text=text, buttons=(*question.buttons, *buttons)), now)


def _read_question(session: Session, found: Conversation) -> Reply | None:
    if found.question_id is None:
        return None
    message = session.get(Message, (found.id, found.question_id))
    if message is None:
        return None
    query = select(ButtonToken).where(
        ButtonToken.conversation_id == found.id, ButtonToken.message_id == message.id
    )
    payloads = {one.token: one.payload for one in session.scalars(query)}
    buttons = tuple(
        Button(label=one["label"], payload=payloads[one["token"]]) for one in message.buttons or ()
    )
    return Reply(text=message.text, buttons=buttons)


def _read(session: Session, conversation_id: str) -> Conversation:
    found = get_conversation(session, conversation_id=conversation_id)
    session.refresh(found)
    return found


def _write(session: Session, found: Conversation, reply: Reply, now: datetime) -> None:
    post(session, conversation_id=found.id, drafts=[Draft("system", reply)], now=now)
