"""Taking over, replying, giving back, closing; two agents at once."""

import pytest
from fastapi.testclient import TestClient

from bot.ledger.messages import read_messages
from tests.console.conftest import ClientOf
from tests.console.scene import Scene


def texts(scene: Scene, conversation_id: str) -> list[tuple[str, str]]:
    with scene.db.session() as session:
        messages = read_messages(session, conversation_id=conversation_id)
    return [(message.sender, message.text) for message in messages]


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
    assert agent.post(f"/staff/conversations/{made}/explode").status_code == 422
    assert scene.read(made).owner == "bot"
