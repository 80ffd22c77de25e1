"""A shop with two customers, and turns in it: what the tests of the actions speak through."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from actions.action import FrontdeskAction, Workplace
from actions.answer import Answer
from actions.turn import Turn
from crm_backend.knowledge.models import Article
from crm_backend.orders.models import Order
from crm_backend.tickets.models import Ticket
from crm_backend.tickets.service import open_ticket
from kernel.runtime import Runtime
from kernel.turns import Language, Level, TurnContext
from tests.crm_backend.shop import NOW, Shop

PLACED, SHIPPED, DELIVERED, OLD = "FD-1000001", "FD-1000002", "FD-1000003", "FD-1000004"
OTHERS, UNKNOWN = "FD-1000009", "FD-9999999"


class Scene:
    """Ada's orders in four states, Bo's in one, and a way to let Ada speak."""

    def __init__(self, session: Session, runtime: Runtime) -> None:
        self.session = session
        self.workplace = Workplace(runtime, turn_key="k" * 32)
        self.shop = shop = Shop(session)
        self.ada, self.bo = shop.customer(), shop.customer("bo@example.com", "Bo Diddley")
        self.lamps = shop.category()
        self.rugs = shop.category("rugs", "Rugs", "地毯")
        self.floor_lamp = shop.product("LL-0001", self.lamps, "Aurora Floor Lamp", "极光落地灯")
        self.desk_lamp = shop.product("LL-0002", self.lamps, "Brook Desk Lamp", "溪流台灯", stock=3)
        self.rug = shop.product("LL-0003", self.rugs, "Meadow Wool Rug", "草甸羊毛地毯", stock=0)
        self.jute = shop.product("LL-0004", self.rugs, "Dune Jute Rug", "沙丘黄麻地毯")
        self.vase = shop.product(
            "LL-0005", shop.category("decor", "Decor", "装饰"), "Pebble Vase", "卵石花瓶"
        )
        week, year = timedelta(days=7), timedelta(days=365)
        self.placed = self.order(PLACED, (self.jute, 1), status="paid", placed_at=NOW)
        self.shipped = self.order(
            SHIPPED, (self.desk_lamp, 1), status="shipped", placed_at=NOW - timedelta(days=2)
        )
        self.delivered = self.order(
            DELIVERED,
            (self.floor_lamp, 2),
            (self.rug, 1),
            status="delivered",
            placed_at=NOW - 2 * week,
            delivered_at=NOW - week,
        )
        self.old = self.order(
            OLD,
            (self.rug, 1),
            status="delivered",
            placed_at=NOW - year,
            delivered_at=NOW - year + week,
        )
        self.others = shop.order(
            self.bo,
            (self.floor_lamp, 1),
            (self.vase, 1),
            number=OTHERS,
            status="delivered",
            placed_at=NOW - 2 * week,
            delivered_at=NOW - week,
        )

    def order(self, number: str, *lines: Any, **more: Any) -> Order:
        """Give Ada an order."""
        return self.shop.order(self.ada, *lines, number=number, **more)

    def ticket(self, subject: str = "The app logs me out", *, of: Any = None) -> Ticket:
        """Give somebody a ticket."""
        return open_ticket(
            self.session,
            customer_id=(of or self.ada).id,
            subject=subject,
            kind="problem",
            details=subject,
            now=NOW,
        )

    def article(self, topic: str, body_en: str, body_zh: str) -> Article:
        """Write an article."""
        made = Article(
            slug=topic.replace("_", "-"),
            topic=topic,
            title_en=topic,
            title_zh=topic,
            body_en=body_en,
            body_zh=body_zh,
            updated_at=NOW,
        )
        self.shop.add(made)
        return made

    def turn(
        self,
        text: str = "",
        intent: str = "",
        *,
        verified: bool = True,
        language: Language = "en",
        message_id: int = 10,
        slots: dict[str, Any] | None = None,
        **more: Any,
    ) -> Turn:
        """Return a turn of Ada, or of somebody unknown."""
        level: Level = "verified" if verified else "anonymous"
        customer_id = self.ada.id if verified else None
        context = TurnContext("c0ffee", message_id, customer_id, level, language)
        entities = {key: more.pop(key) for key in list(more) if key in ENTITIES}
        return Turn(
            context=context,
            now=NOW,
            text=text,
            intent=intent,
            entities={key: (value,) for key, value in entities.items()},
            slots=slots or {},
            **more,
        )

    def act(self, action: type[FrontdeskAction], turn: Turn) -> Answer:
        """Let an action answer."""
        return action(self.workplace).respond(self.session, turn)

    def next_turn(self, turn: Turn, answer: Answer, text: str, intent: str, **more: Any) -> Turn:
        """Return the customer's next message, with what the answer remembered."""
        following = self.turn(
            text,
            intent,
            message_id=turn.context.message_id + 2,
            slots={**turn.slots, **answer.slots},
            **more,
        )
        return replace(
            following,
            said_in=(turn.context.message_id, *turn.said_in)[:3],
            earlier_intents=(turn.intent, *turn.earlier_intents)[:3],
        )


ENTITIES = frozenset(
    ("order_number", "ticket_number", "product", "category", "email", "phone", "quantity", "choice")
)
