"""The commands of the menu. What begins with "/" and is none of them is plain text."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from sqlalchemy import update
from sqlalchemy.orm import Session
from telegram import Message

from bot.channels.telegram.desk import Desk
from bot.channels.telegram.sorts import tell
from bot.channels.web.frames import clean_text
from bot.handoff import ending
from bot.handoff import service as handoff
from bot.handoff.queue import find_place
from bot.handoff.reasons import make_reason
from bot.identity.links import open_link, unlink_account
from bot.ledger.intake import Incoming, receive
from bot.ledger.models import Conversation
from bot.payloads import back_button, contact_button, language_buttons, person_button
from bot.wording import say
from crm_backend.customers.service import get_customer
from kernel.turns import Language

NAMES = ("start", "help", "human", "language", "forget")
MAX_NAME = 40  # characters: a username has 32 at most, and both are shown
# The menu shows what is useful once a chat has begun.
MENU = ("help", "human", "language", "forget")
COMMAND = re.compile(r"/([a-z]+)(?:@\w+)?(?:\s+(\S{1,64}))?\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Command:
    """One of ours and what follows it."""

    name: str
    argument: str = ""


def find_command(text: str) -> Command | None:
    """Return the command that a text is, None for any other text."""
    found = COMMAND.fullmatch(text)
    if found is None or found[1].lower() not in NAMES:
        return None
    name = found[1].lower()
    if found[2] and name != "start":
        return None  # "/human rights": words
    return Command(name, found[2] or "")


def list_menu(language: Language) -> list[dict[str, str]]:
    """Return the menu as Telegram takes it."""
    return [{"command": name, "description": say(f"command_{name}", language)} for name in MENU]


LANGUAGES: tuple[Language, ...] = get_args(Language)


def run_command(
    session: Session,
    desk: Desk,
    chat: Conversation,
    message: Message,
    command: Command,
    now: datetime,
) -> None:
    """Do what a command says, once. What follows `/start` is a secret and not kept."""
    incoming = Incoming(
        conversation_id=chat.id,
        external_id=f"{chat.external_id}:{message.message_id}",
        text=f"/{command.name}",
        cid=f"tg-{message.message_id}",
        channel="telegram",
        bot=chat.bot,
    )
    if not receive(session, incoming=incoming, now=now, needs_turn=False).is_new:
        return
    if command.name == "start":
        _start(session, desk, chat, message, command.argument, now)
    elif command.name == "help":
        tell(session, chat, "telegram_help", now, (person_button(chat.language),))
        _offer_proof(session, chat, now)
    elif command.name == "human":
        _call_person(session, chat, now)
    elif command.name == "language":
        tell(session, chat, "choose_language", now, language_buttons())
    else:
        forget_chat(session, chat, now)


def _start(
    session: Session,
    desk: Desk,
    chat: Conversation,
    message: Message,
    argument: str,
    now: datetime,
) -> None:
    if argument:
        opened = {"account": str(chat.external_id), "name": _name_account(message)}
        open_link(session, token=argument, now=now, **opened)
        tell(session, chat, "telegram_link_neutral", now)  # one answer, whatever the link is
        return
    tell(session, chat, "telegram_start", now, (person_button(chat.language),), shop=desk.shop_name)
    _offer_proof(session, chat, now)


def _name_account(message: Message) -> str:
    """Return how the page names the account: what its owner called it, and what is unique."""
    user = message.from_user
    if user is None:
        return "?"
    # A name may hold anything, another's "@name" as well; what is unique comes last and whole.
    name = clean_text(user.full_name).replace("@", "")[:MAX_NAME]
    return f"{name} (@{user.username})" if user.username else name


def _offer_proof(session: Session, chat: Conversation, now: datetime) -> None:
    """Offer to be known by one's number; who is known already is greeted."""
    if chat.level == "verified" and chat.customer_id is not None:
        customer = get_customer(session, customer_id=chat.customer_id)
        tell(session, chat, "telegram_known", now, name=customer.first_name)
    else:
        tell(session, chat, "telegram_share", now, (contact_button(chat.language),))


def _call_person(session: Session, chat: Conversation, now: datetime) -> None:
    asked = [make_reason("asked", "by command")]
    if handoff.request_handoff(session, conversation_id=chat.id, reasons=asked, now=now):
        return
    session.refresh(chat)
    place = find_place(session, conversation=chat, now=now)
    if place is not None:
        back = (back_button(chat.language),)
        tell(session, chat, "waiting_place", now, back, position=place.position)


def forget_chat(session: Session, chat: Conversation, now: datetime) -> None:
    """Unlink the account and close the conversation; the next message begins a new one."""
    tell(session, chat, "telegram_forgotten", now)
    unlink_account(session, account=str(chat.external_id), now=now)
    ending.close(session, conversation_id=chat.id, now=now, actor="system")
    session.execute(
        update(Conversation)
        .where(Conversation.id == chat.id)
        .values(external_id=None)
        .execution_options(synchronize_session=False)
    )
