"""Bodies of the knowledge routes."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from crm_backend.paging import PageRead
from crm_backend.text import FilledLine, FilledText, Slug

Topic = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,60}$")]


class ArticleCreate(BaseModel):
    """A new article, in both languages."""

    model_config = ConfigDict(extra="forbid")

    slug: Slug
    topic: Topic
    title_en: FilledLine
    title_zh: FilledLine
    body_en: FilledText
    body_zh: FilledText


class ArticleUpdate(BaseModel):
    """What shall change; a field left out stays as it is, and null is refused."""

    model_config = ConfigDict(extra="forbid")

    topic: Topic = ""
    title_en: FilledLine = ""
    title_zh: FilledLine = ""
    body_en: FilledText = ""
    body_zh: FilledText = ""


class ArticleRead(BaseModel):
    """An article as the API shows it."""

    model_config = ConfigDict(from_attributes=True)

    slug: str
    topic: str
    title_en: str
    title_zh: str
    body_en: str
    body_zh: str
    updated_at: datetime


class ArticlePage(PageRead[ArticleRead]):
    """A page of articles."""
