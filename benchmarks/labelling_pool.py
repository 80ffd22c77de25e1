"""Messages as they come in, made from a public intent set: some intents often, few things new.

How often an intent comes follows Zipf's law, and so does which of its sentences people use; most of
them are typed a little differently each time.
"""

import csv
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

GREETINGS = ("hi", "hello", "hey", "hi there", "good morning")
THANKS = ("please", "pls", "thanks", "thank you", "can you help?")
SHORTER = {"cannot": "can't", "can't": "cant", "i am": "i'm", "i'm": "im", "what is": "what's"}
VARIED = 0.6  # of the messages are typed in a way of their own


@dataclass(frozen=True)
class Sets:
    """Texts with labels: what messages are made of, and what is asked at the end."""

    name: str
    pool: list[tuple[str, str]]
    test: list[tuple[str, str]]


@dataclass(frozen=True)
class Stream:
    """Messages, the newest first, with what each truly asks for."""

    texts: list[str]
    labels: list[str]


def read_banking77(data: Path) -> Sets:
    """Return BANKING77 (77 intents of a bank)."""
    pool, test = (read_csv(data / "banking77" / f"{name}.csv") for name in ("train", "test"))
    return Sets("banking77", pool, test)


def read_clinc150(data: Path) -> Sets:
    """Return CLINC150 without what is out of scope (150 intents of ten domains)."""
    content = json.loads((data / "clinc150/data_full.json").read_text(encoding="utf-8"))
    pool, test = ([(text, label) for text, label in content[name]] for name in ("train", "test"))
    return Sets("clinc150", pool, test)


def read_hwu64(data: Path) -> Sets:
    """Return HWU64 (64 intents of an assistant)."""
    pool, test = (read_pairs(data / "hwu64" / name) for name in ("train", "test"))
    return Sets("hwu64", pool, test)


READERS: dict[str, Callable[[Path], Sets]] = {
    "banking77": read_banking77,
    "clinc150": read_clinc150,
    "hwu64": read_hwu64,
}


def read_csv(path: Path) -> list[tuple[str, str]]:
    """Return the rows of a file with the columns `text` and `category`."""
    with path.open(encoding="utf-8", newline="") as file:
        return [(" ".join(row["text"].split()), row["category"]) for row in csv.DictReader(file)]


def read_pairs(folder: Path) -> list[tuple[str, str]]:
    """Return the rows of a folder with `seq.in` and `label`."""
    texts, labels = (
        (folder / name).read_text(encoding="utf-8").rstrip("\n").split("\n")
        for name in ("seq.in", "label")
    )
    return [(text.strip(), label.strip()) for text, label in zip(texts, labels, strict=True)]


def make_stream(rows: Sequence[tuple[str, str]], count: int, zipf: float, seed: int) -> Stream:
    """Return `count` messages; with `zipf` 0 all intents and sentences come equally often."""
    chance = random.Random(seed)
    by_label: dict[str, list[str]] = {}
    for text, label in rows:
        by_label.setdefault(label, []).append(text)
    labels = sorted(by_label)
    chance.shuffle(labels)
    for label in labels:
        chance.shuffle(by_label[label])
    drawn = chance.choices(labels, weights=list_weights(len(labels), zipf), k=count)
    texts = []
    for label in drawn:
        sentences = by_label[label]
        [text] = chance.choices(sentences, weights=list_weights(len(sentences), zipf))
        texts.append(vary(text, chance) if chance.random() < VARIED else text)
    return Stream(texts, drawn)


def list_weights(count: int, zipf: float) -> list[float]:
    """Return how often the first, second, … thing comes (Zipf 1949)."""
    return [1 / (rank + 1) ** zipf for rank in range(count)]


def vary(text: str, chance: random.Random) -> str:
    """Return a text as another person types it: one to three small differences."""
    ways = (lower, drop_mark, greet, thank, shorten, slip, slip)
    for way in chance.sample(ways, chance.randint(1, 3)):
        text = way(text, chance)
    return text


def lower(text: str, _chance: random.Random) -> str:
    """Return a text in small letters."""
    return text.lower()


def drop_mark(text: str, _chance: random.Random) -> str:
    """Return a text without the mark at its end."""
    return text.rstrip("?.!")


def greet(text: str, chance: random.Random) -> str:
    """Return a text with a greeting."""
    return f"{chance.choice(GREETINGS)}, {text}"


def thank(text: str, chance: random.Random) -> str:
    """Return a text with a word of politeness."""
    return f"{text} {chance.choice(THANKS)}"


def shorten(text: str, _chance: random.Random) -> str:
    """Return a text with the first long form made short."""
    small = text.lower()
    for long, short in SHORTER.items():
        if long in small:
            return small.replace(long, short, 1)
    return small.replace("'", "")


def slip(text: str, chance: random.Random) -> str:
    """Return a text with one letter lost or two swapped."""
    if len(text) < 6:
        return text
    at = chance.randrange(1, len(text) - 2)
    swapped = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return swapped if chance.random() < 0.5 else text[:at] + text[at + 1 :]
