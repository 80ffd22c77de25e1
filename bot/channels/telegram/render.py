"""A message of the ledger as the calls that show it on Telegram. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup

from bot.channels.telegram.markup import MAX_CAPTION, MAX_TEXT, shorten, split
from bot.wording import say
from kernel.turns import Language

MAX_LABEL = 64  # characters; a phone shows about 30
SHORT_LABEL = 14  # two of these share a row
MAX_BUTTONS = 100  # of one keyboard
Shown = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Part:
    """One call: `picture` is an address or a path of the shop that is to be uploaded.

    A picture that cannot be had, or that Telegram does not take, becomes its words. `file` is the
    id of an attachment, whose bytes are in `content` when it is to be sent.
    """

    method: str
    values: dict[str, Any] = field(default_factory=dict)
    picture: str = ""
    file: str = ""
    name: str = ""
    content: bytes = b""

    def without_picture(self) -> "Part":
        """Return the words alone."""
        values = {key: item for key, item in self.values.items() if key != "caption"}
        if self.file:
            return Part("sendMessage", {"text": self.name} | NO_PREVIEW)
        return Part("sendMessage", values | {"text": self.values["caption"]} | NO_PREVIEW)


NO_PREVIEW: dict[str, Any] = {"link_preview_options": {"is_disabled": True}}
HTML: dict[str, Any] = {"parse_mode": "HTML"}
LEAVE = "leave"  # an outbox row of this subject is the last one: the bot leaves the chat


def render_message(
    *,
    text: str,
    name: str | None,
    buttons: Shown,
    cards: Shown,
    language: Language,
    files: Shown = (),
    contact_token: str | None = None,
) -> list[Part]:
    """Return the calls that show a message, in order.

    `contact_token` is the button that asks for the customer's own phone number: only a keyboard
    of another kind can do that. `name` is the person who writes.
    """
    inline = [one for one in buttons if one["token"] != contact_token]
    contact = next((one for one in buttons if one["token"] == contact_token), None)
    # A name is not ours: its signs are no marks.
    prefix = f"{name.replace('*', '').replace('[', '(')}: " if name else ""
    pieces = split(prefix + text, MAX_TEXT) if text.strip() else []
    if not pieces and (inline or contact):
        pieces = [say("choose", language)]
    parts = [Part("sendMessage", HTML | NO_PREVIEW | {"text": piece}) for piece in pieces]
    shown = [*map(_render_card, cards), *map(_render_file, files)]
    markup = _ask_contact(contact["label"]) if contact is not None else make_keyboard(inline)
    if markup is not None:
        parts[-1].values["reply_markup"] = markup
    return [*parts, *shown]


def render_plain(text: str, subject: str) -> list[Part]:
    """Return the calls of a message that belongs to no conversation."""
    parts = [Part("sendMessage", {"text": piece} | HTML) for piece in split(text)]
    return [*parts, Part("leaveChat")] if subject == LEAVE else parts


def make_keyboard(buttons: Shown) -> InlineKeyboardMarkup | None:
    """Return buttons under a message: short ones in pairs."""
    made = [
        InlineKeyboardButton(_trim(one["label"]), callback_data=one["token"])
        for one in buttons[:MAX_BUTTONS]
    ]
    return InlineKeyboardMarkup(list(_pair(made))) if made else None


def _pair(buttons: Iterable[InlineKeyboardButton]) -> Iterable[list[InlineKeyboardButton]]:
    row: list[InlineKeyboardButton] = []
    for button in buttons:
        is_short = len(button.text) <= SHORT_LABEL
        if row and (not is_short or len(row) == 2):
            yield row
            row = []
        row.append(button)
        if not is_short:
            yield row
            row = []
    if row:
        yield row


def _trim(label: str) -> str:
    label = " ".join(label.split()) or "…"
    return label if len(label) <= MAX_LABEL else label[: MAX_LABEL - 1] + "…"


def _ask_contact(label: str) -> ReplyKeyboardMarkup:
    button = KeyboardButton(_trim(label), request_contact=True)
    return ReplyKeyboardMarkup([[button]], resize_keyboard=True, one_time_keyboard=True)


def _render_card(card: Mapping[str, Any]) -> Part:
    title = str(card.get("title") or "").replace("**", "").strip()
    lines = [f"**{title}**" if title else "", *(card.get(key) or "" for key in CARD_LINES)]
    caption = shorten("\n".join(filter(None, lines)) or "…", MAX_CAPTION)
    values = HTML | {"caption": caption}
    keyboard = make_keyboard(card.get("buttons") or ())
    if keyboard is not None:
        values |= {"reply_markup": keyboard}
    image = str(card.get("image") or "")
    part = Part("sendPhoto", values, picture=image)
    return part if image else part.without_picture()


def _render_file(file: Mapping[str, Any]) -> Part:
    method = "sendPhoto" if file.get("width") else "sendDocument"
    return Part(method, file=str(file["id"]), name=str(file["name"]))


CARD_LINES = ("subtitle", "price", "reason")
