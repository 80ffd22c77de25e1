"""The channel: an answer, or a status that says what failed. Never an empty 200."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.core.tracker_store import FailSafeTrackerStore, InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import EndpointConfig
from sanic import Sanic

from nlu.channel import FrontdeskChannel, describe_steps, fail_loudly
from nlu.strict import ActionsUnreachable, ReportingEndpoint, Step, StrictProcessor

SECRET = "s" * 43
TURN = {
    "conversation": "c1",
    "message_id": "7",
    "text": "hello",
    "language": "en",
    "context": "signed",
}
PARSED = {
    "intent": {"name": "greet", "confidence": 0.9},
    "intent_ranking": [{"name": f"i{n}", "confidence": 0.1} for n in range(9)],
    "entities": [{"entity": "date", "value": "today", "start": 0, "end": 5, "extractor": "x"}],
    "sentiment": {"label": "positive", "score": 0.5},
    "language": "en",
}


class FakeAgent:
    """Says what it was told to, after the manner of Rasa's agent."""

    def __init__(self, replies: int = 1, error: Exception | None = None) -> None:
        self.replies, self.error = replies, error
        self.seen: list[UserMessage] = []
        inner = InMemoryTrackerStore(Domain.empty())
        self.tracker_store: Any = FailSafeTrackerStore(inner)
        self.processor = SimpleNamespace(
            parse_message=self._parse,
            tracker_store=self.tracker_store,
            action_endpoint=EndpointConfig("http://127.0.0.1:1/actions"),
            graph_runner=None,
            model_filename="m1.tar.gz",
        )

    def is_ready(self) -> bool:
        return True

    async def _parse(self, _message: UserMessage) -> dict[str, Any]:
        return PARSED

    async def handle_message(self, message: UserMessage) -> None:
        self.seen.append(message)
        if self.error:
            raise self.error
        for _ in range(self.replies):
            await message.output_channel.send_text_message("c1", "Hello!")


@pytest.fixture
def post() -> Any:
    number = iter(range(10_000))

    def send(agent: Any, body: Any = TURN, *, secret: str = SECRET, path: str = "turn") -> Any:
        app = Sanic(f"channel_{id(agent)}_{next(number)}", configure_logging=False)
        channel = FrontdeskChannel(SECRET)
        app.blueprint(channel.blueprint(lambda _message: None), url_prefix="/webhooks/frontdesk")
        app.ctx.agent = agent
        headers = {"Authorization": f"Bearer {secret}"}
        address = f"/webhooks/frontdesk/{path}"

        async def call() -> Any:
            client = app.asgi_client
            if path == "health":
                return (await client.get(address))[1]
            options = {"json": body} if not isinstance(body, bytes) else {"content": body}
            return (await client.post(address, headers=headers, **options))[1]

        return asyncio.run(call())

    return send


def test_an_answer_carries_words_model_and_understanding(post: Any) -> None:
    agent = FakeAgent()
    answer = post(agent)
    assert answer.status == 200
    assert answer.json["messages"] == [{"text": "Hello!"}]
    assert answer.json["model"] == "m1"
    understood = answer.json["understanding"]
    assert understood["intent"] == {"name": "greet", "confidence": 0.9}
    assert len(understood["ranking"]) == 5
    assert understood["entities"] == [{"entity": "date", "value": "today", "start": 0, "end": 5}]
    assert understood["sentiment"] == {"label": "positive", "score": 0.5}


@pytest.mark.parametrize(
    ("steps", "open_after", "did"),
    [
        ([], "f", (None, None, None, "f")),
        ([("action_a", "RulePolicy", None)], None, ("RulePolicy", "action_a", "action_a", None)),
        ([("f", "RulePolicy", None)], "f", ("RulePolicy", "f", "f", "f")),
        (
            [("f", "RulePolicy", "f"), ("action_submit_f", "LearnedPolicy", None)],
            None,
            ("RulePolicy", "f", "action_submit_f", "f"),
        ),
    ],
)
def test_what_was_done_is_told(
    steps: list[tuple[str, str, str | None]], open_after: str | None, did: tuple[str | None, ...]
) -> None:
    first, *others = [Step(*one) for one in steps] or [None]
    named = [first._replace(story="a rule"), *others] if first else []
    told = describe_steps(named, open_after)
    assert told["story"] == ("a rule" if first else None)
    assert tuple(told[name] for name in ("policy", "action", "last", "form")) == did
    assert told["waits"] == open_after


def test_rasa_is_given_our_message_id_and_the_turn_context(post: Any) -> None:
    agent = FakeAgent()
    post(agent)
    [message] = agent.seen
    assert (message.sender_id, message.message_id) == ("c1", "7")
    facts = {"turn_context": "signed", "language": "en", "message_id": "7", "fence": 0}
    assert message.metadata == facts


@pytest.mark.parametrize("secret", ["", "x" * 43, SECRET[:-1]])
def test_a_wrong_secret_is_401_and_nothing_is_handled(post: Any, secret: str) -> None:
    agent = FakeAgent()
    assert post(agent, secret=secret).status == 401
    assert agent.seen == []


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"text": 3}, 400),
        ({"text": "  "}, 400),
        ({"conversation": ""}, 400),
        ({"context": None}, 400),
        ({"language": "fr"}, 400),
        ({"fence": "3"}, 400),
        ({"fence": -1}, 400),
        ({"fence": True}, 400),
        ({"variations": ["warm"]}, 400),
        ({"variations": {"utter_greet": "warm"}}, 400),
        ({"variations": {"utter_greet": [1]}}, 400),
        ({"text": "x" * 8_001}, 413),
        ({"conversation": "c" * 9_000}, 413),
    ],
)
def test_a_wrong_body_says_so(post: Any, change: dict[str, Any], status: int) -> None:
    assert post(FakeAgent(), {**TURN, **change}).status == status


@pytest.mark.parametrize("body", [[], "text", None])
def test_a_body_that_is_no_object_is_400(post: Any, body: Any) -> None:
    assert post(FakeAgent(), body).status == 400


def test_without_a_model_it_is_503(post: Any) -> None:
    assert post(None).status == 503
    assert post(None, path="health").status == 503
    assert post(FakeAgent(), path="health").json == {"ready": True, "model": "m1"}


def test_handling_that_raised_is_500_not_silence(post: Any) -> None:
    answer = post(FakeAgent(error=RuntimeError("secret words")))
    assert answer.status == 500
    assert "secret words" not in answer.text


def test_an_action_server_that_is_away_is_502(post: Any) -> None:
    assert post(FakeAgent(error=ActionsUnreachable("The action server failed: x."))).status == 502


def test_the_fall_back_to_memory_is_taken_away() -> None:
    agent = FakeAgent()
    fail_loudly(agent)  # type: ignore[arg-type]
    fail_loudly(agent)  # type: ignore[arg-type]
    assert isinstance(agent.tracker_store, InMemoryTrackerStore)
    assert agent.processor.tracker_store is agent.tracker_store
    assert isinstance(agent.processor, StrictProcessor)
    assert isinstance(agent.processor.action_endpoint, ReportingEndpoint)


@pytest.mark.parametrize("credentials", [None, {}, {"secret": "short"}, {"secret": "${X}" * 12}])
def test_a_missing_or_short_secret_is_refused(credentials: Any) -> None:
    with pytest.raises(ValueError, match="FRONTDESK_RASA_SECRET"):
        FrontdeskChannel.from_credentials(credentials)


class DeafAgent(FakeAgent):
    """Loads, and finds no intent in anything, as Rasa does where a classifier could not be read."""

    async def _parse(self, _message: UserMessage) -> dict[str, Any]:
        return {**PARSED, "intent": {"name": None, "confidence": 0.0}}


class BrokenAgent(FakeAgent):
    """Loads, and cannot read."""

    async def _parse(self, _message: UserMessage) -> dict[str, Any]:
        raise ValueError("shapes (3,) and (4,) not aligned")


def test_first_questions_are_read_and_no_dialogue_is_touched(post: Any) -> None:
    agent = FakeAgent()
    answer = post(agent, path="warm")
    assert (answer.status, answer.json["understood"]) == (200, answer.json["read"])
    assert agent.seen == []


@pytest.mark.parametrize(
    ("agent", "says"), [(DeafAgent(), "no intent"), (BrokenAgent(), "not aligned")]
)
def test_s65_model_that_reads_nothing_fails_loudly(post: Any, agent: Any, says: str) -> None:
    answer = post(agent, path="warm")
    assert answer.status == 500
    assert says in answer.json["error"]


def test_first_questions_need_secret_and_model(post: Any) -> None:
    assert post(FakeAgent(), path="warm", secret="x" * 43).status == 401
    assert post(None, path="warm").status == 503
