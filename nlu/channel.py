"""The one way in: the application's turn worker posts a message and gets the answer or an error.

Rasa's own REST channel answers 200 with an empty list when no model is loaded or handling
raised. Here every failure has a status: 400 body, 401 secret, 409 overtaken by a later turn, 413
size, 503 no model, 500 handling raised, 502 an action could not be reached.
"""

from __future__ import annotations

import hmac
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Self

from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, UserMessage
from rasa.core.tracker_store import FailSafeTrackerStore
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from nlu.core.language import detect_language
from nlu.output import NAME, CollectedAnswers
from nlu.responses import Tried, tried
from nlu.strict import ActionsUnreachable, Step, StrictProcessor, open_form, taken_steps
from nlu.tracing import list_steps
from nlu.tracker_store import ClosedTrackerStore, LaterTurnHeard
from nlu.turn_request import TurnRefused, TurnRequest
from nlu.warming import warm_up

log = logging.getLogger(__name__)

RANKED = 5
MIN_SECRET = 32


class FrontdeskChannel(InputChannel):  # type: ignore[misc]
    """The channel `frontdesk`."""

    def __init__(self, secret: str) -> None:
        self.secret = secret

    @classmethod
    def name(cls) -> str:
        """Return the name that is part of the address."""
        return NAME

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> Self:
        """Make the channel from `credentials.yml`; a missing or short secret is refused."""
        secret = str((credentials or {}).get("secret") or "")
        if len(secret) < MIN_SECRET or secret.startswith("${"):
            raise ValueError("Set FRONTDESK_RASA_SECRET to 32 characters or more.")
        return cls(secret)

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Return the routes `turn`, `health` and `warm`."""
        routes = Blueprint("frontdesk_channel", "frontdesk")

        @routes.get("/health")
        async def health(request: Request) -> HTTPResponse:
            agent: Agent | None = getattr(request.app.ctx, "agent", None)
            if agent is None or not agent.is_ready():
                return json({"ready": False, "reason": "no model is loaded"}, status=503)
            return json({"ready": True, "model": name_model(agent)})

        @routes.post("/turn")
        async def turn(request: Request) -> HTTPResponse:
            try:
                self._check_secret(request)
                agent = ready_agent(request)
                return json(await take_turn(agent, TurnRequest.read(request.json)))
            except TurnRefused as refused:
                return json({"error": refused.reason}, status=refused.status)

        @routes.post("/warm")
        async def warm(request: Request) -> HTTPResponse:
            try:
                self._check_secret(request)
                return json(await warm_up(ready_agent(request)))
            except TurnRefused as refused:
                return json({"error": refused.reason}, status=refused.status)
            except Exception as error:
                log.exception("The first questions failed.")
                return json({"error": str(error) or type(error).__name__}, status=500)

        return routes

    def _check_secret(self, request: Request) -> None:
        given = request.headers.get("Authorization", "")
        expected = f"Bearer {self.secret}"
        if not hmac.compare_digest(given.encode(), expected.encode()):
            raise TurnRefused(401, "The shared secret is missing or wrong.")


def name_model(agent: Agent) -> str:
    """Return the name of the archive that is served, without its ending."""
    return str(agent.processor.model_filename).removesuffix(".tar.gz")


def ready_agent(request: Request) -> Agent:
    """Return the agent with its model, made to fail loudly; raise `TurnRefused` without one."""
    agent: Agent | None = getattr(request.app.ctx, "agent", None)
    if agent is None or not agent.is_ready():
        raise TurnRefused(503, "No model is loaded.")
    fail_loudly(agent)
    return agent


def fail_loudly(agent: Agent) -> None:
    """Take away Rasa's fall-back to memory, and its habit of going on after a failure."""
    store = agent.tracker_store
    if isinstance(store, FailSafeTrackerStore):
        agent.tracker_store = agent.processor.tracker_store = store._tracker_store
    if not isinstance(agent.processor, StrictProcessor):
        agent.processor = StrictProcessor.around(agent.processor)


async def take_turn(agent: Agent, turn: TurnRequest) -> dict[str, Any]:
    """Let Rasa handle the message and return the answer of the contract."""
    output = CollectedAnswers()
    message = UserMessage(
        turn.text,
        output,
        turn.conversation,
        input_channel=FrontdeskChannel.name(),
        message_id=turn.message_id,
        metadata=turn.metadata,
    )
    steps: list[Step] = []
    taken_steps.set(steps)
    trial = Tried(turn.variations)
    tried.set(trial)
    try:
        begin_turn(agent, turn)
        parsed = await agent.processor.parse_message(message)
        message.parse_data = parsed
        await agent.handle_message(message)
    except TurnRefused:
        raise
    except ActionsUnreachable as error:
        raise TurnRefused(502, str(error)) from error
    except Exception as error:
        log.exception("Handling a message raised.")
        raise TurnRefused(500, f"Handling the message raised {type(error).__name__}.") from error
    messages = [without_recipient(message) for message in output.messages]
    answer = {
        "model": name_model(agent),
        "messages": messages,
        "form": open_form.get(),
        "variations": trial.said,
    }
    if turn.trace:
        answer["steps"] = list_steps(await agent.tracker_store.retrieve(turn.conversation), steps)
    did = describe_steps(steps, open_form.get())
    return {**answer, "understanding": {**describe(parsed, turn), "did": did}}


def begin_turn(agent: Agent, turn: TurnRequest) -> None:
    """Begin anew where the dialogue holds this very message already.

    Raises `TurnRefused` where a later claim of the conversation has been heard: we were stopped on
    the way and are nobody's worker for this question any more.
    """
    store = agent.tracker_store
    if not isinstance(store, ClosedTrackerStore):
        return
    try:
        is_again = store.begin_turn(turn.conversation, turn.message_id, turn.fence)
    except LaterTurnHeard as error:
        raise TurnRefused(409, str(error)) from error
    if is_again:
        log.warning("A turn is run again.", extra={"message_id": turn.message_id})


def without_recipient(message: dict[str, Any]) -> dict[str, Any]:
    """Return what is said, without to whom: the caller knows."""
    return {key: value for key, value in message.items() if key != "recipient_id"}


def describe_steps(steps: Sequence[Step], form: str | None) -> dict[str, str | None]:
    """Return what was done: who chose the first action and what `story` or rule it followed, first
    and last one, the form it was in, and the one that `waits` for an answer now."""
    if not steps:
        nothing = dict.fromkeys(("policy", "story", "action", "last"))
        return {**nothing, "form": form, "waits": form}
    first = steps[0]
    return {
        "policy": first.policy,
        "story": first.story,
        "action": first.action,
        "last": steps[-1].action,
        "form": first.form or form,
        "waits": form,
    }


def describe(parsed: dict[str, Any], turn: TurnRequest) -> dict[str, Any]:
    """Return what was understood, for the ledger."""
    intent = parsed.get("intent") or {}
    ranking = parsed.get("intent_ranking") or []
    kept = ("entity", "value", "start", "end", "role", "group")
    return {
        "intent": {"name": intent.get("name"), "confidence": intent.get("confidence", 0.0)},
        "ranking": [
            {key: item[key] for key in ("name", "confidence")} for item in ranking[:RANKED]
        ],
        "entities": [
            {key: entity[key] for key in kept if key in entity}
            for entity in parsed.get("entities") or []
        ],
        "choices": parsed.get("choices") or [],
        "also": parsed.get("also") or [],
        "sentiment": parsed.get("sentiment"),
        "language": parsed.get("language")
        or detect_language(turn.text, "zh" if turn.language == "zh" else "en"),
    }
