"""Two wishes in one message: where one ends and the next begins."""

import re
from collections.abc import Callable, Sequence

# What joins two wishes: the end of a sentence, or a word that adds one.
JOINT = re.compile(
    r"(?<=[a-z)\"'])[.!?;]+\s+|[。！？；;\n]+"
    r"|(?:,|(?<!\s))\s+(?:and|but|also|plus|oh)"
    r"(?:\s+(?:then|also|while you're at it|can you|could you))?\s+"
    r"|(?:[，,、]\s*|(?<!\s)\s+)?"
    r"(?:另外|还有|還有|然后|然後|顺便|順便|并且|並且|而且|同时|同時|再帮我|再幫我)[，,]?",
    re.IGNORECASE,
)
LEADING = re.compile(r"^(?:and|but|also|plus|oh|then)\b[\s,]*", re.IGNORECASE)
HAN = re.compile(r"[\u4e00-\u9fff]")
LEAST_WORDS, LEAST_HAN = 2, 3
MOST_PARTS = 4  # each costs as much as a message


def split_wishes(text: str) -> list[str]:
    """Return the parts of a message that may each be a wish; none where it is one piece."""
    parts = [LEADING.sub("", part.strip(" ,，.。")) for part in JOINT.split(text)]
    parts = [part for part in parts if _says_enough(part)]
    return parts if 2 <= len(parts) <= MOST_PARTS else []


def _says_enough(part: str) -> bool:
    return len(part.split()) >= LEAST_WORDS or len(HAN.findall(part)) >= LEAST_HAN


def find_wishes(text: str, read: Callable[[Sequence[str]], Sequence[str | None]]) -> list[str]:
    """Return the intents of a message's parts, in the order they are said, each once.

    `read` gives the sure intent of each part or None.
    """
    parts = split_wishes(text)
    found = [intent for intent in read(parts) if intent] if parts else []
    return list(dict.fromkeys(found))
