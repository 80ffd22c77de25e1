"""The two pages before something is done with an order: its form, and what exactly will happen."""

from fastapi import Request
from fastapi.responses import Response

from console.customers.deeds import DEEDS, Doing, Problem
from console.customers.offers import Action
from console.forms import new_key
from console.staff.models import Staff
from console.web import language_of, render
from console.words import say
from kernel.errors import FrontdeskError
from kernel.turns import Language


def confirm(
    request: Request,
    staff: Staff,
    conversation_id: str,
    doing: Doing,
    action: Action,
    sent: dict[str, str],
) -> Response:
    """Say exactly what will happen and ask for a yes; back to the form where it cannot."""
    try:
        told = DEEDS[action].explain(doing, sent, language_of(request, staff))
    except Problem as problem:
        return ask(request, staff, conversation_id, doing, action, sent, problem)
    return render(
        request,
        "customers/confirm.html",
        staff,
        conversation_id=conversation_id,
        order=doing.order,
        action=action,
        told=told,
        sent=sent,
        key=new_key(),
    )


def ask(
    request: Request,
    staff: Staff,
    conversation_id: str,
    doing: Doing,
    action: Action,
    sent: dict[str, str],
    error: FrontdeskError | None = None,
) -> Response:
    """Show the form, with what is wrong with what was sent."""
    spoken = language_of(request, staff)
    return render(
        request,
        "customers/form.html",
        staff,
        200 if error is None else error.status,
        conversation_id=conversation_id,
        order=doing.order,
        action=action,
        sent=sent,
        offer=DEEDS[action].offer(doing, spoken),
        problem="" if error is None else tell_problem(error, spoken),
    )


def tell_problem(error: FrontdeskError, language: Language) -> str:
    """Return the words for why something was not done."""
    if isinstance(error, Problem):
        return say(error.key, language, **error.values)
    known = {
        "refund_above_limit": "customers_problem_above_limit",
        "order_not_changeable": "customers_problem_changed",
        "return_not_possible": "customers_problem_changed",
        "refund_not_possible": "customers_problem_changed",
    }
    return say(known.get(error.code, "customers_problem_other"), language)
