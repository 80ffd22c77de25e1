"""Tokens with their places in the text: Latin words, runs of digits, single Han characters."""

import re
from dataclasses import dataclass

from nlu.core.text import HAN

# Every mark is a token of its own, and so is an ending such as 's: a name may stop before it.
TOKEN = re.compile(rf"{HAN.pattern}|\d+|(?:(?!{HAN.pattern})[^\W\d_])+|['’][a-z]{{1,2}}\b|\S")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a text, `text[start:end]`."""

    text: str
    start: int
    end: int


def split_tokens(text: str) -> list[Token]:
    """Return the tokens of `text` in order; white space is none of them."""
    return [Token(found[0], found.start(), found.end()) for found in TOKEN.finditer(text)]
