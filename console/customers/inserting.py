"""Pickers of what can be put into a reply: products, the customer's orders, articles."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session

from actions.order_cards import name_items, total_of
from actions.product_cards import price_of
from actions.wording import word
from bot.identity.links import verified_customer_id
from console.customers.owner import read_chat
from console.desk.ids import ChatId
from console.web import SignedIn, as_principal, language_of, render
from crm_backend.catalog.service import find_products, list_products
from crm_backend.knowledge.service import list_articles, search_articles
from crm_backend.orders.service import list_orders
from kernel.http import ReadSession, TheRuntime
from kernel.principals import require
from kernel.turns import Language

Kind = Literal["products", "orders", "articles"]
NEEDED: dict[Kind, str] = {
    "products": "catalog:read",
    "orders": "orders:read",
    "articles": "knowledge:read",
}
SHOWN = 8
LOOKED_AT = 50

router = APIRouter()


@dataclass(frozen=True)
class Choice:
    """One option. A `reference` becomes a card of the reply, a `text` is put into its words.

    `warning` is said with its title when it is chosen, too.
    """

    title: str
    under: str
    reference: str = ""
    text: str = ""
    image: str = ""
    warning: str = ""
    language: Language | None = None


@router.get("/conversations/{conversation_id}/insert/{kind}")
def show_picker(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    runtime: TheRuntime,
    conversation_id: ChatId,
    kind: Kind,
    q: Annotated[str, Query(max_length=200)] = "",
) -> HTMLResponse:
    """Return a list of choices as a fragment; orders of nobody but the verified customer."""
    principal = as_principal(staff)
    require(principal, "conversations:write")
    require(principal, NEEDED[kind])
    conversation = read_chat(session, conversation_id)
    spoken = language_of(request, staff)
    owner = verified_customer_id(conversation, runtime.clock())
    if kind == "products":
        choices = find_product_choices(session, q, conversation.language, spoken)
    elif kind == "orders":
        choices = [] if owner is None else find_order_choices(session, owner, q, spoken)
    else:
        choices = find_article_choices(session, q, conversation.language)
    return render(
        request,
        "customers/_picker.html",
        staff,
        kind=kind,
        q=q,
        choices=choices,
        is_known=owner is not None,
    )


def find_product_choices(
    session: Session, text: str, language: Language, spoken: Language
) -> list[Choice]:
    """Return products that the text names; the first of the catalog without any text.

    They are called as the customer will read it.
    """
    found = (
        find_products(session, text=text, language=language, limit=SHOWN)
        if text.strip()
        else list_products(session, limit=SHOWN).items
    )
    if text.strip() and not found:
        found = list_products(session, query=text.strip(), limit=SHOWN).items
    return [
        Choice(
            title=one.name(language),
            under=f"{one.sku} · {price_of(one)}"
            + (f" · {word('in_stock', spoken)}" if one.stock > 0 else ""),
            reference=f"{'product' if one.stock > 0 else 'soldout'}:{one.sku}",
            warning="" if one.stock > 0 else word("sold_out", spoken),
            image=one.image_path,
        )
        for one in found
    ]


def find_order_choices(
    session: Session, customer_id: int, text: str, language: Language
) -> list[Choice]:
    """Return the customer's newest orders; `text` is a part of a number or of an item."""
    wanted = text.strip().casefold()
    choices = [
        Choice(
            title=order.number,
            under=f"{word(order.status, language)} · {total_of(order)} · "
            + name_items(order, language),
            reference=f"order:{order.number}",
        )
        for order in list_orders(session, customer_id=customer_id, limit=LOOKED_AT).items
    ]
    fitting = [one for one in choices if wanted in f"{one.title} {one.under}".casefold()]
    return fitting[:SHOWN]


def find_article_choices(session: Session, text: str, language: Language) -> list[Choice]:
    """Return articles in both languages, each in the customer's first."""
    found = (
        search_articles(session, text=text, language=language, limit=SHOWN // 2)
        if text.strip()
        else list_articles(session, limit=SHOWN // 2).items
    )
    languages: Sequence[Language] = ("en", "zh") if language == "en" else ("zh", "en")
    return [
        Choice(
            title=one.title(tongue),
            under=" ".join(one.body(tongue).split())[:120],
            text=one.body(tongue),
            language=tongue,
        )
        for one in found
        for tongue in languages
    ]
