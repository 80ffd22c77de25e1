"""The topic model as it is kept: which words belong to which topic, in JSON and arrays.

Nothing in the file is run when it is read: an npz archive without pickled objects.
"""

import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from crm_backend.analytics.feedback.documents import Document, prepare
from crm_backend.analytics.feedback.grouping import Weighing
from crm_backend.analytics.feedback.tokens import list_terms, split_runs
from kernel.errors import Invalid

FORMAT = 1
LONGEST_NAME = 80


@dataclass(frozen=True)
class LanguageModel:
    """Topics of one language: `ids` by row of `weights` (log-probabilities, topics by terms)."""

    ids: tuple[str, ...]
    weighing: Weighing
    weights: NDArray[np.float32]

    def find(self, texts: Sequence[Sequence[str]]) -> list[str | None]:
        """Return for each text, given as its terms, the topic; None where no term is known."""
        rows = self.weighing.weigh(texts)
        scores = rows @ self.weights.T.astype(np.float64)
        is_known = np.diff(rows.indptr) > 0
        best = scores.argmax(axis=1).tolist()
        return [
            self.ids[place] if known else None for place, known in zip(best, is_known, strict=True)
        ]


@dataclass(frozen=True)
class TopicModel:
    """Topics by language, their names, and the number the next new topic gets."""

    languages: Mapping[str, LanguageModel]
    names: Mapping[str, str]
    next_number: int

    def assign(self, documents: Sequence[Document]) -> dict[str, str | None]:
        """Return the topic of each document by its id; None where nothing known is said."""
        found: dict[str, str | None] = dict.fromkeys((one.id for one in documents), None)
        kept = prepare(documents).documents
        for language, model in self.languages.items():
            own = [one for one in kept if one.language == language]
            terms = [list_terms(split_runs(one.text, language), language) for one in own]
            if own:
                found.update(zip((one.id for one in own), model.find(terms), strict=True))
        return found

    def rename(self, topic: str, name: str) -> Self:
        """Return the model with a topic named by a person; later runs keep the name.

        Raises `Invalid` for a topic that is not there and for a name that is empty or too long.
        """
        tidied = " ".join(name.split())
        if topic not in self.names:
            raise Invalid(f"There is no topic {topic!r}.")
        if not 0 < len(tidied) <= LONGEST_NAME:
            raise Invalid(f"A topic's name has 1 to {LONGEST_NAME} characters.")
        return replace(self, names={**self.names, topic: tidied})

    def save(self, path: Path) -> None:
        """Write the model to a file (npz without pickle)."""
        arrays: dict[str, Any] = {}
        told: dict[str, Any] = {
            "format": FORMAT,
            "names": dict(self.names),
            "next_number": self.next_number,
            "languages": {},
        }
        for at, (language, model) in enumerate(self.languages.items()):
            told["languages"][language] = {
                "at": at,
                "ids": list(model.ids),
                "terms": list(model.weighing.terms),
            }
            arrays[f"rarity_{at}"] = model.weighing.rarity
            arrays[f"weights_{at}"] = model.weights
        text = json.dumps(told, ensure_ascii=False).encode()
        with path.open("wb") as file:
            np.savez_compressed(file, told=np.frombuffer(text, dtype=np.uint8), **arrays)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a model. Raises `Invalid` where the file is none."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
                told = json.loads(arrays["told"].tobytes())
                languages = {
                    str(name): _read_language(one, arrays)
                    for name, one in told["languages"].items()
                }
                if told["format"] != FORMAT:
                    raise ValueError("another format")
                return cls(languages, dict(told["names"]), int(told["next_number"]))
        except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
            raise Invalid(f"{path.name} is no topic model: make it anew.") from error


def _read_language(told: Mapping[str, Any], arrays: Mapping[str, Any]) -> LanguageModel:
    weights = arrays[f"weights_{told['at']}"]
    rarity = arrays[f"rarity_{told['at']}"]
    if weights.shape != (len(told["ids"]), len(told["terms"])) or rarity.shape != weights.shape[1:]:
        raise ValueError("arrays of another size")
    return LanguageModel(tuple(told["ids"]), Weighing(tuple(told["terms"]), rarity), weights)
