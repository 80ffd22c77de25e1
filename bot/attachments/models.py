"""Tables of attachments: what a file is, and apart from it its bytes."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base, UtcDateTime

TOKEN_LENGTH = 43  # 256 random bits in base64: the id is what opens the file, so nobody guesses it


class Attachment(Base):
    """One cleaned file. `message_id` is empty until the customer sends the message it belongs to.

    `width` and `height` are those of a picture in pixels, 0 for a PDF.
    """

    __tablename__ = "attachment"
    __table_args__ = (
        Index("ix_attachment_conversation", "conversation_id", "created_at"),
        Index("ix_attachment_unsent", "message_id", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(TOKEN_LENGTH), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    message_id: Mapped[int | None] = mapped_column(default=None)
    name: Mapped[str] = mapped_column(String(120))
    media_type: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]
    width: Mapped[int] = mapped_column(default=0)
    height: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    def describe(self) -> dict[str, Any]:
        """Return what a message keeps of it and clients are told."""
        return {
            "id": self.id,
            "name": self.name,
            "media_type": self.media_type,
            "size": self.size,
            "width": self.width,
            "height": self.height,
        }


class AttachmentContent(Base):
    """The bytes of a file. In the database, so that they are kept or lost with the message, and
    are there for every process; in a table of their own, so that no query reads them by chance."""

    __tablename__ = "attachment_content"

    attachment_id: Mapped[str] = mapped_column(
        ForeignKey("attachment.id", ondelete="CASCADE"), primary_key=True
    )
    content: Mapped[bytes] = mapped_column(LargeBinary)
