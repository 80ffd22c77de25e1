"""The page of what chats may come to: the list from which agents choose when they close one."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from bot.handoff.models import Handoff
from bot.handoff.outcomes import RESERVED, Outcome, Outcomes
from console.access import get_bot
from console.forms import text_of
from console.staff.models import Staff
from console.supervisor.desk_routes import RUN
from console.supervisor.problems import check_form
from console.supervisor.skills_routes import find_wrong
from console.supervisor.stored import Stored, read_stored, save
from console.web import SameOrigin, SignedIn, as_principal, language_of, redirect, render
from kernel.http import ReadSession
from kernel.principals import require

PAGE = "/staff/desk/outcomes"
SPARE = 1  # empty lines below the list
MOST = 30
LONGEST_CODE = 16

router = APIRouter()


@dataclass(frozen=True)
class Line:
    """An outcome as its fields show it. `code` is empty for one that is new."""

    code: str = ""
    en: str = ""
    zh: str = ""
    asks_rating: bool = True
    is_active: bool = True

    @property
    def is_empty(self) -> bool:
        """Whether it has no name: such a line is deleted."""
        return not (self.en or self.zh)


@router.get("/desk/outcomes")
def show_page(
    request: Request, staff: SignedIn, session: ReadSession, saved: bool = False
) -> HTMLResponse:
    """Show what chats may come to."""
    require(as_principal(staff), RUN)
    stored = read_stored(session, Outcomes)
    lines = [show_line(one) for one in stored.value.items]
    return _show(request, staff, session, stored, lines, is_saved=saved)


@router.post("/desk/outcomes", dependencies=[SameOrigin])
async def set_outcomes(request: Request, staff: SignedIn) -> Response:
    """Save the list, if nobody has since. What chats have come to already is not deleted."""
    require(as_principal(staff), RUN)
    form, ledger = await request.form(), get_bot(request).ledger
    lines, version = read_lines(form), str(form.get("seen", ""))[:64]
    kept = [one for one in lines if not one.is_empty]
    gone = {one.code for one in lines if one.is_empty} - {""}
    used = await ledger.read(lambda session: find_used(session, gone))
    body = {"items": [make_outcome(one) for one in name_new(kept)]}
    value, problems = check_form(Outcomes, body, language_of(request, staff))
    said: dict[str, Any] = {"status": 422, "problems": problems, "version": version, "used": used}
    if value is not None and not used:
        if await save(request, staff, value, version) is None:
            return redirect(request, f"{PAGE}?saved=1")
        said = {"status": 409, "is_changed": True}

    def show_again(session: Session) -> HTMLResponse:
        now = read_stored(session, Outcomes)
        shown = [*kept, *(show_line(one) for one in now.value.items if one.code in used)]
        return _show(request, staff, session, now, shown, **said)

    return await ledger.read(show_again)


def show_line(outcome: Outcome) -> Line:
    """Return the fields that show an outcome. Pure."""
    return Line(outcome.code, outcome.en, outcome.zh, outcome.asks_rating, outcome.is_active)


def read_lines(form: FormData) -> list[Line]:
    """Return what was typed, by its place: fields `code_0`, `en_0`, `place_0`, … Pure."""
    count = min(sum(name.startswith("code_") for name in form), MOST + SPARE)

    def place(number: int) -> int:
        typed = text_of(form, f"place_{number}")
        return int(typed) if typed.isdecimal() and len(typed) < 6 else number + 1

    order = sorted(range(count), key=lambda number: (place(number), number))
    return [
        Line(
            text_of(form, f"code_{number}"),
            text_of(form, f"en_{number}"),
            text_of(form, f"zh_{number}"),
            text_of(form, f"rating_{number}") == "1",
            text_of(form, f"active_{number}") == "1",
        )
        for number in order
    ]


def name_new(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with a code for each that has none yet, made of its English name. Pure."""
    taken = {one.code for one in lines} | RESERVED
    named = []
    for one in lines:
        code = one.code or make_code(one.en, taken)
        taken.add(code)
        named.append(replace(one, code=code))
    return named


def make_code(name: str, taken: Collection[str]) -> str:
    """Return a code that no other has: letters, digits and lines under, a letter first. Pure."""
    plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    start = (plain if plain[:1].isalpha() else f"outcome_{plain}")[:LONGEST_CODE].strip("_")
    code, number = start, 2
    while code in taken:
        tail = f"_{number}"
        code, number = start[: LONGEST_CODE - len(tail)] + tail, number + 1
    return code


def make_outcome(line: Line) -> dict[str, Any]:
    """Return what a line says as the HTTP API takes it, to be checked as that is. Pure."""
    names = {"code": line.code, "en": line.en, "zh": line.zh}
    return {**names, "asks_rating": line.asks_rating, "is_active": line.is_active}


def find_used(session: Session, codes: Iterable[str]) -> set[str]:
    """Return those of the codes that chats have come to: reports name them."""
    query = select(Handoff.outcome).where(Handoff.outcome.in_(list(codes))).distinct()
    return {code for code in session.scalars(query) if code is not None}


def _show(
    request: Request,
    staff: Staff,
    session: Session,
    stored: Stored[Outcomes],
    lines: Sequence[Line],
    *,
    status: int = 200,
    version: str | None = None,
    **more: Any,
) -> HTMLResponse:
    return render(
        request,
        "supervisor/outcomes.html",
        staff,
        status,
        stored=stored,
        theirs=stored.value.items,
        version=stored.version if version is None else version,
        lines=[*lines, *[Line()] * SPARE][: MOST + SPARE],
        in_use=find_used(session, [one.code for one in lines]),
        **{
            "problems": {},
            "used": set(),
            "wrong": find_wrong(more.get("problems", {}), "items"),
            **more,
        },
    )
