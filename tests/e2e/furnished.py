"""A shop, a team and a desk with something of everything that a page of the console can show."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.channels.telegram.models import TelegramUpdate
from bot.handoff import merging, snoozing, staff_notes
from bot.handoff.moves import Agent
from bot.handoff.profiles import Profile, set_profile
from bot.handoff.reasons import Escalation, Rule
from bot.ledger.models import Inbox
from bot.ledger.outbox_models import Outbox
from console.audit.service import Actor, record
from console.desk.models import ReplyDraft
from console.staff import team
from console.staff.models import Staff
from console.studio.exchange.archive import read_archive
from console.studio.exchange.service import keep_upload
from console.studio.labelling.proposing import propose
from crm_backend.analytics.experiments import service as experiments
from crm_backend.analytics.experiments.looks import take_look
from crm_backend.customers.models import Customer
from crm_backend.tickets.models import TicketChange
from crm_backend.tickets.service import comment_ticket
from kernel.messages import Button, Card, Reply
from tests.console.analytics.results import store_night
from tests.console.experiments_scene import DRAFT, add_experiment
from tests.console.floor import Floor
from tests.console.staff.test_factor import enrol
from tests.console.studio.exchange.zips import FOREIGN, make_zip

from .furnished_shop import DELIVERED, fill_shop
from .furnished_studio import fill_studio

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LONG = "w" * 90


class Furnished:
    """Who is there, and in `ids` what the addresses of pages are made of.

    Ben, an admin, answers Ada, who has proved who she is; everything hangs on the two of them.
    """

    def __init__(self, floor: Floor) -> None:
        self.floor, self.ids = floor, dict[str, Any]()
        self.ben, self.lin = self._hire()
        self.me = Agent(str(self.ben.id), self.ben.name)
        self.her = Agent(str(self.lin.id), self.lin.name)
        floor.arrive(self.me)
        floor.arrive(self.her)
        floor.arrive(Agent("77", "陈思远"), state="away")
        with floor.db.transaction() as session:
            self.ada = fill_shop(session, self.ids, agent=self.ben, now=floor.now)
        self._fill_settings()
        self._try_out()
        self.chat = self._talk()
        self._fill_list()
        self._write_tickets()
        self._leave_behind()
        self._look_back()
        self._leave_to_label()
        self.ids |= fill_studio(floor, self.ben)
        self._bring_project()
        store_night(floor.db, floor.now, self._list_customers())
        self.ids |= {"chat": self.chat, "ben": self.ben.id, "lin": self.lin.id}

    def _list_customers(self) -> list[int]:
        with self.floor.db.session() as session:
            return list(session.scalars(select(Customer.id).order_by(Customer.id)))

    def _hire(self) -> tuple[Staff, Staff]:
        floor = self.floor
        ben, lin = floor.staff("admin", "Ben Okafor"), floor.staff("agent", "Lin Berger")
        floor.staff("supervisor", "陈思远", "siyuan@desk.example")
        gone = floor.staff("viewer", "Gone Person-With-A-Very-Long-Name " + "x" * 60)
        self.device, _codes = enrol(floor, lin, floor.clock)
        with floor.db.transaction() as session:
            team.disable(session, staff_id=gone.id, now=floor.now)
            invited = {"role": "agent", "label": "Mo, second week", "by": ben.id}
            team.invite(session, **invited, now=floor.now)  # type: ignore[arg-type]
            self.ids["password"] = team.make_password_link(
                session, staff_id=lin.id, by=ben.id, now=floor.now
            )
        self.ids |= {"gone": gone.id, "link": floor.link()}
        return ben, lin

    def _fill_settings(self) -> None:
        self.floor.set(Escalation(rules=(Rule(name="Press", words=("newspaper", "记者")),)))
        for agent, teams in ((self.me, ("returns",)), (self.her, ("returns", "lamps"))):
            skilled: dict[str, Any] = {"languages": ("en", "zh"), "skills": ("refunds",)}
            profile = Profile(**skilled, teams=teams, capacity=4)
            self.floor.do(set_profile, agent_id=agent.id, profile=profile, by="staff:1")

    def _try_out(self) -> None:
        """One experiment that was concluded, one stopped and decided, one that has not begun."""
        db, now = self.floor.db, self.floor.now
        add_experiment(db, now)
        few: dict[str, Any] = {"customers": 70, "look": False, "target": "api"}
        key = add_experiment(db, now, **few, key="stopped-1", name=f"Without reasons {LONG}")
        with db.transaction() as session:
            experiments.stop_experiment(session, key=key, now=now)
            take_look(session, key=key, now=now)
            decided = {"winner": "popular", "why": f"Too few customers. {LONG}"}
            experiments.decide_experiment(session, key=key, now=now, **decided)
            draft = replace(DRAFT, key="draft-1", name="To come", target="console")
            experiments.create_experiment(session, draft, by="Ben Okafor", now=now)

    def _talk(self) -> str:
        """Ada's chat with Ben: messages of every kind, notes, a chat that was merged into it."""
        floor, until = self.floor, self.floor.now + 2 * DAY
        made = floor.conversation(self.ada, verified_until=until, page="/products/LL-0001")
        merged = floor.conversation(self.ada, channel="telegram", verified_until=until)
        floor.hear(merged, "The same from my phone.")
        for number, (label, score) in enumerate(
            [("negative", -0.9), ("neutral", 0.0), ("positive", 0.8)] * 4
        ):
            floor.wait(30)
            understood = {
                "intent": {"name": "track_order", "confidence": number / 12},
                "entities": [{"entity": "order_number", "value": DELIVERED}],
                "also": ["complain"],
                "choices": ["track_order", "return_order"],
            }
            felt: dict[str, Any] = {"sentiment_label": label, "sentiment_score": score}
            said = f"{number} {DELIVERED} hums {LONG}"
            self.ids["misread"] = floor.hear(made, said, understanding=understood, **felt)
        file = {"id": "f1", "name": "lamp.png", "media_type": "image/png", "size": 5_000}
        with_size = {"attachments": [file | {"width": 80, "height": 50}], "rating": 2}
        floor.hear(made, "See", **with_size, rating_comment="slow")
        pdf = file | {"id": "f2", "name": "bill.pdf", "width": 0, "height": 0}
        floor.hear(made, "And the bill", attachments=[pdf])
        choice = Button(label="Tell me more", payload="/ask_price")
        lamp = Card(title="Arc lamp", subtitle="brass", image="/pictures/L.svg", price="€49.00")
        offered = Reply(text="Perhaps this?", cards=(lamp, lamp), buttons=(choice,))
        floor.say(made, offered)
        floor.ask("mood", made)
        floor.take(made, self.me)
        floor.answer(made, self.me, "I look into it, Ada.")
        for text, kind in (("@Lin Berger, do you know?", "note"), ("", "wake")):
            about: dict[str, Any] = {"conversation_id": made, "author": self.me, "kind": kind}
            if text:
                floor.do(staff_notes.write_note, **about, text=text, staff=[self.her])
        floor.do(merging.merge, source_id=merged, target_id=made, agent=self.me)
        floor.do(self._draft, chat=made)
        floor.hear(made, "Are you there?")
        self.ids["merged"] = merged
        return made

    def _bring_project(self) -> None:
        """Ben has uploaded a project that another shop made; it holds all there is to be said."""
        with self.floor.db.transaction() as session:
            unpacked = read_archive(make_zip(dict(FOREIGN)))
            made = keep_upload(
                session, unpacked, staff_id=self.ben.id, name="other-shop.zip", now=self.floor.now
            )
            self.ids["upload"] = made.id

    def _draft(self, session: Session, *, chat: str, now: Any) -> None:
        row = {"staff_id": self.ben.id, "conversation_id": chat, "text": "Dear Ada,"}
        session.merge(ReplyDraft(**row, kept_at=now))

    def _fill_list(self) -> None:
        floor = self.floor
        claims = {"visitor_name": "Ada Moreno", "visitor_email": "ada@example.com"}
        claimed = floor.ask("asked", **claims, level="claimed")
        floor.take(claimed, self.her)
        waiting = floor.ask("mood", language="zh", priority=2)
        sleeping = floor.ask("rule")
        floor.take(sleeping, self.me)
        until = floor.now + DAY
        floor.do(snoozing.snooze, conversation_id=sleeping, agent=self.me, until=until)
        yu = floor.customer("陈雨桐")
        closed = floor.help("asked", agent=self.me, score=5, customer_id=yu.id, level="verified")
        floor.help("clarifications", agent=self.her, score=1)
        telegram = floor.conversation(channel="telegram", visitor_name="T. Gram")
        floor.hear(telegram, "From Telegram")
        floor.say(telegram, Reply(text="To Telegram"))
        empty = floor.conversation()
        self.ids |= {"claimed": claimed, "waiting": waiting, "sleeping": sleeping}
        self.ids |= {"closed": closed, "telegram": telegram, "empty": empty}

    def _leave_to_label(self) -> None:
        """Messages the bot was not sure of, in groups; one that Lin says was misread."""
        floor, place = self.floor, {"conversation_id": self.chat, "intent": "complain"}
        for text, intent in (
            ("do you sell gift cards", "ask_payment"),
            ("Do you sell gift cards??", "ask_payment"),
            ("hi, do you sell gift cards please", "ask_payment"),
            ("my name is Karin Blum and my parcel FD-1004217 is at 12 Mill Lane", "track_order"),
            (LONG, "chitchat"),
            ("你们有礼品卡吗", "ask_payment"),
            ("[]", ""),
        ):
            ranking = [
                {"name": name, "confidence": chance}
                for name, chance in ((intent, 0.38), ("track_order", 0.2), ("ask_price", 0.1))
                if intent
            ]
            read = {"intent": {"name": "nlu_fallback", "confidence": 1.0}, "ranking": ranking}
            read["language"] = "zh" if "你" in text else "en"
            floor.hear(floor.conversation(), text, understanding=read, sentiment_label="negative")
        floor.do(propose, staff=self.lin, message_id=self.ids["misread"], **place)

    def _write_tickets(self) -> None:
        floor = self.floor
        made = floor.ticket("The lamp hums", self.ada, priority="urgent")
        floor.ticket("The bedspread that was ordered has " + "never " * 20 + "come")
        floor.ticket("Done", status="resolved")
        waits: dict[str, Any] = {"status": "pending", "priority": "high"}
        asked = floor.ticket("Waits", conversation_id=self.chat, **waits)
        with floor.db.transaction() as session:
            for is_public in (True, False):
                said: dict[str, Any] = {"author_name": "Ben Okafor", "text": "I look " + LONG}
                by: dict[str, Any] = {"author_kind": "staff", "is_public": is_public}
                comment_ticket(session, ticket_id=made.id, **said, **by, now=floor.now)
            change = {"field": "priority", "before": "low", "after": "urgent", "by_name": "Ben"}
            session.add(TicketChange(ticket_id=made.id, **change, at=floor.now))
        self.ids |= {"ticket": made.number, "made": asked.number}

    def _leave_behind(self) -> None:
        floor, now, chat = self.floor, self.floor.now, self.ids["telegram"]
        when: dict[str, Any] = {"next_at": now, "created_at": now}
        with floor.db.transaction() as session:
            session.execute(
                update(Inbox)
                .where(Inbox.conversation_id == chat)
                .values(state="dead", reason="failed")
            )
            to: dict[str, Any] = {"kind": "telegram", "bot": "b", "recipient": "500"}
            for number, state in ((1, "unknown"), (2, "dead")):
                about = {"conversation_id": chat, "message_id": number, "state": state}
                session.add(Outbox(**to, **about, reason="the line broke", **when))
            mail = {"kind": "mail", "recipient": "ada@example.com", "subject": "Your code"}
            session.add(Outbox(**mail, state="dead", reason="no such box", **when))
            came = {"state": "dead", "reason": "unreadable", "next_at": now, "received_at": now}
            body = {"message": {"text": "hi", "from": {"first_name": "Tim"}}}
            session.add(TelegramUpdate(bot="b", update_id=7, lane="500", body=body, **came))

    def _look_back(self) -> None:
        floor, ben = self.floor, self.ben
        actor = Actor(ben.id, ben.name, ben.role, "f" * 64)
        with floor.db.transaction() as session:
            for number in range(60):
                what: dict[str, Any] = {"kind": "conversation", "object_id": f"{number:032x}"}
                record(session, actor, "conversation_read", now=floor.now, customer_id=7, **what)
            told = {"kind": "staff", "object_id": self.lin.id, "details": {"after": "viewer"}}
            record(session, actor, "role_changed", now=floor.now, **told)
