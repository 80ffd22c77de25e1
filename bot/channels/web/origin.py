"""Which pages may open a chat. Pure."""

from collections.abc import Iterable
from urllib.parse import urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}


def _place(url: str) -> tuple[str, int] | None:
    """Return host and port of an address, None for what is none."""
    try:
        parts = urlsplit(url)
        port = parts.port or DEFAULT_PORTS.get(parts.scheme)
    except ValueError:
        return None
    return (parts.hostname, port) if parts.hostname and port else None


def may_connect(origin: str | None, *, host: str | None, allowed: Iterable[str]) -> bool:
    """Tell whether a page of `origin` may connect.

    Programs send no origin; they carry no visitor's session by themselves either. A page of the
    host it connects to may, and those the operator names.
    """
    if origin is None:
        return True
    asking = _place(origin)
    if asking is None:
        return False
    scheme = urlsplit(origin).scheme
    if host is not None and asking == _place(f"{scheme}://{host}"):
        return True
    return any(origin.rstrip("/").lower() == one.rstrip("/").lower() for one in allowed)
