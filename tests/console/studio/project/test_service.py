"""Drafts lie over the files; publishing keeps what others did; nothing typed is lost."""

import pytest

from console.studio.project.models import StudioRevision
from console.studio.project.service import ChangedSince, DraftUnclear, DraftUnreadable
from kernel.errors import Conflict, Invalid, NotFound, Unavailable
from tests.console.studio.desk import NLU, STORIES, Desk

MINE = NLU.replace("- hi\n", "- hi\n    - hey\n")


def test_draft_is_seen_by_its_admin_alone(desk: Desk) -> None:
    desk.change(desk.ana, {"data/nlu.yml": MINE})
    assert desk.draft(desk.ana).files["data/nlu.yml"] == MINE
    assert desk.draft(desk.bo).files["data/nlu.yml"] == NLU
    assert desk.read("data/nlu.yml") == NLU
    assert [one.text for one in desk.draft(desk.ana).project.understood.examples] == [
        *("hi", "hey", "hello"),
    ]


def test_change_that_changes_nothing_is_none(desk: Desk) -> None:
    assert desk.change(desk.ana, {"data/nlu.yml": NLU}) is None
    assert desk.draft(desk.ana).revisions == ()


def test_published_draft_is_the_projects_files(desk: Desk) -> None:
    desk.change(desk.ana, {"data/nlu.yml": MINE, "data/new/more.yml": "nlu: []\n"})
    desk.change(desk.ana, {"data/stories.yml": None})
    made = desk.publish(desk.ana)
    assert (made.staff_id, made.note) == (desk.ana, "because")
    assert desk.read("data/nlu.yml") == MINE
    assert desk.read("data/new/more.yml") == "nlu: []\n"
    assert not (desk.root / "data/stories.yml").exists()
    assert desk.draft(desk.ana).revisions == ()
    assert desk.notice() is None


def test_what_two_admins_did_to_different_lines_is_kept(desk: Desk) -> None:
    theirs = NLU.replace("    - hello\n", "    - hello\n    - good day\n")
    desk.change(desk.ana, {"data/nlu.yml": MINE})
    desk.change(desk.bo, {"data/nlu.yml": theirs})
    desk.publish(desk.bo)
    both = MINE.replace("    - hello\n", "    - hello\n    - good day\n")
    assert desk.draft(desk.ana).files["data/nlu.yml"] == both
    desk.publish(desk.ana)
    assert desk.read("data/nlu.yml") == both


def test_the_same_line_is_decided_by_a_person(desk: Desk) -> None:
    theirs = NLU.replace("- hi\n", "- hi there\n")
    mine = NLU.replace("- hi\n", "- hiya\n")
    desk.change(desk.ana, {"data/nlu.yml": mine})
    desk.change(desk.bo, {"data/nlu.yml": theirs})
    desk.publish(desk.bo)
    with pytest.raises(DraftUnclear) as caught:
        desk.publish(desk.ana)
    assert caught.value.paths == ["data/nlu.yml"]
    assert desk.read("data/nlu.yml") == theirs
    (clash,) = desk.draft(desk.ana).unclear["data/nlu.yml"].clashes
    assert (clash.mine, clash.theirs) == (("    - hiya\n",), ("    - hi there\n",))
    # A further edit of the file decides nothing.
    desk.change(desk.ana, {"data/nlu.yml": mine + "# end\n"})
    assert list(desk.draft(desk.ana).unclear) == ["data/nlu.yml"]
    desk.change(desk.ana, {"data/nlu.yml": mine}, decides=True)
    assert not desk.draft(desk.ana).unclear
    desk.publish(desk.ana)
    assert desk.read("data/nlu.yml") == mine


def test_keeping_theirs_is_a_decision_too(desk: Desk) -> None:
    theirs = NLU.replace("- hi\n", "- hi there\n")
    desk.change(desk.ana, {"data/nlu.yml": NLU.replace("- hi\n", "- hiya\n")})
    desk.change(desk.bo, {"data/nlu.yml": theirs})
    desk.publish(desk.bo)
    desk.change(desk.ana, {"data/nlu.yml": theirs}, decides=True)
    draft = desk.draft(desk.ana)
    assert (draft.unclear, draft.changed) == ({}, {})


def test_deleting_what_another_changed_is_decided_by_a_person(desk: Desk) -> None:
    desk.change(desk.ana, {"data/nlu.yml": None})
    desk.change(desk.bo, {"data/nlu.yml": MINE})
    desk.publish(desk.bo)
    with pytest.raises(DraftUnclear):
        desk.publish(desk.ana)
    desk.change(desk.ana, {"data/nlu.yml": None}, decides=True)
    desk.publish(desk.ana)
    assert not (desk.root / "data/nlu.yml").exists()


def test_broken_yaml_is_kept_and_not_published(desk: Desk) -> None:
    desk.change(desk.ana, {"data/nlu.yml": "nlu: ["})
    with pytest.raises(DraftUnreadable) as caught:
        desk.publish(desk.ana)
    assert caught.value.faults[0].place.path == "data/nlu.yml"
    assert desk.draft(desk.ana).files["data/nlu.yml"] == "nlu: ["
    assert desk.read("data/nlu.yml") == NLU


def test_newest_change_is_undone(desk: Desk) -> None:
    first = desk.change(desk.ana, {"data/nlu.yml": MINE})
    second = desk.change(desk.ana, {"data/stories.yml": STORIES + "# more\n"})
    desk.undo(desk.ana, second)
    assert desk.draft(desk.ana).files["data/stories.yml"] == STORIES
    desk.undo(desk.ana, first)
    assert desk.draft(desk.ana).files["data/nlu.yml"] == NLU
    with pytest.raises(Conflict):
        desk.undo(desk.ana, first)


def test_older_change_is_undone_and_later_ones_stay(desk: Desk) -> None:
    first = desk.change(desk.ana, {"data/nlu.yml": MINE})
    desk.change(desk.ana, {"data/nlu.yml": MINE + "# end\n"})
    desk.undo(desk.ana, first)
    assert desk.draft(desk.ana).files["data/nlu.yml"] == NLU + "# end\n"


def test_change_of_lines_changed_again_is_not_undone(desk: Desk) -> None:
    first = desk.change(desk.ana, {"data/nlu.yml": MINE})
    desk.change(desk.ana, {"data/nlu.yml": MINE.replace("hey", "hey hey")})
    with pytest.raises(ChangedSince):
        desk.undo(desk.ana, first)


def test_published_change_is_undone_in_the_own_draft(desk: Desk) -> None:
    first = desk.change(desk.ana, {"data/nlu.yml": MINE, "data/new.yml": "nlu: []\n"})
    desk.publish(desk.ana)
    desk.undo(desk.bo, first)
    assert desk.read("data/nlu.yml") == MINE
    assert "data/new.yml" not in desk.draft(desk.bo).files
    desk.publish(desk.bo)
    assert desk.read("data/nlu.yml") == NLU
    assert not (desk.root / "data/new.yml").exists()


def test_draft_of_another_cannot_be_undone(desk: Desk) -> None:
    first = desk.change(desk.ana, {"data/nlu.yml": MINE})
    with pytest.raises(NotFound):
        desk.undo(desk.bo, first)


def test_what_an_editor_did_is_noticed(desk: Desk) -> None:
    assert desk.notice() is None
    desk.write("data/nlu.yml", MINE)
    made = desk.notice()
    assert made is not None
    assert made.staff_id is None
    with desk.runtime.db.session() as session:
        revision = session.query(StudioRevision).filter_by(publication_id=made.id).one()
        assert [one.path for one in revision.changes] == ["data/nlu.yml"]
    desk.undo(desk.ana, revision.id)
    assert desk.draft(desk.ana).files["data/nlu.yml"] == NLU


@pytest.mark.parametrize("path", ["../x.yml", "data/../../x.yml", "/etc/x.yml", "data/x.py", "x"])
def test_other_files_cannot_be_touched(desk: Desk, path: str) -> None:
    with pytest.raises(Invalid):
        desk.change(desk.ana, {path: "a: 1\n"})


def test_file_that_is_too_large_is_refused(desk: Desk) -> None:
    with pytest.raises(Invalid):
        desk.change(desk.ana, {"data/nlu.yml": "x" * 2_000_001})


def test_draft_stays_when_the_folder_cannot_be_written(desk: Desk) -> None:
    desk.change(desk.ana, {"data/nlu/x.yml": MINE})
    desk.write("data/nlu", "a file where a folder is needed")
    with pytest.raises(Unavailable):
        desk.publish(desk.ana)
    assert len(desk.draft(desk.ana).revisions) == 1


def test_nothing_is_not_published(desk: Desk) -> None:
    with pytest.raises(Conflict):
        desk.publish(desk.ana)
