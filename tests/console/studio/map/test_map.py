"""The map: stories are merged as far as they begin alike, and no two boxes overlap."""

import re
from collections import defaultdict
from itertools import pairwise

from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from console.studio.map.drawing import _fit, draw
from console.studio.map.tidy import lay_out
from console.studio.map.trie import Node, merge_stories
from console.studio.stories.listing import keys_of
from console.studio.stories.offers import Offers
from nlu.core.project.faults import Place
from nlu.core.project.project import Project, read_project
from nlu.core.project.steps import ActionStep, LoopStep, Step, Story, UserStep
from tests.console.studio.desk import Desk
from tests.console.studio.editing.layouts import ENTRIES

MAP = "/staff/studio/map"
PATHS = st.lists(st.lists(st.sampled_from("abc"), min_size=1, max_size=6), max_size=30)


def story(names: list[str], number: int = 0) -> Story:
    steps: tuple[Step, ...] = tuple(ActionStep(name, line=7) for name in names)
    return Story(f"S{number}", "story", steps, Place("data/s.yml", 1))


def merge(*paths: list[str]) -> Node:
    stories = [story(names, number) for number, names in enumerate(paths)]
    return merge_stories(keys_of(stories), Project({}).domain)


def test_stories_share_what_they_begin_with() -> None:
    root = merge(["a", "b", "c"], ["a", "b", "d"], ["b"], ["a"])
    assert [one.text for one in root.children] == ["a", "b"]
    (first, other) = root.children
    assert (first.stories, other.stories) == (3, 1)
    assert [one.name for one in first.ends] == ["S3"]
    assert [one.text for one in first.children[0].children] == ["c", "d"]
    assert first.place == Place("data/s.yml", 7)


@given(paths=PATHS)
def test_every_story_is_a_path_of_the_tree(paths: list[list[str]]) -> None:
    root = merge(*paths)
    for number, names in enumerate(paths):
        node = root
        for name in names:
            (node,) = [one for one in node.children if one.text == name]
        assert f"S{number}" in {one.name for one in node.ends}
    assert sum(len(one.ends) for one in root.walk()) == len(paths)


@given(paths=PATHS)
def test_nodes_of_a_column_keep_their_distance_and_parents_stand_amid_children(
    paths: list[list[str]],
) -> None:
    root = merge(*paths)
    columns, rows = lay_out(root)
    by_column = defaultdict(list)
    for node in root.walk():
        by_column[node.depth].append(node.row)
        assert -1e-9 <= node.row <= rows - 1 + 1e-9
        if node.children:
            middle = (node.children[0].row + node.children[-1].row) / 2
            assert abs(node.row - middle) < 1e-9
    assert len(by_column) == columns
    for found in by_column.values():
        assert all(b - a >= 1 - 1e-9 for a, b in pairwise(found))


def test_conditions_of_a_rule_come_first() -> None:
    rule = Story("R", "rule", (UserStep("greet"),), Place("x", 1), (LoopStep("f"),))
    root = merge_stories(keys_of([rule]), Project({}).domain)
    assert [root.children[0].sort, root.children[0].children[0].sort] == ["loop", "user"]


@given(entries=st.lists(ENTRIES, min_size=1, max_size=5))
def test_picture_holds_no_markup_of_names(entries: list[tuple[Step, ...]]) -> None:
    steps = tuple(step for one in entries for step in one)
    one = Story("</svg><script>", "story", (*steps, ActionStep("<b>&\"'")), Place("<i>", 1))
    project = Project({})
    picture = draw(merge_stories(keys_of([one]), project.domain), Offers(project, "en"))
    tags = set(re.findall(r"<(/?\w+)", picture))
    assert tags <= {
        *("svg", "/svg", "a", "/a", "title", "/title", "text", "/text"),
        *("rect", "polygon", "path", "circle"),
    }
    assert " style=" not in picture


def test_labels_fit_their_boxes() -> None:
    assert _fit("a" * 22) == "a" * 22
    assert _fit("a" * 23) == "a" * 22 + "…"
    assert _fit("问" * 12) == "问" * 11 + "…"


def test_very_long_story_is_drawn() -> None:
    assert merge([str(number) for number in range(5_000)]).stories == 1
    columns, rows = lay_out(merge([str(number) for number in range(5_000)]))
    assert (columns, rows) == (5_000, 1)


def test_five_hundred_stories_are_drawn() -> None:
    lines = ["stories:"]
    for number in range(500):
        lines += [f"- story: S{number}", "  steps:"]
        for step in range(6):
            turn = number // 7 ** (3 - step) if step < 3 else number
            lines += [f"  - intent: ask_{step}_{turn}", f"  - action: utter_{step}_{turn}"]
    project = read_project({"data/s.yml": "\n".join(lines) + "\n"})
    assert len(project.stories) == 500
    root = merge_stories(keys_of(project.stories), project.domain)
    nodes = sum(1 for _ in root.walk())
    assert 2_000 < nodes < 6_000  # beginnings are shared: 500 stories have 6,000 steps
    assert draw(root, Offers(project, "en"))


def test_page_shows_stories_and_rules_apart_and_filters(ana: TestClient, desk: Desk) -> None:
    desk.write("data/rules.yml", "rules:\n- rule: R\n  steps:\n  - intent: buy\n  - ...\n")
    page = ana.get(MAP).text
    assert page.count('<svg class="story-map"') == 2
    assert "/staff/studio/stories/at?path=data%2Fstories.yml&amp;line=5" in page
    assert "2 of 2" in page
    page = ana.get(f"{MAP}?intent=buy&size=small").text
    assert page.count('<svg class="story-map"') == 1
    assert "1 of 2" in page
    assert "size=large" in page
