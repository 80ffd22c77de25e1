"""What people do next: probabilities by hand, reasons, honest scores, files, bad data."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_backend.analytics.sequences.histories import read_histories
from crm_backend.analytics.sequences.learning import choose_settings, learn_next, rank_of
from crm_backend.analytics.sequences.model import NextModel, Settings
from kernel.errors import Invalid

AS_OF = pd.Timestamp("2026-03-02", tz="UTC")
PLAIN = Settings(fading=0.0, memory=1.0, prior=1e9, backing=1.0)


def test_the_chain_of_one_event_by_hand() -> None:
    model = NextModel(PLAIN).fit([["a", "b"], ["a", "b"], ["a", "c"]])
    popular = (np.array([3.0, 2.0, 1.0]) + 1 / 3) / 7
    expected = (np.array([0.0, 2.0, 1.0]) + 2 * popular) / (3 + 2)  # b and c followed a
    assert model.score(["a"]) == pytest.approx(expected, abs=1e-6)


def test_two_events_in_a_row_say_more_than_the_last() -> None:
    histories = [["a", "x", "b"]] * 5 + [["c", "x", "d"]] * 5
    model = NextModel(PLAIN).fit(histories)
    assert model.predict(["a", "x"], top=1)[0].what == "b"
    assert model.predict(["c", "x"], top=1)[0].what == "d"


def test_an_event_farther_back_still_counts_where_it_fades_slowly() -> None:
    histories = [["a", "x", "b"], ["c", "x", "d"], ["a", "y", "b"], ["c", "z", "d"]] * 3
    model = NextModel(Settings(fading=0.9, prior=1e9)).fit(histories)
    assert model.predict(["a", "new", "z"], top=1)[0].what != "x"
    scores = dict(zip(model.names_, model.score(["a", "q"]), strict=True))
    assert scores["b"] > scores["d"]


def test_a_habit_grows_with_what_the_person_did() -> None:
    histories = [["a", "b"] * 3] * 10 + [["c", "c"]]
    model = NextModel(Settings(fading=0.0, memory=1.0, prior=2.0)).fit(histories)
    once = model.predict(["c"])[0]
    often = model.predict(["c"] * 6)[0]
    assert (once.what, often.what) == ("c", "c")
    assert once.habit == pytest.approx(1 / 3)  # one own event against two of the prior
    assert often.habit == pytest.approx(6 / 8)


def test_a_reason_counts_people_who_did_the_same() -> None:
    model = NextModel(PLAIN).fit([["tea", "cup"]] * 7 + [["tea", "pot"]] * 3)
    first = model.predict(["unknown", "tea"], top=1)[0]
    assert (first.what, first.after, first.times, first.of) == ("cup", "tea", 7, 10)


def test_somebody_new_gets_what_is_popular() -> None:
    model = NextModel().fit([["a", "b"], ["b", "a"], ["b", "b"]])
    first = model.predict([], top=1)[0]
    assert (first.what, first.after, first.of) == ("b", None, 0)
    assert model.score(["unknown"]) == pytest.approx(model.popular_)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=9), min_size=1, max_size=9),
    st.lists(st.sampled_from("abcdefgh"), max_size=9),
    st.sampled_from([0.0, 0.5, 1.0]),
    st.floats(0.5, 1.0),
    st.floats(0.1, 1e6),
)
def test_probabilities_are_some_and_sum_to_one(
    histories: list[list[str]], history: list[str], fading: float, memory: float, prior: float
) -> None:
    model = NextModel(Settings(fading, memory, prior)).fit(histories)
    scores = model.score(history)
    assert (scores >= 0).all()
    assert scores.sum() == pytest.approx(1)


def test_a_model_is_the_same_after_it_was_kept(tmp_path: Path) -> None:
    model = NextModel(Settings(0.5, 0.9, 3.0)).fit([["猫", "b", "c"], ["b", "c", "猫"]] * 4)
    written_down = [(one.what, round(one.probability, 12)) for one in model.predict(["猫", "b"])]
    reason = model.predict(["b"])[0]
    model.save(tmp_path / "next.npz")
    del model
    loaded = NextModel.load(tmp_path / "next.npz")
    assert loaded.settings == Settings(0.5, 0.9, 3.0)
    assert [(one.what, round(one.probability, 12)) for one in loaded.predict(["猫", "b"])] == (
        written_down
    )
    assert loaded.predict(["b"])[0] == reason
    assert (reason.times, reason.of) == (8, 8)


def test_another_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.npz"
    np.savez(path, x=np.ones(3))
    with pytest.raises(Invalid, match="no model"):
        NextModel.load(path)
    with pytest.raises(Invalid, match="no model"):
        NextModel.load(tmp_path / "gone.npz")
    np.savez(path, head=np.array('{"format": 99}'))
    with pytest.raises(Invalid, match="another version"):
        NextModel.load(path)


def rows(people: int, seed: int = 1, *, follows: float = 0.8) -> pd.DataFrame:
    """Return events in which b follows a, c follows b and a follows c, with this chance."""
    chance, found = np.random.default_rng(seed), []
    for person in range(people):
        what = "abc"[chance.integers(3)]
        for place in range(8):
            found.append((f"p{person}", AS_OF - pd.Timedelta(days=20 - place), what))
            turns = chance.random() < follows
            what = "abca"["abc".index(what) + 1] if turns else "abc"[chance.integers(3)]
    return pd.DataFrame(found, columns=["person", "time", "what"])


def test_what_follows_is_learnt_and_beats_naive_answers() -> None:
    model, report = learn_next(read_histories(rows(60), as_of=AS_OF))
    assert (report.people, report.kinds) == (60, 3)
    assert report.beats_naive
    assert report.model.hit_1 > 0.7
    assert report.popular.hit_1 < 0.5
    assert model.predict(["a"])[0].what == "b"
    assert report.to_dict()["beats_naive"] is True
    assert report.model.low < report.model.mrr < report.model.high
    assert report.gain.mrr == pytest.approx(
        report.model.mrr - max(report.popular.mrr, report.same_again.mrr)
    )
    assert 0 < report.gain.low < report.gain.high
    assert not report.notes


def test_where_nothing_can_be_learnt_it_is_said() -> None:
    _, report = learn_next(read_histories(rows(40, seed=3, follows=0.0), as_of=AS_OF))
    assert report.model.hit_1 < 0.6
    assert report.gain.low < 0
    assert "the naive answers" in report.notes[-1]


def test_the_last_event_of_a_person_is_not_seen_before_it_is_judged() -> None:
    frame = rows(30)
    changed = frame.copy()
    changed.loc[changed.groupby("person").tail(1).index, "what"] = "never seen"
    _, report = learn_next(read_histories(changed, as_of=AS_OF))
    assert report.model.hit_3 == 0
    assert report.kinds == 3


def test_settings_follow_the_data() -> None:
    chance = np.random.default_rng(2)
    creatures = [[str(chance.integers(9))] * 6 for _ in range(50)]
    assert choose_settings(creatures).prior <= 3
    readers = [[str(one) for one in chance.permutation(40)[:6]] for _ in range(80)]
    assert choose_settings(readers).prior >= 100  # nobody does anything twice


def test_bad_rows_are_left_out_and_counted() -> None:
    frame = rows(20)
    bad = pd.DataFrame(
        {
            "person": ["p0", None, "p1", "p2"],
            "time": [AS_OF + pd.Timedelta(days=1), AS_OF, AS_OF, AS_OF],
            "what": ["a", "a", " ", None],
        }
    )
    found = read_histories(pd.concat([frame, bad, frame.head(2)]), as_of=AS_OF)
    assert found.notes == (
        "3 rows without a person, time or kind are left out.",
        "1 rows after 2026-03-02 are left out.",
        "2 rows are there twice and are left out.",
    )
    assert {len(one) for one in found.events} == {8}


def test_older_events_count_less_with_a_half_life() -> None:
    found = read_histories(rows(20), as_of=AS_OF, half_life_days=10)
    assert found.weights[0][0] == pytest.approx(0.25)  # 20 days old


@pytest.mark.parametrize(
    ("frame", "says"),
    [
        (rows(9), "9 people did something twice"),
        (rows(20).assign(what="a"), "Everybody always did the same"),
        (rows(20).iloc[:0], "0 people"),
    ],
)
def test_too_little_is_refused_in_words(frame: pd.DataFrame, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        read_histories(frame, as_of=AS_OF)


def test_ties_share_the_middle_rank() -> None:
    model = NextModel().fit([["a", "b", "c"]])
    assert rank_of(np.array([0.5, 0.5, 0.1]), model, "a") == 1.5
    assert rank_of(np.array([0.5, 0.5, 0.1]), model, "c") == 3
    assert rank_of(np.array([0.5, 0.5, 0.1]), model, "z") == np.inf
