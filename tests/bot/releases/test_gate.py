"""The gate: each condition by itself, what is missing, and reports that do not count."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.releases.archives import Archive, find_archive, report_of
from bot.releases.gate import MARGIN, GateClosed, Judgement, decide, require_open
from bot.releases.reports import findings_of, read_judgement, write_about
from kernel.settings import Settings
from tests.bot.releases.conftest import MakeModel

GOOD = Judgement(0.95, "sum", {"orders": True, "returns": True}, ())
LIVE = Judgement(0.96, "sum")
KEY = "k" * 43


def codes(candidate: Judgement, live: Judgement | None = LIVE) -> list[str]:
    return [line.code for line in decide(candidate, live).lines]


def test_good_model_passes_every_line() -> None:
    gate = decide(GOOD, LIVE)
    assert gate.is_open
    assert codes(GOOD) == ["score", "tests", "findings"]
    require_open(gate)


@given(st.floats(0, 1), st.floats(0, 1))
def test_score_passes_within_the_margin_alone(candidate: float, live: float) -> None:
    gate = decide(replace(GOOD, macro_f1=candidate), Judgement(live, "sum"))
    if abs(candidate - (live - MARGIN)) > 1e-6:
        assert gate.is_open == (candidate > live - MARGIN)


def test_score_of_the_first_model_has_nothing_to_beat() -> None:
    assert decide(GOOD, None).is_open


@pytest.mark.parametrize(
    ("candidate", "live", "code"),
    [
        (replace(GOOD, macro_f1=None), LIVE, "score_missing"),
        (GOOD, Judgement(), "score_live_missing"),
        (GOOD, Judgement(0.96, "other messages"), "score_apart"),
        (replace(GOOD, macro_f1=0.9), LIVE, "score"),
        (replace(GOOD, tests=None), LIVE, "tests_missing"),
        (replace(GOOD, tests={}), LIVE, "tests_missing"),
        (replace(GOOD, tests={"a": True, "b": False}), LIVE, "tests_failed"),
        (replace(GOOD, findings=None), LIVE, "findings_missing"),
        (replace(GOOD, findings=("stories/x.yml:3: contradicts",)), LIVE, "findings_failed"),
    ],
)
def test_one_line_closes_the_gate_and_says_why(
    candidate: Judgement, live: Judgement, code: str
) -> None:
    gate = decide(candidate, live)
    assert not gate.is_open
    [closed] = [line for line in gate.lines if line.verdict != "passed"]
    assert closed.code == code
    assert (closed.verdict == "missing") == (closed.check in gate.missing)
    with pytest.raises(GateClosed) as raised:
        require_open(gate)
    assert raised.value.data == {"checks": closed.check}


@pytest.fixture
def archive(settings: Settings, make_model: MakeModel) -> Archive:
    make_model("m")
    return find_archive(settings, "m")


REPORT = {
    "judged_on": "sum",
    "held_out": {"macro_f1": 0.95},
    "tests": [
        {"file": "tests/a.yml", "name": "orders", "passed": True},
        {"file": "tests/b.yml", "name": "orders", "passed": False},
    ],
}


def test_report_and_findings_are_read_when_they_are_signed(archive: Archive) -> None:
    write_about(report_of(archive.path), archive, REPORT, KEY)
    tests = {"tests/a.yml orders": True, "tests/b.yml orders": False}
    assert read_judgement(archive, KEY) == Judgement(0.95, "sum", tests, None)
    write_about(findings_of(archive.path), archive, {"findings": ["x.yml:3: dead end"]}, KEY)
    assert read_judgement(archive, KEY).findings == ("x.yml:3: dead end",)


def test_report_counts_for_nothing_when_it_was_changed_or_is_anothers(
    archive: Archive, settings: Settings, make_model: MakeModel
) -> None:
    path = report_of(archive.path)
    write_about(path, archive, REPORT, KEY)
    assert read_judgement(archive, "x" * 43) == Judgement()
    body = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**body, "held_out": {"macro_f1": 1.0}}), encoding="utf-8")
    assert read_judgement(archive, KEY) == Judgement()
    make_model("other", n=1)
    other = find_archive(settings, "other")
    write_about(report_of(archive.path), replace(other, facts={"sha256": "0" * 64}), REPORT, KEY)
    assert read_judgement(archive, KEY) == Judgement()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"model": 3, "signature": 1}', "[" * 9_000])
def test_report_counts_for_nothing_when_it_cannot_be_read(archive: Archive, text: str) -> None:
    report_of(archive.path).write_text(text, encoding="utf-8")
    assert read_judgement(archive, KEY) == Judgement()
