"""The words of the mails. Pure."""

from collections.abc import Sequence
from datetime import UTC

from bot.ledger.models import Message
from bot.mailings.rules import Line
from bot.wording import say
from kernel.turns import Language


def write_answers(
    lines: Sequence[Line], *, language: Language, shop: str, link: str
) -> tuple[str, str]:
    """Return subject and text of the mail with the answers that were missed."""
    said = [
        f"{line.name or say(f'mail_from_{line.sender}', language)}, "
        f"{line.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC:\n{line.text}"
        for line in lines
        if line.text
    ]
    text = say("answers_text", language, shop=shop, link=link, said="\n\n".join(said))
    return say("answers_subject", language, shop=_one_line(shop)), text


def write_transcript(
    messages: Sequence[Message], *, language: Language, shop: str
) -> tuple[str, str]:
    """Return subject and text of the mail with a whole chat."""
    said = "\n\n".join(_write_message(message, language) for message in messages)
    text = say("transcript_text", language, shop=shop, said=said)
    return say("transcript_subject", language, shop=_one_line(shop)), text


def _write_message(message: Message, language: Language) -> str:
    who = message.name or say(f"mail_from_{message.sender}", language)
    parts = [f"{who}, {message.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC:", message.text]
    parts += [f"- {card['title']} {card['price']}".rstrip() for card in message.cards or ()]
    parts += [f"[{file['name']}]" for file in message.attachments or ()]
    return "\n".join(part for part in parts if part)


def _one_line(text: str) -> str:
    """Return a name that can stand in a mail header."""
    return " ".join(text.split())
