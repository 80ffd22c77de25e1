"""Pure decisions about passwords, sessions and failed logins."""

import re
from datetime import datetime, timedelta

# OWASP ASVS 5.0: 6.2.1 asks for 8 characters and recommends 15; we ask for 12.
MIN_PASSWORD = 12
MAX_PASSWORD = 256  # more than anybody types, and a bound on what argon2id is fed
IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
SETUP_LIFETIME = timedelta(days=2)
ADDRESS_WINDOW, ADDRESS_LIMIT = timedelta(minutes=5), 5
ACCOUNT_WINDOW, ACCOUNT_LIMIT = timedelta(minutes=15), 10
ROLES = ("viewer", "agent", "supervisor", "admin")

COMMON = ("password", "passwort", "qwerty", "letmein", "welcome", "iloveyou", "12345678", "abc123")


def password_problem(password: str, *, email: str, shop_name: str) -> str | None:
    """Return what is wrong with a new password, in words for its owner, or None."""
    if len(password) < MIN_PASSWORD:
        return f"Use at least {MIN_PASSWORD} characters. A short sentence is easy to remember."
    if len(password) > MAX_PASSWORD:
        return f"Use at most {MAX_PASSWORD} characters."
    if len(set(password)) < 5:
        return "Use more than a few different characters."
    lowered = password.casefold()
    own = [part for part in (email.casefold().split("@")[0], shop_name.casefold()) if len(part) > 3]
    if any(word in lowered for word in (*COMMON, *own)):
        return "Leave out well-known passwords, your own name and the shop's name."
    return None


def is_session_alive(created_at: datetime, seen_at: datetime, now: datetime) -> bool:
    """Tell whether a login still counts: 30 minutes idle, 12 hours in all."""
    return now - seen_at < IDLE and now - created_at < ABSOLUTE


def may_try_login(account_failures: int, address_failures: int) -> bool:
    """Tell whether another try is allowed after so many failures within the windows."""
    return account_failures < ACCOUNT_LIMIT and address_failures < ADDRESS_LIMIT


PAGES = re.compile(r"/staff/(?:tickets|conversations/[0-9a-f]{32})?")


def safe_return(path: str) -> str:
    """Return `path` if it is a page of ours, or else the first page: no login leads elsewhere."""
    return path if PAGES.fullmatch(path) else "/staff/"
