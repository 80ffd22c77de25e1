"""The entity: a span of a text and what it stands for; and which of several spans stays."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Entity:
    """A span of a text and what it stands for.

    `role` tells apart what one message names twice (from, to; min, max), `confidence` lies in
    0..1, and `resolved` holds what can be computed with (an ISO day, minor units and currency).
    """

    entity: str
    value: str
    start: int
    end: int
    role: str | None = None
    group: str | None = None
    confidence: float = 1.0
    resolved: dict[str, Any] = field(default_factory=dict, compare=False)

    def as_dict(self, extractor: str) -> dict[str, Any]:
        """Return the form in which Rasa passes entities on; what is not set is left out."""
        form: dict[str, Any] = {
            "entity": self.entity,
            "value": self.value,
            "start": self.start,
            "end": self.end,
            "extractor": extractor,
        }
        if self.role is not None:
            form["role"] = self.role
        if self.group is not None:
            form["group"] = self.group
        if self.confidence < 1:
            form["confidence_entity"] = round(self.confidence, 4)
        if self.resolved:
            form["resolved"] = self.resolved
        return form


def keep_apart(entities: Iterable[Entity]) -> list[Entity]:
    """Return the entities by place; where two overlap, the one given first stays."""
    return sorted(drop_overlaps(entities), key=lambda entity: entity.start)


def drop_overlaps(entities: Iterable[Entity]) -> Iterator[Entity]:
    """Yield the entities that overlap none before them, in time linear in the text's length."""
    taken = bytearray()
    for entity in entities:
        taken.extend(bytes(max(0, entity.end - len(taken))))
        if not any(taken[entity.start : entity.end]):
            taken[entity.start : entity.end] = b"\1" * (entity.end - entity.start)
            yield entity
