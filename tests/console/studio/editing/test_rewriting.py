"""A part of a YAML text is changed; every other character stays."""

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.studio.editing.emitting import Block, Quoted
from console.studio.editing.refusing import CannotEdit
from console.studio.editing.rewriting import rewrite
from nlu.core.project.reader import plain
from nlu.core.project.yaml import read_yaml

KEYS = st.sampled_from(["intent", "text", "a b", "steps", "name", "x-1", "中文", "no"])
TEXTS = st.one_of(
    st.sampled_from(["greet", "yes", "12", "", "a: b", "# no", "- x", "'", '"', "{x}", "a\nb\n"]),
    st.text(st.characters(blacklist_categories=["Cs", "Cc"], max_codepoint=0x1FFFF), max_size=12),
)
LEAVES = st.one_of(TEXTS, st.integers(-9, 99), st.booleans(), st.none(), st.just(0.5))
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=4)),
    max_leaves=10,
)
TABLES = st.dictionaries(KEYS, VALUES, min_size=1, max_size=4)


def write(value: Any, chance: random.Random, column: int = 0) -> list[str]:
    """Return lines of YAML as people write it: comments, blank lines, several styles."""
    pad, lines = " " * column, []
    rows = value.items() if isinstance(value, dict) else [(None, one) for one in value]
    for key, one in rows:
        if chance.random() < 0.2:
            lines.append(f"{pad}# note {chance.randrange(100)}")
        if chance.random() < 0.15 and lines:
            lines.append("")
        head = f"{pad}-" if key is None else f"{pad}{quote(key, chance)}:"
        lines += write_entry(head, one, chance, column, is_row=key is None)
    return lines


def write_entry(
    head: str, one: Any, chance: random.Random, column: int, *, is_row: bool
) -> list[str]:
    note = chance.choice(["", "", "  # why"])
    if isinstance(one, dict | list) and one and chance.random() < 0.8:
        inner = write(one, chance, column + 2)
        if is_row and chance.random() < 0.6 and not inner[0].lstrip().startswith("#"):
            return [f"{head} {inner[0].lstrip()}", *inner[1:]]
        if isinstance(one, list) and not is_row and chance.random() < 0.5:
            inner = write(one, chance, column)
        return [head + note, *inner]
    if isinstance(one, str) and one == "a\nb\n" and chance.random() < 0.7:
        return [f"{head} |{note}", f"{' ' * column}    a", f"{' ' * column}    b"]
    return [f"{head} {flow(one, chance)}{note}"]


def flow(one: Any, chance: random.Random) -> str:
    if isinstance(one, dict):
        return (
            "{" + ", ".join(f"{quote(k, chance)}: {flow(v, chance)}" for k, v in one.items()) + "}"
        )
    if isinstance(one, list):
        return "[" + ", ".join(flow(v, chance) for v in one) + "]"
    if one is None:
        return "null"
    if isinstance(one, bool):
        return str(one).lower()
    return quote(one, chance) if isinstance(one, str) else str(one)


def quote(text: str, chance: random.Random) -> str:
    is_simple = text.isidentifier() and text.lower() not in ("null", "true", "false")
    if is_simple and chance.random() < 0.7:
        return text
    if "\n" not in text and text.isprintable() and chance.random() < 0.5:
        return "'" + text.replace("'", "''") + "'"
    escaped = "".join(c if c.isprintable() and c not in '"\\' else f"\\U{ord(c):08x}" for c in text)
    return f'"{escaped}"'


def read(text: str) -> Any:
    return plain(read_yaml(text))


def same(one: Any, other: Any) -> bool:
    return repr(sort(one)) == repr(sort(other))


def sort(value: Any) -> Any:
    if isinstance(value, dict):
        return sorted((key, sort(one)) for key, one in value.items())
    return [sort(one) for one in value] if isinstance(value, list) else value


@settings(max_examples=60)
@given(TABLES, VALUES.filter(lambda one: isinstance(one, dict)), st.randoms(), st.booleans())
def test_text_says_what_was_meant_whatever_it_said(
    before: Any, after: Any, chance: random.Random, is_windows: bool
) -> None:
    text = "\n".join(write(before, chance)) + "\n"
    if is_windows:
        text = text.replace("\n", "\r\n")
    assert same(read(text), before)
    changed = rewrite(text, [], after)
    assert same(read(changed), after)
    assert "\r\n" not in changed or "\n" not in changed.replace("\r\n", "")


@settings(max_examples=60)
@given(TABLES, st.data(), st.randoms())
def test_no_other_line_changes_when_one_word_does(
    before: Any, data: st.DataObject, chance: random.Random
) -> None:
    where = data.draw(st.sampled_from(list_leaves(before, ())))
    text = "\n".join(write(before, chance)) + "\n"
    changed = rewrite(text, where, "other")
    old, new = text.split("\n"), changed.split("\n")
    start = next((i for i, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), 0)
    left = len(old) - len(new)
    assert 0 <= left <= 2  # a block of two lines becomes one word
    assert old[start + 1 + left :] == new[start + 1 :]
    assert old[:start] == new[:start]


@settings(max_examples=60)
@given(TABLES, st.data(), st.randoms())
def test_every_line_stays_when_an_entry_is_added(
    before: Any, data: st.DataObject, chance: random.Random
) -> None:
    lists = [one for one in list_lists(before, ()) if one[1]]
    if not lists:
        return
    where, rows = data.draw(st.sampled_from(lists))
    place = data.draw(st.integers(0, len(rows)))
    text = "\n".join(write(before, chance)) + "\n"
    changed = rewrite(text, where, [*rows[:place], "newcomer", *rows[place:]])
    one_line_lists = text.count("[")
    if not one_line_lists:
        assert_grown(text.split("\n"), changed.split("\n"))


@settings(max_examples=60)
@given(TABLES, st.data(), st.randoms())
def test_comments_beside_stay_when_an_entry_is_taken_out(
    before: Any, data: st.DataObject, chance: random.Random
) -> None:
    lists = [one for one in list_lists(before, ()) if len(one[1]) > 1]
    if not lists:
        return
    where, rows = data.draw(st.sampled_from(lists))
    place = data.draw(st.integers(0, len(rows) - 1))
    text = "\n".join(write(before, chance)) + "\n"
    if "[" in text or "{" in text:
        return
    changed = rewrite(text, where, rows[:place] + rows[place + 1 :])
    assert_grown(changed.replace("- ", "  ").split("\n"), text.replace("- ", "  ").split("\n"))


def assert_grown(old: list[str], new: list[str]) -> None:
    rest = iter(line.strip().lstrip("- ") for line in new)
    missing = [one for one in old if one.strip() and one.strip().lstrip("- ") not in rest]
    assert missing == []


def list_leaves(value: Any, where: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    if isinstance(value, dict):
        return [one for key in value for one in list_leaves(value[key], (*where, key))] or [where]
    if isinstance(value, list):
        found = [list_leaves(one, (*where, place)) for place, one in enumerate(value)]
        return [one for some in found for one in some] or [where]
    return [where]


def list_lists(value: Any, where: tuple[Any, ...]) -> list[tuple[tuple[Any, ...], list[Any]]]:
    if isinstance(value, dict):
        return [one for key in value for one in list_lists(value[key], (*where, key))]
    if isinstance(value, list):
        found = [list_lists(one, (*where, place)) for place, one in enumerate(value)]
        return [(where, value), *(one for some in found for one in some)]
    return []


def test_quotes_and_notes_stay_when_a_text_changes() -> None:
    text = "a: \"x\" # why\nb: 'y'\nc: |\n  - one\n  - two\n\n# end\nd: z\n"
    changed = rewrite(text, [], {"a": "x2", "b": "it's", "c": "- one\n- 2\n", "d": "no: w"})
    assert changed == ("a: \"x2\" # why\nb: 'it''s'\nc: |\n  - one\n  - 2\n\n# end\nd: 'no: w'\n")


def test_new_entry_has_the_blank_line_that_stands_between_the_others() -> None:
    text = "nlu:\n- intent: a\n  examples: |\n    - x\n\n- intent: b\n  examples: |\n    - y\n"
    rows = [*read(text)["nlu"], {"intent": "c", "examples": Block("- z\n")}]
    assert rewrite(text, ["nlu"], rows) == f"{text}\n- intent: c\n  examples: |\n    - z\n"
    assert rewrite(text, ["nlu"], rows[:1]) == text[: text.index("\n- intent: b")]


def test_entry_takes_its_note_along_when_it_moves() -> None:
    text = "a:\n- x # first\n- y\n- z # last\n"
    assert rewrite(text, ["a"], ["z", "x", "y"]) == "a:\n- z # last\n- x # first\n- y\n"


def test_words_other_readers_take_for_truth_are_quoted() -> None:
    assert rewrite("a: 1\n", ["b"], ["no", Quoted("x")]) == 'a: 1\nb:\n- "no"\n- "x"\n'


def test_what_an_alias_stands_for_is_not_changed_in_passing() -> None:
    text = "a: &all\n- x\nb: *all\n"
    for where in (["a"], ["b"], ["a", 0]):
        with pytest.raises(CannotEdit):
            rewrite(text, where, "z")
    assert rewrite(text, ["c"], "z") == f"{text}c: z\n"


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "# nothing yet"])
def test_first_words_of_a_file_follow_its_notes(text: str) -> None:
    assert read(changed := rewrite(text, ["a"], [1])) == {"a": [1]}
    assert changed.startswith(text)
