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
        (["--series", "town"], "no column 'town'"),
    ],
)
def test_a_wrong_option_is_refused_in_words(monthly: Path, options: list[str], says: str) -> None:
    with pytest.raises(Invalid, match=says):
        run(monthly, "--horizon", "2", *options)
