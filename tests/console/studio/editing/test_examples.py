"""Examples are added, changed, moved and taken out line by line."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.studio.editing.examples import (
    ExampleAt,
    add_examples,
    at_of,
    change_example,
    move_examples,
    remove_examples,
    tidy,
)
from console.studio.editing.personal import PersonalData, find_refused
from console.studio.editing.refusing import Gone
from nlu.core.project.examples import Example
from nlu.core.project.files import lay_over, read_folder
from nlu.core.project.project import read_project

EN = """# Greeting.
version: "3.1"
nlu:
- intent: greet # hello
  examples: |
    - hi
    - hello   \n    - [Ada](name) here

# Orders.
- intent: track
  examples: |
      * where is [FD-1](order)
      * "quoted": yes

- intent: stop
  examples:
  - never mind
  - text: forget it
    metadata: {sentiment: 0.1}
- synonym: lamp
  examples: |
    - light
"""
ZH = "nlu:\n- intent: greet\n  examples: |\n    - 你好\n"
FILES = {"data/nlu/en/a.yml": EN, "data/nlu/zh/a.yml": ZH, "data/stories.yml": "stories: []\n"}
WORDS = st.text(
    st.characters(blacklist_categories=["Cs", "Cc", "Zl", "Zp"], max_codepoint=0x1FFFF), max_size=20
).filter(lambda one: tidy(one) and tidy(one)[0] not in "-*+" and not find_refused(one))


def examples(files: Mapping[str, str]) -> list[Example]:
    return read_project(files).understood.examples


def said(files: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(one.intent, one.raw) for one in examples(files)]


def at(files: Mapping[str, str], raw: str) -> ExampleAt:
    return next(at_of(one) for one in examples(files) if one.raw == raw)


@settings(max_examples=60)
@given(st.integers(0, 6), WORDS)
def test_one_line_changes_when_an_example_is_worded_otherwise(place: int, text: str) -> None:
    old = examples(FILES)[place]
    after = lay_over(FILES, change_example(FILES, at=at_of(old), text=text))
    wanted = said(FILES)
    wanted[place] = (old.intent, tidy(text))
    assert said(after) == wanted
    before_lines = FILES[old.place.path].split("\n")
    lines = after[old.place.path].split("\n")
    line = old.place.line - 1
    assert lines[:line] + lines[line + 1 :] == before_lines[:line] + before_lines[line + 1 :]


@settings(max_examples=60)
@given(st.sampled_from(["greet", "track", "stop"]), st.lists(WORDS, min_size=1, max_size=3))
def test_lines_come_and_none_changes_when_examples_are_added(intent: str, texts: list[str]) -> None:
    after = lay_over(FILES, add_examples(FILES, intent=intent, texts=texts))
    known = set(said(FILES))
    fresh = {(intent, tidy(one)) for one in texts} - known
    assert set(said(after)) == known | fresh
    assert len(said(after)) == len(known) + len(fresh)
    for path, text in FILES.items():
        rest = iter(after[path].split("\n"))
        assert all(line in rest for line in text.split("\n"))


@settings(max_examples=40)
@given(st.sets(st.integers(0, 6), min_size=1))
def test_removed_lines_go_and_no_other(places: set[int]) -> None:
    old = examples(FILES)
    after = lay_over(FILES, remove_examples(FILES, at=[at_of(old[one]) for one in places]))
    assert said(after) == [pair for one, pair in enumerate(said(FILES)) if one not in places]
    for path in after:
        rest = iter(FILES[path].split("\n"))
        assert all(line in rest for line in after[path].split("\n"))


def test_example_is_added_where_most_of_its_language_are() -> None:
    changes = add_examples(FILES, intent="greet", texts=["  good\n morning ", "早上好", "hi"])
    assert changes == {
        "data/nlu/en/a.yml": EN.replace("name) here\n", "name) here\n    - good morning\n"),
        "data/nlu/zh/a.yml": ZH + "    - 早上好\n",
    }


def test_first_example_in_a_language_goes_to_the_twin_of_the_file() -> None:
    (path,) = add_examples(FILES, intent="track", texts=["包裹呢"])
    assert path == "data/nlu/zh/a.yml"
    assert list(add_examples(FILES, intent="new", texts=["x"])) == ["data/nlu/en/new.yml"]
    assert list(add_examples(FILES, intent="a/b", texts=["x"], path="data/q.yml")) == ["data/q.yml"]


def test_file_goes_with_its_last_example() -> None:
    files = FILES | {"data/x.yml": 'version: "3.1"\nnlu:\n- intent: x\n  examples: |\n    - y\n'}
    assert remove_examples(files, at=[at(files, "y")]) == {"data/x.yml": None}


def test_moved_examples_are_of_the_other_intent_alone() -> None:
    after = lay_over(
        FILES, move_examples(FILES, at=[at(FILES, "hi"), at(FILES, "你好")], intent="stop")
    )
    assert {("stop", "hi"), ("stop", "你好")} <= set(said(after))
    assert not {("greet", "hi"), ("greet", "你好")} & set(said(after))
    after = lay_over(FILES, move_examples(FILES, at=[at(FILES, "hi")], intent="fresh"))
    assert ("fresh", "hi") in said(after)
    assert list(after) == list(FILES)


def test_example_is_found_by_its_words_when_lines_have_moved() -> None:
    moved = {**FILES, "data/nlu/en/a.yml": "# one\n# two\n" + EN}
    changes = change_example(moved, at=at(FILES, "hello"), text="hey")
    assert ("greet", "hey") in said(lay_over(moved, changes))
    with pytest.raises(Gone):
        change_example(moved, at=ExampleAt("data/nlu/en/a.yml", 6, "hiya"), text="hey")


def test_bullets_of_a_copied_list_are_left_out() -> None:
    changes = add_examples(FILES, intent="greet", texts=["- hey", "• ho", "-", "* "])
    assert [raw for _, raw in said(lay_over(FILES, changes))][3:5] == ["hey", "ho"]


def test_example_without_words_is_removed() -> None:
    changes = change_example(FILES, at=at(FILES, "hello"), text=" \n ")
    assert ("greet", "hello") not in said(lay_over(FILES, changes))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("write to eve.k@gmail.com please", "email"),
        ("[a.b@shop.co.uk](email)", "email"),
        ("call me on 0171 555 98 76", "phone"),
        ("我的电话是13987650021", "phone"),
        ("my card 5425 2334 3010 9903", "card"),
        ("ada@example.com", None),
        ("[+49 170 1234567](phone)", None),
        ("order FD-1004217 of 2026-03-02", None),
        ("4242 4242 4242 4242", None),
        ("4111 1111 1111 1111", None),
        ("4242 4242 4242 0000", "card"),
        ("4111 1122 2233 3347", "card"),
        ("it cost 1299.00", None),
        ("since 03/02/2026 10:20", None),
        ("since 2026-03-02 14:05", None),
        ("from DE89 3704 0044 0532 0130 00", "account"),
        ('[eve.k@gmail.com]{"entity": "email"}', "email"),
        ("[my mail](email:eve.k@gmail.com)", "email"),
    ],
)
def test_s70_personal_data_is_not_learned(text: str, kind: str | None) -> None:
    assert [span.kind for span, _ in find_refused(text)] == ([kind] if kind else [])
    if kind:
        with pytest.raises(PersonalData):
            add_examples(FILES, intent="greet", texts=["fine", text])
        with pytest.raises(PersonalData):
            change_example(FILES, at=at(FILES, "hi"), text=text)
    else:
        assert add_examples(FILES, intent="greet", texts=[text])


def test_shipped_files_keep_every_other_line() -> None:
    files = read_folder(Path(__file__).parents[4])
    changes = add_examples(files, intent="track_order", texts=["where on earth is it", "到哪儿啦"])
    assert len(changes) == 2
    for path, text in changes.items():
        old, new = files[path].split("\n"), str(text).split("\n")
        place = next(i for i, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1])
        assert new[:place] + new[place + 1 :] == old


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("- where is it", "where is it"),
        ("• - where is it", "where is it"),
        ("my order - the lamp", "my order - the lamp"),
        ("0 ·", "0 ·"),
        ("-", ""),
    ],
)
def test_bullets_are_taken_off_the_beginning_alone(typed: str, kept: str) -> None:
    assert tidy(typed) == kept
