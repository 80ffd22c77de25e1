"""Cells of exports that a spreadsheet would compute (S51)."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.exports import TRIGGERS, defuse, restore, write_csv

FORMULAS = [
    "=cmd|'/C calc'!A0",
    '=HYPERLINK("https://evil.example","click")',
    "+1+1",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
]


def read_back(*rows: list[str | int | float | None]) -> list[list[str]]:
    text = "".join(write_csv(["name", "text"], rows))
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


@pytest.mark.parametrize("formula", FORMULAS)
def test_s51_formula_is_defused_and_comes_back_whole(formula: str) -> None:
    _header, (name, text) = read_back(["Ada", formula])
    assert name == "Ada"
    assert text == f"'{formula}"
    assert restore(text) == formula


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
def test_s51_no_text_begins_a_formula_and_each_comes_back(text: str) -> None:
    _header, (_name, cell) = read_back(["Ada", text])
    assert not cell.startswith(TRIGGERS)
    assert restore(cell) == text


@given(st.text(alphabet="'=+-@\t\ra1＝", max_size=8))
def test_s51_apostrophes_of_the_text_stay(text: str) -> None:
    assert restore(defuse(text)) == text
    assert not defuse(text).startswith(TRIGGERS)


def test_s51_header_is_defused_and_numbers_stay_numbers() -> None:
    assert next(write_csv(["=1"], [])) == "\ufeff'=1\r\n"
    _header, row = read_back([-5, 2.5])
    assert row == ["-5", "2.5"]
    assert read_back([None, "-5"])[1] == ["", "'-5"]
