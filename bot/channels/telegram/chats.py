"""Chats: their conversation, who blocked the bot, groups the bot has left."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from telegram import Chat as TelegramChatData
from telegram import ChatMember, ChatMemberUpdated, User

from bot.channels.telegram.desk import Desk
from bot.channels.telegram.models import TelegramChat
from bot.channels.telegram.render import LEAVE
from bot.identity.links import renew_account
from bot.language import choose_language
from bot.ledger.conversations import find_by_chat, open_conversation
from bot.ledger.lanes import stop_lane
from bot.ledger.models import Conversation
from bot.ledger.outbox import queue_message
from bot.wording import say

MEMBERS = (ChatMember.MEMBER, ChatMember.ADMINISTRATOR, ChatMember.RESTRICTED)
BLOCKED = "blocked by the customer"


def join_chat(session: Session, desk: Desk, user: User, now: datetime) -> Conversation:
    """Return the conversation of a private chat, opened if need be, with its account renewed.

    Who writes has not blocked the bot.
    """
    mark_blocked(session, desk, str(user.id), None)
    account = str(user.id)
    found = find_by_chat(session, channel="telegram", bot=desk.bot, external_id=account)
    if found is None:
        found = open_conversation(
            session,
            channel="telegram",
            language=choose_language(user.language_code),
            now=now,
            bot=desk.bot,
            external_id=account,
        )
    renew_account(session, conversation=found, now=now)
    session.refresh(found)
    return found


def mark_blocked(session: Session, desk: Desk, chat: str, now: datetime | None) -> None:
    """Note that a customer has blocked the bot, or not any more; what waits is given up."""
    row = session.get(TelegramChat, (desk.bot, chat))
    if row is None and now is not None:
        row = TelegramChat(bot=desk.bot, chat=chat)
        session.add(row)
    if row is not None:
        row.blocked_at = now
    if now is not None:
        stop_lane(
            session, channel="telegram", bot=desk.bot, recipient=chat, reason=BLOCKED, now=now
        )


def is_blocked(session: Session, *, bot: str, chat: str) -> bool:
    """Tell whether a customer has blocked the bot."""
    query = select(TelegramChat.blocked_at).where(
        TelegramChat.bot == bot, TelegramChat.chat == chat
    )
    return session.scalar(query) is not None


def take_membership(session: Session, desk: Desk, change: ChatMemberUpdated, now: datetime) -> None:
    """Note what became of the bot in a chat."""
    is_member = change.new_chat_member.status in MEMBERS
    if change.chat.type == TelegramChatData.PRIVATE:
        mark_blocked(session, desk, str(change.chat.id), None if is_member else now)
    elif change.chat.type in (TelegramChatData.GROUP, TelegramChatData.SUPERGROUP):
        if is_member:
            leave_group(session, desk, change.chat.id, change.from_user, now)
        else:
            _forget_group(session, desk, str(change.chat.id))


def leave_group(session: Session, desk: Desk, group: int, user: User | None, now: datetime) -> None:
    """Say once that only private chats are served, then leave."""
    row = session.get(TelegramChat, (desk.bot, str(group)))
    if row is not None and row.left_at is not None:
        return
    session.add(TelegramChat(bot=desk.bot, chat=str(group), left_at=now))
    language = choose_language(user.language_code if user else None)
    queue_message(
        session,
        chat=desk.chat(group),
        conversation_id=None,
        message_id=None,
        text=say("telegram_private_only", language),
        subject=LEAVE,
        now=now,
    )


def _forget_group(session: Session, desk: Desk, group: str) -> None:
    """The bot is out: whoever adds it again hears it again."""
    row = session.get(TelegramChat, (desk.bot, group))
    if row is not None:
        session.delete(row)
