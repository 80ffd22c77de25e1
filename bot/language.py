"""Which of our languages a text is in. Pure."""

import re

from kernel.turns import Language

CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
# Numbers of orders, addresses and links say nothing about the language.
NAMES = re.compile(r"\S*[@/]\S*|[A-Za-z#-]*\d[\w-]*", re.ASCII)
LATIN_WORD = re.compile(r"[A-Za-zÀ-ÿ']{2,}")
ENOUGH_LETTERS = 4  # "ok" and "hi" are said in every language


def detect_language(text: str, current: Language) -> Language:
    """Return the language of a message; what says nothing stays in the current one."""
    words = NAMES.sub(" ", text)
    chinese = len(CHINESE.findall(words))
    latin = LATIN_WORD.findall(words)
    if chinese:
        # A Chinese sentence with a foreign word, or an English one with a Chinese name?
        return "zh" if chinese >= len(latin) else "en"
    letters = sum(len(word) for word in latin)
    return "en" if letters >= ENOUGH_LETTERS else current


def choose_language(tag: str | None) -> Language:
    """Return what we speak for a browser's language tag."""
    return "zh" if (tag or "").lower().startswith("zh") else "en"
