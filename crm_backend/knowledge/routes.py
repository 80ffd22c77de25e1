"""HTTP routes of articles."""

from typing import Annotated

from fastapi import APIRouter, Query

from crm_backend.access.guard import needs
from crm_backend.http import API, ERRORS, After, Limit, PathWord
from crm_backend.knowledge import service
from crm_backend.knowledge.schemas import ArticleCreate, ArticlePage, ArticleRead, ArticleUpdate
from kernel.http import ReadSession, TheRuntime, WriteSession
from kernel.turns import Language

router = APIRouter(prefix=API, tags=["knowledge"], responses=ERRORS)

TopicFilter = Annotated[str | None, Query(max_length=60, description="An intent it answers.")]
Words = Annotated[str, Query(min_length=1, max_length=200)]


@router.get("/articles", dependencies=[needs("knowledge:read")])
def list_articles(
    session: ReadSession, topic: TopicFilter = None, after: After = None, limit: Limit = 50
) -> ArticlePage:
    """List articles."""
    page = service.list_articles(session, topic=topic, after=after, limit=limit)
    return ArticlePage.model_validate(page)


@router.get("/article-search", dependencies=[needs("knowledge:read")])
def search_articles(
    session: ReadSession, text: Words, language: Language = "en", limit: Limit = 3
) -> list[ArticleRead]:
    """Find the articles that answer a question; best first."""
    found = service.search_articles(session, text=text, language=language, limit=limit)
    return [ArticleRead.model_validate(article) for article in found]


@router.post("/articles", status_code=201, dependencies=[needs("knowledge:write")])
def create_article(body: ArticleCreate, session: WriteSession, runtime: TheRuntime) -> ArticleRead:
    """Store a new article."""
    made = service.create_article(session, article=body, now=runtime.clock())
    return ArticleRead.model_validate(made)


@router.get("/articles/{slug}", dependencies=[needs("knowledge:read")])
def get_article(slug: PathWord, session: ReadSession) -> ArticleRead:
    """Show one article."""
    return ArticleRead.model_validate(service.get_article(session, slug=slug))


@router.patch("/articles/{slug}", dependencies=[needs("knowledge:write")])
def update_article(
    slug: PathWord, body: ArticleUpdate, session: WriteSession, runtime: TheRuntime
) -> ArticleRead:
    """Change what the body names and nothing else."""
    changed = service.update_article(session, slug=slug, changes=body, now=runtime.clock())
    return ArticleRead.model_validate(changed)
