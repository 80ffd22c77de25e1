"""A response as a form: its fields read, another variation, button or card given room. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from console.studio.editing.responses import Button, Card, Variation
from crm_backend.text import plain
from kernel.turns import Language

MOST_VARIATIONS, MOST_BUTTONS, MOST_CARDS, CARD_BUTTONS = 20, 10, 10, 2
EMPTY_BUTTON, EMPTY_CARD = Button("", ""), Card("")


def read_variations(form: Mapping[str, Any], stored: Sequence[Variation]) -> list[Variation]:
    """Return what was typed, empty buttons and cards included; the rest of `stored` is kept."""
    count = min(_number(form, "count"), MOST_VARIATIONS)
    return [_read_one(form, place, stored) for place in range(count)]


def tidy(variations: Sequence[Variation]) -> list[Variation]:
    """Return variations without the buttons and cards that were left empty."""
    return [
        replace(
            one,
            buttons=tuple(b for b in one.buttons if b != EMPTY_BUTTON),
            cards=tuple(
                replace(card, buttons=tuple(b for b in card.buttons if b != EMPTY_BUTTON))
                for card in one.cards
                if replace(card, buttons=()) != EMPTY_CARD
            ),
        )
        for one in variations
    ]


def reshape(variations: Sequence[Variation], wish: str) -> list[Variation]:
    """Return variations as a button of the form wants them: "button 0", "add zh", "drop 1"…"""
    shaped = list(variations)
    what, _, which = wish.partition(" ")
    if what == "add" and len(shaped) < MOST_VARIATIONS:
        language: Language | None = "en" if which == "en" else "zh" if which == "zh" else None
        return [*shaped, Variation(language, "")]
    place = int(which) if which.isdecimal() and len(which) < 4 else -1
    if not 0 <= place < len(shaped):
        return shaped
    one = shaped[place]
    if what == "button" and len(one.buttons) < MOST_BUTTONS:
        shaped[place] = replace(one, buttons=(*one.buttons, EMPTY_BUTTON))
    elif what == "card" and len(one.cards) < MOST_CARDS:
        shaped[place] = replace(one, cards=(*one.cards, EMPTY_CARD))
    elif what == "drop":
        del shaped[place]
    elif what == "up":
        before = [at for at in range(place) if shaped[at].language == one.language]
        if before:
            shaped[before[-1]], shaped[place] = shaped[place], shaped[before[-1]]
    return shaped


def _read_one(form: Mapping[str, Any], place: int, stored: Sequence[Variation]) -> Variation:
    tongue = _text(form, f"language_{place}")
    language: Language | None = "en" if tongue == "en" else "zh" if tongue == "zh" else None
    was = _number(form, f"was_{place}", -1)
    before = stored[was] if 0 <= was < len(stored) else Variation(None, "")
    text = _text(form, f"text_{place}")
    cards = before.cards
    return Variation(
        language=language,
        text=before.text if text == before.text.strip() else text,
        buttons=_read_buttons(form, f"{place}", MOST_BUTTONS, before.buttons),
        cards=tuple(
            Card(
                title=_text(form, f"card_{place}_{number}"),
                subtitle=_text(form, f"subtitle_{place}_{number}"),
                image=_text(form, f"image_{place}_{number}"),
                price=_text(form, f"price_{place}_{number}"),
                buttons=_read_buttons(
                    form,
                    f"{place}_{number}_of",
                    CARD_BUTTONS,
                    cards[number].buttons if number < len(cards) else (),
                ),
            )
            for number in range(MOST_CARDS)
            if f"card_{place}_{number}" in form
        ),
        id=_text(form, f"id_{place}") if f"id_{place}" in form else before.id,
        others=before.others,
    )


def _read_buttons(
    form: Mapping[str, Any], stem: str, most: int, before: Sequence[Button]
) -> tuple[Button, ...]:
    return tuple(
        Button(
            _text(form, f"title_{stem}_{number}"),
            _text(form, f"payload_{stem}_{number}"),
            before[number].others if number < len(before) else {},
        )
        for number in range(most)
        if f"title_{stem}_{number}" in form
    )


def _text(form: Mapping[str, Any], name: str) -> str:
    return plain(str(form.get(name, ""))).replace("\r\n", "\n").strip()


def _number(form: Mapping[str, Any], name: str, otherwise: int = 0) -> int:
    text = _text(form, name)
    return int(text) if text.isdecimal() and len(text) < 4 else otherwise
