"""What a message asks for: ranked intents, a set that holds the right one, and whether any is.

Two heads: English messages are read by both sentence encoders and English examples alone; all
others by the multilingual encoder. It learns from the examples in other languages, and from
English ones where an intent has few, so that an intent with examples in one language answers in
the other.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin

from nlu.core.embedding import Embedder, english_encoder, multilingual_encoder
from nlu.core.intent_head import IntentHead, Verdict
from nlu.core.language import detect_language
from nlu.core.twins import drop_twins

Floats = NDArray[np.float32]

SETTINGS = ("level", "landmarks", "twin")  # of the model, those that config.yml sets
FEW = 20  # examples a label: below, n-grams are too rare to tell much
# (gamma, gram_weight, ridge), measured on HWU64 and BANKING77, with 10 examples a label and all.
FEW_SHOT, FULL = (3.0, 0.06, 0.3), (2.0, 0.15, 0.2)
SHORTEST_NAME = 3  # letters: a shorter name of a label says nothing


class JoinedEmbedder:
    """Two encoders' vectors side by side: the cosine is the mean of both cosines."""

    def __init__(self, parts: Sequence[Embedder]) -> None:
        self.parts = parts

    def encode(self, texts: Sequence[str]) -> Floats:
        """Return unit vectors of shape (texts, sum of dimensions)."""
        joined = np.hstack([part.encode(texts) for part in self.parts])
        return joined / np.float32(np.sqrt(len(self.parts)))


class RememberingEmbedder:
    """An encoder that keeps every vector while a model is fitted: both heads ask for most texts."""

    def __init__(self, encoder: Embedder) -> None:
        self.encoder = encoder
        self._known: dict[str, Floats] = {}

    def encode(self, texts: Sequence[str]) -> Floats:
        """Return what the encoder does, of shape (texts, dimensions)."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known.update(zip(new, self.encoder.encode(new), strict=True))
        return np.asarray([self._known[text] for text in texts], dtype=np.float32)


class Examples(NamedTuple):
    """What there is to learn from; `stays` marks those that are no twin of another."""

    texts: list[str]
    labels: list[str]
    stays: NDArray[np.bool_]

    def pick(self, rows: NDArray[np.bool_]) -> tuple[list[str], list[str]]:
        """Return the texts and labels of those of some rows that stay."""
        places = np.flatnonzero(rows & self.stays)
        return [self.texts[place] for place in places], [self.labels[place] for place in places]


class IntentModel(ClassifierMixin, BaseEstimator):
    """Texts to intents, by scikit-learn's conventions.

    `level` is how often the true intent is to be in its prediction set, and how many known
    messages are to pass as known; `landmarks` bounds time and size; of examples of one intent
    and language that are nearer than the cosine `twin` one is learned from (1: all are); the
    embedders are the process's own for None.
    """

    def __init__(
        self,
        *,
        level: float = 0.95,
        landmarks: int = 9_000,
        twin: float = 0.95,
        english: Embedder | None = None,
        multilingual: Embedder | None = None,
        seed: int = 7,
    ) -> None:
        self.level = level
        self.landmarks = landmarks
        self.twin = twin
        self.english = english
        self.multilingual = multilingual
        self.seed = seed

    def fit(
        self, texts: Sequence[str], labels: Sequence[str], unknown: Sequence[str] | None = None
    ) -> Self:
        """Learn from texts and labels of one length; `unknown` are texts of none of the labels."""
        texts, labels, unknown = list(texts), [str(label) for label in labels], list(unknown or ())
        self.classes_ = np.unique(np.asarray(labels))
        if len(texts) != len(labels):
            raise ValueError(f"There are {len(texts)} texts but {len(labels)} labels.")
        if len(self.classes_) < 2:
            raise ValueError("A classifier needs examples of two labels or more.")
        shared = RememberingEmbedder(self._embed_any())
        is_english = np.array([detect_language(text) == "en" for text in texts])
        groups = [*zip(labels, is_english.tolist(), strict=True)]
        stays = np.zeros(len(texts), dtype=np.bool_)
        stays[drop_twins(shared.encode(texts), groups, self.twin, self.seed)] = True
        examples = Examples(texts, labels, stays)
        self.heads_, rows = {}, np.ones(len(texts), dtype=np.bool_)
        if set(np.asarray(labels)[is_english & stays]) == set(self.classes_):
            strange = [text for text in unknown if detect_language(text) == "en"]
            both = self._embed_english(shared)
            self.heads_["en"] = self._fit_head(both, examples, is_english, strange)
            rows = ~is_english | needs_help(~is_english & stays, labels)
        self.heads_["any"] = self._fit_head(shared, examples, rows, unknown)
        return self.attach_embedders()

    def _fit_head(
        self, embedder: Embedder, examples: Examples, rows: NDArray[np.bool_], unknown: list[str]
    ) -> IntentHead:
        texts, labels = examples.pick(rows)
        few = len(texts) < FEW * len(self.classes_)
        gamma, gram_weight, ridge = FEW_SHOT if few else FULL
        head = IntentHead(
            embedder=embedder,
            gamma=gamma,
            gram_weight=gram_weight,
            ridge=ridge,
            landmarks=self.landmarks,
            seed=self.seed,
        )
        head.level = self.level
        names = name_labels(sorted(set(labels))) if few else {}
        head.fit_beside(texts, labels, unknown, names, int((rows & ~examples.stays).sum()))
        return head

    def _embed_any(self) -> Embedder:
        return self.multilingual or multilingual_encoder()

    def _embed_english(self, shared: Embedder) -> Embedder:
        return JoinedEmbedder([self.english or english_encoder(), shared])

    def attach_embedders(self) -> Self:
        """Give loaded heads the encoders, which are no part of what is stored."""
        self.heads_["any"].embedder = self._embed_any()
        if "en" in self.heads_:
            self.heads_["en"].embedder = self._embed_english(self._embed_any())
        return self

    def choose_head(self, text: str) -> IntentHead:
        """Return the head that reads a message."""
        language = detect_language(text)
        return self.heads_.get(language, self.heads_["any"])

    def judge(self, texts: Sequence[str]) -> Verdict:
        """Return probabilities, sets, and strangeness less its bound, a row a text."""
        count = len(texts), len(self.classes_)
        probabilities, members = np.zeros(count, np.float32), np.zeros(count, np.bool_)
        strangeness = np.zeros(len(texts), np.float32)
        chosen = np.array([id(self.choose_head(text)) for text in texts])
        for head in self.heads_.values():
            rows = np.flatnonzero(chosen == id(head))
            if len(rows):
                said = head.judge([texts[row] for row in rows])
                probabilities[rows], members[rows] = said.probabilities, said.members
                strangeness[rows] = said.strangeness - head.strange_bound_
        return Verdict(probabilities, members, strangeness)

    def predict_proba(self, texts: Sequence[str]) -> Floats:
        """Return the probability of each class, shape (texts, classes); rows sum to one."""
        return self.judge(texts).probabilities

    def predict(self, texts: Sequence[str]) -> NDArray[Any]:
        """Return the likeliest label of each text."""
        return self.classes_[self.predict_proba(texts).argmax(axis=1)]

    def unknown_score(self, texts: Sequence[str]) -> Floats:
        """Return how strange each text is; above `unknown_threshold_` it belongs to no label."""
        return self.judge(texts).strangeness

    @property
    def unknown_threshold_(self) -> float:
        """The bound of `unknown_score`: each head's own is taken off already."""
        return 0.0

    def prediction_sets(self, texts: Sequence[str]) -> list[list[str]]:
        """Return the labels of each text's set, the likeliest first."""
        said = self.judge(texts)
        return [
            list_members(self.classes_, chances, member)
            for chances, member in zip(said.probabilities, said.members, strict=True)
        ]


def needs_help(own: NDArray[np.bool_], labels: Sequence[str]) -> NDArray[np.bool_]:
    """Tell of which examples the label has few `own` ones: there, those in English help."""
    counts = Counter(label for label, is_own in zip(labels, own, strict=True) if is_own)
    return np.array([counts[label] < FEW for label in labels])


def list_members(classes: NDArray[Any], chances: Floats, member: NDArray[np.bool_]) -> list[str]:
    """Return the classes that are members, the likeliest first."""
    return [str(classes[place]) for place in np.argsort(-chances) if member[place]]


def name_labels(labels: Sequence[str]) -> dict[str, str]:
    """Return the words in each label's name, which are one more example where there are few."""
    words = {label: " ".join(label.replace("_", " ").replace("-", " ").split()) for label in labels}
    return {
        label: name.lower()
        for label, name in words.items()
        if max((len(word) for word in name.split() if word.isalpha()), default=0) >= SHORTEST_NAME
    }
