"""What is wrong with a file as it is typed: YAML, what Rasa would skip, names nobody knows."""

from collections.abc import Iterator
from dataclasses import dataclass

from console.studio.stories.offers import Offers
from console.words import say
from kernel.turns import Language
from nlu.core.project.files import Files, lay_over
from nlu.core.project.project import Project, read_project
from nlu.core.project.steps import (
    ActionStep,
    CheckpointStep,
    LoopStep,
    OrStep,
    SlotStep,
    Step,
    UserStep,
)

MOST = 200  # findings that are told of one file


@dataclass(frozen=True, order=True)
class LineFinding:
    """What is wrong on a line (from 1), in words for a reader."""

    line: int
    severity: str  # error or warning
    text: str


def lint(files: Files, path: str, text: str, language: Language) -> list[LineFinding]:
    """Return what is wrong with a file that is to say `text`, by line."""
    project = read_project(lay_over(files, {path: text}))
    last = text.count("\n") + 1
    found = {
        LineFinding(min(max(fault.place.line, 1), last), "error", fault.reason)
        for fault in project.faults
        if fault.place.path == path
    }
    offers = Offers(project, language)
    for line, sort, name in list_unknown(project, path, offers):
        words = say(f"yaml_unknown_{sort}", language, name=name)
        found.add(LineFinding(max(line, 1), "warning", words))
    return sorted(found)[:MOST]


def list_unknown(project: Project, path: str, offers: Offers) -> Iterator[tuple[int, str, str]]:
    """Yield line, sort and name of all that a file names and the domain does not know."""
    for story in project.stories:
        if story.place.path == path:
            for step in (*story.conditions, *story.steps):
                yield from _list_step(step, offers)
    yield from _list_in_examples(project, path, offers)
    for form in project.domain.forms.values():
        if form.place.path == path:
            unknown = (slot for slot in form.required_slots if not offers.knows_slot(slot))
            yield from ((form.place.line, "slot", slot) for slot in unknown)


def _list_in_examples(
    project: Project, path: str, offers: Offers
) -> Iterator[tuple[int, str, str]]:
    for example in project.understood.examples:
        if example.place.path == path:
            if not offers.knows_intent(example.intent):
                yield example.place.line, "intent", example.intent
            for span in example.spans:
                if not offers.knows_entity(span.entity):
                    yield example.place.line, "entity", span.entity


def _list_step(step: Step, offers: Offers) -> Iterator[tuple[int, str, str]]:
    if isinstance(step, UserStep):
        if step.intent is not None and not offers.knows_intent(step.intent):
            yield step.line, "intent", step.intent
        for use in step.entities:
            if not offers.knows_entity(use.name):
                yield step.line, "entity", use.name
    elif isinstance(step, ActionStep) and not offers.knows_action(step.name):
        yield step.line, "action", step.name
    elif isinstance(step, LoopStep) and step.name and step.name not in offers.forms:
        yield step.line, "form", step.name
    elif isinstance(step, SlotStep) and not offers.knows_slot(step.name):
        yield step.line, "slot", step.name
    elif isinstance(step, OrStep | CheckpointStep):
        for one in step.options if isinstance(step, OrStep) else step.slots:
            yield from _list_step(one, offers)
