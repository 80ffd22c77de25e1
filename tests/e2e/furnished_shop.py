"""What a shop has of everything: orders in each state, an article, saved replies and filters."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from console.inbox.models import SavedFilter
from console.replies.models import SavedReply
from console.staff.models import Staff
from crm_backend.customers.models import ChannelIdentity, Customer
from crm_backend.customers.notes import write_note
from crm_backend.knowledge.models import Article
from crm_backend.orders.models import OrderLine
from crm_backend.orders.service import refund_order, request_return
from crm_backend.scope import EVERYONE
from tests.crm_backend.shop import Shop

PAID, SHIPPED, DELIVERED = "FD-1000001", "FD-1000002", "FD-1000003"
DAY = timedelta(days=1)
Ids = dict[str, Any]


def fill_shop(session: Session, ids: Ids, *, agent: Staff, now: datetime) -> Customer:
    """Fill it and return Ada, who has bought; `ids` gets the numbers of what was made."""
    shop = Shop(session)
    ada = shop.customer("ada@example.com", "Ada Moreno")
    ada.phone, ada.city, ada.country = "+44 7700 900142", "Bristol", "GB"
    ada.street, ada.postcode, ada.notes = "1 Quay", "BS1", "Rings twice."
    lamps, rugs = shop.category(), shop.category("rugs", "Rugs", "地毯")
    picture = {"image_path": "/pictures/L.svg", "description_en": "It shines."}
    lamp = shop.product("LL-0001", lamps, "Aurora Floor Lamp", **picture)
    vase = shop.product("LL-0002", lamps, "Pebble Vase", "卵石花瓶", price_cents=2_500)
    rug = shop.product("LL-0004", rugs, "Dune Jute Rug", price_cents=12_900, stock=0)
    shop.order(ada, (vase, 1), number=PAID, status="paid", placed_at=now)
    shop.order(ada, (vase, 1), number=SHIPPED, status="shipped", placed_at=now - 5 * DAY)
    bought: Ids = {"placed_at": now - 9 * DAY, "delivered_at": now - 3 * DAY}
    got = shop.order(ada, (lamp, 2), (vase, 1), number=DELIVERED, status="delivered", **bought)
    bo = shop.customer("bo@example.com", "Bo Lind")
    shop.order(bo, (lamp, 1), (rug, 1), number="FD-1000009", status="delivered")
    ids["ada"] = ada.id
    ids["refund"] = give_back(session, got.lines[1], now)
    ids["note"] = write_notes(session, ada.id, agent, now)
    write_knowledge(session, now)
    save_things(session, agent, now)
    return ada


def give_back(session: Session, line: OrderLine, now: datetime) -> int:
    """Have a line returned and some money given back; return the number of the refund."""
    order: Ids = {"customer_id": EVERYONE, "number": DELIVERED, "now": now}
    request_return(session, **order, line_id=line.id, quantity=1, reason="cracked")
    gave: Ids = {"amount_cents": 500, "reason": "hums", "given_by": "staff:1"}
    return refund_order(session, **order, **gave, limit_cents=None, idempotency_key="k").id


def write_notes(session: Session, customer_id: int, agent: Staff, now: datetime) -> int:
    """Write a pinned note and another one on a customer, who is on Telegram, too."""
    linked = {"channel": "telegram", "external_id": "4711", "verified_at": now}
    session.add(ChannelIdentity(customer_id=customer_id, **linked))
    author: Ids = {"author_id": str(agent.id), "author_name": agent.name}
    made = [
        write_note(session, customer_id=customer_id, **author, text=text, is_pinned=pinned, now=now)
        for text, pinned in (("Call in the morning.", True), ("Moved in May.", False))
    ]
    return made[-1].id


def write_knowledge(session: Session, now: datetime) -> None:
    """Write an article."""
    names = {"topic": "delivery", "slug": "late", "title_en": "Late parcels", "title_zh": "迟到"}
    words = {"body_en": "A parcel " * 30, "body_zh": "包裹" * 30}
    session.add(Article(**names, **words, updated_at=now))


def save_things(session: Session, agent: Staff, now: datetime) -> None:
    """Save replies and filters, of one's own and for all."""
    by: Ids = {"changed_at": now, "changed_by": agent.name}
    hello = "Hello {customer.first_name}, {order.number} it is."
    shared = {"shelf": "shared", "shortcut": "hi", "title": "Greeting"}
    session.add(SavedReply(**shared, text_en=hello, text_zh="您好", **by))
    own: Ids = {"shelf": f"own:{agent.id}", "scope": "own", "owner_id": agent.id}
    session.add(SavedReply(**own, shortcut="bye", title="Bye", text_en="Goodbye!", **by))
    for number, is_shared in enumerate((False, True)):
        chosen: Ids = {"view": "open", "filters": {"channel": "telegram"}}
        kept: Ids = {"is_shared": is_shared, "place": number, "created_at": now}
        session.add(SavedFilter(staff_id=agent.id, name=f"Filter {number}", **chosen, **kept))
