"""What is to be sent next of a message, read from the ledger when its turn has come."""

from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.attachments.service import read_attachment
from bot.channels.telegram.chats import is_blocked
from bot.channels.telegram.render import Part, render_message, render_plain
from bot.ledger.lanes import Shipment
from bot.ledger.models import ButtonToken, Conversation, Message
from bot.payloads import CONTACT
from kernel.errors import NotFound


@dataclass(frozen=True)
class NextPart:
    """The part to send, None where there is none; whether it is the last one."""

    part: Part | None = None
    is_last: bool = True
    is_blocked: bool = False


def read_next_part(session: Session, *, bot: str, shipment: Shipment) -> NextPart:
    """Return the next part of a message that was taken."""
    if is_blocked(session, bot=bot, chat=shipment.recipient):
        return NextPart(is_blocked=True)
    parts = read_parts(session, shipment)
    if shipment.part >= len(parts):
        return NextPart()
    part = _fill(session, parts[shipment.part])
    return NextPart(part, is_last=shipment.part == len(parts) - 1)


def _fill(session: Session, part: Part) -> Part:
    """Put the bytes of a file into its part; one that is gone is named in words."""
    if not part.file:
        return part
    try:
        _file, content = read_attachment(session, attachment_id=part.file)
    except NotFound:
        return part.without_picture()
    return replace(part, content=content)


def read_parts(session: Session, shipment: Shipment) -> list[Part]:
    """Return all calls that show a message."""
    if shipment.message_id is None or shipment.conversation_id is None:
        return render_plain(shipment.text, shipment.subject)
    here = (shipment.conversation_id, shipment.message_id)
    message = session.get(Message, here)
    chat = session.get(Conversation, shipment.conversation_id)
    if message is None or chat is None:
        return []
    query = select(ButtonToken.token).where(
        ButtonToken.conversation_id == here[0],
        ButtonToken.message_id == here[1],
        ButtonToken.payload == CONTACT,
    )
    return render_message(
        text=message.text,
        name=message.name if message.sender == "agent" else None,
        buttons=message.buttons or (),
        cards=message.cards or (),
        files=message.attachments or (),
        language=chat.language,
        contact_token=session.scalar(query) if message.buttons else None,
    )
