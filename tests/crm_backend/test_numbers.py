"""Numbers: one after the other, also from many writers and after an import."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy.orm import Session

from crm_backend.numbers import Series, next_number, start_series
from crm_backend.tickets.models import Ticket
from kernel.db import Database
from tests.crm_backend.shop import NOW, Shop

SERIES = Series(prefix="T", start=20_000)


def make_ticket(session: Session, number: str) -> None:
    row = Ticket(number=number, subject="s", created_at=NOW, updated_at=NOW, due_at=NOW)
    session.add(row)
    session.flush()


def take(session: Session) -> str:
    number = next_number(session, SERIES, Ticket.number)
    make_ticket(session, number)
    return number


def test_numbers_follow_each_other_when_taken_one_by_one(session: Session) -> None:
    assert [take(session) for _ in range(3)] == ["T-20001", "T-20002", "T-20003"]


def test_numbers_go_on_above_the_rows_when_some_were_there_before(session: Session) -> None:
    make_ticket(session, "T-20481")
    make_ticket(session, "T-20007")
    assert take(session) == "T-20482"


def test_numbers_jump_over_the_rows_when_some_came_later_by_another_road(session: Session) -> None:
    take(session)
    for number in ("T-20002", "T-99999", "T-100000"):
        make_ticket(session, number)
    assert [take(session), take(session)] == ["T-100001", "T-100002"]


def test_series_starts_at_its_start_when_rows_have_odd_numbers(session: Session) -> None:
    make_ticket(session, "T-odd")
    assert take(session) == "T-20001"


def test_number_is_given_again_when_its_transaction_was_rolled_back(database: Database) -> None:
    with database.session() as session:
        assert take(session) == "T-20001"
    with database.transaction() as session:
        assert take(session) == "T-20001"


def test_no_number_is_given_twice_when_many_write_at_once(database: Database) -> None:
    def write(_place: int) -> str:
        with database.transaction() as session:
            return take(session)

    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(write, range(24)))
    assert sorted(taken) == [f"T-{number}" for number in range(20_001, 20_025)]


def test_series_do_not_mix_when_prefixes_differ(shop: Shop) -> None:
    other = Series(prefix="X", start=5)
    assert take(shop.session) == "T-20001"
    assert next_number(shop.session, other, Ticket.number) == "X-6"


def test_series_keeps_its_count_when_started_twice(session: Session) -> None:
    take(session)
    start_series(session, SERIES, 77_000)
    assert take(session) == "T-20002"
