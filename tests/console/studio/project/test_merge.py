"""What two people made of one text is put together, and nothing of either is lost."""

from hypothesis import given
from hypothesis import strategies as st

from console.studio.project.merge import Clash, Merged, diff, merge

BASE = "a\nb\nc\nd\ne\n"
LINES = st.lists(st.sampled_from("abcdef"), max_size=8).map(
    lambda one: "".join(f"{x}\n" for x in one)
)


def test_changes_of_different_lines_are_both_there() -> None:
    assert merge(BASE, "a\nB\nc\nd\ne\n", "a\nb\nc\nd\nE\nf\n") == Merged("a\nB\nc\nd\nE\nf\n")


def test_changes_of_the_same_line_clash() -> None:
    merged = merge(BASE, "a\nb\nM\nd\ne\n", "a\nb\nT\nd\ne\n")
    assert merged == Merged("a\nb\nM\nd\ne\n", (Clash(3, ("c\n",), ("M\n",), ("T\n",)),))


def test_the_same_change_of_both_is_none_to_decide() -> None:
    assert merge(BASE, "a\nX\n", "a\nX\n") == Merged("a\nX\n")


def test_deleting_what_the_other_changed_is_to_be_decided() -> None:
    assert merge(BASE, None, BASE + "f\n") is None
    assert merge(BASE, BASE + "f\n", None) is None


def test_deleting_what_the_other_left_is_done() -> None:
    assert merge(BASE, None, BASE) == Merged(None)
    assert merge(BASE, BASE, None) == Merged(None)
    assert merge(BASE, BASE, BASE) == Merged(BASE)
    assert merge(None, "new", None) == Merged("new")


@given(base=LINES, mine=LINES)
def test_what_one_side_left_is_taken_from_the_other(base: str, mine: str) -> None:
    assert merge(base, mine, base) == Merged(mine)
    assert merge(base, base, mine) == Merged(mine)


@given(base=LINES, mine=LINES, theirs=LINES)
def test_sides_may_be_swapped(base: str, mine: str, theirs: str) -> None:
    one, other = merge(base, mine, theirs), merge(base, theirs, mine)
    assert one is not None
    assert other is not None
    assert [(c.base, c.mine, c.theirs) for c in one.clashes] == [
        (c.base, c.theirs, c.mine) for c in other.clashes
    ]
    assert one.clashes or one.text == other.text


@given(base=LINES, mine=LINES, theirs=LINES)
def test_every_line_that_only_one_side_added_is_there(base: str, mine: str, theirs: str) -> None:
    marked = "".join(f"{line}\n" for line in ["MINE", *mine.split()])
    merged = merge(base, marked, theirs)
    assert merged is not None
    assert "MINE\n" in (merged.text or "")


def test_diff_shows_lines() -> None:
    assert diff("a\nb\n", "a\nc\n") == ["@@ -1,2 +1,2 @@", " a", "-b", "+c"]
    assert diff(None, "a\n") == ["@@ -0,0 +1 @@", "+a"]
    assert diff("a", "a") == []
