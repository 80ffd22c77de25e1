"""Buttons, elements and attachments in the shapes in which Rasa projects write them. Pure.

The shapes are those of Rasa's own channels, most of them Facebook's: a button with a payload or an
address, an element with a picture, an attachment with a file or a template of elements. What has
another shape is left out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kernel.messages import Button, Card

PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg")
ADDRESSES = ("https://", "http://", "mailto:", "tel:", "/")


@dataclass(frozen=True)
class Parts:
    """What is shown of something: lines of text, buttons below, cards beside."""

    lines: tuple[str, ...] = ()
    buttons: tuple[Button, ...] = ()
    cards: tuple[Card, ...] = ()

    def __add__(self, other: "Parts") -> "Parts":
        return Parts(
            self.lines + other.lines, self.buttons + other.buttons, self.cards + other.cards
        )


NOTHING = Parts()


def read_buttons(given: Any) -> Parts:
    """Return buttons; one that leads to an address becomes a link, for its page opens elsewhere."""
    parts = NOTHING
    for one in _tables(given):
        label = _text(one, "title", "label")
        address = _address(one, "url")
        payload = _text(one, "payload")
        if label and payload:
            parts += Parts(buttons=(Button(label=label, payload=payload),))
        elif label and address:
            parts += Parts(lines=(link(label, address),))
        elif label or payload:
            parts += Parts(buttons=(Button(label=label or payload, payload=payload or label),))
    return parts


def read_elements(given: Any) -> Parts:
    """Return elements as cards; the links among their buttons stand in the text."""
    parts = NOTHING
    for one in _tables(given):
        about = read_buttons(one.get("buttons"))
        action = one.get("default_action")
        address = _address(one, "item_url") or _address(_table(action), "url")
        title = _text(one, "title")
        image = _address(one, "image_url", "image")
        if address:
            about += Parts(lines=(link(title or address, address),))
        if title or image:
            subtitle = _text(one, "subtitle")
            card = Card(title=title, subtitle=subtitle, image=image, buttons=about.buttons)
            parts += Parts(about.lines, cards=(card,))
    return parts


def read_attachment(given: Any) -> Parts:
    """Return a picture as a card, another file as a link, a template as what it holds."""
    if isinstance(given, str):
        return _show_file(given, "")
    one = _table(given)
    payload = _table(one.get("payload")) or one
    if one.get("type") == "template" or "elements" in payload:
        lines = tuple(filter(None, [_text(payload, "text")]))
        buttons = read_buttons(payload.get("buttons"))
        return Parts(lines) + read_elements(payload.get("elements")) + buttons
    address = _address(payload, "url", "src")
    title = _text(payload, "title", "name")
    if one.get("type") == "image" and address:
        return Parts(cards=(Card(title=title, image=address),))
    return _show_file(address, title)


def read_custom(given: Any) -> Parts:
    """Return what is shown of custom JSON: those of its keys that have a known meaning."""
    parts = NOTHING
    for one in _tables(given if isinstance(given, list) else [given]):
        image = _address(one, "image", "image_url")
        parts += Parts(tuple(filter(None, [_text(one, "text")])))
        parts += Parts(cards=(Card(title="", image=image),)) if image else NOTHING
        parts += read_attachment(one["attachment"]) if "attachment" in one else NOTHING
        parts += read_elements(one.get("elements"))
        parts += read_buttons(one.get("buttons")) + read_buttons(one.get("quick_replies"))
    return parts


def link(words: str, address: str) -> str:
    """Return a link in our marks; words that would break it, and addresses, lose what breaks it."""
    shown = words.replace("[", "(").replace("]", ")")
    return f"[{shown}]({address.replace('(', '%28').replace(')', '%29')})"


def _show_file(address: str, title: str) -> Parts:
    if not address.startswith(ADDRESSES):
        return Parts((address,)) if address else NOTHING
    bare = address.partition("?")[0]
    if bare.lower().endswith(PICTURES):
        return Parts(cards=(Card(title=title, image=address),))
    return Parts((link(title or bare.rstrip("/").rpartition("/")[2] or address, address),))


def _tables(given: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(given, list):
        yield from (one for one in given if isinstance(one, dict))


def _table(given: Any) -> Mapping[str, Any]:
    return given if isinstance(given, dict) else {}


def _text(one: Mapping[str, Any], *keys: str) -> str:
    found = next((one[key] for key in keys if one.get(key) is not None), "")
    return str(found).strip() if isinstance(found, str | int | float) else ""


def _address(one: Mapping[str, Any], *keys: str) -> str:
    found = next((one[key] for key in keys if isinstance(one.get(key), str)), "").strip()
    return found if found.startswith(ADDRESSES) and not set(found) & set(' \t\n<>"') else ""
