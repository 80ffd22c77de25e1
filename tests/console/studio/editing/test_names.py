"""Renaming everywhere, merging, deleting only what nobody uses."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.studio.editing import entities, intents, responses, slots
from console.studio.editing.entities import BadMark, mark, unmark
from console.studio.editing.files import Edition
from console.studio.editing.mentions import list_mentions
from console.studio.editing.naming import rename, rename_in_marks
from console.studio.editing.refusing import BadName, CannotEdit, Gone, NameTaken, StillUsed
from nlu.core.project.examples import read_marks
from nlu.core.project.files import Changes, lay_over, read_folder
from nlu.core.project.project import read_project

SHIPPED = read_folder(Path(__file__).parents[4])
DOMAIN = """intents:
- greet # first
- buy:
    use_entities: [thing]
- faq
- idle
entities:
- thing:
    roles: [new, old]
- other
slots:
  size:
    type: text # why
    mappings:
    - type: from_entity
      entity: thing
      intent: [buy, "greet"]
      conditions:
      - active_loop: order_form
        requested_slot: size
forms:
  order_form:
    ignored_intents:
    - greet
    - buy
    required_slots:
    - size
responses:
  utter_greet:
  - text: "Hi {size}"
    buttons:
    - title: Buy
      payload: '/buy{"thing": "lamp"}'
    custom: {frontdesk: {cards: [{title: x, buttons: [{label: y, payload: /greet}]}]}}
  utter_ask_size:
  - text: How big?
  utter_ask_order_form_size:
  - text: How big is it?
  utter_faq/hours:
  - text: Always.
"""
NLU = """nlu:
- intent: greet
  examples: |
    - hi
    - hello
- intent: buy
  examples: |
    - hi
    - a [lamp](thing)
    - no [x]{"entity": "thing", "role": "old"} but [y][{"entity": "thing"}, {"entity": "other"}]
- intent: faq/hours
  examples: |
    - when are you open
- regex: thing
  examples: |
    - \\d+
"""
TALKS = """stories:
- story: A
  steps:
  - intent: greet
  - or:
    - intent: buy
      entities:
      - thing: lamp
    - intent: faq
  - slot_was_set:
    - size: big
  - action: order_form
  - active_loop: order_form
  - action: utter_greet
rules:
- rule: Hi
  steps:
  - intent: greet
  - action: utter_greet

- rule: Buy
  steps:
  - intent: buy
  - action: order_form
- rule: Buy again
  condition:
  - slot_was_set:
    - size: big
  steps:
  - intent: buy
  - action: utter_greet
"""
TEST = """stories:
- story: T
  steps:
  - user: |
      a [lamp](thing)
    intent: buy
  - user: '/greet{"thing": "x"}'
    intent: greet
"""
CONFIG = "pipeline:\n- name: X\n  talk: [greet, faq]\n  retrieval_intent: faq\n"
FILES = {
    "config.yml": CONFIG,
    "data/nlu.yml": NLU,
    "data/talks.yml": TALKS,
    "domain.yml": DOMAIN,
    "tests/test.yml": TEST,
}


def words(files: Mapping[str, str], old: str, new: str, *but: str) -> dict[str, str]:
    """Return the files with a word replaced wherever it stands, except in some phrases."""
    kept = {phrase: f"\0{place}" for place, phrase in enumerate(but)}
    found = {}
    for path, text in files.items():
        for phrase, sign in kept.items():
            text = text.replace(phrase, sign)
        text = text.replace(old, new)
        for phrase, sign in kept.items():
            text = text.replace(sign, phrase)
        found[path] = text
    return found


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        (rename(FILES, kind="intent", old="greet", new="welcome"),
         words(FILES, "greet", "welcome", "utter_greet")),
        (rename(FILES, kind="intent", old="faq", new="know"), words(FILES, "faq", "know")),
        (rename(FILES, kind="intent", old="faq/hours", new="faq/open"),
         words(FILES, "faq/hours", "faq/open")),
        (rename(FILES, kind="entity", old="thing", new="item"), words(FILES, "thing", "item")),
        (rename(FILES, kind="slot", old="size", new="extent"), words(FILES, "size", "extent")),
        (rename(FILES, kind="form", old="order_form", new="buy_form"),
         words(FILES, "order_form", "buy_form", "utter_ask_order_form_size")),
        (rename(FILES, kind="response", old="utter_greet", new="utter_hi"),
         words(FILES, "utter_greet", "utter_hi")),
    ],
)  # fmt: skip
def test_name_changes_everywhere_and_nothing_else(changes: Changes, wanted: dict[str, str]) -> None:
    assert lay_over(FILES, changes) == wanted


@pytest.mark.parametrize("intent", ["track_order", "affirm", "request_human", "return_item"])
def test_shipped_files_are_the_same_after_a_name_and_back(intent: str) -> None:
    there = lay_over(SHIPPED, rename(SHIPPED, kind="intent", old=intent, new="quite_another"))
    assert not [one for one in list_mentions(Edition(there)) if one.name == intent]
    back = lay_over(there, rename(there, kind="intent", old="quite_another", new=intent))
    assert back == SHIPPED


def test_names_that_cannot_be_are_refused() -> None:
    for bad in ("", "two words", "1st", "a/b/c", "x" * 81, "restart", "a: b"):
        with pytest.raises(BadName):
            rename(FILES, kind="intent", old="greet", new=bad)
    with pytest.raises(NameTaken):
        rename(FILES, kind="intent", old="greet", new="buy")
    with pytest.raises(Gone):
        rename(FILES, kind="intent", old="nothing", new="x")


def test_nothing_is_renamed_everywhere_where_a_file_cannot_be_read() -> None:
    files = FILES | {"data/broken.yml": "stories: [\n"}
    for call in (
        lambda: rename(files, kind="intent", old="greet", new="welcome"),
        lambda: intents.merge_intents(files, name="buy", into="greet"),
        lambda: intents.delete_intent(files, name="idle"),
    ):
        with pytest.raises(CannotEdit, match="broken"):
            call()


def test_merged_intent_is_gone_and_what_both_had_stays_once() -> None:
    after = lay_over(FILES, intents.merge_intents(FILES, name="buy", into="greet"))
    project = read_project(after)
    assert "buy" not in project.domain.intents
    assert not [
        one for one in list_mentions(Edition(after)) if (one.kind, one.name) == ("intent", "buy")
    ]
    assert [one.raw for one in project.understood.examples].count("hi") == 1
    assert project.domain.forms["order_form"].ignored_intents == ("greet",)
    # "Buy" would contradict "Hi"; "Buy again" holds under terms of its own.
    assert [one.name for one in project.stories if one.kind == "rule"] == ["Hi", "Buy again"]
    assert "# first" in after["domain.yml"]


def test_only_what_nobody_uses_is_deleted() -> None:
    files = FILES | {"config.yml": CONFIG.replace("greet", "idle, greet")}
    after = lay_over(files, intents.delete_intent(files, name="idle"))
    assert after == FILES | {"domain.yml": DOMAIN.replace("- idle\n", "")}
    for call, name in (
        (intents.delete_intent, "greet"),
        (entities.delete_entity, "thing"),
        (slots.delete_slot, "size"),
        (slots.delete_form, "order_form"),
        (responses.delete_response, "utter_greet"),
    ):
        with pytest.raises(StillUsed) as refused:
            call(FILES, name=name)
        assert ".yml:" in refused.value.message
        with pytest.raises((Gone, StillUsed)):
            call(FILES, name="nothing")


def test_deleted_entity_leaves_its_words() -> None:
    after = lay_over(FILES, entities.delete_entity(FILES, name="other"))
    assert after["data/nlu.yml"] == NLU.replace(', {"entity": "other"}', "")
    assert after["domain.yml"] == DOMAIN.replace("- other\n", "")


def test_new_intent_stands_in_the_domain_and_its_file() -> None:
    changes = intents.add_intent(FILES, name="wrap", texts=["gift wrap?"], path="data/nlu.yml")
    assert changes == {
        "domain.yml": DOMAIN.replace("- idle\n", "- idle\n- wrap\n"),
        "data/nlu.yml": f"{NLU}- intent: wrap\n  examples: |\n    - gift wrap?\n",
    }


TEXTS = st.text("abc []()é中:", min_size=1, max_size=12)


@settings(max_examples=150)
@given(TEXTS, st.integers(0, 12), st.integers(0, 12), st.sampled_from(["", "v w"]), st.booleans())
def test_marked_words_are_read_as_they_were_selected(
    text: str, start: int, end: int, value: str, has_role: bool
) -> None:
    bare, before = read_marks(text)
    try:
        made = mark(text, start=start, end=end, entity="thing", value=value, role="r" * has_role)
    except BadMark:
        return
    said, spans = read_marks(made)
    assert said == bare
    (new,) = set(spans) - set(before)
    words = bare[start:end].strip()
    assert (bare[new.start : new.end], new.value, new.role) == (
        words,
        value or words,
        "r" if has_role else None,
    )
    assert unmark(made, start=new.start) == text


@pytest.mark.parametrize(("start", "end"), [(0, 0), (5, 2), (-1, 3), (0, 99), (2, 4), (1, 2)])
def test_marks_that_cannot_be_are_refused(start: int, end: int) -> None:
    raw = "a [lamp](thing) for me"
    with pytest.raises(BadMark):
        mark(raw, start=start, end=end, entity="thing")
    with pytest.raises(BadMark):
        unmark(raw, start=0)
    assert mark(raw, start=7, end=10, entity="who") == "a [lamp](thing) [for](who) me"
    assert unmark(raw, start=2) == "a lamp for me"


def test_marks_of_other_entities_keep_their_names() -> None:
    raw = '[a](x:y) [b](y) [c]{"entity": "x", "role": "x"} [d][{"entity": "y"}, {"entity": "x"}] x'
    wanted = (
        '[a](z:y) [b](y) [c]{"entity": "z", "role": "x"} [d][{"entity": "y"}, {"entity": "z"}] x'
    )
    assert rename_in_marks(raw, "x", "z") == wanted
