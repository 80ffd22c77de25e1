"""A step as a form and back is the same step; what does not fit is refused by name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.studio.stories.cards import describe
from console.studio.stories.offers import Offers
from console.studio.stories.step_forms import StepForm, StepUnfit, form_of, read_step_form
from nlu.core.project.project import Project, read_project
from nlu.core.project.steps import (
    CheckpointStep,
    EntityUse,
    LoopStep,
    OrStep,
    SlotStep,
    Step,
    UserStep,
)
from tests.console.studio.editing.layouts import ENTRIES

DOMAIN = """\
intents: [greet, buy, faq]
entities: [size]
slots:
  vip: {type: bool, mappings: []}
  age: {type: float, mappings: []}
  names: {type: list, mappings: []}
  mood: {type: categorical, values: [good, 3], mappings: []}
  note: {type: text, mappings: []}
  free: {type: any, mappings: []}
forms: {buy_form: {required_slots: [age]}}
actions: [action_buy]
responses:
  utter_hi:
  - {text: 你好}
  - {text: Hello there}
  utter_by:
  - {condition: [{type: slot, name: language, value: zh}], text: Bye (zh)}
  - {condition: [{type: slot, name: language, value: en}], text: Bye}
"""
NLU = "nlu:\n- intent: greet\n  examples: |\n    - 您好\n    - hi\n- intent: faq/hours\n  examples: |\n    - when\n"  # noqa: E501
PROJECT = read_project({"domain.yml": DOMAIN, "data/nlu.yml": NLU})
EN, ZH = Offers(PROJECT, "en"), Offers(PROJECT, "zh")


@given(steps=ENTRIES)
def test_form_of_a_step_left_as_it_is_gives_the_step(steps: tuple[Step, ...]) -> None:
    form = form_of(steps)
    assert form is not None
    assert read_step_form(form, EN, steps) == steps
    assert describe(steps, EN)[0] != "unread"


@given(steps=ENTRIES, other=st.sampled_from(["greet", "buy"]))
def test_value_stays_as_it_was_when_something_else_changes(
    steps: tuple[Step, ...], other: str
) -> None:
    step = steps[0]
    if not isinstance(step, UserStep) or step.intent in (None, other):
        return
    form = form_of(steps)
    assert form is not None
    changed = StepForm("user", other, uses=form.uses)
    names = [one.name for one in step.entities]
    if len(set(names)) == len(names):
        assert read_step_form(changed, EN, steps) == (UserStep(other, step.entities),)


@pytest.mark.parametrize(
    ("slot", "typed", "value"),
    [
        ("vip", "true", True),
        ("age", "3", 3),
        ("age", "3.5", 3.5),
        ("names", "a, b", ("a", "b")),
        ("mood", "3", 3),
        ("mood", "good", "good"),
        ("mood", "odd", "odd"),
        ("note", "true", "true"),
        ("free", "true", True),
        ("unknown", "7", 7),
    ],
)
def test_slot_is_set_as_its_type_has_it(slot: str, typed: str, value: object) -> None:
    form = StepForm("slot", slots=((slot, "value", typed),))
    assert read_step_form(form, EN) == (SlotStep(slot, value),)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("form", "key"),
    [
        (StepForm("user"), "stories_need_intent"),
        (StepForm("action", " "), "stories_need_action"),
        (StepForm("words"), "stories_need_text"),
        (StepForm("bot"), "stories_need_text"),
        (StepForm("checkpoint"), "stories_need_checkpoint"),
        (StepForm("slot", slots=(("", "any", ""),)), "stories_need_slot"),
        (StepForm("or", options=("greet",)), "stories_need_options"),
        (StepForm("slot", slots=(("vip", "value", "7"),)), "stories_need_bool"),
        (StepForm("slot", slots=(("age", "value", "true"),)), "stories_need_number"),
    ],
)
def test_form_that_does_not_fit_says_what_is_missing(form: StepForm, key: str) -> None:
    with pytest.raises(StepUnfit) as caught:
        read_step_form(form, EN)
    assert caught.value.key == key


def test_new_steps_are_made_of_forms() -> None:
    uses = (("size", "3", "wanted", ""), ("", "x", "", ""))
    slots = (("vip", "any", "ignored"), ("age", "null", ""))
    assert read_step_form(StepForm("user", "buy", uses=uses), EN) == (
        UserStep("buy", (EntityUse("size", "3", "wanted"),)),
    )
    assert read_step_form(StepForm("loop"), EN) == (LoopStep(None),)
    both = (SlotStep("vip", is_any=True), SlotStep("age"))
    assert read_step_form(StepForm("checkpoint", "c", slots=slots), EN) == (
        CheckpointStep("c", both),
    )
    old = (OrStep((UserStep("greet", (EntityUse("size"),)), UserStep("buy"))),)
    made = read_step_form(StepForm("or", options=("greet", "faq")), EN, old)
    assert made == (OrStep((UserStep("greet", (EntityUse("size"),)), UserStep("faq"))),)


def test_cards_speak_the_readers_language() -> None:
    greet = (UserStep("greet"),)
    assert [describe(greet, one)[2] for one in (EN, ZH)] == ["hi", "您好"]
    for name, said in (("utter_hi", ["Hello there", "你好"]), ("utter_by", ["Bye", "Bye (zh)"])):
        assert [one.texts[name] for one in (EN, ZH)] == said
    assert EN.examples["faq"] == EN.examples["faq/hours"] == "when"


def test_names_unknown_to_the_domain_are_marked() -> None:
    uses = (EntityUse("size"), EntityUse("colour", "red"))
    _sort, parts, _sample = describe((UserStep("faq/hours", uses),), EN)
    assert [(one.name, one.is_known) for one in parts] == [
        *(("faq/hours", True), ("size", True), ("colour", False)),
    ]
    slots = (SlotStep("vip", True), SlotStep("nothing"))
    assert [one.is_known for one in describe(slots, EN)[1]] == [True, False]
    assert not describe((LoopStep("gone_form"),), EN)[1][0].is_known
    options = (OrStep((UserStep("greet"), UserStep("gone"), SlotStep("age", 1))),)
    assert [one.is_known for one in describe(options, EN)[1]] == [True, False, True]
    assert describe((), EN) == ("unread", (), "")


def test_empty_project_offers_nothing_but_what_is_built_in() -> None:
    offers = Offers(Project({}), "en")
    assert (offers.intents, offers.responses, offers.examples) == ([], [], {})
    assert offers.knows_action("action_listen")
    assert not offers.has_roles
