"""What makes a rule whole: RulePolicy refuses rules that say too little, or too much.

Sources: RulePolicy._check_for_incomplete_rules and _check_rule_restriction, the schema of stories
and rules, and ListSlot of Rasa 3.6.21.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from nlu.core.dialogue.courses import Course
from nlu.core.dialogue.events import Event
from nlu.core.dialogue.finding import Finding, Insert, Remove, Repair, error, words
from nlu.core.dialogue.known import GAP, LISTEN, NOT_SET
from nlu.core.dialogue.rules import Settings
from nlu.core.dialogue.states import State, list_states
from nlu.core.project.domain import Domain
from nlu.core.project.faults import Place
from nlu.core.project.steps import BotStep, CheckpointStep, GapStep, SlotStep, Story

Prints = dict[str, tuple[Counter[str], Counter[str]]]  # of an action: slots and forms it sets


def check_rules(
    rules: Sequence[Course], stories: Sequence[Story], domain: Domain, settings: Settings
) -> Iterator[Finding]:
    """Yield what RulePolicy refuses of each rule by itself."""
    if settings.restricts:
        yield from _check_length(rules)
    if settings.checks:
        yield from _check_incomplete(rules, domain)
    for story in stories:
        yield from _check_steps(story, domain)


def _check_length(rules: Sequence[Course]) -> Iterator[Finding]:
    said: set[Place] = set()
    for rule in rules:
        messages = [event for event in rule.events if event.kind == "user"]
        if len(messages) > 1 and rule.story.place not in said:
            said.add(rule.story.place)
            yield error("rule_too_long", messages[1].place, name=rule.name)


def _check_steps(story: Story, domain: Domain) -> Iterator[Finding]:
    if story.kind != "rule":
        return
    path = story.place.path
    for step in story.steps:
        place = Place(path, step.line)
        is_bare = isinstance(step, GapStep) and not step.is_action
        if isinstance(step, CheckpointStep | BotStep) or is_bare:
            kind = {CheckpointStep: "checkpoint", BotStep: "bot", GapStep: GAP}[type(step)]
            away = Repair("remove_step", words(step=kind), (Remove(place),))
            yield error("step_in_rule", place, away, name=story.name, step=kind)
    for slot in (*story.conditions, *story.steps):
        if isinstance(slot, SlotStep) and slot.value is None and not slot.is_any:
            known = domain.slots.get(slot.name)
            if known is not None and known.type == "list" and known.influences:
                yield error("list_null", Place(path, slot.line), name=story.name, slot=slot.name)


def _check_incomplete(rules: Sequence[Course], domain: Domain) -> Iterator[Finding]:
    prints = _take_prints(rules, domain)
    said: set[tuple[Place, str]] = set()
    for rule in rules:
        for state, event, following in _after_actions(rule, domain):
            name = event.done
            if name not in prints or GAP in (name, following):
                continue
            slots, loops = prints[name]
            missing = sorted(set(slots) - {slot for slot, _ in state.slots})
            wrong = sorted(loops) if loops and state.loop not in loops else []
            if (missing or wrong) and (event.place, name) not in said:
                said.add((event.place, name))
                yield _say(rule, event, missing, wrong, loops)


def _take_prints(rules: Sequence[Course], domain: Domain) -> Prints:
    prints: Prints = defaultdict(lambda: (Counter(), Counter()))
    seen = {name for name, slot in domain.slots.items() if slot.influences}
    for rule in rules:
        action: str | None = None
        for event in rule.events:
            if event.kind == "action":
                action = event.done
            elif event.kind == "user":
                action = None
            elif action and event.kind == "slot":
                prints[action][0].update({str(event.name)} & seen)
            elif action:
                prints[action][1].update([str(event.name)])
    return dict(prints)


def _after_actions(rule: Course, domain: Domain) -> Iterator[tuple[State, Event, str]]:
    states = list_states(rule.events, domain.slots)
    actions = [event for event in rule.events if event.kind == "action"]
    followed = [*(event.done for event in actions[1:]), LISTEN]
    yield from zip(states[1:], actions, followed, strict=True)


def _say(
    rule: Course, event: Event, missing: list[str], wrong: list[str], loops: Counter[str]
) -> Finding:
    lines = ["- slot_was_set:", *(f"  - {slot}: null" for slot in missing)] if missing else []
    if wrong:
        usual = loops.most_common(1)[0][0]
        lines.append(f"- active_loop: {'null' if usual == NOT_SET else usual}")
    after = Insert(event.place, tuple(lines))
    shown = [*missing, *("active_loop" for _ in wrong[:1])]
    about = words(name=rule.name, action=event.done, lines=", ".join(shown))
    whole = Repair("complete_rule", about, (after,))
    return error(
        "rule_incomplete",
        event.place,
        whole,
        name=rule.name,
        action=event.done,
        missing=", ".join(shown),
    )
