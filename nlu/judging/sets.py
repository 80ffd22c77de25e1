"""The prediction sets of our intent reader; other pipelines have none."""

from __future__ import annotations

from collections.abc import Sequence

from nlu.judging.loading import OpenModel


def find_sets(model: OpenModel, texts: Sequence[str]) -> list[list[str] | None]:
    """Return the set of each text, the likeliest first; None for each where there are none."""
    from nlu.components.base import MAX_READ
    from nlu.components.intent import IntentReader
    from nlu.core.intent import list_members

    reader = model.find(IntentReader)
    if reader is None:
        return [None for _ in texts]
    said = reader.model.judge([text[:MAX_READ] for text in texts])
    rows = zip(said.probabilities, said.members, strict=True)
    return [list_members(reader.model.classes_, chances, member) for chances, member in rows]
