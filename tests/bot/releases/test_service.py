"""Deeds are written down; of two at once one is refused."""

import threading

import pytest

import crm_backend.models  # noqa: F401 - the tables must be known before they are made
from bot.releases import rules, service
from bot.releases.models import Deed
from bot.releases.rules import Proposal, State, Trial
from bot.releases.service import Mover, PointerMoved, list_deeds, read_state
from kernel.db import Database
from tests.conftest import FakeClock

ADA, BO = Mover(1, "Ada", "better at returns"), Mover(2, "Bo")


def promote(database: Database, model: str, clock: FakeClock, **given: object) -> State:
    with database.transaction() as session:
        return service.move(
            session,
            "promoted",
            lambda state: rules.promote(state, model),
            mover=ADA,
            now=clock(),
            **given,  # type: ignore[arg-type]
        )


def test_state_is_read_back_as_it_was_moved(database: Database, clock: FakeClock) -> None:
    with database.session() as session:
        assert read_state(session) == State()
    promote(database, "a", clock)
    promote(database, "b", clock)
    with database.transaction() as session:
        moved = service.move(
            session,
            "trial_began",
            lambda state: rules.begin_trial(state, "c", 0.05),
            mover=BO,
            now=clock(),
        )
        assert moved == State(3, "b", "a", Trial("c", 0.05, 3))
        moved = service.move(
            session,
            "share_changed",
            lambda old: rules.change_share(old, 0.1),
            mover=BO,
            now=clock(),
        )
        assert moved == State(4, "b", "a", Trial("c", 0.1, 3))
        proposal = Proposal("d", None, 1, "Ada")
        moved = service.move(
            session, "proposed", lambda old: rules.propose(old, proposal), mover=ADA, now=clock()
        )
        assert moved.proposal == proposal
        deeds: list[Deed] = [one.deed for one in list_deeds(session)]
        assert deeds == ["proposed", "share_changed", "trial_began", "promoted", "promoted"]
        assert {one.why for one in list_deeds(session) if one.staff_id == 1} == {ADA.why}


def test_deed_is_refused_when_its_page_is_older_than_the_state(
    database: Database, clock: FakeClock
) -> None:
    promote(database, "a", clock, seen_id=0)
    with pytest.raises(PointerMoved):
        promote(database, "b", clock, seen_id=0)
    assert promote(database, "b", clock, seen_id=1).live == "b"


def test_one_of_two_deeds_at_once_is_refused(database: Database, clock: FakeClock) -> None:
    promote(database, "a", clock)
    start, refused = threading.Barrier(2), []

    def run(model: str) -> None:
        start.wait()
        try:
            promote(database, model, clock, seen_id=1)
        except PointerMoved:
            refused.append(model)

    threads = [threading.Thread(target=run, args=(model,)) for model in "bc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    with database.session() as session:
        state = read_state(session)
    assert (state.id, state.previous) == (2, "a")
    assert {state.live, *refused} == {"b", "c"}


def test_model_that_served_first_stays_when_newer_ones_come(
    database: Database, clock: FakeClock
) -> None:
    for model in ("old", "newer"):
        with database.transaction() as session:
            assert service.settle(session, model=model, now=clock()).live == "old"
    with database.session() as session:
        [deed] = list_deeds(session)
    assert (deed.deed, deed.staff_id) == ("settled", None)
