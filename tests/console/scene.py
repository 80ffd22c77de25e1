"""Puts staff, customers and conversations into a database, as the product itself would."""

from typing import Any

from sqlalchemy import func, select, update

from bot.ledger.conversations import open_conversation
from bot.ledger.intake import Incoming, receive
from bot.ledger.messages import Draft, post
from bot.ledger.models import Conversation, Message, Sender
from console.staff import links, service
from console.staff.models import Staff
from crm_backend.customers.models import Customer
from crm_backend.orders.models import Order, OrderStatus
from crm_backend.tickets.models import Ticket
from crm_backend.tickets.service import open_ticket
from kernel.messages import Card, Reply
from kernel.runtime import Runtime
from kernel.turns import Language

PASSWORD = "a quiet green lamp"


class Scene:
    """Every row is committed at once and bears the time of the test's clock."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime, self.db = runtime, runtime.db
        self.said = 0

    @property
    def now(self) -> Any:
        return self.runtime.clock()

    def link(self, role: str = "admin") -> str:
        """Return the token of a set-up link."""
        with self.db.transaction() as session:
            return links.create_setup_link(session, role=role, now=self.now)

    def staff(self, role: str = "agent", name: str = "Ben Okafor", email: str = "") -> Staff:
        """Add a member of staff, whose password is `PASSWORD`."""
        token = self.link(role)
        with self.db.transaction() as session:
            return links.accept_setup(
                session,
                token=token,
                name=name,
                email=email or f"{name.split()[0].lower()}@desk.example",
                password=PASSWORD,
                shop_name="Lumen & Loom",
                now=self.now,
            )

    def newest_agent(self) -> str:
        """Return the id of the member of staff who was added last."""
        with self.db.session() as session:
            return str(session.scalar(select(func.max(Staff.id))))

    def session(self, staff: Staff) -> str:
        """Return the cookie of a new login."""
        with self.db.transaction() as session:
            return service.open_session(session, staff_id=staff.id, old_token="", now=self.now)

    def customer(self, name: str = "Ada Moreno", **more: Any) -> Customer:
        email = more.pop("email", f"{name.split()[0].lower()}@example.com")
        with self.db.transaction() as session:
            made = Customer(name=name, email=email, created_at=self.now, **more)
            session.add(made)
        return made

    def conversation(
        self, customer: Customer | None = None, language: Language = "en", **more: Any
    ) -> str:
        """Add an empty conversation and return its id."""
        if customer is not None:
            more |= {"customer_id": customer.id, "level": "verified"}
        with self.db.transaction() as session:
            made = open_conversation(session, channel="web", language=language, now=self.now)
            for name, value in more.items():
                setattr(made, name, value)
        return made.id

    def hear(self, conversation_id: str, text: str, **understood: Any) -> int:
        """Add what a customer said; keywords are columns of the message."""
        self.said += 1
        incoming = Incoming(conversation_id, f"{conversation_id}-{self.said}", text)
        with self.db.transaction() as session:
            got = receive(session, incoming=incoming, now=self.now, needs_turn=False)
        if understood:
            self.understand(conversation_id, got.message_id, **understood)
        return got.message_id

    def understand(self, conversation_id: str, message_id: int, **columns: Any) -> None:
        """Set columns of a message."""
        with self.db.transaction() as session:
            session.execute(
                update(Message)
                .where(Message.conversation_id == conversation_id, Message.id == message_id)
                .values(**columns)
            )

    def say(
        self,
        conversation_id: str,
        reply: Reply,
        sender: Sender = "bot",
        name: str | None = None,
    ) -> None:
        """Add what the bot or somebody else said."""
        with self.db.transaction() as session:
            drafts = [Draft(sender, reply, name)]
            post(session, conversation_id=conversation_id, drafts=drafts, now=self.now)

    def read(self, conversation_id: str) -> Conversation:
        with self.db.session() as session:
            found = session.get(Conversation, conversation_id)
        assert found is not None
        return found

    def order(
        self, customer: Customer, number: str, cents: int, status: OrderStatus = "shipped"
    ) -> Order:
        with self.db.transaction() as session:
            made = Order(
                number=number,
                customer_id=customer.id,
                status=status,
                placed_at=self.now,
                total_cents=cents,
            )
            session.add(made)
        return made

    def ticket(self, subject: str, customer: Customer | None = None, **more: Any) -> Ticket:
        status = more.pop("status", "open")
        with self.db.transaction() as session:
            made = open_ticket(
                session,
                customer_id=customer.id if customer else None,
                subject=subject,
                kind="problem",
                details="It happened again.",
                now=self.now,
                **more,
            )
            made.status = status
        return made


def card(title: str = "Arc lamp", **more: Any) -> Card:
    """Return a card as actions make them."""
    return Card(title=title, **more)
