"""Tables: delimiters, headers that are recognised, and what is refused with a word on why."""

from pathlib import Path

import pytest

from nlu.evaluation.errors import BadInput
from nlu.evaluation.tables import read_column, read_table

ROWS = [("where is my lamp", "track"), ("hello", "greet")]


def write(folder: Path, content: str, name: str = "rows.csv") -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("header", [("text", "label"), ("Query", "Intent"), ("sentence", "class")])
def test_delimiter_and_headers_are_recognised(
    tmp_path: Path, delimiter: str, header: tuple[str, str]
) -> None:
    lines = [delimiter.join(row) for row in [header, *ROWS]]
    assert read_table(write(tmp_path, "\n".join(lines)), None, None) == ROWS


def test_named_columns_are_taken_wherever_they_stand(tmp_path: Path) -> None:
    path = write(tmp_path, "id,said,text,meant\n1,where is my lamp,x,track\n2,hello,x,greet\n")
    assert read_table(path, "said", "meant") == ROWS


def test_quoted_cells_may_hold_the_delimiter_and_line_ends(tmp_path: Path) -> None:
    path = write(tmp_path, 'text,label\n"one, two\nthree",greet\n')
    assert read_table(path, None, None) == [("one, two\nthree", "greet")]


def test_a_lone_quotation_mark_joins_no_rows_of_a_tab_separated_file(tmp_path: Path) -> None:
    path = write(tmp_path, 'text\tlabel\n"so they said\tgreet\n"all ""of"" it"\tgreet\n')
    assert read_table(path, None, None) == [('"so they said', "greet"), ('all "of" it', "greet")]


def test_only_line_feeds_end_a_row(tmp_path: Path) -> None:
    path = write(tmp_path, "text,label\nbefore\x85after,greet\n")
    assert read_table(path, None, None) == [("before\x85after", "greet")]


def test_a_column_of_texts_needs_no_label(tmp_path: Path) -> None:
    assert read_column(write(tmp_path, "text\nhello\nbye\n"), None) == ["hello", "bye"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "empty"),
        ("  \n\n", "empty"),
        ("a,b\nx,y\n", "--text-column"),
        ("text,intent,category\nx,y,z\n", "--label-column"),
        ("text,label\nhello\n", "line 2: only 1 columns"),
        ("text,label\nhello,\n", "line 2: text or label is empty"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(tmp_path: Path, content: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        read_table(write(tmp_path, content), None, None)


def test_a_cell_beyond_all_bounds_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="line 2"):
        read_table(write(tmp_path, f"text,label\n{'x' * 200_000},greet\n"), None, None)


def test_one_column_cannot_be_text_and_label(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="two different"):
        read_table(write(tmp_path, "text,label\nx,y\n"), "text", "text")


def test_a_missing_file_and_another_encoding_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such file"):
        read_table(tmp_path / "none.csv", None, None)
    (tmp_path / "latin.csv").write_bytes("text,label\ncafé,greet\n".encode("latin-1"))
    with pytest.raises(BadInput, match="UTF-8"):
        read_table(tmp_path / "latin.csv", None, None)
