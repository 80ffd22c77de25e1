"""Looking words up: how strongly a term is felt, and which terms a text is made of."""

import re
from functools import lru_cache

from nlu.core.lexicon import chinese, english

HAN_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
TERM = re.compile(
    r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+"
    r"|(?:(?![\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])[^\W\d_])+(?:'[a-z]+)?|\d+|[^\w\s]"
)
SHORTEST_STEM = 3
Grades = dict[int, str]


def grade_words(positive: Grades, negative: Grades) -> dict[str, int]:
    """Return words to strengths from -3 to 3; a word listed twice is an error."""
    graded: dict[str, int] = {}
    for sign, grades in ((1, positive), (-1, negative)):
        for strength, words in grades.items():
            for word in words.split():
                if word in graded:
                    raise ValueError(f"{word} is listed twice.")
                graded[word] = sign * strength
    return graded


_ENGLISH = grade_words(english.POSITIVE, english.NEGATIVE)
_CHINESE = grade_words(chinese.POSITIVE, chinese.NEGATIVE)
NEGATIONS = frozenset((english.NEGATIONS + chinese.NEGATIONS).split())
STRONGER = frozenset((english.STRONGER + chinese.STRONGER).split())
WEAKER = frozenset((english.WEAKER + chinese.WEAKER).split())
CONTRASTS = frozenset((english.CONTRASTS + " " + chinese.CONTRASTS).split())
_KNOWN_ZH = frozenset(_CHINESE) | frozenset(chinese.PLAIN.split()) | NEGATIONS | STRONGER
_KNOWN_HAN = _KNOWN_ZH | WEAKER | CONTRASTS
LONGEST_HAN = max(len(word) for word in _KNOWN_HAN if HAN_RUN.match(word))


@lru_cache(maxsize=20_000)
def find_strength(term: str) -> int:
    """Return -3..3 for a term; of the stems that fit an English word, the longest counts."""
    if HAN_RUN.match(term):
        return _CHINESE.get(term, 0)
    if term in _ENGLISH:
        return _ENGLISH[term]
    for end in range(len(term), SHORTEST_STEM - 1, -1):
        if (stem := term[:end] + "*") in _ENGLISH:
            return _ENGLISH[stem]
    return _CHINESE.get(term, 0)


def split_terms(plain: str) -> list[str]:
    """Return the words, marks and known Chinese words of a normalised text, in order."""
    terms: list[str] = []
    for found in TERM.findall(plain):
        if HAN_RUN.match(found):
            terms.extend(_split_han(found))
        else:
            terms.append(found)
    return terms


def _split_han(run: str) -> list[str]:
    """Cut a run of Han characters from the left, the longest known word first."""
    terms, start = [], 0
    while start < len(run):
        for length in range(min(LONGEST_HAN, len(run) - start), 0, -1):
            if length == 1 or run[start : start + length] in _KNOWN_HAN:
                terms.append(run[start : start + length])
                start += length
                break
    return terms
