"""The prover beside Rasa itself: what Rasa's own training checks find, it finds, and no more."""

import re
from pathlib import Path
from typing import Any

import pytest
from rasa.core.policies.rule_policy import InvalidRule, RulePolicy
from rasa.core.training.story_conflict import find_story_conflicts
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.shared.core.generator import TrainingDataGenerator
from rasa.shared.importers.importer import TrainingDataImporter

from nlu.core.dialogue.contradictions import judge
from nlu.core.dialogue.courses import list_courses
from nlu.core.dialogue.memory import list_forks
from nlu.core.dialogue.prove import prove
from nlu.core.dialogue.rules import Settings
from nlu.core.project.project import read_project
from tests.core.dialogue.random_projects import make_files

CLASH = re.compile(r"of the action '(.*?)' in (?:rule|story) '(.*?)' is contradicting")
INCOMPLETE = re.compile(r"in rule '(.*?)' does not set")
Names = frozenset[str]


class Checked(RulePolicy):  # type: ignore[misc]
    """RulePolicy that checks and keeps nothing."""

    def persist(self) -> None:
        """Write nothing."""


def write(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")


def load(folder: Path) -> Any:
    return TrainingDataImporter.load_from_config(
        str(folder / "config.yml"), str(folder / "domain.yml"), [str(folder / "data")]
    )


def names(courses: Any) -> Names:
    return frozenset(name for one in courses for name in one.split(" > "))


def ask_stories(folder: Path) -> set[frozenset[tuple[str, Names]]]:
    """Return Rasa's story conflicts: each action with the stories that want it."""
    importer = load(folder)
    generator = TrainingDataGenerator(
        importer.get_stories(),
        importer.get_domain(),
        remove_duplicates=False,
        augmentation_factor=0,
    )
    conflicts = find_story_conflicts(generator.generate_story_trackers(), importer.get_domain())
    return {
        frozenset((action, names(found)) for action, found in one._conflicting_actions.items())
        for one in conflicts
    }


def ask_rules(folder: Path) -> tuple[set[tuple[str, Names]], set[str]]:
    """Return what contradicts rules (action, stories), and which rules are incomplete."""
    importer = load(folder)
    domain = importer.get_domain()
    trackers = TrainingDataGenerator(
        importer.get_stories(), domain, augmentation_factor=0
    ).generate()
    rules = [one for one in trackers if one.is_rule_tracker]
    stories = [one for one in trackers if not one.is_rule_tracker]
    context = ExecutionContext(GraphSchema({}))
    policy = Checked(RulePolicy.get_default_config(), None, None, context)
    said = ["", ""]
    try:
        policy._check_for_incomplete_rules(rules, domain)
    except InvalidRule as error:
        said[0] = str(error)
    policy._create_lookup_from_trackers(rules, stories, domain)
    try:
        policy._analyze_rules(rules, trackers, domain)
    except InvalidRule as error:
        said[1] = str(error)
    clashes = {(action, names([course])) for action, course in CLASH.findall(said[1])}
    return clashes, set(INCOMPLETE.findall(said[0]))


@pytest.mark.parametrize("seed", range(24))
def test_prover_finds_what_rasa_finds(seed: int, tmp_path: Path) -> None:
    files = make_files(seed, rare=0.15)
    write(tmp_path, files)
    project = read_project(files)
    courses = list_courses(project.stories, project.domain)
    stories = [one for one in courses.all if not one.is_rule]
    clashes, incomplete = ask_rules(tmp_path)
    judged = judge(stories, courses.rules, project.domain, Settings())
    mine = {(one.wanted, names([one.course.name])) for one in judged.clashes}
    assert mine >= clashes
    # Rasa looks at stories that are the same once; nothing else may be more.
    assert {wanted for wanted, _ in mine} == {wanted for wanted, _ in clashes}
    forks = {
        frozenset((action, names(c.name for c, _ in ends)) for action, ends in one.futures)
        for one in list_forks(stories, project.domain, None)
    }
    theirs = ask_stories(tmp_path)
    assert len(forks) == len(theirs)
    for conflict in theirs:
        assert any(covers(fork, conflict) for fork in forks)
    found = {one.get("name") for one in prove(project).findings if one.kind == "rule_incomplete"}
    assert found == incomplete


def covers(fork: frozenset[tuple[str, Names]], conflict: frozenset[tuple[str, Names]]) -> bool:
    """Tell whether a fork has the actions of a conflict, each with its stories or more."""
    mine = dict(fork)
    asked = {re.sub(r"^\d+_", "", action): held for action, held in conflict}
    return mine.keys() == asked.keys() and all(mine[one] >= asked[one] for one in asked)


DOMAIN = """\
intents:
- faq
- thankyou
- buttons
actions:
- action_faq
- action_set
- action_get
responses:
  utter_noworries:
  - text: x
  utter_static:
  - text: x
  utter_dynamic:
  - text: x
slots:
  slug:
    type: text
    mappings:
    - type: custom
  buttons:
    type: list
    mappings:
    - type: custom
"""
ISSUES = {
    "6973": ("rules:\n- rule: R\n  steps:\n  - intent: faq\n  - action: action_faq\n"
             "stories:\n- story: S\n  steps:\n  - intent: faq\n  - action: action_set\n"),
    "7472": ("rules:\n- rule: R\n  condition:\n  - slot_was_set:\n    - slug: ABCDE\n  steps:\n"
             "  - intent: faq\n  - action: action_faq\nstories:\n- story: S\n  steps:\n"
             "  - slot_was_set:\n    - slug: null\n  - intent: thankyou\n"
             "  - action: utter_noworries\n  - intent: faq\n  - action: action_set\n"
             "  - slot_was_set:\n    - slug: ABCDE\n"),
    "7301": ("rules:\n- rule: R\n  steps:\n  - intent: thankyou\n    user: thanks!!!\n"
             "  - action: utter_noworries\n"),
    "8784": ("rules:\n- rule: A\n  steps:\n  - intent: buttons\n  - action: action_get\n"
             "  - slot_was_set:\n    - buttons: [a, b]\n  - action: utter_dynamic\n"
             "- rule: B\n  steps:\n  - intent: buttons\n  - action: action_get\n"
             "  - slot_was_set:\n    - buttons: null\n  - action: utter_static\n"),
}  # fmt: skip


@pytest.mark.parametrize("issue", sorted(ISSUES))
def test_issues_of_rasa(issue: str, tmp_path: Path) -> None:
    files = {
        "config.yml": make_files(0)["config.yml"],
        "domain.yml": f'version: "3.1"\n{DOMAIN}',
        "data/all.yml": f'version: "3.1"\n{ISSUES[issue]}',
    }
    write(tmp_path, files)
    clashes, _ = ask_rules(tmp_path)
    kinds = {one.kind for one in prove(read_project(files)).errors}
    if issue == "6973":  # told at training alone, by Rasa
        assert clashes
        assert "story_against_rule" in kinds
    elif issue == "8784":  # still a false alarm of Rasa's: said as what it is
        assert clashes
        assert {"list_null"} <= kinds
        assert "rule_against_rule" not in kinds
    else:  # false alarms of old, no more
        assert not clashes
        assert not {"story_against_rule", "rule_against_rule"} & kinds
