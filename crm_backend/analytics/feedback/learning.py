"""Learns the topics of texts of one language: how many, which words, which are typical."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from sklearn.preprocessing import normalize

from crm_backend.analytics.feedback import grouping
from crm_backend.analytics.feedback.documents import Document
from crm_backend.analytics.feedback.grouping import Places, Weighing
from crm_backend.analytics.feedback.model import LanguageModel
from crm_backend.analytics.feedback.phrases import count_phrases, weigh_phrases
from crm_backend.analytics.feedback.tokens import Runs, list_terms, split_runs

FEWEST = 20  # texts of a language: fewer make no groups
MOST_LEARNED = 20_000  # texts, drawn at random: further ones are put where the model has it
KEPT = 0.9  # of the cohesion of fresh groups: an earlier run's that have it stay
LEAST, LEAST_OF_MANY, MANY = 2, 3, 200  # texts that must have a phrase, and from how many on
PHRASES, EXAMPLES = 6, 3
LONGEST_EXAMPLE, SHORTEST_EXAMPLE = 240, 8  # characters


@dataclass(frozen=True)
class Learned:
    """What was learned of one language; `found` is the topic's row of each text, -1 for none.

    `stability` is how alike two samples are grouped (adjusted Rand index); `cohesion` how alike a
    text and the others of its topic are (cosine), `chance` the same where the words are dealt out
    anew: what texts about nothing reach.
    """

    language: str
    weighing: Weighing
    weights: grouping.Floats
    found: Places
    phrases: tuple[tuple[str, ...], ...]
    examples: tuple[tuple[str, ...], ...]
    stability: float
    cohesion: float
    chance: float
    learned_from: int

    @property
    def topics(self) -> int:
        """How many topics there are."""
        return len(self.phrases)

    def keep(self, ids: Sequence[str]) -> LanguageModel:
        """Return what is needed to put new texts in these topics."""
        return LanguageModel(tuple(ids), self.weighing, self.weights.astype(np.float32))


def learn_topics(
    documents: Sequence[Document],
    language: str,
    *,
    topics: int | None,
    before: Sequence[str | None],
    seed: int,
) -> Learned | None:
    """Return the topics of texts of one language; None where too few of them share a word.

    `before` is the topic an earlier run has each text in: its groups are kept where they still fit.
    """
    random = np.random.default_rng(seed)
    drawn = np.sort(random.permutation(len(documents))[:MOST_LEARNED])
    runs = [split_runs(documents[place].text, language) for place in drawn]
    terms = [list_terms(one, language) for one in runs]
    try:
        weighing = grouping.learn_weighing(terms, least=LEAST)
    except ValueError:  # no term stands in two texts
        return None
    rows = weighing.weigh(terms)
    filled = np.flatnonzero(np.diff(rows.indptr))
    distinct = len({tuple(terms[place]) for place in filled})
    if len(filled) < FEWEST or distinct < 3 or rows.shape[1] < 3:
        return None
    rows, runs = rows[filled], [runs[place] for place in filled]
    tried = grouping.list_choices(len(filled), distinct)
    choices = [min(topics, distinct - 1)] if topics else tried
    places = grouping.embed(rows, grouping.count_dimensions(max(choices)), seed)
    chosen, stability = grouping.choose_topics(rows, places, choices, seed)
    found = grouping.group(rows, places, chosen, seed)
    earlier = grouping.continue_groups(rows, [before[place] for place in drawn[filled]])
    if earlier is not None and _may_stay(rows, earlier, found, topics):
        found = earlier
        chosen = len(np.unique(found))
        stability = grouping.measure_stability(places, chosen, seed)
    found = _number(found)
    weights = grouping.learn_weights(rows, found, int(found.max()) + 1)
    return Learned(
        language=language,
        weighing=weighing,
        weights=weights,
        found=_find_all(documents, language, weighing, weights),
        phrases=_list_phrases(runs, found, language, weighing, weights),
        examples=_list_examples([documents[place] for place in drawn[filled]], rows, found),
        stability=stability,
        cohesion=grouping.measure_cohesion(rows, found),
        chance=_measure_chance(rows, weighing, chosen, seed),
        learned_from=len(filled),
    )


def _may_stay(rows: csr_array, earlier: Places, fresh: Places, topics: int | None) -> bool:
    if topics is not None and len(np.unique(earlier)) != topics:
        return False
    earlier, fresh = _number(earlier), _number(fresh)
    return grouping.measure_cohesion(rows, earlier) >= KEPT * grouping.measure_cohesion(rows, fresh)


def _measure_chance(rows: csr_array, weighing: Weighing, topics: int, seed: int) -> float:
    dealt = grouping.shuffle_terms(rows, weighing.rarity, seed)
    places = grouping.embed(dealt, grouping.count_dimensions(topics), seed)
    return grouping.measure_cohesion(dealt, grouping.group(dealt, places, topics, seed))


def _number(found: Places) -> Places:
    """Return the topics numbered by size, the largest first, without those nobody is in."""
    numbers, own, counts = np.unique(found, return_inverse=True, return_counts=True)
    rank = np.empty(len(numbers), dtype=np.intp)
    rank[np.argsort(-counts, kind="stable")] = np.arange(len(numbers))
    return rank[own]


def _find_all(
    documents: Sequence[Document], language: str, weighing: Weighing, weights: grouping.Floats
) -> Places:
    terms = [list_terms(split_runs(one.text, language), language) for one in documents]
    rows = weighing.weigh(terms)
    best = np.asarray((rows @ weights.T).argmax(axis=1), dtype=np.intp)
    return np.where(np.diff(rows.indptr) > 0, best, -1)


def _list_phrases(
    runs: Sequence[Runs],
    found: Places,
    language: str,
    weighing: Weighing,
    weights: grouping.Floats,
) -> tuple[tuple[str, ...], ...]:
    counted = [
        count_phrases((runs[place] for place in np.flatnonzero(found == topic).tolist()), language)
        for topic in range(len(weights))
    ]
    least = LEAST if len(runs) < MANY else LEAST_OF_MANY
    told = weigh_phrases(counted, language, least=least)
    lift = weights - weights.mean(axis=0)
    strongest = [weighing.terms[int(place)] for place in lift.argmax(axis=1)]
    return tuple(
        tuple(phrases[:PHRASES]) or (word.replace(" ", "") if language == "zh" else word,)
        for phrases, word in zip(told, strongest, strict=True)
    )


def _list_examples(
    documents: Sequence[Document], rows: csr_array, found: Places
) -> tuple[tuple[str, ...], ...]:
    examples = []
    for topic in range(int(found.max()) + 1):
        members = np.flatnonzero(found == topic)
        own = rows[members]
        centre = normalize(np.asarray(own.sum(axis=0)).reshape(1, -1))[0]
        chosen: dict[str, str] = {}
        for at in np.argsort(-(own @ centre), kind="stable"):
            text = documents[members[at]].text
            if len(text) >= SHORTEST_EXAMPLE or len(members) <= EXAMPLES:
                chosen.setdefault(text.casefold(), shorten(text))
            if len(chosen) == EXAMPLES:
                break
        examples.append(tuple(chosen.values()))
    return tuple(examples)


def shorten(text: str) -> str:
    """Return a text no longer than an example may be."""
    if len(text) <= LONGEST_EXAMPLE:
        return text
    return text[: LONGEST_EXAMPLE - 1].rstrip() + "…"
