"""Who is named in a note: "@Mina", "@Mina Kovač", "@李雷". Pure."""

import re
from collections.abc import Sequence
from functools import lru_cache

from bot.handoff.moves import Agent

IDEOGRAPH = "\u3400-\u9fff\uf900-\ufaff"
# In "mail@mina.com" nobody is named; in "请@李雷看一下" somebody is, though no space is there.
BEFORE = rf"(?<![^\W{IDEOGRAPH}])[@＠]"
AFTER_WORD = rf"(?![^\W{IDEOGRAPH}])"


def find_mentions(text: str, staff: Sequence[Agent]) -> tuple[str, ...]:
    """Return the ids of who is named, in order; of a first name that several have, all of them."""
    called: dict[str, list[str]] = {}
    for one in staff:
        for name in {_tidy(one.name), _tidy(one.name).partition(" ")[0]}:
            if name:
                called.setdefault(name, []).append(one.id)
    if not called:
        return ()
    found = _compile(tuple(sorted(called, key=lambda name: (-len(name), name)))).findall(text)
    ids = (one for match in found for one in called.get(_tidy(match), ()))
    return tuple(dict.fromkeys(ids))


@lru_cache(maxsize=32)
def _compile(names: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds any of the names, the longest first."""
    choices = "|".join(
        re.escape(name).replace(r"\ ", r"\s+") + ("" if _ends_in_ideograph(name) else AFTER_WORD)
        for name in names
    )
    return re.compile(rf"{BEFORE}({choices})", re.IGNORECASE)


def _ends_in_ideograph(name: str) -> bool:
    return re.search(rf"[{IDEOGRAPH}]$", name) is not None


def _tidy(name: str) -> str:
    return " ".join(name.split()).lower()
