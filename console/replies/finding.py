"""Finding saved replies for the picker: by the beginning of the shortcut, then by words."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from console.replies.models import SavedReply
from console.replies.service import is_seen_by
from console.staff.models import Staff
from crm_backend.matching import Document, rank
from crm_backend.text import plain
from kernel.turns import Language

LIMIT = 8
TITLE, TEXT = 1.0, 0.4  # how much a word counts by where it stands


@dataclass(frozen=True)
class FoundReply:
    """A reply that fits; `is_in_language` is False where only the other language has a text."""

    reply: SavedReply
    text: str
    is_in_language: bool


def find_replies(
    session: Session,
    staff: Staff,
    query: str,
    language: Language,
    limit: int = LIMIT,
    *,
    teams: Collection[str] | None = None,
) -> list[FoundReply]:
    """Return what a member of staff may insert, best first.

    Those whose shortcut begins with `query` come first, the most used before others; then those
    that hold its words in the title or the text. An empty query gives the most used. With `teams`,
    shared replies of other teams are left out.
    """
    wanted = plain(query).strip().lstrip("/").casefold()
    seen = select(SavedReply).where(is_seen_by(staff))
    if teams is not None:
        seen = seen.where(or_(SavedReply.team == "", SavedReply.team.in_(teams)))
    rows = session.scalars(seen.order_by(SavedReply.uses.desc(), SavedReply.shortcut)).all()
    chosen = {one.id: one for one in rows if one.shortcut.startswith(wanted)}
    if wanted and len(chosen) < limit:
        by_id = {one.id: one for one in rows}
        documents = [
            Document(one.id, ((f"{one.shortcut} {one.title}", TITLE), (one.text(language), TEXT)))
            for one in rows
            if one.id not in chosen
        ]
        for key, _score in rank(wanted, documents):
            chosen.setdefault(key, by_id[key])
    listed = sorted(chosen.values(), key=lambda one: not one.has(language)) if not wanted else None
    return [
        FoundReply(one, one.text(language), one.has(language))
        for one in (listed or list(chosen.values()))[:limit]
    ]
