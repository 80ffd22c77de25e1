"""The table of saved replies."""

from datetime import datetime
from typing import Literal

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.ledger.models import one_of
from kernel.db import Base, UtcDateTime
from kernel.turns import Language

ReplyScope = Literal["shared", "own"]


class SavedReply(Base):
    """A text to insert, found by its shortcut. One of the two languages may be empty.

    A shared one is everybody's (or, with `team`, a team's), an own one its owner's alone. `shelf`
    names the set within which shortcuts differ: all shared ones, or all of one owner.
    """

    __tablename__ = "saved_reply"
    __table_args__ = (UniqueConstraint("shelf", "shortcut"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    shelf: Mapped[str] = mapped_column(String(40))
    shortcut: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    text_en: Mapped[str] = mapped_column(Text, default="")
    text_zh: Mapped[str] = mapped_column(Text, default="")
    scope: Mapped[ReplyScope] = mapped_column(one_of(ReplyScope), default="shared")
    team: Mapped[str] = mapped_column(String(64), default="")
    owner_id: Mapped[int | None] = mapped_column(
        ForeignKey("staff.id", ondelete="CASCADE"), index=True, default=None
    )
    uses: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    changed_by: Mapped[str] = mapped_column(String(200))

    def text(self, language: Language) -> str:
        """Return the text in `language`, or in the other one where this is empty."""
        first, other = self.text_en, self.text_zh
        if language == "zh":
            first, other = other, first
        return first or other

    def has(self, language: Language) -> bool:
        """Tell whether there is a text in `language`."""
        return bool(self.text_zh if language == "zh" else self.text_en)


def shelf_of(scope: ReplyScope, owner_id: int | None) -> str:
    """Return the set of replies within which a shortcut is one reply's."""
    return "shared" if scope == "shared" else f"own:{owner_id}"
