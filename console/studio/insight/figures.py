"""What days of conversations add up to: values, and how they are put together. Pure."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import astuple, dataclass
from typing import Literal, TypeVar

K = TypeVar("K", bound=Hashable)

Kind = Literal["understood", "asked", "unknown", "outside"]
EndingKind = Literal["helped", "waiting", "gave_up", "open", "form", "unknown", "failed", "done"]
RULES = "RulePolicy"
LEFT: tuple[EndingKind, ...] = ("form", "unknown", "failed", "gave_up")


@dataclass(frozen=True)
class Group:
    """Messages of customers on one day that are alike: how many, how many of them were typed and
    not pressed, and how many calls for a person were about them.

    `day` counts from 1970. `meant` is the intent, or the likeliest one where the bot did not know;
    `story` is the name of what `policy` followed in its first decision, a story's or a rule's;
    `heard` is how many messages were typed right after its answers, `lost` those not understood.
    """

    day: int
    channel: str
    language: str
    meant: str
    kind: str
    policy: str
    story: str
    action: str
    form: str
    model: str
    messages: int = 0
    typed: int = 0
    calls: int = 0
    heard: int = 0
    lost: int = 0


@dataclass(frozen=True)
class Ending:
    """Conversations of one day that ended alike, and how many of them came how far.

    `meant` is the intent of the customer's last message, `form` the one that waited for an answer,
    `step` the bot's last action, `story` what its answer followed. A conversation that goes
    on another day counts on both.
    """

    day: int
    channel: str
    language: str
    kind: str
    meant: str
    form: str
    step: str
    policy: str
    story: str
    chats: int
    understood: int = 0
    answered: int = 0
    called: int = 0
    rated: int = 0
    good: int = 0


@dataclass(frozen=True)
class Rate:
    """So many of so many."""

    part: int = 0
    n: int = 0

    @property
    def value(self) -> float | None:
        """The share, None of nothing."""
        return self.part / self.n if self.n else None


@dataclass(frozen=True)
class Line:
    """A group of messages by one property: what was not understood of what was typed, and how many
    calls for a person followed."""

    key: str
    messages: int = 0
    typed: int = 0
    missed: int = 0
    calls: int = 0

    @property
    def fallback(self) -> Rate:
        """The share of typed messages that the bot did not understand."""
        return Rate(self.missed, self.typed)

    @property
    def handoff(self) -> Rate:
        """Calls for a person for each message: how often somebody had to help after it."""
        return Rate(self.calls, self.messages)


@dataclass(frozen=True)
class Funnel:
    """How many conversations came how far."""

    chats: int = 0
    understood: int = 0
    answered: int = 0
    done: int = 0
    called: int = 0
    helped: int = 0
    rated: int = 0
    good: int = 0


@dataclass(frozen=True)
class Leaving:
    """A place where customers left: how, in which form, after which intent and step, and by which
    story or rule (`make_course`) the bot had answered."""

    kind: str
    form: str
    meant: str
    step: str
    course: str
    chats: int


def add_up(groups: Iterable[Group], key: Callable[[Group], K]) -> dict[K, Line]:
    """Return a line for each key; the line's own key is the key as text."""
    sums: defaultdict[K, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for one in groups:
        total = sums[key(one)]
        total[0] += one.messages
        total[1] += one.typed
        total[2] += one.typed if one.kind != "understood" else 0
        total[3] += one.calls
    return {name: Line(str(name), *total) for name, total in sums.items()}


def list_lines(groups: Iterable[Group], key: Callable[[Group], str]) -> list[Line]:
    """Return the lines of a property, the most frequent first; messages without it are left out."""
    lines = add_up(groups, key)
    return _sort(line for name, line in lines.items() if name)


def list_courses(groups: Iterable[Group]) -> list[Line]:
    """Return the lines of stories and rules. What was not understood is of what came next: of what
    they answer themselves they have understood all, and those for the unknown nothing."""
    sums: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for one in groups:
        if course := follow_course(one.policy, one.story):
            counts = (one.messages, one.heard, one.lost, one.calls)
            sums[course] = [total + more for total, more in zip(sums[course], counts, strict=True)]
    return _sort(Line(course, *total) for course, total in sums.items())


def _sort(lines: Iterable[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (-line.messages, -line.calls, line.key))


def make_course(kind: Literal["story", "rule"], name: str) -> str:
    """Return a story or rule as the figures know it: kind and name; nothing where none is known."""
    return f"{kind} {name}" if name else ""


def follow_course(policy: str, story: str) -> str:
    """Return what a policy followed: rules have one of their own."""
    return make_course("rule" if policy == RULES else "story", story)


def make_funnel(endings: Iterable[Ending]) -> Funnel:
    """Return how far the conversations came."""
    sums = dict.fromkeys(Funnel.__dataclass_fields__, 0)
    for one in endings:
        for name in ("chats", "understood", "answered", "called", "rated", "good"):
            sums[name] += getattr(one, name)
        if one.kind in ("done", "helped"):
            sums[one.kind] += one.chats
    return Funnel(**sums)


def list_leavings(endings: Iterable[Ending]) -> list[Leaving]:
    """Return where customers left, the most frequent place first."""
    sums: defaultdict[tuple[str, str, str, str, str], int] = defaultdict(int)
    for one in endings:
        if one.kind in LEFT:
            place = one.kind, one.form, one.meant, one.step, follow_course(one.policy, one.story)
            sums[place] += one.chats
    made = [Leaving(*place, chats) for place, chats in sums.items()]
    return sorted(made, key=lambda one: (-one.chats, *astuple(one)[:5]))
