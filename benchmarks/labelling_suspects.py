"""Part of `make bench-labelling`: planted wrong labels in the shipped examples, found again.

3 per cent of the examples get another intent: a random one, or the one they are likest to. By words
alone (what the application has at hand), by sentence vectors, and by both. In the Rasa environment.
"""

import argparse
import time
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.report import figure
from console.studio.labelling.suspects import find_near
from frontdesk.paths import ROOT
from nlu.core.embedding import multilingual_encoder
from nlu.core.project.files import read_folder
from nlu.core.project.project import read_project
from nlu.core.suspects import Near, find_nearest, list_suspects, vote

PLANTED, FIRST = 0.03, (100, 200)
Labels = NDArray[np.intp]


def plant(labels: Labels, chances: NDArray[np.float64] | None, seed: int) -> Labels:
    """Return labels of which some are wrong: at random, or by `chances` the likeliest other."""
    chance = np.random.default_rng(seed)
    is_chosen = chance.random(len(labels)) < PLANTED
    changed = labels.copy()
    if chances is None:
        changed[is_chosen] = chance.integers(0, labels.max() + 1, is_chosen.sum())
    else:
        others = chances.copy()
        others[np.arange(len(labels)), labels] = 0
        changed[is_chosen] = others[is_chosen].argmax(axis=1)
    return changed


def judge(
    texts: Sequence[str],
    names: Sequence[str],
    true: Labels,
    planted: Labels,
    nears: Mapping[str, Sequence[Near]],
    kind: str,
) -> None:
    """Print how many of the first that are listed are planted, and how many are listed at all."""
    is_wrong = planted != true
    for by, used in nears.items():
        found = list_suspects(texts, [names[at] for at in planted], used, len(texts))
        more = {"planted": kind, "by": by, "examples": len(texts), "wrong": int(is_wrong.sum())}
        for first in FIRST:
            hits = sum(bool(is_wrong[one.place]) for one in found[:first])
            figure(f"planted_among_first_{first}", 100 * hits / first, "per cent", **more)
        hits = sum(bool(is_wrong[one.place]) for one in found)
        figure("planted_found", 100 * hits / is_wrong.sum(), "per cent", listed=len(found), **more)
    for by, used in nears.items():
        listed = len(list_suspects(texts, [names[at] for at in true], used, len(texts)))
        figure("listed_as_shipped", listed, "examples", by=by, examples=len(texts))


def main() -> None:
    """Plant, find, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    examples = read_project(read_folder(ROOT)).understood.examples
    texts = [one.text for one in examples]
    names, true = np.unique([one.intent for one in examples], return_inverse=True)
    began = time.perf_counter()
    words = find_near(texts)
    figure("neighbours_by_words", time.perf_counter() - began, "s", examples=len(texts))
    began = time.perf_counter()
    vectors = multilingual_encoder().encode(texts)
    figure("vectors", time.perf_counter() - began, "s", examples=len(texts))
    began = time.perf_counter()
    meaning = find_nearest(vectors)
    figure("neighbours_by_vectors", time.perf_counter() - began, "s", examples=len(texts))
    nears = {"words": [words], "vectors": [meaning], "both": [words, meaning]}
    likest = vote(meaning, true, len(names))
    for kind, chances in (("random", None), ("likest", likest)):
        judge(texts, names.tolist(), true, plant(true, chances, chosen.seed), nears, kind)


if __name__ == "__main__":
    main()
