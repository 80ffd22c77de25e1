"""The page of the agents: languages, skills and teams of each, and the teams there are."""

from collections.abc import Mapping
from functools import partial
from typing import Any, get_args

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from bot.handoff.desk import SettingChanged
from bot.handoff.http import AgentId
from bot.handoff.matching import MAX_CAPACITY
from bot.handoff.profiles import Profile, change_profile, list_profiles
from console.access import actor_of, get_bot
from console.audit.service import record
from console.forms import text_of
from console.reports.service import read_agent_names
from console.staff.models import Staff
from console.supervisor.desk_routes import RUN
from console.supervisor.problems import check_form
from console.supervisor.profiles import list_teams, read_stored_profile
from console.supervisor.stored import Version, read_version, tell_difference
from console.web import SameOrigin, SignedIn, as_principal, language_of, redirect, render
from crm_backend.text import plain
from kernel.errors import NotFound
from kernel.http import ReadSession
from kernel.principals import require
from kernel.turns import Language

PAGE = "/staff/desk/agents"

router = APIRouter()


@router.get("/desk/agents")
def list_agents(
    request: Request, staff: SignedIn, session: ReadSession, saved: bool = False
) -> HTMLResponse:
    """List the agents with what they are good at, and the teams with their members."""
    require(as_principal(staff), RUN)
    profiles, names = list_profiles(session), read_agent_names(session)
    rows = [
        (key, names.get(key, key), profiles.get(key, Profile()))
        for key in sorted({*names, *profiles}, key=lambda one: str(names.get(one, one)).casefold())
    ]
    teams = {
        team: [names.get(one, one) for one in members]
        for team, members in list_teams(session).items()
    }
    return render(request, "supervisor/agents.html", staff, rows=rows, teams=teams, is_saved=saved)


@router.get("/desk/agents/{agent_id}")
def show_agent(
    request: Request, staff: SignedIn, session: ReadSession, agent_id: AgentId
) -> HTMLResponse:
    """Show the form of an agent's profile."""
    require(as_principal(staff), RUN)
    return _show(request, staff, session, agent_id)


@router.post("/desk/agents/{agent_id}", dependencies=[SameOrigin])
async def set_agent(
    request: Request, staff: SignedIn, agent_id: AgentId, version: Version = ""
) -> Response:
    """Save a profile, if nobody has since the form was made."""
    require(as_principal(staff), RUN)
    bot, actor, by = get_bot(request), actor_of(request, staff), as_principal(staff).label
    typed = read_typed(await request.form())
    profile, problems = read_profile(typed, language_of(request, staff))

    def work(session: Session, chosen: Profile) -> None:
        before, now = _find(session, agent_id), bot.clock()
        seen = read_version(version)
        change_profile(session, agent_id=agent_id, profile=chosen, seen=seen, now=now, by=by)
        facts = tell_difference(before, chosen)
        record(
            session, actor, "team_changed", now=now, kind="staff", object_id=agent_id, details=facts
        )

    said: dict[str, Any] = {"typed": typed, "problems": problems, "version": version}
    if profile is not None:
        try:
            await bot.ledger.write(partial(work, chosen=profile))
            return redirect(request, f"{PAGE}?saved=1")
        except SettingChanged:
            said = {"typed": typed, "is_changed": True}
    status = 422 if problems else 409
    return await bot.ledger.read(
        lambda session: _show(request, staff, session, agent_id, status, **said)
    )


def read_typed(form: FormData) -> dict[str, str]:
    """Return what was typed, by field; languages are joined by commas."""
    typed = {name: text_of(form, name) for name in ("skills", "teams", "capacity")}
    return typed | {"languages": ",".join(map(str, form.getlist("languages")))}


def show_profile(profile: Profile) -> dict[str, str]:
    """Return the fields that show a profile. Pure."""
    return {
        "languages": ",".join(profile.languages),
        "skills": ", ".join(profile.skills),
        "teams": ", ".join(profile.teams),
        "capacity": "" if profile.capacity is None else str(profile.capacity),
    }


def read_profile(
    typed: Mapping[str, str], language: Language
) -> tuple[Profile | None, dict[str, str]]:
    """Return the profile that was typed, or what is wrong by field. Pure."""
    body = {
        "languages": [one for one in get_args(Language) if one in typed["languages"].split(",")],
        "skills": _split(typed["skills"]),
        "teams": _split(typed["teams"]),
        "capacity": typed["capacity"] or None,
    }
    return check_form(Profile, body, language)


def _split(text: str) -> list[str]:
    """Return tags in small letters, each once, in order; separated by commas or lines."""
    parts = plain(text).replace("\n", ",").replace("，", ",").replace("、", ",").split(",")
    return sorted({" ".join(part.split()).casefold() for part in parts} - {""})


def _find(session: Session, agent_id: str) -> Profile:
    """Return an agent's profile; raise `NotFound` for one nobody knows."""
    profiles = list_profiles(session)
    if agent_id not in profiles and agent_id not in read_agent_names(session):
        raise NotFound("There is no such agent.")
    return profiles.get(agent_id, Profile())


def _show(
    request: Request,
    staff: Staff,
    session: Session,
    agent_id: str,
    status: int = 200,
    /,
    **said: Any,
) -> HTMLResponse:
    now = show_profile(_find(session, agent_id))
    stored = read_stored_profile(session, agent_id)
    values = {"typed": now, "problems": {}, "version": stored.version, "is_changed": False}
    return render(
        request,
        "supervisor/profile.html",
        staff,
        status,
        agent_id=agent_id,
        name=read_agent_names(session).get(agent_id, agent_id),
        stored=stored,
        now=now,
        languages=get_args(Language),
        most=MAX_CAPACITY,
        teams=list(list_teams(session)),
        **values | said,
    )
