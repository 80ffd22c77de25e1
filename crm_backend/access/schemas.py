"""Bodies of the API-key routes."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

from crm_backend.text import FilledLine

Role = Literal["viewer", "agent", "supervisor", "admin"]


class ApiKeyCreate(BaseModel):
    """A new key for a program."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[FilledLine, StringConstraints(max_length=100)]
    role: Role = "viewer"


class ApiKeyRead(BaseModel):
    """A key as the API shows it: never the key itself."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str
    prefix: str
    role: str
    created_at: datetime
    revoked_at: datetime | None


class ApiKeyMade(ApiKeyRead):
    """A key just made. `key` is shown this once."""

    key: str
