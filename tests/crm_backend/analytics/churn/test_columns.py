"""Columns that must not be learnt from are found, and said."""

import numpy as np
import pandas as pd

from crm_backend.analytics.churn.columns import inspect_columns, read_feature


def test_numbers_categories_and_ids_are_told_apart(customers: pd.DataFrame) -> None:
    found = inspect_columns(customers, target="Churn")
    kinds = {feature.name: feature.is_number for feature in found.features}
    assert kinds == {"contract": False, "tenure": True, "charge": True, "colour": False}
    assert [(part.name, part.why.split(" ")[0]) for part in found.dropped] == [
        ("customerID", "identifies")
    ]
    assert found.groups is None


def test_what_says_nothing_or_the_same_is_left_out(customers: pd.DataFrame) -> None:
    rows = len(customers)
    tenure = customers["tenure"].astype(float)
    made = customers.assign(
        constant="x",
        empty="",
        row=range(rows),
        phone=np.random.default_rng(1).permutation(range(50_000, 50_000 + rows)),
        months=tenure * 30 + 2,
        vertrag=customers["contract"].map({"monthly": "m", "yearly": "y", "two years": "t"}),
        joined="2026-01-05",
        remark=[f"word{number % 700} and more" for number in range(rows)],
    )
    made.loc[3, "joined"] = "2025-11-30"
    dropped = {part.name: part.why for part in inspect_columns(made, target="Churn").dropped}
    assert dropped["constant"].startswith("constant")
    assert dropped["empty"] == "empty"
    assert dropped["row"] == "identifies a row: it only counts"
    assert dropped["phone"].startswith("identifies a row")
    assert dropped["months"] == "says the same as 'tenure'"
    assert dropped["vertrag"] == "says the same as 'contract'"
    assert dropped["joined"].startswith("holds dates")
    assert dropped["remark"].startswith("names or free text: 700")


def test_a_few_unreadable_numbers_are_missing_and_counted() -> None:
    values = [str(number % 17) for number in range(200)]
    values[5:8] = ["many", "few", "1e999"]
    found = inspect_columns(pd.DataFrame({"visits": values}))
    assert found.features[0].is_number
    assert np.isnan(found.features[0].values).sum() == 3
    assert found.notes == ("3 values of 'visits' are no numbers ('many'): as missing.",)


def test_decimal_commas_and_thousands_are_numbers() -> None:
    found = inspect_columns(pd.DataFrame({"spend": [f"{number},5" for number in range(100)]}))
    assert found.features[0].values[:3].tolist() == [0.5, 1.5, 2.5]


def test_rows_of_one_customer_are_kept_together(customers: pd.DataFrame) -> None:
    twice = pd.concat([customers, customers], ignore_index=True)
    twice.loc[:1, "customerID"] = ""  # two without a name are two
    found = inspect_columns(twice, target="Churn")
    assert found.groups is not None
    assert found.groups[2] == found.groups[len(customers) + 2]
    assert found.groups[0] != found.groups[1]
    assert any("more than once" in note for note in found.notes)


def test_a_column_that_looks_like_an_id_is_kept_where_asked() -> None:
    frame = pd.DataFrame({"user_id": [str(one % 30) for one in range(90)], "same": ["a"] * 90})
    without = inspect_columns(frame)
    assert [part.name for part in without.features] == []
    found = inspect_columns(frame, keep=["user_id", "same"])
    assert [part.name for part in found.features] == ["user_id"]
    assert found.dropped[0].name == "same"
    assert "'user_id' is kept as asked" in found.notes[0]


def test_numbers_among_too_many_words_are_doubted() -> None:
    values = [str(at) if at % 9 else "inf" for at in range(200)]
    feature, note = read_feature(pd.Series(values), "months")
    assert not feature.is_number
    assert note is not None
    assert "23 values of 'months' are no numbers ('inf')" in note
    ratings = ["3+" if at % 9 == 0 else str(at % 3) for at in range(200)]
    assert read_feature(pd.Series(ratings), "children")[1] is None
