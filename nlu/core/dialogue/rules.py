"""What Rasa's RulePolicy learns from courses and predicts, to the letter of Rasa 3.6.21."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from nlu.core.dialogue.features import Feature
from nlu.core.dialogue.known import ACTIONS_OF_INTENTS, GAP, LISTEN, NOT_SET
from nlu.core.dialogue.states import Key, Moment, State, as_json, cut_at_gap, is_after_listen

DEFAULT = "default "  # sources of predictions that no rule makes
LOOP = "loop "


@dataclass(frozen=True)
class Settings:
    """RulePolicy's part of the configuration."""

    fallback: str = "action_default_fallback"
    guesses_fallback: bool = True
    restricts: bool = True  # one message a rule
    checks: bool = True  # for contradictions


@dataclass
class Running:
    """What of a conversation the policy looks at besides its states."""

    loop: str | None = None  # None too where none "should be set"
    is_rejected: bool = False


@dataclass
class Predicted:
    """An action and what led to it: a rule's key, a key no rule has, or a source in words."""

    action: str | None
    source: Key | str | None


class Table:
    """Keys with their actions, found by what their last state must have."""

    def __init__(self) -> None:
        self.actions: dict[Key, str] = {}
        self._by_last: dict[tuple[str | None, str | None], list[Key]] = defaultdict(list)

    def add(self, key: Key, action: str) -> None:
        """Keep a key."""
        if key not in self.actions:
            self._by_last[key[-1].action or key[-1].words, key[-1].intent].append(key)
        self.actions[key] = action

    def drop(self, key: Key) -> None:
        """Forget a key."""
        del self.actions[key]
        self._by_last[key[-1].action or key[-1].words, key[-1].intent].remove(key)

    def has(self, done: str | None) -> bool:
        """Tell whether a key ends after an action and with no intent."""
        return bool(self._by_last.get((done, None)))

    def match(self, states: Sequence[State]) -> list[Key]:
        """Return the keys that fit the end of a conversation."""
        last = states[-1]
        done = last.action or last.words
        near = self._by_last.get((done, None), [])
        if last.intent:
            near = [*near, *self._by_last.get((done, last.intent), [])]
        return [key for key in near if fits(key, states)]


def fits(key: Key, states: Sequence[State]) -> bool:
    """Tell whether a rule's states are the last ones of a conversation."""
    for wanted, found in zip(reversed(key), reversed(states), strict=False):
        if not wanted.has_action and not found.has_action:
            continue
        if not wanted.has_action or not found.has_action or not _is_within(wanted, found):
            return False
    return True


def _is_within(wanted: State, found: State) -> bool:
    if wanted.slots:
        set_ones = dict(found.slots)
        if not all(_agrees(value, set_ones.get(name)) for name, value in wanted.slots):
            return False
    return (
        (not wanted.intent or wanted.intent == found.intent)
        and (not wanted.text or wanted.text == found.text)
        and (not wanted.entities or wanted.entities == found.entities)
        and (not wanted.action or wanted.action == found.action)
        and (not wanted.words or wanted.words == found.words)
        and _agrees(wanted.loop, found.loop)
    )


def _agrees(wanted: Feature | None, found: Feature | None) -> bool:
    if wanted == NOT_SET:
        return not found or found == NOT_SET
    return not wanted or wanted == found


@dataclass
class Rules:
    """Learned rules. `twice` holds keys that were learned with two actions, hence dropped."""

    settings: Settings = field(default_factory=Settings)
    table: Table = field(default_factory=Table)
    leaves_loop: Table = field(default_factory=Table)
    twice: set[Key] = field(default_factory=set)

    def learn(self, moments: Iterable[Moment]) -> None:
        """Take in the moments of rules (unset slots left out)."""
        for moment in moments:
            if moment.event.is_first:
                continue
            key, action = cut_at_gap(moment.past), moment.event.done
            if not key or key in self.twice:
                continue
            known = self.table.actions.get(key)
            if known is None:
                self.table.add(key, action)
            elif known != action:
                self.twice.add(key)
                self.table.drop(key)
        for key in [key for key, action in self.table.actions.items() if action == GAP]:
            self.table.drop(key)

    def learn_interruptions(self, moments: Iterable[Moment]) -> None:
        """Take in what is done within forms instead of the form (rules first, then stories)."""
        for moment in moments:
            last = moment.states[moment.at - 1]
            is_in_loop = last.loop and last.loop != NOT_SET
            if moment.event.is_first or not is_in_loop or is_after_listen(last):
                continue
            if moment.event.done != last.loop:
                before = moment.states[moment.at - 2] if moment.at > 1 else None
                short: Key = (last,)
                if before is not None and before.has_action:
                    short = (State(action=before.action, words=before.words), last)
                if key := cut_at_gap(short):
                    self.leaves_loop.add(key, last.loop or "")

    def predict(
        self, past: Sequence[State], said: str | None, running: Running, *, is_rule: bool
    ) -> Predicted:
        """Return what the policy does next, as it checks its own training data."""
        last = past[-1]
        from_text = self._predict_from_text(past, said, running)
        default = ACTIONS_OF_INTENTS.get(last.intent or "") if is_after_listen(last) else None
        if default and not (from_text and from_text.action):
            return Predicted(default, f"{DEFAULT}{last.intent}")
        if (loop := running.loop) is not None and not running.is_rejected and last.has_action:
            if last.action == loop:
                return Predicted(LISTEN, f"{LOOP}{loop} {LISTEN}")
            return Predicted(loop, f"{LOOP}{loop}")
        if from_text and from_text.action:
            return from_text
        if is_after_listen(last) and last.text:
            past = (*past[:-1], last._replace(text=None))
        found = self._find(past, running)
        if found.action is None and is_rule:
            guess = self.settings.fallback if self.settings.guesses_fallback else LISTEN
            return Predicted(guess, found.source)
        return found

    def _predict_from_text(
        self, past: Sequence[State], said: str | None, running: Running
    ) -> Predicted | None:
        last = past[-1]
        if not is_after_listen(last) or not self.table.has(last.action):
            return None
        bare = last._replace(intent=None, entities=(), text=said)
        return self._find((*past[:-1], bare), running)

    def _find(self, past: Sequence[State], running: Running) -> Predicted:
        keys = self.table.match(past)
        best = keys[0] if keys else None
        if len(keys) > 1:
            best = max(keys, key=lambda key: (len(as_json(key)), as_json(key)))
        action = self.table.actions[best] if best is not None else None
        if running.loop is not None and best is not None and action == LISTEN:
            loop = best[-1].loop
            if not loop or loop == NOT_SET:
                if not self.leaves_loop.match(past):
                    return Predicted(running.loop, best)
                action = None
        return Predicted(action, best if best is not None else cut_at_gap(past) or None)
