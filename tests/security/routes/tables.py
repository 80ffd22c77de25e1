"""What each route of the whole application asks of its caller, and ids to try it with."""

from collections.abc import Callable

from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.crm_backend.test_permissions import NEEDED as OF_CRM
from tests.security.whole import list_routes

DESK, CHAT = "/api/v1/desk", "/api/v1/desk/conversations/{conversation_id}"
READ, WORK, RUN = "conversations:read", "conversations:write", "desk:write"
# Route → the permission it must ask for. A route that is in none of the tables fails the build.
OF_BOT = {
    ("get", DESK): READ,
    ("put", f"{DESK}/agents/{{agent_id}}"): WORK,
    ("get", f"{DESK}/queue"): READ,
    ("post", f"{DESK}/queue/next"): WORK,
    ("get", CHAT): READ,
    ("post", f"{CHAT}/take"): WORK,
    ("post", f"{CHAT}/reply"): WORK,
    ("post", f"{CHAT}/transfer"): WORK,
    ("post", f"{CHAT}/requeue"): WORK,
    ("post", f"{CHAT}/return"): WORK,
    ("post", f"{CHAT}/close"): WORK,
    ("get", f"{DESK}/hours"): READ,
    ("put", f"{DESK}/hours"): RUN,
    ("get", f"{DESK}/escalation"): READ,
    ("put", f"{DESK}/escalation"): RUN,
    ("get", f"{DESK}/timers"): READ,
    ("put", f"{DESK}/timers"): RUN,
    ("get", f"{DESK}/refunds"): READ,
    ("put", f"{DESK}/refunds"): RUN,
    ("get", f"{DESK}/targets"): READ,
    ("put", f"{DESK}/targets"): RUN,
    ("post", f"{CHAT}/pass-on"): WORK,
    ("post", f"{CHAT}/snooze"): WORK,
    ("post", f"{CHAT}/unsnooze"): WORK,
    ("get", f"{CHAT}/take-up"): READ,
    ("post", f"{CHAT}/merge"): WORK,
    ("post", f"{CHAT}/split"): WORK,
    ("get", f"{CHAT}/stream"): READ,
    ("get", f"{CHAT}/gazes"): READ,
    ("put", f"{CHAT}/gazes"): WORK,
    ("delete", f"{CHAT}/gazes/{{agent_id}}"): WORK,
    ("get", f"{CHAT}/notes"): READ,
    ("post", f"{CHAT}/notes"): WORK,
    ("put", f"{CHAT}/notes/{{note_id}}"): WORK,
    ("post", f"{CHAT}/notes/{{note_id}}/delete"): WORK,
    ("get", f"{DESK}/agents/{{agent_id}}/mentions"): READ,
    ("post", f"{DESK}/agents/{{agent_id}}/mentions/read"): WORK,
    ("get", f"{DESK}/profiles"): READ,
    ("get", f"{DESK}/profiles/{{agent_id}}"): READ,
    ("put", f"{DESK}/profiles/{{agent_id}}"): RUN,
    ("delete", f"{DESK}/profiles/{{agent_id}}"): RUN,
    ("get", f"{DESK}/assignment"): READ,
    ("put", f"{DESK}/assignment"): RUN,
    ("get", f"{DESK}/outcomes"): READ,
    ("put", f"{DESK}/outcomes"): RUN,
    ("get", f"{DESK}/letters"): READ,
    ("post", f"{DESK}/letters/{{letter_id}}/requeue"): WORK,
    ("post", "/api/v1/identity/logout"): "identity:end",
}
NEEDED = OF_CRM | OF_BOT
# What keeps strangers out of the others; all else below /staff is for staff who are signed in.
SECRET = {("post", "/internal/actions/webhook"), ("post", "/telegram/v1/webhook")}
SESSION = {("ws", "/chat/v1/ws"), ("post", "/chat/v1/attachments"), ("ws", "/staff/live")}
DEMO_ONLY = {("get", "/demo/mails")}
OPEN = {
    ("get", "/"),
    ("get", "/healthz"),
    ("get", "/readyz"),
    ("get", "/openapi.json"),
    ("get", "/pictures/{name}.svg"),
    ("get", "/shop/static/*"),
    ("get", "/widget/v1/{name}.js"),
    ("get", "/chat/v1/config"),
    ("get", "/chat/v1/continue/{token}"),  # leads to a page and shows nothing
    ("get", "/chat/v1/attachments/{attachment_id}"),  # the id is the secret (S24)
    ("options", "/chat/v1/attachments"),
    ("get", "/staff/login"),
    ("post", "/staff/login"),
    ("get", "/staff/login/code"),  # opens by the cookie that the password gave
    ("post", "/staff/login/code"),
    ("post", "/staff/logout"),
    ("get", "/staff/setup/{token}"),
    ("post", "/staff/setup/{token}"),
    ("get", "/staff/static/*"),
    ("get", "/staff/vendor/{name}"),
}
ROLES = (None, "viewer", "agent", "supervisor", "admin")
# For each part of a path: what is there, what is somebody else's or nobody's, what is no id at all.
IDS = {
    "customer_id": ["1", "2", "999999", "0", "-1", "x", str(2**63)],
    "identity_id": ["1", "999"],
    "number": ["FD-1000001", "T-20000", "FD-9999999", "%00", "'"],
    "sku": ["LL-0001", "X", "%25"],
    "slug": ["warranty", "x"],
    "key_id": ["998", "999", str(2**63)],  # 1 is the caller's own, which they may end
    "conversation_id": ["0" * 32, "f" * 32, "x", "0" * 31 + "%00"],
    "agent_id": ["1", "x" * 65],
    "letter_id": ["1", "999", "0"],
    "note_id": ["1", "999", "0"],
    "offer_id": ["1", "999", "0", str(2**63)],
    "key": ["greeting", "x%00", "x" * 200],
}


def find_staff_routes(app: FastAPI) -> set[tuple[str, str]]:
    """Return what opens to a login of staff alone; which role is asked is looked at in S38."""
    below = {(method.lower(), path) for method, path in list_routes(app) if path[:7] == "/staff/"}
    return below - SESSION - OPEN


ClientOf = Callable[[str | None], TestClient]
