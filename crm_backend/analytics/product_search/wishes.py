"""What a wish in words says: what it should be like, what it may cost, in which colour. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from unicodedata import normalize

from crm_backend.analytics.product_search.concepts import COLOURS, CONCEPTS, EMPTY, Concept
from crm_backend.analytics.product_search.places import Place, take_places
from crm_backend.analytics.product_search.prices import take_price
from crm_backend.analytics.product_search.sorting import Sort, take_sort
from crm_backend.matching import EMPTY_WORDS, split_words
from kernel.turns import Language

MAX_TEXT = 300
SIZE = re.compile(
    r"\d{2,3}\s*(?:[x×*乘]|by)\s*\d{2,3}|\d+(?:[.,]\d+)?\s*(?:cm|厘米|升|l\b|米)|\b[eE]\d{2}\b"
)
TIMES = re.compile(r"\s*(?:[x×*乘]|by)\s*")
NEGATED = re.compile(
    r"\b(?:not|no|without|non|except|(?:anything|everything) but|isn'?t|aren'?t|hate"
    r"|(?:don'?t|do not|never) (?:want|need|like|show|give|suggest|recommend)(?: me)?)"
    r"[\s-]+(?:(?:in|of|made|from|too|any|an?|the)\s+)*(?!noise|sound)(?P<one>[a-z]{3,})"
    r"(?:\s+(?:or|and|nor)\s+(?P<two>[a-z]{3,}))?"
    r"|(?:不要(?!再|推|给|看)|别要|不想要|不喜欢|除了|不带)(?P<han>[一-鿿]{1,4}?)"
    r"(?:材质|做的|的|以外|之外|(?=[别別其]的?他?|都|[^一-鿿])|$)",
    re.IGNORECASE,
)
MADE_OF = re.compile(r"(?<=[一-鿿])[头頭制製质質]$")  # 木头 and 木制 are 木


@dataclass(frozen=True)
class Wish:
    """A wish. Prices are in hundredths of `currency`, which is empty where none was named.

    `avoided` are groups of words: what a product must not say of itself; `places` are where it is
    to be put; `sort` is what comes first of all that meets the rest.
    """

    words: tuple[str, ...] = ()
    concepts: tuple[Concept, ...] = ()
    colours: tuple[Concept, ...] = ()
    sizes: tuple[str, ...] = ()
    avoided: tuple[tuple[str, ...], ...] = ()
    places: tuple[Place, ...] = ()
    low_cents: int | None = None
    high_cents: int | None = None
    currency: str = ""
    sort: Sort | None = None

    @property
    def has_price(self) -> bool:
        """Whether it says what it may cost."""
        return self.low_cents is not None or self.high_cents is not None

    @property
    def has_words(self) -> bool:
        """Whether it says what it should be like."""
        return bool(self.words or self.places or self.is_limited)

    @property
    def is_limited(self) -> bool:
        """Whether it says more of what it should be like than plain words do."""
        return bool(self.concepts or self.colours or self.sizes or self.avoided)

    @property
    def narrows(self) -> bool:
        """Whether it says which of a kind is meant: in a colour, a size, for a place."""
        return bool(self.colours or self.sizes or self.places)

    def then(self, later: "Wish") -> "Wish":
        """Return this wish as a later one goes on from it: of price, colour and size the later."""
        priced = later if later.has_price else self
        return replace(
            priced,
            words=tuple(dict.fromkeys((*self.words, *later.words))),
            concepts=tuple(dict.fromkeys((*self.concepts, *later.concepts))),
            colours=later.colours or self.colours,
            sizes=later.sizes or self.sizes,
            avoided=tuple(dict.fromkeys((*self.avoided, *later.avoided))),
            places=later.places or self.places,
            sort=later.sort or self.sort,
        )

    def may_cost(self, cents: int) -> bool:
        """Tell whether a price is within what was said."""
        return (self.low_cents or 0) <= cents and (
            self.high_cents is None or cents <= self.high_cents
        )


def read_wish(text: str, items: Sequence[str] = ()) -> Wish:
    """Return what a message wishes; `items` are things it names that a reader found in it."""
    price, rest = take_price(normalize("NFKC", text[:MAX_TEXT]))
    sort, rest = take_sort(rest)
    avoided, rest = take_avoided(rest)
    sizes = tuple(TIMES.sub(" × ", found[0]) for found in SIZE.finditer(rest))
    rest = SIZE.sub(" ", rest)
    concepts, rest = take_concepts(rest, CONCEPTS)
    colours, rest = take_concepts(rest, COLOURS)
    places, rest = take_places(rest)
    said = [word for part in (rest, *items) for word in split_words(part)]
    words = [one for one in dict.fromkeys(said) if is_word(one)]
    return Wish(tuple(words), concepts, colours, sizes, avoided, places, *price, sort)


def is_word(word: str) -> bool:
    """Tell whether a stem may say something of a product; a letter alone does not."""
    is_letter = len(word) == 1 and word.isascii()
    return not is_letter and word not in EMPTY and word not in EMPTY_WORDS


def take_avoided(text: str) -> tuple[tuple[tuple[str, ...], ...], str]:
    """Return what must not be, as groups of words that products say it with, and the rest."""
    avoided: list[tuple[str, ...]] = []

    def note(found: re.Match[str]) -> str:
        said = [word for word in (found["one"], found["two"], found["han"]) if word]
        groups = [group for word in said if (group := name_avoided(word))]
        avoided.extend(groups)
        return " " if groups else found[0]

    rest = NEGATED.sub(note, text)
    return tuple(avoided), rest


def name_avoided(word: str) -> tuple[str, ...]:
    """Return the words of products for one that is not wanted; nothing for one that names none."""
    colours, _ = take_concepts(word, COLOURS)
    if colours:
        return colours[0].words
    is_told = not word.isascii() or any(map(is_word, split_words(word)))
    return (MADE_OF.sub("", word.lower()),) if is_told else ()


def take_concepts(text: str, known: Sequence[Concept]) -> tuple[tuple[Concept, ...], str]:
    """Return what is meant, and the text without the words that said it."""
    found = []
    for concept in known:
        if concept.said.search(text):
            found.append(concept)
            text = concept.said.sub(" ", text)
    return tuple(found), text


def say_terms(wish: Wish, matched: Sequence[str], language: Language) -> list[str]:
    """Return how to say back what a product meets: concepts and colours by name, words as said."""
    names = {one.name[0]: one.name[language == "zh"] for one in (*wish.concepts, *wish.colours)}
    return [names.get(term, term) for term in matched]
