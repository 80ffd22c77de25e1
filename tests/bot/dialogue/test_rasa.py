"""What only the real engine can meet: bodies that are no answers, several workers, breakers."""

import json
import socket

import pytest
from fastapi import Response

from bot.dialogue import DialogueFailed, DialogueUnavailable, Question, RasaDialogue
from bot.dialogue.port import DialogueStopped
from bot.dialogue.replicas import OPEN_SECONDS, OPENS_AFTER, ReplicaSet
from bot.dialogue.translate import read_answer
from kernel.messages import Card, Reply
from tests.bot.dialogue.fake_rasa import SECRET, FakeRasa
from tests.bot.driver import serving

QUESTION = Question("c1", 7, "hello", "zh", "signed")


def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_body_is_as_agreed_when_a_question_is_asked() -> None:
    fake = FakeRasa()
    async with serving(fake.create_app()) as url:
        engine = RasaDialogue([url], secret=SECRET)
        await engine.answer(QUESTION, seconds=2)
        await engine.close()
    assert fake.asked == [
        {
            "conversation": "c1",
            "message_id": "7",
            "text": "hello",
            "language": "zh",
            "context": "signed",
            "fence": 0,
        }
    ]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"not json",
        b'{"messages": 5}',
        b'{"messages": []}',
        b'{"messages": [{"text": ""}]}',
        b'{"messages": [{"custom": {"frontdesk": {"directives": [{"kind": "steal"}]}}}]}',
    ],
)
async def test_failure_is_raised_when_the_answer_is_none(body: bytes) -> None:
    fake = FakeRasa(raw=Response(body))
    async with serving(fake.create_app()) as url:
        engine = RasaDialogue([url], secret=SECRET)
        with pytest.raises(DialogueFailed):
            await engine.answer(QUESTION, seconds=2)
        await engine.close()


async def test_failure_is_raised_when_the_secret_is_wrong() -> None:
    async with serving(FakeRasa().create_app()) as url:
        engine = RasaDialogue([url], secret="other")
        with pytest.raises(DialogueFailed):
            await engine.answer(QUESTION, seconds=2)
        await engine.close()


async def test_other_worker_answers_when_one_is_gone() -> None:
    async with serving(FakeRasa().create_app()) as url:
        engine = RasaDialogue([f"http://127.0.0.1:{unused_port()}", url], secret=SECRET)
        for _ in range(6):
            answer = await engine.answer(QUESTION, seconds=2)
            assert answer.replies[0].text == "You said: hello"
        await engine.close()


async def test_question_is_given_up_when_there_are_no_workers() -> None:
    engine = RasaDialogue([], secret=SECRET)
    with pytest.raises(DialogueUnavailable):
        await engine.answer(QUESTION, seconds=0.3)
    await engine.close()


async def test_failure_is_raised_when_the_connection_breaks() -> None:
    import asyncio

    async def hang_up(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _reader.read(10)
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    engine = RasaDialogue([f"http://127.0.0.1:{port}"], secret=SECRET)
    with pytest.raises(DialogueFailed):
        await engine.answer(QUESTION, seconds=2)
    await engine.close()
    server.close()
    await server.wait_closed()


def test_worker_is_left_alone_when_its_breaker_is_open() -> None:
    now = [0.0]
    workers = ReplicaSet(["http://a", "http://b"], lambda: now[0])
    first, second = workers.replicas
    for _ in range(OPENS_AFTER):
        first.fail(now[0])
    assert [workers.choose() for _ in range(3)] == [second] * 3
    for _ in range(OPENS_AFTER):
        second.fail(now[0])
    assert workers.choose() is None
    now[0] = OPEN_SECONDS
    tried = {workers.choose(), workers.choose()}
    assert tried == {first, second}
    assert workers.choose() is None  # one question tries each, not all that wait
    first.succeed()
    assert workers.choose() is first


def test_least_busy_worker_is_chosen() -> None:
    workers = ReplicaSet(["http://a", "http://b"])
    workers.replicas[0].running = 2
    assert workers.choose() is workers.replicas[1]


def test_picture_becomes_a_card_when_a_response_has_one() -> None:
    answer = read_answer(
        b'{"messages": [{"text": "see", "image": "/a.svg"}, {"custom": {"x": 1}}]}'
    )
    assert answer.replies[0] == Reply(text="see", cards=(Card(title="", image="/a.svg"),))


def test_cards_stand_under_the_words_said_before_them() -> None:
    card = {"title": "Lamp"}
    messages = [
        {"text": "Have a look:"},
        {"custom": {"frontdesk": {"cards": [card], "buttons": [{"label": "A", "payload": "/a"}]}}},
        {"custom": {"frontdesk": {"cards": [card]}}},
        {"text": "Anything else?"},
    ]
    replies = read_answer(json.dumps({"messages": messages}).encode()).replies
    assert [reply.text for reply in replies] == ["Have a look:", "", "Anything else?"]
    assert [len(reply.cards) for reply in replies] == [1, 1, 0]
    assert replies[0].buttons[0].label == "A"


async def test_question_is_let_go_when_its_worker_is_stopped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.dialogue.rasa.PROBE_AFTER_SECONDS", 0.1)
    monkeypatch.setattr("bot.dialogue.rasa.PROBE_SECONDS", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as stopped:  # takes connections and says nothing
        url = f"http://127.0.0.1:{stopped.getsockname()[1]}"
        engine = RasaDialogue([url], secret=SECRET)
        with pytest.raises(DialogueStopped):
            await engine.answer(QUESTION, seconds=10)
        with pytest.raises(DialogueUnavailable):  # nobody else waits for it in vain
            await engine.answer(QUESTION, seconds=10)
        await engine.close()


async def test_slow_answer_is_waited_for_while_its_worker_says_that_it_lives(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.dialogue.rasa.PROBE_AFTER_SECONDS", 0.05)
    fake = FakeRasa(delay_seconds=0.4)
    async with serving(fake.create_app()) as url:
        engine = RasaDialogue([url], secret=SECRET)
        answer = await engine.answer(QUESTION, seconds=5)
        await engine.close()
    assert answer.replies[0].text == "You said: hello"
