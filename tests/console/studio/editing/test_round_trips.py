"""Edits of generated files: they say what was meant, go back byte for byte, lose no comment."""

from collections import Counter
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.studio.editing import stories, story_steps
from console.studio.editing.comparing import told
from console.studio.editing.sheet import Sheet, StoryKey
from nlu.core.project.project import read_project
from nlu.core.project.steps import Step
from tests.console.studio.editing.layouts import ENTRIES, files

PATH, OTHER = "data/stories/one.yml", "data/stories/two.yml"
SMALL = settings(max_examples=30, deadline=None, suppress_health_check=[*HealthCheck])
TWO = 'version: "3.1"\n\nstories:\n- story: Of the other file\n  steps:\n  - action: utter_x\n'
Made = tuple[str, list[tuple[str, str]]]


def pick(data: st.DataObject, made: Made) -> tuple[dict[str, str], StoryKey, int]:
    """Return the files, one of the stories and the number of one of its entries."""
    text, _named = made
    written = data.draw(st.sampled_from(Sheet(PATH, text).written))
    at = data.draw(st.integers(0, len(written.steps.entries) - 1))
    return {PATH: text, OTHER: TWO}, written.key, at


def apply(before: dict[str, str], changes: Any) -> dict[str, str]:
    return {**before, **changes}


def comments(text: str) -> Counter[str]:
    found = Sheet(PATH, text).lines
    marks = ("# Buying.", "# What for.", "# Elsewhere.", "# About it.", "# Far.")
    return Counter(mark for line in found for mark in (*marks, "# so", "# why", "# these")
                   if mark in line)  # fmt: skip


def unended(text: str) -> str:
    """A last line that did not end does so after an edit of it."""
    return text.rstrip("\r\n")


@SMALL
@given(made=files())
def test_all_stories_are_found_where_they_stand(made: Made) -> None:
    text, named = made
    sheet = Sheet(PATH, text)
    assert [(one.key.kind, one.key.name) for one in sheet.written] == named
    read = read_project({PATH: text}).stories
    assert told([one.story for one in sheet.written]) == told(read)
    for one, story in zip(sheet.written, read, strict=True):
        assert sheet.at_line(story.place.line) is one


@SMALL
@given(made=files(), steps=ENTRIES, data=st.data())
def test_inserting_and_removing_a_step_leaves_the_file_as_it_was(
    made: Made, steps: tuple[Step, ...], data: st.DataObject
) -> None:
    before, key, at = pick(data, made)
    with_it = apply(before, story_steps.insert_step(before, key, at, steps))
    found = Sheet(PATH, with_it[PATH]).find(key).steps.entries
    assert found[at].steps == steps
    without = apply(with_it, story_steps.remove_step(with_it, key, at))
    assert unended(without[PATH]) == unended(before[PATH])


@SMALL
@given(made=files(), steps=ENTRIES, data=st.data())
def test_changing_a_step_keeps_every_comment_and_all_other_lines(
    made: Made, steps: tuple[Step, ...], data: st.DataObject
) -> None:
    before, key, at = pick(data, made)
    old = Sheet(PATH, before[PATH])
    entry = old.find(key).steps.entries[at]
    after = apply(before, story_steps.change_step(before, key, at, steps))[PATH]
    assert comments(after) == comments(before[PATH])
    new = Sheet(PATH, after)
    assert new.find(key).steps.entries[at].steps == steps
    assert [one for one in old.lines[: entry.first] if one not in new.lines] == []
    rest = len(old.lines) - entry.last - 1
    assert unended("".join(new.lines[len(new.lines) - rest :])) == unended(
        "".join(old.lines[entry.last + 1 :])
    )


@SMALL
@given(made=files(), data=st.data())
def test_moving_a_step_moves_its_lines_and_no_others(made: Made, data: st.DataObject) -> None:
    before, key, at = pick(data, made)
    entries = [one.steps for one in Sheet(PATH, before[PATH]).find(key).steps.entries]
    to = data.draw(st.integers(0, len(entries) - 1))
    there = apply(before, story_steps.move_step(before, key, at, to))
    entries.insert(to, entries.pop(at))
    assert [one.steps for one in Sheet(PATH, there[PATH]).find(key).steps.entries] == entries
    back = apply(there, story_steps.move_step(there, key, to, at))
    lines = [Counter(one[PATH].splitlines()) for one in (before, there, back)]
    assert lines[0] == lines[1] == lines[2]


@SMALL
@given(made=files(), data=st.data())
def test_renaming_and_back_leaves_the_file_as_it_was(made: Made, data: st.DataObject) -> None:
    before, key, _at = pick(data, made)
    renamed = apply(before, stories.rename_story(before, key, "Quite: another #1"))
    assert comments(renamed[PATH]) == comments(before[PATH])
    new = StoryKey(PATH, key.kind, "Quite: another #1")
    back = apply(renamed, stories.rename_story(renamed, new, key.name))
    assert back[PATH] == before[PATH]


@SMALL
@given(made=files(), steps=st.lists(ENTRIES, max_size=3), data=st.data())
def test_adding_and_deleting_a_story_leaves_the_others_as_they_were(
    made: Made, steps: list[tuple[Step, ...]], data: st.DataObject
) -> None:
    before, _key, _at = pick(data, made)
    kind = data.draw(st.sampled_from(["story", "rule"]))
    added = apply(before, stories.add_story(before, PATH, kind, "A new one", steps))
    found = Sheet(PATH, added[PATH]).find(StoryKey(PATH, kind, "A new one"))
    assert [one.steps for one in found.steps.entries] == steps
    gone = apply(added, stories.delete_story(added, found.key))
    assert unended(gone[PATH]) == unended(before[PATH])


@SMALL
@given(made=files(), data=st.data())
def test_branch_begins_like_its_story(made: Made, data: st.DataObject) -> None:
    before, key, at = pick(data, made)
    after = apply(before, stories.branch_story(before, key, at, "Branch"))
    old = Sheet(PATH, before[PATH]).find(key)
    new = Sheet(PATH, after[PATH]).find(StoryKey(PATH, key.kind, "Branch"))
    assert [one.steps for one in new.steps.entries] == [
        one.steps for one in old.steps.entries[: at + 1]
    ]
    assert new.story.conditions == old.story.conditions


@SMALL
@given(made=files(), data=st.data())
def test_story_moves_to_another_file_with_its_comments(made: Made, data: st.DataObject) -> None:
    before, key, _at = pick(data, made)
    after = apply(before, stories.move_story(before, key, OTHER))
    both = comments(after[PATH]) + comments(after[OTHER])
    assert both == comments(before[PATH]) + comments(before[OTHER])
    moved = Sheet(OTHER, after[OTHER]).find(StoryKey(OTHER, key.kind, key.name))
    assert told([moved.story]) == told([Sheet(PATH, before[PATH]).find(key).story])
    assert after[OTHER].startswith(TWO.rstrip("\n"))


@SMALL
@given(made=files(), data=st.data())
def test_flags_on_and_off_leave_the_file_as_it_was(made: Made, data: st.DataObject) -> None:
    before, key, _at = pick(data, made)
    on = apply(before, stories.set_flags(before, key, is_start=True, waits=False))
    story = Sheet(PATH, on[PATH]).find(key).story
    assert (story.is_start, story.waits) == (True, False)
    off = apply(on, stories.set_flags(on, key, is_start=False, waits=True))
    assert off[PATH] == before[PATH]
