"""Ids of conversations as they stand in addresses."""

import re
from typing import Annotated

from fastapi import Depends

from kernel.errors import NotFound


def check_chat_id(text: str) -> str:
    """Return the id; what can be none is nobody's, and no database is asked."""
    if not re.fullmatch("[0-9a-f]{32}", text):
        raise NotFound("There is no such conversation.")
    return text


def read_chat_id(conversation_id: str) -> str:
    """Return the id in the address of a page."""
    return check_chat_id(conversation_id)


ChatId = Annotated[str, Depends(read_chat_id)]
