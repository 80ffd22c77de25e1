"""Labelled messages: JSON splits, Rasa YAML, what is out of scope, and drawing of few."""

import json
from collections import Counter
from pathlib import Path

import pytest

from nlu.evaluation.errors import BadInput
from nlu.evaluation.labelled import (
    Labelled,
    draw_shots,
    read_labelled,
    read_texts,
    read_train_and_test,
)

CLINC = {
    "train": [["where is it", "track"], ["hello", "greet"]],
    "test": [["hi there", "greet"]],
    "oos_train": [["sing a song", "oos"]],
    "oos_test": [["who won the match", "oos"], ["boil an egg", "oos"]],
}
RASA = """
version: "3.1"
nlu:
- intent: track
  examples: |
    - where is my [lamp](product)
- intent: greet
  examples: |
    - hello
"""


def write(path: Path, content: str) -> Path:
    path.write_text(content, encoding="utf-8")
    return path


def test_one_json_file_gives_each_side_its_split(tmp_path: Path) -> None:
    path = write(tmp_path / "data.json", json.dumps(CLINC))
    train, test = read_train_and_test(path, path)
    assert train == Labelled(["where is it", "hello"], ["track", "greet"], ["sing a song"])
    assert test == Labelled(["hi there"], ["greet"], ["who won the match", "boil an egg"])


def test_rows_with_the_label_named_are_out_of_scope(tmp_path: Path) -> None:
    rows = "text,label\nhello,greet\nboil an egg,none\n"
    train = write(tmp_path / "train.csv", rows)
    test = write(tmp_path / "test.csv", rows)
    for data in read_train_and_test(train, test, unknown_label="none"):
        assert data == Labelled(["hello"], ["greet"], ["boil an egg"])
    with pytest.raises(BadInput, match="--oos-label"):
        read_train_and_test(train, test, unknown_label="nothing")


def test_a_file_is_not_learned_from_and_asked(tmp_path: Path) -> None:
    path = write(tmp_path / "rows.csv", "text,label\nhello,greet\n")
    with pytest.raises(BadInput, match="two different files"):
        read_train_and_test(path, path)


@pytest.mark.parametrize("is_folder", [True, False])
def test_rasa_yaml_is_read_without_its_marks(tmp_path: Path, is_folder: bool) -> None:
    path = write(tmp_path / "nlu.yml", RASA)
    data = read_labelled(tmp_path if is_folder else path, split="train")
    assert data == Labelled(["where is my lamp", "hello"], ["track", "greet"], [])


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.json", "{", "no valid JSON"),
        ("a.json", "[]", "no split 'test'"),
        ("a.json", '{"test": {}}', "no list"),
        ("a.json", '{"test": [["only a text"]]}', "no \\[text, label\\]"),
        ("a.json", '{"test": []}', "no example"),
        ("a.yml", "nlu: [", "valid YAML"),
        ("a.yml", "something: else", "list under `nlu:`"),
        ("a.yml", "", "empty"),
        ("a.csv", "text,label\n", "no example"),
    ],
)
def test_what_cannot_be_read_says_so(tmp_path: Path, name: str, content: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        read_labelled(write(tmp_path / name, content), split="test")


def test_a_folder_without_yaml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="a folder without"):
        read_labelled(tmp_path, split="test")


@pytest.mark.parametrize(
    ("name", "content"), [("a.txt", "one\n\ntwo\n"), ("a.csv", "text,x\none,1\ntwo,2\n")]
)
def test_texts_alone_are_read(tmp_path: Path, name: str, content: str) -> None:
    assert read_texts(write(tmp_path / name, content)) == ["one", "two"]


def test_texts_alone_are_read_from_rasa_yaml(tmp_path: Path) -> None:
    assert read_texts(write(tmp_path / "a.yml", RASA)) == ["where is my lamp", "hello"]


def test_so_many_of_each_label_are_drawn_and_the_same_again() -> None:
    texts = [f"message {number}" for number in range(40)]
    labels = ["many"] * 30 + ["some"] * 8 + ["few"] * 2
    data = Labelled(texts, labels, ["unknown"])
    drawn = draw_shots(data, 5, seed=1)
    assert Counter(drawn.labels) == {"many": 5, "some": 5, "few": 2}
    assert drawn.unknown == ["unknown"]
    assert set(zip(drawn.texts, drawn.labels, strict=True)) <= set(zip(texts, labels, strict=True))
    assert draw_shots(data, 5, seed=1) == drawn
    assert draw_shots(data, 5, seed=2) != drawn
