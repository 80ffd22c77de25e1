"""Real conversations read again by two models: what an export holds, which turns change. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, TypedDict

from nlu.core.judging.storage import ReportRefused

EXPORT_FORMAT = 1
MOST_TURNS = 200_000
# What a masked message held, so that it is read as what it was. Both models read the same.
STAND_INS = {
    "[order_number]": "FD-1004217",
    "[ticket_number]": "T-20417",
    "[email]": "someone@example.com",
    "[phone]": "+44 20 7946 0018",
    "[number]": "1004217",  # as long as an order's: it is what customers write most
    "[name]": "Sam",
    "[address]": "14 Harbour Street",
    "[card]": "4111 1111 1111 1111",
    "[account]": "GB33BUKB20201555555555",
    "[link]": "https://example.com",
    "[token]": "",
}
MASK = re.compile("|".join(re.escape(mask) for mask in STAND_INS))
Kind = Literal["intent", "entities", "actions", "mood"]
KINDS: tuple[Kind, ...] = ("intent", "entities", "actions", "mood")


class SaidTurn(TypedDict):
    """What a customer said, masked. `button` is the intent that a pressed one stands for."""

    id: int
    text: str
    button: str | None


class SaidConversation(TypedDict):
    """The turns of one conversation that the bot answered, in order."""

    id: str
    language: str
    turns: list[SaidTurn]


class TurnRead(TypedDict):
    """What a model understands of a turn, and the actions that its policies choose."""

    intent: str
    confidence: float
    entities: list[tuple[str, str]]  # kind and value
    mood: str
    actions: list[str]


class ChangedTurn(TypedDict):
    """A turn that the models take differently. After the first change in a conversation the two
    have different pasts, and later ones may follow from it."""

    conversation: str
    turn: int
    language: str
    text: str
    button: str | None
    kinds: list[Kind]
    is_first: bool
    candidate: TurnRead
    against: TurnRead


class Replay(TypedDict):
    """A replay: how much was read, how fast, and the turns that change."""

    format: int
    candidate: str
    against: str
    replayed_at: str
    conversations: int
    turns: int
    changed_conversations: int
    counts: dict[str, int]  # by kind, and "turns" of any kind
    seconds: float  # reading and choosing by both models, without loading them
    turns_per_second: float
    peak_mb: float
    changes: list[ChangedTurn]


def read_export(body: Any) -> list[SaidConversation]:
    """Return the conversations of an export; raise `ReportRefused` for any other shape."""
    if not isinstance(body, dict) or body.get("format") != EXPORT_FORMAT:
        raise ReportRefused("This is no export of conversations of this version.")
    try:
        said = [read_conversation(one) for one in body["conversations"]]
    except (KeyError, TypeError, ValueError) as error:
        raise ReportRefused(f"The export of conversations cannot be read: {error}.") from error
    if sum(len(one["turns"]) for one in said) > MOST_TURNS:
        raise ReportRefused(f"An export holds {MOST_TURNS:,} turns at most.")
    return said


def read_conversation(body: Mapping[str, Any]) -> SaidConversation:
    """Return one conversation of an export."""
    turns: list[SaidTurn] = [
        {
            "id": int(turn["id"]),
            "text": str(turn["text"]),
            "button": None if turn.get("button") is None else str(turn["button"]),
        }
        for turn in body["turns"]
    ]
    return {"id": str(body["id"]), "language": str(body["language"]), "turns": turns}


def fill_in(text: str) -> str:
    """Return a masked text with made-up values in place of the masks."""
    return MASK.sub(lambda found: STAND_INS[found[0]], text)


def find_kinds(candidate: TurnRead, against: TurnRead) -> list[Kind]:
    """Return in what two readings of a turn differ; confidence alone changes nothing."""
    pairs: dict[Kind, bool] = {
        "intent": candidate["intent"] != against["intent"],
        "entities": sorted(candidate["entities"]) != sorted(against["entities"]),
        "actions": candidate["actions"] != against["actions"],
        "mood": candidate["mood"] != against["mood"],
    }
    return [kind for kind in KINDS if pairs[kind]]


def find_changes(
    conversations: Iterable[SaidConversation],
    candidate: Sequence[Sequence[TurnRead]],
    against: Sequence[Sequence[TurnRead]],
) -> list[ChangedTurn]:
    """Return the turns that change; readings are in the order of conversations and turns."""
    changes: list[ChangedTurn] = []
    for said, mine, theirs in zip(conversations, candidate, against, strict=True):
        is_first = True
        for turn, one, other in zip(said["turns"], mine, theirs, strict=True):
            if kinds := find_kinds(one, other):
                changes.append(
                    {
                        "conversation": said["id"],
                        "turn": turn["id"],
                        "language": said["language"],
                        "text": turn["text"],
                        "button": turn["button"],
                        "kinds": kinds,
                        "is_first": is_first,
                        "candidate": one,
                        "against": other,
                    }
                )
                is_first = False
    return changes


def count_changes(changes: Iterable[ChangedTurn]) -> dict[str, int]:
    """Return how many turns change, of any kind ("turns") and by kind."""
    changes = list(changes)
    counted = Counter(kind for change in changes for kind in change["kinds"])
    return {"turns": len(changes), **{kind: counted[kind] for kind in KINDS}}
