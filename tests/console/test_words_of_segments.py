"""Every segment and every trait that the analytics know can be said in both languages."""

import re

import pytest

from console.words.catalog import merge
from console.words.segments import ABOUT, NAMES, SEGMENTS, TRAITS
from crm_backend.analytics.segments import rules
from crm_backend.analytics.segments.movement import NOT_YET
from crm_backend.analytics.segments.profiles import PHRASES
from crm_backend.analytics.segments.rfm import COLUMNS


def test_every_name_is_said_and_no_other() -> None:
    assert set(NAMES) == {f"segment_{name}" for name in (*rules.NAMES, NOT_YET)}
    assert set(ABOUT) == {f"segment_{name}_about" for name in rules.NAMES}
    levels = {f"segment_trait_{level}" for level in PHRASES}
    assert set(TRAITS) == levels | {f"segment_column_{name}" for name in COLUMNS}
    assert merge(NAMES, ABOUT, TRAITS) == SEGMENTS


@pytest.mark.parametrize("level", PHRASES)
def test_traits_are_said_with_the_same_blanks(level: str) -> None:
    blanks = set(re.findall(r"{(\w+)", PHRASES[level]))
    for text in TRAITS[f"segment_trait_{level}"].values():
        assert set(re.findall(r"{(\w+)", text)) == blanks


def test_no_two_segments_are_called_the_same() -> None:
    for language in ("en", "zh"):
        assert len({words[language] for words in NAMES.values()}) == len(NAMES)
