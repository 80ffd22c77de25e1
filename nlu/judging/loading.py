"""Opens a signed model for judging: what it reads in texts and which action it would choose."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from nlu.core.judging.report import Decision, Judged
from nlu.core.judging.storage import name_of

INTERNAL = {"clarify": "ask", "nlu_fallback": "unknown"}
CHUNK = 64  # messages a run of the graph: progress is told in between


@dataclass(frozen=True)
class Parsed:
    """What a model says of a text. `predicted` is the likeliest intent that was learnt, `intent`
    what the bot acts on (perhaps `clarify` or `nlu_fallback`); `data` is Rasa's own."""

    text: str
    intent: str
    predicted: str
    confidence: float
    decision: Decision
    choices: list[str]
    entities: list[dict[str, Any]]
    mood: str | None
    mood_score: float
    data: dict[str, Any]


@dataclass(frozen=True)
class Chosen:
    """The action that the policies choose, which of them, and how sure it is; `said` is Rasa's."""

    action: str
    policy: str
    confidence: float
    said: Any

    def log(self, tracker: Any, domain: Any) -> None:
        """Note the action as done, as Rasa's processor does before it notes what it did."""
        from rasa.shared.core.events import ActionExecuted

        tracker.update_with_events(self.said.events, domain)
        is_text = self.action in domain.action_texts
        done = ActionExecuted(
            None if is_text else self.action,
            self.policy,
            self.confidence,
            action_text=self.action if is_text else None,
            hide_rule_turn=self.said.hide_rule_turn,
            metadata=self.said.action_metadata,
        )
        tracker.update(done, domain)


class OpenModel:
    """A loaded model. It executes no action, sends nothing and stores nothing."""

    def __init__(self, facts: Judged, metadata: Any, runner: Any) -> None:
        self.facts, self._metadata, self._runner = facts, metadata, runner
        self.domain = metadata.domain

    @property
    def name(self) -> str:
        """The model's name."""
        return self.facts["name"]

    @property
    def can_choose(self) -> bool:
        """Tell whether the model holds policies."""
        return bool(self._metadata.core_target)

    def parse(self, texts: Sequence[str]) -> Iterator[Parsed]:
        """Yield what is understood of each text, in chunks."""
        from rasa.core.channels.channel import UserMessage
        from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
        from rasa.shared.core.trackers import DialogueStateTracker

        target, waiting = self._metadata.nlu_target, iter(texts)
        while chunk := list(islice(waiting, CHUNK)):
            inputs = {
                PLACEHOLDER_MESSAGE: [UserMessage(text) for text in chunk],
                PLACEHOLDER_TRACKER: DialogueStateTracker.from_events("judge", []),
            }
            read = self._runner.run(inputs=inputs, targets=[target])[target]
            for text, message in zip(chunk, read, strict=True):
                yield describe(text, message.as_dict(only_output_properties=True))

    def choose(self, tracker: Any) -> Chosen:
        """Return the next action after what a tracker holds."""
        from rasa.engine.constants import PLACEHOLDER_TRACKER

        target = self._metadata.core_target
        said = self._runner.run(inputs={PLACEHOLDER_TRACKER: tracker}, targets=[target])[target]
        name = self.domain.action_names_or_texts[said.max_confidence_index]
        return Chosen(name, short_name(said.policy_name), float(said.max_confidence), said)

    def find(self, kind: type[Any]) -> Any | None:
        """Return the component of a class, None where the pipeline has none."""
        nodes = self._runner._nodes.values()
        return next((one._component for one in nodes if isinstance(one._component, kind)), None)


def open_model(archive: Path, facts: dict[str, Any]) -> OpenModel:
    """Load a model whose manifest was verified; `facts` are the manifest's."""
    from rasa.engine.loader import load_predict_graph_runner
    from rasa.engine.storage.local_model_storage import LocalModelStorage

    from nlu.archive import guard_rasa
    from nlu.runner import StraightRunner

    guard_rasa()
    with tempfile.TemporaryDirectory() as folder:
        metadata, runner = load_predict_graph_runner(
            Path(folder), archive, LocalModelStorage, StraightRunner
        )
    judged: Judged = {
        "name": name_of(archive),
        "archive": archive.name,
        "sha256": str(facts.get("sha256", "")),
        "trained_at": str(facts.get("trained_at", "")),
    }
    return OpenModel(judged, metadata, runner)


def short_name(policy: str | None) -> str:
    """Return a policy's class: Rasa puts a number before it and a module may stand there too."""
    return (policy or "").rpartition("_")[2].rpartition(".")[2]


def describe(text: str, data: dict[str, Any]) -> Parsed:
    """Return what a message holds after the pipeline, whichever one it was."""
    intent = data.get("intent") or {}
    name = str(intent.get("name") or "nlu_fallback")
    ranked = data.get("intent_ranking") or []
    learnt = next((one for one in ranked if one.get("name") not in INTERNAL), None)
    likeliest = learnt or {"name": name, "confidence": intent.get("confidence", 0.0)}
    mood = data.get("sentiment") if isinstance(data.get("sentiment"), dict) else {}
    decision: Any = INTERNAL.get(name, "act")
    return Parsed(
        text=text,
        intent=name,
        predicted=str(likeliest["name"]),
        confidence=float(likeliest.get("confidence") or 0.0),
        decision=decision,
        choices=[str(one) for one in data.get("choices") or []],
        entities=list(data.get("entities") or []),
        mood=mood.get("label") if mood else None,
        mood_score=float(mood.get("score") or 0.0) if mood else 0.0,
        data=data,
    )
