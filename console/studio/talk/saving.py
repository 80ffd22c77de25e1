"""Makes a story or an end-to-end test of a test chat. Pure: files in, changed files out."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import yaml

from console.studio.talk.turns import LISTEN, TalkTurn
from kernel.errors import Invalid
from nlu.core.project.faults import ProjectUnreadable
from nlu.core.project.files import Files
from nlu.core.project.yaml import Table, read_yaml

Sort = Literal["story", "test"]
PLACES: dict[Sort, str] = {
    "story": "data/stories/from_talks.yml",
    "test": "tests/conversations/test_from_talks.yml",
}
HEADS: dict[Sort, str] = {
    "story": '# Stories that began as test chats.\nversion: "3.1"\n\nstories:\n',
    "test": '# Test chats whose course is to stay as it was.\nversion: "3.1"\n\nstories:\n',
}


def save_talk(
    files: Files, turns: Sequence[TalkTurn], *, sort: Sort, name: str, spoken: Sequence[str]
) -> dict[str, str]:
    """Return the file to which the chat was added, as {path: text}.

    `spoken` are the texts with their entities marked (a test holds what was said, a story what was
    meant). Raises `Invalid` where the name is taken or the file cannot be added to.
    """
    path = PLACES[sort]
    text = files.get(path, HEADS[sort])
    _check_file(path, text, name)
    steps = list_steps(turns, spoken if sort == "test" else None)
    if not steps:
        raise Invalid("There is nothing to keep yet: say something first.")
    item = yaml.safe_dump(
        [{"story": name, "steps": steps}], allow_unicode=True, sort_keys=False, width=1_000
    )
    ended = text if text.endswith("\n") else text + "\n"
    gap = "" if ended.endswith((":\n", "\n\n")) else "\n"
    return {path: ended + gap + item}


def _check_file(path: str, text: str, name: str) -> None:
    try:
        top = read_yaml(text, path)
    except ProjectUnreadable as error:
        raise Invalid(f"{error} Mend the file first.") from error
    if not isinstance(top, Table) or list(top)[-1:] != ["stories"]:
        raise Invalid(f"{path} does not end with its stories; move what follows them elsewhere.")
    stories = top["stories"] if isinstance(top["stories"], list) else []
    if any(isinstance(one, Table) and one.get("story") == name for one in stories):
        raise Invalid(f"There is a story named {name!r} already; choose another name.")


def list_steps(turns: Sequence[TalkTurn], spoken: Sequence[str] | None) -> list[dict[str, Any]]:
    """Return the steps as they stand in a file; of pressed buttons, too."""
    steps: list[dict[str, Any]] = []
    for place, turn in enumerate(turns):
        if turn.problem or not turn.intent:
            continue
        said = {"user": spoken[place]} if spoken is not None else {}
        steps.append({**said, "intent": turn.intent, **_list_entities(turn, spoken is None)})
        for step in turn.steps:
            if step.get("action") not in (None, LISTEN):
                steps.append({"action": step["action"]})
            elif "loop" in step:
                steps.append({"active_loop": step["loop"]})
    return steps


def _list_entities(turn: TalkTurn, is_wanted: bool) -> dict[str, Any]:
    names = dict.fromkeys(str(one.get("entity")) for one in list_entities(turn))
    return {"entities": list(names)} if is_wanted and names else {}


def list_entities(turn: TalkTurn) -> list[Mapping[str, Any]]:
    """Return the entities that were read."""
    return [one for one in turn.understanding.get("entities") or () if isinstance(one, Mapping)]


def mark(turn: TalkTurn) -> str:
    """Return what was said with its entities marked as training data marks them."""
    text, at, parts = turn.text, 0, []
    for one in sorted(list_entities(turn), key=lambda entity: entity.get("start", 0)):
        start, end = one.get("start"), one.get("end")
        if not isinstance(start, int) or not isinstance(end, int) or start < at:
            continue
        parts += [text[at:start], f"[{text[start:end]}]({one['entity']})"]
        at = end
    return "".join([*parts, text[at:]])
