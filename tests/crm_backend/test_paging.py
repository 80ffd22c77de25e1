"""Pages: nothing lost, nothing twice, whatever the moments."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_backend.knowledge.models import Article
from crm_backend.paging import Page, page_by_id, page_by_newest, write_moment_cursor
from kernel.db import Database
from kernel.errors import Invalid
from tests.crm_backend.shop import NOW

MOMENTS = st.lists(
    st.integers(0, 3).map(lambda step: NOW + timedelta(microseconds=step)), max_size=12
)


@pytest.fixture(scope="module")
def memory() -> Iterator[Database]:
    database = Database("sqlite://")
    database.create_all()
    yield database
    database.dispose()


def fill(session: Session, moments: list[datetime]) -> None:
    for place, moment in enumerate(moments):
        words = {"title_en": "a", "title_zh": "b", "body_en": "c", "body_zh": "d"}
        row = Article(slug=f"a{place}", topic="t", updated_at=moment, **words)
        session.add(row)
    session.flush()


def read_newest(session: Session, after: str | None, limit: int) -> Page[Article]:
    return page_by_newest(
        session,
        select(Article),
        moment=Article.updated_at,
        column=Article.id,
        after=after,
        limit=limit,
    )


@given(moments=MOMENTS, limit=st.integers(1, 5))
def test_every_row_comes_once_newest_first_when_walking_pages(
    memory: Database, moments: list[datetime], limit: int
) -> None:
    with memory.session() as session:
        fill(session, moments)
        seen: list[Article] = []
        after: str | None = None
        while True:
            page = read_newest(session, after, limit)
            assert len(page.items) <= limit
            seen.extend(page.items)
            if page.next is None:
                break
            after = page.next
        keys = [(row.updated_at, row.id) for row in seen]
    assert len(seen) == len(moments)
    assert keys == sorted(keys, reverse=True)


def test_rows_come_by_id_when_paged_by_id(session: Session) -> None:
    fill(session, [NOW] * 5)
    first = page_by_id(session, select(Article), column=Article.id, after=None, limit=3)
    rest = page_by_id(session, select(Article), column=Article.id, after=first.next, limit=3)
    assert [row.slug for row in (*first.items, *rest.items)] == ["a0", "a1", "a2", "a3", "a4"]
    assert rest.next is None


def test_no_row_is_shown_twice_when_one_is_added_while_reading(session: Session) -> None:
    fill(session, [NOW, NOW + timedelta(seconds=1)])
    first = read_newest(session, None, 1)
    words = {"title_en": "a", "title_zh": "b", "body_en": "c", "body_zh": "d"}
    session.add(Article(slug="new", topic="t", updated_at=NOW + timedelta(days=1), **words))
    session.flush()
    assert [row.slug for row in read_newest(session, first.next, 5).items] == ["a0"]


@pytest.mark.parametrize(
    "cursor",
    ["", "x", "m", "m1", "m1-", "m-1-1", "i1", "m1-99999999999", "m999999999999999999-1", "m１-1"],
)
def test_cursor_is_refused_when_it_is_not_ours(session: Session, cursor: str) -> None:
    with pytest.raises(Invalid):
        read_newest(session, cursor, 5)


@given(cursor=st.text(max_size=40))
def test_cursor_is_refused_or_read_when_it_is_anything(memory: Database, cursor: str) -> None:
    with memory.session() as session, suppress(Invalid):
        page = page_by_id(session, select(Article), column=Article.id, after=cursor, limit=1)
        assert list(page.items) == []


@pytest.mark.parametrize("limit", [0, -1, 101])
def test_page_is_refused_when_its_size_is_out_of_bounds(session: Session, limit: int) -> None:
    with pytest.raises(Invalid):
        read_newest(session, None, limit)


def test_latest_possible_moment_survives_when_written_to_a_cursor(session: Session) -> None:
    last = datetime.max.replace(tzinfo=UTC)
    fill(session, [NOW])
    assert len(read_newest(session, write_moment_cursor(last, 1), 5).items) == 1
