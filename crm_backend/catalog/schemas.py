"""Bodies of the catalog routes."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from crm_backend.paging import PageRead
from crm_backend.text import FilledLine, Slug, Text

MAX_CENTS = 100_000_000  # a million in the currency: what a shop of this kind surely stays below
Cents = Annotated[int, Field(ge=0, le=MAX_CENTS)]
Stock = Annotated[int, Field(ge=0, le=1_000_000)]
Months = Annotated[int, Field(ge=0, le=600)]
Sku = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
ImagePath = Annotated[str, StringConstraints(pattern=r"^(/pictures/[A-Za-z0-9_-]{1,40}\.svg)?$")]


class ProductCreate(BaseModel):
    """A new product; `category` is the slug of its category."""

    model_config = ConfigDict(extra="forbid")

    sku: Sku
    category: Slug
    name_en: FilledLine
    name_zh: FilledLine
    description_en: Text = ""
    description_zh: Text = ""
    price_cents: Cents
    currency: Currency = "EUR"
    stock: Stock = 0
    image_path: ImagePath = ""
    warranty_months: Months = 24
    is_active: bool = True


class ProductUpdate(BaseModel):
    """What shall change; a field left out stays as it is, and null is refused."""

    model_config = ConfigDict(extra="forbid")

    category: Slug = ""
    name_en: FilledLine = ""
    name_zh: FilledLine = ""
    description_en: Text = ""
    description_zh: Text = ""
    price_cents: Cents = 0
    stock: Stock = 0
    image_path: ImagePath = ""
    warranty_months: Months = 0
    is_active: bool = True


class CategoryRead(BaseModel):
    """A category as the API shows it."""

    model_config = ConfigDict(from_attributes=True)

    slug: str
    name_en: str
    name_zh: str
    image_path: str


class ProductRead(BaseModel):
    """A product as the API shows it."""

    model_config = ConfigDict(from_attributes=True)

    sku: str
    category: CategoryRead
    name_en: str
    name_zh: str
    description_en: str
    description_zh: str
    price_cents: int
    currency: str
    stock: int
    image_path: str
    warranty_months: int
    is_active: bool
    created_at: datetime


class ProductPage(PageRead[ProductRead]):
    """A page of products."""
