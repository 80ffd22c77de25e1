"""Chats to learn from and to answer, for the tests of suggestions."""

from datetime import timedelta

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from bot.handoff.models import Handoff
from bot.ledger.models import Message
from console.copilot.models import SuggestionEvent
from console.copilot.past import read_past
from console.copilot.shelf import Shelf
from kernel.messages import Reply
from tests.console.scene import Scene

SHOP = "Lumen & Loom"


def talk(scene: Scene, asked: str, answer: str, rating: int | None = 5, **more: str) -> str:
    """Add a chat of another customer with an agent, which has ended."""
    other = scene.customer(f"Grace Hopper{scene.said}", email=f"g{scene.said}@example.com")
    chat = scene.conversation(other, **more)  # type: ignore[arg-type]
    scene.hear(chat, asked)
    scene.say(chat, Reply(text=answer), "agent", "Maya Lindqvist")
    scene.say(chat, Reply(text="How was it?"), "system")
    with scene.db.transaction() as session:
        session.add(
            Handoff(
                conversation_id=chat,
                requested_at=scene.now,
                queued_at=scene.now,
                agent_id="7",
                ended_at=scene.now,
                outcome="closed",
            )
        )
        last = session.get(Message, (chat, 3))
        assert last is not None
        last.rating = rating
    return chat


def past_texts(scene: Scene) -> set[str]:
    with scene.db.session() as session:
        return {one.text for one in read_past(session, shop_name=SHOP)}


def mine(scene: Scene, asked: str = "the mirror came broken", agent_id: str = "1") -> str:
    """Add a chat that the first agent answers."""
    chat = scene.conversation(
        scene.customer(),
        owner="person",
        agent_id=agent_id,
        agent_name="Ben Okafor",
        verified_until=scene.now + timedelta(days=1),
    )
    scene.hear(chat, asked)
    return chat


def ready(app: FastAPI, scene: Scene) -> Shelf:
    """Build the index now, as the first call does in the background."""
    shelf: Shelf = app.state.suggestions
    shelf.refresh(scene.db, shop_name=SHOP, now=scene.now)
    return shelf


def events(scene: Scene) -> list[SuggestionEvent]:
    with scene.db.session() as session:
        return list(session.scalars(select(SuggestionEvent).order_by(SuggestionEvent.place)))


def send(agent: TestClient, chat: str, text: str, **more: str) -> int:
    """Answer as the page does, without following on; return the status."""
    data = {"text": text, **more}
    return agent.post(f"/staff/conversations/{chat}/reply", data=data).status_code
