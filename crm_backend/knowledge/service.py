"""Finding and keeping articles."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from crm_backend.knowledge.models import Article
from crm_backend.knowledge.schemas import ArticleCreate, ArticleUpdate
from crm_backend.matching import Document, rank
from crm_backend.paging import Page, page_by_id
from crm_backend.text import plain
from kernel.errors import Conflict, NotFound

TITLE, BODY = 1.0, 0.5  # how much a word counts by where it stands


def find_article(session: Session, *, topic: str) -> Article:
    """Return the article that answers the intent `topic`, or raise `NotFound`."""
    query = select(Article).where(Article.topic == plain(topic)).order_by(Article.id).limit(1)
    return _take(session.scalar(query))


def get_article(session: Session, *, slug: str) -> Article:
    """Return the article of this slug, or raise `NotFound`."""
    return _take(session.scalar(select(Article).where(Article.slug == plain(slug))))


def list_articles(
    session: Session, *, topic: str | None = None, after: str | None = None, limit: int = 50
) -> Page[Article]:
    """Return articles by age, of one topic or of all."""
    query = select(Article)
    if topic is not None:
        query = query.where(Article.topic == plain(topic))
    return page_by_id(session, query, column=Article.id, after=after, limit=limit)


def search_articles(session: Session, *, text: str, language: str, limit: int = 3) -> list[Article]:
    """Return the articles that fit `text` in `language`, best first; none where nothing fits."""
    articles = {item.id: item for item in session.scalars(select(Article).order_by(Article.id))}
    documents = [
        Document(item.id, ((item.title(language), TITLE), (item.body(language), BODY)))
        for item in articles.values()
    ]
    return [articles[key] for key, _score in rank(text, documents)[:limit]]


def create_article(session: Session, *, article: ArticleCreate, now: datetime) -> Article:
    """Store a new article; raise `Conflict` where the slug is taken."""
    try:
        with session.begin_nested():
            made = Article(**article.model_dump(), updated_at=now)
            session.add(made)
    except IntegrityError as error:
        raise Conflict("Another article has this slug.", field="slug") from error
    return made


def update_article(
    session: Session, *, slug: str, changes: ArticleUpdate, now: datetime
) -> Article:
    """Change the fields that `changes` sets; raise `NotFound`."""
    article = get_article(session, slug=slug)
    for field, value in changes.model_dump(exclude_unset=True).items():
        setattr(article, field, value)
    article.updated_at = now
    session.flush()
    return article


def _take(article: Article | None) -> Article:
    if article is None:
        raise NotFound("There is no such article.")
    return article
