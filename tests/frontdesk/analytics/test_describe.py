"""The commands of analytics are reached, and say what a file holds."""

import json
from pathlib import Path

from typer.testing import CliRunner

from frontdesk.analytics.output import clean
from frontdesk.cli import cli


def test_a_file_is_described(tmp_path: Path) -> None:
    path, out = tmp_path / "a.csv", tmp_path / "out" / "a.json"
    path.write_text("who,spend,currency\nAda,1,EUR\nBob,,\nCy,5,EUR\n")
    CliRunner().invoke(
        cli,
        ["analytics", "describe", "--csv", str(path), "--json", str(out)],
        catch_exceptions=False,
    )
    told = json.loads(out.read_text())
    assert told["rows"] == 3
    assert told["columns"][0] == {
        "name": "who",
        "missing": 0,
        "distinct": 3,
        "examples": ["Ada", "Bob", "Cy"],
    }
    assert told["columns"][1]["mean"] == 3
    assert told["columns"][1]["missing"] == 1
    assert told["columns"][2]["distinct"] == 1  # what is missing is no value


def test_the_commands_are_listed() -> None:
    shown = CliRunner().invoke(cli, ["analytics", "--help"])
    assert "describe" in shown.output


def test_what_is_no_number_is_null() -> None:
    assert clean({"a": [float("nan"), float("inf"), 1.5], 2: (True, "x")}) == {
        "a": [None, None, 1.5],
        "2": [True, "x"],
    }
