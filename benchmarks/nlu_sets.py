"""The public data sets of `benchmarks.nlu`, converted into what the evaluation reads.

One function a set; each writes into a temporary folder and returns its cases. Nothing of them
stays in the project.
"""

import csv
import gzip
import io
import json
import random
import re
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Literal

UNKNOWN = "oos"
SAMPLE, SEED = 6_000, 11  # of 62,774 reviews: every figure within about one point
TOKEN = re.compile(r"\w+|[^\w\s]")
LINE_END = re.compile(r"[\r\n]")
Row = tuple[str, str]
Slots = list[tuple[int, int, str]]


@dataclass(frozen=True)
class Case:
    """One thing to measure: files to learn from and to ask; sentiment learns from neither."""

    name: str
    task: Literal["intents", "sentiment", "entities"]
    test: Path
    train: Path | None = None
    published: str = ""  # best accuracy or F1 of others in per cent; see SOURCE.txt of the set
    has_unknown: bool = False  # some rows are labelled `UNKNOWN`


def write_rows(path: Path, rows: Iterable[Row]) -> Path:
    """Write texts and labels as CSV and return the path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("text", "label"), *rows])
    return path


def read_lines(path: Path) -> list[str]:
    """Return the lines of a text file, separated by line feeds alone."""
    return [line.strip() for line in path.read_text(encoding="utf-8").rstrip("\n").split("\n")]


def read_pair(folder: Path) -> list[Row]:
    """Return the rows of a folder with `seq.in` and `label`."""
    return list(zip(read_lines(folder / "seq.in"), read_lines(folder / "label"), strict=True))


def make_shots(data: Path, out: Path, name: str, test: Path, published: list[str]) -> list[Case]:
    """Return the cases of the published 10-shot and 5-shot draws in a folder."""
    cases = []
    for shots, best in zip((10, 5), published, strict=True):
        train = write_rows(out / f"{name}-{shots}.csv", read_pair(data / f"train_{shots}"))
        cases.append(Case(f"{name}-{shots}shot", "intents", test, train, best))
    return cases


def convert_banking77(data: Path, out: Path) -> list[Case]:
    """77 intents of a bank: full, 10-shot and 5-shot."""
    full = Case("banking77-full", "intents", data / "test.csv", data / "train.csv", "93.4-93.8")
    test = write_rows(out / "banking77-test.csv", read_pair(data / "fewshot" / "test"))
    return [full, *make_shots(data / "fewshot", out, "banking77", test, ["85.2-89.8", "77.8-84.0"])]


def convert_clinc150(data: Path, out: Path) -> list[Case]:
    """150 intents and out of scope; the few-shot draws are taught nothing that is out of scope."""
    content = json.loads((data / "data_full.json").read_text(encoding="utf-8"))
    train = write_rows(out / "clinc-train.csv", [*content["train"], *content["oos_train"]])
    test = write_rows(out / "clinc-test.csv", [*content["test"], *content["oos_test"]])
    full = Case("clinc150-full", "intents", test, train, "91.5-96.9")
    few = make_shots(data / "fewshot", out, "clinc150", test, ["93.3-94.8", "92.6"])
    return [replace(case, has_unknown=True) for case in (full, *few)]


def convert_hwu64(data: Path, out: Path) -> list[Case]:
    """64 intents of a personal assistant: full, 10-shot and 5-shot."""
    train = write_rows(out / "hwu-train.csv", read_pair(data / "train"))
    test = write_rows(out / "hwu-test.csv", read_pair(data / "test"))
    full = Case("hwu64-full", "intents", test, train, "93.0")
    return [full, *make_shots(data, out, "hwu64", test, ["85.8-87.4", "80.0-82.5"])]


def convert_snips(data: Path, out: Path) -> list[Case]:
    """7 intents and 39 slots."""
    train = write_rows(out / "snips-train.csv", read_pair(data / "train"))
    test = write_rows(out / "snips-test.csv", read_pair(data / "test"))
    slots = Case("snips-slots", "entities", data / "test", data / "train", "96.9")
    return [Case("snips", "intents", test, train, "99.1"), slots]


def convert_restaurant8k(data: Path, out: Path) -> list[Case]:
    """Spans of table bookings. Which slot the bot had asked for is not told to the tagger."""
    train = write_bookings(data / "train_0.json.gz", out / "restaurant-train.conll")
    test = write_bookings(data / "test.json.gz", out / "restaurant-test.conll")
    return [Case("restaurant8k", "entities", test, train)]


def write_bookings(source: Path, path: Path) -> Path:
    """Write one JSON file of bookings as CoNLL and return the path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    blocks = []
    for turn in json.loads(gzip.decompress(source.read_bytes())):
        spans = [(label["slot"], label["valueSpan"]) for label in turn.get("labels", [])]
        slots = [(span.get("startIndex", 0), span["endIndex"], name) for name, span in spans]
        blocks.append(tag_text(turn["userInput"]["text"], sorted(slots)))
    path.write_text("\n".join(blocks), encoding="utf-8")
    return path


def tag_text(text: str, slots: Slots) -> str:
    """Return a CoNLL block; a token ends where a slot does."""
    text = LINE_END.sub(" ", text)
    edges = {edge for start, end, _ in slots for edge in (start, end)}
    lines = [f"# text = {text}"]
    for found in TOKEN.finditer(text):
        first, last = found.span()
        cuts = [first, *sorted(edge for edge in edges if first < edge < last), last]
        for start, end in pairwise(cuts):
            tag = next(
                (tag_part(start, *slot) for slot in slots if slot[0] <= start < slot[1]), "O"
            )
            lines.append(f"{text[start:end]}\t{tag}")
    return "\n".join(lines) + "\n"


def tag_part(start: int, first: int, _end: int, name: str) -> str:
    """Return the tag of a token within a slot."""
    return f"{'B' if start == first else 'I'}-{name}"


def convert_xsid(data: Path, out: Path) -> list[Case]:
    """15 intents and slots, the same sentences in English and Chinese; and English to Chinese."""
    cases = []
    for name, taught, asked in (("en", "en", "en"), ("zh", "zh", "zh"), ("en-zh", "en", "zh")):
        tagged = data / f"{taught}.valid.conll", data / f"{asked}.test.conll"
        train, test = (write_rows(out / f"xsid-{p.stem}.csv", read_comments(p)) for p in tagged)
        cases.append(Case(f"xsid-{name}", "intents", test, train))
        cases.append(Case(f"xsid-{name}-slots", "entities", tagged[1], tagged[0]))
    return cases


def read_comments(path: Path) -> list[Row]:
    """Return text and intent of each sentence, which stand in the comments above it."""
    texts, intents = [], []
    for line in read_lines(path):
        if line.startswith("# text ="):
            texts.append(line.partition("=")[2].strip())
        elif line.startswith("# intent ="):
            intents.append(line.partition("=")[2].strip())
    return list(zip(texts, intents, strict=True))


def convert_uci_sentences(data: Path, _out: Path) -> list[Case]:
    """Sentences of reviews of phones, restaurants and films."""
    return [Case("uci-sentences", "sentiment", data / "combined.csv")]


def convert_sst2(data: Path, out: Path) -> list[Case]:
    """Phrases of film reviews."""
    pairs = [line.rpartition("\t") for line in read_lines(data / "test.tsv")]
    rows = [(text, label) for text, _, label in pairs]
    return [
        Case("sst2", "sentiment", write_rows(out / "sst2.csv", rows), published="93.5 (trained)")
    ]


def convert_online_shopping(data: Path, out: Path) -> list[Case]:
    """Chinese reviews of ten kinds of goods, a sample of them."""
    with zipfile.ZipFile(data / "online_shopping_10_cats.zip") as archive:
        text = archive.read("online_shopping_10_cats.csv").decode("utf-8-sig")
    found = csv.DictReader(io.StringIO(text, newline=""))
    rows = sorted({(row["review"].strip(), row["label"]) for row in found if row["review"].strip()})
    sample = random.Random(SEED).sample(rows, min(SAMPLE, len(rows)))
    path = write_rows(out / "online-shopping.csv", sample)
    return [Case("online-shopping-10cats", "sentiment", path)]


SETS: dict[str, Callable[[Path, Path], list[Case]]] = {
    "banking77": convert_banking77,
    "clinc150": convert_clinc150,
    "hwu64": convert_hwu64,
    "snips": convert_snips,
    "restaurant8k": convert_restaurant8k,
    "xsid": convert_xsid,
    "uci-sentences": convert_uci_sentences,
    "sst2": convert_sst2,
    "online-shopping-10cats": convert_online_shopping,
}
