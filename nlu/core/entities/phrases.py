"""Known phrases of products and categories, found in any case, number, script, and misspelt.

spaCy's blank pipelines hold the phrases: `en` those in Latin letters, `zh` those with Han
characters. spaCy takes 70 MB and a second to load, so only a book with phrases loads it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from nlu.core.entities.entity import Entity, keep_apart
from nlu.core.entities.han import fold_script
from nlu.core.entities.plurals import both_numbers
from nlu.core.entities.tokens import Token, split_tokens
from nlu.core.entities.typos import HanSpeller, WordSpeller
from nlu.core.text import HAN

# Marks that may stand or be left out within a name: "floor-lamp", "Floor lamp (brass)".
LOOSE = frozenset("-–/()（）[]\"'“”·・")
MAX_WORDS = 12  # longer names are descriptions: nobody types them whole


class PhraseBook:
    """The phrases of each entity; a phrase listed for two belongs to the first.

    `ordinary` are words that are spelt rightly although no phrase holds them.
    """

    def __init__(
        self, phrases: Mapping[str, Iterable[str]], ordinary: Collection[str] = ()
    ) -> None:
        self.phrases = {
            name: sorted({phrase.casefold() for phrase in listed if len(phrase) > 1})
            for name, listed in phrases.items()
        }
        entity_of: dict[tuple[str, ...], str] = {}
        for name, listed in self.phrases.items():
            for phrase in listed:
                for words in spell_out(phrase):
                    entity_of.setdefault(words, name)
        self._entity_of = entity_of
        self._han = {words for words in entity_of if HAN.search("".join(words))}
        self._latin = {words for words in entity_of if words not in self._han}
        self._pages = [
            page for page in (_Page("en", self._latin), _Page("zh", self._han)) if page.has_phrases
        ]
        self._words = WordSpeller({word for words in entity_of for word in words}, ordinary)
        self._runs = HanSpeller(self._han)

    def find(self, text: str) -> Iterator[Entity]:
        """Yield the phrases in `text` by place, none overlapping another; exact ones go first."""
        if not self._pages:
            return
        tokens = [token for token in split_tokens(text) if token.text not in LOOSE]
        words = [fold_script(token.text.casefold()) for token in tokens]
        yield from keep_apart(
            [*self._match(text, tokens, words), *self._guess(text, tokens, words)]
        )

    def _match(self, text: str, tokens: Sequence[Token], words: Sequence[str]) -> Iterator[Entity]:
        spans = [span for page in self._pages for span in page.find(words)]
        # The longest first; of two as long, the earlier.
        for first, last in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
            start, end = tokens[first].start, tokens[last - 1].end
            name = self._entity_of[tuple(words[first:last])]
            value, folded = text[start:end], "".join(words[first:last])
            is_folded = bool(HAN.search(value)) and value.casefold() not in self.phrases[name]
            yield Entity(name, folded if is_folded else value, start, end)

    def _guess(self, text: str, tokens: Sequence[Token], words: Sequence[str]) -> Iterator[Entity]:
        """Yield what matches once misspelt words are put right; the right spelling is the value."""
        mended = [self._words.mend(word) for word in words]
        right = [word for word, _ in mended]
        for entity in self._match(text, tokens, right) if right != list(words) else ():
            inside = [
                n for n, token in enumerate(tokens) if entity.start <= token.start < entity.end
            ]
            sureness = min(mended[n][1] for n in inside)
            value = " ".join(right[n] for n in inside)
            if sureness < 1 and not HAN.search(value):
                yield Entity(entity.entity, value, entity.start, entity.end, confidence=sureness)
        for first, last, phrase, sureness in self._runs.find(words):
            start, end, name = tokens[first].start, tokens[last - 1].end, self._entity_of[phrase]
            yield Entity(name, "".join(phrase), start, end, confidence=sureness)


class _Page:
    """The phrases of one script in one blank pipeline."""

    def __init__(self, language: str, phrases: Collection[tuple[str, ...]]) -> None:
        self.has_phrases = bool(phrases)
        if not phrases:
            return
        import spacy
        from spacy.matcher import PhraseMatcher

        self._vocab: Any = spacy.blank(language).vocab
        self._matcher: Any = PhraseMatcher(self._vocab, attr="ORTH")
        self._matcher.add("phrase", [self._document(phrase) for phrase in phrases])

    def find(self, words: Sequence[str]) -> list[tuple[int, int]]:
        """Return the places (first word, past the last) of phrases among the words."""
        if not words:
            return []
        return [(first, last) for _, first, last in self._matcher(self._document(words))]

    def _document(self, words: Sequence[str]) -> Any:
        from spacy.tokens import Doc

        return Doc(self._vocab, words=list(words))


def spell_out(phrase: str) -> Iterator[tuple[str, ...]]:
    """Yield the words of a phrase, singular and plural, with and without a bracket behind it."""
    for form in dict.fromkeys((phrase, phrase.partition(" (")[0], phrase.partition("（")[0])):
        tokens = split_tokens(fold_script(form.casefold()))
        words = tuple(token.text for token in tokens if token.text not in LOOSE)
        if not words or len(words) > MAX_WORDS or len("".join(words)) < 2:
            continue
        if HAN.search(form):
            yield words
        else:
            yield from ((*words[:-1], last) for last in both_numbers(words[-1]))
