"""Which of our languages a text is in. Pure."""

import re

from kernel.foreign import HAN, is_foreign
from kernel.turns import Language

# Numbers of orders, addresses and links say nothing about the language.
NAMES = re.compile(r"(?<!\S)\S*[@/]\S*|(?:(?<![A-Za-z#-])[A-Za-z#-]+)?\d[\w-]*", re.ASCII)
LATIN_WORD = re.compile(r"[A-Za-zÀ-ÿ']+")
ENOUGH_LETTERS = 4  # "ok" and "hi" are said in every language
HAN_PER_WORD = 2  # most Chinese words have two characters

# Words that carry a sentence and stand in no name of a product: whose sentence is it?
GRAMMAR_WORDS = (
    "i i'm me my we our you your he she it its they this that these those the a an is are am was "
    "were be do does did don't have has had can can't could would will should may to of in on at "
    "for from with about and or but not what when where which who why how"
)
ENGLISH_GRAMMAR = frozenset(GRAMMAR_WORDS.split())
CHINESE_GRAMMAR = re.compile(
    r"[的了吗嗎呢吧啊我你您他她们們是不没沒有在把被给給这這那哪什怎么麼几幾请請要能会會有想买買]"
)


def detect_language(text: str, current: Language) -> Language:
    """Return the language of a message; what says nothing stays in the current one.

    So does what is in a third language: neither of ours is any better than the other for it.
    """
    if is_foreign(text):
        return current
    words = NAMES.sub(" ", text)
    chinese, latin = HAN.findall(words), LATIN_WORD.findall(words)
    if chinese:
        return _weigh(chinese, latin)
    letters = sum(len(word) for word in latin if len(word) > 1)
    return "en" if letters >= ENOUGH_LETTERS and not _is_name(latin) else current


def _weigh(chinese: list[str], latin: list[str]) -> Language:
    """Return the language of most words; a name in a sentence of the other one does not count."""
    is_english = any(word.lower() in ENGLISH_GRAMMAR for word in latin)
    is_chinese = bool(CHINESE_GRAMMAR.search("".join(chinese)))
    if is_english != is_chinese:
        return "en" if is_english else "zh"
    counted = latin if is_english else [word for word in latin if word.islower()]
    return "zh" if len(chinese) >= HAN_PER_WORD * len(counted) else "en"


def _is_name(words: list[str]) -> bool:
    """Tell an address or a name ("Elm Street 12, Berlin") from a sentence: all in capitals."""
    is_titled = all(word[0].isupper() and not word.isupper() for word in words)
    return len(words) > 1 and is_titled and ENGLISH_GRAMMAR.isdisjoint(map(str.lower, words))


def choose_language(tag: str | None) -> Language:
    """Return what we speak for a browser's language tag."""
    return "zh" if (tag or "").lower().startswith("zh") else "en"
