"""The page that tries the rules of escalation on a sentence."""

from collections.abc import Mapping
from typing import Annotated, get_args

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from bot.handoff.reasons import Escalation, Situation
from bot.ledger.models import Channel
from console.reports.view import name_reason
from console.supervisor.desk_routes import RUN
from console.supervisor.rule_form import read_money
from console.supervisor.stored import read_stored
from console.web import SignedIn, as_principal, language_of, render
from kernel.http import ReadSession
from kernel.principals import require
from kernel.turns import Language

LOW = -0.3  # a mood as low as this that fell is a reason: see bot/turns/escalating.py
Asked = Annotated[str, Query(max_length=2_000)]

router = APIRouter()


@router.get("/desk/escalation/try")
def try_rules(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    text: Asked = "",
    intent: Asked = "",
    language: Asked = "en",
    channel: Asked = "web",
    verified: bool = False,
    spent: Asked = "",
    mood: Asked = "",
    unclear: Asked = "",
) -> HTMLResponse:
    """Show which rules a sentence would set off; nothing is changed and nobody is called."""
    require(as_principal(staff), RUN)
    stored = read_stored(session, Escalation)
    typed = {
        "text": text,
        "intent": intent,
        "language": language,
        "channel": channel,
        "spent": spent,
        "mood": mood,
        "unclear": unclear,
    }
    situation = read_situation(typed, is_verified=verified)
    spoken = language_of(request, staff)
    reasons = stored.value.find_reasons(situation) if text or intent else []
    return render(
        request,
        "supervisor/try.html",
        staff,
        typed=typed,
        verified=verified,
        is_tried=bool(text or intent),
        reasons=[(one, name_reason(one.code, spoken)) for one in reasons],
        rules=[(one, one.fits(situation)) for one in stored.value.rules],
        channels=get_args(Channel),
        languages=get_args(Language),
    )


def read_situation(typed: Mapping[str, str], *, is_verified: bool) -> Situation:
    """Return the situation that the form of a try describes; what is no number is none. Pure."""
    intent = "_".join(typed["intent"].lower().split())
    cents = read_money(typed["spent"]) if typed["spent"] else 0
    mood = _read_number(typed["mood"])
    return Situation(
        text=typed["text"],
        intent=intent,
        intents=frozenset({intent} - {""}),
        language="zh" if typed["language"] == "zh" else "en",
        channel=typed["channel"],
        is_verified=is_verified,
        unclear=int(max(0, min(_read_number(typed["unclear"]), 99))),
        mood=max(-1.0, min(mood, 1.0)),
        is_mood_falling=mood <= LOW,
        spent_cents=cents if isinstance(cents, int) else 0,
    )


def _read_number(text: str) -> float:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return 0.0
    return number if abs(number) < 1e6 else 0.0  # neither endless nor no number at all
