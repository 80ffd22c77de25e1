"""What all pages that edit share: the draft, saving a change of it, and telling what was done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Path, Query, Request
from fastapi.responses import Response
from pydantic import AfterValidator
from sqlalchemy.orm import Session

from console.refusals import tell_error
from console.staff.models import Staff
from console.studio.changes.routes import note_deed
from console.studio.editing.reading import Known, know
from console.studio.project import service
from console.studio.project.draft import Draft
from console.studio.project.models import StudioRevision
from console.web import SignedIn, as_principal, language_of, redirect
from console.words import say
from kernel.errors import FrontdeskError
from kernel.http import ReadSession, WriteSession
from kernel.principals import require
from kernel.runtime import Runtime
from kernel.turns import Language
from nlu.core.project.faults import ProjectUnreadable
from nlu.core.project.files import Changes

Show = Callable[[int, str], Response]  # status, what is wrong


@dataclass(frozen=True)
class Bench:
    """Who works on which draft, by which request."""

    request: Request
    staff: Staff
    session: Session

    @property
    def runtime(self) -> Runtime:
        """What the process was started with."""
        runtime: Runtime = self.request.app.state.runtime
        return runtime

    @property
    def language(self) -> Language:
        """The language of the page."""
        return language_of(self.request, self.staff)

    @cached_property
    def draft(self) -> Draft:
        """The draft; read once, and anew after a change."""
        root = self.runtime.settings.project
        return service.read_draft(self.session, root, staff_id=self.staff.id)

    def know(self) -> Known:
        """Return what the draft says."""
        return know(self.draft.files)

    def save(self, words: str, changes: Changes) -> int:
        """Add a change to the draft and the audit log; return its number, 0 for no change."""
        made = service.change(
            self.session,
            self.runtime.settings.project,
            staff_id=self.staff.id,
            now=self.runtime.clock(),
            words=words,
            changes=changes,
        )
        if made is None:
            return 0
        vars(self).pop("draft", None)
        note_deed(self.request, self.session, self.staff, "edited", made.id)
        return made.id

    def finish(self, address: str, changes: Changes, did: str, **values: Any) -> Response:
        """Save a change, told by the words `did`, and lead to a page, which says so."""
        number = self.save(say(did, self.language, **values), changes)
        return redirect(self.request, address + ask({"done": number}))

    def find_done(self, number: int) -> StudioRevision | None:
        """Return a change of one's own that was just made, to be told of and perhaps undone."""
        made = self.session.get(StudioRevision, number) if number else None
        is_mine = made is not None and made.staff_id == self.staff.id
        is_open = is_mine and made is not None and made.undone_at is None
        return made if is_open and made is not None and made.publication_id is None else None

    def attempt(self, do: Callable[[], Response], show: Show) -> Response:
        """Do something; where it is refused show the form again with the reason."""
        try:
            return do()
        except FrontdeskError as error:
            return show(error.status, tell_error(error, self.language))
        except ProjectUnreadable as error:
            return show(422, str(error))


def _read(request: Request, staff: SignedIn, session: ReadSession) -> Bench:
    require(as_principal(staff), "studio:read")
    return Bench(request, staff, session)


def _write(request: Request, staff: SignedIn, session: WriteSession) -> Bench:
    require(as_principal(staff), "studio:write")
    return Bench(request, staff, session)


ReadBench = Annotated[Bench, Depends(_read)]
WriteBench = Annotated[Bench, Depends(_write)]


def name_from(address_part: str) -> str:
    """Return the name that a part of an address stands for."""
    return address_part.replace("~", "/")


Name = Annotated[str, Path(min_length=1, max_length=200), AfterValidator(name_from)]
Done = Annotated[int, Query(ge=0, lt=2**31)]  # the number of a change that was just made


async def _read_form(request: Request) -> dict[str, Any]:
    return dict((await request.form()).items())


Typed = Annotated[dict[str, Any], Depends(_read_form)]  # the fields of a form


def join_words(typed: str) -> str:
    """Return a name as it is written in files: "gift cards" is `gift_cards`."""
    return "_".join(typed.split())


def ask(values: dict[str, Any]) -> str:
    """Return a query of the values that are set, with its question mark."""
    kept = {key: value for key, value in values.items() if value not in ("", None, 0)}
    return f"?{urlencode(kept)}" if kept else ""
