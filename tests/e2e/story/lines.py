"""What a message of a chat is, whoever looks at it."""

from dataclasses import dataclass


def squeeze(text: str) -> str:
    """Return a text with every run of white space as one space."""
    return " ".join(text.split())


@dataclass(frozen=True)
class Line:
    """One message: who said it, its words, the titles of its cards."""

    number: int
    sender: str
    text: str
    cards: tuple[str, ...] = ()
