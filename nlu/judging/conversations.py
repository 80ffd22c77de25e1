"""Runs end-to-end tests: stories with what the customer says and which actions must follow.

Rasa's own format and its own way (`rasa test core`): actions are not run; what they would have done
stands in the test as slots and active forms. Differences: only marked entities are asked for, not
the absence of others; and where the policies would listen although an action follows another custom
one, that other is taken to have called it itself (`on_trust`): no policy is asked in production.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nlu.core.judging.report import Failure, Tested
from nlu.evaluation.errors import BadInput
from nlu.judging.loading import Chosen, OpenModel, Parsed

FILES = "test_*.y*ml"
LISTEN = "action_listen"


@dataclass(frozen=True)
class Conversation:
    """One test: its name, its file, and Rasa's events."""

    name: str
    file: str
    events: tuple[Any, ...]

    def texts(self) -> Iterator[str]:
        """Yield what the customer says."""
        from rasa.shared.core.events import UserUttered

        yield from (one.text for one in self.events if isinstance(one, UserUttered) and one.text)


def read_conversations(folder: Path, domain: Any) -> list[Conversation]:
    """Return the tests in the files `test_*.yml` of a folder and those below it, or in one file.

    Raises `BadInput` naming the file that Rasa cannot read.
    """
    from rasa.shared.core.generator import TrainingDataGenerator
    from rasa.shared.core.training_data.loading import load_data_from_files
    from rasa.shared.core.training_data.structures import StoryGraph
    from rasa.shared.exceptions import RasaException

    found = []
    files = [folder] if folder.is_file() else sorted(folder.rglob(FILES))
    for file in files:
        try:
            steps = load_data_from_files([str(file)], domain)
            generator = TrainingDataGenerator(
                StoryGraph(steps),
                domain,
                remove_duplicates=False,  # the same course in other words is another test
                use_story_concatenation=False,
                augmentation_factor=0,
            )
            courses = generator.generate_story_trackers()
        except (RasaException, ValueError, KeyError) as error:
            raise BadInput(f"{file} is no file of test conversations: {error}") from error
        found += [Conversation(str(one.sender_id), file.name, tuple(one.events)) for one in courses]
    return found


def run_conversations(model: OpenModel, tests: Sequence[Conversation]) -> Iterator[Tested]:
    """Yield how each test went; all messages are read at once beforehand."""
    texts = list(dict.fromkeys(text for test in tests for text in test.texts()))
    said = dict(zip(texts, model.parse(texts), strict=True))
    for test in tests:
        yield Run(model, test, said).walk()


class Run:
    """One test against one model, up to its first wrong step."""

    def __init__(self, model: OpenModel, test: Conversation, said: dict[str, Parsed]) -> None:
        from rasa.shared.core.trackers import DialogueStateTracker

        self._model, self._test, self._said = model, test, said
        self._tracker = DialogueStateTracker(test.name, model.domain.slots)
        self._turns = self._actions = self._on_trust = 0
        self._text = ""

    def walk(self) -> Tested:
        """Take step after step and return how the test went."""
        from rasa.shared.core.events import ActionExecuted, UserUttered

        failure = None
        for event in self._test.events:
            if isinstance(event, UserUttered):
                failure = self._hear(event)
            elif isinstance(event, ActionExecuted) and self._turns:
                failure = self._act(event)
            else:
                self._tracker.update(event, self._model.domain)
            if failure is not None:
                break
        return {
            "name": self._test.name,
            "file": self._test.file,
            "passed": failure is None,
            "turns": self._turns,
            "actions": self._actions,
            "on_trust": self._on_trust,
            "failure": failure,
        }

    def _hear(self, event: Any) -> Failure | None:
        from rasa.shared.core.events import UserUttered

        self._turns += 1
        self._text = event.text or f"/{event.intent.get('name')}"
        failure = None
        if event.text:
            said = self._said[event.text]
            failure = self._check_intent(event, said) or self._check_entities(event, said)
            if failure is None:
                # A test may name the base of a retrieval intent: what was read goes on.
                event = UserUttered(
                    said.text, said.data.get("intent"), event.entities, parse_data=said.data
                )
        self._tracker.update(event, self._model.domain)
        return failure

    def _check_intent(self, event: Any, said: Parsed) -> Failure | None:
        wanted = event.intent.get("full_retrieval_intent_name") or event.intent.get("name")
        intent = said.data.get("intent") or {}
        names = {said.intent, find_retrieval(said.data)}
        if wanted is None or wanted in names:  # None: an end-to-end story, which has no intent
            return None
        return self._fail("intent", wanted, said.intent, float(intent.get("confidence") or 0.0))

    def _check_entities(self, event: Any, said: Parsed) -> Failure | None:
        found = {(one.get("entity"), one.get("start"), one.get("end")) for one in said.entities}
        for one in event.entities or ():
            if (one["entity"], one.get("start"), one.get("end")) not in found:
                read = ", ".join(f"{x['entity']}: {x.get('value')}" for x in said.entities)
                return self._fail("entity", f"{one['entity']}: {one['value']}", read, 0.0)
        return None

    def _act(self, event: Any) -> Failure | None:
        wanted = event.action_name or event.action_text
        self._actions += 1
        chosen = self._choose(wanted)
        if chosen.action == wanted:
            chosen.log(self._tracker, self._model.domain)
            return None
        if not self._may_be_called(chosen):
            return self._fail("action", wanted, chosen.action, chosen.confidence, chosen.policy)
        self._on_trust += 1
        self._tracker.update(event, self._model.domain)
        return None

    def _choose(self, wanted: str) -> Chosen:
        """Return the next action; a form that the test interrupts refuses the message first."""
        from rasa.shared.core.events import ActionExecutionRejected

        chosen, form = self._model.choose(self._tracker), self._tracker.active_loop_name
        if chosen.action != wanted and form is not None and chosen.action == form:
            self._tracker.update(ActionExecutionRejected(form), self._model.domain)
            chosen = self._model.choose(self._tracker)
        return chosen

    def _may_be_called(self, chosen: Chosen) -> bool:
        """Tell whether the action before, which is not run here, may have called the next one."""
        last, domain = self._tracker.latest_action_name, self._model.domain
        is_custom = last in domain.user_actions and not str(last).startswith("utter_")
        return is_custom and chosen.action == LISTEN and last not in domain.form_names

    def _fail(
        self, kind: Any, expected: str, found: str, confidence: float, policy: str = ""
    ) -> Failure:
        return {
            "turn": self._turns,
            "kind": kind,
            "text": self._text,
            "expected": expected,
            "found": found,
            "confidence": round(confidence, 4),
            "policy": policy,
        }


def find_retrieval(data: dict[str, Any]) -> str | None:
    """Return the full name of a retrieval intent (`faq/hours`) as the response selector has it."""
    name = (data.get("intent") or {}).get("name")
    picked = (data.get("response_selector") or {}).get(name) or {}
    key = (picked.get("response") or {}).get("intent_response_key")
    return None if key is None else str(key)
