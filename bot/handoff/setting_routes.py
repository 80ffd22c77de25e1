"""HTTP routes of what a desk is set to, and of the messages that were given up."""

from typing import Annotated, TypeVar

from fastapi import APIRouter, Path
from pydantic import BaseModel

from bot.handoff import desk
from bot.handoff.http import READ, RUN, WORK, TheDesk
from bot.handoff.schemas import LetterRead
from bot.ledger import letters
from crm_backend.access.guard import Caller, needs
from crm_backend.http import ERRORS

TOLD = {
    "hours": "the hours of business, holidays included",
    "escalation": "by which rules chats become a person's",
    "timers": "how long the desk waits for a silent agent",
    "refunds": "how much agents may refund of one order",
    "targets": "how soon customers shall hear from a person",
    "assignment": "how waiting chats find their agents",
    "outcomes": "what chats may come to when they are closed",
}
T = TypeVar("T", bound=BaseModel)
LetterId = Annotated[int, Path(ge=1, le=2**31 - 1)]

router = APIRouter(prefix="/api/v1/desk", tags=["desk"], responses=ERRORS)


def add_setting(name: str, kind: type[T]) -> None:
    """Add the two routes of a setting: one shows it, the other sets it."""

    async def show(at: TheDesk) -> T:
        return await at.ledger.read(lambda session: desk.read_setting(session, kind))

    async def set_(at: TheDesk, body: kind, caller: Caller) -> T:  # type: ignore[valid-type]
        value: T = body
        await at.ledger.write(
            lambda session: desk.write_setting(session, value, now=at.clock(), by=caller.label)
        )
        return value

    for verb, method, permission, endpoint in (
        ("Show", "GET", READ, show),
        ("Set", "PUT", RUN, set_),
    ):
        router.add_api_route(
            f"/{name}",
            endpoint,
            methods=[method],
            dependencies=[needs(permission)],
            name=f"{verb.lower()}_{name}",
            description=f"{verb} {TOLD[name]}.",
            response_model=kind,
        )


for _name, _kind in desk.SETTINGS.items():
    add_setting(_name, _kind)


@router.get("/letters", dependencies=[needs(READ)])
async def list_letters(at: TheDesk) -> list[LetterRead]:
    """List messages whose turn was given up, newest first."""
    found = await at.ledger.read(letters.list_dead_letters)
    return [LetterRead.model_validate(one) for one in found]


@router.post("/letters/{letter_id}/requeue", status_code=204, dependencies=[needs(WORK)])
async def requeue_letter(at: TheDesk, letter_id: LetterId) -> None:
    """Have a turn that was given up tried once more; a second call is a 409."""
    await at.ledger.write(
        lambda session: letters.requeue_letter(session, letter_id=letter_id, now=at.clock())
    )
