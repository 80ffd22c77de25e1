"""Runs Rasa's prediction graph straight through, without a scheduler."""

from __future__ import annotations

from graphlib import TopologicalSorter
from typing import Any, Self

from rasa.engine.graph import GraphNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.runner.interface import GraphRunner

Plan = list[tuple[str, tuple[str, ...]]]


class StraightRunner(GraphRunner):  # type: ignore[misc]
    """Calls the nodes one after another, in an order found once for each set of targets.

    Rasa's runner builds a task graph and starts a scheduler for each of the three runs of a turn;
    the nodes run one at a time there too.
    """

    def __init__(self, nodes: dict[str, GraphNode], schema: Any) -> None:
        self._nodes, self._schema = nodes, schema
        self._plans: dict[tuple[str, ...], Plan] = {}

    @classmethod
    def around(cls, runner: GraphRunner) -> GraphRunner:
        """Return a straight runner over the nodes that a loaded runner has."""
        if not isinstance(runner, DaskGraphRunner):
            return runner
        return cls(runner._instantiated_nodes, runner._graph_schema)

    @classmethod
    def create(cls, *arguments: Any, **options: Any) -> Self:
        """Return a straight runner with nodes of its own."""
        loaded = DaskGraphRunner.create(*arguments, **options)
        return cls(loaded._instantiated_nodes, loaded._graph_schema)

    def run(
        self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
    ) -> dict[str, Any]:
        """Return the output of each target."""
        wanted = tuple(targets or self._schema.target_names)
        if wanted not in self._plans:
            self._plans[wanted] = self._make_plan(wanted)
        outputs = {name: (name, value) for name, value in (inputs or {}).items()}
        for name, needs in self._plans[wanted]:
            # A need that nobody fills is passed as its bare name, which the node understands.
            outputs[name] = self._nodes[name](*(outputs.get(need, need) for need in needs))
        return dict(outputs[name] for name in wanted)

    def _make_plan(self, targets: tuple[str, ...]) -> Plan:
        nodes = self._schema.minimal_graph_schema(list(targets)).nodes
        needs = {name: tuple(node.needs.values()) for name, node in nodes.items()}
        order = TopologicalSorter(needs).static_order()
        return [(name, needs[name]) for name in order if name in needs]
