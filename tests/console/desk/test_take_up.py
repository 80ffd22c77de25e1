"""What the bot would take up, told to whoever is about to give it a conversation."""

from fastapi.testclient import TestClient

from bot.handoff.reasons import make_reason
from bot.handoff.service import request_handoff
from bot.ledger.intake import Incoming, receive
from bot.ledger.models import Conversation
from kernel.messages import Reply
from tests.console.desk.test_conversation import show
from tests.console.scene import Scene


def test_what_the_bot_takes_up_is_told_in_words(agent: TestClient, scene: Scene) -> None:
    made = scene.conversation()
    scene.say(made, Reply(text="Which order is it?"))
    scene.hear(made, "A person, please")
    with scene.db.transaction() as session:
        request_handoff(
            session, conversation_id=made, reasons=[make_reason("asked")], now=scene.now
        )
        session.get_one(Conversation, made).question_id = 1
    agent.post(f"/staff/conversations/{made}/take")
    page = show(agent, made)
    told = '<p class="takes-up" id="takes-up">Back at the bot, it asks: Which order is it?</p>'
    assert told in page
    assert 'data-key="b" aria-describedby="takes-up"' in page
    agent.post(f"/staff/conversations/{made}/return", data={"note": "Her lamp, not the rug."})
    page = show(agent, made)
    assert "Her lamp, not the rug." in page
    assert "takes-up" not in page


def test_what_the_bot_answers_that_was_kept_for_a_person_is_told(
    agent: TestClient, scene: Scene
) -> None:
    made = scene.conversation()
    with scene.db.transaction() as session:
        request_handoff(
            session, conversation_id=made, reasons=[make_reason("asked")], now=scene.now
        )
    assert "takes-up" not in show(agent, made)
    for number, words in enumerate(("answers 1 message that waits", "answers 2 messages that")):
        with scene.db.transaction() as session:
            receive(session, incoming=Incoming(made, f"kept-{number}", "Hello?"), now=scene.now)
        page = show(agent, made)
        assert f'<p class="takes-up" id="takes-up">Back at the bot, it {words}' in page
        assert 'data-key="b" aria-describedby="takes-up"' in page
    chinese = agent.get(f"/staff/conversations/{made}", headers={"Accept-Language": "zh"}).text
    assert "交还后机器人将回复 2 条等待人工的消息。" in chinese
    agent.post(f"/staff/conversations/{made}/take")
    assert "takes-up" not in show(agent, made)  # what a person has seen is not the bot's
