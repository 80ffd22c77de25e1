import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from bot.ledger.models import Message
from console.copilot.events import settle
from console.copilot.past import read_rates
from kernel.messages import Reply
from tests.console.conftest import ClientOf
from tests.console.copilot.chats import events, mine, ready, send, talk
from tests.console.scene import Scene


def test_use_is_recorded_and_what_was_sent_settles_the_rest(
    app: FastAPI, agent: TestClient, scene: Scene
) -> None:
    for thing in ("mirror", "mirror frame", "mirror stand"):
        talk(scene, f"the {thing} is broken", f"We send you a new {thing} today.")
    chat = mine(scene)
    ready(app, scene)
    agent.get(f"/staff/conversations/{chat}/suggestions")
    where = f"/staff/conversations/{chat}/suggestions"
    assert agent.post(f"{where}/1/used", data={"message_id": 1}).status_code == 204
    assert [one.outcome for one in events(scene)] == ["accepted", "shown", "shown"]
    with scene.db.transaction() as session:
        settle(session, conversation_id=chat, agent_id="1", text="Other words.", now=scene.now)
    assert [one.outcome for one in events(scene)] == ["edited", "ignored", "ignored"]
    with scene.db.session() as session:
        rates = read_rates(session)
    first, second, _third = events(scene)
    assert rates.lift(first.key) > rates.lift("past:new") == 1 > rates.lift(second.key)


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("Hi Ada, we send you a new mirror today, by courier.", "edited"),
        ("Hi Ada, we send you a new mirror today.", "accepted"),
        ("Your order has been cancelled, the money is on its way.", "ignored"),
    ],
)
def test_reply_that_is_sent_tells_what_became_of_the_suggestion(
    app: FastAPI, agent: TestClient, scene: Scene, text: str, outcome: str
) -> None:
    talk(scene, "the mirror is broken", "Hi Grace, we send you a new mirror today.")
    chat = mine(scene)
    ready(app, scene)
    where = f"/staff/conversations/{chat}/suggestions"
    agent.get(where)
    agent.post(f"{where}/1/used", data={"message_id": 1})
    with scene.db.session() as session:
        assert read_rates(session).tallies == {}  # nothing was sent yet
    basis = "Hi Ada, we send you a new mirror today."
    assert send(agent, chat, text, basis=basis) == 303
    assert [one.outcome for one in events(scene)] == [outcome]
    assert send(agent, chat, "And one word more.", basis=basis) == 303
    assert [one.outcome for one in events(scene)] == [outcome]  # settled is settled


def test_placeholder_without_a_value_is_never_sent(agent: TestClient, scene: Scene) -> None:
    agent.get("/staff/")
    chat = mine(scene)
    assert send(agent, chat, "Hello { customer.name }!") == 422
    assert send(agent, chat, "您好 {customer.first_name}！") == 422
    assert send(agent, chat, "Use {braces} as you like.") == 303
    with scene.db.session() as session:
        query = select(Message.text).where(Message.sender == "agent")
        assert session.scalars(query).all() == ["Use {braces} as you like."]


def test_same_words_typed_by_hand_count_as_accepted(
    app: FastAPI, agent: TestClient, scene: Scene
) -> None:
    talk(scene, "the mirror is broken", "We send you a new mirror today.")
    chat = mine(scene)
    ready(app, scene)
    agent.get(f"/staff/conversations/{chat}/suggestions")
    text = " We send you a new  mirror today.\n"
    with scene.db.transaction() as session:
        settle(session, conversation_id=chat, agent_id="1", text=text, now=scene.now)
    assert [one.outcome for one in events(scene)] == ["accepted"]


def test_what_was_passed_over_is_ignored_at_the_next_message(
    app: FastAPI, agent: TestClient, scene: Scene
) -> None:
    talk(scene, "the mirror is broken", "We send you a new mirror today.")
    chat = mine(scene)
    ready(app, scene)
    agent.get(f"/staff/conversations/{chat}/suggestions")
    scene.say(chat, Reply(text="One moment."), "agent", "Ben Okafor")
    assert "Nothing fits" in agent.get(f"/staff/conversations/{chat}/suggestions").text
    scene.hear(chat, "so what about my broken mirror")
    agent.get(f"/staff/conversations/{chat}/suggestions")
    assert sorted((one.message_id, one.outcome) for one in events(scene)) == [
        (1, "ignored"),
        (3, "shown"),
    ]


def test_who_only_looks_leaves_no_trace_and_viewers_see_nothing(
    app: FastAPI, client_of: ClientOf, scene: Scene
) -> None:
    talk(scene, "the mirror is broken", "We send you a new mirror today.")
    client_of("agent")
    chat = mine(scene)
    ready(app, scene)
    mina, viewer = client_of("supervisor", "Mina Park"), client_of("viewer", "Vic Lo")
    where = f"/staff/conversations/{chat}/suggestions"
    assert "new mirror" in mina.get(where).text
    assert events(scene) == []
    assert viewer.get(where).status_code == 403
    assert mina.post(f"{where}/1/used", data={"message_id": 1}).status_code == 404
    assert viewer.post(f"{where}/1/used", data={"message_id": 1}).status_code == 403


@pytest.mark.parametrize(
    ("place", "data", "status"),
    [
        ("1", {"message_id": "99"}, 404),
        ("2", {"message_id": "1"}, 404),
        ("0", {"message_id": "1"}, 422),
        ("4", {"message_id": "1"}, 422),
        ("1", {}, 422),
        ("1", {"message_id": "x"}, 422),
    ],
)
def test_use_of_what_was_not_shown_is_refused(
    app: FastAPI, agent: TestClient, scene: Scene, place: str, data: dict[str, str], status: int
) -> None:
    talk(scene, "the mirror is broken", "We send you a new mirror today.")
    chat = mine(scene)
    ready(app, scene)
    where = f"/staff/conversations/{chat}/suggestions"
    agent.get(where)
    assert agent.post(f"{where}/{place}/used", data=data).status_code == status
    assert [one.outcome for one in events(scene)] == ["shown"]
