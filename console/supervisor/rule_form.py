"""The form of a rule of escalation, and a rule in words. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, get_args

from starlette.datastructures import FormData

from bot.handoff.reasons import Escalation, Rule
from bot.ledger.models import Channel
from console.forms import text_of
from console.words import say
from kernel.turns import Language

CENTS = 100
BUILT_IN = ("clarifications", "mood", "valued_complaint", "action_failed")


@dataclass(frozen=True)
class RuleForm:
    """The fields of a rule as texts; one word or intent a line."""

    name: str = ""
    words: str = ""
    intents: str = ""
    languages: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    is_verified: str = ""
    least_spent: str = ""
    mood_below: str = ""
    then: str = "hand_over"
    priority: str = "0"
    is_active: bool = True


def show_rule(rule: Rule) -> RuleForm:
    """Return the form that shows a rule."""
    return RuleForm(
        name=rule.name,
        words="\n".join(rule.words),
        intents="\n".join(rule.intents),
        languages=tuple(rule.languages),
        channels=tuple(rule.channels),
        is_verified={None: "", True: "yes", False: "no"}[rule.is_verified],
        least_spent="" if rule.least_spent_cents is None else show_money(rule.least_spent_cents),
        mood_below="" if rule.mood_below is None else f"{rule.mood_below:g}",
        then=rule.then,
        priority=str(rule.priority),
        is_active=rule.is_active,
    )


def read_rule(form: FormData) -> RuleForm:
    """Return what was typed."""
    return RuleForm(
        name=text_of(form, "name"),
        words=text_of(form, "words"),
        intents=text_of(form, "intents"),
        languages=tuple(map(str, form.getlist("languages"))),
        channels=tuple(map(str, form.getlist("channels"))),
        is_verified=text_of(form, "is_verified"),
        least_spent=text_of(form, "least_spent"),
        mood_below=text_of(form, "mood_below"),
        then=text_of(form, "then"),
        priority=text_of(form, "priority"),
        is_active=bool(text_of(form, "is_active")),
    )


def make_rule(form: RuleForm) -> dict[str, Any]:
    """Return what the form says as the HTTP API takes it, to be checked as that is."""
    return {
        "name": form.name,
        "words": _split(form.words),
        "intents": [re.sub(r"\s+", "_", one.lower()) for one in _split(form.intents)],
        "languages": list(form.languages),
        "channels": list(form.channels),
        "is_verified": {"yes": True, "no": False}.get(form.is_verified),
        "least_spent_cents": read_money(form.least_spent) if form.least_spent else None,
        "mood_below": form.mood_below or None,
        "then": form.then,
        "priority": form.priority,
        "is_active": form.is_active,
    }


def _split(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def read_money(text: str) -> int | str:
    """Return an amount in cents; what is none is returned as it is, for the check to refuse."""
    try:
        cents = Decimal(text.replace(",", ".")) * CENTS
    except ArithmeticError:  # no number, or one beyond all bounds
        return text or "-"
    is_whole = cents.is_finite() and abs(cents) < Decimal(10) ** 13 and cents == int(cents)
    return int(cents) if is_whole else text + "?"


def show_money(cents: int) -> str:
    """Return cents as a field shows them: 30000 is "300.00"."""
    return f"{cents // CENTS}.{cents % CENTS:02d}"


def describe_rule(rule: Rule, language: Language) -> list[str]:
    """Return the conditions of a rule in words; nothing for one that never applies."""
    parts: list[tuple[str, str]] = []
    if rule.words:
        parts.append(
            ("words", "、".join(rule.words) if language == "zh" else ", ".join(rule.words))
        )
    if rule.intents:
        parts.append(("intents", ", ".join(one.replace("_", " ") for one in rule.intents)))
    if rule.languages:
        named = (say(f"report_language_{one}", language) for one in rule.languages)
        parts.append(("languages", ", ".join(named)))
    if rule.channels:
        parts.append(("channels", ", ".join(name_channel(one, language) for one in rule.channels)))
    if rule.is_verified is not None:
        parts.append(("verified" if rule.is_verified else "unverified", ""))
    if rule.least_spent_cents is not None:
        parts.append(("spent", show_money(rule.least_spent_cents)))
    if rule.mood_below is not None:
        parts.append(("mood", f"{rule.mood_below:g}"))
    return [say(f"desk_rule_if_{key}", language, value=value) for key, value in parts]


def name_channel(channel: str, language: Language) -> str:
    """Return a channel in words; one that is not known is shown as it is."""
    known = channel in get_args(Channel)
    return say(f"report_channel_{channel}", language) if known else channel


def replace_rule(
    escalation: Escalation, number: int | None, rule: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Return the setting with a rule in the place `number`, a new one at the end, or one less."""
    body: dict[str, Any] = escalation.model_dump(mode="json")
    rules: list[Any] = list(body["rules"])
    changed: Sequence[Any] = () if rule is None else (rule,)
    place = len(rules) if number is None else number
    rules[place : place + 1] = changed
    return body | {"rules": rules}
