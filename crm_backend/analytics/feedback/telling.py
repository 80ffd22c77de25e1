"""Tells of topics what they weigh: sizes, feelings, ratings, and how these go over time."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from crm_backend.analytics.feedback import figures
from crm_backend.analytics.feedback.documents import Document
from crm_backend.analytics.feedback.figures import Step, Trend, estimate_mean, estimate_share
from crm_backend.analytics.feedback.results import Point, Topic

LOW = 2  # a rating from 1 to 5 that is not more is low
MOST_PERIODS = 400  # a time of 1970 among those of today would make thousands
DAY = 86_400  # seconds


@dataclass(frozen=True)
class Membership:
    """A topic's texts, and what was learned of it."""

    id: str
    language: str
    documents: tuple[Document, ...]
    phrases: tuple[str, ...]
    examples: tuple[str, ...]


class Telling:
    """Figures of some of `documents` beside all of them; `known` are ids of an earlier run."""

    def __init__(self, documents: Sequence[Document], known: frozenset[str] | None) -> None:
        times = [one.at for one in documents if one.at is not None]
        self.known = known
        self.step: Step = figures.choose_step(times)
        self.periods: list[date] = []
        if times:
            first, last = (figures.find_period(at, self.step) for at in (min(times), max(times)))
            self.periods = figures.list_periods(first, last, self.step)[-MOST_PERIODS:]
        self.series = self._tell_series(self._group(documents), self._count(documents))
        self.sizes = Counter(one.language for one in documents)
        self.totals = {
            language: self._count([one for one in documents if one.language == language])
            for language in self.sizes
        }
        self.notes = self._list_notes(documents)

    def _list_notes(self, documents: Sequence[Document]) -> tuple[str, ...]:
        out_of = {
            "time": sum(one.at is None for one in documents),
            "sentiment": sum(one.sentiment is None for one in documents),
            "rating": sum(one.rating is None for one in documents),
        }
        notes = [
            f"Texts without a {what}, left out of its figures: {count} of {len(documents)}."
            for what, count in out_of.items()
            if count
        ]
        if len(self.periods) == MOST_PERIODS:
            notes.append(f"Only the last {MOST_PERIODS} months are told: are the times right?")
        return tuple(notes)

    def _group(self, documents: Sequence[Document]) -> dict[date, list[Document]]:
        inside: dict[date, list[Document]] = {start: [] for start in self.periods}
        for one in documents:
            if one.at is not None:
                start = figures.find_period(one.at, self.step)
                if start in inside:
                    inside[start].append(one)
        return inside

    def _count(self, documents: Sequence[Document]) -> list[int]:
        return [len(inside) for inside in self._group(documents).values()]

    @staticmethod
    def _tell_series(
        grouped: Mapping[date, Sequence[Document]], totals: Sequence[int]
    ) -> tuple[Point, ...]:
        return tuple(
            Point(
                start=start,
                count=len(inside),
                share=len(inside) / total if total else None,
                sentiment=estimate_mean(list_sentiments(inside)),
                rating=estimate_mean(list_ratings(inside)),
            )
            for (start, inside), total in zip(grouped.items(), totals, strict=True)
        )

    def tell_topics(
        self, parts: Sequence[Membership], names: Mapping[str, str]
    ) -> tuple[Topic, ...]:
        """Return each topic with its figures; trends are corrected for all that were looked at.

        Shares are of the texts of the same language.
        """
        counted = [self._count(part.documents) for part in parts]
        trends = figures.judge_trends(
            [
                figures.examine_share(counts, self.totals[part.language])
                for part, counts in zip(parts, counted, strict=True)
            ]
        )
        felt = figures.judge_trends([examine_sentiment(part.documents) for part in parts])
        return tuple(
            self._tell(part, names[part.id], trend, feeling)
            for part, trend, feeling in zip(parts, trends, felt, strict=True)
        )

    def _tell(self, part: Membership, name: str, trend: Trend, feeling: Trend) -> Topic:
        ratings = list_ratings(part.documents)
        kinds = Counter(one.kind for one in part.documents if one.kind)
        return Topic(
            id=part.id,
            name=name,
            language=part.language,
            size=len(part.documents),
            share=len(part.documents) / self.sizes[part.language],
            phrases=part.phrases,
            examples=part.examples,
            kinds=dict(kinds.most_common()),
            sentiment=estimate_mean(list_sentiments(part.documents)),
            rating=estimate_mean(ratings),
            low=estimate_share(sum(rating <= LOW for rating in ratings), len(ratings)),
            trend=trend,
            sentiment_trend=feeling,
            series=self._tell_series(self._group(part.documents), self.totals[part.language]),
            is_new=self.known is not None and part.id not in self.known,
        )


def list_sentiments(documents: Sequence[Document]) -> list[float]:
    """Return the scores there are."""
    return [one.sentiment for one in documents if one.sentiment is not None]


def list_ratings(documents: Sequence[Document]) -> list[float]:
    """Return the ratings there are."""
    return [one.rating for one in documents if one.rating is not None]


def examine_sentiment(documents: Sequence[Document]) -> tuple[float, float] | None:
    """Return slope per day and probability of feelings that change with time, else None."""
    felt = [
        (one.at.timestamp() / DAY, one.sentiment)
        for one in documents
        if one.at is not None and one.sentiment is not None
    ]
    return figures.examine_level(
        np.array([at for at, _ in felt]), np.array([score for _, score in felt])
    )
