"""Entities on any data, with a tagger that remembers the words it was shown."""

from collections.abc import Sequence

import pytest

from nlu.core.entities import Entity
from nlu.data import Marked
from nlu.evaluation.entities import judge_entities
from nlu.evaluation.errors import BadInput


class WordBook:
    """Finds each value it was shown, wherever it stands."""

    def __init__(self, texts: Sequence[str], spans: Sequence[Sequence[Entity]]) -> None:
        assert len(texts) == len(spans)
        self.names = {span.value: span.entity for listed in spans for span in listed}

    def predict(self, texts: Sequence[str]) -> list[list[Entity]]:
        return [
            [
                Entity(name, value, text.index(value), text.index(value) + len(value))
                for value, name in self.names.items()
                if value in text
            ]
            for text in texts
        ]


TRAIN = [Marked("to Oslo", (Entity("city", "Oslo", 3, 7),)), Marked("by Monday", ())]
TEST = [
    Marked("from Oslo", (Entity("city", "Oslo", 5, 9),)),
    Marked("Bergen", (Entity("city", "Bergen", 0, 6),)),
    Marked("Oslo", ()),
]


def test_figures_are_those_of_what_the_tagger_finds() -> None:
    report = judge_entities(TRAIN, TEST, WordBook)
    assert (report["precision"], report["recall"], report["f1"]) == (0.5, 0.5, 0.5)
    assert (report["train_rows"], report["test_rows"], report["spans"]) == (2, 3, 2)
    assert report["per_type"]["city"]["f1"] == 0.5
    assert report["p50_ms"] <= report["p95_ms"]


@pytest.mark.parametrize("role", ["training", "test"])
def test_a_file_without_a_span_is_refused(role: str) -> None:
    plain = [Marked("by Monday", ())]
    train, test = (plain, TEST) if role == "training" else (TRAIN, plain)
    with pytest.raises(BadInput, match=f"The {role} file marks no span"):
        judge_entities(train, test, WordBook)
