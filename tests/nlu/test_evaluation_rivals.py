"""The linear rival: its margins say what its labels say, between two labels as between more."""

import pytest

from benchmarks.nlu_svm import LinearMoods, LinearRival, make_model, train_rival

ROWS = {
    "track": ["where is my parcel", "where is my order", "track my parcel"],
    "greet": ["good morning", "hello there", "good evening"],
    "pay": ["can I pay by card", "pay later", "do you take card payments"],
}


@pytest.mark.parametrize("count", [2, 3])
def test_the_highest_margin_is_the_label(count: int) -> None:
    rows = [(text, label) for label in list(ROWS)[:count] for text in ROWS[label]]
    rival: LinearRival = train_rival([text for text, _ in rows], [label for _, label in rows])
    reading = rival.read(["where is my small parcel", "good morning to you"])
    assert reading.probabilities.shape == (2, count)
    said = [rival.labels[place] for place in reading.probabilities.argmax(axis=1)]
    assert said == ["track", "greet"]
    assert reading.sets is None
    assert rival.size_bytes() > 1_000


def test_nothing_known_is_stranger_than_what_was_taught() -> None:
    rows = [(text, label) for label, texts in ROWS.items() for text in texts]
    rival = train_rival([text for text, _ in rows], [label for _, label in rows])
    taught, strange = rival.read(["track my parcel", "xyzzy"]).unknown
    assert strange > taught


def test_moods_follow_the_sign_of_the_margin() -> None:
    texts = ["awful and broken", "awful again", "lovely and bright", "so lovely"]
    model = make_model().fit(texts, ["negative", "negative", "positive", "positive"])
    moods = LinearMoods(model).read(["awful", "lovely"])
    assert [label for label, _ in moods] == ["negative", "positive"]
    assert moods[0][1] < 0 <= moods[1][1]
