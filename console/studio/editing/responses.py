"""What the bot says: variations of a response, with buttons and cards, in each language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from console.studio.editing.domain import table_add, table_find, table_remove
from console.studio.editing.emitting import Quoted
from console.studio.editing.files import Edition
from console.studio.editing.mentions import Mention
from console.studio.editing.naming import check_name, list_uses, open_readable
from console.studio.editing.refusing import Gone, StillUsed
from kernel.turns import Language
from nlu.core.project.files import Changes, Files

SLOT = "language"
MORE = ("image", "attachment", "elements", "quick_replies")


@dataclass(frozen=True)
class Button:
    """A choice below a message. `others` (a link, a type) is kept, `url` among it."""

    title: str
    payload: str
    others: dict[str, Any] = field(default_factory=dict, compare=False)

    @property
    def url(self) -> str:
        """Where a button leads that says nothing."""
        return str(self.others.get("url") or "")


@dataclass(frozen=True)
class Card:
    """A picture with words, as the widget shows it."""

    title: str
    subtitle: str = ""
    image: str = ""
    price: str = ""
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True)
class Variation:
    """One way to say a response. `language` is None where it is said in any.

    `id` names it among those of its language: a group of an experiment hears the one of its name.
    `others` holds what is not edited here (images, channels, further conditions) and is kept.
    """

    language: Language | None
    text: str
    buttons: tuple[Button, ...] = ()
    cards: tuple[Card, ...] = ()
    id: str = ""
    others: dict[str, Any] = field(default_factory=dict, compare=False)

    @property
    def has_more(self) -> bool:
        """Tell whether it shows something that is not edited here."""
        custom = self.others.get("custom")
        is_foreign = isinstance(custom, dict) and bool(custom.keys() - {"frontdesk"})
        return is_foreign or any(self.others.get(one) for one in MORE)


def read_variation(row: dict[str, Any]) -> Variation:
    """Return a variation as it stands in a file."""
    conditions = row.get("condition")
    conditions = conditions if isinstance(conditions, list) else []
    spoken = [one for one in conditions if _is_language(one)]
    language = spoken[0]["value"] if spoken and spoken[0]["value"] in ("en", "zh") else None
    custom = row.get("custom") if isinstance(row.get("custom"), dict) else {}
    ours = custom.get("frontdesk") if isinstance(custom, dict) else None
    cards = ours.get("cards") if isinstance(ours, dict) else None
    return Variation(
        language=language,
        text=str(row.get("text") or ""),
        buttons=_read_buttons(row.get("buttons"), "title"),
        cards=tuple(_read_card(one) for one in cards or () if isinstance(one, dict)),
        id=read_id(row),
        others=row,
    )


def read_id(row: Mapping[str, Any]) -> str:
    """Return the id of a variation as it stands in a file; empty where it has none."""
    return str(row.get("id") or "")


def write_variation(new: Variation) -> dict[str, Any]:
    """Return a variation as it is written; what is not edited here stays as it was."""
    row = _name(dict(new.others), new.id)
    kept = [one for one in row.pop("condition", None) or () if not _is_language(one)]
    out: dict[str, Any] = {}
    if new.language is not None:
        kept = [{"type": "slot", "name": SLOT, "value": new.language}, *kept]
    if kept:
        out["condition"] = kept
    if new.text or "text" in row or not (new.cards or new.has_more):
        out["text"] = Quoted(new.text)
    custom = dict(row.pop("custom", None) or {})
    ours = {key: one for key, one in dict(custom.pop("frontdesk", {})).items() if key != "cards"}
    if new.cards:
        ours = {"cards": [_write_card(one) for one in new.cards]} | ours
    if ours:
        custom["frontdesk"] = ours
    for key in ("text", "buttons"):
        row.pop(key, None)
    if new.buttons:
        out["buttons"] = [_write_button(one, "title") for one in new.buttons]
    if custom:
        out["custom"] = custom
    return out | row


def set_response(files: Files, *, name: str, variations: Sequence[Variation]) -> Changes:
    """Return the changes by which a response is said in these ways; raise `Gone`."""
    edition = Edition(files)
    path = table_find(edition, "responses", name)
    edition.rewrite(path, ("responses", name), [write_variation(one) for one in variations])
    return edition.changes


def add_response(
    files: Files, *, name: str, variations: Sequence[Variation], path: str | None = None
) -> Changes:
    """Return the changes that add a response; raise `BadName`, `NameTaken`."""
    edition, name = Edition(files), check_name("response", name)
    table_add(edition, "responses", name, [write_variation(one) for one in variations], path)
    return edition.changes


def delete_response(files: Files, *, name: str) -> Changes:
    """Return the changes by which a response is gone; raise `StillUsed`, `Gone`."""
    edition = open_readable(files)
    if used := list_obstacles(edition, name):
        raise StillUsed(name, [f"{one.path}:{one.line}" for one in used])
    table_remove(edition, "responses", name)
    return edition.changes


def list_obstacles(edition: Edition, name: str) -> list[Mention]:
    """Return what uses a response: stories, rules, tests, the configuration."""
    return [one for one in list_uses(edition, "response", name) if not one.is_definition]


def read_response(edition: Edition, name: str) -> tuple[Variation, ...]:
    """Return the variations of a response; raise `Gone`."""
    rows = edition.read(table_find(edition, "responses", name), ("responses", name))
    if not isinstance(rows, list):
        raise Gone(name)
    return tuple(read_variation(one) for one in rows if isinstance(one, dict))


def _name(row: dict[str, Any], id_: str) -> dict[str, Any]:
    if id_ == read_id(row):
        return row
    rest = {key: one for key, one in row.items() if key != "id"}
    return rest | {"id": id_} if id_ else rest


def _is_language(condition: Any) -> bool:
    return isinstance(condition, dict) and condition.get("name") == SLOT and "value" in condition


def _read_buttons(rows: Any, title: str) -> tuple[Button, ...]:
    found = rows if isinstance(rows, list | tuple) else ()
    return tuple(
        Button(str(one.get(title) or ""), str(one.get("payload") or ""), one)
        for one in found
        if isinstance(one, dict)
    )


def _read_card(row: dict[str, Any]) -> Card:
    words = {key: str(row.get(key) or "") for key in ("title", "subtitle", "image", "price")}
    return Card(**words, buttons=_read_buttons(row.get("buttons"), "label"))


def _write_card(card: Card) -> dict[str, Any]:
    words = {"title": card.title, "subtitle": card.subtitle, "image": card.image}
    words["price"] = card.price
    row: dict[str, Any] = {key: Quoted(value) for key, value in words.items() if value}
    if card.buttons:
        row["buttons"] = [_write_button(one, "label") for one in card.buttons]
    return row


def _write_button(button: Button, title: str) -> dict[str, Any]:
    row = {title: Quoted(button.title)} | ({"payload": button.payload} if button.payload else {})
    return row | {key: one for key, one in button.others.items() if key not in (title, "payload")}
