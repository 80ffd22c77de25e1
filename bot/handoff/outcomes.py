"""What chats may come to when they are closed: the shop's own list."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from crm_backend.text import FilledLine
from kernel.errors import Invalid
from kernel.turns import Language

# Stored in the same place by other ends of a handoff.
RESERVED = frozenset({"closed", "returned", "left_message", "merged"})
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,15}$")]


class Outcome(BaseModel):
    """One of them, in both languages. Where it `asks_rating`, the customer is asked how it was."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Code
    en: FilledLine
    zh: FilledLine
    asks_rating: bool = True
    is_active: bool = True


DEFAULT = (
    Outcome(code="resolved", en="Resolved", zh="已解决"),
    Outcome(code="unresolved", en="Not resolved", zh="未解决"),
    Outcome(code="no_reply", en="Customer did not reply", zh="客户未回复", asks_rating=False),
    Outcome(code="follow_up", en="Goes on in a ticket", zh="转工单跟进"),
    Outcome(code="spam", en="Spam", zh="垃圾信息", asks_rating=False),
)


class Outcomes(BaseModel):
    """The list, in the order agents see it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    items: Annotated[tuple[Outcome, ...], Field(max_length=30)] = DEFAULT

    @model_validator(mode="after")
    def _check(self) -> "Outcomes":
        codes = [one.code for one in self.items]
        if len(set(codes)) != len(codes):
            raise ValueError("names a code twice")
        if taken := RESERVED.intersection(codes):
            raise ValueError(f"{', '.join(sorted(taken))} is taken by the desk itself")
        return self

    @property
    def active(self) -> tuple[Outcome, ...]:
        """Those that may be chosen now."""
        return tuple(one for one in self.items if one.is_active)

    def tell(self, code: str, language: Language) -> str:
        """Return what an outcome is called, switched off or not; empty for none of the list."""
        return next((getattr(one, language) for one in self.items if one.code == code), "")

    def find(self, code: str) -> Outcome:
        """Return the one that may be chosen by this code, or raise `Invalid`."""
        for one in self.active:
            if one.code == code:
                return one
        raise Invalid("There is no such outcome.", known=[one.code for one in self.active])
