"""A person is offered when the mood falls, once and only where nobody did so already."""

from collections.abc import Sequence

import pytest

from bot.dialogue import Answer, Question, ScriptedDialogue
from kernel.messages import Button, Handoff, Reply
from kernel.turns import Language
from tests.bot.driver import Client

OFFER: dict[Language, str] = {"en": "A colleague can take over.", "zh": "可以为您转接人工客服。"}
BY_RASA = Button(label="A person, please", payload="/request_human")
PERSON = {"en": "Talk to a person", "zh": "转人工客服"}


def feel(engine: ScriptedDialogue, scores: Sequence[float | None], last: Reply) -> None:
    """Let the engine read these moods one after the other, and end with `last`."""

    def answer(question: Question) -> Answer:
        place = len(engine.asked) - 1
        mood = {"label": "negative", "score": scores[place]} if scores[place] is not None else None
        reply = last if place == len(scores) - 1 else Reply(text=f"answer {place}")
        return Answer((reply,), understanding={"sentiment": mood}, model="scripted")

    engine.script = answer


async def tell(client: Client, count: int, language: Language) -> list[str]:
    """Say so many things and return all that the bot says after the last."""
    for number in range(count - 1):
        await client.ask("你好" if language == "zh" else f"hm {number}")
    await client.quiet()
    heard = len(client.messages)
    await client.ask("不行啊" if language == "zh" else "no good")
    await client.quiet()
    frames = client.messages[heard:]
    return [frame["text"] for frame in frames if frame["from"] == "bot"]


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_person_is_offered_when_three_messages_get_sadder(
    address: str, engine: ScriptedDialogue, language: Language
) -> None:
    feel(engine, [0.2, -0.2, -0.8], Reply(text="that is how it is"))
    async with Client(address) as client:
        said = await tell(client, 3, language)
        assert said[0] == "that is how it is"
        assert said[1].endswith(OFFER[language])
        labels = [button["label"] for button in client.messages[-1]["buttons"]]
        assert labels == [PERSON[language]]


@pytest.mark.parametrize(
    ("scores", "last"),
    [
        ([0.2, -0.8], Reply(text="x")),
        ([-0.8, -0.7, -0.6], Reply(text="x")),
        ([0.9, 0.5, 0.1], Reply(text="x")),
        ([0.2, -0.2, None], Reply(text="x")),
        ([0.2, -0.2, -0.8, None], Reply(text="x")),
        ([0.2, -0.2, -0.8], Reply(text="x", buttons=(BY_RASA,))),
    ],
)
async def test_nothing_is_offered_without_a_reason_or_twice(
    address: str, engine: ScriptedDialogue, scores: list[float | None], last: Reply
) -> None:
    feel(engine, scores, last)
    async with Client(address) as client:
        said = await tell(client, len(scores), "en")
    assert said == ["x"]


async def test_nothing_is_offered_when_the_answer_calls_a_person(
    address: str, engine: ScriptedDialogue
) -> None:
    feel(engine, [0.2, -0.2, -0.8], Reply(text="x", directives=(Handoff(reason="asked"),)))
    async with Client(address) as client:
        said = await tell(client, 3, "en")
    assert not any(text.endswith(OFFER["en"]) for text in said)
