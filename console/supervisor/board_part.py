"""The part of the live board that changes, and how it is drawn without a request."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.ledger.notes import NoteKind
from console.live.parts import Part, Viewer
from console.reports.view import name_reason
from console.supervisor.board import Board, read_board
from console.web import as_principal, draw
from console.words.spans import say_span
from kernel.clock import utc_now
from kernel.principals import require
from kernel.turns import Language

OVERRULE = "conversations:overrule"
PART = "board:"
TOUCHED: frozenset[NoteKind] = frozenset({"message", "owner", "queue", "desk"})
PAUSE = 1.0  # seconds: a board changes with every word that anybody says


def render_board(session: Session, *, now: datetime, language: Language) -> str:
    """Return `<div id="board">`, for whoever may overrule."""
    board = read_board(session, now=now)
    return draw("supervisor/_board.html", language, **describe_board(board, language))


def describe_board(board: Board, language: Language) -> dict[str, Any]:
    """Return what the part says beside the board itself."""
    return {
        "board": board,
        "reasons": {
            one.reason: name_reason(one.reason, language) if one.reason else ""
            for one in board.risks
        },
        "span": lambda seconds: say_span(seconds, language),
    }


def make_board(viewer: Viewer, _about: str) -> Part:
    """Return the live part: one for all supervisors who read the same language."""
    require(as_principal(viewer.staff), OVERRULE)
    language = viewer.language

    def render(session: Session) -> str:
        return render_board(session, now=utc_now(), language=language)

    return Part(f"board:{language}", "board", TOUCHED, render, pause=PAUSE)
