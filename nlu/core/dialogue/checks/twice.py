"""What stands twice: names, whole stories, entries of the domain, examples."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from nlu.core.dialogue.checks.question import Question
from nlu.core.dialogue.finding import Finding, Remove, Repair, error, warning, words
from nlu.core.project.examples import Example
from nlu.core.project.steps import OrStep, Step, Story


def check_twice(question: Question) -> Iterator[Finding]:
    """Yield what is held twice."""
    yield from _check_stories(question.project.stories)
    yield from _check_domain(question)
    yield from _check_examples(question.project.understood.examples)
    yield from _check_synonyms(question)


def _check_stories(stories: list[Story]) -> Iterator[Finding]:
    named: dict[tuple[str, str], Story] = {}
    told: dict[object, Story] = {}
    for story in stories:
        key = repr((story.kind, story.is_start, story.waits, _bare(story)))
        same = told.setdefault(key, story)
        if same is not story and story.steps:
            away = _take_out(story)
            yield warning(
                f"same_{story.kind}",
                story.place,
                away,
                name=story.name,
                other=same.name,
                where=same.place,
            )
            continue
        first = named.setdefault((story.kind, story.name), story)
        if first is not story:
            yield warning(
                f"same_{story.kind}_name", story.place, name=story.name, where=first.place
            )


def _take_out(story: Story) -> Repair:
    return Repair(f"remove_{story.kind}", words(name=story.name), (Remove(story.place),))


def _bare(story: Story) -> tuple[object, ...]:
    return tuple(_without_line(step) for step in (*story.conditions, None, *story.steps))


def _without_line(step: Step | None) -> object:
    if isinstance(step, OrStep):
        return [_without_line(option) for option in step.options]
    return None if step is None else (type(step).__name__, *_values(step))


def _values(step: Step) -> Iterator[object]:
    for name in step.__dataclass_fields__:
        if name not in ("line", "slots"):
            yield getattr(step, name)
        elif name == "slots":
            yield tuple(_without_line(slot) for slot in getattr(step, name))


def _check_domain(question: Question) -> Iterator[Finding]:
    for section, name, first, second in question.project.domain.twice:
        away = Repair("remove_from_domain", words(section=section, name=name), (Remove(second),))
        say = error if first.path == second.path else warning
        yield say("entry_twice", second, away, name=name, section=section, where=first)


def _check_examples(examples: list[Example]) -> Iterator[Finding]:
    first: dict[str, Example] = {}
    again: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        if first.setdefault(example.text, example) is not example:
            again[example.text].append(example)
    for text, others in again.items():
        listed = sorted([first[text], *others], key=lambda one: one.place)
        yield from _say_examples(text, listed)


def _say_examples(text: str, listed: list[Example]) -> Iterator[Finding]:
    held: dict[str, Example] = {}
    for one in listed:
        away = Repair("remove_example", words(text=text), (Remove(one.place),))
        if one.intent in held:
            where = held[one.intent].place
            about = {"text": text, "intent": one.intent, "where": where}
            yield warning("example_twice", one.place, away, **about)
        elif held:
            other = next(iter(held.values()))
            about = {"text": text, "intent": one.intent, "other": other.intent}
            yield error("example_of_two", one.place, away, **about, where=other.place)
        held.setdefault(one.intent, one)


def _check_synonyms(question: Question) -> Iterator[Finding]:
    meant: dict[str, str] = {}
    for one in question.project.understood.lists:
        if one.kind != "synonym":
            continue
        for word in one.words:
            known = meant.setdefault(word.lower(), one.name)
            if known != one.name:
                about = {"word": word, "name": one.name, "other": known}
                yield warning("synonym_of_two", one.place, **about)
