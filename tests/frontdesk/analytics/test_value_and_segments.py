"""`fit-value` and `fit-segments` on files as people have them."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from frontdesk.cli import cli
from kernel.errors import Invalid


def run(command: str, path: Path, out: Path, *more: str) -> dict[str, Any]:
    arguments = ["analytics", command, "--csv", str(path), "--json", str(out), *more]
    CliRunner().invoke(cli, arguments, catch_exceptions=False)
    return json.loads(out.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def orders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Order lines with everything that real ones have."""
    rng = np.random.default_rng(0)
    rows = []
    for who in range(150):
        for day in np.cumsum(rng.exponential(40 if who % 3 else 15, 9)):
            if day < 360 and (who % 2 or day < 100):
                date = pd.Timestamp("2025-01-01") + pd.Timedelta(days=float(day))
                row = (f"{who:05d}", date, rng.gamma(5, 4), 2, "EUR")
                rows += [row, row] if who == 7 else [row]
    frame = pd.DataFrame(rows, columns=["客户", "when", "price", "count", "currency"])
    frame.loc[3, "price"] = None
    frame.loc[4, "客户"] = None
    frame.loc[5, "when"] = pd.Timestamp("2199-01-01")
    frame.loc[6, "count"] = -2
    path = tmp_path_factory.mktemp("orders") / "orders.csv"
    frame.to_csv(path, index=False, sep=";", encoding="utf-8-sig")
    return path


COLUMNS = ("--customer", "客户", "--date", "when", "--amount", "price", "--quantity", "count")


def test_value_of_a_file(orders: Path, tmp_path: Path) -> None:
    told = run("fit-value", orders, tmp_path / "a.json", *COLUMNS, "--horizon", "8")
    assert told["horizon"] == 8
    assert told["holdout"]["horizon"] == 8
    assert told["customers"][0]["customer"].startswith("00")  # ids keep their zeros
    assert told["as_of"].startswith("2025-12")
    notes = " ".join(told["notes"])
    for words in ("no customer", "no readable amount", "the future", "are negative", "equal an"):
        assert words in notes


def test_segments_of_order_lines(orders: Path, tmp_path: Path) -> None:
    told = run("fit-segments", orders, tmp_path / "a.json", *COLUMNS, "--k", "4")
    assert told["clusters"]["k"] == 4
    assert told["movement"]["counts"]
    again = run(
        "fit-segments", orders, tmp_path / "b.json", *COLUMNS, "--k", "4",
        "--previous", str(tmp_path / "a.json"), "--seed", "5",
    )  # fmt: skip
    assert again["clusters"]["model"]["names"] == told["clusters"]["model"]["names"]
    assert again["clusters"]["model"]["numbers"] == told["clusters"]["model"]["numbers"]


def test_segments_of_a_table(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        {
            "id": range(120),
            "name": [f"人{who}" for who in range(120)],
            "income": np.r_[rng.normal(20, 2, 60), rng.normal(80, 2, 60)],
            "score": np.r_[rng.normal(70, 2, 60), rng.normal(10, 2, 60)],
        }
    )
    frame.loc[3, "score"] = None
    frame.loc[5, "id"] = None
    path = tmp_path / "table.csv"
    frame.to_csv(path, index=False)
    told = run("fit-segments", path, tmp_path / "a.json", "--columns", "income, score")
    assert told["columns"] == ["income", "score"]
    assert told["k"] == 2
    assert told["segments"][0]["name"] == "high income, low score"
    assert any("'score' is missing for 1 of 120" in note for note in told["notes"])
    found = run("fit-segments", path, tmp_path / "b.json", "--customer", "name")
    assert found["columns"] == ["income", "score"]  # an id and names are no numbers
    assert found["customers"][0]["customer"] == "人0"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["fit-value", "--customer", "a", "--date", "a", "--amount", "a"], "should hold numbers"),
        (["fit-value", "--customer", "x", "--date", "a", "--amount", "b"], "no column 'x'"),
        (
            ["fit-value", "--customer", "a", "--date", "b", "--amount", "b", "--as-of", "soon"],
            "--as-of is a day",
        ),
        (["fit-segments", "--customer", "a", "--date", "b"], "need --customer, --date and"),
        (["fit-segments", "--columns", "b"], "At least 20 customers"),
        (["fit-segments", "--previous", "missing.json"], "cannot be read as an earlier result"),
    ],
)
def test_what_is_wrong_is_said(arguments: list[str], words: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\nAda,20260101\nBob,20260102\n")
    with pytest.raises(Invalid, match=words):
        CliRunner().invoke(
            cli,
            ["analytics", arguments[0], "--csv", str(path), *arguments[1:]],
            catch_exceptions=False,
        )


def test_customers_whose_name_is_a_word_for_nothing_are_nobody(
    orders: Path, tmp_path: Path
) -> None:
    path = tmp_path / "more.csv"
    path.write_text(
        orders.read_text("utf-8-sig") + "NaN;2025-02-01;5;1;EUR\n-;2025-02-02;5;1;EUR\n"
    )
    told = run("fit-value", path, tmp_path / "a.json", *COLUMNS, "--horizon", "8")
    assert not {"NaN", "-"} & {one["customer"] for one in told["customers"]}
    assert any("3 of" in note and "name no customer" in note for note in told["notes"])


@pytest.mark.parametrize("command", ["fit-value", "fit-segments"])
def test_a_seed_below_nought_is_refused(orders: Path, command: str) -> None:
    arguments = ["analytics", command, "--csv", str(orders), *COLUMNS, "--seed", "-1"]
    assert CliRunner().invoke(cli, arguments).exit_code == 2
