"""Which texts hold the words somebody looks for: conditions for the index and for the text itself.

The index finds texts that hold all grams of the words, which are nearly those that hold the words.
Whoever asks a column decides. No sign of a word is syntax to anybody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    and_,
    bindparam,
    column,
    func,
    literal_column,
    or_,
    select,
    table,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute

from bot.ledger.fulltext import PHONE_SIGNS, SIGN
from bot.ledger.models import Conversation, Message
from crm_backend.customers.models import Customer
from crm_backend.text import plain

MAX_TERMS = 8
MAX_WORDS = 200  # characters of a search
GRAM = 3
Columns = Sequence[InstrumentedAttribute[str]]
SPACE: ColumnElement[str] = literal_column("' '")
CUSTOMER: Columns = (Customer.name, Customer.email, Customer.phone)
VISITOR: Columns = (Conversation.visitor_name, Conversation.visitor_email)
HAS_NAME: ColumnElement[bool] = literal_column("(visitor_name <> '' OR visitor_email <> '')")
ROW: ColumnElement[int] = literal_column("message.rowid")


@dataclass(frozen=True)
class Term:
    """A word as it was typed, and its grams; a short word of letters has none.

    A letter whose other case the database may not know stands in no gram.
    """

    text: str
    grams: tuple[str, ...]

    @property
    def pattern(self) -> str:
        """The word for LIKE: such a letter fits any sign there, and is looked at afterwards."""
        signs = (f"\\{one}" if one in "\\%_" else one for one in self.text)
        return "%" + "".join("_" if is_unsure(one) else one for one in signs) + "%"


def is_unsure(sign: str) -> bool:
    """Tell whether a letter has two cases that not every database takes for one letter."""
    return not sign.isascii() and sign.lower() != sign.upper()


def is_sign(letter: str) -> bool:
    """Tell whether a letter is a word of its own."""
    return ord(letter) >= SIGN


def tidy_words(words: str) -> str:
    """Return what is looked for as it is shown and asked: one line, the start of a long text."""
    return " ".join(plain(words[: 2 * MAX_WORDS])[:MAX_WORDS].split())


def split_terms(words: str) -> tuple[Term, ...]:
    """Return the words to look for, each once; of a long text the first ones. Pure.

    The longest come first: a text that lacks one is left at once.
    """
    parts = {part.lower(): part for part in tidy_words(words).split()}
    first = sorted(list(parts.values())[:MAX_TERMS], key=len, reverse=True)
    return tuple(Term(part, _cut(part)) for part in first)


def _cut(word: str) -> tuple[str, ...]:
    word = "".join(one.lower() if one.isascii() else one for one in word)
    if len(word) < GRAM:
        return (word,) if word and all(map(is_sign, word)) else ()
    grams = (word[place : place + GRAM] for place in range(len(word) - GRAM + 1))
    return tuple(dict.fromkeys(gram for gram in grams if not any(map(is_unsure, gram))))


def holds(text: ColumnElement[str], terms: Sequence[Term], dialect: str) -> ColumnElement[bool]:
    """Return that a text holds every word, in any case of its letters."""
    # SQLite's own LIKE knows no case of English letters; ILIKE would be two calls of lower().
    if dialect == "sqlite":
        return and_(*(text.like(term.pattern, escape="\\") for term in terms))
    return and_(*(text.ilike(term.pattern, escape="\\") for term in terms))


def join(columns: Columns) -> ColumnElement[str]:
    """Return columns as one text, as the indexes of `bot.ledger.fulltext` have it."""
    whole: ColumnElement[str] = columns[0].expression
    for column_ in columns[1:]:
        whole = whole + SPACE + column_
    return whole


def is_named(columns: Columns, terms: Sequence[Term], dialect: str) -> ColumnElement[bool]:
    """Return that each word is in one of the columns."""
    return and_(
        *(or_(*(holds(one.expression, [term], dialect) for one in columns)) for term in terms)
    )


def have_grams(terms: Sequence[Term]) -> bool:
    """Tell whether the index can be asked."""
    return any(term.grams for term in terms)


def find_messages(terms: Sequence[Term], dialect: str) -> Select[str]:
    """Return the conversations with a message that holds every word, found by the index."""
    query = select(Message.conversation_id).where(holds(Message.text.expression, terms, dialect))
    if dialect == "postgresql":
        return query.where(_has_grams(Message.text, terms))
    long = [gram for term in terms for gram in term.grams if len(gram) == GRAM]
    short = [gram for term in terms for gram in term.grams if len(gram) < GRAM]
    for name, grams in (("fulltext_message", long), ("fulltext_signs", short)):
        if grams:
            query = query.where(ROW.in_(_match(name, grams)))
    return query


def find_customers(terms: Sequence[Term], dialect: str) -> Select[int]:
    """Return the customers whose name, address or phone number holds every word."""
    query = select(Customer.id).where(is_named(CUSTOMER, terms, dialect))
    return query.where(_has_grams(join(CUSTOMER), terms)) if dialect == "postgresql" else query


def find_visitors(terms: Sequence[Term], dialect: str) -> Select[str]:
    """Return the conversations whose visitor said to have a name that holds every word."""
    query = select(Conversation.id).where(HAS_NAME, is_named(VISITOR, terms, dialect))
    return query.where(_has_grams(join(VISITOR), terms)) if dialect == "postgresql" else query


def find_phone(digits: str, dialect: str) -> Select[Customer]:
    """Return the customers whose phone number may have these digits, country included.

    On SQLite other signs may stand between them, and more digits: whoever asks looks again.
    """
    if dialect == "postgresql":
        bare = func.translate(
            Customer.phone, literal_column(f"'{PHONE_SIGNS}'"), literal_column("''")
        )
        fits = bare.in_((digits, f"00{digits}"))
    else:
        fits = Customer.phone.like("%" + "%".join(digits) + "%")
    return select(Customer).where(fits).order_by(Customer.id)


def _has_grams(text: Any, terms: Sequence[Term]) -> ColumnElement[bool]:
    grams = list(dict.fromkeys(gram for term in terms for gram in term.grams))
    indexed = type_coerce(func.fulltext_grams(text), ARRAY(Text))
    return indexed.contains(bindparam("grams", grams, ARRAY(Text), unique=True))


def _match(name: str, grams: Sequence[str]) -> Select[Any]:
    """Ask an FTS5 table; between its quotes nothing but a quote has a meaning."""
    asked = " AND ".join('"' + gram.replace('"', '""') + '"' for gram in dict.fromkeys(grams))
    index = table(name, column("rowid"))
    return select(index.c.rowid).where(literal_column(name).op("MATCH")(asked))
