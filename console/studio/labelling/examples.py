"""What a label changes in a draft's files, by the functions that edit them. Pure."""

import re
from collections.abc import Iterable, Sequence

from console.studio.editing import examples, intents
from console.studio.editing.naming import check_name
from console.studio.editing.refusing import BadName, NameTaken, StillUsed
from console.studio.labelling.errors import IntentTaken, NameUnfit
from nlu.core.project.files import Changes, Files
from nlu.core.project.project import Project, read_project

BETWEEN = re.compile(r"[\s_-]+")


def name_intent(typed: str) -> str:
    """Return what was typed as the name of an intent: "Gift cards" is `gift_cards`.

    Raises `NameUnfit`.
    """
    name = "_".join(BETWEEN.split(typed.strip().lower())).strip("_")
    try:
        if "/" in name:
            raise BadName(name)
        return check_name("intent", name)
    except BadName as error:
        raise NameUnfit("An intent is called by letters, digits and underscores.") from error


def list_intents(project: Project) -> list[str]:
    """Return the intents that messages can be given: those learned from examples."""
    return sorted({one.intent.partition("/")[0] for one in project.understood.examples})


def find_new(project: Project, intent: str, lines: Iterable[str]) -> list[str]:
    """Return those lines, as they will stand in the file, that are no examples of an intent yet."""
    known = {one.raw for one in project.understood.examples if one.intent == intent}
    tidied = dict.fromkeys(examples.tidy(line) for line in lines)
    return [line for line in tidied if line and line not in known]


def teach(files: Files, intent: str, lines: Sequence[str], *, is_new: bool) -> Changes:
    """Return the changes by which an intent (a new one) has further examples.

    Raises `IntentTaken`, and what the editing functions raise.
    """
    if not is_new:
        return examples.add_examples(files, intent=intent, texts=lines)
    try:
        return intents.add_intent(files, name=intent, texts=lines)
    except NameTaken as error:
        raise IntentTaken(f"There is an intent {intent} already.", name=intent) from error


def unteach(files: Files, intent: str, lines: Iterable[str], *, was_new: bool) -> Changes:
    """Return the changes by which examples are gone, those that are still there.

    An intent that was new goes as well, unless it has other examples or something uses it.
    """
    gone, mine = set(lines), read_project(files).understood.examples
    mine = [one for one in mine if one.intent == intent]
    if was_new and all(one.raw in gone for one in mine):
        try:
            return intents.delete_intent(files, name=intent)
        except StillUsed:
            pass
    at = [examples.at_of(one) for one in mine if one.raw in gone]
    return examples.remove_examples(files, at=at) if at else {}
