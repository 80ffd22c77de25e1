"""A desk on which every text of the database is evil, and the look at what became of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Error, Page

from crm_backend.tickets.models import TicketChange
from kernel.runtime import Runtime

from .desk import Browsers, Desk, serve_desk
from .furnished import Furnished
from .payloads import FIND, PAYLOADS
from .poison import poison

SETTLE = 60  # milliseconds in which scripts of a page may run
CROWD = 80  # more rows than payloads: each stands in a row of its own, too


@dataclass(frozen=True)
class Evil:
    """Browsers, and what they look at."""

    browsers: Browsers
    shown: Furnished


@contextmanager
def open_evil(runtime: Runtime, browser: Browser) -> Iterator[Evil]:
    """Serve such a desk."""
    with serve_desk(runtime) as desk:
        browsers = Browsers(browser, desk)
        yield Evil(browsers, furnish_evil(desk))
        browsers.close()


def furnish_evil(desk: Desk) -> Furnished:
    """Fill the shop and the desk, then poison every text."""
    shown = Furnished(desk.floor)
    crowd(shown)
    with desk.floor.db.transaction() as session:
        for one in ("assignee", "subject"):
            change = {"field": one, "before": PAYLOADS[0], "after": PAYLOADS[1], "by_name": "x"}
            session.add(TicketChange(ticket_id=1, **change, at=desk.floor.now))
        done = poison(session, PAYLOADS)
    assert {"message.text", "message.cards", "customer.name", "staff.name"} <= done
    assert len(done) > 60
    return shown


def crowd(shown: Furnished) -> None:
    """Add rows enough for each payload to stand alone in every list."""
    floor = shown.floor
    for number in range(CROWD):
        customer = floor.customer(f"C{number}", email=f"c{number}@x.example")
        floor.hear(floor.conversation(customer, page="/x"), "hello")
        floor.ticket("Broken", customer)
        floor.hear(shown.chat, "hello")


def find_evil(page: Page, browsers: Browsers, where: str) -> list[str]:
    """Return what was made of payloads, what ran, and what the policy had to stop."""
    page.wait_for_load_state()
    page.wait_for_timeout(SETTLE)
    try:
        made = page.evaluate(FIND)
    except Error as left:  # only what runs, or a `meta`, leads a page away that nobody touches
        made = [f"the page was left: {left.message}"]
    harmless = ("Failed to load resource", "does not conform to the required format")
    heard = [one for one in browsers.hear_complaints() if not any(part in one for part in harmless)]
    return [f"{where}: {one}" for one in (*made, *heard)]
