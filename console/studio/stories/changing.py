"""Changes of a story and its steps, each a revision of the draft that can be undone."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi.responses import Response

from console.refusals import tell_error
from console.studio.editing import story_steps
from console.studio.editing.sheet import StoryKey, Written
from console.studio.editing.story_steps import ListName
from console.studio.stories.addresses import AskedStory, story_url
from console.studio.stories.editor import Change, Editor, Seen, TheEditor, lead_to
from console.studio.stories.showing import Opened, Shown, Told, show_story
from console.studio.stories.step_forms import (
    HOWS,
    MAX_FIELD,
    StepForm,
    StepUnfit,
    What,
    read_step_form,
)
from console.web import SameOrigin
from console.words import say
from kernel.errors import FrontdeskError
from nlu.core.project.files import Changes, Files
from nlu.core.project.steps import Step

router = APIRouter(prefix="/studio/stories/story", dependencies=[SameOrigin])
Field = Annotated[str, Form(max_length=MAX_FIELD)]
Fields = Annotated[list[Field], Form(max_length=200)]
At = Annotated[int, Form(ge=0, le=10_000)]
Where = Annotated[ListName, Form()]
Named = Annotated[str, Form(max_length=300)]


def read_fields(
    what: Annotated[What, Form()],
    named: Field = "",
    text: Field = "",
    entity: Fields = [],  # noqa: B006 - the framework copies it
    entity_value: Fields = [],  # noqa: B006
    role: Fields = [],  # noqa: B006
    group: Fields = [],  # noqa: B006
    slot: Fields = [],  # noqa: B006
    slot_how: Fields = [],  # noqa: B006
    slot_value: Fields = [],  # noqa: B006
    option: Fields = [],  # noqa: B006
) -> StepForm:
    """Return the form of a step as it was typed."""
    uses = zip_longest(entity, entity_value, role, group, fillvalue="")
    rows = zip_longest(slot, slot_how, slot_value, fillvalue="")
    return StepForm(
        what=what,
        name=named,
        text=text.replace("\r\n", "\n"),
        uses=tuple(one for one in uses if one[0]),
        slots=tuple((name, how if how in HOWS else "value", v) for name, how, v in rows if name),
        options=tuple(one for one in option if one),
    )


TypedStep = Annotated[StepForm, Depends(read_fields)]


def deal(
    editor: Editor,
    key: StoryKey,
    seen: str,
    what: str,
    make: Change,
    *,
    lands: StoryKey | None = None,
    focus: int | None = None,
    where: ListName = "steps",
    opened: Opened | None = None,
) -> Response:
    """Change the draft and lead back to the story, or show it with what is wrong."""
    try:
        editor.find(key, seen)
        changes = make(editor.draft.files)
        done = editor.change(what, key, changes, step=(focus or 0) + 1)
    except StepUnfit as error:
        return show_problem(editor, key, say(error.key, editor.language), 422, opened)
    except FrontdeskError as error:
        told = tell_error(error, editor.language)
        return show_problem(editor, key, told, error.status, opened)
    anchor = "" if focus is None else f"#{where}-{focus}"
    more = {"where": where} if where != "steps" else {}
    return lead_to(story_url(lands or key, done=done, at=focus, **more) + anchor)


def show_problem(
    editor: Editor, key: StoryKey, problem: str, status: int, opened: Opened | None
) -> Response:
    """Show the story as it is, with what was typed and why it was not taken."""
    sheet, written = editor.find(key)
    shown = Shown(editor.draft, editor.offers, sheet, written)
    told = Told(problem=problem)
    return show_story(editor.request, editor.staff, shown, told, opened, status)


def steps_at(written: Written, where: ListName, at: int) -> Sequence[Step]:
    """Return what an entry says; nothing where there is none."""
    entries = (written.steps if where == "steps" else written.conditions).entries
    return entries[at].steps if at < len(entries) else ()


@router.post("/add")
def add_step(
    editor: TheEditor,
    key: AskedStory,
    seen: Seen,
    at: At,
    typed: TypedStep,
    where: Where = "steps",
) -> Response:
    """Put a step before the one at `at`."""

    def make(files: Files) -> Changes:
        steps = read_step_form(typed, editor.offers)
        return story_steps.insert_step(files, key, at, steps, where)

    opened = Opened(at, typed, where, is_new=True)
    return deal(editor, key, seen, "added_step", make, focus=at, where=where, opened=opened)


@router.post("/change")
def change_step(
    editor: TheEditor,
    key: AskedStory,
    seen: Seen,
    at: At,
    typed: TypedStep,
    where: Where = "steps",
) -> Response:
    """Write a step anew."""

    def make(files: Files) -> Changes:
        _sheet, written = editor.find(key)
        steps = read_step_form(typed, editor.offers, steps_at(written, where, at))
        return story_steps.change_step(files, key, at, steps, where)

    opened = Opened(at, typed, where)
    return deal(editor, key, seen, "changed_step", make, focus=at, where=where, opened=opened)


@router.post("/move")
def move_step(
    editor: TheEditor, key: AskedStory, seen: Seen, at: At, to: At, where: Where = "steps"
) -> Response:
    """Have a step stand at another place."""

    def make(files: Files) -> Changes:
        return story_steps.move_step(files, key, at, to, where)

    return deal(editor, key, seen, "moved_step", make, focus=to, where=where)


@router.post("/remove")
def remove_step(
    editor: TheEditor, key: AskedStory, seen: Seen, at: At, where: Where = "steps"
) -> Response:
    """Take a step away; the focus goes to the one before."""

    def make(files: Files) -> Changes:
        return story_steps.remove_step(files, key, at, where)

    return deal(editor, key, seen, "removed_step", make, focus=max(0, at - 1), where=where)
