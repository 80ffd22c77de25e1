"""The action server: the webhook Rasa calls, behind a shared secret, with a limit and a budget."""

import asyncio
import hmac
import json
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from rasa_sdk.executor import ActionExecutor

from actions.action import BUDGET_SECONDS, LISTEN, Workplace
from actions.registry import ACTIONS
from crm_backend.analytics.recommendations import read_holdout
from kernel.errors import Invalid, TooLarge, Unauthenticated
from kernel.logging import get_logger
from kernel.runtime import Runtime

PATH = "/internal/actions/webhook"
MAX_BODY_BYTES = 1_000_000
HEADER = "X-Frontdesk-Secret"
FAILED: dict[str, Any] = {
    "events": [{"event": "followup", "name": LISTEN, "timestamp": None}],
    "responses": [{"response": "utter_action_failed"}],
}

log = get_logger(__name__)


def make_executor(workplace: Workplace) -> ActionExecutor:
    """Return an executor that knows every action."""
    executor = ActionExecutor()
    for action in ACTIONS:
        executor.register_action(action(workplace))
    return executor


def create_router(
    runtime: Runtime, secret: str, *, budget_seconds: float = BUDGET_SECONDS
) -> APIRouter:
    """Return the webhook; `secret` is what Rasa must send, in the header."""
    turn_key = runtime.settings.derive_key("turns")
    holdout = read_holdout(runtime.settings)
    executor = make_executor(Workplace(runtime, turn_key, budget_seconds, holdout))
    router = APIRouter(include_in_schema=False)

    @router.post(PATH)
    async def run_action(request: Request) -> JSONResponse:
        check_secret(request, secret)
        call = read_call(await read_body(request))
        return JSONResponse(await run_call(executor, call, budget_seconds))

    return router


def check_secret(request: Request, secret: str) -> None:
    """Raise `Unauthenticated` unless the header holds the secret; the time taken tells nothing."""
    given = request.headers.get(HEADER, "").encode()
    if not hmac.compare_digest(given, secret.encode()):
        raise Unauthenticated("This is for the dialogue engine alone.")


async def read_body(request: Request) -> bytes:
    """Return the body; raise `TooLarge` as soon as it is known to be."""
    declared = request.headers.get("content-length", "0")
    body = bytearray()
    if not declared.isdecimal() or int(declared) <= MAX_BODY_BYTES:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_BODY_BYTES:
                break
        else:
            return bytes(body)
    raise TooLarge(f"A call of an action holds at most {MAX_BODY_BYTES} bytes.")


def read_call(body: bytes) -> dict[str, Any]:
    """Return the call as Rasa sends it; what it holds is never said back."""
    try:
        call = json.loads(body)
    except (ValueError, RecursionError) as error:  # nested ten thousand deep is no call either
        raise Invalid("The call is no JSON.") from error
    is_call = isinstance(call, dict) and isinstance(call.get("next_action"), str)
    if not is_call or not isinstance(call.get("tracker"), dict):
        raise Invalid("The call names no action or holds no tracker.")
    # The executor insists on a domain; our actions need none, and Rasa may leave it out.
    return {"domain": {}, **call}


async def run_call(
    executor: ActionExecutor, call: dict[str, Any], budget_seconds: float
) -> dict[str, Any]:
    """Return what the action answers, or an honest apology when it fails or takes too long."""
    name = call["next_action"]
    try:
        result = await asyncio.wait_for(executor.run(call), budget_seconds)
    except TimeoutError:
        log.error("action_timed_out", action=name, seconds=budget_seconds)
        return FAILED
    # Whatever goes wrong in an action, the customer must get an answer.
    except Exception:
        log.exception("action_failed", action=name)
        return FAILED
    return result.model_dump() if result is not None else FAILED
