"""Why a conversation should be a person's: rules of our own and of the shop, weighed. Pure."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from crm_backend.text import FilledLine
from kernel.turns import Language

Code = Literal[
    "asked", "clarifications", "mood", "valued_complaint", "action_failed", "rule", "taken_over"
]
Then = Literal["offer", "hand_over"]

CLARIFICATIONS = 2  # in a row: a third would be a maze
VALUED_CENTS = 30_000  # bought in all; a shop sets its own
MAX_RULES = 100
MAX_CENTS = 10**11  # a bound on what a form or a program can send

# How much each speaks for a person, from 0 to 1, shown to agents beside the reason.
WEIGHTS: dict[Code, float] = {
    "asked": 1.0,
    "action_failed": 0.9,
    "valued_complaint": 0.8,
    "mood": 0.7,
    "clarifications": 0.6,
    "rule": 0.5,
    "taken_over": 1.0,
}
URGENT: dict[Code, int] = {"valued_complaint": 1}  # places in the queue above the others


@dataclass(frozen=True)
class Reason:
    """One reason, its weight, and what it says to an agent."""

    code: Code
    detail: str = ""
    weight: float = 0.0
    priority: int = 0
    then: Then = "hand_over"

    def to_json(self) -> dict[str, Any]:
        """Return what is stored of it."""
        return {name: asdict(self)[name] for name in ("code", "detail", "weight")}


@dataclass(frozen=True)
class Situation:
    """A conversation at the end of a turn. Money is in cents of the shop's currency."""

    text: str
    intent: str
    language: Language
    channel: str
    is_verified: bool = False
    unclear: int = 0  # turns in a row that were not understood, this one included
    mood: float = 0.0
    is_mood_falling: bool = False
    has_failed: bool = False
    spent_cents: int = 0
    intents: frozenset[str] = field(default_factory=frozenset)


class Rule(BaseModel):
    """A rule of the shop. Each field that is set must hold; of `words`, any one in any case."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[FilledLine, Field(max_length=100)]
    intents: tuple[str, ...] = ()
    words: tuple[Annotated[FilledLine, Field(max_length=100)], ...] = ()
    languages: tuple[Language, ...] = ()
    channels: tuple[str, ...] = ()
    is_verified: bool | None = None
    least_spent_cents: Annotated[int, Field(ge=0)] | None = None
    mood_below: Annotated[float, Field(ge=-1, le=1)] | None = None
    then: Then = "hand_over"
    priority: Annotated[int, Field(ge=0, le=3)] = 0
    is_active: bool = True

    def fits(self, now: Situation) -> bool:
        """Tell whether the rule speaks of this situation; one that sets nothing speaks of none."""
        said = now.text.casefold()
        conditions = [
            not self.intents or now.intent in self.intents,
            not self.words or any(word.casefold() in said for word in self.words),
            not self.languages or now.language in self.languages,
            not self.channels or now.channel in self.channels,
            self.is_verified is None or now.is_verified == self.is_verified,
            self.least_spent_cents is None or now.spent_cents >= self.least_spent_cents,
            self.mood_below is None or now.mood < self.mood_below,
        ]
        return self.is_active and self.sets_anything and all(conditions)

    @property
    def sets_anything(self) -> bool:
        """Whether any condition is set."""
        named = self.intents or self.words or self.languages or self.channels
        open_ends = (self.is_verified, self.least_spent_cents, self.mood_below)
        return bool(named) or any(one is not None for one in open_ends)


class Escalation(BaseModel):
    """What the shop set: which of our rules count and how, rules of its own, who is valued."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    clarifications: Then | Literal["off"] = "hand_over"
    mood: Then | Literal["off"] = "hand_over"
    valued_complaint: Then | Literal["off"] = "hand_over"
    action_failed: Then | Literal["off"] = "offer"
    unclear_turns: Annotated[int, Field(ge=1, le=5)] = CLARIFICATIONS
    valued_cents: Annotated[int, Field(ge=0, le=MAX_CENTS)] = VALUED_CENTS
    rules: Annotated[tuple[Rule, ...], Field(max_length=MAX_RULES)] = ()

    def find_reasons(self, now: Situation) -> list[Reason]:
        """Return all reasons that hold, the weightiest first."""
        holds: dict[Code, tuple[bool, str]] = {
            "clarifications": (
                now.unclear >= self.unclear_turns,
                f"not understood {now.unclear} times in a row",
            ),
            "mood": (now.is_mood_falling, f"the mood fell over three messages, to {now.mood:.1f}"),
            "valued_complaint": (
                now.is_verified
                and "complain" in now.intents
                and now.spent_cents >= self.valued_cents,
                f"a complaint of a customer who has spent {now.spent_cents / 100:.0f}",
            ),
            "action_failed": (now.has_failed, "something the bot tried did not work"),
        }
        found = [
            Reason(code, detail, WEIGHTS[code], URGENT.get(code, 0), then)
            for code, (does_hold, detail) in holds.items()
            if does_hold and (then := getattr(self, code)) != "off"
        ]
        found += [
            Reason("rule", rule.name, WEIGHTS["rule"], rule.priority, rule.then)
            for rule in self.rules
            if rule.fits(now)
        ]
        return sorted(found, key=lambda one: -one.weight)


def make_reason(code: Code, detail: str = "") -> Reason:
    """Return a reason with its usual weight."""
    return Reason(code, detail, WEIGHTS[code], URGENT.get(code, 0))


def sum_up(reasons: Sequence[Reason]) -> tuple[list[dict[str, Any]], int]:
    """Return what is stored of reasons, and the place in the queue they ask for."""
    return [one.to_json() for one in reasons], max((one.priority for one in reasons), default=0)
