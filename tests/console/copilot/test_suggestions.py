import re
from datetime import timedelta
from html import unescape

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from bot.handoff.models import Handoff
from bot.ledger.models import Conversation
from console.copilot.demo import read_dialogues, seed_chats
from console.copilot.models import SuggestionEvent
from console.copilot.past import read_past
from console.copilot.shelf import Shelf
from console.replies.models import SavedReply
from crm_backend.knowledge.models import Article
from tests.conftest import FakeClock
from tests.console.conftest import ClientOf
from tests.console.copilot.chats import SHOP, events, mine, past_texts, ready, talk
from tests.console.scene import Scene


def test_only_good_replies_are_taken_and_masked(scene: Scene) -> None:
    talk(scene, "the mirror is broken", "Hi Grace, we send a new one for FD-1000001 today.")
    talk(scene, "the rug is torn", "That is not my problem, is it.", rating=2)
    talk(scene, "the vase is torn", "Nobody has rated this answer of mine.", rating=None)
    talk(scene, "call me", "I call you under +44 20 7946 0018 and 0151 2345678 soon.")
    assert past_texts(scene) == {
        "Hi {customer.first_name}, we send a new one for {order.number} today."
    }


def test_resolved_chats_and_accepted_suggestions_are_good_without_a_rating(scene: Scene) -> None:
    first = talk(scene, "the mirror is broken", "We send a new mirror today.", rating=None)
    second = talk(scene, "the vase is broken", "We send a new vase today.", rating=None)
    assert past_texts(scene) == set()
    with scene.db.transaction() as session:
        session.query(Handoff).filter_by(conversation_id=first).one().outcome = "resolved"
        session.add(
            SuggestionEvent(
                conversation_id=second,
                message_id=1,
                agent_id="7",
                place=1,
                key="past:x",
                source="past",
                language="en",
                text_hash="",
                outcome="edited",
                shown_at=scene.now,
                settled_at=scene.now,
            )
        )
    assert past_texts(scene) == {"We send a new mirror today.", "We send a new vase today."}


def test_agent_sees_three_filled_with_their_source(
    app: FastAPI, agent: TestClient, scene: Scene
) -> None:
    talk(scene, "the mirror is broken", "Hi Grace, please send me a photo of the mirror.")
    with scene.db.transaction() as session:
        session.add(
            SavedReply(
                shelf="shared",
                shortcut="broken",
                title="Broken mirror",
                text_en="Sorry {customer.first_name}, we replace {order.number}.",
                changed_at=scene.now,
                changed_by="Mina",
            )
        )
        body = "A broken mirror is replaced at once. We need a photo."
        both = {"body_en": body, "body_zh": body, "title_en": "Broken mirror", "title_zh": "镜子"}
        session.add(Article(slug="broken", topic="report", updated_at=scene.now, **both))
    chat = mine(scene)
    ready(app, scene)
    part = agent.get(f"/staff/conversations/{chat}/suggestions").text
    texts = [unescape(one) for one in re.findall(r'data-text="([^"]*)"', part)]
    assert set(texts) == {
        "Hi Ada, please send me a photo of the mirror.",
        "Sorry Ada, we replace ….",
        "A broken mirror is replaced at once. We need a photo.",
    }
    for words in (
        "past reply",
        "saved reply",
        "knowledge",
        "Fill the gap yourself",
        'aria-keyshortcuts="Alt+3"',
    ):
        assert words in part
    assert [(one.place, one.outcome, one.agent_id) for one in events(scene)] == [
        (place, "shown", "1") for place in (1, 2, 3)
    ]
    agent.get(f"/staff/conversations/{chat}/suggestions")
    assert len(events(scene)) == 3  # shown once, however often the page asks


def test_colleagues_own_and_deleted_replies_are_not_suggested(
    app: FastAPI, client_of: ClientOf, scene: Scene
) -> None:
    ben, mina = client_of("agent"), client_of("supervisor", "Mina Park")
    typed = {"shortcut": "m", "title": "Broken mirror", "text_en": "A new mirror leaves."}
    mina.post("/staff/replies", data={**typed, "scope": "own"})
    ben.post("/staff/replies", data={**typed, "text_en": "Ben's mirror leaves.", "scope": "own"})
    chat = mine(scene)
    ready(app, scene)
    where = f"/staff/conversations/{chat}/suggestions"
    assert "Ben&#39;s mirror" in ben.get(where).text
    assert "A new mirror" not in ben.get(where).text
    ben.post("/staff/replies/2/delete")
    assert "Nothing fits" in ben.get(where).text  # although the index still holds it


def test_what_a_customer_wrote_stays_text(app: FastAPI, agent: TestClient, scene: Scene) -> None:
    evil = '"><img src=x onerror=alert()>'
    talk(scene, f"mirror broken {evil}", f"We send a mirror {evil} today.")
    chat = mine(scene)
    ready(app, scene)
    part = agent.get(f"/staff/conversations/{chat}/suggestions").text
    assert "<img" not in part
    assert "&lt;img" in part


def test_first_call_starts_the_build_and_says_so(
    app: FastAPI, agent: TestClient, scene: Scene
) -> None:
    talk(scene, "the mirror is broken", "We send you a new mirror today.")
    chat = mine(scene)
    where = f"/staff/conversations/{chat}/suggestions"
    first = agent.get(where).text
    app.state.suggestions.wait()
    assert "being prepared" in first or "new mirror" in first
    assert "new mirror" in agent.get(where).text


def test_index_follows_changes_once_a_minute(scene: Scene, clock: FakeClock) -> None:
    shelf = Shelf()

    def look() -> set[str]:
        shelf.get(scene.db, shop_name=SHOP, now=clock())
        shelf.wait()
        assert shelf.index is not None
        return {one.key for each in shelf.index.languages.values() for one in each.candidates}

    assert look() == set()
    with scene.db.transaction() as session:
        session.add(
            SavedReply(
                shelf="shared",
                shortcut="a",
                title="A",
                text_en="A text",
                text_zh="内容",
                changed_at=clock(),
                changed_by="x",
            )
        )
    assert look() == set()
    clock.advance(seconds=61)
    assert look() == {"saved:1"}
    kept = shelf.index
    clock.advance(seconds=61)
    look()
    assert shelf.index is kept
    clock.advance(minutes=31)
    look()
    assert shelf.index is not kept


def test_demo_shop_has_chats_to_learn_from_and_gets_them_once(scene: Scene) -> None:
    for language, name in (("en", "Ada Moreno"), ("zh", "王小雨")):
        email = f"{language}@example.com"
        person = scene.customer(name, email=email, language=language)
        scene.order(person, f"FD-100000{len(name)}", 100)
    written = list(read_dialogues())
    assert len(written) >= 120
    assert {one.language for one in written} == {"en", "zh"}
    assert seed_chats(scene.db, now=scene.now) == len(written)
    assert seed_chats(scene.db, now=scene.now) == 0
    with scene.db.session() as session:
        owners = set(session.scalars(select(Conversation.owner)))
        newest = session.scalar(
            select(Conversation.updated_at).order_by(Conversation.updated_at.desc())
        )
        found = read_past(session, shop_name=SHOP)
        assert session.query(SavedReply).count() >= 10
    assert owners == {"closed"}
    assert newest is not None
    assert (scene.now - newest).days >= 2
    assert len(found) > 120
    assert not any(re.search(r"\d|Ada|王小雨|Maya|陈思齐", one.text) for one in found)


def test_index_is_built_anew_for_ended_chats_only_as_often_as_it_costs_little(
    app: FastAPI, scene: Scene, clock: FakeClock
) -> None:
    shelf = ready(app, scene)
    first = shelf.index
    ready(app, scene)
    assert shelf.index is first  # nothing has changed
    talk(scene, "the mirror is broken", "We send a new mirror today.")
    shelf._took = timedelta(seconds=3)
    clock.advance(minutes=9)
    ready(app, scene)
    assert shelf.index is first
    clock.advance(minutes=2)
    ready(app, scene)
    second = shelf.index
    assert second is not first
    shelf._took = timedelta(seconds=3)
    with scene.db.transaction() as session:
        session.add(
            SavedReply(
                shelf="shared",
                shortcut="new",
                title="New",
                text_en="Something new.",
                changed_at=scene.now,
                changed_by="Mina",
            )
        )
    ready(app, scene)
    assert shelf.index is not second  # what somebody has written is there at once
