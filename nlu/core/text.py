"""Normalisation: one spelling for what people write in many."""

import re
import unicodedata

URL = re.compile(r"https?://\S+|www\.\S+")
REPEATED = re.compile(r"([^\d])\1{2,}")
SPACE = re.compile(r"\s+")
DIGIT = re.compile(r"\d")
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
WORD = re.compile(
    r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
    r"|(?:(?![\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])[^\W\d_])+(?:'[a-z]+)?|\d+|[^\w\s]"
)


def normalise(text: str) -> str:
    """Return `text` in NFKC and lower case, addresses and digits replaced, repeats cut to two.

    >>> normalise("Ｗhere’s   my ORDER 1004217???")
    "where's my order 0000000??"
    """
    text = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    text = URL.sub(" url ", text)
    text = DIGIT.sub("0", text)
    text = REPEATED.sub(r"\1\1", text)
    return SPACE.sub(" ", text).strip()


def split_words(text: str) -> list[str]:
    """Return words, numbers and marks; every Han character is a word of its own."""
    return WORD.findall(text)
