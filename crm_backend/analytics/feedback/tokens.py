"""Texts as runs of tokens, by spaCy's blank pipelines: words in English, characters in Chinese."""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from crm_backend.analytics.feedback.documents import is_chinese
from crm_backend.analytics.feedback.masking import PLACEHOLDER

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

BREAK = "\n"  # between two runs, where a mark stood: no phrase goes over it
DENIALS = frozenset({"no", "not", "never", "nothing", "without", "cannot", *"不没無无未"})
# Of spaCy's empty words those that say something about a purchase.
FULL = frozenset(
    {
        *("back", "bottom", "call", "empty", "front", "full", "last", "move", "name", "serious"),
        *("side", "top", *"打快借小大光脏臭粗满好怕吓冲怪用看老半纯单定人少多新高低"),
    }
)
SHORTENED = frozenset(
    {
        *("ca", "wo", "im", "ive", "didnt", "dont", "doesnt"),
        *("m", "s", "re", "ve", "ll", "d", "nt"),
    }
)
SAME = {"n't": "not", "n’t": "not", "'s": "", "’s": ""}

Runs = list[list[str]]


@cache
def open_pipeline(language: str) -> "Language":
    """Return a blank pipeline, of no language in particular where spaCy has it not built in."""
    import spacy  # takes two seconds, which no other command should pay

    return spacy.blank(language if language in ("en", "zh") else "xx")


@cache
def read_empty_words(language: str) -> frozenset[str]:
    """Return the words that name nothing, without denials and words a purchase is told with."""
    words = frozenset(open_pipeline(language).Defaults.stop_words)
    return (words | SHORTENED) - DENIALS - FULL


def split_runs(text: str, language: str) -> Runs:
    """Return the words between marks, in small letters; what masking left and numbers part too."""
    folded = unicodedata.normalize("NFKC", PLACEHOLDER.sub(" . ", text)).casefold()
    tokens = open_pipeline(language).make_doc(folded)
    runs: Runs = [[]]
    for token in _join_letters(tokens) if language == "zh" else _read_words(tokens):
        if token == BREAK:
            runs.append([])
        elif token:
            runs[-1].append(token)
    return [run for run in runs if run]


def _read_words(tokens: "Doc") -> Iterator[str]:
    for token in tokens:
        text = SAME.get(token.text, token.text)
        is_word = any(sign.isalpha() for sign in text) or not text
        yield text.strip("'’-_") if is_word and not token.like_url else BREAK


def _join_letters(tokens: "Doc") -> Iterator[str]:
    """Yield Chinese characters one by one and words in Latin letters whole."""
    word = ""
    for token in tokens:
        sign = token.text
        if len(sign) == 1 and sign.isascii() and sign.isalpha():
            word += sign
        else:
            if word:
                yield word
            word = ""
            yield sign if len(sign) == 1 and is_chinese(sign) else BREAK
    if word:
        yield word


def list_terms(runs: Runs, language: str) -> list[str]:
    """Return what a text is compared by: its full words and pairs of them.

    In Chinese these are characters and pairs of characters, empty ones included, since no
    dictionary says where a word ends.
    """
    empty = frozenset() if language == "zh" else read_empty_words(language) | DENIALS
    terms: list[str] = []
    for run in runs:
        full = [word for word in run if word not in empty]
        terms += [*full, *(" ".join(pair) for pair in pairwise(full))]
    return terms


def join_words(words: Iterable[str], language: str) -> str:
    """Return a phrase as it is written."""
    if language != "zh":
        return " ".join(words)
    written = ""
    for word in words:
        written += f" {word}" if written and word.isascii() and written[-1].isascii() else word
    return written
