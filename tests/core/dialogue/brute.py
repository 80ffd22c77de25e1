"""RulePolicy's check and the story conflicts, written plainly from Rasa's text: no index, no reuse.

Stories without checkpoints, or-steps and exact words, and forms that run once.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

import yaml

NOT_SET = "should_not_be_set"
Event = tuple[str, Any]  # ("user", (intent, entities)), ("action", name), ("slot", (n, v)), …
State = dict[str, Any]


class Bot:
    """The domain, stories and rules of a project as plain YAML."""

    def __init__(self, files: dict[str, str]) -> None:
        self.domain = yaml.safe_load(files["domain.yml"])
        self.rules = [
            (one["rule"], self.events(one, is_rule=True))
            for one in yaml.safe_load(files["data/rules.yml"])["rules"]
        ]
        self.stories = [
            (one["story"], self.events(one, is_rule=False))
            for one in yaml.safe_load(files["data/stories.yml"])["stories"]
        ]

    def events(self, one: dict[str, Any], *, is_rule: bool) -> list[Event]:
        """Return the events of a story or rule, with what Rasa adds."""
        written: list[Event] = []
        for condition in one.get("condition", []):
            written += self.read(condition, is_rule)
        if is_rule and not one.get("conversation_start"):
            written.append(("action", "..."))
        for step in one["steps"]:
            written += self.read(step, is_rule)
        if one.get("wait_for_user_input") is False:
            written.append(("action", "..."))
        events: list[Event] = []
        for event in written:
            if event[0] == "user" and (not events or events[-1] != ("action", "action_listen")):
                events.append(("action", "action_listen"))
            events.append(event)
            if event[0] == "user":
                events += [("slot", pair) for pair in self.fill(event[1][1])]
        if events[-1] != ("action", "action_listen"):
            events.append(("action", "action_listen"))
        return events

    def read(self, step: dict[str, Any], is_rule: bool) -> list[Event]:
        """Return the events of one step."""
        if "intent" in step:
            return [("user", (step["intent"], step.get("entities", [])))]
        if "action" in step:
            return [("action", step["action"])]
        if "active_loop" in step:
            name = step["active_loop"]
            return [("loop", NOT_SET if name is None and is_rule else name)]
        events: list[Event] = []
        for entry in step["slot_was_set"]:
            for name, value in ({entry: "filled"} if isinstance(entry, str) else entry).items():
                events.append(("slot", (name, NOT_SET if value is None and is_rule else value)))
        return events

    def fill(self, entities: list[Any]) -> list[tuple[str, Any]]:
        """Return the slot `town` where a plain city is named."""
        plain = ["" for one in entities if one == "city"]
        return [("town", plain[-1])] if plain else []

    def feature(self, name: str, value: Any) -> Any:
        """Return what policies see of a slot."""
        slot = self.domain["slots"][name]
        if slot.get("influence_conversation") is False or value is None:
            return None
        kind = slot["type"]
        if value == NOT_SET:
            return [1.0] if kind == "list" else NOT_SET
        if kind == "bool":
            return [1.0, float(value)]
        if kind == "float":
            return [1.0, float(value) / slot["max_value"]]
        if kind == "categorical":
            values = [*slot["values"], "__other__"]
            at = values.index(value) if value in values else len(values) - 1
            return [float(number == at) for number in range(len(values))]
        return [1.0]

    def entities(self, intent: str, named: list[Any]) -> list[str]:
        """Return the entities policies see."""
        names: set[str] = set()
        for one in named:
            name = one if isinstance(one, str) else next(key for key in one if key != "role")
            names |= {name} | ({f"{name}#{one['role']}"} if isinstance(one, dict) else set())
        about = next(
            (
                one[intent]
                for one in self.domain["intents"]
                if isinstance(one, dict) and intent in one
            ),
            {},
        )
        parts = {"city#from", "city#to"}
        use = about.get("use_entities", True)
        wanted = {"city", "size"} | parts if use is True else set(use)
        if use is not True and "city" in use:
            wanted |= parts
        for ignored in about.get("ignore_entities", ["note"]):
            wanted -= {ignored} | (parts if ignored == "city" else set())
        if "ignore_entities" in about and use is True:
            wanted.discard("note")
        return sorted(names & wanted)

    def states(self, events: list[Event], *, omits: bool) -> list[State]:
        """Return the state before each action."""
        slots: dict[str, Any] = {}
        if not omits:
            for name, slot in self.domain["slots"].items():
                if (feature := self.feature(name, slot.get("initial_value"))) is not None:
                    slots[name] = feature
        user: State = {}
        done: State = {}
        loop: str | None = None
        listed: list[State] = []
        for kind, value in events:
            if kind == "action":
                state = {"user": user, "prev_action": done, "slots": dict(slots)}
                state["active_loop"] = {"name": loop} if loop else {}
                listed.append({key: part for key, part in state.items() if part})
                done = {"action_name": value}
            elif kind == "user":
                seen = self.entities(*value)
                user = {"intent": value[0]} | ({"entities": seen} if seen else {})
            elif kind == "loop":
                loop = value
            else:
                slots.pop(value[0], None)
                if (feature := self.feature(*value)) is not None:
                    slots[value[0]] = feature
        return listed


def bare(states: list[State]) -> str | None:
    """Return the feature key of states."""
    kept: list[State] = []
    for state in reversed(states):
        if state.get("prev_action", {}).get("action_name") == "...":
            break
        kept.insert(0, state)
    return json.dumps(kept, sort_keys=True) if kept else None


def applies(key: str, states: list[State]) -> bool:
    """Tell whether a key fits, state by state from the end."""
    rule = list(reversed(json.loads(key)))
    for number, state in enumerate(reversed(states)):
        if number >= len(rule):
            return True
        one, other = rule[number].get("prev_action"), state.get("prev_action")
        if not one and not other:
            continue
        if not one or not other:
            return False
        for part, wanted in rule[number].items():
            for name, value in wanted.items():
                found = state.get(part, {}).get(name)
                if value == NOT_SET:
                    if found and found != NOT_SET:
                        return False
                elif value and found != value:
                    return False
    return True


def first_action(events: list[Event]) -> int:
    """Return the place of an action that nothing foretells, -1 for none."""
    for number, (kind, value) in enumerate(events):
        if kind == "user" or (kind == "action" and value == "action_listen"):
            return -1
        if kind == "action":
            return number
    return -1


class Checker:
    """RulePolicy while it trains."""

    def __init__(self, bot: Bot) -> None:
        self.bot = bot
        self.lookup: dict[str, str] = {}
        self.leaves: set[str] = set()
        twice: set[str] = set()
        for _, events in bot.rules:
            for states, action in self.examples(events, omits=True):
                key = bare(states)
                if key is None or key in twice:
                    continue
                if self.lookup.get(key, action) != action:
                    twice.add(key)
                    del self.lookup[key]
                else:
                    self.lookup[key] = action
        self.lookup = {key: done for key, done in self.lookup.items() if done != "..."}
        for omits, courses in ((True, bot.rules), (False, bot.stories)):
            for _, events in courses:
                for states, action in self.examples(events, omits=omits):
                    self.learn_leaving(states, action)

    def examples(self, events: list[Event], *, omits: bool) -> list[tuple[list[State], str]]:
        states = self.bot.states(events, omits=omits)
        places = [number for number, (kind, _) in enumerate(events) if kind == "action"]
        first = first_action(events)
        return [
            (states[: count + 1], events[place][1])
            for count, place in enumerate(places)
            if place != first
        ]

    def learn_leaving(self, states: list[State], action: str) -> None:
        last = states[-1]
        loop = last.get("active_loop", {}).get("name")
        before = last.get("prev_action", {}).get("action_name")
        if not loop or loop == NOT_SET or before == "action_listen" or action == loop:
            return
        short = [last]
        if len(states) > 1 and states[-2].get("prev_action"):
            short = [{"prev_action": states[-2]["prev_action"]}, last]
        if (key := bare(short)) is not None:
            self.leaves.add(key)

    def predict(self, states: list[State], loop: str | None, rejected: bool) -> tuple[Any, Any]:
        done = states[-1].get("prev_action", {}).get("action_name")
        if loop and not rejected and done:
            action = "action_listen" if done == loop else loop
            return action, f"loop {loop} {done == loop}"
        keys = [key for key in self.lookup if applies(key, states)]
        best = max(keys, key=lambda key: (len(key), key), default=None)
        action = self.lookup[best] if best else None
        if loop and action == "action_listen":
            inside = json.loads(str(best))[-1].get("active_loop", {}).get("name")
            if not inside or inside == NOT_SET:
                if not any(applies(key, states) for key in self.leaves):
                    return loop, best
                action = None
        return action, best or bare(states)

    def run(self, events: list[Event], is_rule: bool) -> list[tuple[str, Any, Any]]:
        """Return (wanted, predicted, source) for each action that can be foretold."""
        states, found = self.bot.states(events, omits=False), []
        loop: str | None = None
        rejected, is_open, count = False, True, -1
        first = first_action(events)
        for number, (kind, value) in enumerate(events):
            if kind == "loop":
                loop, rejected = (None if value == NOT_SET else value), False
            if kind != "action":
                continue
            count += 1
            if value == "...":
                is_open = True
            elif is_open or number == first:
                is_open = False
            else:
                past = states[: count + 1]
                action, source = self.predict(past, loop, rejected)
                if loop and action != value and action == loop:
                    rejected = True
                    action, source = self.predict(past, loop, rejected)
                if action is None and is_rule:
                    action = "action_default_fallback"
                found.append((value, action, source))
            if loop and value == loop:
                rejected = False
        return found

    def clashes(self) -> set[tuple[str, str]]:
        """Return (name, wanted action) of what contradicts a rule."""
        sources: dict[Any, set[str]] = defaultdict(set)
        for _, events in self.bot.rules:
            for wanted, action, source in self.run(events, True):
                is_own = str(source).startswith("loop ")
                sources[source].add(action if is_own else wanted)
        found: set[tuple[str, str]] = set()
        for is_rule, courses in ((False, self.bot.stories), (True, self.bot.rules)):
            for name, events in courses:
                for wanted, action, source in self.run(events, is_rule):
                    if not action or not source or action == wanted:
                        continue
                    if not is_rule and self.is_cut(source, action):
                        self.lookup.pop(source, None)
                    elif sources[source] - {wanted}:
                        found.add((name, wanted))
        return found

    def is_cut(self, source: str, action: str) -> bool:
        return (
            action == "action_listen"
            and source.count("prev_action") <= 1
            and any(key.startswith(source[:-2]) and key != source for key in self.lookup)
        )


def story_conflicts(bot: Bot) -> set[frozenset[tuple[str, str]]]:
    """Return for each past with several futures the (story, action) pairs."""
    ends: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for name, events in bot.stories:
        states = bot.states(events, omits=False)
        actions = [value for kind, value in events if kind == "action"]
        for number, action in enumerate(actions):
            last = states[number]
            done = last.get("prev_action", {}).get("action_name", "action_listen")
            if done != "action_listen" or "user" in last:
                ends[json.dumps(states[: number + 1], sort_keys=True)].add((name, action))
    return {frozenset(found) for found in ends.values() if len({a for _, a in found}) > 1}
