"""Notes of the models in Chinese: every shape is one that the models write, and is filled whole."""

import re
from pathlib import Path

import pytest

from console.analytics.notes import BLANK, SHAPES, tell_note

ROOT = Path(__file__).parents[3] / "crm_backend/analytics"
SOURCE = re.sub(r'"\s*\n\s*f?"', "", "\n".join(one.read_text() for one in ROOT.rglob("*.py")))


@pytest.mark.parametrize("shape", SHAPES)
def test_shape_has_the_same_blanks_in_chinese(shape: str) -> None:
    assert set(BLANK.findall(shape)) == set(BLANK.findall(SHAPES[shape]))
    said = tell_note(BLANK.sub("7", shape), "zh")
    assert said.language == "zh"
    assert "{" not in said.text


@pytest.mark.parametrize("shape", SHAPES)
def test_shape_is_written_by_a_model(shape: str) -> None:
    """Three words of it, one after the other, stand in the source: one that is gone is noticed."""
    pieces = [piece.split() for piece in BLANK.split(shape)[::2]]
    runs = [" ".join(piece[at : at + 3]) for piece in pieces for at in range(len(piece) - 2)]
    runs = runs or [max((" ".join(piece) for piece in pieces), key=len)]
    assert any(run.strip(" .:;") in SOURCE for run in runs)


def test_sentence_within_a_note_is_told_too() -> None:
    note = "Model m1 of the next reason: mean reciprocal rank is 0.5; the naive answer reaches 0.4."
    assert (
        tell_note(note, "zh").text == "下次咨询原因模型 m1：平均倒数排名 为 0.5，简单猜测为 0.4。"
    )


def test_note_of_a_kind_of_series_names_the_kind() -> None:
    note = "products: 9783 periods without rows are taken as zero."
    assert tell_note(note, "zh").text == "商品：9783 个没有数据的时段按零计。"
    assert tell_note(note, "en").text == note


@pytest.mark.parametrize("note", ["Something new.", "products: Something new."])
def test_note_that_is_not_known_stays_english(note: str) -> None:
    assert tell_note(note, "zh").text == note
    assert tell_note(note, "zh").language == "en"
