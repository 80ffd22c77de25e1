"""The frames the server sends. Pure."""

from datetime import UTC
from typing import Any

from bot.handoff.queue import Place
from bot.ledger.models import Conversation, Message
from bot.wording import WORDS, say
from kernel.turns import Language

ATTACHMENTS = "/chat/v1/attachments"  # a path: clients read it on the host of their socket


def render_welcome(conversation: Conversation, session_token: str) -> dict[str, Any]:
    """Return the answer to a hello."""
    return {
        "type": "welcome",
        "session": session_token,
        "conversation": conversation.id,
        "last": conversation.last_id,
        "owner": show_owner(conversation),
        "known": is_known(conversation),
    }


def render_session(secret: str, *, is_fresh: bool) -> dict[str, Any]:
    """Return a browser's new secret; a fresh one opens another conversation than before."""
    return {"type": "session", "session": secret, "fresh": is_fresh}


def is_known(conversation: Conversation) -> bool:
    """Tell whether there is no need to ask who writes: proved, said, or talking already."""
    said = conversation.visitor_name or conversation.visitor_email
    return bool(conversation.customer_id is not None or said or conversation.last_id)


def render_message(message: Message) -> dict[str, Any]:
    """Return a message as its customer sees it: without payloads, without sentiment."""
    frame: dict[str, Any] = {
        "type": "message",
        "id": message.id,
        "from": message.sender,
        "name": message.name or "",
        "at": message.at.astimezone(UTC).isoformat(),
        "text": message.text,
        "buttons": message.buttons or [],
        "cards": message.cards or [],
        "attachments": [
            one | {"url": f"{ATTACHMENTS}/{one['id']}"} for one in message.attachments or ()
        ],
    }
    if message.asks_rating:
        frame["asks_rating"] = True
    if message.rating is not None:
        frame["rating"], frame["comment"] = message.rating, message.rating_comment or ""
    if message.cid is not None:
        frame["cid"] = message.cid
    return frame


def render_ack(cid: str, message_id: int) -> dict[str, Any]:
    """Return the promise that a frame is stored."""
    return {"type": "ack", "cid": cid, "id": message_id}


def render_typing() -> dict[str, Any]:
    """Return the sign that the bot works on an answer."""
    return {"type": "typing", "from": "bot"}


def render_status(conversation: Conversation, place: Place | None) -> dict[str, Any]:
    """Return who answers now; for those who wait, where they stand."""
    frame: dict[str, Any] = {
        "type": "status",
        "owner": show_owner(conversation),
        "position": place.position if place else None,
        "wait_seconds": place.wait_seconds if place else None,
    }
    if conversation.owner == "person":
        frame["name"] = conversation.agent_name or ""
    return frame


def show_owner(conversation: Conversation) -> str:
    """Return who answers what is written next: a closed chat is opened by the bot."""
    return "bot" if conversation.owner == "closed" else conversation.owner


def render_error(code: str, language: Language, cid: str | None = None) -> dict[str, Any]:
    """Return why something was not taken, in words."""
    key = f"error_{code}"
    text = say(key if key in WORDS else "error_invalid", language)
    frame: dict[str, Any] = {"type": "error", "code": code, "text": text}
    if cid is not None:
        frame["cid"] = cid
    return frame
