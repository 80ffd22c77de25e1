"""Typed answers to buttons: what plainly means one, and what says more than that."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.turns.choosing import (
    FILLERS,
    MAX_WORDS,
    PLAIN,
    Choice,
    choose,
    may_choose,
    simplify,
)
from bot.turns.positions import CARDINALS, ORDINALS

ENGLISH = [
    Choice("Where is my order?", "/track_order"),
    Choice("Get a refund", "/track_refund"),
    Choice("Change the address", "/change_address"),
    Choice("Something else", "/nlu_fallback", is_way_out=True),
]
CHINESE = [
    Choice("我的订单到哪了？", "/track_order"),
    Choice("查看退款", "/track_refund"),
    Choice("修改地址", "/change_address"),
]
CONFIRMATION = [Choice("Yes, cancel it", "/affirm"), Choice("No, keep it", "/deny")]
# Few and short, so that labels share words often; sampled, because drawing text costs more time.
WORDS = st.sampled_from(
    [
        "refund",
        "parcel",
        "late",
        "Straße",
        "café",
        "broken",
        "lamp",
        "rug",
        "box",
        "Friday",
        "7th",
        "x",
    ]
)
FEW = settings(max_examples=60)


def meant(text: str, choices: list[Choice]) -> str | None:
    choice = choose(text, choices)
    return choice.payload if choice else None


@pytest.mark.parametrize(
    ("text", "payload"),
    [
        ("1", "/track_order"),
        ("2.", "/track_refund"),
        ("#3", "/change_address"),
        ("number two", "/track_refund"),
        ("No. 2", "/track_refund"),
        ("option 3", "/change_address"),
        ("the second one", "/track_refund"),
        ("2nd", "/track_refund"),
        ("first", "/track_order"),
        ("the third please", "/change_address"),
        ("I'd like the second one, please", "/track_refund"),
        ("the last one", "/change_address"),
        ("where's my order", "/track_order"),
        ("WHERE IS MY ORDER", "/track_order"),
        ("something else", "/nlu_fallback"),
        ("4", "/nlu_fallback"),
        ("the refund one", "/track_refund"),
        ("I mean the refund", "/track_refund"),
        ("ＲＥＦＵＮＤ!", "/track_refund"),
        ("address", "/change_address"),
        ("change address please", "/change_address"),
    ],
)
def test_choice_is_taken_when_the_text_plainly_means_it(text: str, payload: str) -> None:
    assert meant(text, ENGLISH) == payload


@pytest.mark.parametrize(
    ("text", "payload"),
    [
        ("第二个", "/track_refund"),
        ("第三", "/change_address"),
        ("2号", "/track_refund"),
        ("２", "/track_refund"),
        ("选一", "/track_order"),
        ("我选第三个", "/change_address"),
        ("最后一个", "/change_address"),
        ("查看退款，谢谢", "/track_refund"),
        ("我要退款", "/track_refund"),
        ("退款那个", "/track_refund"),
        ("改地址", "/change_address"),
    ],
)
def test_choice_is_taken_when_it_is_meant_in_chinese(text: str, payload: str) -> None:
    assert meant(text, CHINESE) == payload


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?!",
        "5",
        "0",
        "yes",
        "no",
        "ok",
        "order",
        "my order",
        "not the refund",
        "I want a refund for the lamp",
        "get a refund and change the address",
        "the latter",
        "1.5",
        "two lamps",
        "cancel",
        "it",
    ],
)
def test_text_stays_a_message_when_it_says_more_or_less_than_a_choice(text: str) -> None:
    assert meant(text, ENGLISH) is None


@pytest.mark.parametrize(
    "text", ["是的", "不是", "订单", "两个", "退款到哪了", "不要退款", "一个台灯"]
)
def test_chinese_text_stays_a_message_when_it_says_more_or_less(text: str) -> None:
    assert meant(text, CHINESE) is None


@pytest.mark.parametrize(
    ("text", "payload"),
    [
        ("the latter", "/deny"),
        ("the former", "/affirm"),
        ("后者", "/deny"),
        ("cancel it", "/affirm"),
        ("keep it", "/deny"),
        ("yes", None),
        ("don't cancel it", None),
        ("yes, cancel it", "/affirm"),
    ],
)
def test_one_of_two_is_taken_when_it_is_named(text: str, payload: str | None) -> None:
    assert meant(text, CONFIRMATION) == payload


def test_yes_is_a_choice_when_a_label_says_so() -> None:
    assert meant("yes please", [Choice("Yes", "/affirm"), Choice("No", "/deny")]) == "/affirm"
    assert meant("是的", [Choice("是的", "/affirm"), Choice("不是", "/deny")]) == "/affirm"


def test_nothing_is_taken_when_two_labels_are_alike() -> None:
    cards = [
        Choice("Aurora Lamp", "/a"),
        Choice("Brook Lamp", "/b"),
        Choice("Tell me more", "/a", is_numbered=False),
        Choice("Tell me more", "/b", is_numbered=False),
    ]
    assert meant("tell me more", cards) is None
    assert meant("lamp", cards) is None
    assert meant("the brook one", cards) == "/b"
    assert meant("3", cards) is None


LABELS = st.lists(
    st.lists(WORDS, min_size=1, max_size=4).map(" ".join), min_size=1, max_size=5, unique=True
)


def offer(labels: list[str]) -> list[Choice]:
    return [Choice(label, f"/{number}") for number, label in enumerate(labels)]


@FEW
@given(LABELS, st.data())
def test_label_is_understood_however_it_is_written(labels: list[str], data: st.DataObject) -> None:
    choices = offer(labels)
    chosen = data.draw(st.sampled_from(choices))
    dress = data.draw(st.sampled_from(["{}", " {}! ", "{}, please", "“{}”", "{}。"]))
    assert choose(dress.format(chosen.label), choices) == chosen


@FEW
@given(LABELS, st.data())
def test_number_means_the_place_and_nothing_beyond_the_last(
    labels: list[str], data: st.DataObject
) -> None:
    choices = offer(labels)
    place = data.draw(st.integers(1, 9))
    forms = ["{place}", "number {place}", "option {word}", "the {order} one", "第{place}个"]
    form = data.draw(st.sampled_from(forms))
    said = form.format(place=place, word=CARDINALS[place - 1], order=ORDINALS[place - 1])
    assume(said not in labels)
    assert choose(said, choices) == (choices[place - 1] if place <= len(choices) else None)


@FEW
@given(LABELS, st.lists(WORDS, min_size=MAX_WORDS + 1, max_size=12))
def test_long_text_is_a_message_unless_it_is_the_label(labels: list[str], words: list[str]) -> None:
    choices, said = offer(labels), " ".join(words)
    assume(len(simplify(said).split()) > MAX_WORDS)
    assert choose(said, choices) is None or simplify(said) in map(simplify, labels)


@FEW
@given(LABELS, st.text("qwz", min_size=1, max_size=4))
def test_word_that_is_in_no_label_makes_it_a_message(labels: list[str], word: str) -> None:
    choices = offer(labels)
    known = {part for label in labels for part in simplify(label).split()}
    strange = simplify(word)
    assume(strange and set(strange.split()).isdisjoint(known | FILLERS | {*CARDINALS, *ORDINALS}))
    assume(strange not in ("last", "latter", "former"))
    assert choose(f"{choices[0].label} {word}", choices) is None


@FEW
@given(st.sampled_from(sorted(PLAIN - {*CARDINALS})), LABELS)
def test_everyday_word_alone_chooses_nothing(word: str, labels: list[str]) -> None:
    choices = offer(labels)
    assume(word not in map(simplify, labels))
    assert choose(word, choices) is None


@FEW
@given(st.text(max_size=300), st.lists(st.text(max_size=40), max_size=5))
def test_whatever_is_typed_is_one_of_the_choices_or_none(text: str, labels: list[str]) -> None:
    choices = [Choice(label, f"/{number}") for number, label in enumerate(labels)]
    found = choose(text, choices)
    assert found is None or (found in choices and may_choose(text[:200]))
