"""The straight runner gives what Rasa's own gives, node by node."""

from pathlib import Path
from typing import Any, ClassVar, Self

import pytest
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage

from nlu.runner import StraightRunner


class Adder(GraphComponent):
    """Adds a number to its input, or two inputs to each other; counts its calls."""

    calls: ClassVar[list[str]] = []

    def __init__(self, config: dict[str, Any]) -> None:
        self.config = config

    @classmethod
    def create(cls, config: dict[str, Any], *_: Any, **__: Any) -> Self:
        return cls(config)

    def add(self, left: int, right: int = 0) -> int:
        self.calls.append(self.config["label"])
        return left + right + int(self.config["plus"])


def node(label: str, plus: int, **needs: str) -> SchemaNode:
    return SchemaNode(needs, Adder, "create", "add", {"label": label, "plus": plus}, eager=True)


SCHEMA = GraphSchema(
    {
        "sum": node("sum", 100, left="first", right="second"),
        "second": node("second", 10, left="first"),
        "first": node("first", 1, left="__number__"),
        "other": node("other", 5, left="__number__"),
    }
)


@pytest.fixture
def runners(tmp_path: Path) -> tuple[DaskGraphRunner, Any]:
    Adder.calls.clear()
    storage = LocalModelStorage.create(tmp_path)
    rasas = DaskGraphRunner.create(SCHEMA, storage, ExecutionContext(SCHEMA))
    return rasas, StraightRunner.around(rasas)


@pytest.mark.parametrize("targets", [["sum"], ["other"], ["sum", "other"], ["first"]])
def test_the_outputs_are_those_of_rasas_runner(runners: Any, targets: list[str]) -> None:
    rasas, ours = runners
    inputs = {"__number__": 1000}
    expected = rasas.run(inputs=inputs, targets=targets)
    assert ours.run(inputs=inputs, targets=targets) == expected
    assert ours.run(inputs={"__number__": 7}, targets=targets) != expected


def test_only_what_a_target_needs_runs_and_once(runners: Any) -> None:
    _, ours = runners
    assert ours.run(inputs={"__number__": 0}, targets=["sum"]) == {"sum": 1 + 11 + 100}
    assert Adder.calls == ["first", "second", "sum"]


def test_a_runner_of_another_kind_is_left_as_it_is() -> None:
    other: Any = object()
    assert StraightRunner.around(other) is other
