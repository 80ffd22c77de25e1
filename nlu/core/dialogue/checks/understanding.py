"""What messages are learned from: retrieval intents, lookup tables and regexes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlu.core.dialogue.checks.names import say_unknown
from nlu.core.dialogue.checks.question import Question, base_of
from nlu.core.dialogue.finding import Finding, Repair, Replace, error, warning, words
from nlu.core.dialogue.known import nearest
from nlu.core.dialogue.patterns import PatternSlow, check_pattern
from nlu.core.dialogue.uses import Use
from nlu.core.project.examples import Example, WordList


def check_understanding(question: Question) -> Iterator[Finding]:
    """Yield what could not be learned from, or would hang."""
    yield from _check_retrieval(question)
    for one in question.project.understood.lists:
        yield from _check_list(one, question)


def _check_retrieval(question: Question) -> Iterator[Finding]:
    project = question.project
    asked: dict[str, Example] = {}
    for example in project.understood.examples:
        if "/" in example.intent:
            asked.setdefault(example.intent, example)
    responses = project.domain.responses
    for intent, example in asked.items():
        if f"utter_{intent}" not in responses:
            meant = nearest(f"utter_{intent}", responses) or ""
            yield error("retrieval_unanswered", example.place, intent=intent, meant=meant)
    for response in responses.values():
        if "/" in response.name and response.name.removeprefix("utter_") not in asked:
            yield warning("retrieval_unasked", response.place, name=response.name)
    parts = question.pipeline()
    if asked and parts and "ResponseSelector" not in parts and not any("." in p for p in parts):
        first = next(iter(asked.values()))
        yield error("selector_missing", first.place, intent=first.intent)
    for use in question.uses.intents:
        if "/" in use.name:
            base = base_of(use.name)
            edit = Replace(use.place, use.name, base)
            fix = Repair("rename_here", words(old=use.name, new=base), (edit,))
            yield warning("whole_retrieval_intent", use.place, fix, name=use.name, base=base)


def _check_list(one: WordList, question: Question) -> Iterator[Finding]:
    if not one.words:
        yield warning("list_empty", one.place, list=one.kind, name=one.name)
    if one.kind == "regex":
        for number, pattern in enumerate(one.words):
            yield from _check_regex(one, pattern, number)
    entities = question.project.domain.entities
    is_named = one.kind == "lookup" or (
        one.kind == "regex" and "RegexEntityExtractor" in question.pipeline()
    )
    if is_named and one.name not in entities:
        more = question.add_to_domain("entities", one.name)
        use = Use(one.name, one.place, one.name)
        yield say_unknown(f"unknown_entity_{one.kind}", use, entities, *more)


def _check_regex(one: WordList, pattern: str, number: int) -> Iterator[Finding]:
    try:
        check_pattern(pattern)
    except re.error as problem:
        about = {"name": one.name, "pattern": pattern, "problem": problem}
        yield error("regex_broken", one.place, **about, number=number + 1)
    except PatternSlow as problem:
        about = {"name": one.name, "pattern": pattern, "example": problem.part}
        yield error("regex_slow", one.place, **about, number=number + 1)
