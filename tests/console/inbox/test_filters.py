"""Filters in an address, and those that are kept."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.handoff.reasons import WEIGHTS
from console.inbox.filters import Filters, read_filters
from console.inbox.models import SavedFilter
from console.inbox.saved import (
    MOST,
    Saved,
    delete_filter,
    list_saved,
    save_filter,
)
from kernel.errors import Conflict, Forbidden, FrontdeskError, Invalid, NotFound
from kernel.principals import Principal
from tests.console.scene import Scene

pytestmark = pytest.mark.timeout(60)

FILTERS = st.builds(
    Filters,
    channel=st.sampled_from([None, "web", "telegram"]),
    language=st.sampled_from([None, "en", "zh"]),
    agent=st.sampled_from([None, "7", "41"]),
    team=st.sampled_from([None, "returns", "售后"]),
    priority=st.none() | st.integers(0, 9),
    reason=st.sampled_from([None, *WEIGHTS]),
    unanswered=st.booleans(),
    since=st.none() | st.dates(),
)


@given(FILTERS)
def test_filters_are_the_same_when_written_and_read(filters: Filters) -> None:
    assert read_filters(filters.to_values()) == filters
    assert filters.is_empty == (filters.to_values() == {})


@given(st.dictionaries(st.sampled_from([*Filters().__dict__, "view"]), st.text(max_size=70)))
def test_strange_filters_are_refused_or_read(values: dict[str, str]) -> None:
    try:
        read = read_filters(values)
    except Invalid:
        return
    assert read_filters(read.to_values()) == read


@pytest.mark.parametrize(
    "values",
    [
        {"channel": "fax"},
        {"language": "de"},
        {"reason": "x"},
        {"priority": "-1"},
        {"priority": "12"},
        {"since": "2026-13-01"},
        {"agent": "a" * 65},
        {"team": "a\x00b"},
    ],
)
def test_filter_of_nothing_is_refused(values: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        read_filters(values)


def test_empty_ones_filter_nothing() -> None:
    assert read_filters({"channel": "", "unanswered": "0", "page": "3"}).is_empty
    assert read_filters({"since": "2026-03-02"}).since == date(2026, 3, 2)


class Shelf:
    """Saved filters of some staff."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        roles = {"Ben": "agent", "Lin": "agent", "Sue": "supervisor"}
        self.staff = {
            name: Principal("staff", str(scene.staff(role, name).id), role)
            for name, role in roles.items()
        }

    def save(self, who: str, name: str, *, is_shared: bool = False) -> int:
        with self.scene.db.transaction() as session:
            return save_filter(
                session,
                principal=self.staff[who],
                name=name,
                view="waiting",
                filters=Filters(language="zh"),
                now=self.scene.now,
                is_shared=is_shared,
            ).id

    def read(self, who: str) -> list[Saved]:
        with self.scene.db.session() as session:
            return list_saved(session, principal=self.staff[who])

    def names(self, who: str) -> list[str]:
        return [one.name for one in self.read(who)]


@pytest.fixture
def shelf(scene: Scene) -> Shelf:
    return Shelf(scene)


def test_everybody_has_their_own_and_what_is_shared(shelf: Shelf) -> None:
    shelf.save("Ben", "Chinese")
    shelf.save("Ben", "  urgent \n ones ")
    shelf.save("Sue", "Team", is_shared=True)
    shelf.save("Sue", "Sue's")
    assert shelf.names("Ben") == ["Chinese", "urgent ones", "Team"]
    assert shelf.names("Lin") == ["Team"]
    first, _second, shared = shelf.read("Ben")
    assert (first.view, first.filters, first.may_change) == (
        "waiting",
        Filters(language="zh"),
        True,
    )
    assert (shared.is_shared, shared.may_change) == (True, False)


def test_filter_of_another_is_out_of_reach(shelf: Shelf) -> None:
    theirs, shared = shelf.save("Lin", "Lin's"), shelf.save("Sue", "Team", is_shared=True)
    for filter_id in (theirs, shared, 999):
        with shelf.scene.db.transaction() as session, pytest.raises(NotFound):
            delete_filter(session, principal=shelf.staff["Ben"], filter_id=filter_id)
    assert shelf.names("Lin") == ["Lin's", "Team"]


def test_who_runs_the_desk_changes_what_is_shared(shelf: Shelf) -> None:
    with pytest.raises(Forbidden):
        shelf.save("Ben", "for all", is_shared=True)
    made = shelf.save("Sue", "Team", is_shared=True)
    shelf.scene.staff("supervisor", "Kim")
    assert shelf.names("Ben") == ["Team"]
    with shelf.scene.db.transaction() as session:
        delete_filter(session, principal=shelf.staff["Sue"], filter_id=made)
    assert shelf.names("Ben") == []


def test_what_an_older_version_kept_filters_no_longer(shelf: Shelf) -> None:
    made = shelf.save("Ben", "Old")
    with shelf.scene.db.transaction() as session:
        gone = {"reason": "gone", "since": "someday", "language": "zh"}
        session.get_one(SavedFilter, made).filters = gone
    (kept,) = shelf.read("Ben")
    assert kept.filters == Filters(language="zh")


def test_name_is_needed_and_ones_own_once(shelf: Shelf) -> None:
    shelf.save("Ben", "Chinese")
    refused: list[type[FrontdeskError]] = []
    for name in ("", " \n ", "x" * 61, "chinese"):
        with pytest.raises((Invalid, Conflict)) as caught:
            shelf.save("Ben", name)
        refused.append(caught.type)
    assert refused == [Invalid, Invalid, Invalid, Conflict]
    shelf.save("Lin", "Chinese")
    assert shelf.names("Ben") == ["Chinese"]


def test_there_is_an_end_to_them(shelf: Shelf) -> None:
    for number in range(MOST):
        shelf.save("Ben", f"n{number}")
    with pytest.raises(Conflict):
        shelf.save("Ben", "one more")
