"""What is wrong with a form, beside the field it is about, in the language of the page. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from console.words import WORDS, say
from kernel.turns import Language

T = TypeVar("T", bound=BaseModel)
Problems = dict[str, str]
DEPTH = {"week": 2, "rules": 3, "items": 3}  # how many parts of a place name a field; else one
WHOLE = "form"  # where a problem stands that is no single field's


def check_form(
    kind: type[T], body: Mapping[str, Any], language: Language
) -> tuple[T | None, Problems]:
    """Return the setting, or what is wrong by field: the first of each.

    The check is the model's own, the very one that the HTTP API makes.
    """
    try:
        return kind.model_validate(dict(body)), {}
    except ValidationError as error:
        problems: Problems = {}
        for one in error.errors():
            problems.setdefault(name_place(one["loc"]), say_problem(dict(one), language))
        return None, problems


def name_place(place: Sequence[int | str]) -> str:
    """Return the field a problem is about: "week.0" for ("week", 0, 1), "form" for ()."""
    parts = [str(part) for part in place if part != "function-after"]
    if not parts:
        return WHOLE
    return ".".join(parts[: DEPTH.get(parts[0], 1)])


def say_problem(error: Mapping[str, Any], language: Language) -> str:
    """Return one problem in words; what has none of its own is told in general."""
    kind = str(error["type"])
    if kind == "too_long" and isinstance(error.get("input"), str):
        kind = "string_too_long"
    if kind == "value_error" and "names neither" in str(error.get("msg")):
        kind = "need"
    key = f"desk_problem_{kind}"
    if key in WORDS:
        return say(key, language, **error.get("ctx", {}))
    return say("desk_problem", language)
