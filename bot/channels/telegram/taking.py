"""What each kind of update does, in one transaction with the mark that it is done."""

from datetime import datetime

from sqlalchemy.orm import Session
from telegram import CallbackQuery, Chat, Message, Update

from bot.channels.telegram.chats import join_chat, leave_group, take_membership
from bot.channels.telegram.commands import find_command, run_command
from bot.channels.telegram.desk import Desk, Effect
from bot.channels.telegram.edits import take_edit
from bot.channels.telegram.files import SentFile
from bot.channels.telegram.sorts import describe_message, take_contact, take_file, take_unreadable
from bot.channels.web.frames import INVISIBLE, clean_text
from bot.ledger.intake import Incoming
from bot.ledger.messages import find_button
from bot.ledger.models import Conversation
from bot.reception import hear_typed_code, receive_button
from bot.turns.waiting import receive_words
from bot.wording import say
from kernel.errors import NotFound

PRESSED = "pressed"  # what a button carries once it was pressed: it does nothing more


def take_update(
    session: Session, desk: Desk, update: Update, file: SentFile | None, now: datetime
) -> list[Effect]:
    """Do what an update asks for; returns the calls to be made after the commit.

    Kinds that are not known, and posts of channels, do nothing.
    """
    if update.callback_query is not None:
        return take_press(session, desk, update.callback_query, now)
    if update.my_chat_member is not None:
        take_membership(session, desk, update.my_chat_member, now)
    elif update.edited_message is not None:
        if update.edited_message.chat.type == Chat.PRIVATE:
            take_edit(session, desk, update.edited_message, now)
    elif update.message is not None:
        take_message(session, desk, update.message, file, now)
    return []


def take_message(
    session: Session, desk: Desk, message: Message, file: SentFile | None, now: datetime
) -> None:
    """Store what a customer sent, and answer what no turn will."""
    user = message.from_user
    if message.chat.type != Chat.PRIVATE:
        if message.chat.type in (Chat.GROUP, Chat.SUPERGROUP) and not message.left_chat_member:
            leave_group(session, desk, message.chat.id, user, now)
        return
    if user is None or user.is_bot:
        return
    chat = join_chat(session, desk, user, now)
    text = clean_text(message.text or "")
    command = find_command(text)
    if command is not None:
        run_command(session, desk, chat, message, command, now)
    elif INVISIBLE.sub("", text):
        incoming = make_incoming(chat, message, text)
        received = receive_words(session, incoming=incoming, now=now)
        hear_typed_code(session, desk.identity, incoming=incoming, received=received, now=now)
    elif message.contact is not None:
        take_contact(session, make_incoming(chat, message, ""), chat, message, now)
    elif file is not None:
        words = file.describe(chat.language)
        caption = clean_text(message.caption or "")
        incoming = make_incoming(chat, message, words)
        take_file(session, incoming, chat, file, caption=caption, now=now)
    else:
        kind = describe_message(message, chat.language)
        if kind is not None:
            take_unreadable(session, make_incoming(chat, message, kind), chat, now)


def take_press(session: Session, desk: Desk, query: CallbackQuery, now: datetime) -> list[Effect]:
    """Do what a button says; the spinner on it ends whatever becomes of it."""
    answer = Effect("answerCallbackQuery", {"callback_query_id": query.id})
    shown_in = query.message.chat.type if query.message is not None else Chat.PRIVATE
    if query.data == PRESSED or shown_in != Chat.PRIVATE:
        return [answer]
    chat = join_chat(session, desk, query.from_user, now)
    token = query.data or ""
    button = find_button(session, conversation_id=chat.id, token=token)
    incoming = Incoming(
        conversation_id=chat.id,
        external_id=f"{chat.external_id}:press:{query.id}",
        text="",
        channel="telegram",
        bot=desk.bot,
    )
    try:
        receive_button(session, incoming=incoming, token=token, now=now)
    except NotFound:
        answer.values["text"] = say("error_not_found", chat.language)
        return [answer]
    shown = f"✓ {button.label}" if button is not None else ""
    return [answer, *_mark_pressed(query, shown)]


def _mark_pressed(query: CallbackQuery, shown: str) -> list[Effect]:
    """Show which button was pressed, and leave no other to press by mistake."""
    message = query.message
    if not isinstance(message, Message) or not shown:
        return []
    keyboard = [[{"text": shown[:64], "callback_data": PRESSED}]]
    return [
        Effect(
            "editMessageReplyMarkup",
            {
                "chat_id": message.chat.id,
                "message_id": message.message_id,
                "reply_markup": {"inline_keyboard": keyboard},
            },
        )
    ]


def make_incoming(chat: Conversation, message: Message, text: str) -> Incoming:
    """Return a message for the ledger; the number of the message in its chat tells it apart."""
    return Incoming(
        conversation_id=chat.id,
        external_id=f"{chat.external_id}:{message.message_id}",
        text=text,
        cid=make_cid(message),
        channel="telegram",
        bot=chat.bot,
    )


def make_cid(message: Message) -> str:
    """Return under which name a message is found when it is edited."""
    return f"tg-{message.message_id}"
