"""Who fits whom: what a shop sets for assignment, what agents are good at, and the choice. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from bot.handoff.reasons import Code
from bot.ledger.models import NEVER
from crm_backend.text import FilledLine
from kernel.turns import Language

Mode = Literal["manual", "round_robin", "least_busy"]
Match = Literal["must", "preferred", "ignored"]

MAX_RULES = 100
MAX_CAPACITY = 50
# A team or a skill. Written in small letters, so that "Returns" and "returns" are one.
Tag = Annotated[FilledLine, Field(max_length=64), AfterValidator(str.casefold)]


class SkillRule(BaseModel):
    """Chats with one of these intents or reasons need this skill, or are for this team first."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    intents: tuple[Annotated[FilledLine, Field(max_length=100)], ...] = ()
    reasons: tuple[Code, ...] = ()
    skill: Tag | Literal[""] = ""
    team: Tag | Literal[""] = ""

    @model_validator(mode="after")
    def _check(self) -> "SkillRule":
        if not (self.intents or self.reasons):
            raise ValueError("names neither an intent nor a reason")
        if not (self.skill or self.team):
            raise ValueError("names neither a skill nor a team")
        return self

    def fits(self, intents: Collection[str], codes: Collection[str]) -> bool:
        """Tell whether the rule speaks of a conversation."""
        return any(one in intents for one in self.intents) or any(
            one in codes for one in self.reasons
        )


COMPLAINTS = SkillRule(intents=("complain",), reasons=("valued_complaint",), skill="complaints")


class Assignment(BaseModel):
    """How waiting chats find their agents. Times are in seconds.

    After `anybody_after_seconds` in line, language, skill and team do not keep anybody off any
    more; None keeps them for good. An agent who says nothing within `answer_seconds` of being given
    a chat loses it; None leaves that to the timers. `capacity` is for agents who set none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    mode: Mode = "manual"
    language: Match = "preferred"
    skill: Match = "preferred"
    anybody_after_seconds: Annotated[int, Field(ge=0, le=86_400)] | None = 120
    answer_seconds: Annotated[int, Field(ge=30, le=86_400)] | None = 180
    capacity: Annotated[int, Field(ge=1, le=MAX_CAPACITY)] = 4
    rules: Annotated[tuple[SkillRule, ...], Field(max_length=MAX_RULES)] = (COMPLAINTS,)

    def find_need(self, intents: Collection[str], codes: Collection[str]) -> tuple[str, str]:
        """Return team and skill of a conversation by the first rules that name one."""
        fitting = [rule for rule in self.rules if rule.fits(intents, codes)]
        team = next((rule.team for rule in fitting if rule.team), "")
        skill = next((rule.skill for rule in fitting if rule.skill), "")
        return team, skill


@dataclass(frozen=True)
class Talents:
    """What an agent is good at. Without languages: whatever comes."""

    languages: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    teams: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Need:
    """A waiting conversation as the choice sees it; `lost_by` had it last and did not answer."""

    conversation_id: str
    language: Language
    team: str = ""
    skill: str = ""
    waited_seconds: float = 0.0
    lost_by: str | None = None


@dataclass(frozen=True)
class Seat:
    """An agent with room for a chat."""

    agent_id: str
    name: str
    chats: int = 0
    last_assigned_at: datetime | None = None
    talents: Talents = Talents()


def count_misses(need: Need, talents: Talents, setting: Assignment) -> int | None:
    """Return how much of what is preferred an agent lacks; None where they may not have it."""
    limit = setting.anybody_after_seconds
    is_anybodys = limit is not None and need.waited_seconds >= limit
    speaks = not talents.languages or need.language in talents.languages
    wishes: tuple[tuple[bool, Match], ...] = (
        (speaks, setting.language),
        (not need.skill or need.skill in talents.skills, setting.skill),
        (not need.team or need.team in talents.teams, "must"),
    )
    missed = [match for has, match in wishes if not has and match != "ignored"]
    return None if "must" in missed and not is_anybodys else len(missed)


def choose_seat(need: Need, seats: Iterable[Seat], setting: Assignment) -> Seat | None:
    """Return who is to have it: of those who fit best, whose turn it is; None where nobody fits."""
    fitting = [
        (misses, *_turn(seat, setting.mode), seat)
        for seat in seats
        if seat.agent_id != need.lost_by
        and (misses := count_misses(need, seat.talents, setting)) is not None
    ]
    return min(fitting, key=lambda one: one[:-1])[-1] if fitting else None


def _turn(seat: Seat, mode: Mode) -> tuple[int, datetime, str]:
    """Return the key of whose turn it is: who was given something longest ago, the idlest first."""
    load = seat.chats if mode == "least_busy" else 0
    return load, seat.last_assigned_at or NEVER, seat.agent_id


def choose_first(
    needs: Iterable[Need], seats: Sequence[Seat], setting: Assignment
) -> tuple[Need, Seat] | None:
    """Return the first in line for whom somebody fits, and that agent."""
    for need in needs:
        seat = choose_seat(need, seats, setting)
        if seat is not None:
            return need, seat
    return None
