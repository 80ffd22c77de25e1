"""Examples that look mislabelled: planted ones are found, and the ranking is a ranking."""

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.studio.labelling.suspects import find_suspects
from nlu.core.suspects import find_nearest, find_unlike, list_suspects, measure_margins, vote

FRAMES = {
    "track_order": ("parcel with my {}", "has the parcel with a {} shipped", "parcel of the {}?"),
    "return_item": ("i want to send back the {}", "send back a {}", "how do i send back my {}"),
    "ask_price": ("price of the {}", "tell me the price of a {}", "what price has the {}"),
}
THINGS = {
    "track_order": ["lamp", "sofa", "rug", "chair", "vase", "clock", "shelf", "mirror"],
    "return_item": ["cup", "bowl", "plate", "fork", "spoon", "knife", "jug", "tray"],
    "ask_price": ["bed", "pillow", "blanket", "mattress", "sheet", "quilt", "towel", "robe"],
}
PAIRS = [
    (frame.format(thing), intent)
    for intent, frames in FRAMES.items()
    for frame in frames
    for thing in THINGS[intent]
]


def plant(count: int, seed: int) -> tuple[list[str], list[str], set[int]]:
    """Some examples under a wrong intent, and which."""
    chance = Random(seed)
    wrong = set(chance.sample(range(len(PAIRS)), count))
    texts = [text for text, _intent in PAIRS]
    intents = [
        chance.choice([other for other in FRAMES if other != intent]) if at in wrong else intent
        for at, (_text, intent) in enumerate(PAIRS)
    ]
    return texts, intents, wrong


@pytest.mark.parametrize("seed", range(3))
def test_planted_errors_are_among_the_first_with_the_right_intent(seed: int) -> None:
    texts, intents, wrong = plant(4, seed)
    found = find_suspects(texts, intents)
    assert found[0].place in wrong
    assert wrong <= {one.place for one in found[:8]}
    proposed = {one.place: one.proposed for one in found}
    assert all(proposed[at] == PAIRS[at][1] for at in wrong)
    assert all(one.label == intents[one.place] for one in found)
    assert [one.margin for one in found] == sorted((one.margin for one in found), reverse=True)


def test_clean_data_raise_no_suspicion() -> None:
    assert find_suspects([text for text, _ in PAIRS], [intent for _, intent in PAIRS]) == []


def test_the_same_words_under_two_intents_are_a_contradiction() -> None:
    texts = [*(text for text, _ in PAIRS), "Parcel with my LAMP?!"]
    intents = [*(intent for _, intent in PAIRS), "ask_price"]
    denied = find_suspects(["of course", "of course not"], ["affirm", "deny"])
    assert "twice" not in {one.kind for one in denied}
    twice = [one for one in find_suspects(texts, intents) if one.kind == "twice"]
    assert {(one.place, one.other) for one in twice} == {(0, len(PAIRS)), (len(PAIRS), 0)}
    assert twice[0].place == len(PAIRS)


def test_fewer_than_two_intents_or_no_words_at_all_are_no_trouble() -> None:
    assert find_suspects([], []) == []
    assert find_suspects(["a b", "c d"], ["x", "x"]) == []
    assert find_suspects(["", "?"], ["x", "y"], 5)[:0] == []
    with pytest.raises(ValueError, match="1 texts"):
        find_suspects(["a"], [])


def test_most_is_the_most_that_are_told() -> None:
    texts, intents, _wrong = plant(20, 1)
    assert len(find_suspects(texts, intents, 3)) == 3


def test_sentence_vectors_vote_as_words_do() -> None:
    vectors = np.eye(3, dtype=np.float32)[[0, 0, 0, 0, 1, 1, 1, 1, 1]]
    labels = ["a", "a", "a", "b", *"bbbbb"]
    texts = [f"text {letter}" for letter in "abcdefghi"]
    found = list_suspects(texts, labels, [find_nearest(vectors)])
    assert [(one.place, one.proposed, one.kind) for one in found] == [(3, "a", "unlike")]


@given(
    st.integers(1, 5).flatmap(
        lambda classes: st.tuples(
            st.just(classes), st.lists(st.integers(0, classes - 1), min_size=1, max_size=12)
        )
    ),
    st.randoms(use_true_random=False),
)
def test_votes_are_probabilities_of_others(drawn: tuple[int, list[int]], chance: Random) -> None:
    classes, listed = drawn
    labels = np.array(listed)
    neighbours = [
        (np.arange(len(listed)), np.array([chance.random() for _ in listed], dtype=np.float32))
        for _ in listed
    ]
    chances = vote(neighbours, labels, classes)
    assert np.allclose(chances.sum(axis=1), 1)
    margins = measure_margins(chances, labels)
    assert (np.abs(margins) <= 1 + 1e-9).all() or classes == 1
    for at, proposed in find_unlike(chances, labels).items():
        assert proposed != labels[at]
    changed = labels.copy()
    changed[0] = (changed[0] + 1) % classes
    assert np.allclose(vote(neighbours, changed, classes)[0], chances[0])
