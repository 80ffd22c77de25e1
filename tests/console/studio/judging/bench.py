"""Signed archives with reports, comparisons and replays, as the judge leaves them."""

import json
from pathlib import Path
from typing import Any

from bot.releases.archives import manifest_of, models_folder
from bot.releases.reports import sign as sign_manifest
from console.studio.judging.places import replay_path
from kernel.settings import Settings
from nlu.core.judging.intervals import make_rows, wilson
from nlu.core.judging.paired import compare
from nlu.core.judging.report import Example, Report
from nlu.core.judging.storage import comparison_path, report_path, write_signed

GOOD, POOR = "frontdesk-2", "frontdesk-1"


class Bench:
    """Lays models into the folder of the settings."""

    def __init__(self, settings: Settings) -> None:
        self.settings, self.key = settings, settings.derive_key("model")
        self.folder = models_folder(settings)
        self.folder.mkdir(parents=True, exist_ok=True)

    def archive(self, name: str) -> Path:
        """Add a model; its archive holds nothing, which pages never open."""
        path = self.folder / f"{name}.tar.gz"
        path.write_bytes(b"model")
        facts = {"archive": path.name, "sha256": f"sum of {name}"}
        facts |= {"trained_at": "2026-03-01T10:00:00+00:00"}
        body = {"facts": facts, "signature": sign_manifest(facts, self.key)}
        manifest_of(path).write_text(json.dumps(body))
        return path

    def report(self, name: str, *wrong: int, **more: Any) -> Report:
        """Judge a model on ten messages, of which it reads those at the places wrongly."""
        made = make_report(name, wrong, **more)
        write_signed(report_path(self.archive(name)), made, self.key)
        return made

    def compare(self, one: Report, other: Report) -> None:
        """Compare two judged models."""
        found = compare(one, other, at="2026-03-01T11:00:00+00:00")
        assert found is not None
        paths = (self.folder / f"{report['model']['name']}.tar.gz" for report in (one, other))
        write_signed(comparison_path(*paths), found, self.key)

    def replay(self, one: str, other: str, changes: list[dict[str, Any]]) -> Path:
        """Add a replay of two models."""
        counts = {"turns": len(changes), "intent": 1, "entities": 0, "actions": 1, "mood": 0}
        body = {"format": 1, "candidate": one, "against": other, "counts": counts}
        body |= {"conversations": 3, "turns": 9, "changed_conversations": 1, "peak_mb": 600.0}
        body |= {"seconds": 0.1, "turns_per_second": 90.0, "changes": changes}
        path = replay_path(self.settings, one, other)
        path.parent.mkdir(parents=True, exist_ok=True)
        replayed: dict[str, Any] = {**body, "replayed_at": "2026-03-01T12:00:00+00:00"}
        write_signed(path, replayed, self.key)
        return path


def change(text: str, **more: Any) -> dict[str, Any]:
    """Return a turn of a replay that changes its intent and action."""
    side = {"confidence": 0.8, "entities": [["product", "lamp"]], "mood": "neutral"}
    made: dict[str, Any] = {"conversation": "c" * 32, "turn": 3, "language": "en", "text": text}
    made |= {"button": None, "kinds": ["intent", "actions"], "is_first": True}
    made["candidate"] = {**side, "intent": "ask_price", "actions": ["action_ask_price"]}
    made["against"] = {**side, "intent": "track_order", "actions": []}
    return made | more


def make_examples(wrong: tuple[int, ...]) -> list[Example]:
    """Return ten messages of two intents."""
    made: list[Example] = []
    for place in range(10):
        truth, other = ("greet", "leave") if place % 2 else ("leave", "greet")
        predicted = other if place in wrong else truth
        made.append(
            {
                "text": f"message {place} <b>",
                "language": "en" if place < 6 else "zh",
                "truth": truth,
                "predicted": predicted,
                "confidence": 0.5 + place / 20,
                "decision": "ask" if place == 3 else "act",
                "intent": "clarify" if place == 3 else predicted,
                "choices": [truth, other] if place == 3 else [],
                "members": [predicted, truth] if place in wrong else [truth],
            }
        )
    return made


def make_report(name: str, wrong: tuple[int, ...] = (), **more: Any) -> Report:
    """Return a whole report."""
    examples = make_examples(wrong)
    truth, predicted = ([one[key] for one in examples] for key in ("truth", "predicted"))  # type: ignore[literal-required]
    rows, right = make_rows(truth, predicted), 10 - len(wrong)
    pairs = sorted(set(zip(truth, predicted, strict=True)))
    places = {
        pair: [n for n, both in enumerate(zip(truth, predicted, strict=True)) if both == pair]
        for pair in pairs
    }
    covered = {"coverage": 1.0, "interval": wilson(10, 10), "examples": 10}
    intents: dict[str, Any] = {
        "messages": 10,
        "intents": 2,
        "accuracy": right / 10,
        "accuracy_interval": wilson(right, 10),
        "macro_f1": sum(row["f1"] for row in rows) / 2,
        "macro_f1_interval": [0.5, 1.0],
        "macro_f1_by_language": {"en": 1.0, "zh": 1.0},
        "calibration_error": 0.02,
        "bins": [
            {"confidence": 0.55, "accuracy": 0.5, "count": 12},
            {"confidence": 0.95, "accuracy": 0.97, "count": 40},
        ],
        "decisions": {
            "acted_right": right,
            "acted_wrong": len(wrong),
            "asked_right": 0,
            "asked_wrong": 0,
            "unknown": 0,
        },
        "sets": {
            "coverage": 1.0,
            "interval": wilson(10, 10),
            "mean_size": 1.1,
            "by_language": [{"name": "en", **covered}, {"name": "zh", **covered}],
            "by_intent": [{"name": "leave", **covered, "coverage": 0.9}],
        },
        "per_intent": rows,
        "confusion": [
            {"truth": a, "predicted": b, "count": len(places[a, b]), "examples": places[a, b]}
            for a, b in pairs
        ],
        "examples": examples,
    }
    strange = {"messages": 4, "acted": 1, "asked": 1, "refused": 2, "examples": examples[:1]}
    row = rows[0]
    mistake = {"text": "a lamp", "kind": "missed", "entity": "product", "start": 2, "end": 6}
    failure = {"turn": 2, "kind": "action", "text": "bye <i>", "expected": "utter_bye"}
    failure |= {"found": "action_fallback", "confidence": 0.3, "policy": "RulePolicy"}
    passed = {"file": "test_a.yml", "passed": True, "turns": 2, "actions": 4, "on_trust": 1}
    made: Any = {
        "format": 1,
        "model": {"name": name, "archive": f"{name}.tar.gz", "sha256": f"sum of {name}"},
        "judged_at": "2026-03-01T10:30:00+00:00",
        "judged_on": "all",
        "seconds": 9.5,
        "peak_mb": 600.0,
        "held_out": {**intents, "not_judged": ["praise"], "strange": strange},
        "entities": {
            "messages": 2,
            "spans": 3,
            "precision": 1.0,
            "recall": 0.5,
            "f1": 0.67,
            "f1_interval": [0.3, 0.9],
            "per_type": [{**row, "name": "product"}],
            "mistakes": [mistake],
        },
        "sentiment": {
            "messages": 2,
            "accuracy": 0.5,
            "accuracy_interval": [0.1, 0.9],
            "macro_f1": 0.5,
            "macro_f1_interval": [0.1, 0.9],
            "per_mood": [{**row, "name": "negative"}],
            "mistakes": [
                {"text": "oh well", "truth": "neutral", "predicted": "negative", "score": -0.4}
            ],
        },
        "tests": [
            {"name": "A greeting", "failure": None, **passed},
            {"name": "A farewell", **passed, "passed": False, "failure": failure},
        ],
        "cross": {**intents, "examples": [examples[place] for place in wrong]},
        "notes": [],
        **more,
    }
    report: Report = made
    return report
