"""The parts of judging, without a model: counting decisions, sets, spans, moods; reading ahead."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nlu.core.entities import Entity
from nlu.core.intent_head import Verdict
from nlu.data import Example, Marked
from nlu.evaluation.errors import BadInput
from nlu.judging.ahead import Foreseen
from nlu.judging.entities import judge_entities
from nlu.judging.held_out import read_messages
from nlu.judging.intents import Asked, judge_intents, judge_strange, keep_mistakes
from nlu.judging.loading import Parsed, describe, short_name
from nlu.judging.moods import judge_moods
from nlu.judging.stages import Stages, within
from nlu.stages import MARK


def parsed(text: str, intent: str, *, choices: tuple[str, ...] = (), **more: Any) -> Parsed:
    decision: Any = {"clarify": "ask", "nlu_fallback": "unknown"}.get(intent, "act")
    bare = {"predicted": intent, "confidence": 0.8, "entities": [], "mood": None}
    held = {"mood_score": 0.0, "data": {}, **bare, **more}
    return Parsed(text=text, intent=intent, decision=decision, choices=list(choices), **held)


def asked(text: str, truth: str, said: Parsed, members: list[str] | None = None) -> Asked:
    return Asked(Example(text, truth, "en"), said, members)


def test_a_reading_tells_what_is_likeliest_from_what_is_done() -> None:
    ranking = [
        {"name": "nlu_fallback", "confidence": 0.6},
        {"name": "greet", "confidence": 0.4},
    ]
    data = {"intent": {"name": "nlu_fallback", "confidence": 0.6}, "intent_ranking": ranking}
    said = describe("hm", data)
    assert (said.predicted, said.confidence, said.intent) == ("greet", 0.4, "nlu_fallback")
    assert said.decision == "unknown"
    assert said.mood is None
    bare = describe("", {"intent": {"name": None, "confidence": 0.0}, "entities": []})
    assert (bare.intent, bare.decision) == ("nlu_fallback", "unknown")
    clear = describe("hi", {"intent": {"name": "greet", "confidence": 0.9}})
    assert (clear.predicted, clear.confidence, clear.decision) == ("greet", 0.9, "act")


def test_policies_are_named_by_their_class() -> None:
    assert short_name("policy_2_nlu.components.policy.LearnedPolicy") == "LearnedPolicy"
    assert short_name("policy_0_RulePolicy") == "RulePolicy"
    assert short_name(None) == ""


def test_decisions_are_counted_by_what_they_lead_to() -> None:
    rows = [
        asked("a", "greet", parsed("a", "greet")),
        asked("b", "greet", parsed("b", "leave")),
        asked("c", "greet", parsed("c", "clarify", choices=("greet", "x"), predicted="greet")),
        asked("d", "greet", parsed("d", "clarify", choices=("x", "y"), predicted="x")),
        asked("e", "greet", parsed("e", "nlu_fallback", predicted="greet")),
    ]
    found = judge_intents(rows)
    assert found["decisions"] == {
        "acted_right": 1,
        "acted_wrong": 1,
        "asked_right": 1,
        "asked_wrong": 1,
        "unknown": 1,
    }
    assert found["accuracy"] == 0.6
    assert found["sets"] is None
    assert sum(one["count"] for one in found["bins"]) == 5


def test_sets_are_judged_where_every_message_has_one() -> None:
    rows = [
        asked("a", "greet", parsed("a", "greet"), ["greet"]),
        asked("b", "leave", parsed("b", "greet"), ["greet", "x"]),
    ]
    sets = judge_intents(rows)["sets"]
    assert sets is not None
    assert (sets["coverage"], sets["mean_size"]) == (0.5, 1.5)
    assert [(one["name"], one["coverage"]) for one in sets["by_intent"]] == [
        ("leave", 0.0),
        ("greet", 1.0),
    ]
    assert judge_intents([*rows, asked("c", "x", parsed("c", "x"))])["sets"] is None


def test_mistakes_alone_are_kept_with_their_places() -> None:
    rows = [
        asked("a", "greet", parsed("a", "greet")),
        asked("b", "greet", parsed("b", "leave")),
        asked("c", "leave", parsed("c", "greet")),
    ]
    kept = keep_mistakes(judge_intents(rows))
    assert [one["text"] for one in kept["examples"]] == ["b", "c"]
    cells = {(one["truth"], one["predicted"]): one for one in kept["confusion"]}
    assert (cells["greet", "greet"]["count"], cells["greet", "greet"]["examples"]) == (1, [])
    assert kept["examples"][cells["leave", "greet"]["examples"][0]]["text"] == "c"
    assert kept["messages"] == 3


def test_to_read_out_of_scope_is_to_refuse() -> None:
    said = [
        parsed("a", "out_of_scope"),
        parsed("b", "nlu_fallback"),
        parsed("c", "clarify"),
        parsed("d", "greet"),
    ]
    found = judge_strange(said)
    assert found is not None
    assert (found["refused"], found["asked"], found["acted"]) == (2, 1, 1)
    assert [one["text"] for one in found["examples"]] == ["d"]
    assert judge_strange([]) is None


def test_spans_count_as_they_are_and_mistakes_are_listed() -> None:
    lamp, rug = Entity("product", "lamp", 0, 4), Entity("product", "rug", 9, 12)
    marked = [Marked("lamp and rug", (lamp, rug)), Marked("hello", ())]
    found = [
        parsed("lamp and rug", "x", entities=[{"entity": "product", "start": 0, "end": 4}]),
        parsed("hello", "x", entities=[{"entity": "email", "value": "h", "start": 0, "end": 5}]),
    ]
    report = judge_entities(marked, found)
    assert report is not None
    assert (report["spans"], report["recall"], report["precision"]) == (2, 0.5, 0.5)
    rows = {row["name"]: (row["examples"], row["predicted"]) for row in report["per_type"]}
    assert rows == {"email": (0, 1), "product": (2, 1)}
    kinds = [(one["kind"], one["entity"], one["start"]) for one in report["mistakes"]]
    assert kinds == [("missed", "product", 9), ("spurious", "email", 0)]
    assert judge_entities([], []) is None


def test_moods_are_judged_where_the_model_reads_any() -> None:
    moods = [("bad", "negative"), ("good", "positive")]
    said = [
        parsed("bad", "x", mood="negative", mood_score=-0.9),
        parsed("good", "x", mood="neutral", mood_score=0.1),
    ]
    report = judge_moods(moods, said)
    assert report is not None
    assert report["accuracy"] == 0.5
    assert [one["text"] for one in report["mistakes"]] == ["good"]
    assert judge_moods(moods, [parsed("bad", "x"), parsed("good", "x")]) is None
    assert judge_moods([], []) is None


class Counting:
    """An intent model that counts how often it is asked."""

    classes_ = np.array(["a", "b"])

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def judge(self, texts: list[str]) -> Verdict:
        self.asked.append(list(texts))
        chances = np.array([[len(text) / 10, 1 - len(text) / 10] for text in texts])
        return Verdict(chances, chances > 0.5, chances.sum(axis=1))


def test_what_was_foreseen_is_not_asked_again() -> None:
    model = Counting()
    foreseen = Foreseen(model)
    foreseen.foresee(["one", "three"])
    said, again = foreseen.judge(["three", "one"]), model.judge(["three", "one"])
    np.testing.assert_array_equal(said.probabilities, again.probabilities)
    np.testing.assert_array_equal(said.members, again.members)
    np.testing.assert_array_equal(said.strangeness, again.strangeness)
    assert foreseen.judge(["one", "two"]).probabilities.shape == (2, 2)
    assert model.asked == [["one", "three"], ["three", "one"], ["one", "two"]]
    assert list(foreseen.classes_) == ["a", "b"]


def test_messages_are_sorted_by_what_they_are_for(tmp_path: Path) -> None:
    head = 'version: "3.1"\nnlu:\n'
    plain = f"{head}- intent: greet\n  examples: |\n    - hi\n    - hello\n"
    marked = f"{head}- intent: buy\n  examples: |\n    - a [lamp](product)\n    - a thing\n"
    strange = f"{head}- intent: unknown\n  examples: |\n    - xyz\n"
    for name, text in {"plain": plain, "marked": marked, "strange": strange}.items():
        (tmp_path / f"held_out_{name}.yml").write_text(text)
    alone = f"{head}- intent: buy\n  examples: |\n    - a [rug](product)\n"
    (tmp_path / "marked_more.yml").write_text(alone)
    (tmp_path / "unseen_moods.yml").write_text("en: {negative: [no, 7]}\n")
    found = read_messages(tmp_path)
    assert {one.text for one in found.known} == {"hi", "hello", "a lamp", "a thing"}
    assert found.strange == ["xyz"]
    assert [len(one.entities) for one in found.marked] == [1, 0, 1]
    assert found.moods == [("no", "negative"), ("7", "negative")]
    (tmp_path / "unseen_moods.yml").write_text("en: [no]\n")
    with pytest.raises(BadInput, match="unseen_moods"):
        read_messages(tmp_path)
    assert read_messages(tmp_path / "none").known == []


def test_stages_are_whole_percents_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    tell = within(Stages(), 10, 20)
    for percent in (0, 1, 2, 50, 100):
        tell(percent, "tests")
    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line.removeprefix(MARK))["percent"] for line in lines] == [10, 15, 20]
