"""The texts that topics are made of, cleaned: language, time, rating and feeling of each."""

import html
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from crm_backend.analytics.feedback.masking import mask
from crm_backend.text import MAX_TEXT, plain
from kernel.errors import Invalid

LOWEST_RATING, HIGHEST_RATING = 1, 5
MOST_SENTIMENT = 1.0  # scores lie between -1 and 1
CHINESE_SHARE = 0.3  # of a text's letters: from here on it is Chinese where nobody says
NAMES = {"english": "en", "chinese": "zh", "中文": "zh", "英文": "en", "英语": "en", "汉语": "zh"}


@dataclass(frozen=True)
class Document:
    """A text as handed in. `rating` is 1 to 5, `sentiment` -1 to 1; None where there is none.

    `language` may be empty (then told by the script), `at` is aware. `private` are names and
    places known to be somebody's, which masking would not find by itself.
    """

    id: str
    text: str
    at: datetime | None = None
    language: str = ""
    rating: float | None = None
    sentiment: float | None = None
    kind: str = ""
    private: tuple[str, ...] = ()


@dataclass(frozen=True)
class Prepared:
    """Documents fit to be grouped, masked, and sentences on what was dropped or doubted."""

    documents: tuple[Document, ...]
    notes: tuple[str, ...]


def prepare(documents: Sequence[Document]) -> Prepared:
    """Return the documents with masked texts, known languages and credible figures.

    Texts without a letter are left out; a rating or score out of its range counts as none.
    Raises `Invalid` for an id that is there twice and for a time without a zone.
    """
    doubled = [key for key, count in Counter(one.id for one in documents).items() if count > 1]
    if doubled:
        raise Invalid(f"The id {doubled[0]!r} is there {len(doubled) + 1} times: ids are unique.")
    kept, notes = [], Counter[str]()
    for one in documents:
        if one.at is not None and one.at.tzinfo is None:
            raise Invalid(f"The time of {one.id!r} names no zone.")
        text = " ".join(plain(html.unescape(one.text)).split())
        if not any(sign.isalpha() for sign in text):
            notes["Texts without a word, left out"] += 1
            continue
        if len(text) > MAX_TEXT:
            notes[f"Texts cut to {MAX_TEXT} characters"] += 1
        kept.append(_clean(one, text[:MAX_TEXT], notes))
    repeated = len(kept) - len({one.text for one in kept})
    if repeated:
        notes["Texts that say word for word what another says, each counted"] += repeated
    return Prepared(
        tuple(kept), tuple(f"{what}: {count}." for what, count in sorted(notes.items()))
    )


def _clean(one: Document, text: str, notes: Counter[str]) -> Document:
    rating, sentiment = one.rating, one.sentiment
    if rating is not None and not LOWEST_RATING <= rating <= HIGHEST_RATING:
        notes["Ratings that are not between 1 and 5, not counted"] += 1
        rating = None
    if sentiment is not None and not abs(sentiment) <= MOST_SENTIMENT:
        notes["Scores of sentiment that are not between -1 and 1, not counted"] += 1
        sentiment = None
    language = name_language(one.language) or tell_language(text)
    masked = mask(text, one.private)
    return Document(one.id, masked, one.at, language, rating, sentiment, one.kind.strip())


def name_language(given: str) -> str:
    """Return the code of a language as people write it: `zh-CN`, `Chinese` and `中文` are `zh`."""
    small = given.strip().casefold()
    return NAMES.get(small, small.replace("_", "-").partition("-")[0])


def tell_language(text: str) -> str:
    """Return `zh` for a text in Chinese characters, `en` for any other."""
    letters = [sign for sign in text if sign.isalpha()]
    chinese = sum(is_chinese(sign) for sign in letters)
    return "zh" if chinese > CHINESE_SHARE * len(letters) else "en"


def is_chinese(sign: str) -> bool:
    """Tell whether a character is a Chinese one."""
    return unicodedata.name(sign, "").startswith("CJK UNIFIED")
