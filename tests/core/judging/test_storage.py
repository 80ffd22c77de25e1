"""Reports are signed: what was changed, is too large or is none of ours is refused."""

import json
from pathlib import Path

import pytest

from nlu.core.judging.storage import (
    ReportRefused,
    comparison_path,
    name_of,
    read_report,
    read_signed,
    report_path,
    write_signed,
)

KEY = "k" * 64


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    archive = tmp_path / "frontdesk-1.tar.gz"
    body = {"format": 1, "held_out": {"macro_f1": 0.1 + 0.2}, "words": "退货 – “x”"}
    write_signed(report_path(archive), body, KEY)
    assert report_path(archive).name == "frontdesk-1.report.json"
    found = read_report(archive, KEY)
    assert found is not None
    assert found["held_out"] == body["held_out"]
    assert [file.name for file in tmp_path.iterdir()] == ["frontdesk-1.report.json"]


def test_no_report_is_none(tmp_path: Path) -> None:
    assert read_report(tmp_path / "frontdesk-1.tar.gz", KEY) is None


@pytest.mark.parametrize("key", ["other" * 10, ""])
def test_report_of_another_installation_is_refused(tmp_path: Path, key: str) -> None:
    write_signed(tmp_path / "a.json", {"format": 1}, key)
    with pytest.raises(ReportRefused, match="not signed"):
        read_signed(tmp_path / "a.json", KEY)


def test_changed_report_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_signed(path, {"format": 1, "held_out": {"macro_f1": 0.4}}, KEY)
    path.write_text(path.read_text().replace("0.4", "0.9"))
    with pytest.raises(ReportRefused, match="not signed"):
        read_signed(path, KEY)


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"format": 2}', "\udcff", "[" * 100_000, '{"format": 1}']
)
def test_what_is_no_report_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(ReportRefused):
        read_signed(path, KEY)


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    with path.open("wb") as file:
        file.truncate(60_000_000)
    with pytest.raises(ReportRefused, match="too large"):
        read_signed(path, KEY)


def test_names_are_those_of_archives() -> None:
    one, other = Path("m/new-1.tar.gz"), Path("m/live.tar.gz")
    assert name_of(one) == "new-1"
    assert comparison_path(one, other) == Path("m/new-1.against.live.json")
    assert json.dumps(str(report_path(other))) == '"m/live.report.json"'
