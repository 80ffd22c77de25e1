"""Makes the demo shop "Lumen & Loom" in memory; `seed/store.py` puts it into a database."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from crm_backend.seed.chance import make_stream
from crm_backend.seed.demo import Story, make_stories
from crm_backend.seed.orders import Purchase, make_purchases, number_purchases
from crm_backend.seed.people import People, Person
from crm_backend.seed.products import Catalog, make_catalog
from crm_backend.seed.returns import add_returns
from crm_backend.seed.texts import read_document
from crm_backend.seed.tickets import Case, make_cases, number_cases
from kernel.clock import require_aware

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Size:
    """How large the shop is; the customers written by hand are among them."""

    customers: int
    orders: int
    tickets: int


FULL_SIZE = Size(customers=2_000, orders=20_000, tickets=1_500)


@dataclass(frozen=True)
class Shop:
    """All of the demo shop, before it is stored."""

    people: list[Person]
    catalog: Catalog
    purchases: list[Purchase]
    cases: list[Case]
    articles: list[dict[str, Any]]


def make_shop(now: datetime, progress: Progress, size: Size = FULL_SIZE) -> Shop:
    """Return the shop as it stands at the start (UTC) of the day of `now`."""
    today = datetime.combine(require_aware(now).date(), time(tzinfo=UTC))
    catalog = make_catalog(make_stream("products"), today)
    stories = make_stories(make_stream("demo"), catalog, today)
    people = make_people(stories, today, size.customers)
    progress("customers", 0, len(people))
    purchases = make_all_purchases(stories, people, catalog, today, size.orders)
    told = [case for story in stories for case in story.cases]
    strangers = [purchase for purchase in purchases if purchase.person.id > len(stories)]
    more = size.tickets - len(told)
    cases = make_cases(make_stream("tickets"), strangers, catalog, today, more)
    return Shop(people, catalog, purchases, number_cases(told + cases), list(read_articles(today)))


def make_people(stories: Sequence[Story], today: datetime, count: int) -> list[Person]:
    """Return the told customers and those of chance."""
    told = [story.person for story in stories]
    people = People(make_stream("people"), today, taken={person.email for person in told})
    return told + [people.make(number) for number in range(len(told) + 1, count + 1)]


def make_all_purchases(
    stories: Sequence[Story],
    people: Sequence[Person],
    catalog: Catalog,
    today: datetime,
    count: int,
) -> list[Purchase]:
    """Return the told orders and those of chance, with returns, in order of time."""
    told = [purchase for story in stories for purchase in story.purchases]
    strangers, more = people[len(stories) :], count - len(told)
    drawn = make_purchases(make_stream("orders"), strangers, catalog, today, more)
    purchases = number_purchases(told + drawn)
    add_returns(make_stream("returns"), purchases, today)
    return purchases


def read_articles(today: datetime) -> Iterator[dict[str, Any]]:
    """Give the rows of the articles."""
    for number, told in enumerate(read_document("articles")["articles"], start=1):
        yield {
            "id": number,
            "slug": told["slug"],
            "topic": told["topic"],
            "title_en": told["title"][0],
            "title_zh": told["title"][1],
            "body_en": told["en"],
            "body_zh": told["zh"],
            "updated_at": today,
        }
