"""The command `frontdesk analytics forecast` on files of several layouts."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from frontdesk.cli import cli
from kernel.errors import Invalid

SEASON = (60, 70, 100, 90, 110, 120, 130, 125, 105, 95, 85, 140)


def run(path: Path, *options: str) -> dict[str, Any]:
    out = path.with_suffix(".json")
    command = ["analytics", "forecast", "--csv", str(path), *options, "--json", str(out)]
    CliRunner().invoke(cli, command, catch_exceptions=False)
    found: dict[str, Any] = json.loads(out.read_text())
    return found


@pytest.fixture
def monthly(tmp_path: Path) -> Path:
    path = tmp_path / "monthly.csv"
    lines = [
        f"{shop},{2020 + place // 12}-{place % 12 + 1:02},{SEASON[place % 12] + place % 5}"
        for shop in ("A", "B")
        for place in range(60)
    ]
    path.write_text("\n".join(["shop,month,sales", *lines]))
    return path


def test_a_long_file_is_forecast_per_series(monthly: Path) -> None:
    found = run(monthly, "--horizon", "12")
    assert found["every"] == "month"
    assert [one["key"] for one in found["series"]] == ["A", "B"]
    one = found["series"][0]
    assert one["periods"][0] == "2025-01"
    assert one["mean"][:3] == pytest.approx([62, 72, 102], abs=4)
    assert one["lower"][0] < one["mean"][0] < one["upper"][0]
    assert found["held_out"]["chosen"]["mase"] > 0
    assert found["notes"][0] == "Read: dates 'month', values 'sales', series 'shop'."


def test_rows_can_be_picked_and_a_file_without_dates_counts(monthly: Path) -> None:
    found = run(monthly, "--horizon", "2", "--only", "shop=A", "--season", "1")
    assert [one["key"] for one in found["series"]] == ["all"]
    monthly.write_text("load\n" + "\n".join(str(5 + place % 3) for place in range(30)))
    bare = run(monthly, "--horizon", "3", "--season", "3")
    assert (bare["every"], bare["series"][0]["periods"]) == ("step", ["31", "32", "33"])
    assert bare["series"][0]["mean"] == pytest.approx([5, 6, 7], abs=0.1)


def test_the_day_the_data_are_of_bounds_them(monthly: Path) -> None:
    found = run(monthly, "--horizon", "1", "--as-of", "2024-06-15", "--ets")
    assert found["series"][0]["periods"] == ["2024-06"]
    assert "ets" in found["series"][0]["errors"]
    assert any("not over yet" in note for note in found["notes"])


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--only", "shop"], "no COLUMN=TEXT"),
        (["--only", "shop=C"], "No row meets"),
        (["--as-of", "soon"], "no day"),
        (["--as-of", "NaT"], "no day"),
        (["--series", "town"], "no column 'town'"),
        (["--series", "Shop"], "Did you mean 'shop'"),
    ],
)
def test_a_wrong_option_is_refused_in_words(monthly: Path, options: list[str], says: str) -> None:
    with pytest.raises(Invalid, match=says):
        run(monthly, "--horizon", "2", *options)


def write(path: Path, head: str, lines: list[str]) -> Path:
    path.write_text("\n".join([head, *lines]) + "\n")
    return path


def test_dates_are_found_though_some_are_missing(tmp_path: Path) -> None:
    lines = [f"{'NA' if at % 9 == 0 else f'2024-01-{at + 1:02}'},{at}" for at in range(30)]
    found = run(write(tmp_path / "a.csv", "day,sales", lines), "--horizon", "2")
    assert found["every"] == "day"
    assert "4 rows without a usable date are left out." in found["notes"]


@pytest.mark.parametrize(
    ("first", "step", "period"),
    [(45_292, 1, "2024-01-31"), (1_704_067_200_000, 86_400_000, "2024-01-31")],
)
def test_days_of_sheets_and_milliseconds_are_dates(
    tmp_path: Path, first: int, step: int, period: str
) -> None:
    lines = [f"{first + at * step},{5 + at % 3}" for at in range(30)]
    found = run(write(tmp_path / "a.csv", "day,sales", lines), "--horizon", "2")
    assert (found["every"], found["series"][0]["periods"][0]) == ("day", period)


def test_year_and_month_in_one_number_are_a_date(tmp_path: Path) -> None:
    lines = [f"{2023 + at // 12}{at % 12 + 1:02},{5 + at % 3}" for at in range(24)]
    found = run(write(tmp_path / "a.csv", "month,sales", lines), "--horizon", "2")
    assert (found["every"], found["series"][0]["periods"][0]) == ("month", "2025-01")


def test_amounts_with_signs_are_found(tmp_path: Path) -> None:
    lines = [f"2024-01-{at + 1:02};€ 1.{at:03},50" for at in range(30)]
    found = run(write(tmp_path / "a.csv", "day;sales", lines), "--horizon", "1")
    assert found["series"][0]["mean"][0] == pytest.approx(1029.5, abs=40)


def test_a_column_of_dates_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    lines = [f"week {at},{at % 4}" for at in range(30)]
    found = run(write(tmp_path / "a.csv", "week,sales", lines), "--horizon", "1")
    assert "Column 'week' holds no dates that can be read ('week 0')" in found["notes"][0]


def test_a_table_with_a_column_for_each_month_is_to_be_turned(tmp_path: Path) -> None:
    head = ",".join(["shop", *(f"2024-{month:02}" for month in range(1, 7))])
    with pytest.raises(Invalid, match="Turn the table: a row for each date"):
        run(write(tmp_path / "a.csv", head, ["a,1,2,3,4,5,6", "b,2,3,4,5,6,7"]), "--horizon", "1")


def test_a_date_far_from_all_and_a_horizon_beyond_all_are_told(tmp_path: Path) -> None:
    lines = ["1970-01,5", *(f"2024-{month:02},{month}" for month in range(1, 13))]
    path = write(tmp_path / "a.csv", "month,sales", lines)
    notes = run(path, "--horizon", "700")["notes"]
    assert any(note.startswith("Between 1970-01-01 and 2024-01-01") for note in notes)
    assert any(note.startswith("The horizon (700) is longer than any history") for note in notes)


def test_dates_in_two_orders_are_refused(tmp_path: Path) -> None:
    lines = [f"{at}/01/2024,{at}" if at % 2 else f"01/{at}/2024,{at}" for at in range(1, 29)]
    with pytest.raises(Invalid, match="Some dates have the day first"):
        run(write(tmp_path / "a.csv", "day,sales", lines), "--horizon", "1")
