"""Taking over, replying, giving back, closing; two agents at once."""

import re
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from bot.handoff.models import Handoff
from bot.handoff.snoozing import UNTIL_REPLY
from bot.ledger.messages import read_messages
from tests.console.conftest import ClientOf
from tests.console.scene import Scene


def texts(scene: Scene, conversation_id: str) -> list[tuple[str, str]]:
    with scene.db.session() as session:
        messages = read_messages(session, conversation_id=conversation_id)
    return [(message.sender, message.text) for message in messages]


def said_to_customer(scene: Scene, conversation_id: str) -> str:
    return "\n".join(text for _sender, text in texts(scene, conversation_id))


def do(client: TestClient, conversation_id: str, move: str, text: str | None = None) -> str:
    """Make a move and return the page that follows."""
    data = {} if text is None else {"text": text}
    done = client.post(f"/staff/conversations/{conversation_id}/{move}", data=data)
    assert done.headers["Location"] == f"/staff/conversations/{conversation_id}", done.text
    return client.get(done.headers["Location"]).text


def test_agent_answers_when_the_conversation_was_taken_over(
    agent: TestClient, scene: Scene
) -> None:
    made = scene.conversation()
    page = agent.get(f"/staff/conversations/{made}").text
    assert "Take the conversation over to answer" in page
    assert "Your answer" not in page
    page = do(agent, made, "take")
    assert "With you" in page
    assert "Your answer" in page
    assert "Ben Okafor has joined the chat." in page
    page = do(agent, made, "reply", "Hello,\r\nI am Ben.")
    assert "Hello,\nI am Ben." in page
    assert texts(scene, made)[-1] == ("agent", "Hello,\nI am Ben.")
    page = do(agent, made, "return")
    assert "With the bot" in page
    assert scene.read(made).owner == "bot"


def test_conversation_ends_when_it_is_closed(agent: TestClient, scene: Scene) -> None:
    made = scene.conversation()
    page = do(agent, made, "close")
    assert "Closed" in page
    assert "Take over" not in page
    assert "Take the conversation over" not in page
    assert scene.read(made).owner == "closed"
    assert "Closed" in do(agent, made, "close")  # once more changes nothing


def test_second_agent_is_told_who_answers(client_of: ClientOf, scene: Scene) -> None:
    made, lin, ben = scene.conversation(), client_of("agent", "Lin Berger"), client_of("agent")
    do(lin, made, "take")
    page = ben.get(f"/staff/conversations/{made}").text
    assert "With Lin Berger" in page
    assert "Your answer" not in page
    for move in ("take", "reply"):
        refused = ben.post(f"/staff/conversations/{made}/{move}", data={"text": "Me too"})
        assert refused.status_code == 409
        assert "Lin Berger answers this conversation now." in refused.text
        assert "Back to the conversation" in refused.text
    assert "Your text was not sent." in refused.text
    assert ">Me too</textarea>" in refused.text
    assert ("agent", "Me too") not in texts(scene, made)
    assert scene.read(made).agent_name == "Lin Berger"


@pytest.mark.parametrize(
    ("owner", "move", "words"),
    [
        ("bot", "reply", "take it over to write in it"),
        ("waiting", "reply", "Nobody has taken this conversation over yet"),
        ("closed", "reply", "This conversation is closed."),
        ("closed", "take", "This conversation is closed."),
        ("bot", "return", "The bot answers this conversation now"),
    ],
)
def test_move_is_refused_in_words_when_it_is_not_possible(
    agent: TestClient, scene: Scene, owner: str, move: str, words: str
) -> None:
    made = scene.conversation(owner=owner)
    page = agent.post(f"/staff/conversations/{made}/{move}", data={"text": "Hello"})
    assert page.status_code == 409
    assert words in page.text
    assert texts(scene, made) == []


@pytest.mark.parametrize("text", [None, "", "  \r\n ", "x" * 8_001])
def test_reply_is_refused_when_it_is_empty_or_endless(
    agent: TestClient, scene: Scene, text: str | None
) -> None:
    made = scene.conversation()
    do(agent, made, "take")
    before = texts(scene, made)
    page = agent.post(f"/staff/conversations/{made}/reply", data={"text": text} if text else {})
    assert page.status_code == 422
    assert "A message has 1 to 8,000 characters." in page.text
    assert texts(scene, made) == before


def test_reply_is_taken_when_it_is_as_long_as_may_be(agent: TestClient, scene: Scene) -> None:
    made = scene.conversation()
    do(agent, made, "take")
    do(agent, made, "reply", "a" + "\r\n" * 7_998 + "b")
    assert texts(scene, made)[-1] == ("agent", "a" + "\n" * 7_998 + "b")


def test_page_says_so_when_the_form_is_larger_than_any_text(
    agent: TestClient, scene: Scene
) -> None:
    made = scene.conversation()
    page = agent.post(f"/staff/conversations/{made}/reply", data={"text": "x" * 16_001})
    assert page.status_code == 422
    assert "That could not be read" in page.text


@pytest.mark.parametrize("move", ["take", "return", "reply"])
def test_page_says_so_when_the_conversation_is_unknown(agent: TestClient, move: str) -> None:
    page = agent.post(f"/staff/conversations/{'0' * 32}/{move}", data={"text": "Hello"})
    assert page.status_code == 404
    assert "There is no such conversation." in page.text
    assert "Go to the conversations" in page.text


def test_page_says_so_when_the_move_is_unknown(agent: TestClient, scene: Scene) -> None:
    made = scene.conversation()
    assert agent.post(f"/staff/conversations/{made}/explode").status_code == 404
    assert scene.read(made).owner == "bot"


def test_conversation_is_handed_over_with_a_note_for_the_colleague(
    agent: TestClient, client_of: ClientOf, scene: Scene
) -> None:
    made = scene.conversation()
    do(agent, made, "take")
    lin = client_of("agent", "Lin Berger")
    lin.post("/staff/presence", data={"state": "online", "capacity": "4"})
    to = scene.newest_agent()
    given = {"to": to, "note": "She wants the blue one."}
    assert agent.post(f"/staff/conversations/{made}/transfer", data=given).status_code == 303
    assert scene.read(made).agent_id == to
    page = lin.get(f"/staff/conversations/{made}").text
    assert "With you" in page
    assert "She wants the blue one." in page
    assert "She wants the blue one." not in said_to_customer(scene, made)


def test_conversation_goes_back_in_line(agent: TestClient, scene: Scene) -> None:
    made = scene.conversation()
    do(agent, made, "take")
    do(agent, made, "requeue")
    assert scene.read(made).owner == "waiting"


def test_conversation_is_closed_with_what_it_came_to(agent: TestClient, scene: Scene) -> None:
    made = scene.conversation()
    do(agent, made, "take")
    page = agent.get(f"/staff/conversations/{made}").text
    assert '<option value="spam">Spam</option>' in page
    agent.post(f"/staff/conversations/{made}/close", data={"outcome": "spam", "note": "Bot."})
    with scene.db.session() as session:
        assert session.scalars(select(Handoff.outcome)).all() == ["spam"]


@pytest.mark.parametrize("hours", [0, 4])
def test_conversation_is_put_aside_and_taken_up_again(
    agent: TestClient, scene: Scene, hours: int
) -> None:
    made = scene.conversation()
    do(agent, made, "take")
    agent.post(f"/staff/conversations/{made}/snooze", data={"hours": str(hours)})
    until = scene.read(made).snoozed_until
    assert until == (scene.now + timedelta(hours=hours) if hours else UNTIL_REPLY)
    assert "Put aside until" in agent.get(f"/staff/conversations/{made}").text
    do(agent, made, "wake")
    assert scene.read(made).snoozed_until is None


def test_two_conversations_of_one_customer_are_put_together_and_taken_apart(
    agent: TestClient, scene: Scene
) -> None:
    ada = scene.customer("Ada Moreno")
    first, second = scene.conversation(ada), scene.conversation(ada)
    scene.hear(first, "From the other window")
    for made in (first, second):
        do(agent, made, "take")
    assert f'<option value="{second}">' in agent.get(f"/staff/conversations/{first}").text
    merged = agent.post(f"/staff/conversations/{first}/merge", data={"into": second})
    assert merged.headers["Location"] == f"/staff/conversations/{second}"
    assert "From the other window" in agent.get(f"/staff/conversations/{second}").text
    assert "Goes on in another conversation." in agent.get(f"/staff/conversations/{first}").text
    do(agent, first, "split")
    assert scene.read(first).merged_into is None


def test_strangers_are_not_put_together(agent: TestClient, scene: Scene) -> None:
    first = scene.conversation(scene.customer("Ada Moreno"))
    second = scene.conversation(scene.customer("Bo Diddley"))
    for made in (first, second):
        do(agent, made, "take")
    refused = agent.post(f"/staff/conversations/{first}/merge", data={"into": second})
    assert refused.status_code == 409
    assert scene.read(first).merged_into is None


def test_note_is_for_staff_alone_and_names_a_colleague(
    agent: TestClient, client_of: ClientOf, scene: Scene
) -> None:
    made = scene.conversation()
    scene.hear(made, "Hello?")
    lin = client_of("agent", "Lin Berger")
    agent.post(f"/staff/conversations/{made}/note", data={"text": "@Lin is this yours?"})
    assert "is this yours?" not in said_to_customer(scene, made)
    assert "@Lin is this yours?" in lin.get(f"/staff/conversations/{made}").text
    assert made in lin.get("/staff/?view=mentions").text
    (number,) = re.findall(r"/note/(\d+)/delete", agent.get(f"/staff/conversations/{made}").text)
    assert lin.post(f"/staff/conversations/{made}/note/{number}/delete").status_code == 403
    do(agent, made, f"note/{number}/delete")
    page = agent.get(f"/staff/conversations/{made}").text
    assert "is this yours?" not in page
    assert "took a note back" in page


def test_answer_waits_when_the_customer_has_written_since(agent: TestClient, scene: Scene) -> None:
    made = scene.conversation()
    seen = scene.hear(made, "Is it in stock?")
    do(agent, made, "take")
    scene.hear(made, "Never mind, I have ordered it.")
    answer = {"text": "Yes, it is.", "seen": str(seen), "cid": "c1"}
    refused = agent.post(f"/staff/conversations/{made}/reply", data=answer)
    assert refused.status_code == 409
    assert "Yes, it is." not in said_to_customer(scene, made)
    page = agent.get(f"/staff/conversations/{made}").text
    assert ">Yes, it is.</textarea>" in page
    (newest,) = re.findall(r'name="seen" value="(\d+)" id="seen"', page)
    for _ in range(2):  # pressed twice
        sent = agent.post(f"/staff/conversations/{made}/reply", data=answer | {"seen": newest})
        assert sent.status_code == 303
    assert said_to_customer(scene, made).count("Yes, it is.") == 1
    assert "></textarea>" in agent.get(f"/staff/conversations/{made}").text


def test_draft_is_kept_for_its_writer_alone(
    agent: TestClient, client_of: ClientOf, scene: Scene
) -> None:
    made = scene.conversation()
    do(agent, made, "take")
    agent.post(f"/staff/conversations/{made}/draft", data={"text": "Dear Ada,"})
    assert ">Dear Ada,</textarea>" in agent.get(f"/staff/conversations/{made}").text
    assert (
        "Dear Ada," not in client_of("supervisor", "Lin").get(f"/staff/conversations/{made}").text
    )
    agent.post(f"/staff/conversations/{made}/draft", data={"text": " "})
    assert "></textarea>" in agent.get(f"/staff/conversations/{made}").text


@pytest.mark.parametrize(
    ("came", "query"),
    [
        ("/staff/conversations/{made}?view=waiting&channel=web", "?view=waiting&channel=web"),
        ("/staff/conversations/{made}", ""),
        ("/staff/conversations/{made}?view=nonsense", ""),
        ("/staff/tickets?view=waiting", ""),
    ],
)
def test_list_beside_a_conversation_stays_when_something_is_done(
    agent: TestClient, scene: Scene, came: str, query: str
) -> None:
    made = scene.conversation()
    referer = "http://testserver" + came.format(made=made)
    answer = agent.post(f"/staff/conversations/{made}/take", headers={"Referer": referer})
    assert answer.headers["Location"] == f"/staff/conversations/{made}{query}"
