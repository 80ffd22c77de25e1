"""WordPiece tokens of a lower-case BERT vocabulary (Devlin et al. 2019)."""

import unicodedata
from collections.abc import Iterator
from pathlib import Path

from nlu.core.text import HAN

LONGEST_WORD = 100  # characters; a longer one is unknown, as in the original
MAX_TOKENS = 128  # the model was trained on sentences of up to 128
UNKNOWN, BEGIN, END = "[UNK]", "[CLS]", "[SEP]"


class WordPiece:
    """Text to token ids, cut after `most` tokens."""

    def __init__(self, vocabulary: Path, most: int = MAX_TOKENS) -> None:
        lines = vocabulary.read_text(encoding="utf-8").splitlines()
        self._id_of = {piece: number for number, piece in enumerate(lines)}
        self._most = most

    def encode(self, text: str) -> list[int]:
        """Return the ids, with the marks of begin and end."""
        ids: list[int] = []
        for word in split(text):
            ids.extend(self._find_pieces(word))
            if len(ids) >= self._most - 2:
                break
        return [self._id_of[BEGIN], *ids[: self._most - 2], self._id_of[END]]

    def _find_pieces(self, word: str) -> list[int]:
        if len(word) > LONGEST_WORD:
            return [self._id_of[UNKNOWN]]
        ids, start = [], 0
        while start < len(word):
            mark = "##" if start else ""
            ends = range(len(word), start, -1)
            end = next((end for end in ends if mark + word[start:end] in self._id_of), 0)
            if not end:
                return [self._id_of[UNKNOWN]]
            ids.append(self._id_of[mark + word[start:end]])
            start = end
        return ids


def split(text: str) -> Iterator[str]:
    """Yield lower-case words without accents; marks and Han characters stand alone."""
    plain = unicodedata.normalize("NFD", text.lower())
    word: list[str] = []
    for character in plain:
        kind = unicodedata.category(character)
        if kind == "Mn":
            continue
        if kind[0] == "C" and character not in "\t\n\r":
            continue
        alone = is_mark(character, kind) or HAN.match(character)
        if (alone or character.isspace()) and word:
            yield "".join(word)
            word = []
        if alone:
            yield character
        elif not character.isspace():
            word.append(character)
    if word:
        yield "".join(word)


def is_mark(character: str, kind: str) -> bool:
    """Tell whether a character counts as punctuation: all of ASCII's that is no letter or digit."""
    return kind[0] == "P" or (character.isascii() and not character.isalnum() and character > " ")
