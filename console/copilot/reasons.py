"""The stored reasons of a handoff in words of either language, with their weights. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from console.words import WORDS, plainly, say
from kernel.turns import Language

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
# Details that our own rules write in English; what is left of them is the figure.
BY_FIGURE = frozenset({"clarifications", "mood", "valued_complaint"})
KNOWN_DETAILS: Mapping[str, str] = {
    "asked by button": "copilot_asked_by_button",
    "asked for a person while the bot was away": "copilot_asked_while_away",
}
SILENT = frozenset({"action_failed"})  # the words of the code say it all


@dataclass(frozen=True)
class ToldReason:
    """One reason in words. `weight` is 0 to 1: how much it speaks for a person."""

    code: str
    text: str
    weight: float

    @property
    def percent(self) -> int:
        """The weight as people read it."""
        return round(100 * self.weight)


def tell_reason(stored: Mapping[str, Any], language: Language) -> ToldReason:
    """Return a stored reason in words; one of an unknown code tells its code and detail."""
    code, detail = str(stored.get("code") or ""), str(stored.get("detail") or "")
    return ToldReason(code, _say(code, detail, language), float(stored.get("weight") or 0.0))


def _say(code: str, detail: str, language: Language) -> str:
    key = f"copilot_reason_{code}"
    if key not in WORDS:
        return f"{plainly(code)}: {plainly(detail)}" if detail else plainly(code)
    figure = NUMBER.search(detail)
    if code in BY_FIGURE and figure is not None:
        return say(f"{key}_figure", language, figure=figure.group())
    if not detail or code in SILENT or code in BY_FIGURE:
        return say(key, language)
    told = say(KNOWN_DETAILS[detail], language) if detail in KNOWN_DETAILS else plainly(detail)
    return f"{say(key, language)}{'：' if language == 'zh' else ': '}{told}"
