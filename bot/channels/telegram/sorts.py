"""Messages that are no text: files, contacts, and what cannot be read here at all."""

from datetime import datetime, timedelta
from typing import get_args

from sqlalchemy import select
from sqlalchemy.orm import Session
from telegram import Message

from bot.channels.telegram.files import MEGABYTES, SentFile, store_file
from bot.identity.links import find_contact_owner
from bot.identity.service import mark_verified
from bot.ledger.intake import Incoming, receive
from bot.ledger.messages import Draft, post
from bot.ledger.models import Conversation
from bot.ledger.models import Message as Line
from bot.payloads import contact_button, person_button
from bot.turns.waiting import receive_words
from bot.wording import say
from kernel.messages import Button, Reply
from kernel.turns import Language

MAX_EMOJI = 8  # characters
ALBUM = timedelta(minutes=1)  # pictures sent together arrive within seconds
LANGUAGES: tuple[Language, ...] = get_args(Language)


def tell(
    session: Session,
    chat: Conversation,
    key: str,
    now: datetime,
    buttons: tuple[Button, ...] = (),
    **values: object,
) -> None:
    """Say one of our own texts in a chat."""
    reply = Reply(text=say(key, chat.language, **values), buttons=buttons)
    post(session, conversation_id=chat.id, drafts=[Draft("system", reply)], now=now)


def take_contact(
    session: Session, incoming: Incoming, chat: Conversation, message: Message, now: datetime
) -> None:
    """Take the customer's own number as a proof; Telegram vouches for the account it belongs to."""
    contact, user = message.contact, message.from_user
    words = say("kind_contact", chat.language)  # the number itself is in the customer's record
    received = receive(session, incoming=_with_text(incoming, words), now=now, needs_turn=False)
    if not received.is_new or contact is None or user is None:
        return
    if contact.user_id != user.id:
        tell(session, chat, "telegram_contact_foreign", now, (contact_button(chat.language),))
        return
    # Telegram writes its numbers with the country, with or without the sign.
    number = "+" + contact.phone_number.strip().lstrip("+")
    owner = find_contact_owner(session, phone=number)
    if owner is None:
        tell(session, chat, "telegram_contact_unknown", now, (person_button(chat.language),))
        return
    mark_verified(session, conversation_id=chat.id, customer_id=owner.id, now=now)
    tell(session, chat, "telegram_linked", now, name=owner.first_name)


def take_file(
    session: Session,
    incoming: Incoming,
    chat: Conversation,
    file: SentFile,
    *,
    caption: str,
    now: datetime,
) -> None:
    """Keep a file; its caption is a message of its own, and asks."""
    received = receive(session, incoming=incoming, now=now, needs_turn=False)
    if not received.is_new:
        return
    is_kept = store_file(
        session, conversation_id=chat.id, message_id=received.message_id, file=file, now=now
    )
    if not is_kept:
        tell(session, chat, "telegram_file_refused", now, megabytes=MEGABYTES)
    if caption.strip():
        words = Incoming(
            conversation_id=chat.id,
            external_id=f"{incoming.external_id}:caption",
            text=caption,
            cid=f"{incoming.cid}-caption",
            channel="telegram",
            bot=chat.bot,
        )
        receive_words(session, incoming=words, now=now)
    elif is_kept and received.owner == "bot" and not _has_asked(session, chat, now):
        tell(session, chat, "telegram_file_kept", now, (person_button(chat.language),))


def _has_asked(session: Session, chat: Conversation, now: datetime) -> bool:
    """Several pictures sent as one come one by one: one answer is enough."""
    asked = [say("telegram_file_kept", language) for language in LANGUAGES]
    query = select(Line.id).where(
        Line.conversation_id == chat.id,
        Line.sender == "system",
        Line.text.in_(asked),
        Line.at > now - ALBUM,
    )
    return session.scalar(query.limit(1)) is not None


def take_unreadable(
    session: Session, incoming: Incoming, chat: Conversation, now: datetime
) -> None:
    """Keep that something came; say what can be read here."""
    received = receive(session, incoming=incoming, now=now, needs_turn=False)
    if received.is_new and received.owner == "bot":
        tell(session, chat, "telegram_only_text", now, (person_button(chat.language),))


def describe_message(message: Message, language: Language) -> str | None:
    """Return the words that stand for what cannot be read here; None for what needs no answer."""
    if message.pinned_message or message.delete_chat_photo or message.write_access_allowed:
        return None
    if message.sticker is not None:
        emoji = (message.sticker.emoji or "")[:MAX_EMOJI]
        return say("kind_sticker", language, emoji=emoji).strip()
    if message.location is not None:
        place = f"{message.location.latitude:.5f}, {message.location.longitude:.5f}"
        return say("kind_location", language, place=place)
    if message.voice or message.audio:
        return say("kind_voice", language)
    if message.video or message.video_note or message.animation:
        return say("kind_video", language)
    return say("kind_other", language)


def _with_text(incoming: Incoming, text: str) -> Incoming:
    return Incoming(**{**vars(incoming), "text": text})
