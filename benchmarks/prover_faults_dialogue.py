"""Faults of what the bot does: contradictions, dead ends, forms, names, what nobody uses."""

from __future__ import annotations

from benchmarks.prover_field import (
    Field,
    Planted,
    cut_entry,
    list_in_domain,
    require_slot,
    typo,
    write_rule,
)
from nlu.core.project.steps import ActionStep, UserStep


def contradict(field: Field) -> Planted:
    """Have a story or a rule do something else."""
    rule, draw = field.pick("rule"), field.random.randrange(4)
    said, done = rule.steps[0], rule.steps[1]
    assert isinstance(said, UserStep)
    assert isinstance(done, ActionStep)
    against = {"story_against_rule", "rule_against_rule", "story_against_story"}
    if draw == 0:  # rasa#6973: a story of one turn against a rule
        text = (
            f'version: "3.1"\nstories:\n- story: Planted\n  steps:\n  - intent: {said.intent}\n'
            f"  - action: {field.other_response(done.name)}\n"
        )
        return Planted("a", "short story", field.add("data/planted.yml", text), frozenset(against))
    if draw == 1:
        text = write_rule(
            "Planted", f"intent: {said.intent}", f"action: {field.other_response(done.name)}"
        )
        return Planted("a", "second rule", field.add("data/planted.yml", text), frozenset(against))
    story = field.pick()
    if draw == 2:  # the same to the last action
        lines = field.files[story.place.path].split("\n")
        body = "\n".join(lines[story.place.line : story.steps[1].line - 1])
        done = story.steps[1]
        assert isinstance(done, ActionStep)
        last = f"  - action: {field.other_response(done.name)}"
        text = f'version: "3.1"\nstories:\n- story: Planted\n{body}\n{last}\n'
        return Planted("a", "forked story", field.add("data/planted.yml", text), frozenset(against))
    ruled = {one.steps[1].name for one in field.stories("rule")}  # type: ignore[union-attr]
    steps = [one for one in story.steps if isinstance(one, ActionStep) and one.name in ruled]
    if not steps:
        return contradict(field)
    step = field.random.choice(steps)
    files = field.swap(story.place.path, step.line, step.name, field.other_response(step.name))
    return Planted("a", "other action in a story", files, frozenset(against))


def end_dead(field: Field) -> Planted:
    """Leave a message unanswered, or lead to a checkpoint nobody knows."""
    story, draw = field.pick(), field.random.randrange(3)
    path = story.place.path
    last = story.steps[-1]
    if not isinstance(last, ActionStep):
        return end_dead(field)
    if draw == 0:
        files = field.edit(path, lambda lines: lines.__delitem__(last.line - 1))
        expected = {"story_ends_unanswered", "unanswered"}
        return Planted("b", "no last word", files, frozenset(expected))
    if draw == 1:
        step = story.steps[0]
        files = field.edit(path, lambda lines: _add_like(lines, step.line - 1, 0, "nowhere"))
        return Planted("b", "begins nowhere", files, frozenset({"checkpoint_never_reached"}))
    files = field.edit(path, lambda lines: _add_like(lines, last.line - 1, 1, "nobody"))
    return Planted("b", "ends nowhere", files, frozenset({"checkpoint_leads_nowhere"}))


def _add_like(lines: list[str], at: int, after: int, name: str) -> None:
    indent = lines[at][: lines[at].index("-")]
    lines.insert(at + after, f"{indent}- checkpoint: {name}")


def hold_unused(field: Field) -> Planted:
    """Add to the domain what nobody uses, or a rule that another shadows."""
    name, draw = f"planted_{field.random.randrange(1000)}", field.random.randrange(4)
    if draw == 0:
        files = list_in_domain(field.files, "intents", f"- {name}")
        expected = {"unused_intent", "intent_without_examples"}
    elif draw == 1:
        text = f'version: "3.1"\nresponses:\n  utter_{name}:\n  - text: "?"\n'
        files, expected = field.add("data/planted.yml", text), {"unused_response"}
    elif draw == 2:
        files = list_in_domain(field.files, "actions", f"- action_{name}")
        expected = {"unused_action"}
    else:
        rule = field.pick("rule")
        said, done = rule.steps[0], rule.steps[1]
        assert isinstance(said, UserStep)
        assert isinstance(done, ActionStep)
        steps = (f"intent: {said.intent}", f"action: {done.name}")
        condition = f"slot_was_set:\n    - {name}: true"
        files = field.add("data/planted.yml", write_rule("Planted", *steps, condition=condition))
        slot = (f"{name}:", "  type: bool", "  mappings:", "  - type: custom")
        files, expected = list_in_domain(files, "slots", *slot), {"rule_adds_nothing"}
    return Planted("c", str(draw), files, frozenset(expected))


def break_form(field: Field) -> Planted:
    """Take a form's exit, its question, or what fills its slot."""
    forms, draw = field.project.domain.forms, field.random.randrange(4)
    form = field.random.choice(list(forms.values()))
    if draw == 0:
        ends = [
            one
            for one in field.project.stories
            if any(isinstance(s, ActionStep) and s.name == form.name for s in one.steps)
            and any(getattr(s, "name", "") is None for s in one.steps)
        ]
        files = field.edit(ends[0].place.path, lambda lines: cut_entry(lines, ends[0].place.line))
        return Planted("d", "no exit", files, frozenset({"form_without_end"}))
    slot = field.random.choice(form.required_slots)
    place = field.project.domain.slots[slot].place
    if draw == 1:
        files = field.edit(
            form.place.path, lambda lines: require_slot(lines, form.place.line, "planted")
        )
        slot_lines = ("planted:", "  type: text", "  mappings:", "  - type: from_text")
        files = list_in_domain(files, "slots", *slot_lines)
        return Planted("d", "no question", files, frozenset({"slot_unasked"}))
    if draw == 2:
        files = field.edit(place.path, lambda lines: _retype(lines, place.line, "from_entty"))
        return Planted("d", "unknown mapping", files, frozenset({"mapping_unknown"}))
    rule = write_rule(
        "Planted",
        "intent: planted",
        "action: planted_form",
        "active_loop: planted_form",
        condition="active_loop: null",
    )
    text = f"{rule}nlu:\n- intent: planted\n  examples: |\n    - planted\n"
    files = list_in_domain(field.add("data/planted.yml", text), "intents", "- planted")
    files = list_in_domain(files, "forms", "planted_form:", "  required_slots:", f"  - {slot}")
    return Planted("d", "new one", files, frozenset({"form_without_end"}))


def _retype(lines: list[str], line: int, kind: str) -> None:
    start = next(n for n in range(line - 1, len(lines)) if "mappings" in lines[n])
    at = next(n for n in range(start, len(lines)) if "type:" in lines[n])
    lines[at] = lines[at][: lines[at].index("type:")] + f"type: {kind}"


def leave_untested(field: Field) -> Planted:
    """Have a rule do what no story and no test comes by."""
    name = f"planted_{field.random.randrange(1000)}"
    says = field.random.random() < 0.5
    action = f"utter_{name}" if says else f"action_{name}"
    rule = write_rule("Planted", f"intent: {name}", f"action: {action}")
    text = f"{rule}nlu:\n- intent: {name}\n  examples: |\n    - {name} a\n"
    if says:
        text += f"responses:\n  {action}:\n  - text: x\n"
    files = list_in_domain(field.add("data/planted.yml", text), "intents", f"- {name}")
    if not says:
        files = list_in_domain(files, "actions", f"- {action}")
    how = "response" if says else "action"
    return Planted("e", how, files, frozenset({"untested_action"}))


def misspell(field: Field) -> Planted:
    """Misspell a name of a story, a form or an example."""
    draw, random = field.random.randrange(4), field.random
    story = field.pick(random.choice(["story", "rule"]))
    path = story.place.path
    kinds = {"unknown_intent", "unknown_action", "unknown_response", "unknown_slot"}
    kinds |= {"unknown_entity"}
    expected = frozenset(kinds | {f"{kind}_meant" for kind in kinds})
    if draw == 0:
        step = story.steps[0]
        assert isinstance(step, UserStep)
        assert step.intent
        files = field.swap(path, step.line, step.intent, typo(step.intent, random))
        return Planted("f", "intent", files, expected)
    if draw == 1:
        done = story.steps[1]
        assert isinstance(done, ActionStep)
        files = field.swap(path, done.line, done.name, typo(done.name, random))
        return Planted("f", "action", files, expected)
    if draw == 2:
        form = random.choice(list(field.project.domain.forms.values()))
        files = field.edit(
            form.place.path, lambda lines: require_slot(lines, form.place.line, "misspelt_slot")
        )
        return Planted("f", "slot", files, expected)
    marked = [one for one in field.project.understood.examples if one.spans]
    example = random.choice(marked)
    entity = example.spans[-1].entity
    line = example.place.line
    files = field.swap(example.place.path, line, entity, f"{entity}s")
    return Planted("f", "entity", files, expected)
