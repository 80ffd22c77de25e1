"""Whether to act on what was understood, to ask, or to say that it was not. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Literal

MOST_CHOICES = 3

Step = Literal["act", "clarify", "unknown"]


@dataclass(frozen=True)
class Decision:
    """`intent` counts for `act`; `choices`, the likeliest first, for `clarify`."""

    step: Step
    intent: str = ""
    choices: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Thresholds:
    """`act_from`: act on the likeliest from this probability, whatever else is possible.
    `ask_from`: a message unlike all that is known is asked about from here, else it is unknown.
    `talk`: intents that are no task: nobody is asked whether they meant small talk.
    """

    act_from: float = 0.6
    ask_from: float = 0.4
    talk: Collection[str] = ()


def decide(
    likeliest: str,
    chance: float,
    members: Sequence[str],
    is_strange: bool,
    limits: Thresholds,
    wishes: Sequence[str] = (),
) -> Decision:
    """Return what to do with a message.

    `members` is its prediction set, the likeliest first; `chance` the probability of `likeliest`;
    `wishes` are the sure intents of its parts, in the order they are said.
    """
    if chance >= limits.act_from:
        return Decision("act", likeliest)
    tasks = [intent for intent in members if intent not in limits.talk]
    if not is_strange and (len(members) == 1 or not tasks):
        return Decision("act", likeliest)
    if len(wishes) > 1:  # unclear together, each by itself is clear
        return Decision("act", wishes[0])
    if is_strange and (chance < limits.ask_from or not tasks):
        return Decision("unknown")
    if len(tasks) <= MOST_CHOICES:
        return Decision("clarify", choices=tasks)
    return Decision("unknown")
