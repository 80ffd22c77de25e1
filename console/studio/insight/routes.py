"""The page of what the bot meets in real conversations, and each of its tables as CSV."""

from typing import Annotated, get_args

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from bot.handoff.desk import read_setting
from bot.handoff.hours import Hours
from bot.ledger.models import Channel
from console.access import actor_of
from console.audit.service import record
from console.exports import send_csv
from console.reports.asking import Question, read_period
from console.studio.insight import view
from console.studio.insight.asking import PERIODS, read_filters, read_question
from console.studio.insight.keeping import PATIENCE
from console.studio.insight.linking import find_stories
from console.studio.insight.report import read_alarms, read_insight
from console.studio.insight.tables import TableName, make_table
from console.web import SignedIn, as_principal, language_of, render
from kernel.http import ReadSession, TheRuntime
from kernel.principals import require
from kernel.turns import Language

SEE = "studio:read"
DEFINED = ("chats", "missed", "lost", "calls", "done", "rated", "alarm")
TheQuestion = Annotated[Question, Depends(read_question)]

router = APIRouter()


@router.get("/studio/insight")
def show_insight(
    request: Request, staff: SignedIn, session: ReadSession, runtime: TheRuntime, asked: TheQuestion
) -> HTMLResponse:
    """Show what customers ask, how far conversations come, what has changed."""
    require(as_principal(staff), SEE)
    zone, language = read_setting(session, Hours).zone, language_of(request, staff)
    period, problem = read_period(asked, now=runtime.clock(), zone=zone)
    insight = read_insight(runtime.db, period, read_filters(asked), now=runtime.clock())
    addresses = find_stories(runtime.settings.project)
    alarms, known = read_alarms(runtime.db, now=runtime.clock(), zone=zone, patience=PATIENCE)
    return render(
        request,
        "studio/insight/index.html",
        staff,
        asked=asked,
        address=asked.address(),
        problem=problem,
        period=period,
        periods=PERIODS,
        channels=get_args(Channel),
        languages=get_args(Language),
        insight=insight,
        is_early=bool(known.missing),
        alarms=[view.tell_alarm(one, language) for one in alarms],
        charts=[
            view.make_funnel_chart(insight.funnel, language),
            view.make_course_chart(insight.channels, language),
            view.make_leaving_chart(insight.leavings, language),
        ],
        clusters=insight.clusters[: view.MOST_CLUSTERS],
        more_clusters=max(0, len(insight.clusters) - view.MOST_CLUSTERS),
        leavings=insight.leavings[: view.MOST_LEAVINGS],
        more_leavings=max(0, len(insight.leavings) - view.MOST_LEAVINGS),
        name_language=lambda key: view.name_language(key, language),
        tables=view.make_tables(insight, language, addresses),
        name_story=lambda course: view.name_story(course, language),
        addresses=addresses,
        defined=DEFINED,
        first=asked.first or period.days[0].isoformat(),
        last=asked.last or period.days[-1].isoformat(),
    )


@router.get("/studio/insight/{name}.csv")
def send_insight(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    runtime: TheRuntime,
    name: TableName,
    asked: TheQuestion,
) -> Response:
    """Send one of the tables, of the period and with the filters of the page; it is recorded."""
    require(as_principal(staff), SEE)
    zone, now = read_setting(session, Hours).zone, runtime.clock()
    period, _problem = read_period(asked, now=now, zone=zone)
    insight = read_insight(runtime.db, period, read_filters(asked), now=now)
    head, rows = make_table(name, insight, language_of(request, staff))
    span = f"{period.days[0].isoformat()}-{period.days[-1].isoformat()}"
    facts = {"table": f"insight {name}", "days": span}
    with runtime.db.transaction() as writing:
        who = actor_of(request, staff)
        record(writing, who, "exported", now=now, kind="report", object_id=name, details=facts)
    return send_csv(f"frontdesk-insight-{name}-{span}", head, rows)
