"""Edits of stories as text: what stands where afterwards, and what is refused."""

from pathlib import Path

import pytest

from console.studio.editing import stories, story_steps
from console.studio.editing.checking import BadName, NameTaken
from console.studio.editing.sheet import CannotEdit, Sheet, StoryGone, StoryKey
from console.studio.editing.writing import write_scalar
from nlu.core.project.files import read_folder
from nlu.core.project.steps import (
    ActionStep,
    EntityUse,
    LoopStep,
    OrStep,
    SlotStep,
    UserStep,
)
from nlu.core.project.yaml import read_yaml

ROOT = Path(__file__).parents[4]
PATH = "data/stories.yml"
TEXT = """\
# Buying.
version: "3.1"

stories:
# The first.
- story: One   # short
  steps:
  # they ask
  - intent: buy # or so
    entities:
    - product: "lamp" # ours
  - action: 'utter_buy'   # quoted

- story: Two
  steps:
  - or:
    - intent: greet
    - intent: thank
  - action: utter_hi
"""
ONE, TWO = StoryKey(PATH, "story", "One"), StoryKey(PATH, "story", "Two")
FILES = {PATH: TEXT}


def text(changes: object, path: str = PATH) -> str:
    assert isinstance(changes, dict)
    assert isinstance(changes[path], str)
    return changes[path]


def test_changing_one_part_of_a_step_changes_one_line() -> None:
    wanted = (EntityUse("product", "rug"),)
    assert text(story_steps.change_step(FILES, ONE, 0, [UserStep("buy", wanted)])) == TEXT.replace(
        '- product: "lamp" # ours', "- product: rug # ours"
    )


def test_comment_stays_at_its_line_when_the_name_is_another() -> None:
    assert text(story_steps.change_step(FILES, ONE, 1, [ActionStep("utter_more")])) == TEXT.replace(
        "- action: 'utter_buy'   # quoted", "- action: utter_more # quoted"
    )


def test_comment_of_a_line_that_goes_stands_above() -> None:
    changed = text(story_steps.change_step(FILES, ONE, 0, [UserStep("buy")]))
    assert "  # they ask\n  # ours\n  - intent: buy # or so\n  - action" in changed


def test_step_that_is_written_as_it_was_is_no_change() -> None:
    same = [UserStep("buy", (EntityUse("product", "lamp"),), line=7)]
    assert story_steps.change_step(FILES, ONE, 0, same) == {}
    assert story_steps.move_step(FILES, ONE, 0, 0) == {}
    assert stories.rename_story(FILES, ONE, " One ") == {}
    assert stories.move_story(FILES, ONE, PATH) == {}
    assert stories.set_flags(FILES, ONE, is_start=False, waits=True) == {}


def test_comment_right_above_a_step_goes_with_it() -> None:
    moved = text(story_steps.move_step(FILES, ONE, 0, 1))
    assert "steps:\n  - action: 'utter_buy'   # quoted\n  # they ask\n  - intent: buy" in moved
    assert "they ask" not in text(story_steps.remove_step(FILES, ONE, 0))


def test_steps_may_be_taken_away_to_the_last_and_begun_anew() -> None:
    one = {PATH: text(story_steps.remove_step(FILES, TWO, 0))}
    none = {PATH: text(story_steps.remove_step(one, TWO, 0))}
    assert none[PATH].endswith("- story: Two\n  steps: []\n")
    begun = text(story_steps.insert_step(none, TWO, 0, [LoopStep("a_form")]))
    assert begun.endswith("- story: Two\n  steps:\n  - active_loop: a_form\n")


def test_conditions_come_and_go_with_their_key() -> None:
    rules = {PATH: "rules:\n- rule: R\n  steps:\n  - action: a\n"}
    key = StoryKey(PATH, "rule", "R")
    slot = [SlotStep("vip", True)]
    on = text(story_steps.insert_step(rules, key, 0, slot, "condition"))
    assert "- rule: R\n  condition:\n  - slot_was_set:\n    - vip: true\n  steps:" in on
    changed = text(story_steps.change_step({PATH: on}, key, 0, [LoopStep("f")], "condition"))
    assert "  condition:\n  - active_loop: f\n  steps:" in changed
    assert text(story_steps.remove_step({PATH: changed}, key, 0, "condition")) == rules[PATH]


def test_only_story_of_a_file_goes_with_its_section() -> None:
    alone = {PATH: 'version: "3.1"\n\nstories:\n- story: One\n  steps:\n  - action: a\n'}
    assert text(stories.delete_story(alone, ONE)) == 'version: "3.1"\n'
    rule = {PATH: "stories:\n- story: One\n  steps:\n  - action: a\n\nrules:\n- rule: R\n"}
    assert text(stories.delete_story(rule, ONE)) == "rules:\n- rule: R\n"


def test_list_in_brackets_is_written_with_dashes_first() -> None:
    flow = {PATH: "stories:\n- story: One\n  steps: [{intent: buy}, {action: a}] # short\n"}
    after = text(story_steps.insert_step(flow, ONE, 1, [ActionStep("b")]))
    assert after == (
        "stories:\n- story: One\n  steps: # short\n  - intent: buy\n  - action: b\n  - action: a\n"
    )


@pytest.mark.parametrize(
    "written",
    [
        "stories: [{story: One, steps: [{intent: buy}]}]\n",
        "stories:\n- {story: One, steps: [{intent: buy}]}\n",
        "stories:\n- story: One\n  steps: [{intent: buy}, {meaning: none}]\n",
        "stories:\n- story: One\n  steps: &all\n  - &a\n    intent: buy\n"
        "- story: X\n  steps: *all\n",
        "stories:\n- story: One\n  steps:\n  - intent: [\n",
        "- story: One\n",
    ],
)
def test_what_cards_cannot_change_safely_is_left_alone(written: str) -> None:
    with pytest.raises(CannotEdit) as caught:
        story_steps.change_step({PATH: written}, ONE, 0, [ActionStep("b")])
    assert PATH in str(caught.value)


def test_anchor_stays_when_other_lines_change() -> None:
    anchored = {
        PATH: "stories:\n- story: One\n  steps:\n  - &hi\n    intent: greet\n  - action: a\n"
        "- story: Two\n  steps:\n  - *hi\n  - action: b\n"
    }
    changed = text(story_steps.insert_step(anchored, TWO, 1, [ActionStep("c")]))
    assert changed.endswith("  - *hi\n  - action: c\n  - action: b\n")
    with pytest.raises(CannotEdit):
        story_steps.remove_step(anchored, ONE, 0)


def test_texts_over_several_lines_stay_whole() -> None:
    block = {
        PATH: "stories:\n- story: >\n    One\n  steps:\n  - user: |\n      hello # no comment\n\n"
        "      there\n  - action: a\n"
    }
    key = StoryKey(PATH, "story", "One\n")
    moved = text(story_steps.move_step(block, key, 0, 1))
    assert moved.endswith("  - action: a\n  - user: |\n      hello # no comment\n\n      there\n")
    assert "- story: New\n  steps:" in text(stories.rename_story(block, key, "New"))


def test_entry_that_says_nothing_is_moved_and_taken_away() -> None:
    odd = {PATH: "stories:\n- story: One\n  steps:\n  - meaning: none\n  - action: a\n"}
    assert "- action: a\n  - meaning" in text(story_steps.move_step(odd, ONE, 0, 1))
    assert "meaning" not in text(story_steps.remove_step(odd, ONE, 0))


def test_stories_of_one_name_are_told_apart() -> None:
    twins = {PATH: "stories:\n" + "- story: One\n  steps:\n  - action: a\n" * 2}
    second = StoryKey(PATH, "story", "One", 1)
    assert text(stories.rename_story(twins, second, "Other")).count("One") == 1
    with pytest.raises(StoryGone):
        stories.delete_story(twins, StoryKey(PATH, "story", "One", 2))


def test_names_are_checked() -> None:
    for name in ("", "  ", "a\nb", "x" * 151, "a\x00"):
        with pytest.raises(BadName):
            stories.rename_story(FILES, ONE, name)
    with pytest.raises(NameTaken):
        stories.rename_story(FILES, ONE, "Two")
    with pytest.raises(NameTaken):
        stories.add_story(FILES, "data/more.yml", "story", "Two")
    assert stories.add_story(FILES, PATH, "rule", "Two")
    with pytest.raises(stories.FileThere):
        stories.add_file(FILES, PATH)
    with pytest.raises(CannotEdit):
        stories.delete_story(FILES, StoryKey("data/gone.yml", "story", "One"))


def test_new_file_begins_with_its_note() -> None:
    made = text(stories.add_file({}, "data/a.yml", "Returns.\r\nAll of them"), "data/a.yml")
    assert made == '# Returns.\n# All of them\nversion: "3.1"\n'
    both = text(
        stories.add_story(
            {"data/a.yml": made},
            "data/a.yml",
            "story",
            "One",
            [[OrStep((UserStep("a"), SlotStep("b", 1)))]],
        ),
        "data/a.yml",
    )
    assert both == made + (
        "\nstories:\n- story: One\n  steps:\n  - or:\n    - intent: a\n"
        "    - slot_was_set:\n      - b: 1\n"
    )


@pytest.mark.parametrize(
    "name", ["yes", "null", "1", "0o7", "a: b", "#x", "- y", "x #y", "“”", "\U0001f600", "a'b", " "]
)
def test_names_mean_themselves_in_yaml(name: str) -> None:
    assert read_yaml(f"- {write_scalar(name)}: {write_scalar(name)}\n") == [{name: name}]


def test_every_story_shipped_can_be_edited_and_put_back() -> None:
    shipped = read_folder(ROOT)
    tried = 0
    for path in (one for one in shipped if one.startswith(("data/stories/", "data/rules/"))):
        for written in Sheet(path, shipped[path]).written:
            key = written.key
            on = {path: text(story_steps.insert_step(shipped, key, 1, [ActionStep("x")]), path)}
            assert on[path].replace("  - action: x\n", "") == shipped[path]
            off = story_steps.remove_step(on, key, 1)
            assert off == {path: shipped[path]}
            tried += 1
    assert tried > 100
