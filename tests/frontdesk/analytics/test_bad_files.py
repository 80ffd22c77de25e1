"""No file makes a command of `frontdesk analytics` stumble.

Every command is run on files that are empty, binary, constant, half missing and worse. It either
gives a result, which is JSON with sentences on what is doubtful, or ends with code 1 and one line
that says what to do; never with a traceback, never with a warning, never with "NaN" in its JSON.

A command is added in one line of `COMMANDS`: its options, with the columns of `GOOD` it reads.
`{csv}` is the bad file, `{out}` where the result goes, `{good}` a file of the same columns that is
in order (for commands that read two).
"""

import csv
import gzip
import json
import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from frontdesk.analytics import analytics
from frontdesk.cli import main
from kernel.errors import FrontdeskError

COMMANDS = {
    "abtest": "--csv {csv} --group yes --metric amount",
    "describe": "--csv {csv}",
    "fit-churn": "--csv {csv} --target yes",
    "fit-next": "--csv {csv} --customer user --date day --amount amount --horizons 20,40",
    "fit-recs": "--train {csv} --user user --item item --time day",
    "fit-segments": "--csv {csv} --customer user --date day --amount amount",
    "fit-value": "--csv {csv} --customer user --date day --amount amount",
    "forecast": "--csv {csv} --horizon 2 --date day --value amount --every week",
    "topics": "--csv {csv} --text text --time day --rating rating --language language "
    "--sentiment score --kind kind --drivers amount,yes",
}
# These read the shop's own database, no file.
OF_THE_SHOP = {"run", "status", "explain"}
# Columns whose absence does not matter to a command: `describe` reads any file.
READS_ANY = {"describe"}

ENGLISH = ("parcel late courier", "refund money bank", "lamp broken switch")
SUBJECTS = (*ENGLISH, "台灯坏了", "快递很慢")
Rows = list[dict[str, str]]


def make_rows(count: int = 120) -> Rows:
    """Return rows with every column that a command may read, all in order."""
    chosen = random.Random(7)
    rows = []
    for at in range(count):
        subject = SUBJECTS[at % len(SUBJECTS)]
        day = date(2025, 1, 1) + timedelta(days=at * 3 + chosen.randrange(3))
        rows.append(
            {
                "text": f"{subject} {chosen.choice(ENGLISH)}",
                "day": day.isoformat(),
                "rating": str(1 + (at + chosen.randrange(2)) % 5),
                "score": f"{chosen.uniform(-1, 1):.3f}",
                "language": "zh" if subject[0] > "\u3000" else "en",
                "kind": chosen.choice(["complaint", "question"]),
                "user": f"u{chosen.randrange(36)}",
                "item": f"p{chosen.randrange(12)}",
                "amount": f"{chosen.expovariate(0.02):.2f}",
                "before": f"{chosen.expovariate(0.02):.2f}",
                "group": chosen.choice(["A", "B"]),
                "yes": chosen.choice(["yes", "no"]),
                "unit": chosen.choice(["s1", "s2"]),
            }
        )
    return rows


def write_rows(path: Path, rows: Rows, head: list[str] | None = None) -> None:
    """Write rows as CSV under a head."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head or list(rows[0]))
        writer.writerows(list(row.values()) for row in rows)


def set_all(value: str) -> Callable[[Path], None]:
    """Return a file of which every value is the same."""
    return lambda path: write_rows(path, [dict.fromkeys(row, value) for row in make_rows()])


def change(columns: tuple[str, ...], value: str, every: int = 1) -> Callable[[Path], None]:
    """Return a file of which some columns hold something else in every nth row."""

    def write(path: Path) -> None:
        rows = make_rows()
        for row in rows[::every]:
            row.update(dict.fromkeys(columns, value))
        write_rows(path, rows)

    return write


def write_gaps(path: Path) -> None:
    """Write a file of which a tenth of all values is missing."""
    chosen = random.Random(3)
    rows = [
        {name: "" if chosen.random() < 0.1 else value for name, value in row.items()}
        for row in make_rows()
    ]
    write_rows(path, rows)


def rename(names: dict[str, str]) -> Callable[[Path], None]:
    """Return a file whose columns have other names."""
    rows = make_rows()
    head = [names.get(name, name) for name in rows[0]]
    return lambda path: write_rows(path, rows, head)


def write_ragged(path: Path) -> None:
    """Write a file some rows of which have more fields than the head."""
    write_rows(path, make_rows())
    with path.open("a", encoding="utf-8") as file:
        file.write("a,b,c\n" + ",".join("x" * 40) + "\n")


def write_headless(path: Path) -> None:
    """Write a file that begins with a row, in which no value is a column's name by chance."""
    rows = make_rows()
    first = next(row for row in rows if row["yes"] == "no")
    write_rows(path, rows, list(first.values()))


NUMBERS = ("rating", "score", "amount", "before")
TWICE = dict.fromkeys(make_rows(1)[0], "same")
REFUSED: dict[str, Callable[[Path], object]] = {
    "not there": lambda _: None,
    "a folder": lambda path: path.mkdir(),
    "empty": lambda path: path.write_bytes(b""),
    "blank lines": lambda path: path.write_text("\n\n\n"),
    "head only": lambda path: path.write_text(",".join(make_rows(1)[0]) + "\n"),
    "headers twice": rename(TWICE),
    "ragged": write_ragged,
}
REFUSED_BY_NAME: dict[str, Callable[[Path], object]] = {
    "wrong names": rename({name: f"other {name}" for name in TWICE}),
    "no head": write_headless,
}
# Refused or answered with notes, as each command sees fit.
EITHER: dict[str, Callable[[Path], object]] = {
    "binary": lambda path: path.write_bytes(bytes(range(256)) * 40),
    "zeros": lambda path: path.write_bytes(bytes(4_000)),
    "half a gzip": lambda path: path.write_bytes(gzip.compress(b"text,day\n" * 99)[:40]),
    "utf-16": lambda path: path.write_bytes("text,day\na,b\n".encode("utf-16")),
    "an open quote": lambda path: path.write_text('text,day\n"a,2025-01-01\nb,c\n'),
    "one row": lambda path: write_rows(path, make_rows(1)),
    "two rows": lambda path: write_rows(path, make_rows(2)),
    "all missing": set_all(""),
    "constant": set_all("1"),
    "constant text": set_all("same"),
    "one customer": change(("user",), "u1"),
    "one group": change(("group",), "A"),
    "one class": change(("yes",), "yes"),
    "one day": change(("day",), "2025-01-01"),
    "gaps": write_gaps,
    "numbers missing": change(NUMBERS, ""),
    "numbers huge": change(NUMBERS, "1e300"),
    "a number huge": change(NUMBERS, "1e9", every=40),
    "numbers endless": change(NUMBERS, "inf"),
    "numbers negative": change(NUMBERS, "-5"),
    "numbers nought": change(NUMBERS, "0"),
    "numbers as words": change(NUMBERS, "many"),
    "some numbers as words": change(NUMBERS, "many", every=5),
    "currencies mixed": change(("amount",), "€ 5", every=3),
    "days as words": change(("day",), "yesterday"),
    "some days as words": change(("day",), "yesterday", every=5),
    "days of the future": change(("day",), "2999-01-01", every=4),
    "days of long ago": change(("day",), "1677-01-01", every=4),
    "days out of range": change(("day",), "99999-99-99", every=4),
    "ids like numbers": change(("user", "item"), "00042", every=2),
    "texts empty": change(("text",), ""),
    "texts of marks": change(("text",), "?!… 😀"),
    "texts endless": change(("text",), "word " * 5_000, every=30),
    "control signs": change(("text", "user", "kind"), "a\x00b\x1b[31m", every=3),
    "Chinese": change(("text", "user", "item", "kind", "group"), "快递太慢了", every=2),
    "decimal commas": change(("amount",), "1.234,50", every=2),
    "day first": change(("day",), "13/02/2025", every=3),
    "classes three": change(("yes",), "maybe", every=5),
    "newlines quoted": change(("text", "kind"), "two\nlines", every=3),
    "customers all different": lambda path: write_rows(
        path, [row | {"user": f"x{at}"} for at, row in enumerate(make_rows())]
    ),
    "the target copied": lambda path: write_rows(
        path, [row | {"kind": row["yes"]} for row in make_rows()]
    ),
    "duplicates": lambda path: write_rows(path, make_rows(40) * 5),
}


def run(command: str, path: Path, out: Path) -> tuple[str, str]:
    """Return the error's message and the result's text of a run; one of them is empty."""
    good = out.parent / "good.csv"
    write_rows(good, make_rows())
    options = [
        part.format(csv=path, out=out, good=good)
        for part in [*COMMANDS[command].split(), "--json", "{out}"]
    ]
    ran = CliRunner().invoke(analytics, [command, *options])
    if isinstance(ran.exception, FrontdeskError):
        return ran.exception.message, ""
    assert ran.exception is None or isinstance(ran.exception, SystemExit), repr(ran.exception)
    assert ran.exit_code == 0, ran.output
    return "", out.read_text("utf-8")


def check(message: str, result: str) -> None:
    """Hold that a refusal is one line that says something, and a result plain JSON."""
    if message:
        assert "\n" not in message.strip()
        assert len(message) > 10
        assert "Traceback" not in message
        return
    told = json.loads(result, parse_constant=lambda word: pytest.fail(f"{word} in the result"))
    assert isinstance(told, dict)
    assert told


@pytest.mark.parametrize("command", COMMANDS)
def test_the_good_file_gives_a_result(command: str, tmp_path: Path) -> None:
    copies = ("", "a", "b", "c") if command == "fit-next" else ("",)  # it needs more customers
    rows = [row | {"user": row["user"] + copy} for row in make_rows() for copy in copies]
    write_rows(tmp_path / "a.csv", rows)
    message, result = run(command, tmp_path / "a.csv", tmp_path / "out.json")
    assert message == ""
    check(message, result)


@pytest.mark.parametrize("kind", REFUSED)
@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_no_table_is_refused_in_one_line(command: str, kind: str, tmp_path: Path) -> None:
    REFUSED[kind](tmp_path / "a.csv")
    message, _ = run(command, tmp_path / "a.csv", tmp_path / "out.json")
    assert message
    check(message, "")
    assert not (tmp_path / "out.json").exists()


@pytest.mark.parametrize("kind", REFUSED_BY_NAME)
@pytest.mark.parametrize("command", [one for one in COMMANDS if one not in READS_ANY])
def test_a_column_that_is_not_there_is_named(command: str, kind: str, tmp_path: Path) -> None:
    REFUSED_BY_NAME[kind](tmp_path / "a.csv")
    message, _ = run(command, tmp_path / "a.csv", tmp_path / "out.json")
    assert "no column" in message
    check(message, "")


@pytest.mark.parametrize("kind", EITHER)
@pytest.mark.parametrize("command", COMMANDS)
def test_bad_values_are_a_refusal_or_a_result(command: str, kind: str, tmp_path: Path) -> None:
    EITHER[kind](tmp_path / "a.csv")
    check(*run(command, tmp_path / "a.csv", tmp_path / "out.json"))


def test_every_command_is_tried_here() -> None:
    commands = {
        str(one.name or getattr(one.callback, "__name__", ""))
        for one in analytics.registered_commands
    }
    assert commands - OF_THE_SHOP == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_refusal_ends_with_code_1_and_one_line(
    command: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "absent.csv"
    options = COMMANDS[command].format(csv=path, out=tmp_path / "out.json", good=path).split()
    monkeypatch.setattr("sys.argv", ["frontdesk", "analytics", command, *options])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert capsys.readouterr().err == f"frontdesk: There is no file {path}.\n"
