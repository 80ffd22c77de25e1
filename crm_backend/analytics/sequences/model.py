"""What a person does next: a Markov chain with back-off, and the person's own habit."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

import numpy as np

from crm_backend.analytics.sequences.counting import (
    Floats,
    Ids,
    Rows,
    count_after,
    count_after_two,
)
from kernel.errors import Invalid

WINDOW = 5  # events back that still say something
FORMAT = 1


@dataclass(frozen=True)
class Settings:
    """What is tuned: how an event farther back fades in the chain (0 = the last one only) and in
    the person's habit (1 = never forgotten), how many own events the chain counts as, and how
    strongly rare contexts are backed by what is more general (1 = as Witten & Bell)."""

    fading: float = 0.5
    memory: float = 0.98
    prior: float = 10.0
    backing: float = 3.0


@dataclass(frozen=True)
class Next:
    """Something a person may do next, and why.

    `probability` is the sum of `habit` (what the person does anyway) and the rest (what people
    do after such a history). After `after`, `times` of `of` people's next events were this.
    """

    what: str
    probability: float
    habit: float
    after: str | None
    times: int
    of: int


class NextModel:
    """Probabilities of the next event from the ones before.

    `p = (own + prior * chain) / (sum(own) + prior)`: `own` counts what the person did, fading by
    `memory` with each event since; the chain is what it would be without any (Dirichlet prior).
    The chain is Witten-Bell back-off (Witten & Bell 1991): two events in a row where they were
    seen, backed by a mean over the last five events (each step back counts `fading` times) of what
    comes within five steps after each (sequential rules, Ludewig & Jannach 2018), backed by
    popularity.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()

    def fit(
        self, histories: Sequence[Sequence[str]], weights: Sequence[Sequence[float]] | None = None
    ) -> Self:
        """Learn from histories, oldest event first. Raises `Invalid` where there is no event."""
        self.names_ = sorted({what for one in histories for what in one})
        if not self.names_:
            raise Invalid("There are no events to learn from.")
        self.places_ = {name: place for place, name in enumerate(self.names_)}
        ids = [np.array([self.places_[what] for what in one], dtype=np.int64) for one in histories]
        counted = [
            np.ones(len(one)) if weights is None else np.asarray(weights[place], dtype=np.float64)
            for place, one in enumerate(ids)
        ]
        kinds, fading = len(self.names_), self.settings.fading
        joined, sums = np.concatenate(ids), np.concatenate(counted)
        popular = np.bincount(joined, sums, minlength=kinds) + 1 / kinds
        self.popular_: Floats = popular / popular.sum()
        self.after_ = count_after(ids, counted, window=WINDOW, fading=fading)
        self.after_two_ = count_after_two(ids, counted, kinds=kinds)
        plain = [np.ones(len(one)) for one in ids]
        self.directly_ = count_after(ids, plain, window=1, fading=0.0)
        return self

    def score(self, history: Sequence[str]) -> Floats:
        """Return the probability of each of `names_` to come next; what is unknown is skipped."""
        chain, own = self._parts(history)
        return np.asarray(chain + own)

    def predict(self, history: Sequence[str], top: int = 5) -> list[Next]:
        """Return what is likeliest next, with reasons; of equal ones the first by name."""
        chain, own = self._parts(history)
        scores = chain + own
        last = next((what for what in reversed(history) if what in self.places_), None)
        rows = None if last is None else self.directly_.of(self.places_[last])
        found = []
        for place in np.argsort(-scores, kind="stable")[:top]:
            times, of = 0, 0
            if rows is not None:
                times, of = int(rows[1][rows[0] == place].sum()), int(rows[1].sum())
            found.append(
                Next(self.names_[place], float(scores[place]), float(own[place]), last, times, of)
            )
        return found

    def read(self, history: Sequence[str]) -> Ids:
        """Return the places in `names_` of what is known of a history."""
        known = [self.places_[what] for what in history if what in self.places_]
        return np.array(known, dtype=np.int64)

    def _parts(self, history: Sequence[str]) -> tuple[Floats, Floats]:
        ids = self.read(history)
        if not len(ids):
            return self.popular_, np.zeros(len(self.names_))
        own = self.count_own(ids, self.settings.memory)
        whole = float(own.sum()) + self.settings.prior
        return self.follow(ids) * (self.settings.prior / whole), own / whole

    def count_own(self, ids: Ids, memory: float) -> Floats:
        """Return how often each of `names_` (by place) was done, fading with each event since."""
        faded = memory ** np.arange(len(ids) - 1, -1, -1, dtype=np.float64)
        return np.asarray(np.bincount(ids, faded, minlength=len(self.names_)), dtype=np.float64)

    def follow(self, ids: Ids) -> Floats:
        """Return the chain's probability of each of `names_` after these (places, oldest first)."""
        recent = ids[-WINDOW:]
        back = np.arange(len(recent) - 1, -1, -1, dtype=np.float64)
        shares = np.power(self.settings.fading, back)
        shares = shares / shares.sum()
        lean, found = 0.0, np.zeros(len(self.names_))
        for item, share in zip(recent, shares, strict=True):
            items, counts = self.after_.of(int(item))
            backed = self.settings.backing * len(items)
            whole = counts.sum() + backed
            if not len(items) or share == 0:
                lean += share
                continue
            lean += share * backed / whole
            found[items] += share * counts / whole
        found += lean * self.popular_
        if len(ids) < 2:
            return found
        items, counts = self.after_two_.of(int(ids[-2] * len(self.names_) + ids[-1]))
        if len(items):
            backed = self.settings.backing * len(items)
            whole = counts.sum() + backed
            found *= backed / whole
            found[items] += counts / whole
        return found

    def save(self, path: Path) -> None:
        """Write the model as npz, without pickle."""
        arrays: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.generic]]] = {
            f"{name}_{part}": getattr(rows, part)
            for name, rows in self._tables().items()
            for part in ("keys", "starts", "items", "counts")
        }
        head = json.dumps({"format": FORMAT, "settings": asdict(self.settings)})
        with path.open("wb") as file:
            np.savez_compressed(
                file,
                allow_pickle=False,
                head=np.array(head),
                names=np.array(self.names_),
                popular=self.popular_,
                **arrays,
            )

    def _tables(self) -> dict[str, Rows]:
        return {"after": self.after_, "after_two": self.after_two_, "directly": self.directly_}

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a model. Raises `Invalid` where the file is none of this format."""
        try:
            with np.load(path, allow_pickle=False) as found:
                head = json.loads(str(found["head"]))
                if head["format"] != FORMAT:
                    raise Invalid(f"{path.name} is of another version: fit it again.")
                model = cls(Settings(**head["settings"]))
                model.names_ = [str(name) for name in found["names"]]
                model.popular_ = found["popular"]
                tables = {
                    name: Rows(
                        *(found[f"{name}_{part}"] for part in ("keys", "starts", "items", "counts"))
                    )
                    for name in ("after", "after_two", "directly")
                }
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Invalid(f"{path.name} is no model of what comes next.") from error
        model.places_ = {name: place for place, name in enumerate(model.names_)}
        model.after_, model.after_two_ = tables["after"], tables["after_two"]
        model.directly_ = tables["directly"]
        return model
