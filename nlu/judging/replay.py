"""Has two models read the same real conversations and says which turns change.

No action is run: what it would have done (slots, forms) is missing from the past of both models
alike, and answers given to a form are read as though it were not open. What the policies choose
after a turn is taken as done.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from nlu.core.judging.replaying import (
    Replay,
    SaidConversation,
    SaidTurn,
    TurnRead,
    count_changes,
    fill_in,
    find_changes,
)
from nlu.core.judging.report import FORMAT
from nlu.judging.ahead import read_ahead
from nlu.judging.loading import Chosen, OpenModel, Parsed
from nlu.judging.memory import peak_megabytes
from nlu.judging.stages import Tell, within

LISTEN = "action_listen"
MOST_ACTIONS = 10  # after one message; Rasa's own limit
Past = tuple[str, ...]


def replay(
    candidate: OpenModel,
    against: OpenModel,
    conversations: Sequence[SaidConversation],
    *,
    at: str,
    tell: Tell,
) -> Replay:
    """Return what changes; both models read in turn, each text once."""
    began = time.monotonic()
    texts = list_texts(conversations)
    read_ahead([candidate, against], texts, within(tell, 0, 30))
    mine = Reader(candidate, texts, within(tell, 30, 65)).read(conversations)
    theirs = Reader(against, texts, within(tell, 65, 100)).read(conversations)
    seconds = time.monotonic() - began
    turns = sum(len(one["turns"]) for one in conversations)
    changes = find_changes(conversations, mine, theirs)
    return {
        "format": FORMAT,
        "candidate": candidate.name,
        "against": against.name,
        "replayed_at": at,
        "conversations": len(conversations),
        "turns": turns,
        "changed_conversations": len({one["conversation"] for one in changes}),
        "counts": count_changes(changes),
        "seconds": round(seconds, 2),
        "turns_per_second": round(turns / seconds, 1) if seconds else 0.0,
        "peak_mb": peak_megabytes(),
        "changes": changes,
    }


def list_texts(conversations: Sequence[SaidConversation]) -> list[str]:
    """Return what is to be read, each once, with made-up values in place of masks."""
    said = (turn for one in conversations for turn in one["turns"] if turn["button"] is None)
    return list(dict.fromkeys(fill_in(turn["text"]) for turn in said))


class Reader:
    """Reads conversations with one model.

    Policies see intents, entities, slots and actions, and none of them the words (unless stories
    hold texts): what follows on the same past is asked once.
    """

    def __init__(self, model: OpenModel, texts: Sequence[str], tell: Tell) -> None:
        self._model, self._tell, self._said = model, tell, {}
        for number, one in enumerate(model.parse(texts)):
            self._said[one.text] = one
            tell(50 * number / max(1, len(texts)), "understand")
        self._chosen: dict[Past, list[Chosen]] = {}
        self._sees_words = bool(model.domain.action_texts)

    def read(self, conversations: Sequence[SaidConversation]) -> list[list[TurnRead]]:
        """Return what the model makes of every turn."""
        read = []
        for number, one in enumerate(conversations):
            read.append(self._read_one(one))
            self._tell(50 + 50 * number / len(conversations), "choose")
        return read

    def _read_one(self, conversation: SaidConversation) -> list[TurnRead]:
        course = Course(self._model)
        past: Past = ()
        read: list[TurnRead] = []
        for turn in conversation["turns"]:
            said = None if turn["button"] else self._said[fill_in(turn["text"])]
            past = (*past, self._name(turn, said))
            course.hear(turn, said)
            chosen = self._chosen.get(past)
            if chosen is None:
                chosen = self._chosen[past] = course.choose()
            else:
                course.repeat(chosen)
            actions = [one.action for one in chosen if one.action != LISTEN]
            past = (*past, *actions)
            read.append(describe_turn(turn, said, actions))
        return read

    def _name(self, turn: SaidTurn, said: Parsed | None) -> str:
        """Return what policies see of a turn."""
        if said is None:
            return f"/{turn['button']}"
        values = [f"{one.get('entity')}={one.get('value')}" for one in said.entities]
        words = [said.text] if self._sees_words else []
        return "\0".join([said.intent, *values, *words])


class Course:
    """The course of one conversation under one model."""

    def __init__(self, model: OpenModel) -> None:
        from rasa.shared.core.events import ActionExecuted, SessionStarted
        from rasa.shared.core.trackers import DialogueStateTracker

        self._model, domain = model, model.domain
        self._tracker = DialogueStateTracker("replay", domain.slots)
        opening = [ActionExecuted("action_session_start"), SessionStarted()]
        self._tracker.update_with_events([*opening, ActionExecuted(LISTEN)], domain)

    def hear(self, turn: SaidTurn, said: Parsed | None) -> None:
        """Note what the customer said."""
        from rasa.shared.core.events import UserUttered

        if said is None:
            heard = UserUttered(f"/{turn['button']}", {"name": turn["button"], "confidence": 1.0})
        else:
            intent, entities = said.data.get("intent"), said.entities
            heard = UserUttered(said.text, intent, entities, parse_data=said.data)
        self._tracker.update(heard, self._model.domain)

    def choose(self) -> list[Chosen]:
        """Return the actions up to the next listening, and note them as done."""
        chosen: list[Chosen] = []
        while self._model.can_choose and len(chosen) < MOST_ACTIONS:
            chosen.append(self._model.choose(self._tracker))
            self.repeat(chosen[-1:])
            if chosen[-1].action == LISTEN:
                break
        return chosen

    def repeat(self, chosen: Sequence[Chosen]) -> None:
        """Note actions as done that were chosen on the same past."""
        for one in chosen:
            one.log(self._tracker, self._model.domain)


def describe_turn(turn: SaidTurn, said: Parsed | None, actions: list[str]) -> TurnRead:
    """Return what the page shows of a turn; values of entities stand for masks and are made up."""
    if said is None:
        return {
            "intent": str(turn["button"]),
            "confidence": 1.0,
            "entities": [],
            "mood": "",
            "actions": actions,
        }
    return {
        "intent": said.intent,
        "confidence": round(said.confidence, 4),
        "entities": [(str(one.get("entity")), str(one.get("value"))) for one in said.entities],
        "mood": said.mood or "",
        "actions": actions,
    }
