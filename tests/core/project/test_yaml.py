"""YAML that people type: lines of every part, and refusals (S67)."""

import string
import time

import pytest
import yaml as pyyaml
from hypothesis import given
from hypothesis import strategies as st

from nlu.core.project.faults import ProjectUnreadable
from nlu.core.project.reader import plain
from nlu.core.project.yaml import MAX_ALIASES, MAX_BYTES, Table, read_yaml

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{one}: &{one} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, one in zip("abcdefgh", "bcdefghi", strict=True)
)


def refused(text: str) -> ProjectUnreadable:
    began = time.perf_counter()
    with pytest.raises(ProjectUnreadable) as caught:
        read_yaml(text, "data/x.yml")
    assert time.perf_counter() - began < 5  # a hang is meant; speed is no matter of tests
    return caught.value


def test_lines_are_known() -> None:
    top = read_yaml("stories:\n- story: One\n  steps:\n  - intent: greet\n")
    assert isinstance(top, Table)
    story = top["stories"][0]
    assert (story["story"].line, story["steps"][0]["intent"].line) == (2, 4)


def test_words_of_yaml_1_1_are_words() -> None:
    assert plain(read_yaml("a: yes\nb: no\nc: on\nd: true\ne: 'true'\nf: 12\ng: 1.5\nh: ~\n")) == {
        "a": "yes",
        "b": "no",
        "c": "on",
        "d": True,
        "e": "true",
        "f": 12,
        "g": 1.5,
        "h": None,
    }


def test_s67_bomb_of_aliases_is_refused() -> None:
    assert len(BOMB) < 400
    assert "Aliases" in refused(BOMB).reason


def test_many_aliases_are_refused() -> None:
    text = "a: &a x\nb:\n" + "- *a\n" * (MAX_ALIASES + 1)
    error = refused(text)
    assert error.place.line == MAX_ALIASES + 3


def test_few_aliases_are_read() -> None:
    text = "a: &a {x: 1}\nb: *a\nc:\n  <<: *a\n  y: 2\n"
    assert plain(read_yaml(text)) == {"a": {"x": 1}, "b": {"x": 1}, "c": {"x": 1, "y": 2}}


def test_alias_of_itself_is_refused() -> None:
    assert "no anchor" in refused("a: &a [*a]\n").reason


@pytest.mark.parametrize(
    ("text", "words", "line"),
    [
        ("[" * 50 + "]" * 50, "deeper", 1),
        ("a: 1\nb: 2\na: 3\n", "twice", 3),
        ("a: !!python/object/apply:os.system [ls]\n", "tag", 1),
        ("a: 1\n---\nb: 2\n", "second document", 3),
        ("a: [1, 2\nb: 3\n", "no YAML", 2),
        ("a: *b\n", "", 1),
        ("a: !custom x\n", "tag", 1),
        ("? [a]\n: b\n", "key", 1),
    ],
)
def test_bad_yaml_is_refused_with_its_line(text: str, words: str, line: int) -> None:
    error = refused(text)
    assert words in error.reason
    assert error.place.line == line
    assert error.place.path == "data/x.yml"


def test_large_file_is_refused() -> None:
    assert "larger" in refused("a: " + "x" * MAX_BYTES).reason


def test_empty_file_says_nothing() -> None:
    assert read_yaml("# nothing\n") is None


WORDS = st.text(string.ascii_letters + " :#-[]{}'\"|>&*!%@,?\n中文", max_size=20)
TREES = st.recursive(
    WORDS | st.integers() | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=20,
)


@given(tree=st.dictionaries(WORDS, TREES, min_size=1, max_size=4))
def test_what_was_written_is_read(tree: dict[str, object]) -> None:
    dumped = pyyaml.safe_dump(tree, allow_unicode=True)
    assert plain(read_yaml(dumped)) == tree


@given(text=st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    reasons = []
    try:
        read_yaml(text)
    except ProjectUnreadable as error:
        reasons.append(error.reason)
    assert all(reason.endswith(".") for reason in reasons)
