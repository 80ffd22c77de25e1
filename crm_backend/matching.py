"""Finding things by what people call them, in English and Chinese: pure, in memory, forgiving.

Latin words are cut into stems (lamps = lamp), Chinese runs into pairs of characters, so no
dictionary is needed. A word that no document has is looked for among those that exist: as a
misspelling, as the start of a longer word, or as two words written together.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from itertools import pairwise
from math import log

WORD = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]+")
# Words of a question that name nothing that is sold. Stems, as `split_words` makes them.
EMPTY_WORDS = frozenset(
    """
    a an and any anything are can could cost do does for from get give have how i in is it its like
    look looking me much my need new of on one or order please price show some something sell that
    the there these this thing those to want what whats which with would you your
    一个 有没 没有 有吗 多少 少钱 我想 想要 请问 什么 哪些 价格 推荐
    """.split()  # noqa: SIM905 (a list of 60 one-word lines would be harder to read)
)
CUTOFF = 0.74  # similarity from which a word is a misspelling: "florr"-"floor" is 0.8, "lmap" 0.75
MIN_TYPO_LENGTH = 4  # shorter words are near too many others
MISSPELT, BEGUN = 0.8, 0.7  # how much a near word counts, beside 1 for the word itself
HEAD = 0.5  # what the word that says what a thing is counts more than the others of its name
MAX_NAME_WORDS = 16  # longer texts and sentences are descriptions: their last word says nothing
ASIDE = re.compile(r"[(（,，]|\s+[A-Za-z]?\d")  # of a name: its colour, its size
MIN_SHARE = 0.5  # a result below this share of the best one is left out


NO_SYNONYMS: Mapping[str, str] = {}


@dataclass(frozen=True)
class Document:
    """Something to find. `key` identifies it; each text counts with its weight."""

    key: int
    texts: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class _Index:
    """How much each word says about each document, and how rare it is."""

    bags: Sequence[Mapping[str, float]]
    rarity: Mapping[str, float]


@lru_cache(maxsize=65_536)
def split_words(text: str) -> tuple[str, ...]:
    """Return the stems of Latin words, and of Chinese runs the pairs and the last character."""
    found: list[str] = []
    for run in WORD.findall(_fold(text)):
        if run[0] > "\u3400":
            found.extend(run[i : i + 2] for i in range(len(run) - 1))
            # The last character says what a thing is: 台灯 is a 灯, 灯罩 is none.
            found.append(run[-1])
        else:
            found.append(cut_plural(run))
    return tuple(found)


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def cut_plural(word: str) -> str:
    """Return an English word without the ending of its plural; short words stay as they are."""
    if len(word) <= 3 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes", "zes")):
        return word[:-2]
    if word.endswith("ves") and len(word) > 4:  # shelves, knives: one of the two spellings matches
        return word[:-3] + "f"
    return word[:-1]


def rank(
    query: str, documents: Sequence[Document], *, synonyms: Mapping[str, str] = NO_SYNONYMS
) -> list[tuple[int, float]]:
    """Return (key, score) of the documents that fit `query`, best first; equals keep their order.

    The score of a word is its rarity (inverse document frequency) times the weight of the text
    that holds it; texts that say little else come before longer ones. `synonyms` gives another
    stem for one that no document has.
    """
    index = _make_index(tuple(documents))
    bags, rarity = index.bags, index.rarity
    wanted = _expand(_query_words(query), rarity, synonyms)
    scored = [
        (document.key, _score(bag, wanted, rarity))
        for document, bag in zip(documents, bags, strict=True)
    ]
    best = max((score for _key, score in scored), default=0.0)
    kept = [item for item in scored if item[1] > 0 and item[1] >= best * MIN_SHARE]
    return sorted(kept, key=lambda item: -item[1])


def _query_words(query: str) -> list[str]:
    words = list(dict.fromkeys(split_words(query[:300])))
    return [word for word in words if word not in EMPTY_WORDS] or words


@lru_cache(maxsize=8)  # a shelf or the whole shop, in a language: unchanged between most searches
def _make_index(documents: tuple[Document, ...]) -> _Index:
    bags = [_weigh(document) for document in documents]
    frequency = Counter(word for bag in bags for word in bag)
    return _Index(bags, {word: log(1 + len(bags) / count) for word, count in frequency.items()})


def _weigh(document: Document) -> Mapping[str, float]:
    bag: dict[str, float] = {}
    for text, weight in document.texts:
        words, heads = split_words(text), name_heads(text)
        if len(words) > MAX_NAME_WORDS or text.endswith((".", "。")):
            words, heads = tuple(word for word in words if len(word) > 1), ()
        for word in words:
            # A short text is about its words.
            gain = weight * (1 + 0.5 / len(words) + (HEAD if word in heads else 0))
            bag[word] = max(bag.get(word, 0), gain)
    return bag


def name_heads(name: str) -> tuple[str, ...]:
    """Return the stems that say what a thing is: "Arc floor lamp (brass)" is a lamp."""
    # The last word before any bracket, comma or number.
    words = split_words(ASIDE.split(name, maxsplit=1)[0])
    return words[-1:] if words and words[-1].isascii() else words[-2:]


def _expand(
    words: Sequence[str], vocabulary: Mapping[str, float], synonyms: Mapping[str, str]
) -> list[dict[str, float]]:
    wanted = [_near_words(word, vocabulary, synonyms) for word in words]
    if len(words) == 1 and len(words[0]) == 1:  # one Chinese character: also inside of words
        known = words[0]
        return wanted if wanted[0] else [{word: BEGUN for word in vocabulary if known in word}]
    for place, (first, second) in enumerate(pairwise(words)):
        if first + second in vocabulary:  # "book shelf" is also "bookshelf"
            wanted[place][first + second] = 1.0
            wanted[place + 1][first + second] = 1.0
    return wanted


def _near_words(
    word: str, vocabulary: Mapping[str, float], synonyms: Mapping[str, str]
) -> dict[str, float]:
    if len(word) == 2 and word[1] in "子头" and word[0] in vocabulary:
        return {word: 1.0, word[0]: 1.0}  # the ending says nothing: 枕头 and 椅子 are 枕 and 椅
    if word in vocabulary:
        return {word: 1.0}
    if synonyms.get(word) in vocabulary:
        return {synonyms[word]: 1.0}
    if not word.isascii():
        return {}
    if len(word) < MIN_TYPO_LENGTH:
        return {known: BEGUN for known in vocabulary if len(word) == 3 and known.startswith(word)}
    for cut in range(3, len(word) - 2):
        if word[:cut] in vocabulary and word[cut:] in vocabulary:
            return {word[:cut]: 1.0, word[cut:]: 1.0}
    begun = {known: BEGUN for known in vocabulary if known.startswith(word)}
    latin = [known for known in vocabulary if known.isascii()]
    close = get_close_matches(word, latin, n=3, cutoff=CUTOFF)
    return begun | dict.fromkeys(close, MISSPELT)


def _score(
    bag: Mapping[str, float], wanted: Sequence[Mapping[str, float]], rarity: Mapping[str, float]
) -> float:
    # Of the words near to one word of the query the best counts, not their sum.
    return sum(
        max(
            (share * rarity[word] * bag[word] for word, share in near.items() if word in bag),
            default=0,
        )
        for near in wanted
    )
