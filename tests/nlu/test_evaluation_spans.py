"""Marked spans: tokens become characters, and each format says the same."""

from pathlib import Path

import pytest

from nlu.core.entities import Entity
from nlu.data import Marked
from nlu.evaluation.errors import BadInput
from nlu.evaluation.spans import read_spans

EXPECTED = [
    Marked(
        "send the oak desk to Oslo",
        (Entity("product", "oak desk", 9, 17), Entity("city", "Oslo", 21, 25)),
    )
]
TOKENS = ["send", "the", "oak", "desk", "to", "Oslo"]
TAGS = ["O", "O", "B-product", "I-product", "O", "B-city"]


def write(path: Path, content: str) -> Path:
    path.write_text(content, encoding="utf-8")
    return path


def test_a_folder_of_sequences_is_read(tmp_path: Path) -> None:
    write(tmp_path / "seq.in", " ".join(TOKENS) + " \n")
    write(tmp_path / "seq.out", " ".join(TAGS) + "\n")
    assert read_spans(tmp_path) == EXPECTED


@pytest.mark.parametrize("between", ["\t", " "])
@pytest.mark.parametrize("is_numbered", [True, False])
def test_conll_is_read_with_and_without_numbers(
    tmp_path: Path, between: str, is_numbered: bool
) -> None:
    rows = [
        between.join(([str(number)] if is_numbered else []) + [token, "x", tag])
        for number, (token, tag) in enumerate(zip(TOKENS, TAGS, strict=True), start=1)
    ]
    assert read_spans(write(tmp_path / "a.conll", "\n".join(rows) + "\n\n")) == EXPECTED


def test_rasa_marks_are_read(tmp_path: Path) -> None:
    line = "send the [oak desk](product) to [Oslo](city)"
    content = f'version: "3.1"\nnlu:\n- intent: move\n  examples: |\n    - {line}\n'
    assert read_spans(write(tmp_path / "a.yml", content)) == EXPECTED


def test_the_whole_text_of_a_comment_gives_the_places(tmp_path: Path) -> None:
    content = (
        "# id = 1\n# text = 明天送到北京吧\n1\t明天\tx\tB-date\n2\t送到\tx\tO\n3\t北京\tx\tB-city\n"
    )
    assert read_spans(write(tmp_path / "a.conll", content)) == [
        Marked("明天送到北京吧", (Entity("date", "明天", 0, 2), Entity("city", "北京", 4, 6)))
    ]


def test_tokens_that_are_not_in_the_comment_are_joined_by_spaces(tmp_path: Path) -> None:
    content = "# text = something else\nto O\nOslo B-city\n"
    found = read_spans(write(tmp_path / "a.conll", content))
    assert found == [Marked("to Oslo", (Entity("city", "Oslo", 3, 7),))]


def test_a_tag_that_continues_nothing_begins_a_span(tmp_path: Path) -> None:
    content = "Oslo I-city\nBergen B-city\nMonday I-date\n"
    spans = read_spans(write(tmp_path / "a.conll", content))[0].entities
    assert [(span.entity, span.value) for span in spans] == [
        ("city", "Oslo"),
        ("city", "Bergen"),
        ("date", "Monday"),
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("Oslo\n", "a token and a tag"),
        ("Oslo E-city\n", "not O, B-name or I-name"),
        ("Oslo B-\n", "not O, B-name or I-name"),
        ("", "empty"),
    ],
)
def test_what_is_not_bio_says_so(tmp_path: Path, content: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        read_spans(write(tmp_path / "a.conll", content))


def test_sequences_of_unequal_length_are_refused(tmp_path: Path) -> None:
    write(tmp_path / "seq.in", "to Oslo\n")
    write(tmp_path / "seq.out", "O\n")
    with pytest.raises(BadInput, match="2 tokens but 1 tags"):
        read_spans(tmp_path)
    write(tmp_path / "seq.out", "O O\nO\n")
    with pytest.raises(BadInput, match="equally many lines"):
        read_spans(tmp_path)
