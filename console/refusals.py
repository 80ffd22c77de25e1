"""Errors whose words stand in the catalogs, and the words of every error in either language."""

from typing import Any, TypeVar

from console.words import WORDS, say
from kernel.errors import FrontdeskError
from kernel.turns import Language

E = TypeVar("E", bound=FrontdeskError)

# Codes that say too little: in English the message says more.
BROAD = frozenset(
    {
        "conflict",
        "forbidden",
        "invalid",
        "not_found",
        "too_large",
        "too_many",
        "unauthenticated",
        "unavailable",
    }
)


def refusal(kind: type[E], code: str, **values: Any) -> E:
    """Return an error of a kind whose words are `error_<code>` of the catalogs."""
    error = kind(say(f"error_{code}", "en", **values), **values)
    error.code = code
    return error


def tell_error(error: FrontdeskError, language: Language) -> str:
    """Return the words for an error: those of its code, or else its own message."""
    key = f"error_{error.code}"
    if key not in WORDS or (language == "en" and error.code in BROAD):
        return error.message
    try:
        return say(key, language, **error.data)
    except KeyError:  # the words name a value that this error does not carry
        return error.message
