"""Words that may be written large in a reply without being somebody's name."""

import re
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.replies.models import SavedReply
from crm_backend.catalog.models import Category, Product
from crm_backend.knowledge.models import Article

MOST = 5_000  # rows of each kind
WORD = re.compile(r"[A-Za-z][\w'’-]*")
ALWAYS = """
i i'm i'll i've i'd monday tuesday wednesday thursday friday saturday sunday january february march
april may june july august september october november december pdf usb led id ok faq app vip
iban vat paypal visa mastercard dhl ups dpd gls fedex telegram whatsapp sms e-mail
"""
COMMON = frozenset(ALWAYS.split())


def read_known_words(session: Session) -> frozenset[str]:
    """Return the words of what the shop has published itself, and common ones, in small letters."""
    published = (
        select(Article.title_en, Article.body_en).order_by(Article.id),
        select(SavedReply.title, SavedReply.text_en).order_by(SavedReply.id),
        select(Product.name_en, Product.description_en).order_by(Product.id),
        select(Category.name_en, Category.name_en).order_by(Category.id),
    )
    found = set(COMMON)
    for query in published:
        for row in session.execute(query.limit(MOST)):
            found |= list_words(row)
    return frozenset(found)


def list_words(texts: Iterable[str | None]) -> set[str]:
    """Return the words of some texts in small letters."""
    return {word.lower() for text in texts if text for word in WORD.findall(text)}
