"""What a label changes in the files, and that it is taken out again without a trace."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from console.studio.labelling.door import make_example
from console.studio.labelling.errors import ExampleEmpty, IntentTaken, NameUnfit
from console.studio.labelling.examples import (
    find_new,
    list_intents,
    name_intent,
    teach,
    unteach,
)
from nlu.core.project.files import Files, lay_over
from nlu.core.project.project import read_project
from tests.console.studio.labelling.conftest import DOMAIN, NLU

FILES = {"domain.yml": DOMAIN, "data/nlu/en/talk.yml": NLU}
LINE = st.text(min_size=1, max_size=40)


def read(files: Files) -> set[tuple[str, str]]:
    project = read_project(files)
    assert project.faults == []
    return {(one.intent, one.raw) for one in project.understood.examples}


def add(files: Files, intent: str, *lines: str, is_new: bool = False) -> dict[str, str]:
    return lay_over(files, teach(files, intent, lines, is_new=is_new))


def test_examples_stand_beside_the_others_of_their_language() -> None:
    files = add(FILES, "greet", "hey you", "你好")
    assert read(files) == read(FILES) | {("greet", "hey you"), ("greet", "你好")}
    assert "    - hi there\n    - hey you\n" in files["data/nlu/en/talk.yml"]
    assert list(files) == ["data/nlu/en/talk.yml", "data/nlu/zh/talk.yml", "domain.yml"]


@given(st.lists(st.tuples(st.sampled_from(["greet", "return_item"]), LINE), max_size=5))
def test_whatever_customers_write_is_read_back_and_taken_out_again(
    drawn: list[tuple[str, str]],
) -> None:
    files, added = FILES, set()
    for intent, text in drawn:
        try:
            line = make_example(text)
        except ExampleEmpty:
            continue
        new = find_new(read_project(files), intent, [line])
        added |= {(intent, one) for one in new}
        files = add(files, intent, *new)
    assert read(files) == read(FILES) | added
    for text in files.values():
        yaml.safe_load(text)
    for intent, line in added:
        files = lay_over(files, unteach(files, intent, [line], was_new=False))
    assert read(files) == read(FILES)


def test_what_is_known_is_not_new() -> None:
    project = read_project(FILES)
    assert find_new(project, "greet", ["hello", "- hey", "hey", "hello you"]) == [
        "hey",
        "hello you",
    ]


def test_new_intent_stands_in_the_domain_and_goes_again() -> None:
    files = add(FILES, "ask_gift_card", "gift cards?", is_new=True)
    assert "ask_gift_card" in read_project(files).domain.intents
    back = lay_over(files, unteach(files, "ask_gift_card", ["gift cards?"], was_new=True))
    assert read_project(back).domain.intents.keys() == read_project(FILES).domain.intents.keys()
    assert read(back) == read(FILES)


def test_new_intent_that_something_uses_stays() -> None:
    files = add(FILES, "ask_gift_card", "gift cards?", is_new=True)
    files["data/s.yml"] = "stories:\n- story: s\n  steps:\n  - intent: ask_gift_card\n"
    back = lay_over(files, unteach(files, "ask_gift_card", ["gift cards?"], was_new=True))
    assert "ask_gift_card" in read_project(back).domain.intents
    assert ("ask_gift_card", "gift cards?") not in read(back)


def test_new_intent_with_examples_of_others_stays() -> None:
    files = add(FILES, "ask_gift_card", "gift cards?", "vouchers?", is_new=True)
    back = lay_over(files, unteach(files, "ask_gift_card", ["gift cards?"], was_new=True))
    assert ("ask_gift_card", "vouchers?") in read(back)


def test_what_is_gone_already_is_no_trouble() -> None:
    assert unteach(FILES, "greet", ["not there"], was_new=False) == {}


def test_intent_that_is_there_is_not_made_again() -> None:
    with pytest.raises(IntentTaken):
        teach(FILES, "greet", ["x y"], is_new=True)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Gift cards", "gift_cards"),
        (" ask-price ", "ask_price"),
        ("a1", "a1"),
        ("礼品卡", "礼品卡"),
    ],
)
def test_what_is_typed_becomes_a_name(typed: str, name: str) -> None:
    assert name_intent(typed) == name


@pytest.mark.parametrize("typed", ["", "1a", "a: b", "a" * 90, "[x]", "!!python", "faq/a", "null"])
def test_unfit_name_is_refused(typed: str) -> None:
    with pytest.raises(NameUnfit):
        name_intent(typed)


def test_intents_to_choose_from_are_those_with_examples() -> None:
    assert list_intents(read_project(FILES)) == ["greet", "return_item", "track_order"]
