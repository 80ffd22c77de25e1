"""What a frame of a greeted client does: it is stored, and acknowledged once that is committed."""

from typing import Any

from bot.channels.web import render
from bot.channels.web.channel import WebChannel
from bot.channels.web.frames import Frame, FrameError, Hello, Press, Rate, Text
from bot.ledger.intake import Incoming
from bot.reception import rate_message, receive_button
from bot.turns.waiting import receive_words
from kernel.errors import NotFound, Unavailable


async def take_frame(web: WebChannel, conversation_id: str, frame: Frame) -> dict[str, Any] | None:
    """Store what a frame brings and return its ack; raise `FrameError` where it is not taken."""
    if isinstance(frame, Hello):
        raise FrameError("invalid")
    try:
        if isinstance(frame, Text):
            return await _take_text(web, conversation_id, frame)
        if isinstance(frame, Press):
            return await _take_press(web, conversation_id, frame)
        if isinstance(frame, Rate):
            return await _take_rating(web, conversation_id, frame)
    except NotFound as error:
        raise FrameError("not_found", getattr(frame, "cid", None)) from error
    except Unavailable as error:
        raise FrameError("unavailable", getattr(frame, "cid", None)) from error
    return None  # typing: nobody is shown it yet


async def _take_text(web: WebChannel, conversation_id: str, frame: Text) -> dict[str, Any]:
    incoming, now = _make_incoming(conversation_id, frame.cid, frame.text), web.clock()
    received = await web.ledger.write(
        lambda session: receive_words(session, incoming=incoming, now=now)
    )
    return render.render_ack(frame.cid, received.message_id)


async def _take_press(web: WebChannel, conversation_id: str, frame: Press) -> dict[str, Any]:
    incoming, now = _make_incoming(conversation_id, frame.cid, ""), web.clock()
    received = await web.ledger.write(
        lambda session: receive_button(session, incoming=incoming, token=frame.token, now=now)
    )
    return render.render_ack(frame.cid, received.message_id)


async def _take_rating(web: WebChannel, conversation_id: str, frame: Rate) -> dict[str, Any]:
    await web.ledger.write(
        lambda session: rate_message(
            session,
            conversation_id=conversation_id,
            message_id=frame.ref,
            score=frame.score,
            comment=frame.comment or "",
        )
    )
    return render.render_ack(frame.cid, frame.ref)


def _make_incoming(conversation_id: str, cid: str, text: str) -> Incoming:
    return Incoming(
        conversation_id=conversation_id,
        external_id=f"{conversation_id}:{cid}",
        text=text,
        cid=cid,
    )
