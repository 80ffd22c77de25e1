"""The pictures: well-formed, readable by machines and people, and true to the figures."""

from xml.etree import ElementTree

import numpy as np
import pytest

from nlu.evaluation.confusion import draw_confusion
from nlu.evaluation.coverage import LEFT, WIDE, draw_coverage, place_share
from nlu.evaluation.metrics import bin_confidence, score_sets
from nlu.evaluation.reliability import SIDE, draw_reliability

NAMESPACE = "{http://www.w3.org/2000/svg}"


def parse(picture: str) -> ElementTree.Element:
    root = ElementTree.fromstring(picture)  # noqa: S314 (written a line above)
    assert root.tag == f"{NAMESPACE}svg"
    assert root.get("aria-label") == root.findtext(f"{NAMESPACE}title")
    assert "prefers-color-scheme: dark" in picture
    assert not {"http://", "https://"} & set(picture.replace(NAMESPACE[1:-1], "").split('"'))
    return root


def bars(root: ElementTree.Element) -> dict[str, ElementTree.Element]:
    found = root.iter(f"{NAMESPACE}rect")
    return {note: bar for bar in found if (note := bar.findtext(f"{NAMESPACE}title"))}


def test_confusion_shows_each_pair_that_occurs() -> None:
    found = bars(parse(draw_confusion(["a", "a", "<b>"], ["a", "<b>", "<b>"])))
    assert set(found) == {"a read as a: 1 of 2", "a read as <b>: 1 of 2", "<b> read as <b>: 1 of 1"}
    assert found["a read as <b>: 1 of 2"].get("class") == "wrong"


def test_reliability_has_a_bar_of_the_height_of_each_accuracy() -> None:
    bins = bin_confidence(np.array([0.9, 0.9, 0.3]), np.array([True, False, True]))
    picture = draw_reliability(bins)
    found = bars(parse(picture))
    assert float(found["confidence 0.90, accuracy 0.50, 2 messages"].get("height", 0)) == SIDE / 2
    assert "expected calibration error 0.500" in picture


def test_coverage_lists_languages_and_intents_with_the_worst_first() -> None:
    truth, languages = ["track", "greet", "greet"], ["en", "en", "zh"]
    sets = score_sets(truth, [["track"], ["track"], ["greet"]], languages)
    root = parse(draw_coverage(sets))
    words = ["".join(text.itertext()) for text in root.iter(f"{NAMESPACE}text")]
    names = [w for w in words if w in {"all", "language en", "language zh", "greet", "track"}]
    assert names == ["all", "language en", "language zh", "greet", "track"]
    found = bars(root)
    assert found["greet: 50.0% of 2 messages"].get("class") == "wrong"
    assert found["track: 100.0% of 1 messages"].get("class") == "right"


def test_the_axis_of_coverage_begins_at_one_half() -> None:
    assert place_share(0.2) == place_share(0.5) == LEFT
    assert place_share(0.75) == pytest.approx(LEFT + WIDE / 2)
