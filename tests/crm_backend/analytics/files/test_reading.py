"""Files that people bring: what is read, and what is said of a bad one."""

import gzip
from pathlib import Path

import pytest

from crm_backend.analytics.files.reading import read_csv, read_names, read_numbers, read_times
from kernel.errors import Invalid


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "people.csv"


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_columns_are_parted_by_what_people_use(path: Path, sign: str) -> None:
    path.write_text(f"name{sign} spend \nAda{sign}12.50\n小红{sign}\n", encoding="utf-8-sig")
    frame = read_csv(path, needs=["name", "spend"])
    assert frame.to_dict("list") == {"name": ["Ada", "小红"], "spend": ["12.50", ""]}
    spend = read_numbers(frame, "spend")
    assert (spend.values[0], spend.missing, spend.unreadable) == (12.5, 1, 0)


def test_gzip_and_a_windows_page_are_read(tmp_path: Path) -> None:
    path = tmp_path / "people.csv.gz"
    path.write_bytes(gzip.compress("name\nZoë\n".encode("cp1252")))
    assert list(read_csv(path)["name"]) == ["Zoë"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"a,b\n", "no rows"),
        (b"a,a\n1,2\n", "'a' twice"),
        (b"a,b\n1,2\n1,2,3\n", "line 3"),
        (b"x,y\n1,2\n", "no column 'a'. It has: x, y"),
        (b"\x81\x8d\x00\xff\n", "no text file"),
        (b"A,b\n1,2\n", "Did you mean 'A'"),
        (b"a b c\n1 2 3\n", "It has: a b c. Columns are parted by"),
        (b"sep=,\na,b,c\n1,2,3\n", "line 2 has 3 fields, those before it 2. The first line"),
        (b'a,b\n1,2\n"3,4\n5,6\n', "mark is opened in row 3 and never closed"),
        (b"a,,\n1,2,3\n", "2 columns without a name"),
        (b"PK\x03\x04 and more", "is a workbook or an archive"),
    ],
)
def test_a_bad_file_is_refused_in_words(path: Path, content: bytes, says: str) -> None:
    path.write_bytes(content)
    with pytest.raises(Invalid, match=says):
        read_csv(path, needs=["a"])


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "gbk", "gb18030", "cp1252"]
)
def test_letters_are_read_whatever_they_are_written_in(path: Path, encoding: str) -> None:
    name, value = ("Größe", "Zoë") if encoding == "cp1252" else ("合同", "现金")
    lines = [f"user,{name}", *(f"u{at},{value}" for at in range(9))]
    path.write_bytes("\n".join(lines).encode(encoding))
    assert set(read_csv(path, needs=["user", name])[name]) == {value}


def test_a_name_that_is_not_there_says_how_a_file_was_read_that_is_not_utf_8(path: Path) -> None:
    path.write_bytes("Größe\n1\n".encode("cp1252"))
    with pytest.raises(Invalid, match=r"Größe.* The file was read as cp1252"):
        read_csv(path, needs=["spend"])


def test_gzip_is_known_by_what_it_holds(path: Path) -> None:
    path.write_bytes(gzip.compress(b"a\n1\n"))
    assert list(read_csv(path)["a"]) == ["1"]
    path.write_bytes(gzip.compress(b"a,b\n" * 99)[:-20])
    with pytest.raises(Invalid, match="cannot be read as a table"):
        read_csv(path)


def test_what_a_short_row_lacks_is_an_empty_text(path: Path) -> None:
    path.write_text("a,b,c,,\n1,2,3\n4\n")
    assert read_csv(path).to_dict("list") == {"a": ["1", "4"], "b": ["2", ""], "c": ["3", ""]}


def test_a_folder_and_a_file_that_may_not_be_read_are_told_apart(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Invalid, match="is a folder"):
        read_csv(path.parent)
    path.write_text("a\n1\n")

    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(Invalid, match=r"cannot be read as a table: Permission denied\.$"):
        read_csv(path)


def test_a_file_that_is_not_there_or_no_archive_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="There is no file"):
        read_csv(tmp_path / "gone.csv")
    broken = tmp_path / "broken.csv.gz"
    broken.write_bytes(b"not gzip at all")
    with pytest.raises(Invalid, match="cannot be read as a table"):
        read_csv(broken)


def test_times_are_read_in_utc_and_unreadable_ones_are_counted(path: Path) -> None:
    path.write_text("at\n2026-11-23\n2026-11-23T10:00:00+02:00\n20261123\nsoon\n")
    times = read_times(read_csv(path), "at")
    assert [str(one) for one in times.values] == [
        "2026-11-23 00:00:00+00:00",
        "2026-11-23 08:00:00+00:00",
        "2026-11-23 00:00:00+00:00",
        "NaT",
    ]
    assert times.unreadable == 1


def test_a_column_of_another_kind_is_refused_with_an_example(path: Path) -> None:
    path.write_text("name,at\nAda,soon\nBob,later\n")
    frame = read_csv(path)
    with pytest.raises(Invalid, match=r"should hold numbers.*'Ada'"):
        read_numbers(frame, "name")
    with pytest.raises(Invalid, match=r"should hold dates.*'soon'"):
        read_times(frame, "at")


def test_names_are_trimmed_and_words_for_nothing_are_none(path: Path) -> None:
    path.write_text("who,id,code\n Ada ,7.0,7.0\nN/A,07,x\n-,8,7\n")
    frame = read_csv(path)
    assert list(read_names(frame, "who")) == ["Ada", "", ""]
    assert list(read_names(frame, "id")) == ["7", "07", "8"]
    assert list(read_names(frame, "code")) == ["7.0", "x", "7"]
