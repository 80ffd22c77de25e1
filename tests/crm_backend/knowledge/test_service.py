"""Articles: by topic, by slug, by words in either language."""

import pytest
from sqlalchemy.orm import Session

from crm_backend.knowledge import service
from crm_backend.knowledge.schemas import ArticleCreate, ArticleUpdate
from kernel.errors import Conflict, NotFound
from tests.crm_backend.shop import NOW


def create(session: Session, slug: str, title: tuple[str, str], body: tuple[str, str]) -> None:
    article = ArticleCreate(
        slug=slug,
        topic=f"ask_{slug}",
        title_en=title[0],
        title_zh=title[1],
        body_en=body[0],
        body_zh=body[1],
    )
    service.create_article(session, article=article, now=NOW)


@pytest.fixture(autouse=True)
def _articles(session: Session) -> None:
    create(session, "warranty", ("Warranty", "保修"), ("Two years on lamps.", "灯具保修两年。"))
    create(session, "shipping", ("Shipping", "运费"), ("Free above 50 EUR.", "满50欧元免运费。"))


def test_article_is_found_when_its_topic_is_asked(session: Session) -> None:
    article = service.find_article(session, topic="ask_warranty")
    assert (article.title("zh"), article.body("en")) == ("保修", "Two years on lamps.")
    assert (article.title("en"), article.body("zh")) == ("Warranty", "灯具保修两年。")


@pytest.mark.parametrize(
    ("text", "language", "slug"),
    [
        ("how long is the waranty", "en", "warranty"),
        ("what does shipping cost", "en", "shipping"),
        ("保修多久", "zh", "warranty"),
        ("运费多少钱", "zh", "shipping"),
    ],
)
def test_article_is_best_when_it_answers(
    session: Session, text: str, language: str, slug: str
) -> None:
    assert service.search_articles(session, text=text, language=language, limit=1)[0].slug == slug


def test_nothing_is_found_when_nothing_fits(session: Session) -> None:
    assert service.search_articles(session, text="zzzz", language="en", limit=3) == []
    for lost in ("ask_nothing", "\x00", "\ud800"):
        with pytest.raises(NotFound):
            service.find_article(session, topic=lost)
        with pytest.raises(NotFound):
            service.get_article(session, slug=lost)


def test_article_is_refused_when_slug_is_taken(session: Session) -> None:
    with pytest.raises(Conflict):
        create(session, "warranty", ("a", "b"), ("c", "d"))
    assert len(service.list_articles(session).items) == 2


def test_list_is_narrowed_when_topic_is_given(session: Session) -> None:
    found = service.list_articles(session, topic="ask_shipping").items
    assert [article.slug for article in found] == ["shipping"]


def test_only_named_fields_change_when_updated(session: Session) -> None:
    changes = ArticleUpdate(body_en="Three years.")
    changed = service.update_article(session, slug="warranty", changes=changes, now=NOW)
    assert (changed.body_en, changed.body_zh) == ("Three years.", "灯具保修两年。")
