"""What every change of a story goes through: the right, the version seen, the draft, the log."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any

from fastapi import Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from console.access import actor_of
from console.audit.service import record
from console.staff.models import Staff
from console.studio.editing.sheet import Sheet, StoryGone, StoryKey, Written
from console.studio.project import service
from console.studio.project.draft import Draft
from console.studio.stories.offers import Offers
from console.web import SignedIn, as_principal, language_of
from console.words import say
from kernel.errors import Conflict
from kernel.http import TheRuntime, WriteSession
from kernel.principals import require
from kernel.runtime import Runtime
from kernel.turns import Language
from nlu.core.project.files import Changes, Files

Seen = Annotated[str, Form(max_length=16)]


class StoryChangedMeanwhile(Conflict):
    """The form shows another version of the story than there is by now."""

    code = "studio_story_changed"

    def __init__(self) -> None:
        super().__init__("The story was changed meanwhile; look at it again.")


@dataclass
class Editor:
    """Somebody who changes their draft in one request."""

    request: Request
    staff: Staff
    session: Session
    runtime: Runtime

    @property
    def language(self) -> Language:
        """The language somebody reads."""
        return language_of(self.request, self.staff)

    @cached_property
    def draft(self) -> Draft:
        """The draft as it was when the request came."""
        root = self.runtime.settings.project
        return service.read_draft(self.session, root, staff_id=self.staff.id)

    @cached_property
    def offers(self) -> Offers:
        """What the draft's domain offers."""
        return Offers(self.draft.project, self.language)

    def find(self, key: StoryKey, seen: str | None = None) -> tuple[Sheet, Written]:
        """Return a story; raise `StoryGone`, or `StoryChangedMeanwhile` for another than `seen`."""
        if key.path not in self.draft.files:
            raise StoryGone(key.path, key.name)
        sheet = Sheet(key.path, self.draft.files[key.path])
        written = sheet.find(key)
        if seen is not None and sheet.sum_of(written) != seen:
            raise StoryChangedMeanwhile
        return sheet, written

    def change(self, what: str, key: StoryKey, changes: Changes, **more: Any) -> int | None:
        """Add a revision that did `what` to a story and return its number; None for no change."""
        words = say(f"stories_did_{what}", self.language, name=key.name, path=key.path, **more)
        made = service.change(
            self.session,
            self.runtime.settings.project,
            staff_id=self.staff.id,
            now=self.runtime.clock(),
            words=words,
            changes=changes,
        )
        if made is None:
            return None
        self.note(what, key.path)
        return made.id

    def note(self, what: str, path: str) -> None:
        """Have the audit log say what was done."""
        record(
            self.session,
            actor_of(self.request, self.staff),
            "studio_changed",
            now=self.runtime.clock(),
            kind="studio",
            object_id=path[-60:],
            details={"what": what},
        )


def open_editor(
    request: Request, staff: SignedIn, session: WriteSession, runtime: TheRuntime
) -> Editor:
    """Let somebody in who may change the bot."""
    require(as_principal(staff), "studio:write")
    return Editor(request, staff, session, runtime)


TheEditor = Annotated[Editor, Depends(open_editor)]
Change = Callable[[Files], Changes]


def lead_to(path: str) -> Response:
    """Send the browser on; htmx, too, follows and takes what it needs of the page."""
    return RedirectResponse(path, status_code=303)
