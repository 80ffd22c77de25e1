"""A trained tagger of spans: a linear-chain CRF over tokens, for what no pattern can say.

Lafferty, McCallum, Pereira, "Conditional random fields" (2001); fitted by CRFsuite (the library
that sklearn-crfsuite wraps), with L1 and L2 penalties.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from nlu.core.artefact import ArtefactBroken, load, save
from nlu.core.entities.entity import Entity
from nlu.core.entities.gazetteer import Gazetteer
from nlu.core.entities.token_features import describe_surroundings, describe_tokens
from nlu.core.entities.tokens import Token, split_tokens

OUTSIDE = "O"
SEPARATOR = "\x1f"  # between entity, role and group in a label
SETTINGS = ("c1", "c2", "max_iterations", "min_confidence", "hide_every", "plain_share")
SEED = 7


class SpanTagger:
    """Learns spans from marked texts, with their roles and groups.

    `c1`, `c2` weigh the L1 and L2 penalties, `max_iterations` bounds L-BFGS; spans less sure than
    `min_confidence` (marginal probability of their least sure token, 0..1) are left out. Of every
    `hide_every` texts one is learnt with the words of its spans hidden (0: none): where few
    phrases come again and again, the places where they stand would not be learnt otherwise.
    Of the texts without a span at most `plain_share` are learnt for each text with one, drawn at
    random (None: all): further ones teach little and cost as much.
    Fitted: `model_` (CRFsuite's bytes, empty where nothing was marked), `gazetteer_`, `labels_`.
    """

    def __init__(
        self,
        c1: float = 0.05,
        c2: float = 0.01,
        max_iterations: int = 60,
        min_confidence: float = 0.0,
        hide_every: int = 0,
        plain_share: float | None = None,
    ) -> None:
        self.c1, self.c2 = c1, c2
        self.max_iterations, self.min_confidence = max_iterations, min_confidence
        self.hide_every, self.plain_share = hide_every, plain_share

    def get_params(self) -> dict[str, Any]:
        """Return what the constructor was given."""
        return {name: getattr(self, name) for name in SETTINGS}

    def fit(self, texts: Sequence[str], spans: Sequence[Sequence[Entity]]) -> Self:
        """Learn from texts and the spans of each; without a single span the tagger stays empty."""
        self.gazetteer_ = Gazetteer.of(spans)
        self.labels_ = sorted({span.entity for listed in spans for span in listed})
        self.model_ = self._train(texts, spans) if self.labels_ else b""
        self._open()
        return self

    def predict(self, texts: Sequence[str]) -> list[list[Entity]]:
        """Return the spans of each text, by place, none overlapping another."""
        return [list(self._read(text)) for text in texts]

    def save(self, folder: Path) -> None:
        """Write the fitted tagger into `folder`: arrays and facts, no pickle."""
        facts = {
            "kind": "spans",
            "labels": self.labels_,
            "gazetteer": self.gazetteer_.phrases,
            "model_sha256": hashlib.sha256(self.model_).hexdigest(),
            "parameters": self.get_params(),
        }
        save(folder, arrays={"model": np.frombuffer(self.model_, dtype=np.uint8)}, facts=facts)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Return the tagger that `save` wrote; raise `ArtefactBroken` on anything odd.

        CRFsuite trusts its bytes and reads past their end, hence the sum before it sees them.
        """
        arrays, facts = load(folder)
        try:
            tagger = cls(**facts["parameters"])
            tagger.model_ = np.asarray(arrays["model"], dtype=np.uint8).tobytes()
            tagger.labels_ = [str(label) for label in facts["labels"]]
            tagger.gazetteer_ = Gazetteer(facts["gazetteer"])
            expected = facts["model_sha256"]
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ArtefactBroken(
                f"{folder.name}: the tagger lacks {error}; train again."
            ) from error
        if hashlib.sha256(tagger.model_).hexdigest() != expected:
            raise ArtefactBroken(f"{folder.name}: the tagger was changed; train again.")
        tagger._open()
        return tagger

    def _train(self, texts: Sequence[str], spans: Sequence[Sequence[Entity]]) -> bytes:
        import pycrfsuite

        settings = {"c1": self.c1, "c2": self.c2, "max_iterations": self.max_iterations}
        trainer = pycrfsuite.Trainer(algorithm="lbfgs", params=settings, verbose=False)
        for number in choose_texts([bool(listed) for listed in spans], self.plain_share):
            text, listed = texts[number], spans[number]
            if not (tokens := split_tokens(text)):
                continue
            if listed and self.hide_every and number % self.hide_every == 0:
                features = describe_surroundings(tokens, listed)
            else:
                hints = self.gazetteer_.hint(text, tokens, own=listed)
                features = describe_tokens(tokens, hints)
            trainer.append(features, label_tokens(tokens, listed))
        with TemporaryDirectory() as folder:
            path = Path(folder) / "model.crf"
            trainer.train(str(path))
            return path.read_bytes()

    def _open(self) -> None:
        self._tagger: Any = None
        if self.model_:
            import pycrfsuite

            self._tagger = pycrfsuite.Tagger()
            self._tagger.open_inmemory(self.model_)

    def _read(self, text: str) -> Iterator[Entity]:
        tokens = split_tokens(text) if self._tagger else []
        if not tokens:
            return
        self._tagger.set(describe_tokens(tokens, self.gazetteer_.hint(text, tokens)))
        labels = self._tagger.tag()
        for name, first, last in join_labels(labels):
            sureness = min(
                self._tagger.marginal(labels[place], place) for place in range(first, last)
            )
            if sureness >= self.min_confidence:
                start, end = tokens[first].start, tokens[last - 1].end
                entity, role, group = (*name.split(SEPARATOR), "", "")[:3]
                yield Entity(
                    *(entity, text[start:end], start, end),
                    role=role or None,
                    group=group or None,
                    confidence=min(sureness, 1.0),
                )


def choose_texts(is_marked: Sequence[bool], plain_share: float | None) -> NDArray[np.intp]:
    """Return the places of all marked texts and of at most `plain_share` others for each."""
    marked = np.asarray(is_marked, dtype=np.bool_)
    plain = np.flatnonzero(~marked)
    if plain_share is not None:
        most = round(plain_share * marked.sum())
        plain = np.random.default_rng(SEED).permutation(plain)[:most]
    return np.sort(np.concatenate([np.flatnonzero(marked), plain]))


def name_kind(span: Entity) -> str:
    """Return what a span is, its role and group included, as part of a label."""
    return SEPARATOR.join((span.entity, span.role or "", span.group or "")).rstrip(SEPARATOR)


def label_tokens(tokens: Sequence[Token], spans: Sequence[Entity]) -> list[str]:
    """Return B-, I- or O for each token; a token that a span only cuts into belongs to it."""
    labels = [OUTSIDE] * len(tokens)
    for span in spans:
        inside = [
            n for n, token in enumerate(tokens) if token.start < span.end and token.end > span.start
        ]
        for n in inside:
            labels[n] = f"I-{name_kind(span)}"
        if inside:
            labels[inside[0]] = f"B-{name_kind(span)}"
    return labels


def join_labels(labels: Sequence[str]) -> list[tuple[str, int, int]]:
    """Return (kind, first token, past the last) of each span that B-, I- and O describe."""
    found: list[tuple[str, int, int]] = []
    for place, label in enumerate(labels):
        kind, _, name = label.partition("-")
        goes_on = kind == "I" and found and found[-1][2] == place and found[-1][0] == name
        if goes_on:
            found[-1] = (name, found[-1][1], place + 1)
        elif label != OUTSIDE:
            found.append((name, place, place + 1))
    return found
