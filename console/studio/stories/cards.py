"""What the page of a story shows: each step as a card, with words that say what it means."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from console.studio.editing.sheet import Entry, Listed
from console.studio.proving.view import Shown
from console.studio.stories.offers import Offers
from console.studio.stories.step_forms import StepForm, form_of, shown
from nlu.core.project.steps import (
    ActionStep,
    CheckpointStep,
    LoopStep,
    OrStep,
    SlotStep,
    Step,
    UserStep,
)

# What the prover found on lines of a file, first to last from 1.
FindingsAt = Callable[[int, int], Sequence[Shown]]


def no_findings(_first: int, _last: int) -> Sequence[Shown]:
    """Find nothing."""
    return ()


@dataclass(frozen=True)
class Part:
    """A line on a card: a name, what is said of it, and whether the domain knows it."""

    name: str
    said: str = ""
    is_known: bool = True


@dataclass(frozen=True)
class Card:
    """A step. `sort` picks its look and its heading; `parts` are what it consists of."""

    at: int
    sort: str  # user, words, response, action, form, bot, slot, loop, loop_end, checkpoint, or, gap
    parts: tuple[Part, ...]
    sample: str  # words of a customer or of the bot, as they may be read
    line: int
    form: StepForm | None
    findings: tuple[Shown, ...] = ()

    @property
    def is_known(self) -> bool:
        """Tell whether the domain knows all names on it."""
        return all(one.is_known for one in self.parts)


def make_cards(listed: Listed, offers: Offers, findings_at: FindingsAt = no_findings) -> list[Card]:
    """Return the cards of a list of entries."""
    return [
        _card(at, one, offers, tuple(findings_at(one.first + 1, one.last + 1)))
        for at, one in enumerate(listed.entries)
    ]


def _card(at: int, entry: Entry, offers: Offers, findings: tuple[Shown, ...]) -> Card:
    sort, parts, sample = describe(entry.steps, offers)
    return Card(at, sort, parts, sample, entry.first + 1, form_of(entry.steps), findings)


def describe(steps: Sequence[Step], offers: Offers) -> tuple[str, tuple[Part, ...], str]:
    """Return the sort of an entry, its parts and sample words."""
    slots = [step for step in steps if isinstance(step, SlotStep)]
    if slots:
        return "slot", tuple(_slot(one, offers) for one in slots), ""
    if len(steps) != 1:
        return "unread", (), ""
    step = steps[0]
    if isinstance(step, UserStep):
        return _describe_user(step, offers)
    if isinstance(step, ActionStep):
        return _describe_action(step.name, offers)
    if isinstance(step, LoopStep):
        if step.name is None:
            return "loop_end", (), ""
        return "loop", (Part(step.name, is_known=step.name in offers.forms),), ""
    if isinstance(step, CheckpointStep):
        slots_of = tuple(_slot(one, offers) for one in step.slots)
        return "checkpoint", (Part(step.name), *slots_of), ""
    if isinstance(step, OrStep):
        return "or", tuple(_option(one, offers) for one in step.options), ""
    text = getattr(step, "text", None)
    return ("gap", (), "") if text is None else ("bot", (), str(text))


def _describe_user(step: UserStep, offers: Offers) -> tuple[str, tuple[Part, ...], str]:
    uses = tuple(
        Part(
            one.name,
            " ".join(filter(None, (shown(one.value) if one.value is not None else "", one.role))),
            offers.knows_entity(one.name),
        )
        for one in step.entities
    )
    if step.intent is None:
        return "words", uses, step.text or ""
    sample = step.text or offers.examples.get(step.intent, "")
    return "user", (Part(step.intent, is_known=offers.knows_intent(step.intent)), *uses), sample


def _describe_action(name: str, offers: Offers) -> tuple[str, tuple[Part, ...], str]:
    part = Part(name, is_known=offers.knows_action(name))
    if name in offers.project.domain.responses:
        return "response", (part,), offers.texts.get(name, "")
    form = offers.project.domain.forms.get(name)
    if form is not None:
        return "form", (part, *(Part(one) for one in form.required_slots)), ""
    return "action", (part,), ""


def _slot(step: SlotStep, offers: Offers) -> Part:
    said = "…" if step.is_any else "∅" if step.value is None else shown(step.value)
    return Part(step.name, said, offers.knows_slot(step.name))


def _option(option: UserStep | SlotStep, offers: Offers) -> Part:
    if isinstance(option, SlotStep):
        return _slot(option, offers)
    name = option.intent or option.text or ""
    is_known = option.intent is None or offers.knows_intent(name)
    return Part(name, offers.examples.get(name, ""), is_known)
