"""What is said of topics: the shapes of the result, as plain JSON too."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from crm_backend.analytics.feedback.figures import Estimate, Step, Trend

MARGIN = 1.1  # times what chance reaches: less is no structure that could be read


@dataclass(frozen=True)
class Point:
    """A period: its first day, its texts, their share of all, and the means of their figures."""

    start: date
    count: int
    share: float | None
    sentiment: Estimate
    rating: Estimate

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return {
            "start": self.start.isoformat(),
            "count": self.count,
            "share": self.share,
            "sentiment": self.sentiment.to_dict(),
            "rating": self.rating.to_dict(),
        }


@dataclass(frozen=True)
class Topic:
    """What some texts of one language are about; texts are masked.

    `share` is of all texts of its language, `low` the share of its ratings that are 1 or 2.
    `is_new` is true where an earlier run had no such topic.
    """

    id: str
    name: str
    language: str
    size: int
    share: float
    phrases: tuple[str, ...]
    examples: tuple[str, ...]
    kinds: Mapping[str, int]
    sentiment: Estimate
    rating: Estimate
    low: Estimate
    trend: Trend
    sentiment_trend: Trend
    series: tuple[Point, ...]
    is_new: bool

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return {
            "id": self.id,
            "name": self.name,
            "language": self.language,
            "size": self.size,
            "share": self.share,
            "phrases": list(self.phrases),
            "examples": list(self.examples),
            "kinds": dict(self.kinds),
            "sentiment": self.sentiment.to_dict(),
            "rating": self.rating.to_dict(),
            "low": self.low.to_dict(),
            "trend": self.trend.to_dict(),
            "sentiment_trend": self.sentiment_trend.to_dict(),
            "series": [point.to_dict() for point in self.series],
            "is_new": self.is_new,
        }


@dataclass(frozen=True)
class Quality:
    """How far the topics of a language may be trusted: see `learning.Learned`."""

    language: str
    texts: int
    topics: int
    stability: float
    cohesion: float
    chance: float

    @property
    def beats_chance(self) -> bool:
        """Whether texts of a topic are more alike than those of texts about nothing."""
        return self.cohesion > MARGIN * self.chance

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return {
            "language": self.language,
            "texts": self.texts,
            "topics": self.topics,
            "stability": self.stability,
            "cohesion": self.cohesion,
            "chance": self.chance,
            "beats_chance": self.beats_chance,
        }


@dataclass(frozen=True)
class TopicReport:
    """Topics, the largest first in each language, and all texts over time.

    `unassigned` texts are in none; `gone` are topics of the earlier run that nothing continues.
    """

    texts: int
    unassigned: int
    step: Step
    topics: tuple[Topic, ...]
    series: tuple[Point, ...]
    quality: tuple[Quality, ...]
    gone: tuple[str, ...]
    notes: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return {
            "texts": self.texts,
            "unassigned": self.unassigned,
            "step": self.step,
            "topics": [topic.to_dict() for topic in self.topics],
            "series": [point.to_dict() for point in self.series],
            "quality": [one.to_dict() for one in self.quality],
            "gone": list(self.gone),
            "notes": list(self.notes),
        }
