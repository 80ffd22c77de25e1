"""The index of what may be suggested, in memory, and its ranking. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_array

from console.copilot.models import Source
from console.copilot.rates import Rates
from console.copilot.vectors import Floats, Places, TextVectorizer, cut_words, mix, multiply
from kernel.turns import Language

MOST = {"past": 10_000, "saved": 4_000, "article": 2_000}  # candidates of a language
ASKED = 0.5  # of a candidate's vector comes from what it answers, the rest from what it says
EARLIER = 0.3  # how much what the customer said before counts beside the last message
ON_TOPIC = 0.15  # what a candidate gains that answers the very intent the bot had understood
LEAST = 0.08  # cosine: below it a suggestion is noise
TWINS = 0.6  # of the words of two replies in common: the second tells an agent nothing new
NOWHERE = np.array([], dtype=np.int64)


@dataclass(frozen=True)
class Candidate:
    """Something to suggest. `asked` is what it answers (a past question, a title), for ranking.

    Past replies hold placeholders. `topic` is the intent it answers, where that is known.
    """

    key: str
    source: Source
    language: Language
    text: str
    asked: str
    title: str = ""
    topic: str = ""


@dataclass(frozen=True)
class Wanted:
    """What is looked for: the last message, what was said before it, what was understood."""

    text: str
    earlier: str = ""
    intent: str = ""


@dataclass(frozen=True)
class Hit:
    """A candidate with its score and the cosine alone."""

    candidate: Candidate
    score: float
    similarity: float


@dataclass
class LanguageIndex:
    """All candidates of one language; `columns` is their matrix, transposed for fast questions."""

    candidates: list[Candidate]
    vectorizer: TextVectorizer
    columns: csr_array
    lifts: Floats
    by_topic: dict[str, Places] = field(default_factory=dict)

    def rank(self, wanted: Wanted, limit: int) -> list[Hit]:
        """Return the best, none much like a better one; none that is only noise."""
        near = self._compare(wanted)
        scores = near * self.lifts
        scores[self.by_topic.get(wanted.intent, NOWHERE)] += ON_TOPIC
        most = min(10 * limit, len(scores))
        best = np.argpartition(-scores, most - 1)[:most]
        hits: list[Hit] = []
        seen: list[frozenset[str]] = []
        for at in sorted(best, key=lambda at: (-scores[at], at)):
            one = self.candidates[at]
            if scores[at] < LEAST or len(hits) == limit:
                break
            words = frozenset(cut_words(one.text)) or frozenset((one.text,))
            if all(len(words & other) < TWINS * len(words | other) for other in seen):
                seen.append(words)
                hits.append(Hit(one, float(scores[at]), float(near[at])))
        return hits

    def _compare(self, wanted: Wanted) -> Floats:
        """Return the cosine of each candidate."""
        places, values = self.vectorizer.encode(wanted.text)
        if wanted.earlier:
            more, weights = self.vectorizer.encode(wanted.earlier)
            joined, at = np.unique(np.concatenate((places, more)), return_inverse=True)
            places = np.asarray(joined, dtype=np.int64)
            summed = np.bincount(at, np.concatenate((values, EARLIER * weights)))
            values = np.asarray(summed, dtype=np.float64)
        length = float(np.sqrt(values @ values)) or 1.0
        return multiply(self.columns, places, values / length)


class SuggestionIndex:
    """The index of each language. Building it takes seconds for thousands of replies."""

    def __init__(self, candidates: Iterable[Candidate], rates: Rates | None = None) -> None:
        rates = rates or Rates({})
        sorted_by_language: dict[Language, list[Candidate]] = {"en": [], "zh": []}
        counts: dict[tuple[str, str], int] = {}
        for one in candidates:
            kind = (one.language, one.source)
            counts[kind] = counts.get(kind, 0) + 1
            if counts[kind] <= MOST[one.source]:
                sorted_by_language[one.language].append(one)
        self.languages = {
            tag: _build(listed, rates) for tag, listed in sorted_by_language.items() if listed
        }

    def __len__(self) -> int:
        """Return how many candidates there are."""
        return sum(len(one.candidates) for one in self.languages.values())

    def rank(self, wanted: Wanted, language: Language, limit: int) -> list[Hit]:
        """Return the best candidates of a language, best first."""
        index = self.languages.get(language)
        return index.rank(wanted, limit) if index is not None and wanted.text.strip() else []


def _build(listed: Sequence[Candidate], rates: Rates) -> LanguageIndex:
    vectorizer = TextVectorizer()
    rows = vectorizer.fit_transform([one.asked for one in listed] + [one.text for one in listed])
    asked, said = rows[: len(listed)], rows[len(listed) :]
    rows = mix([(asked, ASKED), (said, 1 - ASKED)])
    topics: dict[str, list[int]] = {}
    for at, one in enumerate(listed):
        if one.topic:
            topics.setdefault(one.topic, []).append(at)
    return LanguageIndex(
        candidates=list(listed),
        vectorizer=vectorizer,
        columns=csr_array(rows.T.tocsr()),
        lifts=np.array([rates.lift(one.key) for one in listed]),
        by_topic={topic: np.array(places) for topic, places in topics.items()},
    )
