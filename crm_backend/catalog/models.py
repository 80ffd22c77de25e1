"""Tables of what is sold. Names and descriptions are kept in English and Chinese."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kernel.db import Base, UtcDateTime


class Category(Base):
    """A shelf of the shop."""

    __tablename__ = "category"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name_en: Mapped[str] = mapped_column(String(100))
    name_zh: Mapped[str] = mapped_column(String(100))
    image_path: Mapped[str] = mapped_column(String(200), default="")

    def name(self, language: str) -> str:
        """Return the name in `language`; anything but "zh" means English."""
        return self.name_zh if language == "zh" else self.name_en


class Product(Base):
    """A thing for sale. `image_path` is the path of its URL, such as `/pictures/LL-0001.svg`."""

    __tablename__ = "product"
    __table_args__ = (
        CheckConstraint("price_cents >= 0", name="price_not_negative"),
        CheckConstraint("stock >= 0", name="stock_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sku: Mapped[str] = mapped_column(String(40), unique=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"), index=True)
    name_en: Mapped[str] = mapped_column(String(200))
    name_zh: Mapped[str] = mapped_column(String(200))
    description_en: Mapped[str] = mapped_column(Text, default="")
    description_zh: Mapped[str] = mapped_column(Text, default="")
    price_cents: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    stock: Mapped[int] = mapped_column(default=0)
    image_path: Mapped[str] = mapped_column(String(200), default="")
    warranty_months: Mapped[int] = mapped_column(default=24)
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    category: Mapped[Category] = relationship(lazy="raise")

    def name(self, language: str) -> str:
        """Return the name in `language`; anything but "zh" means English."""
        return self.name_zh if language == "zh" else self.name_en

    def description(self, language: str) -> str:
        """Return the description in `language`; anything but "zh" means English."""
        return self.description_zh if language == "zh" else self.description_en
