"""When a ticket is due and what may be done with it."""

from datetime import timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_backend.tickets import rules
from crm_backend.tickets.models import AuthorKind, TicketPriority, TicketStatus
from tests.crm_backend.shop import NOW

STATUSES = st.sampled_from(get_args(TicketStatus))
AUTHORS = st.sampled_from(get_args(AuthorKind))


@pytest.mark.parametrize(
    ("priority", "hours"), [("urgent", 4), ("high", 8), ("normal", 24), ("low", 72)]
)
def test_ticket_is_due_sooner_when_it_is_more_urgent(priority: TicketPriority, hours: int) -> None:
    assert rules.sla_due_at(priority, NOW) == NOW + timedelta(hours=hours)


@given(STATUSES)
def test_ticket_may_close_when_it_is_not_closed(status: TicketStatus) -> None:
    decision = rules.may_close(status)
    assert decision.is_allowed == (status != "closed")
    assert decision.reason == ("already_closed" if status == "closed" else "ok")


@given(STATUSES, AUTHORS)
def test_only_staff_and_system_may_write_when_ticket_is_closed(
    status: TicketStatus, author: AuthorKind
) -> None:
    decision = rules.may_comment(status, author)
    assert decision.is_allowed == (status != "closed" or author in ("staff", "system"))


@given(STATUSES, AUTHORS, st.booleans())
def test_status_changes_only_when_somebody_waits(
    status: TicketStatus, author: AuthorKind, is_public: bool
) -> None:
    after = rules.status_after_comment(status, author, is_public=is_public)
    if author == "customer" and status in ("pending", "resolved"):
        assert after == "open"
    elif author == "staff" and is_public and status == "open":
        assert after == "pending"
    else:
        assert after == status


@pytest.mark.parametrize(
    "text",
    ["T-20481", "t20481", "20481", "#20481", "ticket 20481", "Ticket T-20481", "ticket #20481"],
)
def test_ticket_number_is_read_when_written_as_people_do(text: str) -> None:
    assert rules.read_ticket_number(text) == "T-20481"


@pytest.mark.parametrize("text", ["", "T", "T-1", "FD-1004217", "T-20481 and more", "２"])
def test_ticket_number_is_not_read_when_it_is_none(text: str) -> None:
    assert rules.read_ticket_number(text) is None


@given(st.text())
def test_ticket_number_has_one_form_when_read_from_anything(text: str) -> None:
    number = rules.read_ticket_number(text)
    assert number is None or rules.read_ticket_number(number) == number
