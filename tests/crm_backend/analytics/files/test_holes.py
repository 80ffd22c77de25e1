"""Times that lie far from all the others are told."""

import pandas as pd

from crm_backend.analytics.files.holes import tell_hole


def tell(*days: str) -> str:
    return tell_hole(pd.Series(pd.to_datetime(list(days), utc=True)))


def test_a_pause_longer_than_all_the_rest_is_told() -> None:
    told = tell("2024-05-01", "1970-01-01", "2023-01-01", "1970-01-01")
    assert told.startswith("Between 1970-01-01 and 2023-01-01 there is nothing")


def test_a_pause_within_a_year_or_shorter_than_the_rest_is_none() -> None:
    assert tell("2023-01-01", "2023-12-01", "2023-12-02") == ""
    assert tell("2020-01-01", "2022-01-01", "2023-01-01", "2024-01-01", "2025-01-01") == ""
    assert tell("1970-01-01", "2023-01-01") == tell() == ""
