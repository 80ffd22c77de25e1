"""Cues of a mood: moody words with what negates, strengthens or contrasts them, and emoji.

The rules follow Hutto & Gilbert 2014, "VADER", § 3: degree words, "but", capitals, marks; the
words and the strengths are our own, and what each cue is worth is learned.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from nlu.core.lexicon.words import (
    CONTRASTS,
    HAN_RUN,
    NEGATIONS,
    STRONGER,
    WEAKER,
    find_strength,
    split_terms,
)
from nlu.core.text import normalise

HAPPY = re.compile(
    "[😀-😆😉-😌😍🥰😘-😜😎🤗🤩🥳😇👍👏❤♥💕-💞💙-💜💯🎉🎊🙏☺🌹🌟⭐✨🤝💪👌🔥]|:-?\\)|;-?\\)|:-?d\\b|<3|\\^_*\\^"
)
UNHAPPY = re.compile(
    "[😏😐-😔😕-😖😞-😤😡🤬😥-😩😫-😭😰🙁☹🙃🙄👎💩🤮🤢🤦💔🖕😾🤡]|:-?\\(|:'\\(|:-?/(?!/)"
)
CLAUSE_END = frozenset(".,;:!?。,;!?、…")
SCOPE = {True: 2, False: 4}  # terms a negation reaches over, Chinese or not
TURNED = -0.7  # "not great" is milder than "awful"; VADER has -0.74
MORE, LESS = 1.4, 0.6
BEFORE_CONTRAST = 0.5

CUES = (
    "positive",
    "negative",
    "balance",
    "end",
    "turned",
    "negations",
    "clash",
    "happy",
    "unhappy",
    "shouting",
    "marks",
    "questions",
)


def read_cues(text: str) -> list[float]:
    """Return the cues named in `CUES`: counts squashed to 0..1, balances to -1..1."""
    terms = split_terms(normalise(text))
    felt = list(weigh_terms(terms))
    strengths = [strength for _, strength, _ in felt]
    marks = text.count("!") + text.count("！")
    questions = text.count("?") + text.count("？")
    happy, unhappy = len(HAPPY.findall(text.lower())), len(UNHAPPY.findall(text.lower()))
    return [
        squash(sum(strength for strength in strengths if strength > 0)),
        squash(-sum(strength for strength in strengths if strength < 0)),
        squash(sum(strengths) + 2 * (happy - unhappy)),
        squash(sum(weigh_contrast(terms, felt))),
        squash(sum(turned for _, _, turned in felt)),
        squash(sum(term in NEGATIONS for term in terms)),
        float(any(a > 0 > b for a, b in pairwise(strengths))),
        squash(happy),
        squash(unhappy),
        float(is_shouted(text)),
        squash(marks),
        squash(questions),
    ]


def squash(amount: float) -> float:
    """Return an amount of any size between -1 and 1."""
    return amount / (2 + abs(amount))


def is_shouted(text: str) -> bool:
    """Tell whether most letters of a text are capitals."""
    letters = [character for character in text if character.isalpha()]
    return sum(character.isupper() for character in letters) > 0.7 * max(8, len(letters))


def weigh_terms(terms: list[str]) -> Iterator[tuple[int, float, bool]]:
    """Yield place, strength and whether a negation turned it, for each moody term."""
    for place, term in enumerate(terms):
        strength: float = find_strength(term)
        if strength:
            before = list(_look_back(terms, place))
            is_turned = sum(word in NEGATIONS for word in before) % 2 == 1
            for word in before[:2]:
                strength *= MORE if word in STRONGER else LESS if word in WEAKER else 1
            yield place, strength * (TURNED if is_turned else 1), is_turned


def _look_back(terms: list[str], place: int) -> Iterator[str]:
    """Yield the terms that bear on the one at `place`, the nearest first."""
    reach = SCOPE[bool(HAN_RUN.match(terms[place]))]
    for word in reversed(terms[max(0, place - reach) : place]):
        if word in CLAUSE_END or word in CONTRASTS:
            return
        yield word


def weigh_contrast(terms: list[str], felt: list[tuple[int, float, bool]]) -> list[float]:
    """Return the strengths with those before the last "but" halved and those after it raised."""
    turns = [place for place, term in enumerate(terms) if term in CONTRASTS]
    if not turns:
        return [strength for _, strength, _ in felt]
    return [
        strength * (BEFORE_CONTRAST if place < turns[-1] else 2 - BEFORE_CONTRAST)
        for place, strength, _ in felt
    ]
