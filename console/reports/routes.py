"""The pages of the reports, and each of their tables as CSV."""

from typing import Annotated, get_args

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from bot.handoff.desk import read_setting
from bot.handoff.hours import Hours
from bot.handoff.reasons import Code
from bot.ledger.models import Channel
from console.access import actor_of
from console.audit.service import record
from console.exports import send_csv
from console.reports.asking import Question, read_filters, read_period, read_question
from console.reports.definitions import DEFINED
from console.reports.period import Choice
from console.reports.service import read_agent_names, read_report
from console.reports.tables import TABLES, TableName, make_table
from console.reports.view import (
    COLUMNS,
    make_cards,
    make_charts,
    make_groups,
    make_sparks,
)
from console.supervisor.profiles import list_teams
from console.web import SignedIn, as_principal, language_of, render
from console.words.spans import say_span
from kernel.http import ReadSession, TheRuntime
from kernel.principals import require
from kernel.turns import Language

TheQuestion = Annotated[Question, Depends(read_question)]

router = APIRouter()


@router.get("/reports")
def show_reports(
    request: Request, staff: SignedIn, session: ReadSession, runtime: TheRuntime, asked: TheQuestion
) -> HTMLResponse:
    """Show the figures of a period, and what each means."""
    require(as_principal(staff), "reports:read")
    zone, language = read_setting(session, Hours).zone, language_of(request, staff)
    period, problem = read_period(asked, now=runtime.clock(), zone=zone)
    teams = list_teams(session)
    report = read_report(session, period, read_filters(asked, teams))
    return render(
        request,
        "reports/index.html",
        staff,
        asked=asked,
        address=asked.address(),
        problem=problem,
        period=period,
        before=period.before(),
        channels=get_args(Channel),
        languages=get_args(Language),
        reasons=get_args(Code),
        periods=get_args(Choice),
        names=sorted(read_agent_names(session).items(), key=lambda one: one[1].casefold()),
        teams=sorted(teams),
        cards=make_cards(report, language),
        sparks=make_sparks(report, language),
        charts=make_charts(report, language),
        columns=COLUMNS,
        groups=make_groups(report, language),
        tables=list(TABLES),
        defined=DEFINED,
        target=say_span(report.target_seconds, language),
        first=asked.first or period.days[0].isoformat(),
        last=asked.last or period.days[-1].isoformat(),
    )


@router.get("/reports/{name}.csv")
def send_report(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    runtime: TheRuntime,
    name: TableName,
    asked: TheQuestion,
) -> Response:
    """Send one of the tables for a spreadsheet, of the period and with the filters of the page.

    It is recorded who took figures out of the house.
    """
    require(as_principal(staff), "reports:read")
    zone = read_setting(session, Hours).zone
    period, _problem = read_period(asked, now=runtime.clock(), zone=zone)
    report = read_report(session, period, read_filters(asked, list_teams(session)))
    head, rows = make_table(name, report, language_of(request, staff))
    span = f"{period.days[0].isoformat()}-{period.days[-1].isoformat()}"
    facts = {"table": name, "days": span}
    with runtime.db.transaction() as writing:
        who, now = actor_of(request, staff), runtime.clock()
        record(writing, who, "exported", now=now, kind="report", object_id=name, details=facts)
    return send_csv(f"frontdesk-{name}-{span}", head, rows)
