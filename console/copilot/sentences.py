"""Sentences of English and Chinese text, and the words in them that say something. Pure."""

import re
from functools import lru_cache

from crm_backend.matching import EMPTY_WORDS, split_words

# A full stop ends a sentence before a space; a Chinese one, and a line break, wherever it stands.
END = re.compile(r"[。！？；]+[”’」』）]*|[.!?…]+[\"'”’)]*(?:\s+|$)|\n+")
CHINESE = re.compile(r"[\u3400-\u9fff]")
NOT_AN_END = re.compile(
    r"\b(?:mr|mrs|ms|dr|st|no|nr|e\.g|i\.e|a\.m|p\.m|vs|approx|incl|ca)\.$", re.IGNORECASE
)
LETTER = re.compile(r"[^\W\d_]")
# Words that stand in any message to a shop and say nothing of this one.
COMMON_WORDS = EMPTY_WORDS | frozenset(
    """
    am as at be been but by did from had has he her him his hello hi hey if into just more my no
    not now so still than thank thanks then they very was we were when will ok okay yes
    请问 你好 您好 谢谢 这个 那个 就是 但是 因为 所以 我们 你们 的 了 吗 呢 是 我 你 在 有
    """.split()  # noqa: SIM905 (a list of 60 one-word lines would be harder to read)
)


def split_sentences(text: str) -> list[str]:
    """Return the sentences of a text, each with its mark; what holds no letter or digit is none."""
    found: list[str] = []
    for part in _cut(text):
        if found and NOT_AN_END.search(found[-1]):
            found[-1] = f"{found[-1]} {part}"
        else:
            found.append(part)
    return [one for one in found if re.search(r"\w", one)]


def _cut(text: str) -> list[str]:
    parts, at = [], 0
    for mark in END.finditer(text):
        # The closing quotation mark belongs to the sentence it closes.
        parts.append(text[at : mark.end()].strip())
        at = mark.end()
    return [part for part in (*parts, text[at:].strip()) if part]


def is_chinese(text: str) -> bool:
    """Tell whether a text is written in Chinese for the most part."""
    return 2 * len(CHINESE.findall(text)) > len(LETTER.findall(text))


@lru_cache(maxsize=8_192)
def content_words(text: str) -> frozenset[str]:
    """Return the stems (Chinese: pairs of characters) that say what a text is about."""
    return frozenset(word for word in split_words(text) if word not in COMMON_WORDS)


def count_words(text: str) -> float:
    """Return how long a sentence is in words; two Chinese characters count as one."""
    chinese = len(CHINESE.findall(text))
    return chinese / 2 + len(CHINESE.sub(" ", text).split())
