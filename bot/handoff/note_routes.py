"""HTTP routes of notes between staff, and of who is named in them."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from sqlalchemy.orm import Session

from bot.handoff import staff_notes
from bot.handoff.chat_schemas import (
    CountRead,
    MentionsGiven,
    MentionsRead,
    NotedRead,
    NoteGiven,
    NoteRead,
    NoteRowRead,
)
from bot.handoff.http import CHAT, READ, WORK, AgentId, Id, TheDesk, as_agent
from bot.handoff.presence import list_colleagues
from bot.handoff.schemas import AgentGiven
from bot.ledger.conversations import get_conversation
from crm_backend.access.guard import Caller, needs
from crm_backend.http import ERRORS

NoteId = Annotated[int, Path(ge=1, le=2**31 - 1)]
After = Annotated[int, Query(ge=0, le=2**31 - 1)]

router = APIRouter(prefix="/api/v1/desk", tags=["desk"], responses=ERRORS)


@router.get(f"{CHAT}/notes", dependencies=[needs(READ)])
async def list_notes(at: TheDesk, conversation_id: Id, after: After = 0) -> list[NoteRowRead]:
    """List what staff noted of a conversation, 500 after an id at most."""

    def work(session: Session) -> list[NoteRowRead]:
        get_conversation(session, conversation_id=conversation_id)
        rows = staff_notes.list_notes(session, conversation_id=conversation_id, after=after)
        return [NoteRowRead.model_validate(row) for row in rows]

    return await at.ledger.read(work)


@router.post(f"{CHAT}/notes", status_code=201, dependencies=[needs(WORK)])
async def write_note(
    at: TheDesk, conversation_id: Id, body: NoteGiven, caller: Caller
) -> NotedRead:
    """Note something for staff; the customer never sees it."""
    staff = await at.ledger.read(list_colleagues)
    note_id = await at.ledger.write(
        lambda session: staff_notes.write_note(
            session,
            conversation_id=conversation_id,
            author=as_agent(body, caller),
            text=body.text,
            staff=staff,
            now=at.clock(),
        )
    )
    return NotedRead(note_id=note_id)


@router.put(f"{CHAT}/notes/{{note_id}}", status_code=204, dependencies=[needs(WORK)])
async def edit_note(
    at: TheDesk, conversation_id: Id, note_id: NoteId, body: NoteGiven, caller: Caller
) -> None:
    """Change a note of one's own; a supervisor may change any."""
    staff = await at.ledger.read(list_colleagues)
    await at.ledger.write(
        lambda session: staff_notes.edit_note(
            session,
            conversation_id=conversation_id,
            note_id=note_id,
            agent=as_agent(body, caller),
            text=body.text,
            staff=staff,
            now=at.clock(),
        )
    )


@router.post(f"{CHAT}/notes/{{note_id}}/delete", status_code=204, dependencies=[needs(WORK)])
async def delete_note(
    at: TheDesk, conversation_id: Id, note_id: NoteId, body: AgentGiven, caller: Caller
) -> None:
    """Take back what a note says; an empty line stays."""
    await at.ledger.write(
        lambda session: staff_notes.delete_note(
            session,
            conversation_id=conversation_id,
            note_id=note_id,
            agent=as_agent(body, caller),
            now=at.clock(),
        )
    )


@router.get("/agents/{agent_id}/mentions", dependencies=[needs(READ)])
async def show_mentions(at: TheDesk, agent_id: AgentId) -> MentionsRead:
    """Show the notes that name an agent and were not read by them, the newest 50."""

    def work(session: Session) -> MentionsRead:
        notes = staff_notes.list_mentions(session, staff_id=agent_id)
        return MentionsRead(
            unread=staff_notes.count_unread_mentions(session, staff_id=agent_id),
            notes=[NoteRead.model_validate(note) for note in notes],
        )

    return await at.ledger.read(work)


@router.post("/agents/{agent_id}/mentions/read", dependencies=[needs(WORK)])
async def read_mentions(at: TheDesk, agent_id: AgentId, body: MentionsGiven) -> CountRead:
    """Say that an agent has read them."""
    count = await at.ledger.write(
        lambda session: staff_notes.read_mentions(
            session,
            staff_id=agent_id,
            conversation_id=body.conversation_id,
            now=at.clock(),
        )
    )
    return CountRead(count=count)
