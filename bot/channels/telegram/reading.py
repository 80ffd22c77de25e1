"""From the body of an update to the library's classes, even where the two do not agree. Pure.

The Bot API and the library change apart from each other, and one strange detail (a poll in a quoted
message, say) makes the library refuse the whole. Then it is asked again with what is needed alone.
"""

from collections.abc import Mapping
from typing import Any

from telegram import Update

# What the library raises for bodies that are not as it knows them.
UNREADABLE = (TypeError, ValueError, KeyError, AttributeError)
MESSAGES = ("message", "edited_message", "channel_post")
NEEDED = (
    *("message_id", "date", "edit_date", "chat", "from", "text", "caption"),
    *("photo", "document", "contact", "animation"),
)
OF_PEOPLE = ("id", "is_bot", "type", "title", "first_name", "last_name", "username")
OF_QUERIES = ("id", "from", "chat_instance", "data", "message")


def read_update(body: Mapping[str, Any]) -> Update:
    """Return an update; raise one of `UNREADABLE` where what is needed of it cannot be read."""
    try:
        return Update.de_json(dict(body), None)
    except UNREADABLE:
        return Update.de_json(_strip(body), None)


def _strip(body: Mapping[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {"update_id": body["update_id"]}
    for kind in MESSAGES:
        if isinstance(body.get(kind), Mapping):
            kept[kind] = _strip_message(body[kind], NEEDED)
    query = body.get("callback_query")
    if isinstance(query, Mapping):
        kept["callback_query"] = _keep(query, OF_QUERIES)
        if isinstance(query.get("message"), Mapping):
            message = _strip_message(query["message"], NEEDED[:4])
            kept["callback_query"]["message"] = message
    if "my_chat_member" in body:
        kept["my_chat_member"] = body["my_chat_member"]
    return kept


def _strip_message(message: Mapping[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
    kept = _keep(message, fields)
    for whose in ("chat", "from"):
        if isinstance(kept.get(whose), Mapping):
            kept[whose] = _keep(kept[whose], (*OF_PEOPLE, "language_code"))
    return kept


def _keep(part: Mapping[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
    return {field: part[field] for field in fields if field in part}
