"""The phrases that a group of texts uses more than all others do.

Candidates are runs of up to three words or four Chinese characters that neither begin nor end with
an empty word and are no torn-off part of a longer phrase. They are weighed by log-odds with an
informative Dirichlet prior (Monroe, Colaresi and Quinn 2008, equations 16 to 22): what is said
often everywhere counts little, and what was said twice by chance counts little too.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log, sqrt

from crm_backend.analytics.feedback.tokens import DENIALS, Runs, join_words, read_empty_words
from crm_backend.matching import cut_plural

LENGTHS = {"zh": (2, 4)}  # of a phrase, in characters
ANY_LENGTHS = (1, 3)  # in words
PRIOR, MOST_PRIOR = 0.5, 500.0  # of all texts, and texts: worth of what is said everywhere
TORN = 0.65  # of a phrase's texts that have it in the same longer one: then it is part of that
# Chinese: how much oftener two parts of a phrase meet than by chance, or the share of texts with
# either in which they do.
COHERENT, TOGETHER = 3.0, 0.8
SURE = 1.0  # standard deviations above nought; phrases for reading, not a test
LONGER = 1.5  # two words say more than one: what each further word adds to the weight

Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Counted:
    """In how many texts each phrase stands, and how many texts there are."""

    counts: Counter[Phrase]
    texts: int


def count_phrases(texts: Iterable[Runs], language: str) -> Counted:
    """Count each phrase once per text; parts of phrases are counted too."""
    longest = LENGTHS.get(language, ANY_LENGTHS)[1] + (language == "zh")  # to see what is torn
    counts: Counter[Phrase] = Counter()
    number = 0
    for runs in texts:
        number += 1
        found: set[Phrase] = set()
        for run in runs:
            for size in range(1, longest + 1):
                found.update(zip(*(run[at:] for at in range(size)), strict=False))
        counts.update(found)
    return Counted(counts, number)


def weigh_phrases(groups: Sequence[Counted], language: str, *, least: int) -> list[list[str]]:
    """Return for each group its phrases, the most telling first; `least` texts must have one."""
    total: Counter[Phrase] = Counter()
    for group in groups:
        total.update(group.counts)
    texts = sum(group.texts for group in groups)
    return [_weigh(group, total, texts, language, least) for group in groups]


def _weigh(
    group: Counted, total: Counter[Phrase], texts: int, language: str, least: int
) -> list[str]:
    shortest, longest = LENGTHS.get(language, ANY_LENGTHS)
    torn = _find_torn(group.counts, language)
    weights: dict[Phrase, float] = {}
    for phrase, count in group.counts.items():
        if count < least or not shortest <= len(phrase) <= longest or phrase in torn:
            continue
        if not is_sayable(phrase, language):
            continue
        if language == "zh" and not _is_coherent(phrase, total, texts):
            continue
        odds = log_odds(count, group.texts, total[phrase], texts)
        if odds >= SURE:
            weights[phrase] = odds * LONGER ** (len(phrase) - shortest)
    return _choose(weights, language)


def log_odds(inside: int, texts_inside: int, anywhere: int, texts: int) -> float:
    """Return by how many standard deviations a phrase is likelier inside a group than outside."""
    prior = min(MOST_PRIOR, PRIOR * texts)
    pseudo = prior * anywhere / texts
    outside, texts_outside = anywhere - inside, texts - texts_inside
    difference = _log_odds(inside, texts_inside, pseudo, prior) - _log_odds(
        outside, texts_outside, pseudo, prior
    )
    return difference / sqrt(1 / (inside + pseudo) + 1 / (outside + pseudo))


def _log_odds(count: int, texts: int, pseudo: float, prior: float) -> float:
    # A phrase that stands in every text has no odds: half a text is without it.
    without = max(0.5, texts + prior - count - pseudo)
    return log((count + pseudo) / without)


def is_sayable(phrase: Phrase, language: str) -> bool:
    """Tell whether a phrase begins and ends with a full word (it may begin with a denial)."""
    empty = read_empty_words(language)
    if phrase[0] in empty or phrase[-1] in empty or phrase[-1] in DENIALS:
        return False
    return any(len(word) > 1 or not word.isascii() for word in phrase)


def _find_torn(counts: Counter[Phrase], language: str) -> set[Phrase]:
    """Return what hardly stands without one more word beside it.

    In English the longer phrase must be one that can be said; in Chinese any will do, since what
    it tears may be half of a word.
    """
    torn: set[Phrase] = set()
    for phrase, count in counts.items():
        if len(phrase) > 1 and (language == "zh" or is_sayable(phrase, language)):
            torn.update(
                part for part in (phrase[1:], phrase[:-1]) if count >= TORN * counts[part] > 1
            )
    return torn


def _is_coherent(phrase: Phrase, total: Counter[Phrase], texts: int) -> bool:
    for at in range(1, len(phrase)):
        one, other = total[phrase[:at]], total[phrase[at:]]
        is_frequent = total[phrase] * texts >= COHERENT * one * other
        if not is_frequent and total[phrase] < TOGETHER * max(one, other):
            return False
    return True


def _choose(weights: dict[Phrase, float], language: str) -> list[str]:
    """Return phrases by weight, none of which is part of another or holds the same words."""
    ranked = sorted(weights, key=lambda phrase: (-weights[phrase], phrase))
    chosen: list[Phrase] = []
    held: defaultdict[str, int] = defaultdict(int)
    for phrase in ranked:
        own = {cut_plural(word) for word in phrase if word not in read_empty_words(language)}
        if own and not any(held[word] for word in own):
            chosen.append(phrase)
            for word in own:
                held[word] += 1
    return [join_words(phrase, language) for phrase in chosen]
