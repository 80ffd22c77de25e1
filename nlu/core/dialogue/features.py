"""What Rasa's policies see of a slot and of a message: `Slot.as_feature` and the used entities.

Sources: rasa/shared/core/slots.py, Domain._get_featurized_entities and
Domain._transform_intent_properties_for_internal_use of Rasa 3.6.21.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from nlu.core.dialogue.known import DEFAULT_INTENTS, NOT_SET, OTHER
from nlu.core.project.domain import Domain, Slot
from nlu.core.project.steps import EntityUse, SlotStep

Feature = tuple[float, ...] | str
FILLED = {"text": "filled", "list": ("filled",)}  # the value of a slot named without one
SEPARATOR = "#"


def value_of(slot: Slot | None, step: SlotStep) -> Any:
    """Return the value a step gives a slot; None for a name alone of a type that needs one."""
    if not step.is_any:
        return step.value
    return FILLED.get(slot.type) if slot is not None else None


def feature_of(slot: Slot, value: Any) -> Feature | None:
    """Return what policies see of a value, None where they see nothing."""
    if not slot.influences:
        return None
    if slot.type == "list" and value and not isinstance(value, list | tuple):
        value = (value,)  # also of what is to be unset: Rasa takes it for filled
    if value == NOT_SET:
        return NOT_SET
    feature = _read(slot, value)
    return feature if any(feature) else None


def _read(slot: Slot, value: Any) -> tuple[float, ...]:
    if value is None:
        return ()
    if slot.type == "bool":
        return _read_bool(value)
    if slot.type == "float":
        return _read_float(slot, value)
    if slot.type == "list":
        return (1.0,) if isinstance(value, list | tuple) and value else ()
    if slot.type == "categorical":
        values = values_of(slot)
        at = str(value).lower()
        place = values.index(at) if at in values else values.index(OTHER)
        return tuple(float(number == place) for number in range(len(values)))
    return (1.0,)


def values_of(slot: Slot) -> list[str]:
    """Return the values of a categorical slot as Rasa compares them."""
    given = slot.about.get("values")
    listed = given if isinstance(given, list) else []
    values = [str(value).lower() for value in listed if value is not None]
    return values if OTHER in values else [*values, OTHER]


def _read_bool(value: Any) -> tuple[float, ...]:
    if isinstance(value, bool | int | float):
        return (1.0, float(value == 1.0))
    text = str(value).strip().lower()
    if str(value).isnumeric():
        return (1.0, float(float(value) == 1.0))
    return (1.0, float(text == "true")) if text in ("true", "false") else ()


def _read_float(slot: Slot, value: Any) -> tuple[float, ...]:
    low, high = slot.about.get("min_value", 0.0), slot.about.get("max_value", 1.0)
    try:
        capped = max(low, min(high, float(value)))
        return (1.0, (capped - low) / (abs(high - low) or 1))
    except (TypeError, ValueError):
        return ()


class Entities:
    """Which entities of a message policies see, by its intent."""

    def __init__(self, domain: Domain) -> None:
        self.parts = {name: _list_parts(name, one.about) for name, one in domain.entities.items()}
        self.unseen = {
            name
            for name, one in domain.entities.items()
            if one.about.get("influence_conversation") is False
        }
        self.used = {name: self._list_used(one.about) for name, one in domain.intents.items()}
        self.default = self._list_used({})

    def _list_used(self, about: dict[str, Any]) -> frozenset[str]:
        use = about.get("use_entities", True)
        ignored = set(_names(about.get("ignore_entities"), self.unseen))
        if use is True:
            used = set(self.parts) - self.unseen
            used |= {part for parts in self.parts.values() for part in parts}
        else:
            used = self._with_parts(_names(use, ()))
        return frozenset(used - self._with_parts(ignored))

    def _with_parts(self, names: Iterable[str]) -> set[str]:
        listed = set(names)
        return listed | {part for name in listed for part in self.parts.get(name, ())}

    def see(self, intent: str | None, entities: Iterable[EntityUse]) -> tuple[str, ...]:
        """Return the names policies see, sorted; `intent` without the part after a slash."""
        named: set[str] = set()
        for one in entities:
            named.add(one.name)
            named |= {f"{one.name}{SEPARATOR}{part}" for part in (one.role, one.group) if part}
        return tuple(sorted(named & self._wanted(intent, named)))

    def _wanted(self, intent: str | None, named: set[str]) -> frozenset[str] | set[str]:
        if intent is None:
            return named
        if intent in DEFAULT_INTENTS and intent not in self.used:
            return self.default
        return self.used.get(intent, named)


def _names(given: Any, otherwise: Iterable[str]) -> Iterable[str]:
    if given is None:
        return otherwise
    return map(str, given) if isinstance(given, list) else ()


def _list_parts(name: str, about: dict[str, Any]) -> list[str]:
    return [
        f"{name}{SEPARATOR}{part}"
        for key in ("roles", "groups")
        for part in _names(about.get(key), ())
    ]
