"""Pure decisions about sessions, failed logins, second factors and ways back."""

import re
from datetime import datetime, timedelta

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
SETUP_LIFETIME = timedelta(days=2)
ADDRESS_WINDOW, ADDRESS_LIMIT = timedelta(minutes=5), 5
ACCOUNT_WINDOW, ACCOUNT_LIMIT = timedelta(minutes=15), 10
STEP_LIFETIME = timedelta(minutes=10)  # between the password and the code
FRESH = timedelta(minutes=5)  # how long a login counts for sensitive changes (ASVS 7.5.1)
FACTOR_TRIES, FACTOR_LOCK = 6, timedelta(minutes=15)
FIRST_PAGE = "/staff/"
ROLES = ("viewer", "agent", "supervisor", "studio", "admin")


def is_session_alive(created_at: datetime, seen_at: datetime, now: datetime) -> bool:
    """Tell whether a login still counts: 30 minutes idle, 12 hours in all."""
    return now - seen_at < IDLE and now - created_at < ABSOLUTE


def may_try_login(account_failures: int, address_failures: int) -> bool:
    """Tell whether another try is allowed after so many failures within the windows."""
    return account_failures < ACCOUNT_LIMIT and address_failures < ADDRESS_LIMIT


def is_fresh(proved_at: datetime, now: datetime) -> bool:
    """Tell whether somebody has proved lately enough who they are for a sensitive change."""
    return now - proved_at <= FRESH


# Any page of ours, but none that ends or begins a login; no query, so that nothing is done.
PAGES = re.compile(
    r"/staff/(?:(?!(?:login|logout|setup|again|static|vendor|live)\b)[a-z0-9_-]+"
    r"(?:/[a-zA-Z0-9_-]+)*/?)?"
)


def safe_return(path: str) -> str:
    """Return `path` if it is a page of ours, or else the first page: no login leads elsewhere."""
    return path if len(path) <= 200 and PAGES.fullmatch(path) else FIRST_PAGE
