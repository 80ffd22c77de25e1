"""Rules that add nothing: wherever they fit, a more general one does the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from nlu.core.dialogue.courses import Course
from nlu.core.dialogue.finding import Finding, Remove, Repair, warning, words
from nlu.core.dialogue.known import GAP
from nlu.core.dialogue.rules import Rules
from nlu.core.dialogue.states import Key, cut_at_gap, list_moments
from nlu.core.project.domain import Domain


def check_idle(rules: Sequence[Course], domain: Domain) -> Iterator[Finding]:
    """Yield the rules whose every step another, more general rule foretells as well."""
    listed = [(rule, list_moments(rule, domain, omits_unset=True)) for rule in rules]
    learned = Rules()
    learned.learn(moment for _, moments in listed for moment in moments)
    owners: dict[Key, list[Course]] = defaultdict(list)
    keys: list[tuple[Course, list[tuple[Key, str]]]] = []
    for rule, moments in listed:
        own = [
            (cut_at_gap(one.past), one.event.done)
            for one in moments
            if one.event.name != GAP and not one.event.is_first and cut_at_gap(one.past)
        ]
        keys.append((rule, own))
        for key, _ in own:
            owners[key].append(rule)
    for rule, own in keys:
        covering = [_cover(rule, key, action, learned, owners) for key, action in own]
        if covering and all(covering) and len([one for one, _ in keys if _is_of(one, rule)]) == 1:
            other = next(one for one in covering if one is not None)
            away = Repair("remove_rule", words(name=rule.name), (Remove(rule.story.place),))
            about = {"name": rule.name, "other": other.name, "where": other.story.place}
            yield warning("rule_adds_nothing", rule.story.place, away, **about)


def _is_of(course: Course, rule: Course) -> bool:
    return course.story is rule.story


def _cover(
    rule: Course, key: Key, action: str, learned: Rules, owners: dict[Key, list[Course]]
) -> Course | None:
    """Return a rule that does the same where this one fits; forms are entered by rules alone."""
    if any(state.loop for state in key) or rule.story.is_start:
        return None
    for found in learned.table.match(key):
        if learned.table.actions[found] != action or found == key or len(found) < len(key):
            continue
        for owner in owners[found]:
            if owner.story is not rule.story:
                return owner
    return None
