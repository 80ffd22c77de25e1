"""What a model's report holds, by name. How it is stored: `nlu.core.judging.storage`.

`python -m nlu.judge` writes it as JSON to `<model>.report.json`. Shares lie in 0..1, intervals are
[low, high] at 95 %, confidences are the model's own. A part that could not be judged is null: no
messages were kept apart, or the model (another pipeline than ours) does not say such a thing.
"""

from __future__ import annotations

from typing import Literal, TypedDict

FORMAT = 1
Interval = list[float]
Decision = Literal["act", "ask", "unknown"]
Failing = Literal["intent", "entity", "action"]


class Row(TypedDict):
    """One intent, kind of entity or mood. Wilson intervals; of F1 Wilson's by the indirect way."""

    name: str
    examples: int  # that truly are so
    predicted: int  # that were read so
    precision: float
    precision_interval: Interval
    recall: float
    recall_interval: Interval
    f1: float
    f1_interval: Interval


class Example(TypedDict):
    """One message. `predicted` is the likeliest intent; `decision` is what the bot does: act on
    `intent`, ask which of `choices` was meant, or say that it did not understand. `members` is the
    prediction set (null without sets)."""

    text: str
    language: str
    truth: str
    predicted: str
    confidence: float
    decision: Decision
    intent: str
    choices: list[str]
    members: list[str] | None


class Cell(TypedDict):
    """A cell of the confusion table; `examples` are places in the list of examples."""

    truth: str
    predicted: str
    count: int
    examples: list[int]


class Bin(TypedDict):
    """Messages of like confidence: the mean of it, and how many of them were read rightly."""

    confidence: float
    accuracy: float
    count: int


class Covered(TypedDict):
    """How often the prediction set held the truth, in one group (Wilson)."""

    name: str
    coverage: float
    interval: Interval
    examples: int


class Sets(TypedDict):
    """The prediction sets."""

    coverage: float
    interval: Interval
    mean_size: float
    by_language: list[Covered]
    by_intent: list[Covered]


class Decisions(TypedDict):
    """What the bot would have done with messages that it should understand, counted."""

    acted_right: int
    acted_wrong: int
    asked_right: int  # the truth is among the choices
    asked_wrong: int
    unknown: int


class Strange(TypedDict):
    """Messages that the bot must not act on. To refuse is not to understand, or to read the intent
    `out_of_scope`; `examples` are those it acted on."""

    messages: int
    acted: int
    asked: int
    refused: int
    examples: list[Example]


class Intents(TypedDict):
    """Intents of messages with a known truth. The interval of macro-F1 is a percentile bootstrap.

    In cross-validation `examples` holds the wrong ones alone.
    """

    messages: int
    intents: int
    accuracy: float
    accuracy_interval: Interval
    macro_f1: float
    macro_f1_interval: Interval
    macro_f1_by_language: dict[str, float]
    calibration_error: float
    bins: list[Bin]
    decisions: Decisions | None
    sets: Sets | None
    per_intent: list[Row]
    confusion: list[Cell]
    examples: list[Example]


class HeldOut(Intents):
    """Messages written apart from the training data. `not_judged` are the model's intents that no
    message is kept apart for; `strange` is null where there are no messages to refuse."""

    not_judged: list[str]
    strange: Strange | None


class SpanMistake(TypedDict):
    """A span that was missed, or found where there is none."""

    text: str
    kind: Literal["missed", "spurious"]
    entity: str
    start: int
    end: int


class Entities(TypedDict):
    """Exact spans in messages whose entities are marked."""

    messages: int
    spans: int
    precision: float
    recall: float
    f1: float
    f1_interval: Interval
    per_type: list[Row]
    mistakes: list[SpanMistake]


class MoodMistake(TypedDict):
    """A message whose mood was read wrongly."""

    text: str
    truth: str
    predicted: str
    score: float


class Sentiment(TypedDict):
    """Moods of messages that the reader never learnt from."""

    messages: int
    accuracy: float
    accuracy_interval: Interval
    macro_f1: float
    macro_f1_interval: Interval
    per_mood: list[Row]
    mistakes: list[MoodMistake]


class Failure(TypedDict):
    """The first step of a test that went another way."""

    turn: int  # of the customer, from 1
    kind: Failing
    text: str
    expected: str
    found: str
    confidence: float
    policy: str


class Tested(TypedDict):
    """One end-to-end test. `on_trust` counts actions that another action calls for itself: no
    policy is asked about them, and actions are not run here."""

    name: str
    file: str
    passed: bool
    turns: int
    actions: int
    on_trust: int
    failure: Failure | None


class Judged(TypedDict):
    """Which model was judged."""

    name: str
    archive: str
    sha256: str
    trained_at: str


class Report(TypedDict):
    """The whole report. `judged_on` is one SHA-256 over the files of messages and tests; `notes`
    are keys of what a reader must know, of `NOTES`."""

    format: int
    model: Judged
    judged_at: str
    judged_on: str
    seconds: float
    peak_mb: float
    held_out: HeldOut | None
    entities: Entities | None
    sentiment: Sentiment | None
    tests: list[Tested]
    cross: Intents | None
    notes: list[str]


# Keys of `notes`: what could not be judged, and why.
NOTES = ("no_held_out", "no_sets", "no_entities", "no_sentiment", "no_tests", "no_dialogue")
