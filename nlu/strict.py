"""A processor that gives a failed turn up: the caller hears of it, and none of it is kept.

Rasa's own logs an action that raised, goes on without what it would have said, and saves the
tracker as though it had run. Here the turn raises before the tracker is saved, so that the same
message can be handled again.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any, NamedTuple, NoReturn, Self

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from rasa.core.actions.action import Action, ActionExecutionRejection, RemoteAction
from rasa.core.processor import MessageProcessor
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from nlu.following import find_followed, watch_policies
from nlu.runner import StraightRunner

ARGUMENTS = ("tracker", "output_channel", "nlg", "prediction")  # of Rasa's own `_run_action`
_failed_calls: ContextVar[list[str] | None] = ContextVar("failed_calls", default=None)
# The form that waits for an answer once the message is handled.
open_form: ContextVar[str | None] = ContextVar("open_form", default=None)
# What the message had done, for who wants to know: set to an empty list before it is handled.
taken_steps: ContextVar[list[Step] | None] = ContextVar("taken_steps", default=None)
SILENT = ("action_listen", "action_session_start")


class Step(NamedTuple):
    """An action that was run, the policy that chose it, the form that was open before, and the
    story or rule that was followed, where that is known."""

    action: str
    policy: str
    form: str | None
    story: str | None = None


class TurnFailed(RuntimeError):
    """Something in the turn failed; the tracker was not saved."""


class ActionsUnreachable(TurnFailed):
    """The action server did not answer, or answered with an error."""


class ReportingEndpoint(EndpointConfig):  # type: ignore[misc]
    """The action server's address; it notes failed calls, some of which Rasa only logs."""

    @classmethod
    def around(cls, endpoint: EndpointConfig) -> Self:
        """Return a reporting copy of an endpoint."""
        copy = cls.__new__(cls)
        copy.__dict__.update(endpoint.__dict__)
        return copy

    async def request(self, *arguments: Any, **options: Any) -> Any:
        """Call the action server; note the failure and raise it again."""
        try:
            return await super().request(*arguments, **options)
        except Exception as error:
            failed = _failed_calls.get()
            if failed is not None:
                failed.append(type(error).__name__)
            raise


class WatchedAction(Action):  # type: ignore[misc]
    """An action that keeps the error which Rasa would only log."""

    def __init__(self, action: Action) -> None:
        self._action = action
        self.error: Exception | None = None

    def name(self) -> str:
        """Return the action's own name."""
        return str(self._action.name())

    def event_for_successful_execution(self, prediction: Any) -> Any:
        """Return what the action itself would."""
        return self._action.event_for_successful_execution(prediction)

    async def run(self, *arguments: Any, **options: Any) -> Any:
        """Run the action; a form that refuses an input is no error."""
        try:
            return await self._action.run(*arguments, **options)
        except ActionExecutionRejection:
            raise
        except Exception as error:
            self.error = error
            raise


_ANSWERS = Draft202012Validator(RemoteAction.action_response_format_spec())


def _check_answer(_action: RemoteAction, answer: Any) -> bool:
    """Raise where the action server's answer does not have the shape Rasa asks for."""
    if (error := best_match(_ANSWERS.iter_errors(answer))) is not None:
        raise error
    return True


def check_answers_quickly() -> None:
    """Let Rasa check answers of the action server against a schema that is prepared once.

    Its own method checks the schema itself on every call, which is two thirds of the processor
    time of a turn with an action. Forms make their remote actions themselves, hence the class.
    """
    RemoteAction._validate_action_result = _check_answer


def _give_up(*_arguments: Any) -> NoReturn:
    raise TurnFailed("The policies chose one action after another without end.")


class StrictProcessor(MessageProcessor):  # type: ignore[misc]
    """Handles a message wholly or raises."""

    @classmethod
    def around(cls, processor: MessageProcessor) -> Self:
        """Return a strict copy of a loaded processor."""
        check_answers_quickly()
        copy = cls.__new__(cls)
        copy.__dict__.update(processor.__dict__)
        copy.on_circuit_break = _give_up
        copy.graph_runner = StraightRunner.around(processor.graph_runner)
        watch_policies(copy.graph_runner)
        if processor.action_endpoint is not None:
            copy.action_endpoint = ReportingEndpoint.around(processor.action_endpoint)
        return copy

    async def handle_message(self, message: Any) -> Any:
        """Handle a message; raise `TurnFailed` where Rasa's own would log and go on."""
        token = _failed_calls.set([])
        try:
            return await super().handle_message(message)
        finally:
            _failed_calls.reset(token)

    async def _run_action(self, action: Action, *arguments: Any, **options: Any) -> bool:
        watched = WatchedAction(action)
        _note_step(action.name(), **(dict(zip(ARGUMENTS, arguments, strict=False)) | options))
        goes_on = await super()._run_action(watched, *arguments, **options)
        _check_calls()
        if watched.error is not None:
            raise TurnFailed(f"{action.name()} raised.") from watched.error
        return bool(goes_on)

    async def save_tracker(self, tracker: DialogueStateTracker) -> None:
        """Save the tracker of a turn in which nothing failed."""
        _check_calls()
        await super().save_tracker(tracker)
        open_form.set(tracker.active_loop_name)


def _note_step(action: str, *, tracker: Any, prediction: Any, **_others: Any) -> None:
    steps = taken_steps.get()
    if steps is not None and action not in SILENT:
        policy = str(prediction.policy_name or "")
        story = find_followed(action, policy)
        steps.append(Step(action, policy, tracker.active_loop_name, story))


def _check_calls() -> None:
    if failed := _failed_calls.get():
        raise ActionsUnreachable(f"The action server failed: {failed[0]}.")
