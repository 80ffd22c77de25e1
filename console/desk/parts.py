"""The live parts of the desk's pages, and how each is drawn."""

from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from bot.ledger.notes import Note, NoteKind
from console.customers.panel import ELEMENT, render_panel
from console.desk import context, listing, mood
from console.desk.ids import check_chat_id
from console.desk.listing import COMMON_VIEWS, COUNTER, Chosen, read_choice
from console.live.parts import Part, PartMaker, Viewer
from console.supervisor.board_part import make_board
from console.web import as_principal, draw
from kernel.clock import utc_now
from kernel.principals import may, require

Read = Callable[[Session, Viewer, str], dict[str, Any]]
read_whole = partial(context.read_transcript, whole=True)

LOOKED: frozenset[NoteKind] = frozenset({"desk", "preview"})
SAID: frozenset[NoteKind] = frozenset({"message", "changed", "desk"})
MOVED: frozenset[NoteKind] = frozenset({"owner", "desk"})
LISTED: frozenset[NoteKind] = frozenset({"message", "owner", "queue", "desk"})
COUNTED = LISTED - {"desk"}  # what staff look at, note and are told moves no conversation
ANSWERED: frozenset[NoteKind] = MOVED | {
    "message"
}  # whose forms say which message their page has shown
CARRIED: frozenset[NoteKind] = frozenset({"owner", "queue", "desk"})
LIST_PAUSE = 0.5  # seconds: a list changes with every word that anybody says
SEARCH_PAUSE = 5.0  # and a search costs more than a view
COUNT_PAUSE = 1.0
BESIDE_PAUSE = 1.0


def of_chat(
    name: str,
    element: str,
    kinds: frozenset[NoteKind],
    read: Read,
    *,
    is_own: bool,
    template: str = "",
) -> PartMaker:
    """Return the maker of a part of a conversation's page; `is_own`: each agent's reads otherwise.

    Everybody who may read conversations may see it; what else they may is asked while it is drawn.
    """

    def make(viewer: Viewer, about: str) -> Part:
        require(as_principal(viewer.staff), "conversations:read")
        chat = check_chat_id(about)
        who = str(viewer.staff.id) if is_own else viewer.staff.role

        around: set[str] = set()

        def render(session: Session) -> str:
            values = read(session, viewer, chat)
            around.update(values.get("around", ()))
            return draw(f"desk/_{template or name}.html", viewer.language, **values)

        key = f"{name}:{chat}:{viewer.language}:{who}"
        return Part(key, element, kinds, render, conversation_id=chat, around=around)

    return make


def make_list(viewer: Viewer, about: str) -> Part:
    """Return the part with the rows of a view, one for all or one's own, or with those found."""
    require(as_principal(viewer.staff), "conversations:read")
    chosen = read_choice(about)
    is_common = chosen.view in COMMON_VIEWS and not chosen.words
    who = "" if is_common else str(viewer.staff.id)
    pause = SEARCH_PAUSE if chosen.words else LIST_PAUSE

    def render(session: Session) -> str:
        values = listing.read_list(session, viewer, chosen, utc_now())
        return draw("desk/_list.html", viewer.language, **values)

    key = f"list:{chosen.query}:{viewer.language}:{who}"
    return Part(key, "list", LISTED, render, pause=pause)


def hear_counts(note: Note) -> None:
    """Have conversations counted anew after a change; once, however many pages show counts."""
    if note.kind in COUNTED:
        COUNTER.forget()


def make_views(viewer: Viewer, about: str) -> Part:
    """Return the part with the views and their counts."""
    require(as_principal(viewer.staff), "conversations:read")
    chosen = read_choice(about)

    def render(session: Session) -> str:
        mark = COUNTER.mark  # before the first query, so that every change heard by now counts
        values = listing.read_views(session, viewer, chosen, utc_now(), mark)
        return draw("desk/_views.html", viewer.language, **values)

    shown = "" if chosen.words else chosen.view
    key = f"views:{shown}:{viewer.language}:{viewer.staff.id}"
    return Part(key, "views", LISTED, render, pause=COUNT_PAUSE)


def make_load(viewer: Viewer, _about: str) -> Part:
    """Return the part with whether the viewer is there and how many chats they have."""
    require(as_principal(viewer.staff), "conversations:write")

    def render(session: Session) -> str:
        return draw("desk/_load.html", viewer.language, load=listing.read_load(session, viewer))

    key = f"load:{viewer.language}:{viewer.staff.id}"
    return Part(key, "load", CARRIED, render, pause=COUNT_PAUSE)


def list_parts(viewer: Viewer, chosen: Chosen) -> list[str]:
    """Return the names of the parts of a list; an older page of it stays as it is."""
    parts = [f"views:{chosen.query}"]
    if may(as_principal(viewer.staff), "conversations:write"):
        parts.append("load")
    return parts if chosen.after else [*parts, f"list:{chosen.query}"]


def make_beside(viewer: Viewer, about: str) -> Part:
    """Return the part with the customer of a chat, the same for all of one role and language."""
    require(as_principal(viewer.staff), "conversations:read")
    chat = check_chat_id(about)
    key = f"beside:{chat}:{viewer.language}:{viewer.staff.role}"

    def render(session: Session) -> str:
        return render_panel(session, viewer, chat)

    return Part(key, ELEMENT, MOVED | SAID, render, conversation_id=chat, pause=BESIDE_PAUSE)


MAKERS: dict[str, PartMaker] = {
    "head": of_chat("head", "head", ANSWERED, context.read_head, is_own=True),
    "transcript": of_chat("transcript", "transcript", SAID, context.read_transcript, is_own=False),
    "whole": of_chat("whole", "transcript", SAID, read_whole, is_own=False, template="transcript"),
    "why": of_chat("why", "why", MOVED | SAID, context.read_why, is_own=False),
    "mood": of_chat("mood", "mood", SAID, mood.read_mood, is_own=False),
    "others": of_chat("others", "others", LOOKED, context.read_others, is_own=True),
    "reply": of_chat("reply", "reply-area", MOVED | SAID, context.read_reply, is_own=True),
    "beside": make_beside,
    "list": make_list,
    "views": make_views,
    "load": make_load,
    "board": make_board,
}
CHAT_PARTS = ("head", "why", "mood", "transcript", "others", "reply", "beside")
