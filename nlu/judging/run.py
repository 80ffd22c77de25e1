"""Puts the parts of a report together."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nlu.core.judging.paired import Comparison, compare
from nlu.core.judging.replaying import Replay, SaidConversation
from nlu.core.judging.report import FORMAT, HeldOut, Intents, Report, Tested
from nlu.judging.ahead import read_ahead
from nlu.judging.conversations import FILES as TESTS
from nlu.judging.conversations import read_conversations, run_conversations
from nlu.judging.crossing import cross_validate
from nlu.judging.entities import judge_entities
from nlu.judging.held_out import FILES as MESSAGES
from nlu.judging.held_out import MARKED, MOODS, HeldOutMessages, read_messages
from nlu.judging.intents import Asked, judge_intents, judge_strange
from nlu.judging.loading import OpenModel, Parsed, open_model
from nlu.judging.memory import peak_megabytes
from nlu.judging.moods import judge_moods
from nlu.judging.replay import replay
from nlu.judging.sets import find_sets
from nlu.judging.stages import Tell, within

Signed = tuple[Path, dict[str, Any]]


@dataclass(frozen=True)
class Places:
    """Where held-out messages and tests lie (either may be missing); whether to cross-validate."""

    held_out: Path
    tests: Path
    cross: bool = False

    def sum_up(self) -> str:
        """Return one SHA-256 over the files that models are judged on."""
        digest = hashlib.sha256()
        tests = [self.tests] if self.tests.is_file() else self.tests.rglob(TESTS)
        folder = self.held_out
        kept = (*folder.glob(MESSAGES), *folder.glob(MARKED), folder / MOODS, *tests)
        for file in sorted(one for one in kept if one.is_file()):
            digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
        return digest.hexdigest()


def now() -> str:
    """Return the time for a report."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def judge_one(signed: Signed, places: Places, tell: Tell) -> Report:
    """Return the report of a verified model."""
    began = time.monotonic()
    tell(0, "load")
    model = open_model(*signed)
    messages = read_messages(places.held_out)
    # Cross-validation takes three quarters of the time where it is asked for.
    share = 25 if places.cross else 100
    report = judge(model, messages, places.tests, within(tell, 10, share))
    if places.cross:
        report["cross"] = cross_validate(model, within(tell, share, 99))
    report["judged_on"] = places.sum_up()
    report["seconds"] = round(time.monotonic() - began, 1)
    report["peak_mb"] = peak_megabytes()
    return report


def judge_beside(
    models: Sequence[Signed], places: Places, known: Report | None, tell: Tell
) -> tuple[list[Report], Comparison | None]:
    """Return the reports of two models on the same messages and tests, and the comparison.

    `known` is the report that the second one has already: it is taken as it is where it was made
    from the same files.
    """
    is_fresh = known is not None and known["judged_on"] == places.sum_up()
    candidate = judge_one(models[0], places, within(tell, 0, 98 if is_fresh else 60))
    if known is not None and is_fresh:
        against = known
    else:
        other = Places(places.held_out, places.tests)  # cross-validation is of the candidate
        against = judge_one(models[1], other, within(tell, 60, 98))
        against["cross"] = known["cross"] if known is not None else None
    return [candidate, against], compare(candidate, against, at=now())


def replay_both(models: Sequence[Signed], said: Sequence[SaidConversation], tell: Tell) -> Replay:
    """Return the turns of real conversations that the first model takes differently."""
    tell(0, "load")
    candidate, against = (open_model(*signed) for signed in models)
    return replay(candidate, against, said, at=now(), tell=within(tell, 10, 98))


def judge(model: OpenModel, messages: HeldOutMessages, tests: Path, tell: Tell) -> Report:
    """Return the report of an open model, without cross-validation."""
    texts = list_texts(messages)
    read_ahead([model], texts, within(tell, 0, 30))
    said: dict[str, Parsed] = {}
    for number, one in enumerate(model.parse(texts)):
        said[one.text] = one
        tell(30 + 40 * number / len(texts), "understand")
    held_out = judge_held_out(model, messages, said)
    marked, moods = messages.marked, messages.moods
    entities = judge_entities(marked, [said[one.text] for one in marked])
    sentiment = judge_moods(moods, [said[text] for text, _ in moods])
    tested = run_tests(model, tests, within(tell, 70, 99))
    missing = {
        "no_held_out": held_out is None,
        "no_sets": held_out is not None and held_out["sets"] is None,
        "no_entities": entities is None,
        "no_sentiment": sentiment is None,
        "no_tests": not tested and model.can_choose,
        "no_dialogue": not model.can_choose,
    }
    return {
        "format": FORMAT,
        "model": model.facts,
        "judged_at": now(),
        "judged_on": "",
        "seconds": 0.0,
        "peak_mb": 0.0,
        "held_out": held_out,
        "entities": entities,
        "sentiment": sentiment,
        "tests": tested,
        "cross": None,
        "notes": [key for key, is_missing in missing.items() if is_missing],
    }


def run_tests(model: OpenModel, tests: Path, tell: Tell) -> list[Tested]:
    """Return how the end-to-end tests went; none without policies or tests."""
    if not model.can_choose or not tests.exists():
        return []
    tell(0, "tests")
    written = read_conversations(tests, model.domain)
    tested = []
    for number, one in enumerate(run_conversations(model, written), start=1):
        tested.append(one)
        tell(100 * number / len(written), "tests")
    return tested


def list_texts(messages: HeldOutMessages) -> list[str]:
    """Return every text to be read, each once."""
    groups = (
        [one.text for one in messages.known],
        messages.strange,
        [one.text for one in messages.marked],
        [text for text, _ in messages.moods],
    )
    return list(dict.fromkeys(text for group in groups for text in group))


def judge_held_out(
    model: OpenModel, messages: HeldOutMessages, said: dict[str, Parsed]
) -> HeldOut | None:
    """Return the report on messages kept apart; None without any."""
    known = messages.known
    if not known:
        return None
    sets = find_sets(model, [one.text for one in known])
    asked = [
        Asked(example, said[example.text], members)
        for example, members in zip(known, sets, strict=True)
    ]
    intents: Intents = judge_intents(asked)
    judged = {one.intent for one in known}
    return {
        **intents,
        "not_judged": sorted(set(learnt_intents(model)) - judged),
        "strange": judge_strange([said[text] for text in messages.strange]),
    }


def learnt_intents(model: OpenModel) -> list[str]:
    """Return the intents that the model can read: our reader's labels, else the domain's."""
    from nlu.components.intent import IntentReader

    reader = model.find(IntentReader)
    if reader is not None:
        return [str(name) for name in reader.model.classes_]
    own = {"restart", "back", "out_of_scope", "session_start", "nlu_fallback"}
    return [name for name in model.domain.intents if name not in own]
