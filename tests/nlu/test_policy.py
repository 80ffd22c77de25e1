"""The learned policy's pure part: what it learns, how sure it is, and how it is stored."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.base import clone

from nlu.core import artefact
from nlu.core.artefact import ArtefactBroken
from nlu.core.policy import NextActionModel, load_policy, read_features, save_policy

ROOT = Path(__file__).parent.parent.parent
LISTEN = "action_listen"


def heard(intent: str, last: str = LISTEN) -> dict[str, Any]:
    return {"user": {"intent": intent}, "prev_action": {"action_name": last}}


def course(*turns: str) -> list[dict[str, Any]]:
    """Return the states of `greet utter_greet thank ...`: up to the last word, said or done."""
    states: list[dict[str, Any]] = [{}]
    intent = ""
    for word in turns:
        if "_" not in word:
            intent = word
        states.append(heard(intent, word if "_" in word else LISTEN))
    return states


COURSES = [
    (course("greet"), "utter_greet"),
    (course("greet", "utter_greet"), LISTEN),
    (course("greet", "utter_greet", "price"), "utter_price"),
    (course("price"), "utter_price"),
    (course("price", "utter_price"), LISTEN),
    (course("price", "utter_price", "yes"), "utter_buy"),
    (course("price", "utter_price", "yes", "utter_buy"), LISTEN),
    (course("stock"), "utter_stock"),
    (course("stock", "utter_stock"), LISTEN),
    (course("stock", "utter_stock", "yes"), "utter_reserve"),
    (course("greet", "utter_greet", "stock", "utter_stock", "yes"), "utter_reserve"),
    (course("thank"), "utter_thank"),
    (course("price", "utter_price", "thank"), "utter_thank"),
    (course("thank", "utter_thank"), LISTEN),
]
UNSEEN = [
    (course("stock", "utter_stock", "thank"), "utter_thank"),
    (course("thank", "utter_thank", "price"), "utter_price"),
    (course("greet", "utter_greet", "price", "utter_price", "yes"), "utter_buy"),
    (course("greet", "utter_greet", "yes", "utter_reserve"), LISTEN),
]


@pytest.fixture(scope="module")
def model() -> NextActionModel:
    return NextActionModel().fit([states for states, _ in COURSES], [a for _, a in COURSES])


def test_a_course_that_no_story_holds_is_continued_rightly(model: NextActionModel) -> None:
    assert list(model.predict([states for states, _ in UNSEEN])) == [a for _, a in UNSEEN]


def test_the_same_yes_means_what_the_turn_before_it_says(model: NextActionModel) -> None:
    after_price = course("thank", "utter_thank", "price", "utter_price", "yes")
    after_stock = course("thank", "utter_thank", "stock", "utter_stock", "yes")
    assert list(model.predict([after_price, after_stock])) == ["utter_buy", "utter_reserve"]


def test_probabilities_sum_to_one_and_agree_with_the_prediction(model: NextActionModel) -> None:
    states = [states for states, _ in UNSEEN]
    probabilities = model.predict_proba(states)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-5)
    assert list(model.classes_[probabilities.argmax(axis=1)]) == list(model.predict(states))


def test_a_strange_message_makes_it_less_sure_than_a_known_one(model: NextActionModel) -> None:
    known, strange, nothing = model.predict_proba([course("price"), course("weather"), []])
    assert known.max() > strange.max()
    np.testing.assert_allclose(nothing, 1 / len(model.classes_), rtol=1e-5)


def test_only_the_last_states_are_looked_at(model: NextActionModel) -> None:
    long = course("greet", "utter_greet", "stock", "utter_stock", "price", "utter_price")
    probabilities = model.predict_proba([long, long[-model.max_history :]])
    np.testing.assert_array_equal(probabilities[0], probabilities[1])


def test_two_fits_give_the_same_numbers(model: NextActionModel) -> None:
    again = clone(model).fit([states for states, _ in COURSES], [a for _, a in COURSES])
    np.testing.assert_array_equal(again.weights_, model.weights_)
    assert again.temperature_ == model.temperature_


def test_it_follows_scikit_learns_conventions(model: NextActionModel) -> None:
    copy = clone(model.set_params(ridge=0.1))
    assert copy.get_params()["ridge"] == 0.1
    assert not [name for name in vars(copy) if name.endswith("_")]


def test_one_action_is_refused() -> None:
    with pytest.raises(ValueError, match="two actions"):
        NextActionModel().fit([course("greet"), course("thank")], ["utter_x", "utter_x"])


def test_features_tell_slots_entities_and_forms_and_have_length_one() -> None:
    state = {
        "user": {"intent": "price", "entities": ("product",)},
        "slots": {"language": (1.0, 0.0)},
        "active_loop": {"name": "ticket_form"},
    }
    features = read_features([state, {}], 0.5, 0.5, 1.0)
    assert sum(value**2 for value in features.values()) == pytest.approx(1)
    held = {name for name in features if name.startswith("0 ")}
    assert held == {
        "0 customer spoke",
        "0 intent=price",
        "0 entity=product",
        "0 slot=language:(1.0, 0.0)",
        "0 active_loop=ticket_form",
    }
    assert features["0 intent=price"] == pytest.approx(2 * features["1 customer spoke"])


LOAD_AND_ASK = """
import json, sys
from pathlib import Path
from nlu.core.policy import load_policy
model = load_policy(Path(sys.argv[1]))
print(json.dumps(model.predict_proba(json.loads(sys.argv[2])).tolist()))
"""


def test_another_process_gives_the_answers_written_down_before(
    model: NextActionModel, tmp_path: Path
) -> None:
    states = [states for states, _ in UNSEEN]
    written = [[round(float(value), 5) for value in row] for row in model.predict_proba(states)]
    save_policy(tmp_path, model)
    command = [sys.executable, "-c", LOAD_AND_ASK, str(tmp_path), json.dumps(states)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    np.testing.assert_allclose(json.loads(done.stdout), written, atol=2e-5)


def test_it_stores_no_pickle(model: NextActionModel, tmp_path: Path) -> None:
    save_policy(tmp_path, model)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["arrays.npz", "facts.json"]
    with np.load(tmp_path / "arrays.npz", allow_pickle=False) as arrays:
        assert {arrays[name].dtype.kind for name in arrays.files} == {"f"}


@pytest.mark.parametrize("harm", ["missing", "lacking", "mixed"])
def test_a_broken_artefact_is_refused(model: NextActionModel, tmp_path: Path, harm: str) -> None:
    save_policy(tmp_path, model)
    _, facts = artefact.load(tmp_path)
    if harm == "missing":
        (tmp_path / "arrays.npz").unlink()
    elif harm == "lacking":
        artefact.save(tmp_path, arrays={}, facts=facts)
    else:
        artefact.save(tmp_path, arrays={"weights": np.zeros((2, 2))}, facts=facts)
    with pytest.raises(ArtefactBroken, match="train again"):
        load_policy(tmp_path)
