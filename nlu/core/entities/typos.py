"""Misspelt names: Latin words by few edits, Chinese ones by characters of the same sound.

Words are found as in SymSpell (Garbe 2012): two words within one edit share a form from which
a letter was taken, so a dictionary of such forms finds them without a walk over all words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from nlu.core.entities.han import sounds_alike

MIN_LETTERS = 4  # shorter words are near too many others
LONG, VERY_LONG = 6, 9  # letters from which one letter may be another, and two edits are allowed
MIN_RUN = 4  # Han characters from which one of them may be any other
MAX_WORD = 32  # letters; nobody sells a longer one


def count_edits(one: str, other: str) -> int:
    """Return the optimal string alignment distance: insert, delete, replace, swap neighbours."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        line = [row]
        for column, against in enumerate(other, start=1):
            cost = min(last[column] + 1, line[-1] + 1, last[column - 1] + (letter != against))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == against:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        before, last = last, line
    return last[-1]


def is_likely(typed: str, right: str) -> bool:
    """Tell whether somebody who means `right` would type `typed`.

    The first letter is seldom wrong. Four letters bear a swap or a doubled letter, five a missing
    or a further one too, six any edit, and nine two of them.
    """
    if typed[0] != right[0] or abs(len(typed) - len(right)) > 2:
        return False
    edits, shorter = count_edits(typed, right), min(len(typed), len(right))
    if edits > 1:
        return edits == 2 and shorter >= VERY_LONG
    if len(typed) == len(right):
        return shorter >= LONG or sorted(typed) == sorted(right)
    return shorter >= MIN_LETTERS + 1 or squeeze(typed) == squeeze(right)


def squeeze(word: str) -> str:
    """Return a word with its doubled letters single."""
    return "".join(a for a, b in zip(word, word[1:] + "\0", strict=True) if a != b)


def cut_letters(word: str, cuts: int) -> set[str]:
    """Return the word and every form of it with up to `cuts` letters left out."""
    forms = newest = {word}
    for _ in range(cuts):
        newest = {form[:n] + form[n + 1 :] for form in newest for n in range(len(form))}
        forms = forms | newest
    return forms


def allowed_edits(word: str) -> int:
    """Return how many edits are looked for."""
    return 2 if len(word) >= VERY_LONG else 1


class WordSpeller:
    """Puts misspelt Latin words right, as long as they are no words of their own."""

    def __init__(self, words: Iterable[str], ordinary: Collection[str] = ()) -> None:
        self._right = {word for word in words if word.isascii() and word.isalpha()}
        self._ordinary = frozenset(ordinary)
        self._forms: defaultdict[str, list[str]] = defaultdict(list)
        for word in sorted(self._right):
            if MIN_LETTERS <= len(word) <= MAX_WORD:
                for form in cut_letters(word, allowed_edits(word)):
                    self._forms[form].append(word)

    def mend(self, word: str) -> tuple[str, float]:
        """Return the word that is meant and how sure that is, from 0 to 1 (1: spelt rightly)."""
        is_word = word.isascii() and word.isalpha() and MIN_LETTERS <= len(word) <= MAX_WORD
        if not is_word or word in self._right or word in self._ordinary:
            return word, 1.0
        forms = cut_letters(word, allowed_edits(word))
        near = {right for form in forms for right in self._forms.get(form, ())}
        likely = [right for right in near if is_likely(word, right)]
        if not likely:
            return word, 1.0
        best = min(likely, key=lambda right: (count_edits(word, right), right))
        return best, 1 - count_edits(word, best) / max(len(word), len(best))


class HanSpeller:
    """Finds Chinese names with one wrong character."""

    def __init__(self, phrases: Iterable[tuple[str, ...]]) -> None:
        self._phrases = {phrase for phrase in phrases if all(len(word) == 1 for word in phrase)}
        # Of a phrase with one wrong character, everything but that one is right.
        self._holes: defaultdict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
        for phrase in sorted(self._phrases):
            for place in range(len(phrase)):
                self._holes[(*phrase[:place], "", *phrase[place + 1 :])].append(phrase)
        self._lengths = sorted({len(phrase) for phrase in self._phrases}, reverse=True)

    def find(self, words: Sequence[str]) -> Iterator[tuple[int, int, tuple[str, ...], float]]:
        """Yield (first word, past the last, phrase meant, sureness); the longest phrases first."""
        for length in self._lengths:
            for first in range(len(words) - length + 1):
                run = tuple(words[first : first + length])
                if run not in self._phrases and (phrase := self._mend(run)):
                    yield first, first + length, phrase, 1 - 1 / (length + 1)

    def _mend(self, run: tuple[str, ...]) -> tuple[str, ...] | None:
        for place, typed in enumerate(run):
            for phrase in self._holes.get((*run[:place], "", *run[place + 1 :]), ()):
                if len(run) > 1 and (sounds_alike(typed, phrase[place]) or len(run) >= MIN_RUN):
                    return phrase
        return None
