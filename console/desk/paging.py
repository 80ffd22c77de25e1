"""Going on from one page of a list to the next."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Query

from crm_backend.paging import Page

PAGE_SIZE = 50
Cursor = Annotated[str | None, Query(max_length=200)]


def link_onward(page: Page[Any], **filters: str | None) -> str | None:
    """Return the query of the next page with the same filters, or None at the end."""
    if page.next is None:
        return None
    chosen = {name: value for name, value in filters.items() if value is not None}
    return "?" + urlencode(chosen | {"after": page.next})
