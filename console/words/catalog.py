"""What a catalog of words is, and how one is said."""

from collections.abc import Mapping
from typing import Any

from kernel.turns import Language

Catalog = Mapping[str, Mapping[Language, str]]


def merge(*catalogs: Catalog) -> Catalog:
    """Return all words in one catalog; raise `ValueError` where two know the same key."""
    merged: dict[str, Mapping[Language, str]] = {}
    for catalog in catalogs:
        if twice := sorted(merged.keys() & catalog.keys()):
            raise ValueError(f"said twice: {', '.join(twice)}")
        merged.update(catalog)
    return merged


class Count(int):
    """A number beside what it counts: `{count:example|examples}` is "1 example", "2 examples"."""

    def __format__(self, wanted: str) -> str:
        one, is_either, many = wanted.partition("|")
        if not is_either:
            return super().__format__(wanted)
        return f"{int(self)} {one if self == 1 else many}"


def fill(catalog: Catalog, key: str, language: Language, **values: Any) -> str:
    """Return the words for a key with its blanks filled in; raise `KeyError` for an unknown key."""
    words = catalog[key][language]
    if not values:
        return words
    return words.format(
        **{name: Count(one) if type(one) is int else one for name, one in values.items()}
    )
