"""How a slot of Rasa 2 is filled, said as Rasa 3 says it. The rules are those of Rasa's own
`rasa/core/migrate.py` (3.6)."""

import copy
from typing import Any

UNCONDITIONAL = ("from_entity", "from_trigger_intent")  # fill whichever slot the form asks for
BY_NAME, CUSTOM = "from_entity", "custom"


def add_for_form(about: Any, form: str, slot: str, mappings: Any) -> None:
    """Add to a slot how a form fills it: while that form is active, and asks for it.

    `mappings` is what stood in the form: a list, one mapping alone, or nothing, which was an
    entity of the slot's name.
    """
    known = about.get("mappings") or []
    wanted = [copy.deepcopy(one) for one in _as_list(mappings, slot)]
    kept = []
    for mapping in known:
        bare = {key: value for key, value in mapping.items() if key != "conditions"}
        if bare in wanted:
            wanted.remove(bare)
            mapping["conditions"] = [*mapping.get("conditions", ()), _condition(bare, form, slot)]
        kept.append(mapping)
    for mapping in wanted:
        mapping["conditions"] = [_condition(mapping, form, slot)]
        kept.append(mapping)
    about["mappings"] = kept


def _as_list(mappings: Any, slot: str) -> list[Any]:
    if isinstance(mappings, dict):
        return [mappings]
    listed = [one for one in mappings or () if isinstance(one, dict)]
    return listed or [{"type": BY_NAME, "entity": slot}]


def _condition(mapping: Any, form: str, slot: str) -> dict[str, str]:
    condition = {"active_loop": form}
    if mapping.get("type") not in UNCONDITIONAL:
        condition["requested_slot"] = slot
    return condition


def fill_by_name(about: Any, slot: str, is_entity: bool) -> None:
    """Say outright that a slot is filled from the entity of its name, or by actions alone."""
    fills = about.pop("auto_fill", True) is not False
    mappings = about.get("mappings") or []
    by_name = {"type": BY_NAME, "entity": slot}
    if is_entity and fills and by_name not in mappings:
        mappings.append(by_name)
    about["mappings"] = mappings or [{"type": CUSTOM}]
