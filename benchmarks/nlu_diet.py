"""A rival, run in the Rasa environment: Rasa's default pipeline, its intents read in-process.

`python -m benchmarks.nlu_diet intents --config config.yml`, with the files of `nlu.evaluate`.
"""

import argparse
import asyncio
import tempfile
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from rasa.core.agent import Agent
from rasa.model_training import train_nlu

from benchmarks.nlu_rival import judge_rival
from nlu.evaluation.shipped import Reading, TrainIntents
from nlu.quiet import quieten

# Rasa reads these as the marks of entities.
MARKS = str.maketrans("[]{}", "()()")


class DietRival:
    """A trained model of Rasa's, asked as its own server asks it."""

    threshold: float | None = None

    def __init__(self, archive: Path, labels: Sequence[str]) -> None:
        self.archive, self.labels = archive, sorted(set(labels))
        self._loop = asyncio.new_event_loop()

    @cached_property
    def _agent(self) -> Agent:
        # Loaded when it is first asked: training is over when the model is packed.
        return Agent.load(str(self.archive))

    def read(self, texts: Sequence[str]) -> Reading:
        """Return the confidences of the ten likeliest intents, nought for the others."""
        confidences = np.zeros((len(texts), len(self.labels)))
        for row, text in enumerate(texts):
            parsed = self._loop.run_until_complete(self._agent.parse_message(text))
            for guess in parsed["intent_ranking"]:
                if guess["name"] in self.labels:
                    confidences[row, self.labels.index(guess["name"])] = guess["confidence"]
        return Reading(confidences, 1 - confidences.max(axis=1), None)

    def size_bytes(self) -> int:
        """Return the size of the packed model."""
        return self.archive.stat().st_size


def write_examples(path: Path, texts: Sequence[str], labels: Sequence[str]) -> None:
    """Write training data as Rasa YAML."""
    of_label: dict[str, list[str]] = {}
    for text, label in zip(texts, labels, strict=True):
        of_label.setdefault(label, []).append(" ".join(text.translate(MARKS).split()))
    items = [
        {"intent": label, "examples": "".join(f"- {text}\n" for text in listed)}
        for label, listed in of_label.items()
    ]
    content: dict[str, Any] = {"version": "3.1", "nlu": items}
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


def make_trainer(config: Path, folder: Path) -> TrainIntents:
    """Return what trains a pipeline; models go into `folder`."""

    def train(
        texts: Sequence[str], labels: Sequence[str], _unknown: Sequence[str] | None = None
    ) -> DietRival:
        write_examples(folder / "nlu.yml", texts, labels)
        archive = train_nlu(str(config), str(folder / "nlu.yml"), str(folder), "rival")
        if archive is None:
            raise RuntimeError("Rasa trained no model.")
        return DietRival(Path(archive), labels)

    return train


def main() -> None:
    """Judge and write the figures."""
    quieten()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, required=True)
    with tempfile.TemporaryDirectory() as name:
        judge_rival(parser, train_intents=lambda chosen: make_trainer(chosen.config, Path(name)))


if __name__ == "__main__":
    main()
