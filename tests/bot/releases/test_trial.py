"""A trial: who answers whom, what counts as bad, and that the machine takes a bad model back."""

from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import select
from sqlalchemy.orm import Session

import crm_backend.models  # noqa: F401 - the tables must be known before they are made
from bot.handoff.models import Handoff
from bot.ledger.conversations import open_conversation
from bot.ledger.ledger import Ledger
from bot.ledger.models import Conversation, Inbox, Turn
from bot.releases import rules, service, visits
from bot.releases.models import TrialVisit
from bot.releases.rules import State
from bot.releases.sequential import Decision
from bot.releases.service import Mover, list_deeds, read_state
from bot.releases.trial import Trials
from kernel.db import Database
from tests.bot.driver import until
from tests.conftest import FakeClock

ME = Mover(1, "Ada")
KEY = "k" * 43
SHARE = 0.3


@pytest.fixture
def state(database: Database, clock: FakeClock) -> State:
    """A trial of the model `new` beside `old`."""
    moves: list[tuple[Any, Callable[[State], State]]] = [
        ("promoted", lambda state: rules.promote(state, "old")),
        ("trial_began", lambda state: rules.begin_trial(state, "new", SHARE)),
    ]
    with database.transaction() as session:
        for deed, change in moves:
            moved = service.move(session, deed, change, mover=ME, now=clock())
    return moved


@pytest_asyncio.fixture
async def ledger(database: Database) -> AsyncIterator[Ledger]:
    ledger = Ledger(database)
    ledger.open()
    yield ledger
    await ledger.close()


class Told:
    """Keeps what was told in the transaction that took a model back."""

    def __init__(self) -> None:
        self.of: list[tuple[State, Decision]] = []

    def __call__(self, session: Session, state: State, decision: Decision, now: datetime) -> None:
        assert session.in_transaction()
        self.of.append((state, decision))


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def trials(ledger: Ledger, clock: FakeClock, told: Told, state: State) -> Trials:
    trials = Trials(ledger, key=KEY, clock=clock, tell=told)
    trials.hear(state, "new")
    return trials


def chat(database: Database, clock: FakeClock) -> str:
    with database.transaction() as session:
        return open_conversation(session, channel="web", language="en", now=clock()).id


def add_turn(database: Database, chosen: str, fence: int, at: datetime) -> None:
    with database.transaction() as session:
        session.add(
            Turn(conversation_id=chosen, message_id=fence, fence=fence, worker="w", started_at=at)
        )


def read_visits(database: Database) -> list[TrialVisit]:
    with database.session() as session:
        return list(session.scalars(select(TrialVisit).order_by(TrialVisit.at)))


async def test_share_of_strangers_goes_to_the_model_on_trial_and_stays_with_it(
    trials: Trials, database: Database, clock: FakeClock
) -> None:
    chats = [chat(database, clock) for _ in range(60)]
    first = [await trials.choose(conversation_id=one, customer_id=None, fence=1) for one in chats]
    assert 6 <= first.count("new") <= 32  # 18 are expected; the odds against are a million to one
    assert set(first) == {"new", ""}
    for fence, one in enumerate(chats, start=2):
        add_turn(database, one, 1, clock())
        clock.advance(seconds=1)
        answer = await trials.choose(conversation_id=one, customer_id=fence, fence=2)
        assert answer == first[chats.index(one)]  # who turns out to be a customer flips nothing
    assert len(read_visits(database)) == len(chats)


async def test_customer_meets_one_model_in_all_conversations(
    trials: Trials, database: Database, clock: FakeClock
) -> None:
    for customer_id in range(12):
        answers = {
            await trials.choose(
                conversation_id=chat(database, clock), customer_id=customer_id, fence=1
            )
            for _ in range(4)
        }
        assert len(answers) == 1


async def test_conversation_that_goes_on_is_not_given_to_another_model_halfway(
    trials: Trials, database: Database, clock: FakeClock
) -> None:
    chats = [chat(database, clock) for _ in range(30)]
    for one in chats:
        add_turn(database, one, 1, clock())
    clock.advance(hours=3)
    going_on = [
        await trials.choose(conversation_id=one, customer_id=None, fence=2) for one in chats
    ]
    assert set(going_on) == {""}
    assert read_visits(database) == []  # and they are not counted for either model
    clock.advance(hours=2)
    anew = [await trials.choose(conversation_id=one, customer_id=None, fence=2) for one in chats]
    assert set(anew) == {"new", ""}


async def test_live_model_answers_all_where_nothing_is_on_trial_or_it_is_not_loaded_here(
    trials: Trials, database: Database, clock: FakeClock, state: State
) -> None:
    one = chat(database, clock)
    for known, loaded in ((State(), ""), (state, ""), (State(5, "old"), "new")):
        trials.hear(known, loaded)
        assert await trials.choose(conversation_id=one, customer_id=1, fence=1) == ""
    assert read_visits(database) == []


async def test_conversation_that_is_gone_stops_no_turn(trials: Trials) -> None:
    assert await trials.choose(conversation_id="0" * 32, customer_id=1, fence=1) == ""


def visit(database: Database, clock: FakeClock, state: State, arm: str, subject: str = "") -> str:
    chosen = chat(database, clock)
    assert state.trial is not None
    with database.transaction() as session:
        session.add(
            TrialVisit(
                trial_id=state.trial.id,
                conversation_id=chosen,
                release_id=state.id,
                subject=subject or chosen,
                arm=arm,
                at=clock(),
            )
        )
    return chosen


def hand_over(database: Database, chosen: str, at: datetime, **facts: Any) -> None:
    with database.transaction() as session:
        session.add(Handoff(conversation_id=chosen, requested_at=at, queued_at=at, **facts))


def give_up(database: Database, chosen: str, at: datetime) -> None:
    with database.transaction() as session:
        session.add(
            Inbox(
                channel="web",
                external_id=chosen,
                conversation_id=chosen,
                message_id=1,
                state="dead",
                received_at=at,
                next_at=at,
            )
        )


def test_bad_is_what_the_bot_failed_at_and_what_was_disliked(
    database: Database, clock: FakeClock, state: State
) -> None:
    assert state.trial is not None
    names = ("asked", "unclear", "failed", "disliked", "liked", "dead", "before", "fine")
    chats = {name: visit(database, clock, state, "canary") for name in names}
    now = clock()
    hand_over(database, chats["asked"], now, reasons=[{"code": "asked"}])
    hand_over(database, chats["unclear"], now, reasons=[{"code": "clarifications"}])
    reasons = [{"code": "asked"}, {"code": "action_failed"}]
    hand_over(database, chats["failed"], now, reasons=reasons)
    hand_over(database, chats["disliked"], now, reasons=[{"code": "asked"}], rating=2)
    hand_over(database, chats["liked"], now, rating=3)
    give_up(database, chats["dead"], now)
    earlier = now - timedelta(minutes=1)
    hand_over(database, chats["before"], earlier, reasons=[{"code": "action_failed"}])
    with database.transaction() as session:
        assert visits.mark_bad(session, trial_id=state.trial.id, now=now) == 4
        assert visits.mark_bad(session, trial_id=state.trial.id, now=now) == 0
    found = {one.conversation_id: one.bad_why for one in read_visits(database)}
    assert {name: found[chosen] for name, chosen in chats.items() if found[chosen]} == {
        "unclear": "not_understood",
        "failed": "failed",
        "disliked": "rating",
        "dead": "failed",
    }


def test_customers_are_counted_once_whatever_they_met(
    database: Database, clock: FakeClock, state: State
) -> None:
    assert state.trial is not None
    for subject, arm in (("a", "canary"), ("a", "canary"), ("b", "live"), ("c", "live")):
        chosen = visit(database, clock, state, arm, subject)
        if subject != "c":
            give_up(database, chosen, clock())
    with database.transaction() as session:
        visits.mark_bad(session, trial_id=state.trial.id, now=clock())
        [counted] = visits.count_bad(session, trial_id=state.trial.id)
        assert (counted.share, counted.on_trial, counted.live) == (SHARE, 1, 1)
        seen = visits.count_seen(session, trial_id=state.trial.id)
        assert seen == {"canary": (1, 1), "live": (2, 1)}


def go_badly(
    database: Database, clock: FakeClock, state: State, *, on_trial: int, live: int
) -> None:
    for arm, count in (("canary", on_trial), ("live", live)):
        for _ in range(count):
            give_up(database, visit(database, clock, state, arm), clock())


def test_shares_are_told_apart_when_they_changed(
    database: Database, clock: FakeClock, state: State
) -> None:
    assert state.trial is not None
    go_badly(database, clock, state, on_trial=2, live=3)
    with database.transaction() as session:
        wider = service.move(
            session,
            "share_changed",
            lambda old: rules.change_share(old, 0.5),
            mover=ME,
            now=clock(),
        )
    go_badly(database, clock, wider, on_trial=1, live=4)
    with database.transaction() as session:
        visits.mark_bad(session, trial_id=state.trial.id, now=clock())
        counted = visits.count_bad(session, trial_id=state.trial.id)
    assert [(one.share, one.on_trial, one.live) for one in counted] == [(0.3, 2, 3), (0.5, 1, 4)]


async def test_model_that_does_worse_is_taken_back_told_and_logged_once(
    trials: Trials,
    ledger: Ledger,
    database: Database,
    clock: FakeClock,
    state: State,
    told: Told,
    logged: StringIO,
) -> None:
    go_badly(database, clock, state, on_trial=12, live=2)
    decision = await ledger.write(trials.judge)
    assert decision is not None
    assert decision.is_worse
    with database.session() as session:
        after = read_state(session)
        [deed, *_] = list_deeds(session)
    assert (after.live, after.previous, after.trial) == ("old", None, None)
    assert (deed.deed, deed.staff_id) == ("trial_failed", None)
    assert "12 of 12 customers fared badly" in deed.why
    [(before, what)] = told.of
    assert (before.trial, what) == (state.trial, decision)
    assert "trial_failed" in logged.getvalue()
    assert await ledger.write(trials.judge) is None  # there is nothing more to judge


async def test_model_that_does_no_worse_stays_on_trial(
    trials: Trials, ledger: Ledger, database: Database, clock: FakeClock, state: State, told: Told
) -> None:
    go_badly(database, clock, state, on_trial=6, live=14)
    decision = await ledger.write(trials.judge)
    assert decision is not None
    assert not decision.is_worse
    with database.session() as session:
        assert read_state(session) == state
    assert told.of == []


async def test_trial_is_watched_without_anybody_asking(
    trials: Trials, database: Database, clock: FakeClock, state: State, told: Told
) -> None:

    go_badly(database, clock, state, on_trial=12, live=0)
    trials.look_seconds = 0.02
    trials.start()
    await until(lambda: told.of, 10)
    await trials.stop()


def test_visits_go_with_the_conversation(
    database: Database, clock: FakeClock, state: State
) -> None:
    chosen = visit(database, clock, state, "canary")
    with database.transaction() as session:
        session.delete(session.get_one(Conversation, chosen))
    assert read_visits(database) == []
