"""Every place in a project where something is named: what a rename has to reach."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from console.studio.editing.files import Edition
from console.studio.editing.nodes import Branch, Leaf, Node, pairs, parse, rows
from console.studio.editing.payloads import names_in_payload
from nlu.core.project.examples import MARK
from nlu.core.project.faults import ProjectUnreadable
from nlu.core.project.project import CONFIGS, TESTS

Kind = Literal["intent", "entity", "slot", "form", "action"]
What = Literal["nlu", "domain", "story", "rule", "test", "response", "config"]
VARIABLE = re.compile(r"\{(\w+)\}")
CONFIG_NAMES: dict[str, Kind] = {
    "talk": "intent",
    "retrieval_intent": "intent",
    "deny_suggestion_intent_name": "intent",
    "core_fallback_action_name": "action",
    "fallback_action_name": "action",
    "forbidden": "action",
}


@dataclass(frozen=True)
class Mention:
    """A name within a scalar: characters `start` to `end` of what the scalar says.

    `about` is whose it is: the story, the form, the response.
    """

    kind: Kind
    name: str
    what: What
    path: str
    leaf: Leaf
    start: int
    end: int
    about: str = ""
    is_definition: bool = False

    @property
    def line(self) -> int:
        """The line it stands in."""
        extra = self.leaf.value.count("\n", 0, self.start)
        return self.leaf.line + extra + (1 if self.leaf.style in ("|", ">") else 0)


def list_mentions(edition: Edition) -> Iterator[Mention]:
    """Go through all files. Marks within examples are not in it: `list_entries` has the lines."""
    for path, text in sorted(edition.files.items()):
        yield from read_mentions(path, text)


@lru_cache(maxsize=512)
def read_mentions(path: str, text: str) -> tuple[Mention, ...]:
    """Return the mentions in one file; one that cannot be read has none."""
    try:
        node = parse(text, path)
    except ProjectUnreadable:
        return ()
    return tuple(_Walk(path).top(node)) if isinstance(node, Branch) and node.is_mapping else ()


class _Walk:
    """Walks one file."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.what: What = "domain"
        self.about = ""

    def top(self, node: Branch) -> Iterator[Mention]:
        if self.path in CONFIGS:
            self.what = "config"
            yield from self.config(node)
            return
        for key, value in node.pairs():
            self.about = ""
            if key.value in ("stories", "rules"):
                is_test = self.path.startswith(TESTS)
                self.what = "test" if is_test else "story" if key.value == "stories" else "rule"
                yield from self.stories(value)
            elif key.value == "nlu":
                self.what = "nlu"
                yield from self.nlu(value)
            elif key.value == "responses":
                self.what = "response"
                yield from self.responses(value)
            elif key.value in PARTS:
                self.what = "domain"
                yield from PARTS[key.value](self, value)

    def name(self, kind: Kind, node: Node | None, *, defines: bool = False) -> Iterator[Mention]:
        """Yield a scalar that is a name as a whole; of `faq/ask` its first part, too."""
        if not isinstance(node, Leaf) or not node.value.strip():
            return
        value = node.value.strip()
        start = node.value.index(value) + (kind == "intent" and value.startswith("/"))
        value = value.removeprefix("/") if kind == "intent" else value
        end = start + len(value)
        made = (self.what, self.path, node)
        yield Mention(kind, value, *made, start, end, self.about, defines)
        base, slash, _ = value.partition("/")
        if slash and kind in ("intent", "action"):
            yield Mention(kind, base, *made, start, start + len(base), self.about)

    def names(self, kind: Kind, node: Node | None) -> Iterator[Mention]:
        """Yield a name or a list of names."""
        for one in node.values if isinstance(node, Branch) and not node.is_mapping else [node]:
            if isinstance(one, Branch) and one.is_mapping:
                yield from (found for key in one.keys for found in self.name(kind, key))
            else:
                yield from self.name(kind, one)

    def payload(self, node: Node | None) -> Iterator[Mention]:
        if isinstance(node, Leaf):
            for kind, name, start, end in names_in_payload(node.value):
                made = (self.what, self.path, node, start, end)
                yield Mention(kind, name, *made, self.about)

    def nlu(self, node: Node) -> Iterator[Mention]:
        for row in rows(node):
            yield from self.name("intent", row.get("intent"))
            for kind in ("lookup", "regex"):
                yield from self.name("entity", row.get(kind))

    def listed(self, kind: Kind, node: Node) -> Iterator[Mention]:
        """Yield a list of the domain: names, or names with settings under them."""
        for row in node.values if isinstance(node, Branch) else ():
            if isinstance(row, Branch) and row.keys:
                yield from self.name(kind, row.keys[0], defines=True)
                about = row.values[0]
                if kind == "intent" and isinstance(about, Branch):
                    for key in ("use_entities", "ignore_entities"):
                        yield from self.names("entity", about.get(key))
            else:
                yield from self.name(kind, row, defines=True)

    def slots(self, node: Node) -> Iterator[Mention]:
        for key, about in pairs(node):
            self.about = key.value
            yield from self.name("slot", key, defines=True)
            if isinstance(about, Branch):
                yield from self.mappings(about.get("mappings"))

    def mappings(self, node: Node | None) -> Iterator[Mention]:
        for row in rows(node):
            yield from self.name("entity", row.get("entity"))
            for key in ("intent", "not_intent"):
                yield from self.names("intent", row.get(key))
            for condition in rows(row.get("conditions")):
                yield from self.name("form", condition.get("active_loop"))
                yield from self.name("slot", condition.get("requested_slot"))

    def forms(self, node: Node) -> Iterator[Mention]:
        for key, about in pairs(node):
            self.about = key.value
            yield from self.name("form", key, defines=True)
            if isinstance(about, Branch):
                required = about.get("required_slots")
                for slot, mappings in pairs(required):
                    yield from self.name("slot", slot)
                    yield from self.mappings(mappings)
                if isinstance(required, Branch) and not required.is_mapping:
                    yield from self.names("slot", required)
                yield from self.names("intent", about.get("ignored_intents"))

    def responses(self, node: Node) -> Iterator[Mention]:
        for key, variations in pairs(node):
            self.about = key.value
            yield from self.name("action", key, defines=True)
            for row in rows(variations):
                for condition in rows(row.get("condition")):
                    yield from self.name("slot", condition.get("name"))
                text = row.get("text")
                if isinstance(text, Leaf):
                    for found in VARIABLE.finditer(text.value):
                        made = (self.what, self.path, text, found.start(1), found.end(1))
                        yield Mention("slot", found[1], *made, self.about)
                for part in ("buttons", "custom", "quick_replies"):
                    yield from self.payloads(row.get(part))

    def payloads(self, node: Node | None) -> Iterator[Mention]:
        if isinstance(node, Branch):
            for key, value in node.pairs() if node.is_mapping else ():
                if key.value == "payload":
                    yield from self.payload(value)
            for value in node.values:
                yield from self.payloads(value)

    def stories(self, node: Node) -> Iterator[Mention]:
        for row in rows(node):
            title = row.get("story") or row.get("rule")
            self.about = title.value if isinstance(title, Leaf) else ""
            for part in ("condition", "steps"):
                for step in rows(row.get(part)):
                    yield from self.step(step)

    def step(self, step: Branch) -> Iterator[Mention]:
        yield from self.name("intent", step.get("intent"))
        yield from self.name("action", step.get("action"))
        yield from self.name("form", step.get("active_loop"))
        yield from self.names("slot", step.get("slot_was_set"))
        said = step.get("user")
        if isinstance(said, Leaf) and said.value.lstrip().startswith("/"):
            yield from self.payload(said)
        elif isinstance(said, Leaf):
            yield from self.marks(said)
        entities = step.get("entities")
        for one in entities.values if isinstance(entities, Branch) else ():
            keys = one.keys if isinstance(one, Branch) else [one]
            for key in keys:
                if isinstance(key, Leaf) and key.value not in ("role", "group"):
                    yield from self.name("entity", key)
        for option in rows(step.get("or")):
            yield from self.step(option)

    def marks(self, leaf: Leaf) -> Iterator[Mention]:
        for mark in MARK.finditer(leaf.value):
            if mark["entity"] is not None:
                made = (self.what, self.path, leaf, mark.start("entity"), mark.end("entity"))
                yield Mention("entity", mark["entity"], *made, self.about)

    def config(self, node: Node) -> Iterator[Mention]:
        for key, value in pairs(node):
            if key.value in CONFIG_NAMES:
                yield from self.names(CONFIG_NAMES[key.value], value)
        for value in node.values if isinstance(node, Branch) else ():
            yield from self.config(value)


PARTS = {
    "intents": lambda walk, node: walk.listed("intent", node),
    "entities": lambda walk, node: walk.listed("entity", node),
    "actions": lambda walk, node: walk.listed("action", node),
    "slots": _Walk.slots,
    "forms": _Walk.forms,
}
