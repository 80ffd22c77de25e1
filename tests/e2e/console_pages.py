"""Every page of the console, by its route: the addresses that show all it can show.

Addresses are below `/staff` and filled from `Furnished.ids`. A route that is missing here fails the
tests that open every page.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import FastAPI

from console.analytics.building import BUILDERS
from tests.console.test_access import all_routes

PAGES_OF_ANALYTICS = tuple(name for name in BUILDERS if name != "overview")
CHAT = "/conversations/{conversation_id}"
ORDER = f"{CHAT}/orders/{{number}}"
PAGES: dict[str, tuple[str, ...]] = {
    "/": (
        "",
        "?view=waiting",
        "?view=mine",
        "?view=team",
        "?view=closed",
        "?view=bot&channel=telegram",
        "?view=open&language=zh&unanswered=1",
        "?q=lamp",
        "?q=FD-1000003&view=mine",
        "?q=zzyzx&language=en",
    ),
    CHAT: (
        "conversations/{chat}",
        "conversations/{chat}?all=1",
        "conversations/{claimed}",
        "conversations/{waiting}?view=waiting",
        "conversations/{sleeping}",
        "conversations/{closed}?view=closed",
        "conversations/{merged}",
        "conversations/{telegram}",
        "conversations/{empty}",
    ),
    f"{CHAT}/customer": ("conversations/{chat}/customer", "conversations/{claimed}/customer"),
    ORDER: ("conversations/{chat}/orders/FD-1000002", "conversations/{chat}/orders/FD-1000003"),
    f"{ORDER}/{{action}}": (
        "conversations/{chat}/orders/FD-1000003/refund",
        "conversations/{chat}/orders/FD-1000003/return",
        "conversations/{chat}/orders/FD-1000001/cancel",
        "conversations/{chat}/orders/FD-1000001/address",
    ),
    f"{ORDER}/{{action}}/done": ("conversations/{chat}/orders/FD-1000003/refund/done?of={refund}",),
    f"{CHAT}/tickets/new": ("conversations/{chat}/tickets/new",),
    f"{CHAT}/tickets/{{number}}": ("conversations/{chat}/tickets/{made}",),
    "/customers": ("customers", "customers?q=ada", "customers?q=nobody"),
    "/customers/{customer_id}": ("customers/{ada}",),
    "/customers/{customer_id}/notes/{note_id}": ("customers/{ada}/notes/{note}",),
    "/customers/{customer_id}/telegram": ("customers/{ada}/telegram",),
    "/tickets": ("tickets", "tickets?status=closed", "tickets?view=overdue&q=lamp"),
    "/tickets/{number}": ("tickets/{ticket}",),
    "/stranded": ("stranded",),
    "/board": ("board",),
    "/board/chats/{conversation_id}": ("board/chats/{waiting}",),
    "/board/agents/{agent_id}": ("board/agents/{lin}",),
    "/reports": ("reports", "reports?period=own&from=2026-02-01&to=2026-03-02"),
    "/experiments": ("experiments",),
    "/experiments/new": ("experiments/new", "experiments/new?plan=1&lift=80&arm=a&arm=b"),
    "/experiments/{key}": (
        "experiments/recs-1?done=look",
        "experiments/stopped-1",
        "experiments/draft-1",
    ),
    "/desk": ("desk",),
    "/desk/{key}": ("desk/targets", "desk/timers", "desk/assignment", "desk/refunds"),
    "/desk/hours": ("desk/hours",),
    "/desk/skills": ("desk/skills",),
    "/desk/outcomes": ("desk/outcomes",),
    "/desk/agents": ("desk/agents",),
    "/desk/agents/{agent_id}": ("desk/agents/{lin}",),
    "/desk/escalation": ("desk/escalation",),
    "/desk/escalation/rules/{number}": (
        "desk/escalation/rules/new",
        "desk/escalation/rules/0",
    ),
    "/desk/escalation/try": ("desk/escalation/try", "desk/escalation/try?text=newspaper&mood=-0.9"),
    "/analytics": ("analytics",),
    "/analytics/{name}": tuple(f"analytics/{name}" for name in PAGES_OF_ANALYTICS),
    "/analytics/models/{kind}/{name}/{deed}": ("analytics/models/churn/churn-1/hold",),
    "/analytics/segments/{segment}": ("analytics/segments/champions",),
    "/recommendations": ("recommendations",),
    "/replies": ("replies", "replies?q=hi"),
    "/replies/new": ("replies/new",),
    "/replies/{reply_id}": ("replies/1",),
    "/team": ("team",),
    "/team/{staff_id}": ("team/{lin}", "team/{ben}", "team/{gone}"),
    "/studio": ("studio",),
    "/studio/training": ("studio/training",),
    "/studio/training/{job_id}": ("studio/training/{training}", "studio/training/{trained}"),
    "/studio/models": ("studio/models",),
    "/studio/models/{name}": ("studio/models/{model}", "studio/models/{live}"),
    "/studio/inbox": ("studio/inbox", "studio/inbox?language=zh&done=accepted"),
    "/studio/inbox/doubts": ("studio/inbox/doubts?done=kept",),
    "/studio/inbox/decided": ("studio/inbox/decided",),
    f"{CHAT}/messages/{{message_id}}/meaning": ("conversations/{chat}/messages/{misread}/meaning",),
    "/studio/prove": ("studio/prove",),
    "/studio/changes": ("studio/changes",),
    "/studio/intents": ("studio/intents", "studio/intents?q=hi&sort=few"),
    "/studio/intents/{name}": ("studio/intents/greet", "studio/intents/greet?q=hi"),
    "/studio/names/{kind}/{name}/{deed}": (
        "studio/names/intent/greet/rename",
        "studio/names/intent/greet/merge",
    ),
    "/studio/stories": ("studio/stories", "studio/stories?q=one&kind=rule", "studio/stories?q=hi"),
    "/studio/stories/new": ("studio/stories/new", "studio/stories/new?kind=rule"),
    "/studio/stories/story": (
        "studio/stories/story?path=data/stories.yml&name=One",
        *(
            f"studio/stories/story?path=data/stories.yml&name=One&add=1&what={what}"
            for what in ("user", "words", "action", "bot", "slot", "loop", "checkpoint", "or")
        ),
        "studio/stories/story?path=data/stories.yml&name=One&at=1&done=1",
    ),
    "/studio/stories/at": ("studio/stories/at?path=data/stories.yml&line=5",),
    "/studio/map": ("studio/map", "studio/map?size=large&intent=greet"),
    "/studio/files": ("studio/files",),
    "/studio/files/{path:path}": (
        "studio/files/data/stories.yml?line=3",
        "studio/files/data/new.yml",
    ),
    "/studio/responses": ("studio/responses", "studio/responses?missing=1"),
    "/studio/responses/{name}": ("studio/responses/utter_hi",),
    "/studio/domain": ("studio/domain",),
    "/studio/domain/entities/{name}": ("studio/domain/entities/product",),
    "/studio/domain/lists/{kind}/{name}": (
        "studio/domain/lists/synonym/lamp",
        "studio/domain/lists/regex/product",
    ),
    "/studio/domain/slots/{name}": ("studio/domain/slots/size",),
    "/studio/domain/forms/{name}": ("studio/domain/forms/order_form",),
    "/studio/talk": ("studio/talk",),
    "/studio/talk/{talk_id}": ("studio/talk/{talk}",),
    "/studio/history": ("studio/history",),
    "/studio/history/{revision_id}": ("studio/history/{revision}",),
    "/studio/exchange": ("studio/exchange", "studio/exchange?added=3&changed=1&removed=2"),
    "/studio/exchange/imports/{upload_id}": (
        "studio/exchange/imports/{upload}",
        "studio/exchange/imports/{upload}?mode=add&config=ours",
    ),
    "/studio/insight": ("studio/insight", "studio/insight?period=90&channel=web&language=zh"),
    "/studio/judging": ("studio/judging",),
    "/studio/judging/{model}": ("studio/judging/frontdesk-1", "studio/judging/frontdesk-3"),
    "/studio/judging/{model}/examples": (
        "studio/judging/frontdesk-1/examples?truth=greet",
        "studio/judging/frontdesk-1/examples?truth=none&of=cross",
    ),
    "/studio/judging/{model}/against/{other}": (
        "studio/judging/frontdesk-1/against/frontdesk-2",
        "studio/judging/frontdesk-3/against/frontdesk-2",
    ),
    "/studio/judging/{model}/replay/{other}": (
        "studio/judging/frontdesk-1/replay/frontdesk-2",
        "studio/judging/frontdesk-3/replay/frontdesk-2",
    ),
    "/audit": ("audit", "audit?action=role_changed", "audit?about=none"),
    "/account": ("account", "account?done=password"),
    "/account/factor": ("account/factor",),
    "/again": ("again?back=/staff/team",),
}
# What the page of a conversation fetches into itself: no documents of their own.
PARTS: dict[str, tuple[str, ...]] = {
    f"{CHAT}/suggestions": ("conversations/{chat}/suggestions",),
    f"{CHAT}/insert/{{kind}}": (
        "conversations/{chat}/insert/products",
        "conversations/{chat}/insert/orders",
        "conversations/{chat}/insert/articles",
    ),
    "/studio/judging/{model}/underway": ("studio/judging/frontdesk-3/underway",),
    "/replies/pick": ("replies/pick?conversation={chat}",),
    "/analytics/job": ("analytics/job?page=risk",),
}
# What nobody signed in sees; the page that asks for a code opens by the cookie of the step before.
STRANGERS: dict[str, tuple[str, ...]] = {
    "/login": ("login", "login?ended=1", "nothing"),
    "/setup/{token}": ("setup/{link}", "setup/{password}", "setup/used"),
}
STEP = "/login/code"
FILES: dict[str, str] = {
    "/vendor/{name}": "vendor/htmx.min.js",
    "/replies/export": "replies/export",
    "/audit/export": "audit/export",
    "/studio/exchange/export": "studio/exchange/export",
    "/reports/{name}.csv": "reports/reasons.csv",
    "/analytics/{name}/{part}.csv": "analytics/risk/who.csv",
    "/analytics/segments/{segment}/audience.csv": "analytics/segments/champions/audience.csv",
    "/experiments/{key}.csv": "experiments/recs-1.csv",
    "/studio/insight/{name}.csv": "studio/insight/intents.csv",
}


def fill(addresses: Mapping[str, tuple[str, ...]], ids: Mapping[str, Any]) -> Iterator[str]:
    """Give every address of a table as a path."""
    for one in addresses.values():
        for address in one:
            yield "/staff/" + address.format_map(ids)


def find_routes(app: FastAPI) -> set[str]:
    """Return everything of the console that can be opened."""
    found = {path for method, path in all_routes(app) if method == "GET"}
    return {path.removeprefix("/staff") for path in found}


def list_known() -> set[str]:
    """Return the routes that tests open."""
    return {*PAGES, *PARTS, *STRANGERS, STEP, *FILES}
