"""A step as fields of a form, and back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from console.studio.stories.offers import Offers
from nlu.core.project.steps import (
    ActionStep,
    BotStep,
    CheckpointStep,
    EntityUse,
    GapStep,
    LoopStep,
    OrStep,
    SlotStep,
    Step,
    UserStep,
    Value,
)
from nlu.core.project.yaml import Text

What = Literal["user", "words", "action", "bot", "slot", "loop", "checkpoint", "or", "gap"]
How = Literal["value", "any", "null"]
WHATS: tuple[What, ...] = get_args(What)
HOWS: tuple[How, ...] = get_args(How)
Use = tuple[str, str, str, str]  # entity, value, role, group
Row = tuple[str, str, str]  # slot, how, value
MAX_FIELD = 2_000


class StepUnfit(ValueError):
    """Something is missing or wrong in a form; `key` is that of the words for it."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True)
class StepForm:
    """What somebody may type of a step; only the fields of `what` count."""

    what: What
    name: str = ""  # intent, action, form or checkpoint
    text: str = ""
    uses: tuple[Use, ...] = ()
    slots: tuple[Row, ...] = ()
    options: tuple[str, ...] = ()


def shown(value: Value) -> str:
    """Return a value as it stands in a field."""
    if isinstance(value, tuple):
        return ", ".join(map(shown, value))
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return str(value)


def form_of(steps: Sequence[Step]) -> StepForm | None:
    """Return the form of an entry; None for one that says nothing."""
    slots = [step for step in steps if isinstance(step, SlotStep)]
    if slots:
        return StepForm("slot", slots=tuple(map(_row, slots)))
    if len(steps) != 1:
        return None
    step = steps[0]
    if isinstance(step, UserStep):
        return StepForm(
            "words" if step.intent is None else "user",
            name=step.intent or "",
            text=step.text or "",
            uses=tuple(
                (e.name, _blank(e.value), e.role or "", e.group or "") for e in step.entities
            ),
        )
    if isinstance(step, CheckpointStep):
        return StepForm("checkpoint", name=step.name, slots=tuple(map(_row, step.slots)))
    if isinstance(step, OrStep):
        intents = tuple(one.intent or "" for one in step.options if isinstance(one, UserStep))
        rows = tuple(_row(one) for one in step.options if isinstance(one, SlotStep))
        return StepForm("or", options=intents, slots=rows)
    return _form_of_plain(step)


def _form_of_plain(step: Step) -> StepForm:
    if isinstance(step, ActionStep):
        return StepForm("action", name=step.name)
    if isinstance(step, LoopStep):
        return StepForm("loop", name=step.name or "")
    if isinstance(step, BotStep):
        return StepForm("bot", text=step.text)
    return StepForm("gap")


def _row(step: SlotStep) -> Row:
    if step.is_any:
        return (step.name, "any", "")
    return (
        (step.name, "null", "") if step.value is None else (step.name, "value", shown(step.value))
    )


def _blank(value: Value) -> str:
    return "" if value is None else shown(value)


def read_step_form(form: StepForm, offers: Offers, before: Sequence[Step] = ()) -> tuple[Step, ...]:
    """Return what was meant; what was left as it was stays as it was written.

    Raises `StepUnfit`.
    """
    if before and _filled(form) == form_of(before):
        return tuple(before)
    if form.what in ("user", "words"):
        return (_read_user(form, before),)
    if form.what in ("slot", "checkpoint", "or"):
        return _read_slotted(form, _slots(form, offers, before), before)
    return (_read_plain(form),)


def _read_user(form: StepForm, before: Sequence[Step]) -> UserStep:
    text, uses = form.text.strip(), _uses(form, before)
    if form.what == "words":
        return UserStep(None, uses, _need(text, "stories_need_text"))
    return UserStep(_need(form.name.strip(), "stories_need_intent"), uses, text or None)


def _read_plain(form: StepForm) -> Step:
    name, text = form.name.strip(), form.text.strip()
    if form.what == "action":
        return ActionStep(_need(name, "stories_need_action"))
    if form.what == "bot":
        return BotStep(_need(text, "stories_need_text"))
    return LoopStep(name or None) if form.what == "loop" else GapStep()


def _read_slotted(
    form: StepForm, slots: tuple[SlotStep, ...], before: Sequence[Step]
) -> tuple[Step, ...]:
    if form.what == "checkpoint":
        return (CheckpointStep(_need(form.name.strip(), "stories_need_checkpoint"), slots),)
    if form.what == "or":
        return (_read_or(form, slots, before),)
    if not slots:
        raise StepUnfit("stories_need_slot")
    return slots


def _filled(form: StepForm) -> StepForm:
    """Return a form without its empty rows."""
    return StepForm(
        form.what,
        form.name,
        form.text,
        tuple(one for one in form.uses if one[0]),
        tuple((s, how, v if how == "value" else "") for s, how, v in form.slots if s),
        tuple(one for one in form.options if one),
    )


def _need(value: str, key: str) -> str:
    if not value:
        raise StepUnfit(key)
    return value


def _uses(form: StepForm, before: Sequence[Step]) -> tuple[EntityUse, ...]:
    old = before[0] if before else None
    known = list(old.entities) if isinstance(old, UserStep) else []
    return tuple(
        EntityUse(
            name.strip(),
            _value(value, [use.value for use in known if use.name == name]),
            role.strip() or None,
            group.strip() or None,
        )
        for name, value, role, group in form.uses
        if name.strip()
    )


def _value(typed: str, known: Sequence[Value]) -> Value:
    """Return a value: the one that was there where it looks the same, else the text."""
    same = (one for one in known if _blank(one) == typed)
    return next(same, typed.strip() or None)


def _read_or(form: StepForm, slots: tuple[SlotStep, ...], before: Sequence[Step]) -> OrStep:
    old = before[0].options if before and isinstance(before[0], OrStep) else ()
    known = {one.intent: one for one in old if isinstance(one, UserStep)}
    names = [name.strip() for name in form.options if name.strip()]
    options: tuple[UserStep | SlotStep, ...] = (
        *(known.get(name) or UserStep(name) for name in names),
        *slots,
    )
    if len(options) < 2:
        raise StepUnfit("stories_need_options")
    return OrStep(options)


def _slots(form: StepForm, offers: Offers, before: Sequence[Step]) -> tuple[SlotStep, ...]:
    old: list[SlotStep] = [one for one in before if isinstance(one, SlotStep)]
    for one in before:
        if isinstance(one, CheckpointStep):
            old += one.slots
        if isinstance(one, OrStep):
            old += [two for two in one.options if isinstance(two, SlotStep)]
    found: list[SlotStep] = []
    for name, how, typed in form.slots:
        if not name.strip():
            continue
        if how == "any":
            found.append(SlotStep(name.strip(), is_any=True))
        elif how == "null":
            found.append(SlotStep(name.strip()))
        else:
            known = [one.value for one in old if one.name == name and not one.is_any]
            found.append(SlotStep(name.strip(), read_value(name, typed, offers, known)))
    return tuple(found)


def read_value(name: str, typed: str, offers: Offers, known: Sequence[Value] = ()) -> Value:
    """Return the value of a slot as its type has it; raise `StepUnfit`."""
    for one in known:
        if shown(one) == typed:
            return one
    typed = typed.strip()
    slot = offers.slots.get(name)
    kind = slot.type if slot else "any"
    meant = Text.at(typed, 0, is_plain=True).value
    if kind == "bool":
        if not isinstance(meant, bool):
            raise StepUnfit("stories_need_bool")
        return meant
    if kind == "float":
        if isinstance(meant, bool) or not isinstance(meant, int | float):
            raise StepUnfit("stories_need_number")
        return meant
    if kind == "list":
        return tuple(part.strip() for part in typed.split(",") if part.strip())
    if kind == "categorical" and slot is not None:
        values = slot.about.get("values") or ()
        return next((one for one in values if shown(one) == typed), typed)
    return meant if kind == "any" else typed
