"""The page of what chats need: which intents and reasons ask for a skill, or are for a team."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from bot.handoff.matching import Assignment, SkillRule
from bot.handoff.profiles import list_tags
from bot.handoff.reasons import Code
from console.access import get_bot
from console.forms import text_of
from console.staff.models import Staff
from console.supervisor.desk_routes import RUN
from console.supervisor.problems import check_form
from console.supervisor.stored import Stored, load, read_stored, save
from console.web import SameOrigin, SignedIn, as_principal, language_of, redirect, render
from kernel.http import ReadSession
from kernel.principals import require

PAGE = "/staff/desk/skills"
SPARE = 2  # empty lines below the rules
MOST = 100

router = APIRouter()


@dataclass(frozen=True)
class Line:
    """A rule as its fields show it. Intents are separated by commas."""

    intents: str = ""
    reasons: tuple[str, ...] = ()
    skill: str = ""
    team: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written: such a line is deleted."""
        return not (self.intents or self.reasons or self.skill or self.team)


@router.get("/desk/skills")
def show_page(
    request: Request, staff: SignedIn, session: ReadSession, saved: bool = False
) -> HTMLResponse:
    """Show which chats need which skill or team."""
    require(as_principal(staff), RUN)
    stored = read_stored(session, Assignment)
    lines = [show_line(one) for one in stored.value.rules]
    return _show(request, staff, session, stored, lines, is_saved=saved)


@router.post("/desk/skills", dependencies=[SameOrigin])
async def set_rules(request: Request, staff: SignedIn) -> Response:
    """Save them in the order they stand, if nobody has set the queue since."""
    require(as_principal(staff), RUN)
    form, ledger = await request.form(), get_bot(request).ledger
    lines, version = read_lines(form), str(form.get("seen", ""))[:64]
    stored = await load(request, Assignment)
    body = stored.value.model_dump(mode="json") | {"rules": [make_rule(one) for one in lines]}
    value, problems = check_form(Assignment, body, language_of(request, staff))
    said: dict[str, Any] = {"status": 422, "problems": problems, "version": version}
    if value is not None:
        if await save(request, staff, value, version) is None:
            return redirect(request, f"{PAGE}?saved=1")
        said = {"status": 409, "is_changed": True}

    def show_again(session: Session) -> HTMLResponse:
        now = read_stored(session, Assignment)
        return _show(request, staff, session, now, lines, **said)

    return await ledger.read(show_again)


def show_line(rule: SkillRule) -> Line:
    """Return the fields that show a rule. Pure."""
    return Line(", ".join(rule.intents), tuple(rule.reasons), rule.skill, rule.team)


def read_lines(form: FormData) -> list[Line]:
    """Return what was typed, empty lines left out: fields `intents_0`, `reasons_0`, … Pure."""
    count = min(sum(name.startswith("skill_") for name in form), MOST + SPARE)

    lines = [
        Line(
            text_of(form, f"intents_{place}"),
            tuple(map(str, form.getlist(f"reasons_{place}"))),
            text_of(form, f"skill_{place}"),
            text_of(form, f"team_{place}"),
        )
        for place in range(count)
    ]
    return [one for one in lines if not one.is_empty]


def make_rule(line: Line) -> dict[str, Any]:
    """Return what a line says as the HTTP API takes it, to be checked as that is. Pure."""
    parts = line.intents.replace("，", ",").replace("、", ",").split(",")
    intents = ["_".join(one.lower().split()) for one in parts if one.strip()]
    return {
        "intents": intents,
        "reasons": list(line.reasons),
        "skill": line.skill,
        "team": line.team,
    }


def _show(
    request: Request,
    staff: Staff,
    session: Session,
    stored: Stored[Assignment],
    lines: Sequence[Line],
    *,
    status: int = 200,
    version: str | None = None,
    **more: Any,
) -> HTMLResponse:
    teams, skills = list_tags(session)
    return render(
        request,
        "supervisor/skills.html",
        staff,
        status,
        stored=stored,
        theirs=[show_line(one) for one in stored.value.rules],
        version=stored.version if version is None else version,
        lines=[*lines, *[Line()] * SPARE][: MOST + SPARE],
        codes=get_args(Code),
        teams=teams,
        skills=skills,
        **{"problems": {}, "wrong": find_wrong(more.get("problems", {})), **more},
    )


def find_wrong(problems: Mapping[str, str], lines: str = "rules") -> dict[int, str]:
    """Return what is wrong by the place of a line, from problems such as "rules.0.skill"."""
    places = {key: key.split(".") for key in problems}
    return {
        int(parts[1]): problems[key]
        for key, parts in places.items()
        if parts[0] == lines and len(parts) > 1
    }
