"""What a rule answers."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Decision:
    """Yes or no, and why: `reason` is a code for programs, "ok" where it is a yes."""

    is_allowed: bool
    reason: str = "ok"


ALLOWED = Decision(is_allowed=True)


def refuse(reason: str) -> Decision:
    """Return a no with its reason."""
    return Decision(is_allowed=False, reason=reason)
