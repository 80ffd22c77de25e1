"""What a frame of a greeted client does: it is stored, and acknowledged once that is committed."""

import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any

from sqlalchemy.orm import Session

from bot.channels.web import render
from bot.channels.web.channel import WebChannel
from bot.channels.web.frames import (
    Frame,
    FrameError,
    Hello,
    Logout,
    Press,
    Profile,
    Rate,
    Text,
    Transcript,
    Typing,
)
from bot.channels.web.news import SessionEnded
from bot.channels.web.opening import say_opening
from bot.channels.web.sending import Sender
from bot.handoff.gazing import CUSTOMER, gaze, is_customer_sign_due, is_with_person, look_away
from bot.identity.codes import find_code
from bot.identity.sessions import end_session
from bot.ledger.intake import Incoming, Received, TooManyWaiting
from bot.ledger.notes import add_note
from bot.mailings.rules import is_address
from bot.mailings.service import mail_transcript
from bot.reception import hear_typed_code, keep_profile, rate_message, receive_button
from bot.turns.waiting import receive_words
from kernel import crash
from kernel.errors import Forbidden, FrontdeskError, NotFound, TooMany, Unavailable

MOST_PREVIEWED = 500  # characters: more than an agent reads while it is written
NUMBER = re.compile(r"\d(?:[\s.-]?\d){2,}")  # codes and cards; whoever types has begun one
Taker = Callable[[WebChannel, Sender, Any], Awaitable[dict[str, Any] | None]]


async def take_frame(web: WebChannel, sender: Sender, frame: Frame) -> dict[str, Any] | None:
    """Store what a frame brings and return its ack; raise `FrameError` where it is not taken.

    Raises `SessionEnded` once a browser has logged out.
    """
    if isinstance(frame, Hello):
        raise FrameError("invalid")
    try:
        return await TAKERS[type(frame)](web, sender, frame)
    except (NotFound, TooManyWaiting, Unavailable) as error:
        raise FrameError(_name_refusal(error, frame), getattr(frame, "cid", None)) from error


def _name_refusal(error: FrontdeskError, frame: Frame) -> str:
    if isinstance(error, NotFound):
        return "file_gone" if isinstance(frame, Text) and frame.attachments else "not_found"
    return "too_many" if isinstance(error, TooManyWaiting) else "unavailable"


async def _log_out(web: WebChannel, sender: Sender, _frame: Logout) -> None:
    secret_hash, sender.has_logged_out = sender.secret_hash, True
    await web.ledger.write(lambda session: end_session(session, secret_hash=secret_hash))
    raise SessionEnded("This browser has logged out.")


async def _take_text(web: WebChannel, sender: Sender, frame: Text) -> dict[str, Any]:
    incoming, now = _make_incoming(web, sender.conversation_id, frame.cid, frame.text), web.clock()

    def store(session: Session) -> Received:
        say_opening(session, web.config, incoming=incoming, opening=frame.opening, now=now)
        stored = receive_words(
            session, incoming=incoming, now=now, attachment_ids=frame.attachments
        )
        if stored.owner == "person":
            look_away(session, conversation_id=sender.conversation_id, agent_id=CUSTOMER.id)
        return stored

    received = await web.ledger.write(store)
    if received.is_new:
        sender.own.add(received.message_id)
    if received.is_new and received.owner in ("waiting", "person") and find_code(frame.text):
        # Only now: a browser changes its secret for a message that is known to be its own.
        await web.ledger.write(
            lambda session: hear_typed_code(
                session, web.identity, incoming=incoming, received=received, now=now
            )
        )
    crash.point("after_inbox_commit")
    return render.render_ack(frame.cid, received.message_id)


async def _hear_typing(web: WebChannel, sender: Sender, frame: Typing) -> None:
    """Show the agent who has the chat that the customer writes; the words if that is wanted."""
    chat, now = sender.conversation_id, web.clock()
    words = cut_preview(frame.text) if web.config.typing_preview else None
    with suppress(Unavailable):
        if words is not None and await web.ledger.read(
            lambda session: is_with_person(session, conversation_id=chat)
        ):
            await web.ledger.write(lambda session: add_note(session, "preview", chat, text=words))
        if await web.ledger.read(
            lambda session: is_customer_sign_due(session, conversation_id=chat, now=now)
        ):
            await web.ledger.write(
                lambda session: gaze(
                    session, conversation_id=chat, agent=CUSTOMER, state="typing", now=now
                )
            )


def cut_preview(text: str | None) -> str | None:
    """Return the end of what is being written, its numbers hidden: one may be a secret. Pure."""
    return None if text is None else NUMBER.sub("…", text[-MOST_PREVIEWED:])


async def _take_press(web: WebChannel, sender: Sender, frame: Press) -> dict[str, Any]:
    incoming, now = _make_incoming(web, sender.conversation_id, frame.cid, ""), web.clock()
    received = await web.ledger.write(
        lambda session: receive_button(session, incoming=incoming, token=frame.token, now=now)
    )
    return render.render_ack(frame.cid, received.message_id)


async def _take_rating(web: WebChannel, sender: Sender, frame: Rate) -> dict[str, Any]:
    await web.ledger.write(
        lambda session: rate_message(
            session,
            conversation_id=sender.conversation_id,
            message_id=frame.ref,
            score=frame.score,
            comment=frame.comment or "",
            now=web.clock(),
        )
    )
    return render.render_ack(frame.cid, frame.ref)


async def _take_profile(web: WebChannel, sender: Sender, frame: Profile) -> dict[str, Any]:
    email = frame.email.strip()
    if email and not is_address(email):
        raise FrameError("email", frame.cid)
    name = " ".join(frame.name.split())
    await web.ledger.write(
        lambda session: keep_profile(
            session, conversation_id=sender.conversation_id, name=name, email=email, now=web.clock()
        )
    )
    return render.render_ack(frame.cid, 0)


async def _mail_transcript(web: WebChannel, sender: Sender, frame: Transcript) -> dict[str, Any]:
    try:
        address = await web.ledger.write(
            lambda session: mail_transcript(
                session, web.mailing, conversation_id=sender.conversation_id, now=web.clock()
            )
        )
    except Forbidden as error:
        raise FrameError("not_verified", frame.cid) from error
    except TooMany as error:
        raise FrameError("too_many_mails", frame.cid) from error
    return render.render_ack(frame.cid, 0) | {"to": address}


def _make_incoming(web: WebChannel, conversation_id: str, cid: str, text: str) -> Incoming:
    return Incoming(
        most_waiting=web.most_waiting,
        conversation_id=conversation_id,
        external_id=f"{conversation_id}:{cid}",
        text=text,
        cid=cid,
    )


TAKERS: Mapping[type, Taker] = {
    Text: _take_text,
    Press: _take_press,
    Rate: _take_rating,
    Profile: _take_profile,
    Transcript: _mail_transcript,
    Typing: _hear_typing,
    Logout: _log_out,
}
