"""Placeholders of replies: which there are, and filling them in one pass. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from kernel.errors import Invalid

PLACEHOLDERS = (
    "customer.name",
    "customer.first_name",
    "order.number",
    "order.status",
    "ticket.number",
    "agent.name",
    "shop.name",
)
PATTERN = re.compile(r"\{([^{}]*)\}")
GAP = "…"  # stands where a value is missing, for the agent to see and fill


class UnknownPlaceholder(Invalid):
    """A text names a placeholder that nothing fills; `near` is the one that may be meant."""

    code = "unknown_placeholder"


class UnfilledPlaceholder(Invalid):
    """A reply that was to be sent still holds a placeholder."""

    code = "unfilled_placeholder"


@dataclass(frozen=True)
class Filled:
    """A text ready to be read, and the placeholders that had no value."""

    text: str
    missing: tuple[str, ...] = ()


def list_placeholders(text: str) -> tuple[str, ...]:
    """Return what stands between braces in a text, each once, in order."""
    return tuple(dict.fromkeys(PATTERN.findall(text)))


def check_placeholders(text: str) -> None:
    """Raise `UnknownPlaceholder` where a text names one that nothing fills."""
    for name in list_placeholders(text):
        if name not in PLACEHOLDERS:
            near = get_close_matches(name.strip().lower(), PLACEHOLDERS, n=1)
            raise UnknownPlaceholder(
                f"There is no placeholder {{{name}}}.", name=name[:60], near="".join(near)
            )


def refuse_unfilled(text: str) -> None:
    """Raise `UnfilledPlaceholder` where a text that is to be sent holds one in braces."""
    found = next((one for one in list_placeholders(text) if one.strip() in PLACEHOLDERS), None)
    if found is not None:
        raise UnfilledPlaceholder(
            f"{{{found}}} has no value yet: fill it in or delete it.", name=found.strip()
        )


def fill_placeholders(text: str, values: Mapping[str, str]) -> Filled:
    """Return the text with values in the place of its placeholders.

    A value that is missing or empty leaves a gap, never a guess. What a value holds is not looked
    into: a customer who calls themselves "{order.number}" is greeted by just that.
    """
    missing: dict[str, None] = {}

    def put(found: re.Match[str]) -> str:
        name = found[1]
        if value := values.get(name, ""):
            return value
        missing[name] = None
        return GAP

    return Filled(PATTERN.sub(put, text), tuple(missing))
