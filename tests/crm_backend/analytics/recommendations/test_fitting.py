"""Recommendations from any table: what is learnt, how it is judged, what is said of bad data."""

from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from crm_backend.analytics.recommendations.fitting import Report, fit_recs
from crm_backend.analytics.recommendations.interactions import (
    clean_interactions,
    keep_back,
    make_histories,
)
from kernel.errors import Invalid

ITEMS = 30


def make_rows(users: int = 60, seed: int = 1) -> pd.DataFrame:
    """Two tastes; everybody buys 6 of the 15 items of one of them, in the order of time."""
    chance = np.random.default_rng(seed)
    rows = []
    for user in range(users):
        half = (user % 2) * (ITEMS // 2)
        for place, item in enumerate(chance.choice(ITEMS // 2, 6, replace=False)):
            rows.append((f"00{user}", f"毛毯{half + item}", f"2026-01-{place + 1:02}"))
    return pd.DataFrame(rows, columns=["user", "item", "time"])


def fit(train: pd.DataFrame, test: pd.DataFrame | None = None, **more: object) -> Report:
    return fit_recs(train, test, **more)[0]  # type: ignore[arg-type]


@pytest.mark.parametrize("time", [None, "time"])
def test_tastes_are_found_and_beat_popularity(time: str | None) -> None:
    report = fit(make_rows(), time=time)
    assert report.users_tested == 60
    assert (report.users, report.items, report.pairs) == (60, ITEMS, 300)
    # Ten of the ten items left of a user's own taste are shown; by popularity half of them.
    assert report.result.hr_at_10.mean == 1
    assert report.popularity.hr_at_10.mean < 0.8
    assert report.ndcg_gain.low > 0
    assert report.times_popularity is not None
    assert report.times_popularity.low > 1
    assert report.chosen_on == "one item of each user of the training rows (60 users)"
    assert report.notes == []
    assert report.to_dict()["result"]["ndcg_at_10"]["mean"] == report.result.ndcg_at_10.mean


def test_same_data_give_the_same_report() -> None:
    first, second = (fit(make_rows()).to_dict() for _ in range(2))
    for told in (first, second):
        for part in ("result", "popularity"):
            told[part] = {key: value for key, value in told[part].items() if "ms_" not in key}
    assert first == second


def test_order_is_learnt_where_it_is_known() -> None:
    chain = [f"step {place}" for place in range(20)]
    rows = [
        (str(user), chain[(user + place) % 20], str(place))
        for user in range(80)
        for place in range(4)
    ]
    frame = pd.DataFrame(rows, columns=["user", "item", "time"])
    assert fit(frame, time="time").result.ndcg_at_10.mean == 1
    assert fit(frame).result.ndcg_at_10.mean < 1
    assert fit(frame, time="time", sequences=False).model["name"] != "transitions"


def test_noise_is_said_not_to_beat_popularity() -> None:
    chance = np.random.default_rng(3)
    rows = [(str(user), str(item)) for user in range(40) for item in chance.choice(25, 3, False)]
    report = fit(pd.DataFrame(rows, columns=["user", "item"]))
    assert report.ndcg_gain.low <= 0
    assert any("not shown to rank better" in note for note in report.notes)


def test_test_file_is_judged_as_it_is() -> None:
    train = make_rows()
    test = pd.DataFrame(
        [(f"00{user}", f"毛毯{(user % 2) * 15 + item}") for user in range(20) for item in range(15)]
        + [(f"new {user}", "毛毯3") for user in range(5)]
        + [("007", "a thing nobody knows"), ("nobody", "毛毯2"), ("", "毛毯2"), ("001", "毛毯16")],
        columns=["user", "item"],
    )
    report = fit(train, test)
    assert report.users_tested == 20 + 6
    said = " ".join(report.notes)
    assert "The test file: 1 rows name no user or no item; they were dropped." in said
    assert "1 rows say what another row says" in said
    assert "1 test rows name items that nobody has in training" in said
    assert "120 test pairs are items the user has already" in said
    assert "6 users of the test are new: they are ranked by popularity." in said
    assert report.pairs == 360


def test_split_in_time_keeps_back_the_latest_fifth() -> None:
    train = pd.DataFrame(
        [(str(user), str(item), str(10 * user + item)) for user in range(20) for item in range(5)],
        columns=["user", "item", "time"],
    )
    rows = clean_interactions(train, user="user", item="item", time="time").rows
    past, future = keep_back(rows, "time", None)
    assert (len(past), len(future)) == (80, 20)
    assert past["order"].max() < future["order"].min()
    with pytest.raises(Invalid, match="column of times"):
        fit(train, split="time")


def test_leave_one_out_keeps_back_what_came_last() -> None:
    frame = pd.DataFrame(
        [("a", "x", "1"), ("a", "y", "3"), ("a", "x", "9"), ("b", "x", "2"), ("a", "z", "2")],
        columns=["user", "item", "time"],
    )
    rows = clean_interactions(frame, user="user", item="item", time="time").rows
    past, last = keep_back(rows, "leave-one-out", None)
    # What a had already at 1 is not what a came to last; b has one item only.
    assert last[["user", "item"]].to_numpy().tolist() == [["a", "y"]]
    data = make_histories(past)
    assert data.item_ids == ["x", "z"]
    assert [history.tolist() for history in data.histories] == [[0, 1], [0]]
    assert data.owned.toarray().tolist() == [[1, 1], [1, 0]]


def test_dates_that_are_none_or_to_come_are_counted() -> None:
    frame = make_rows()
    frame.loc[0, "time"] = "soon"
    frame.loc[1, "time"] = "2031-01-01"
    report = fit(frame, time="time", now=datetime(2026, 3, 1, tzinfo=UTC))
    assert (
        report.notes[0]
        == "The training file: 1 rows lie in the future; they are taken as they are."
    )
    assert "1 rows have no readable time" in report.notes[1]


def test_tenth_of_all_cells_may_be_missing() -> None:
    frame = make_rows(users=120)
    chance = np.random.default_rng(5)
    frame = frame.mask(chance.random(frame.shape) < 0.1, "")
    report = fit(frame, time="time")
    assert report.ndcg_gain.low > 0
    assert "name no user or no item" in report.notes[0]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([("", ""), (" ", "x")], "no row with a user and an item"),
        ([("a", "x")] * 50, "1 items; ranking needs 3|Only 0 users"),
        ([("a", str(item)) for item in range(50)], "do users share items"),
        ([(str(user), "x") for user in range(50)], "1 items; ranking needs 3"),
        ([(str(user), str(user)) for user in range(50)], "Only 0 users"),
    ],
    ids=["empty", "one row", "one customer", "one item", "nothing shared"],
)
def test_what_cannot_be_learnt_is_refused(rows: list[tuple[str, str]], says: str) -> None:
    with pytest.raises(Invalid, match=says):
        fit(pd.DataFrame(rows, columns=["user", "item"]))


def test_columns_of_another_kind_are_refused() -> None:
    frame = make_rows()
    with pytest.raises(Invalid, match="should hold dates"):
        fit(frame, time="item")
    other = frame.assign(item="order " + frame["item"])
    with pytest.raises(Invalid, match="No item of the test"):
        fit(frame, other)


def test_few_users_are_taken_with_settings_of_the_shop() -> None:
    frame = make_rows(users=12)
    short = frame.groupby("user").head(1)
    rest = frame.drop(short.index)
    report = fit(short.iloc[[0, 0]].assign(item="毛毯0")._append(short), rest)
    assert report.chosen_on == "nothing"
    assert report.model["name"] == "item-knn"
    assert any("Too little is known" in note for note in report.notes)
