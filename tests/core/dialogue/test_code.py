"""Names that code uses, found without running it."""

from pathlib import Path

from nlu.core.dialogue.code import names_in_code, read_sources
from nlu.core.dialogue.uses import Named

SOURCE = """
class ActionBuy(Action):
    def name(self):
        return "action_buy"

    def run(self, dispatcher, tracker, domain):
        dispatcher.utter_message(response="utter_bought", order=1)
        dispatcher.utter_message(response=f"utter_state_{tracker.state}")
        say(f"{tracker.sender} says what no name holds")
        return [FollowupAction("action_thank"), f"action_{x}"]
"""


def test_names_are_found_and_ones_own_is_not() -> None:
    names = names_in_code([SOURCE, "def broken("])
    assert {"utter_bought", "utter_state_*", "action_thank"} <= names
    assert "action_buy" not in names
    assert "action_*" not in names  # it would stand for everything


def test_pattern_stands_for_all_that_begin_so() -> None:
    named = Named({"utter_state_*", "greet"})
    assert "utter_state_late" in named
    assert "utter_states" not in named
    assert "greet" in named


def test_sources_are_a_folder_or_a_file(tmp_path: Path) -> None:
    assert read_sources(tmp_path) == []
    (tmp_path / "actions.py").write_text("x = 1", encoding="utf-8")
    (tmp_path / "actions").mkdir()
    (tmp_path / "actions" / "buy.py").write_text("y = 2", encoding="utf-8")
    assert sorted(read_sources(tmp_path)) == ["x = 1", "y = 2"]
