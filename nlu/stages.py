"""Tells whoever started a training how far it is, in lines that a program can read.

`@stage {"stage": "learning", "part": "IntentReader", "percent": 41}`; all other lines are for
people. `percent` is the share of the time of a training on the shipped files that comes before.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

MARK = "@stage "
BEFORE = {"checking": 0, "loading": 1, "reading": 3, "judging": 96, "signing": 99}
LEARNING = (23, 96)  # percent at which the first component begins and the last one ends
# How long components take beside each other (measured on the shipped files; those of Rasa's that
# learn by TensorFlow take longest of all); the others next to nothing.
WEIGHTS = {"EntityReader": 18, "IntentReader": 50, "SentimentReader": 4}
WEIGHTS |= {"DIETClassifier": 100, "TEDPolicy": 100, "ResponseSelector": 50}
HOOKS = "rasa.engine.training.hooks"  # the logger that tells of components


def tell_stage(stage: str, part: str = "", percent: int | None = None) -> None:
    """Write one line."""
    told = {"stage": stage, "part": part, "percent": BEFORE[stage] if percent is None else percent}
    sys.stdout.write(MARK + json.dumps(told) + "\n")
    sys.stdout.flush()


class ComponentTeller(logging.Handler):
    """Turns what Rasa logs of its components into stages; `names` are those of the project."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(logging.INFO)
        self.total = sum(WEIGHTS.get(name, 1) for name in names) or 1
        self.done = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Tell of a component that begins to learn."""
        message = record.getMessage()
        name = message.partition("'")[2].partition("'")[0]
        if message.startswith("Finished training component"):
            self.done += WEIGHTS.get(name, 1)
        elif message.startswith("Starting to train component"):
            first, last = LEARNING
            share = min(1, self.done / self.total)
            tell_stage("learning", name, round(first + (last - first) * share))


@contextmanager
def telling_of_components(names: Sequence[str]) -> Iterator[None]:
    """Tell of each component that is trained; what else Rasa logs stays as quiet as it was."""
    logger, teller = logging.getLogger(HOOKS), ComponentTeller(names)
    level, passes_on = logger.level, logger.propagate
    logger.addHandler(teller)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    try:
        yield
    finally:
        logger.removeHandler(teller)
        logger.setLevel(level)
        logger.propagate = passes_on
