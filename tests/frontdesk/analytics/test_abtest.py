"""`frontdesk analytics abtest` on files of every kind."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from frontdesk.cli import cli
from kernel.errors import Invalid

RNG = np.random.default_rng(7)


@pytest.fixture(autouse=True)
def _same_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test begins with the same numbers, whatever ran before it."""
    monkeypatch.setitem(globals(), "RNG", np.random.default_rng(7))


def run(tmp_path: Path, lines: list[str], *more: str, head: str = "arm,spend") -> dict[str, Any]:
    path, out = tmp_path / "a.csv", tmp_path / "a.json"
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    asked = ["analytics", "abtest", "--csv", str(path), "--json", str(out)]
    wants = [] if "--group" in more else ["--group", "arm"]
    measures = [] if "--metric" in more else ["--metric", "spend"]
    CliRunner().invoke(cli, [*asked, *wants, *measures, *more], catch_exceptions=False)
    told: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return told


def rows(arms: str, count: int, *, lift: float = 0.0, last: str = "") -> list[str]:
    return [
        f"{arm},{RNG.gamma(4, 10) * (1 + lift * (arm == (last or arms[-1]))):.2f}"
        for arm in arms
        for _ in range(count)
    ]


def test_a_lift_is_found_and_said_in_both_languages(tmp_path: Path) -> None:
    told = run(tmp_path, rows("ab", 800, lift=0.2))
    assert told["verdict"]["key"] == "better"
    assert "“b” is better: spend changed by +" in told["conclusion"]
    assert "“b”更好" in told["conclusion_zh"]
    assert told["control"] == "a"
    assert "'a' is taken for the control; --control names another." in told["notes"]


def test_yes_and_no_are_a_share(tmp_path: Path) -> None:
    lines = [
        f"{arm},{'Yes' if RNG.random() < share else 'no'}"
        for arm, share in (("control", 0.2), ("new", 0.3))
        for _ in range(900)
    ]
    told = run(tmp_path, lines)
    assert told["primary"]["kind"] == "binary"
    assert told["control"] == "control"
    assert told["primary"]["comparisons"][0]["is_shown"]


def test_ratio_is_measured_by_its_denominator(tmp_path: Path) -> None:
    lines = [f"{arm},{n * 20 + RNG.normal():.2f},{n}" for arm in "ab" for n in RNG.poisson(2, 200)]
    told = run(tmp_path, lines, "--denominator", "orders", head="arm,spend,orders")
    assert told["primary"]["kind"] == "ratio"
    assert told["primary"]["levels"][0]["value"] == pytest.approx(20, abs=0.5)


def test_what_was_before_helps(tmp_path: Path) -> None:
    lines = [
        f"{arm},{before + RNG.normal(0, 5) + 2 * (arm == 'b'):.2f},{before:.2f}"
        for arm in "ab"
        for before in RNG.normal(100, 20, 400)
    ]
    told = run(tmp_path, [*lines, "a,100,", "b,100,"], "--pre", "earlier", head="arm,spend,earlier")
    assert told["primary"]["variance_kept"] < 0.1
    assert told["verdict"]["key"] == "better"
    assert "'earlier' is missing for 2 rows; they count as average before." in told["notes"]


def test_missing_infinite_and_nameless_are_counted(tmp_path: Path) -> None:
    odd = ["a,", "b,inf", "b,n/a", ",3"]
    told = run(tmp_path, rows("ab", 100) + odd)
    assert "1 rows name no group in 'arm' and are left out." in told["notes"]
    assert "1 values of 'spend' are no finite numbers and count as missing." in told["notes"]
    assert "spend is missing for 3 customers; they are left out of it." in told["notes"]
    assert [one["customers"] for one in told["primary"]["levels"]] == [100, 100]


def test_ten_groups_are_compared_with_the_control(tmp_path: Path) -> None:
    told = run(tmp_path, rows("abcdefghij", 60, lift=2.0, last="h"), "--control", "c")
    assert [one["arm"] for one in told["primary"]["comparisons"]] == list("abdefghij")
    assert told["verdict"]["values"]["arm"] == "h"
    assert told["looks"]["level"] == pytest.approx(0.05 / 9)


@pytest.mark.parametrize(
    ("lines", "more", "key"),
    [
        (["a,1", "b,2"], [], "too_few"),
        (["a,1"] * 500 + ["b,2"] * 3, [], "broken"),
        (["a,1"] * 60 + ["b,1"] * 60, [], "constant"),
        (["a,1"] * 540 + ["b,1"] * 60, ["--shares", "a=0.9,b=0.1"], "constant"),
    ],
)
def test_it_is_refused_and_told_why(
    tmp_path: Path, lines: list[str], more: list[str], key: str
) -> None:
    told = run(tmp_path, lines, *more)
    assert told["verdict"]["key"] == key
    assert told["conclusion"].startswith("Nothing can be concluded")


def test_early_look_is_held_to_more(tmp_path: Path) -> None:
    told = run(tmp_path, rows("ab", 400, lift=0.02), "--looks", "5", "--look", "1")
    assert told["looks"]["bound"] == pytest.approx(4.8769, abs=1e-3)
    assert told["verdict"]["key"] == "not_yet"
    assert "this is look 1 of 5" in told["conclusion"]


def test_huge_negative_and_chinese_values_are_taken(tmp_path: Path) -> None:
    lines = [
        f"{arm},{value:.0f}" for arm in ("对照组", "新版") for value in RNG.normal(-1e9, 1e6, 50)
    ]
    told = run(tmp_path, lines)
    assert told["control"] == "对照组"
    assert told["verdict"]["key"] == "nothing_plain"
    assert any("below 0 for 100 rows" in note for note in told["notes"])


@pytest.mark.parametrize(
    ("lines", "more", "words"),
    [
        (["a,1", "a,2"], [], "one group only"),
        ([f"c{at},{at}" for at in range(200)], [], "number of each customer"),
        (["a,x", "b,y"], [], "should hold numbers"),
        (["a,", "b,"], [], "no number at all"),
        (["a,1", "b,2"], ["--control", "z"], "no group 'z'"),
        (["a,1", "b,2"], ["--metric", "arm"], "none is the group's"),
        (["a,1", "b,2"], ["--metric", "gone"], "no column 'gone'"),
        (["a,1", "b,2"], ["--shares", "a=0.5"], "look at: b"),
        (["a,1", "b,2"], ["--shares", "a:0.5"], "Write shares as"),
        (["a,1", "b,2"], ["--looks", "3", "--look", "4"], "not one of the 3"),
        (["a,1", "b,2"], ["--winsorise", "0.1"], "quantile"),
        (["a,1", "b,2"], ["--pre", "x,y"], "one column from before"),
        (["a,1", "b,2"], ["--denominator", "arm"], "cannot be the denominator"),
        ([], [], "no rows"),
        (["a,1", "A,2"], [], "'A' and 'a': write each group in one way"),
        (["a,yes", "b,"], [], "'yes' or nothing"),
        (["a,1", "b,N/A"], [], "empty in the whole group 'b'"),
        (["a,1", "b,2"], ["--pre", "spend"], "cannot be the column from before"),
        (["a,1", "b,2"], ["--denominator", "spend"], "cannot be the denominator"),
        (["a,1", "b,2"], ["--looks", "1000"], "At most 100 looks"),
    ],
)
def test_what_cannot_be_analysed_is_told(
    tmp_path: Path, lines: list[str], more: list[str], words: str
) -> None:
    with pytest.raises(Invalid, match=words):
        run(tmp_path, lines, *more)


@pytest.mark.parametrize(
    ("third", "option", "words"),
    [
        (lambda _arm, _spend: "-1", "--denominator", "below 0"),
        (lambda arm, _spend: "0" if arm == "b" else "1", "--denominator", "0 in the whole group"),
        (lambda _arm, spend: str(2 * float(spend)), "--pre", "says the same as 'spend'"),
    ],
)
def test_a_third_column_of_no_use_is_told(
    tmp_path: Path, third: Callable[[str, str], str], option: str, words: str
) -> None:
    lines = [f"{line},{third(*line.split(','))}" for line in rows("ab", 60)]
    with pytest.raises(Invalid, match=words):
        run(tmp_path, lines, option, "third", head="arm,spend,third")


def test_a_column_from_before_that_names_the_groups_is_not_believed(tmp_path: Path) -> None:
    lines = [f"{line},{'7' if line[0] == 'a' else '8'}" for line in rows("ab", 200)]
    told = run(tmp_path, lines, "--pre", "third", head="arm,spend,third")
    assert told["verdict"]["key"] == "before"


def test_rows_that_name_no_group_in_words_are_left_out(tmp_path: Path) -> None:
    told = run(tmp_path, [*rows("ab", 100), "N/A,5", "null,7", "-,9"])
    assert [arm["name"] for arm in told["arms"]] == ["a", "b"]
    assert any("3 rows name no group" in note for note in told["notes"])


def test_yes_and_no_are_read_in_mixed_spellings(tmp_path: Path) -> None:
    words = ("TRUE", "1", "yes", "FALSE", "0", "no", "N/A")
    told = run(tmp_path, [f"{arm},{words[at % 7]}" for arm in "ab" for at in range(700)])
    assert told["primary"]["kind"] == "binary"
    assert [one["value"] for one in told["primary"]["levels"]] == [0.5, 0.5]


def test_a_number_too_large_for_any_measure_counts_as_missing(tmp_path: Path) -> None:
    told = run(tmp_path, [*rows("ab", 200), "a,1e90", "b,1e90"])
    assert told["verdict"]["key"] == "nothing"
    assert any("2 values of 'spend' are no finite numbers" in note for note in told["notes"])
