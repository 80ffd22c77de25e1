"""Whatever changes what stands beside a chat tells the pages that show it."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from bot.identity.links import unlink_account
from bot.identity.revoking import log_out_everywhere
from bot.ledger import lanes, outbox
from bot.ledger.notes import Note, take_notes
from bot.ledger.outbox_models import Outbox, OutboxState
from bot.reception import keep_profile
from crm_backend.customers.service import link_identity
from tests.console.customers.conftest import DELIVERED, KEY, Store, act
from tests.console.scene import Scene


def notes_of(store: Store, work: Callable[[Session], object]) -> list[Note]:
    """Return what is told of a write."""

    def run(session: Session) -> list[Note]:
        work(session)
        return take_notes(session)

    return list(store.do(run))


def test_chat_is_told_when_its_customer_logs_out_everywhere(store: Store, scene: Scene) -> None:
    told = notes_of(
        store, lambda one: log_out_everywhere(one, customer_id=store.ada.id, now=scene.now)
    )
    assert Note("desk", store.chat) in told


def test_chat_is_told_when_its_account_is_unlinked(store: Store, scene: Scene) -> None:
    chat = store.verify(store.ada, channel="telegram", external_id="500")
    known: dict[str, Any] = {"channel": "telegram", "external_id": "500", "now": scene.now}
    store.do(lambda one: link_identity(one, customer_id=store.ada.id, **known))
    told = notes_of(store, lambda one: unlink_account(one, account="500", now=scene.now))
    assert Note("desk", chat) in told


def test_chat_is_told_what_a_visitor_says_of_themselves(store: Store, scene: Scene) -> None:
    chat = scene.conversation()
    claims = {"name": "Ada", "email": "ada@example.com"}
    told = notes_of(
        store, lambda one: keep_profile(one, conversation_id=chat, **claims, now=scene.now)
    )
    assert Note("desk", chat) in told


@pytest.mark.parametrize("change", ["order", "ticket", "note"])
def test_every_chat_of_a_customer_is_told_what_is_done_in_one_of_them(
    app: FastAPI, agent: TestClient, store: Store, scene: Scene, change: str
) -> None:
    other, heard = store.verify(store.ada), list[Note]()
    ticket = scene.ticket("It hums", store.ada, conversation_id=store.chat)
    app.state.bot.ledger.listen(heard.append)
    if change == "order":
        act(agent, store.path(DELIVERED, "refund"), amount="1", reason="late")
    elif change == "note":
        path = f"/staff/customers/{store.ada.id}/notes"
        agent.post(path, data={"key": KEY, "text": "Rings at nine", "chat": store.chat})
    else:
        form = {"status": "resolved", "priority": "normal", "kind": "problem"}
        form |= {"seen": ticket.updated_at.isoformat()}
        agent.post(f"/staff/tickets/{ticket.number}/change", data=form)
    assert {Note("desk", store.chat), Note("desk", other)} <= set(heard)


@pytest.fixture
def sending(store: Store, scene: Scene) -> tuple[str, int]:
    """A conversation on Telegram and the row of a message that is on its way."""
    chat = scene.conversation(channel="telegram", external_id="500")
    number = scene.hear(chat, "Hello?")

    def send(session: Session) -> int:
        where = {"kind": "telegram", "bot": "b", "recipient": "500"}
        about = {"conversation_id": chat, "message_id": number, "state": "sending"}
        row = Outbox(**where, **about, next_at=scene.now, created_at=scene.now)
        session.add(row)
        session.flush()
        return row.id

    return chat, store.do(send)


def end_as(state: OutboxState) -> Callable[..., object]:
    return lambda session, row, now: lanes.end_message(
        session, outbox_id=row, state=state, reason="", now=now
    )


def resend(session: Session, row: int, now: Any) -> None:
    session.get_one(Outbox, row).state = "unknown"
    session.flush()
    outbox.requeue(session, outbox_id=row, now=now)


@pytest.mark.parametrize(
    "step",
    [
        end_as("unknown"),
        end_as("dead"),
        resend,
        lambda one, row, now: lanes.settle_part(one, outbox_id=row, is_last=True, now=now),
        lambda one, _row, now: lanes.mark_left(one, channel="telegram", bot="b", now=now),
    ],
)
def test_chat_is_told_how_the_delivery_of_a_message_goes(
    store: Store, scene: Scene, sending: tuple[str, int], step: Callable[..., object]
) -> None:
    chat, row = sending
    assert Note("desk", chat) in notes_of(store, lambda one: step(one, row, scene.now))
