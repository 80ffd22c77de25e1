"""Bodies of the customer routes."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from crm_backend.paging import PageRead
from crm_backend.text import FilledLine, Line, Text
from kernel.turns import Language

EMAIL_PATTERN = r"^[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+\.[^@\s\x00-\x1f]+$"

Email = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=254, pattern=EMAIL_PATTERN),
    AfterValidator(str.lower),
]
Phone = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=40, pattern=r"^[+0-9 ()./-]*$")
]
City = Annotated[Line, StringConstraints(max_length=100)]
Postcode = Annotated[Line, StringConstraints(max_length=20)]
Country = Annotated[Line, StringConstraints(max_length=60)]


class CustomerCreate(BaseModel):
    """A new customer."""

    model_config = ConfigDict(extra="forbid")

    name: FilledLine
    email: Email
    phone: Phone = ""
    language: Language = "en"
    street: Line = ""
    city: City = ""
    postcode: Postcode = ""
    country: Country = ""
    notes: Text = ""


class CustomerUpdate(BaseModel):
    """What shall change; a field left out stays as it is, and null is refused."""

    model_config = ConfigDict(extra="forbid")

    name: FilledLine = ""
    email: Email = ""
    phone: Phone = ""
    language: Language = "en"
    street: Line = ""
    city: City = ""
    postcode: Postcode = ""
    country: Country = ""
    notes: Text = ""


class CustomerRead(BaseModel):
    """A customer as the API shows them."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str
    email: str
    phone: str
    language: Language
    street: str
    city: str
    postcode: str
    country: str
    notes: str
    created_at: datetime
    updated_at: datetime | None


class CustomerPage(PageRead[CustomerRead]):
    """A page of customers."""


class IdentityRead(BaseModel):
    """A channel account that was proved to be the customer's."""

    model_config = ConfigDict(from_attributes=True)

    channel: str
    external_id: str
    verified_at: datetime
