"""Which story or rule a turn followed."""

import pytest

from console.studio.talk.saving import mark, save_talk
from console.studio.talk.turns import TalkTurn, explain, find_line
from nlu.core.project.project import read_project

FILES = {
    "data/rules.yml": "rules:\n- rule: Greet\n  steps:\n  - intent: greet\n  - action: utter_hi\n"
    "- rule: Twice\n  steps:\n  - intent: buy\n  - action: a\n  - action: b\n",
    "data/stories.yml": "stories:\n- story: Short\n  steps:\n  - intent: buy\n  - action: a\n"
    "- story: Long\n  steps:\n  - intent: greet\n  - action: utter_hi\n"
    "  - or:\n    - intent: buy\n    - intent: look\n  - action: a\n",
}
STORIES = read_project(FILES).stories


def turn(intent: str, *actions: str, story: str = "", policy: str = "RulePolicy") -> TalkTurn:
    named = {"story": story} if story else {}
    steps = [
        {"action": one, "policy": f"policy_1_{policy}", "confidence": 1.0} | named
        for one in actions
    ]
    return TalkTurn(
        text=intent,
        understanding={"intent": {"name": intent, "confidence": 0.9}},
        steps=(*steps, {"action": "action_listen", "policy": "policy_1_RulePolicy"}),
    )


def followed(*turns: TalkTurn) -> list[list[tuple[str, str, str | None, int]]]:
    return [
        [(one.action, one.story, one.followed and one.followed.name, one.line) for one in decisions]
        for decisions in explain(turns, STORIES)
    ]


def test_what_the_model_followed_is_found_with_its_line() -> None:
    assert followed(
        turn("greet", "utter_hi", story="Greet"), turn("buy", "a", "b", story="Twice")
    ) == [
        [("utter_hi", "Greet", "Greet", 5)],
        [("a", "Twice", "Twice", 9), ("b", "Twice", "Twice", 10)],
    ]


@pytest.mark.parametrize("intent", ["buy", "look"])
def test_each_way_of_an_or_is_a_way(intent: str) -> None:
    said = turn(intent, "a", story="Long", policy="MemoizationPolicy")
    assert followed(said) == [[("a", "Long", "Long", 13)]]


def test_joined_stories_are_found_where_the_action_stands() -> None:
    said = turn("buy", "a", story="Greet > Short", policy="MemoizationPolicy")
    assert followed(said) == [[("a", "Greet > Short", "Short", 5)]]


def test_of_a_story_that_does_it_twice_it_is_the_place_after_what_was_said() -> None:
    story = read_project(
        {
            "data/s.yml": "stories:\n- story: S\n  steps:\n  - intent: x\n  - action: a\n"
            "  - intent: y\n  - action: a\n  - action: a\n"
        }
    ).stories[0]
    assert find_line(story, "x", "a") == 5
    assert find_line(story, "y", "a") == 7
    assert find_line(story, "a", "a") == 8
    assert find_line(story, "z", "a") == 5
    assert find_line(story, "x", "b") == 0


@pytest.mark.parametrize(
    ("story", "policy", "action"),
    [
        ("", "LearnedPolicy", "a"),
        ("", "RulePolicy", "a"),  # a model that tells no names
        ("Gone", "RulePolicy", "a"),
        ("Short", "RulePolicy", "a"),  # a story, no rule
        ("Greet", "RulePolicy", "a"),  # says something else by now
    ],
)
def test_nothing_is_shown_that_does_not_say_it(story: str, policy: str, action: str) -> None:
    assert followed(turn("buy", action, story=story, policy=policy)) == [[(action, story, None, 0)]]


def test_kept_chat_reads_as_it_was_held() -> None:
    spoken = TalkTurn(
        text="the lamp: please",
        understanding={
            "intent": {"name": "buy"},
            "entities": [{"entity": "product", "value": "lamp", "start": 4, "end": 8}],
        },
        steps=({"action": "buy_form"}, {"loop": "buy_form"}, {"action": "action_listen"}),
    )
    assert mark(spoken) == "the [lamp](product): please"
    files = dict(FILES)
    for sort in ("story", "test"):
        for name in ("First: one", "Second"):
            files |= save_talk(
                files, [spoken, turn("greet", "utter_hi")], sort=sort, name=name, spoken=["x", "y"]
            )
    project = read_project(files)
    assert project.faults == []
    kept = [one for one in project.stories if one.place.path.endswith("from_talks.yml")]
    assert [one.name for one in kept] == ["First: one", "Second"]
    assert [type(step).__name__ for step in kept[0].steps] == [
        *("UserStep", "ActionStep", "LoopStep", "UserStep", "ActionStep"),
    ]
    assert [one.name for one in project.tests] == ["First: one", "Second"]
