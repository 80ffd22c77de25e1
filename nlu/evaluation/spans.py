"""Reads marked spans from CoNLL files, seq.in/seq.out folders or Rasa YAML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from nlu.core.entities import Entity
from nlu.data import Marked
from nlu.evaluation.errors import BadInput
from nlu.evaluation.rasa_yaml import is_rasa, read_marked
from nlu.evaluation.tables import read_lines

WHOLE = "# text ="
Sentence = tuple[list[str], list[str], str | None]


def read_spans(path: Path) -> list[Marked]:
    """Return the messages of a file or folder with their spans in characters."""
    if (path / "seq.in").is_file():
        sentences: Iterable[Sentence] = read_sequences(path)
    elif is_rasa(path):
        return read_marked(path)
    else:
        sentences = read_conll(path)
    marked = [mark_sentence(path, *sentence) for sentence in sentences]
    if not marked:
        raise BadInput(f"{path} holds no example; give a file with tokens and BIO tags.")
    return marked


def read_sequences(folder: Path) -> Iterator[Sentence]:
    """Yield tokens and tags of a folder with `seq.in` and `seq.out`, a sentence a line."""
    words, tags = read_lines(folder / "seq.in"), read_lines(folder / "seq.out")
    if len(words) != len(tags):
        raise BadInput(f"{folder}: seq.in and seq.out must have equally many lines.")
    for tokens, labels in zip(words, tags, strict=True):
        yield tokens.split(), labels.split(), None


def read_conll(path: Path) -> Iterator[Sentence]:
    """Yield tokens, tags and, where a comment gives it, the text of each block of lines."""
    lines = [line.rstrip("\n") for line in read_lines(path)]
    for is_blank, block in groupby(lines, key=lambda line: not line.strip()):
        if is_blank:
            continue
        listed = list(block)
        whole = next((x[len(WHOLE) :].strip() for x in listed if x.startswith(WHOLE)), None)
        rows = [split_columns(line) for line in listed if not line.startswith("# ")]
        if any(len(row) < 2 for row in rows):
            raise BadInput(f"{path}: each line needs a token and a tag; see {listed[0][:40]!r}.")
        # Some files number the tokens in the first column.
        numbers = [str(number) for number in range(1, len(rows) + 1)]
        is_numbered = [row[0] for row in rows] == numbers and all(len(row) > 2 for row in rows)
        yield [row[int(is_numbered)] for row in rows], [row[-1] for row in rows], whole


def split_columns(line: str) -> list[str]:
    """Return the columns of a line: by tabs where there are any, else by spaces."""
    return line.split("\t") if "\t" in line else line.split()


def mark_sentence(path: Path, tokens: list[str], tags: list[str], whole: str | None) -> Marked:
    """Return the message with a span for each run of BIO tags."""
    if len(tokens) != len(tags):
        raise BadInput(f"{path}: {len(tokens)} tokens but {len(tags)} tags in {tokens[:5]}.")
    places = place_tokens(tokens, whole) if whole else None
    text = whole if whole and places else " ".join(tokens)
    places = places or place_tokens(tokens, text)
    spans = [
        Entity(name, text[places[first][0] : places[last][1]], places[first][0], places[last][1])
        for name, first, last in find_runs(path, tags)
    ]
    return Marked(text, tuple(spans))


def place_tokens(tokens: Sequence[str], text: str) -> list[tuple[int, int]]:
    """Return where each token starts and ends in a text; nothing if one is not found in order."""
    places, at = [], 0
    for token in tokens:
        start = text.find(token, at)
        if start < 0:
            return []
        at = start + len(token)
        places.append((start, at))
    return places


def find_runs(path: Path, tags: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """Yield name, first and last token of each run; an I- that continues nothing begins one."""
    opened: tuple[str, int] | None = None
    for place, tag in enumerate([*tags, "O"]):
        mark, _, name = tag.partition("-")
        if mark not in ("B", "I", "O") or (mark != "O") != bool(name):
            raise BadInput(f"{path}: the tag {tag!r} is not O, B-name or I-name; convert it.")
        if opened and not (mark == "I" and name == opened[0]):
            yield opened[0], opened[1], place - 1
            opened = None
        if mark != "O" and opened is None:
            opened = (name, place)
