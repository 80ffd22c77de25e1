"""The command line: exit codes, one line for bad input, figures as JSON."""

import json
from pathlib import Path
from typing import Any

import pytest

from nlu import evaluate

TRACK = ["where is my parcel", "where is my order", "track my parcel", "has it shipped yet"]
GREET = ["good morning", "hello there", "hi", "good evening to you"]
PAY = ["can I pay by card", "do you take cash", "which payments do you accept", "pay later"]


def table(rows: dict[str, list[str]]) -> str:
    lines = [f"{text},{label}" for label, texts in rows.items() for text in texts]
    return "\n".join(["text,label", *lines]) + "\n"


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    train, test = tmp_path / "train.csv", tmp_path / "test.csv"
    train.write_text(table({"track": TRACK, "greet": GREET, "pay": PAY}), encoding="utf-8")
    asked = {"track": ["where has it got to"], "greet": ["hello"], "none": ["boil an egg"]}
    test.write_text(table(asked), encoding="utf-8")
    return train, test


def test_intents_are_judged_and_written(
    files: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train, test = files
    (tmp_path / "more.txt").write_text("sing me a song\n", encoding="utf-8")
    words = ["intents", "--train", str(train), "--test", str(test), "--oos-label", "none"]
    more = ["--shots", "3", "--oos-test", str(tmp_path / "more.txt")]
    out = tmp_path / "new" / "figures.json"
    assert evaluate.main([*words, *more, "--json", str(out)]) == 0
    report = json.loads(out.read_text("utf-8"))
    assert (report["train_rows"], report["test_rows"], report["test_unknown"]) == (9, 2, 2)
    shown = capsys.readouterr().out
    assert f"{'accuracy':<52}{report['accuracy']:.3f}" in shown
    assert "out of scope, AUROC" in shown


def test_sentiment_is_judged_by_the_projects_own_utterances(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(Path(evaluate.__file__).parents[1])
    test = tmp_path / "moods.tsv"
    rows = ["review\tstars", "the best lamp I ever had\t5", "broken and useless\t1"]
    test.write_text("\n".join(rows), encoding="utf-8")
    assert evaluate.main(["sentiment", "--test", str(test)]) == 0
    assert f"{'accuracy':<52}1.000" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        ("missing", "there is no such file"),
        ("empty", "is empty"),
        ("columns", "--text-column"),
        ("one label", "fewer than two labels"),
        ("json", "no valid JSON"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(
    files: tuple[Path, Path],
    tmp_path: Path,
    harm: str,
    says: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    contents = {"empty": "", "columns": "a,b\n1,2\n", "one label": table({"greet": GREET})}
    train = tmp_path / ("harmed.json" if harm == "json" else "harmed.csv")
    if harm != "missing":
        train.write_text(contents.get(harm, "{"), encoding="utf-8")
    assert evaluate.main(["intents", "--train", str(train), "--test", str(files[1])]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("error: ")
    assert told.err.count("\n") == 1
    assert says in told.err


def test_entities_without_spans_are_refused(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    train, test = files
    assert evaluate.main(["entities", "--train", str(train), "--test", str(test)]) == 2
    assert "token and a tag" in capsys.readouterr().err


@pytest.mark.parametrize("shots", ["0", "-3", "few"])
def test_a_number_of_shots_below_one_is_refused(shots: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        evaluate.main(["intents", "--train", "a", "--test", "b", "--shots", shots])
    assert stopped.value.code == 2


@pytest.mark.parametrize(("score", "code"), [(0.95, 0), (0.5, 1)])
def test_the_project_fails_below_its_bar(
    score: float, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(_: Path) -> dict[str, Any]:
        return {"macro_f1": score}

    monkeypatch.setattr(evaluate, "evaluate_project", run)
    monkeypatch.setattr(evaluate, "show_project", str)
    assert evaluate.main(["project", "--min", "0.9"]) == code


def test_a_report_that_cannot_be_written_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(evaluate, "evaluate_project", lambda _: {"macro_f1": 1.0})
    monkeypatch.setattr(evaluate, "show_project", str)
    assert evaluate.main(["project", "--json", str(tmp_path)]) == 2
    assert "directory" in capsys.readouterr().err
