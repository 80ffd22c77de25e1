"""Judging a bot made with another pipeline than ours, from the command line to the report."""

import json
from pathlib import Path
from typing import Any

import pytest

from nlu import judge
from nlu.core.judging.storage import comparison_path, read_report, read_signed, report_path
from nlu.stages import MARK
from tests.nlu.small_bots import FOREIGN, KEY, NLU, train_bot

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
HELD_OUT = """
version: "3.1"
nlu:
- intent: greet
  examples: |
    - hello you
    - good morning to you
- intent: track_order
  examples: |
    - track order [FD-1004217](order_number)
    - where is parcel
    - is [FD-7654321](order_number) or FD-123 on the way
- intent: stop
  examples: |
    - please stop
- intent: unknown
  examples: |
    - xyzzy plugh
"""
TESTS = """
version: "3.1"
stories:
- story: passes
  steps:
  - user: hello
    intent: greet
  - action: utter_greet
  - user: where is order [FD-1004217](order_number)
    intent: track_order
  - action: action_track_order
- story: another intent
  steps:
  - user: hello
    intent: stop
  - action: utter_bye
- story: another entity
  steps:
  - user: where is my [order](order_number)
    intent: track_order
  - action: action_track_order
- story: another action
  steps:
  - user: good morning
    intent: greet
  - action: utter_bye
- story: an action calls a form, which a question interrupts
  steps:
  - intent: inform
  - action: action_open_ticket
  - action: ticket_form
  - active_loop: ticket_form
  - user: hi there
    intent: greet
  - action: utter_greet
  - action: ticket_form
  - user: anything at all
  - action: ticket_form
  - active_loop: null
  - action: action_submit
- story: a form ends with another action
  steps:
  - intent: inform
  - action: action_open_ticket
  - action: ticket_form
  - active_loop: ticket_form
  - user: the lamp is broken
  - action: ticket_form
  - active_loop: null
  - action: utter_greet
- story: passes in other words
  steps:
  - user: good evening
    intent: greet
  - action: utter_greet
"""
MOODS = "en: {negative: [this is awful], positive: [this is great]}\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two bots, the second of which takes stopping and telling for each other; messages, tests."""
    folder = tmp_path_factory.mktemp("bots")
    train_bot(folder / "good", "good")
    poor = NLU.replace("intent: stop", "intent: x").replace("intent: inform", "intent: stop")
    train_bot(folder / "poor", "poor", nlu=poor.replace("intent: x", "intent: inform"))
    held_out, tests = folder / "held_out", folder / "tests"
    for place in (held_out, tests):
        place.mkdir()
    (held_out / "held_out_all.yml").write_text(HELD_OUT)
    (held_out / "held_out_stories.yml").write_text("nlu: []\nstories: []\n")
    (held_out / "unseen_moods.yml").write_text(MOODS)
    (tests / "test_all.yml").write_text(TESTS)
    return folder


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTDESK_MODEL_KEY", KEY)
    # The real TensorFlow is in this process already or must not be hollow for other tests.
    monkeypatch.setattr(judge, "leave_out_tensorflow", lambda: None)


def run(folder: Path, *words: str) -> int:
    places = ["--held-out", str(folder / "held_out"), "--tests", str(folder / "tests")]
    return judge.main([*words, *places])


def archive_of(folder: Path, name: str) -> Path:
    return folder / name / f"{name}.tar.gz"


def test_foreign_bot_gets_a_report(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = archive_of(folder, "good")
    assert run(folder, "--model", str(archive)) == 0
    found = read_report(archive, KEY)
    assert found is not None
    assert found["notes"] == ["no_sets", "no_sentiment"]
    held_out, entities = found["held_out"], found["entities"]
    assert held_out is not None
    assert entities is not None
    assert (held_out["messages"], held_out["intents"]) == (6, 3)
    assert held_out["macro_f1"] == held_out["accuracy"] == 1.0
    assert held_out["sets"] is None
    assert held_out["not_judged"] == ["inform"]
    assert held_out["strange"] is not None
    assert held_out["strange"]["messages"] == 1
    decisions = held_out["decisions"]
    assert decisions is not None
    assert sum(decisions.values()) == 6  # type: ignore[call-overload]
    cell = next(one for one in held_out["confusion"] if one["truth"] == "track_order")
    texts = [held_out["examples"][place]["text"] for place in cell["examples"]]
    assert texts[0] == "track order FD-1004217"
    assert (entities["spans"], entities["recall"], entities["precision"]) == (2, 1.0, 1.0)
    check_tests({one["name"]: one for one in found["tests"]})
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith(MARK)]
    told = [json.loads(line.removeprefix(MARK)) for line in lines]
    percents = [one["percent"] for one in told]
    assert percents == sorted(percents)
    assert told[-1] == {"stage": "done", "part": "", "percent": 100}


def check_tests(tests: dict[str, Any]) -> None:
    good = {"passes", "passes in other words"}
    good |= {"an action calls a form, which a question interrupts"}
    assert {name for name, one in tests.items() if one["passed"]} == good
    assert len(tests) == 7
    trusted = {name: one["on_trust"] for name, one in tests.items() if one["on_trust"]}
    assert set(trusted.values()) == {1}
    assert len(trusted) == 2  # the form that an action called for
    failures = {name: one["failure"] for name, one in tests.items() if one["failure"]}
    intent, entity = failures["another intent"], failures["another entity"]
    assert (intent["kind"], intent["expected"], intent["found"]) == ("intent", "stop", "greet")
    assert (entity["kind"], entity["expected"]) == ("entity", "order_number: order")
    action, last = failures["another action"], failures["a form ends with another action"]
    assert (action["kind"], action["turn"], action["text"]) == ("action", 1, "good morning")
    assert (action["expected"], action["found"]) == ("utter_bye", "utter_greet")
    assert action["policy"] in ("RulePolicy", "MemoizationPolicy")
    assert (last["turn"], last["expected"], last["found"]) == (2, "utter_greet", "action_submit")


def test_poor_bot_is_worse_than_the_good_one(folder: Path) -> None:
    good, poor = archive_of(folder, "good"), archive_of(folder, "poor")
    assert run(folder, "--model", str(poor), "--against", str(good)) == 0
    found = read_signed(comparison_path(poor, good), KEY)
    assert found is not None
    assert (found["candidate"], found["against"], found["messages"]) == ("poor", "good", 6)
    assert (found["test"]["broken"], found["test"]["fixed"]) == (1, 0)
    assert [(one["text"], one["kind"]) for one in found["changed"]] == [("please stop", "broken")]
    assert found["per_intent"][0]["intent"] in ("stop", "greet")


def test_report_is_taken_again_where_messages_and_tests_are_the_same(folder: Path) -> None:
    good, poor = archive_of(folder, "good"), archive_of(folder, "poor")
    run(folder, "--model", str(good))
    first = read_report(good, KEY)
    run(folder, "--model", str(poor), "--against", str(good))
    assert read_report(good, KEY) == first
    more = folder / "held_out/held_out_more.yml"
    more.write_text('nlu:\n- intent: greet\n  examples: "- hi there you"\n')
    run(folder, "--model", str(poor), "--against", str(good))
    again = read_report(good, KEY)
    more.unlink()
    assert first is not None
    assert again is not None
    assert again["judged_on"] != first["judged_on"]
    assert again["held_out"] is not None
    assert again["held_out"]["messages"] == 7


def test_replay_tells_which_turns_change(folder: Path, tmp_path: Path) -> None:
    turns = [("hello", None), ("please stop", None), ("Stop", "stop"), ("at [order_number]", None)]
    said = [{"id": n, "text": text, "button": button} for n, (text, button) in enumerate(turns)]
    body = {"format": 1, "conversations": [{"id": "c", "language": "en", "turns": said}] * 2}
    export, out = tmp_path / "export.json", tmp_path / "replay.json"
    export.write_text(json.dumps(body))
    words = ["--model", str(archive_of(folder, "poor"))]
    words += ["--against", str(archive_of(folder, "good"))]
    assert run(folder, *words, "--replay", str(export), "--replay-out", str(out)) == 0
    found = read_signed(out, KEY)
    assert found is not None
    assert (found["conversations"], found["turns"]) == (2, 8)
    changed = [one for one in found["changes"] if one["text"] == "please stop"]
    assert len(changed) == 2
    assert changed[0]["kinds"] == ["intent", "actions"]
    assert changed[0]["candidate"]["actions"] == ["action_open_ticket"]
    assert changed[0]["against"]["actions"] == ["utter_bye"]
    assert not [one for one in found["changes"] if one["button"] or one["text"] == "hello"]


def test_cross_validation_trains_the_pipeline_of_the_project(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)  # to which it goes back
    words = ["--model", "good/good.tar.gz", "--cross", "--out", "cross.json"]
    assert run(folder, *words, "--project", "good") == 0
    found = read_signed(folder / "cross.json", KEY)
    assert found is not None
    cross = found["cross"]
    assert (cross["messages"], cross["intents"]) == (20, 4)
    wrong = sum(one["count"] for one in cross["confusion"] if one["truth"] != one["predicted"])
    assert len(cross["examples"]) == wrong
    assert cross["decisions"] is not None


def test_a_model_that_nobody_signed_is_refused(folder: Path, tmp_path: Path) -> None:
    stranger = tmp_path / "stranger.tar.gz"
    stranger.write_bytes(archive_of(folder, "good").read_bytes())
    assert run(folder, "--model", str(stranger)) == 1
    assert not report_path(stranger).exists()


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("tests/test_bad.yml", "stories: [{story: x, steps: 7}]"),
        ("held_out/held_out_bad.yml", "nlu: [{intent: x, examples: 7}]"),
        ("held_out/held_out_bad.yml", "{"),
        ("held_out/held_out_bad.yml", "[]"),
    ],
)
def test_a_file_that_is_wrong_is_named(
    folder: Path, file: str, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / file).write_text(text)
    code = run(folder, "--model", str(archive_of(folder, "good")))
    (folder / file).unlink()
    assert code == 2
    assert Path(file).name in capsys.readouterr().err


def test_a_replay_needs_a_second_model() -> None:
    with pytest.raises(SystemExit):
        judge.main(["--model", "a.tar.gz", "--replay", "x.json"])


def test_the_bots_are_foreign() -> None:
    assert "nlu.components" not in FOREIGN
