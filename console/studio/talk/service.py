"""Holding a test chat: begin, say, begin anew, keep."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.dialogue import DialogueFailed, DialogueUnavailable, Question
from bot.language import detect_language
from bot.turns.questions import escape_text
from console.refusals import refusal
from console.studio.talk.host import TalkHost
from console.studio.talk.models import StudioTalk
from console.studio.talk.turns import TalkTurn
from crm_backend.customers.models import Customer
from kernel.errors import Conflict, Invalid, NotFound
from kernel.messages import Button
from kernel.turns import Language, TurnContext, sign_turn

SECONDS = 15.0
MAX_TURNS = 100
KEPT = 20  # chats of one person; the oldest goes


@dataclass(frozen=True)
class Saying:
    """What is said in which chat, as the dialogue engine is asked."""

    talk_id: str
    model: str
    text: str
    payload: str
    question: Question


def begin_talk(
    session: Session,
    *,
    staff_id: int,
    model: str,
    language: Language,
    customer_id: int | None,
    now: datetime,
) -> StudioTalk:
    """Begin a chat; raise `NotFound` for an unknown customer."""
    if customer_id is not None and session.get(Customer, customer_id) is None:
        raise refusal(NotFound, "talk_no_customer")
    made = StudioTalk(
        id=uuid.uuid4().hex,
        staff_id=staff_id,
        model=model,
        language=language,
        customer_id=customer_id,
        at=now,
        turns=[],
    )
    session.add(made)
    for old in list_talks(session, staff_id)[KEPT:]:
        session.delete(old)
    return made


def list_talks(session: Session, staff_id: int) -> list[StudioTalk]:
    """Return the chats of one person, newest first."""
    query = select(StudioTalk).where(StudioTalk.staff_id == staff_id)
    return list(session.scalars(query.order_by(StudioTalk.at.desc(), StudioTalk.id)))


def find_talk(session: Session, talk_id: str, *, staff_id: int) -> StudioTalk:
    """Return one's own chat; raise `NotFound` for any other."""
    talk = session.get(StudioTalk, talk_id)
    if talk is None or talk.staff_id != staff_id:
        raise refusal(NotFound, "talk_unknown")
    return talk


def read_turns(talk: StudioTalk) -> list[TalkTurn]:
    """Return the turns of a chat."""
    return [TalkTurn.model_validate(one) for one in talk.turns]


def prepare(talk: StudioTalk, *, text: str, button: int | None, key: str, now: datetime) -> Saying:
    """Return what is to be asked: words, or the button of the newest answer with that number.

    Raises `Invalid` for neither, and `Conflict` where the chat is as long as one may be.
    """
    turns = read_turns(talk)
    if len(turns) >= MAX_TURNS:
        raise refusal(Conflict, "talk_long", most=MAX_TURNS)
    payload, said = "", text.strip()
    if button is not None:
        offered = list_buttons(turns)
        if not 0 <= button < len(offered):
            raise refusal(Conflict, "talk_no_button")
        payload, said = offered[button].payload, offered[button].label
    if not said:
        raise refusal(Invalid, "talk_nothing")
    language = talk.language if payload else detect_language(said, talk.language)
    number = len(turns) + 1
    context = TurnContext(
        conversation_id=f"talk-{talk.id}",
        message_id=number,
        customer_id=talk.customer_id,
        level="anonymous" if talk.customer_id is None else "verified",
        language=language,
        is_rehearsal=True,
    )
    question = Question(
        conversation_id=context.conversation_id,
        message_id=number,
        text=payload or escape_text(said),
        language=language,
        context=sign_turn(context, key, now),
        fence=number,
        trace=True,
    )
    return Saying(talk.id, talk.model, said, payload, question)


def list_buttons(turns: Sequence[TalkTurn]) -> list[Button]:
    """Return the buttons that can be pressed now: those of the newest answer."""
    if not turns:
        return []
    replies = turns[-1].replies
    return [
        button
        for reply in replies
        for button in (*reply.buttons, *(b for card in reply.cards for b in card.buttons))
    ]


async def say(host: TalkHost, saying: Saying) -> TalkTurn:
    """Ask the model; what goes wrong becomes the turn's `problem`."""
    about: dict[str, Any] = {"text": saying.text, "payload": saying.payload}
    try:
        answer = await host.ask(saying.model, saying.question, seconds=SECONDS)
    except DialogueUnavailable as error:
        return TalkTurn(**about, problem=error.code)
    except DialogueFailed as error:
        return TalkTurn(**about, problem=error.code)
    return TalkTurn(
        **about,
        understanding=answer.understanding or {},
        replies=answer.replies,
        steps=answer.steps,
        form=answer.form,
    )


def add_turn(session: Session, talk_id: str, turn: TalkTurn, *, staff_id: int) -> None:
    """Store a turn at the end of a chat."""
    talk = find_talk(session, talk_id, staff_id=staff_id)
    talk.turns = [*talk.turns, turn.model_dump(mode="json")]
