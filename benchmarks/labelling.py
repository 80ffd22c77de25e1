"""`make bench-labelling`: how many labels until the bot understands as much, by the inbox's order.

Simulated labelling of a stream of messages (`benchmarks.labelling_pool`), with the shipped intent
model, trained anew after every 50 labels; the true label stands in for the admin. Beside it, in
the same run: newest first, and newest first among what the bot was unsure of. The oldest 100
messages are known at the start. Runs in the Rasa environment.
"""

import argparse
import math
import os
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np
from scipy import stats
from sklearn.metrics import f1_score

from benchmarks.labelling_pool import READERS, Sets, Stream, make_stream
from benchmarks.report import figure
from console.studio.labelling.value import expect_gain, order_by_gain
from console.studio.likeness import find_likeness, group, name_text
from nlu.core import grams
from nlu.core.embedding import english_encoder, multilingual_encoder
from nlu.core.intent import IntentModel, RememberingEmbedder

KNOWN, STEP, LINES = 100, 50, 3  # `LINES` is how many examples a group becomes in the product
UNSURE = 0.5  # as in `bot.labelling`
TWIN = 0.8  # as in config.yml
NEWEST, UNSURE_FIRST = "newest first", "newest first of the unsure"
OURS, UNGROUPED = "by gain", "by gain, not grouped"
ARMS = (NEWEST, UNSURE_FIRST, OURS, UNGROUPED)


@dataclass
class Lesson:
    """What was labelled so far, and what of it came out after each step."""

    texts: list[str]
    labels: list[str]
    used: list[int] = field(default_factory=list)
    macro: list[float] = field(default_factory=list)
    traffic: list[float] = field(default_factory=list)


class Simulation:
    """One stream and the test set of its intents."""

    def __init__(self, sets: Sets, stream: Stream, encoders: Sequence[RememberingEmbedder]) -> None:
        self.stream, self.encoders = stream, encoders
        self.test = [text for text, _label in sets.test]
        self.wanted = np.array([label for _text, label in sets.test])
        often, rows = Counter(stream.labels), Counter(self.wanted.tolist())
        self.shares = np.array([often[label] / rows[label] for label in self.wanted])
        self.pool = range(len(stream.texts) - KNOWN)
        for encoder in encoders:
            encoder.encode([*stream.texts, *self.test])

    def run(self, arm: str, most: int) -> Lesson:
        """Label up to `most` times in the order of an arm."""
        known = range(len(self.pool), len(self.stream.texts))
        lesson = Lesson(
            [self.stream.texts[at] for at in known], [self.stream.labels[at] for at in known]
        )
        choose = self._by_gain(arm == OURS) if arm in (OURS, UNGROUPED) else self._by_age(arm)
        next(choose)
        for used in range(0, most + 1, STEP):
            model = self._train(lesson)
            self._judge(model, lesson, used)
            for rows in choose.send(model):
                lesson.texts += [self.stream.texts[at] for at in rows]
                lesson.labels += [self.stream.labels[rows[0]]] * len(rows)
        return lesson

    def _train(self, lesson: Lesson) -> IntentModel:
        english, multilingual = self.encoders
        model = IntentModel(english=english, multilingual=multilingual, twin=TWIN)
        return model.fit(lesson.texts, lesson.labels)

    def _judge(self, model: IntentModel, lesson: Lesson, used: int) -> None:
        said = model.predict(self.test)
        lesson.used.append(used)
        names = sorted(set(self.wanted))
        scored = f1_score(self.wanted, said, average="macro", labels=names, zero_division=0)
        lesson.macro.append(float(scored))
        right = self.shares[said == self.wanted].sum()
        lesson.traffic.append(float(right / self.shares.sum()))

    def _read(self, model: IntentModel) -> np.ndarray:
        return model.predict_proba([self.stream.texts[at] for at in self.pool])

    def _by_age(self, arm: str) -> Iterator[list[list[int]]]:
        """Give the next messages, each by itself; what was labelled does not come again."""
        done: set[int] = set()
        model = yield []
        while True:
            waiting = [at for at in self.pool if at not in done]
            if arm == UNSURE_FIRST:
                sure = self._read(model).max(axis=1) >= UNSURE
                waiting.sort(key=lambda at: bool(sure[at]))
            done |= set(waiting[:STEP])
            model = yield [[at] for at in waiting[:STEP]]

    def _by_gain(self, is_grouped: bool) -> Iterator[list[list[int]]]:
        """Give the groups worth most; the label of the one that leads is given to its lines."""
        texts = [self.stream.texts[at] for at in self.pool]
        leaders = group(texts).tolist() if is_grouped else [*self.pool]
        members: dict[int, list[int]] = {}
        for at, leader in enumerate(leaders):
            members.setdefault(leader, []).append(at)
        groups = [
            [leader, *(at for at in rows if at != leader)] for leader, rows in members.items()
        ]
        done: set[int] = set()
        model = yield []
        while True:
            chances = self._read(model)
            means = np.array([chances[rows].mean(axis=0) for rows in groups])
            waiting = [at for at in range(len(groups)) if at not in done]
            gains = [expect_gain(len(groups[at]), float(means[at].max())) for at in waiting]
            rankings = [rank(means[at]) for at in waiting]
            likeness = find_likeness([texts[groups[at][0]] for at in waiting], rankings)
            chosen = [waiting[place] for place, _gain in order_by_gain(gains, likeness)[:STEP]]
            done |= set(chosen)
            model = yield [pick_lines(groups[at], texts) for at in chosen]


def rank(chances: np.ndarray) -> dict[str, float]:
    """Return the ten likeliest classes, as a message's row in the ledger holds them."""
    return {str(at): float(chances[at]) for at in np.argsort(-chances)[:10]}


def pick_lines(rows: Sequence[int], texts: Sequence[str]) -> list[int]:
    """Return the rows that become examples: ways of writing, most often met first."""
    counts = Counter(name_text(texts[at]) for at in rows)
    firsts = {name_text(texts[at]): at for at in reversed(rows)}
    return [firsts[name] for name, _count in counts.most_common(LINES)]


def count_labels(lesson: Lesson, level: float) -> float:
    """Return how many labels reach a macro-F1, by linear interpolation; infinity for none."""
    before = (0, lesson.macro[0])
    for used, score in zip(lesson.used, lesson.macro, strict=True):
        if score >= level:
            share = (level - before[1]) / (score - before[1]) if score > before[1] else 0.0
            return before[0] + share * (used - before[0])
        before = (used, score)
    return math.inf


def tell(name: str, values: Sequence[float], unit: str, **more: object) -> None:
    """Print the mean over the seeds with its 95 per cent interval (Student's t)."""
    mean = statistics.fmean(values)
    if len(values) > 1 and all(map(math.isfinite, values)):
        half = stats.t.ppf(0.975, len(values) - 1) * stats.sem(values)
        more["interval"] = [round(mean - half, 2), round(mean + half, 2)]
    figure(name, mean, unit, seeds=len(values), **more)


def report(name: str, lessons: dict[str, list[Lesson]], zipf: float) -> None:
    """Print what each arm reached, and how many labels it needs beside newest first."""
    more = {"set": name, "zipf": zipf}
    for arm, taught in lessons.items():
        for at in range(len(taught[0].used)):
            if taught[0].used[at] % 200 == 0:
                here = more | {"order": arm, "labels": taught[0].used[at]}
                tell("macro_f1", [100 * one.macro[at] for one in taught], "per cent", **here)
                tell("of_traffic", [100 * one.traffic[at] for one in taught], "per cent", **here)
    for rival in (NEWEST, UNSURE_FIRST):
        for arm in (OURS, UNGROUPED):
            for at, used in enumerate(lessons[rival][0].used):
                if used and used % 200 == 0:
                    needed = [
                        count_labels(mine, theirs.macro[at])
                        for mine, theirs in zip(lessons[arm], lessons[rival], strict=True)
                    ]
                    here = more | {"order": arm, "beside": rival, "labels": used}
                    tell("labels_needed", [100 * one / used for one in needed], "per cent", **here)


def main() -> None:
    """Simulate and print figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    default = os.environ.get("FRONTDESK_DATASETS", "../shared/datasets")
    parser.add_argument("--data", type=Path, default=Path(default))
    parser.add_argument("--sets", nargs="+", choices=READERS, default=["banking77", "clinc150"])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--messages", type=int, default=3_000)
    parser.add_argument("--labels", type=int, default=600)
    parser.add_argument("--zipf", type=float, default=1.0, help="0: all intents equally often")
    chosen = parser.parse_args()
    # The same texts are read anew after every training: what they hold is found once.
    grams.find_grams = lru_cache(maxsize=None)(grams.find_grams)
    for name in chosen.sets:
        if not (chosen.data / name).is_dir():
            print(f"{name}: skipped, {chosen.data / name} is absent.", file=sys.stderr)
            continue
        sets = READERS[name](chosen.data)
        encoders = [RememberingEmbedder(one()) for one in (english_encoder, multilingual_encoder)]
        lessons: dict[str, list[Lesson]] = {arm: [] for arm in ARMS}
        for seed in range(1, chosen.seeds + 1):
            stream = make_stream(sets.pool, chosen.messages, chosen.zipf, seed)
            simulation = Simulation(sets, stream, encoders)
            for arm in ARMS:
                began = time.perf_counter()
                lessons[arm].append(simulation.run(arm, chosen.labels))
                took = time.perf_counter() - began
                print(f"{name}, seed {seed}, {arm}: {took:.0f} s", file=sys.stderr, flush=True)
        report(name, lessons, chosen.zipf)


if __name__ == "__main__":
    main()
