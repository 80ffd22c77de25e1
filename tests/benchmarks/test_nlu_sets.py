"""Public data sets become what the evaluation reads; made-up rows in their formats."""

import gzip
import json
from pathlib import Path

import pytest

from benchmarks.nlu import list_cases, list_systems
from benchmarks.nlu_sets import SETS, Case, read_comments, tag_text, write_bookings
from benchmarks.nlu_table import HEADS, draw_table

CONLL = """# id = 1
# text-en = wake me at six
# text = 六点叫醒我
# intent = alarm/set_alarm
1\t六点\talarm/set_alarm\tB-datetime
2\t叫醒我\talarm/set_alarm\tO

# id = 2
# text-en = stop
# text = 停
# intent = alarm/cancel
1\t停\talarm/cancel\tO
"""


def test_a_token_ends_where_a_slot_does() -> None:
    block = tag_text("At 7pm, for two", [(3, 4, "hour"), (12, 15, "people")])
    assert block.splitlines() == [
        "# text = At 7pm, for two",
        "At\tO",
        "7\tB-hour",
        "pm\tO",
        ",\tO",
        "for\tO",
        "two\tB-people",
    ]


def test_a_slot_of_two_words_goes_on() -> None:
    assert "half\tB-time\npast\tI-time\n" in tag_text("half past one", [(0, 9, "time")])


def test_line_ends_within_a_message_are_spaces() -> None:
    block = tag_text("at\r\nseven", [(4, 9, "time")])
    assert block.splitlines() == ["# text = at  seven", "at\tO", "seven\tB-time"]


def test_a_booking_without_a_start_begins_at_the_first_character(tmp_path: Path) -> None:
    label = {"slot": "people", "valueSpan": {"endIndex": 2}}
    turns = [{"userInput": {"text": "12"}, "labels": [label]}, {"userInput": {"text": "yes"}}]
    source = tmp_path / "bookings.json.gz"
    source.write_bytes(gzip.compress(json.dumps(turns).encode()))
    written = write_bookings(source, tmp_path / "out" / "bookings.conll").read_text("utf-8")
    assert written == "# text = 12\n12\tB-people\n\n# text = yes\nyes\tO\n"


def test_texts_and_intents_are_read_from_comments(tmp_path: Path) -> None:
    path = tmp_path / "zh.conll"
    path.write_text(CONLL, encoding="utf-8")
    assert read_comments(path) == [("六点叫醒我", "alarm/set_alarm"), ("停", "alarm/cancel")]


def test_one_set_has_both_languages_and_the_way_from_one_to_the_other(tmp_path: Path) -> None:
    for name in ("en.valid", "en.test", "zh.valid", "zh.test"):
        (tmp_path / f"{name}.conll").write_text(CONLL, encoding="utf-8")
    cases = {case.name: case for case in SETS["xsid"](tmp_path, tmp_path / "out")}
    assert len(cases) == 6
    across = cases["xsid-en-zh-slots"]
    assert (across.train, across.test) == (tmp_path / "en.valid.conll", tmp_path / "zh.test.conll")


def test_a_set_that_is_absent_is_skipped_with_a_word(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "uci-sentences").mkdir()
    assert [case.name for case in list_cases([], tmp_path, tmp_path)] == ["uci-sentences"]
    assert f"sst2: skipped, {tmp_path / 'sst2'} is absent." in capsys.readouterr().err
    assert list(list_cases(["sst2"], tmp_path, tmp_path)) == []


def test_each_case_has_the_rivals_that_can_take_part() -> None:
    case = Case("small", "intents", Path("test.csv"))
    assert list_systems(case, ["small"]) == [
        "frontdesk",
        "TF-IDF + linear SVM",
        "Rasa 3.6 default",
    ]
    assert len(list_systems(case, [])) == 2
    assert list_systems(Case("small", "entities", Path("a")), ["small"]) == ["frontdesk"]


def test_the_table_has_a_dash_for_what_was_not_measured() -> None:
    report = {"accuracy": 0.9, "p50_ms": 1.0, "p95_ms": 2.0, "size_bytes": 2_500_000}
    row = ("small", "frontdesk", "", report)
    lines = draw_table([row], as_markdown=True).splitlines()
    assert [line.count("|") for line in lines] == [len(HEADS) + 1] * 3
    cells = "small | frontdesk | 90.0 | - | - | - | - | - | - | 1.0 / 2.0 | 2.5"
    assert lines[2] == f"| {cells} |"
    assert draw_table([row], as_markdown=False).splitlines()[1].startswith("small  frontdesk  90.0")
