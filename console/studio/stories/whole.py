"""Changes of a whole story: its name, copies, file, when it holds; deleting and undoing."""

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from console.refusals import tell_error
from console.studio.editing import stories
from console.studio.editing.sheet import StoryKey
from console.studio.project import service
from console.studio.stories.addresses import LIST, AskedStory, story_url
from console.studio.stories.changing import Named, deal, show_problem
from console.studio.stories.editor import Seen, TheEditor, lead_to
from console.web import SameOrigin
from kernel.errors import FrontdeskError
from nlu.core.project.files import Changes, Files

router = APIRouter(prefix="/studio/stories/story", dependencies=[SameOrigin])


@router.post("/name")
def rename(editor: TheEditor, key: AskedStory, seen: Seen, to: Named) -> Response:
    """Give the story another name."""

    def make(files: Files) -> Changes:
        return stories.rename_story(files, key, to)

    lands = StoryKey(key.path, key.kind, to.strip())
    return deal(editor, key, seen, "renamed", make, lands=lands)


@router.post("/copy")
def copy(
    editor: TheEditor,
    key: AskedStory,
    seen: Seen,
    to: Named,
    upto: Annotated[int | None, Form(ge=0, le=10_000)] = None,
) -> Response:
    """Make another story that begins alike: up to a step, or (without `upto`) all of it."""

    def make(files: Files) -> Changes:
        return stories.branch_story(files, key, upto, to)

    lands = StoryKey(key.path, key.kind, to.strip())
    what = "copied" if upto is None else "branched"
    return deal(editor, key, seen, what, make, lands=lands, focus=upto)


@router.post("/file")
def move(editor: TheEditor, key: AskedStory, seen: Seen, to: Named) -> Response:
    """Move the story to another file."""

    def make(files: Files) -> Changes:
        return stories.move_story(files, key, to.strip())

    return deal(editor, key, seen, "moved", make, lands=StoryKey(to.strip(), key.kind, key.name))


@router.post("/flags")
def set_flags(
    editor: TheEditor,
    key: AskedStory,
    seen: Seen,
    is_start: Annotated[bool, Form()] = False,
    waits: Annotated[bool, Form()] = False,
) -> Response:
    """Say when a rule holds, and whether the bot waits after it."""

    def make(files: Files) -> Changes:
        return stories.set_flags(files, key, is_start=is_start, waits=waits)

    return deal(editor, key, seen, "flagged", make)


@router.post("/delete")
def delete(editor: TheEditor, key: AskedStory, seen: Seen) -> Response:
    """Delete the story and go to the list."""

    def make(files: Files) -> Changes:
        return stories.delete_story(files, key)

    answer = deal(editor, key, seen, "deleted", make)
    return lead_to(LIST) if answer.status_code == 303 else answer


@router.post("/undo")
def undo(
    editor: TheEditor, key: AskedStory, revision: Annotated[int, Form(ge=1, lt=2**31)]
) -> Response:
    """Take back what was just done, and show the story as it is again."""
    root = editor.runtime.settings.project
    try:
        service.undo(
            editor.session,
            root,
            revision_id=revision,
            staff_id=editor.staff.id,
            now=editor.runtime.clock(),
        )
    except FrontdeskError as error:
        told = tell_error(error, editor.language)
        return show_problem(editor, key, told, error.status, None)
    editor.note("undone", key.path)
    try:
        editor.find(key)
    except FrontdeskError:
        return lead_to(LIST)
    return lead_to(story_url(key, at=0) + "#steps-0")
