"""The table of archives that were read and not taken yet."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base, UtcDateTime


class StudioUpload(Base):
    """What an archive held, until its reader takes it or leaves it; a day at most.

    `files` are its texts by path; `findings` tell of files that are not taken; `left_out` names
    those, with their kind.
    """

    __tablename__ = "studio_upload"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    name: Mapped[str] = mapped_column(String(120))
    files: Mapped[dict[str, str]] = mapped_column(JSON)
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    left_out: Mapped[dict[str, str]] = mapped_column(JSON)
