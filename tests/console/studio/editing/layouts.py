"""Files of stories in the layouts that people write, made by Hypothesis."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from console.studio.editing.writing import write_entry, write_scalar
from nlu.core.project.steps import (
    ActionStep,
    BotStep,
    CheckpointStep,
    EntityUse,
    GapStep,
    LoopStep,
    OrStep,
    SlotStep,
    Step,
    UserStep,
)

TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=12
).filter(lambda text: text.strip() == text and text.isprintable())
# Words that YAML takes for something else, and marks that end or begin things.
ODD = st.sampled_from(
    ["yes", "no", "null", "true", "1", "0o7", "1e3", "~", "- a", "a: b", "a #b", "#", "'", '"', "…"]
)
NAMES = st.sampled_from(["greet", "buy", "order_number", "问候", "a.b"]) | TEXTS | ODD
WORDS = NAMES.filter(lambda name: name != "..." and not name.startswith("/"))
ALONE: st.SearchStrategy[Any] = (
    st.none() | st.booleans() | st.integers(-99, 99) | WORDS | st.floats(-1e3, 1e3)
)
VALUES = ALONE | st.lists(ALONE, max_size=3).map(tuple)
SLOTS = st.builds(SlotStep, WORDS, VALUES) | st.builds(SlotStep, WORDS, is_any=st.just(True))
USES = st.builds(EntityUse, WORDS.filter(lambda one: one not in ("role", "group")), VALUES)
USERS = st.builds(UserStep, WORDS, st.lists(USES, max_size=2).map(tuple))
LOOPS = st.builds(LoopStep, st.none() | WORDS)


def has_other_names(slots: list[SlotStep]) -> bool:
    return len({one.name for one in slots}) == len(slots)


ENTRIES: st.SearchStrategy[tuple[Step, ...]] = st.one_of(
    USERS.map(lambda one: (one,)),
    st.builds(UserStep, st.none(), text=WORDS).map(lambda one: (one,)),
    st.builds(ActionStep, WORDS).map(lambda one: (one,)),
    st.builds(BotStep, WORDS).map(lambda one: (one,)),
    LOOPS.map(lambda one: (one,)),
    st.builds(CheckpointStep, WORDS, st.lists(SLOTS, max_size=2).map(tuple)).map(
        lambda one: (one,)
    ),
    st.builds(OrStep, st.lists(USERS | SLOTS, min_size=1, max_size=3).map(tuple)).map(
        lambda one: (one,)
    ),
    st.just((GapStep(),)),
    st.lists(SLOTS, min_size=1, max_size=3).filter(has_other_names).map(tuple),
)
CONDITIONS = LOOPS.map(lambda one: (one,)) | SLOTS.map(lambda one: (one,))


@st.composite
def files(draw: Callable[..., Any]) -> tuple[str, list[tuple[str, str]]]:
    """Return a text, and of its stories kind and name as they follow."""
    newline = draw(st.sampled_from(["\n", "\n", "\r\n"]))
    rows = [draw(st.sampled_from(["# Buying.", 'version: "3.1"', ""]))]
    named: list[tuple[str, str]] = []
    kinds = draw(st.sampled_from([("story",), ("rule",), ("story", "rule"), ("rule", "story")]))
    for kind in kinds:
        column = draw(st.sampled_from([0, 2, 4]))
        rows += ["", "stories:" if kind == "story" else "rules:"]
        names = draw(st.lists(WORDS, min_size=1, max_size=3, unique=True))
        for name in names:
            rows += _write_story(draw, kind, name, column)
            named.append((kind, name))
    text = newline.join(rows) + draw(st.sampled_from([newline, "", newline * 2]))
    return text, named


def _write_story(draw: Callable[..., Any], kind: str, name: str, column: int) -> list[str]:
    pad, deeper = " " * column, column + 2 + draw(st.sampled_from([0, 2]))
    rows = draw(st.sampled_from([[], [""], [f"{pad}# What for."], ["", "# Elsewhere.", ""]]))
    rows = [*rows, f"{pad}- {kind}: {write_scalar(name)}" + draw(st.sampled_from(["", "  # why"]))]
    conditions = draw(st.lists(CONDITIONS, max_size=2)) if kind == "rule" else []
    if conditions:
        rows.append(f"{pad}  condition:")
        rows += [line for one in conditions for line in write_entry(one, deeper)]
    rows.append(f"{pad}  steps:" + draw(st.sampled_from(["", " # these"])))
    for steps in draw(st.lists(ENTRIES, min_size=1, max_size=4)):
        rows += draw(st.sampled_from([[], [], [" " * deeper + "# About it."], ["# Far."], [""]]))
        first, *more = write_entry(steps, deeper)
        rows += [first + draw(st.sampled_from(["", "", " # so"])), *more]
    return rows
