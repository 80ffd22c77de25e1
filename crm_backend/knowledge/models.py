"""The table of articles."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base, UtcDateTime


class Article(Base):
    """An answer to a common question. `topic` is the intent it answers, such as `ask_warranty`."""

    __tablename__ = "article"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    topic: Mapped[str] = mapped_column(String(60), index=True)
    title_en: Mapped[str] = mapped_column(String(200))
    title_zh: Mapped[str] = mapped_column(String(200))
    body_en: Mapped[str] = mapped_column(Text)
    body_zh: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)

    def title(self, language: str) -> str:
        """Return the title in `language`; anything but "zh" means English."""
        return self.title_zh if language == "zh" else self.title_en

    def body(self, language: str) -> str:
        """Return the text in `language`; anything but "zh" means English."""
        return self.body_zh if language == "zh" else self.body_en
