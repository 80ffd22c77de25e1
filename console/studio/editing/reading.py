"""What files say, with what pages ask of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from unicodedata import normalize

from kernel.turns import Language
from nlu.core.language import detect_language
from nlu.core.project.examples import Example
from nlu.core.project.files import Files
from nlu.core.project.project import READ_FILES, Project, read_project
from nlu.core.project.steps import EntityUse, OrStep, SlotStep, Step, Story, UserStep

LANGUAGES: tuple[Language, ...] = ("en", "zh")


@lru_cache(maxsize=READ_FILES)
def read_texts(path: str, text: str) -> tuple[tuple[Example, str, Language], ...]:
    """Return the examples of a file, each as it is compared, and its language."""
    examples = read_project({path: text}).understood.examples
    return tuple((one, compare(one.text), detect_language(one.text)) for one in examples)


def compare(text: str) -> str:
    """Return a text as it is compared with others: without case, signs and spaces."""
    return "".join(one for one in normalize("NFKC", text).casefold() if one.isalnum()) or text


@dataclass
class Known:
    """What a set of files says, with what pages ask of it. Nobody may change it."""

    project: Project
    texts: list[tuple[Example, str, Language]] = field(default_factory=list)

    @cached_property
    def of_intent(self) -> dict[str, list[tuple[Example, Language]]]:
        """The examples of each intent, in the order of the files."""
        found: dict[str, list[tuple[Example, Language]]] = defaultdict(list)
        for example, _, language in self.texts:
            found[example.intent].append((example, language))
        return dict(found)

    @cached_property
    def same(self) -> dict[str, list[Example]]:
        """The examples that read alike, by what is compared."""
        found: dict[str, list[Example]] = defaultdict(list)
        for example, compared, _ in self.texts:
            found[compared].append(example)
        return dict(found)

    @cached_property
    def torn(self) -> dict[str, list[tuple[Example, Example]]]:
        """For each intent its examples that read like one of another intent."""
        found: dict[str, list[tuple[Example, Example]]] = defaultdict(list)
        for alike in self.same.values():
            if len(alike) > 1:
                for one in alike:
                    other = next((two for two in alike if two.intent != one.intent), None)
                    if other is not None:
                        found[one.intent].append((one, other))
        return dict(found)

    @cached_property
    def counts(self) -> dict[str, Counter[Language]]:
        """How many examples each intent has in each language."""
        return {
            name: Counter(language for _, language in some) for name, some in self.of_intent.items()
        }

    @cached_property
    def told_in(self) -> dict[str, list[Story]]:
        """The stories and rules that name each intent."""
        found: dict[str, list[Story]] = defaultdict(list)
        for story in self.project.stories:
            named = {one.intent for one in user_steps(story) if one.intent}
            for name in named | {one.partition("/")[0] for one in named}:
                found[name].append(story)
        return dict(found)

    @property
    def intents(self) -> list[str]:
        """All intents: first those of the domain in its order, then those with examples alone."""
        declared = list(self.project.domain.intents)
        bases = {one.partition("/")[0] for one in self.of_intent if "/" in one}
        plain = [one for one in declared if one not in bases or one in self.of_intent]
        return list(dict.fromkeys([*plain, *sorted(self.of_intent)]))

    @property
    def entities(self) -> list[str]:
        """All entities: those of the domain, then those marked alone."""
        marked = {span.entity for one, _, _ in self.texts for span in one.spans}
        return list(dict.fromkeys([*self.project.domain.entities, *sorted(marked)]))


def know(files: Files) -> Known:
    """Return what files say."""
    return _know(tuple(sorted(files.items())))


@lru_cache(maxsize=8)
def _know(files: tuple[tuple[str, str], ...]) -> Known:
    texts = [one for path, text in files for one in read_texts(path, text)]
    return Known(read_project(dict(files)), texts)


def user_steps(story: Story) -> Iterator[UserStep]:
    """Go through what customers say in a story, alternatives included."""
    for step in story.steps:
        for one in step.options if isinstance(step, OrStep) else (step,):
            if isinstance(one, UserStep):
                yield one


def flat_steps(story: Story) -> Iterator[Step]:
    """Go through all steps and conditions of a story, alternatives included."""
    yield from story.conditions
    for step in story.steps:
        if isinstance(step, OrStep):
            yield from step.options
        else:
            yield step


def entities_of(story: Story) -> Iterator[EntityUse]:
    """Go through the entities that a story names."""
    for step in user_steps(story):
        yield from step.entities


def slots_of(story: Story) -> Iterator[SlotStep]:
    """Go through the slots that a story names."""
    for step in flat_steps(story):
        if isinstance(step, SlotStep):
            yield step
