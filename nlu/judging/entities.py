"""Judges the entities that a model finds in messages whose spans are marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from nlu.core.entities import Entity
from nlu.core.judging.intervals import f1_interval, make_row
from nlu.core.judging.report import Entities, SpanMistake
from nlu.data import Marked
from nlu.evaluation.metrics import score_spans, span_keys
from nlu.judging.loading import Parsed


def judge_entities(marked: Sequence[Marked], said: Sequence[Parsed]) -> Entities | None:
    """Return the report on exact spans; None without marked messages."""
    if not marked:
        return None
    truth = [list(one.entities) for one in marked]
    found = [[to_span(entity) for entity in one.entities] for one in said]
    scores = score_spans(truth, found)
    hits: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    mistakes: list[SpanMistake] = []
    for one, wanted, given in zip(marked, truth, found, strict=True):
        wanted_keys, given_keys = span_keys(wanted), span_keys(given)
        for column, keys in enumerate((wanted_keys & given_keys, wanted_keys, given_keys)):
            for name, _, _ in keys:
                hits[name][column] += 1
        for name, start, end in sorted(wanted_keys ^ given_keys, key=lambda key: key[1:]):
            is_missed = (name, start, end) in wanted_keys
            mistakes.append(
                {
                    "text": one.text,
                    "kind": "missed" if is_missed else "spurious",
                    "entity": name,
                    "start": start,
                    "end": end,
                }
            )
    right, true, read = (sum(row[column] for row in hits.values()) for column in range(3))
    return {
        "messages": len(marked),
        "spans": true,
        "precision": scores["precision"],
        "recall": scores["recall"],
        "f1": scores["f1"],
        "f1_interval": f1_interval(right, true - right, read - right),
        "per_type": [make_row(name, *hits[name]) for name in sorted(hits)],
        "mistakes": mistakes,
    }


def to_span(entity: dict[str, object]) -> Entity:
    """Return an entity as any pipeline gives it; DIET and CRF give start and end, too."""
    start, end = entity.get("start"), entity.get("end")
    return Entity(
        entity=str(entity["entity"]),
        value=str(entity.get("value")),
        start=start if isinstance(start, int) else -1,
        end=end if isinstance(end, int) else -1,
    )
