"""The judge of a storm: promises against what was stored, answered, done and shown. Pure."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from tests.reliability.clients import Report, Said
from tests.reliability.delivered import judge_delivered
from tests.reliability.journal import Event
from tests.reliability.tables import MessageRow, Tables

ASLEEP_SECONDS = 5.0  # no turn of the fake worker takes so long
ANSWER = re.compile(r"re (\d+) (\d)/(\d) (.*)", re.DOTALL)


@dataclass(frozen=True)
class Delivery:
    """A mail that a mail server has taken."""

    recipient: str
    subject: str


@dataclass
class Verdict:
    """The counts of the line, and in words everything that is wrong."""

    sent: int = 0
    acked: int = 0
    turns: int = 0
    replies: int = 0
    apologies: int = 0
    dead: int = 0
    unknown_mails: int = 0
    updates: int = 0
    shown: int = 0
    unknown: int = 0
    unseen: int = 0
    lost: list[str] = field(default_factory=list)
    duplicated: list[str] = field(default_factory=list)
    inverted: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether every promise was kept."""
        return not (self.lost or self.duplicated or self.inverted)

    def line(self) -> str:
        """Return the one line."""
        return (
            f"sent={self.sent} acked={self.acked} turns={self.turns} replies={self.replies} "
            f"lost={len(self.lost)} duplicated={len(self.duplicated)} "
            f"inverted={len(self.inverted)} dead={self.dead}"
        )

    def second_line(self) -> str:
        """Return what else there was: on Telegram, and of what nobody can promise.

        `unknown` messages may have been shown or not; `unseen` of them were not.
        """
        return (
            f"updates={self.updates} shown={self.shown} unknown={self.unknown} "
            f"unseen={self.unseen} unknown_mails={self.unknown_mails} apologies={self.apologies}"
        )


def judge(
    reports: Sequence[Report],
    tables: Tables,
    events: Iterable[Event],
    deliveries: Sequence[Delivery] = (),
    *,
    stopped: Collection[int] = (),
    has_pauses: bool = False,
) -> Verdict:
    """Compare everything with everything.

    `stopped` are workers that stood still for a while. With `has_pauses` applications did: one that
    is stopped on its way to the engine asks when it wakes what another has asked meanwhile. No
    check of ours can prevent that; that its answer does not land is judged as ever.
    """
    verdict = Verdict()
    verdict.lost += [f"database: {what}" for what in tables.damage]
    verdict.dead = sum(row.state == "dead" for row in tables.inbox)
    verdict.turns = sum(row.state == "done" for row in tables.turns)
    _judge_journal(verdict, list(events), stopped, has_pauses=has_pauses)
    _judge_mails(verdict, tables, deliveries)
    stored = defaultdict(list)
    for message in tables.messages:
        stored[message.conversation_id].append(message)
    for report in reports:
        _judge_report(verdict, report)
        chat = _Chat(verdict, report, tables, stored[report.conversation])
        chat.judge_stored()
        chat.judge_answers()
        chat.judge_turns()
        chat.judge_tickets()
        chat.judge_screens()
        chat.judge_delivered(has_pauses=has_pauses)
    return verdict


def _judge_report(verdict: Verdict, report: Report) -> None:
    where = f"customer {report.place}"
    verdict.lost += [f"{where}: {what}" for what in report.lost]
    verdict.duplicated += [f"{where}: {what}" for what in report.doubled]
    verdict.inverted += [f"{where}: {what}" for what in report.inverted]
    verdict.sent += sum(said.first_sent is not None for said in report.said)
    verdict.acked += sum(said.acked_at is not None for said in report.said)


class _Chat:
    """One conversation before the judge."""

    def __init__(
        self, verdict: Verdict, report: Report, tables: Tables, messages: list[MessageRow]
    ) -> None:
        self.verdict, self.report, self.tables, self.messages = verdict, report, tables, messages
        self.id = report.conversation
        self.where = f"customer {report.place}"
        self.numbers = self._find_numbers()
        self.acked = {
            numbers[0]: said
            for said, numbers in zip(report.said, self.numbers, strict=True)
            if numbers and said.acked_at is not None
        }

    def _find_numbers(self) -> list[list[int]]:
        """Return, for each line of the script, under which numbers it was received."""
        mine = [row for row in self.tables.inbox if row.conversation_id == self.id]
        return [
            sorted(row.message_id for row in mine if row.external_id.endswith(said.line.cid))
            for said in self.report.said
        ]

    def lose(self, what: str) -> None:
        self.verdict.lost.append(f"{self.where}: {what}")

    def double(self, what: str) -> None:
        self.verdict.duplicated.append(f"{self.where}: {what}")

    def invert(self, what: str) -> None:
        self.verdict.inverted.append(f"{self.where}: {what}")

    def judge_stored(self) -> None:
        """Acknowledged: stored once, under the number that was said, in the order it was said."""
        ids = [message.id for message in self.messages]
        if ids != list(range(1, self.tables.last_ids.get(self.id, 0) + 1)):
            self.invert(f"its numbers have gaps: {len(ids)} up to {max(ids, default=0)}")
        written = {message.id for message in self.messages if message.sender == "customer"}
        for said, numbers in zip(self.report.said, self.numbers, strict=True):
            cid = said.line.cid
            if said.acked_at is not None and not written & set(numbers):
                self.lose(f"{cid} was acknowledged and is not stored")
            if len(numbers) > 1:
                self.double(f"{cid} is stored as {numbers}")
            if len(said.ids) > 1:
                self.double(f"{cid} was acknowledged as {sorted(said.ids)}")
            elif said.ids and numbers and not said.ids & set(numbers):
                self.lose(f"{cid} was acknowledged as {said.ids} and is {numbers}")
        copies = Counter(message.cid for message in self.messages if message.cid)
        for cid, count in copies.items():
            if count > 1:
                self.double(f"{count} messages are {cid}")
        self._judge_order_of_words()

    def _judge_order_of_words(self) -> None:
        """What was said after another was acknowledged has the higher number."""
        for number, one in self.acked.items():
            for other_number, other in self.acked.items():
                if number > other_number and self._is_before(one, other):
                    self.invert(f"{other.line.cid} was kept before {one.line.cid}")

    def _is_before(self, one: Said, other: Said) -> bool:
        if one.update is not None and other.update is not None:
            if one.update > other.update:
                return False  # it overtook the other on its way
            if self.report.is_ordered:
                return True
        return one.acked_at < other.first_sent

    def judge_answers(self) -> None:
        """Each is answered once, wholly, in the order of the numbers; an apology is an answer."""
        parts: dict[int, list[tuple[int, int]]] = defaultdict(list)
        order: list[int] = []
        for message in self.messages:
            if message.sender == "customer":
                continue
            about = self.tables.apologies.get((self.id, message.id))
            if found := ANSWER.fullmatch(message.text):
                about = int(found[1])
                parts[about].append((int(found[2]), int(found[3])))
            elif about is not None:
                parts[about].append((1, 1))
                self.verdict.apologies += 1
            else:
                continue
            order.append(about)
            if about > message.id:
                self.invert(f"message {about} was answered before it was written")
        if order != sorted(order):
            self.invert(f"answered in the order {order}")
        for number in self.acked:
            self._judge_answer(number, parts.get(number, []))

    def _judge_answer(self, number: int, parts: list[tuple[int, int]]) -> None:
        if not parts:
            return self.lose(f"message {number} was not answered")
        self.verdict.replies += 1
        whole = [(part, parts[0][1]) for part in range(1, parts[0][1] + 1)]
        if set(parts) < set(whole):
            self.lose(f"message {number} was answered by halves: {parts}")
        elif parts != whole:
            self.double(f"message {number} was answered as {parts}")
        return None

    def judge_turns(self) -> None:
        """One turn each that counts, in order."""
        done = [
            row.message_id
            for row in self.tables.turns
            if row.conversation_id == self.id and row.state == "done"
        ]
        for number, count in Counter(done).items():
            if count > 1:
                self.double(f"message {number} had {count} turns")
        if done != sorted(done):
            self.invert(f"turns ran in the order {done}")

    def judge_tickets(self) -> None:
        """One ticket for each message that asks for one and was not answered with an apology."""
        mine = [row for row in self.tables.tickets if row.conversation_id == self.id]
        opened = Counter(_find_label(row.subject) for row in mine)
        for name, count in opened.items():
            if count > 1:
                self.double(f"{count} tickets for {name}")
        answers = {
            int(found[1]): found[4]
            for message in self.messages
            if message.sender == "bot" and (found := ANSWER.fullmatch(message.text))
        }
        for number, said in self.acked.items():
            if said.line.kind != "ticket" or answers.get(number) != "opened":
                continue
            if not opened[_find_label(said.line.text)]:
                self.lose(f"the ticket of message {number}")

    def judge_screens(self) -> None:
        """Every screen shows what the server holds."""
        held = [
            (one.id, one.sender, one.text, one.cid)
            for one in self.messages
            if self.report.is_echoed or one.sender != "customer"
        ]
        for number, screen in enumerate(self.report.screens):
            seen = [(one.id, one.sender, one.text, one.cid) for one in screen]
            if seen != held:
                missing = len(set(held) - set(seen))
                self.lose(f"screen {number} shows {len(seen)} of {len(held)}, {missing} missing")

    def judge_delivered(self, *, has_pauses: bool) -> None:
        """What has to be delivered arrived once, in order; in doubt it is called so."""
        if self.report.delivered is not None:
            judge_delivered(self, self.verdict, self.messages, has_pauses=has_pauses)


def _find_label(text: str) -> str:
    found = re.search(r"c\d+x\d+", text)
    return found.group() if found else text


def _judge_journal(
    verdict: Verdict, events: list[Event], stopped: Collection[int], *, has_pauses: bool
) -> None:
    """Never two turns of a conversation at once; each message applied once, in order."""
    ends = {event.turn: event.at for event in events if event.kind == "end"}
    busy_until: dict[str, float] = {}
    busy_with: dict[str, int] = {}
    applied: dict[str, list[int]] = defaultdict(list)
    for event in sorted(events, key=lambda one: one.at):
        where = f"conversation {event.conversation}"
        if event.kind == "applied":
            applied[event.conversation].append(event.message)
        elif event.kind == "begin":
            is_again = has_pauses and busy_with.get(event.conversation) == event.message
            busy_with[event.conversation] = event.message
            if event.at < busy_until.get(event.conversation, 0.0) and not is_again:
                verdict.inverted.append(f"{where}: two turns at once, at message {event.message}")
            # One without an end died with its process. One that slept with it nobody waited for:
            # it is another's turn, and what counts is that it is not applied when it wakes.
            until = ends.get(event.turn, 0.0)
            if event.pid in stopped and until - event.at > ASLEEP_SECONDS:
                until = 0.0
            busy_until[event.conversation] = max(until, busy_until.get(event.conversation, 0.0))
    for conversation, numbers in applied.items():
        if len(numbers) != len(set(numbers)):
            verdict.duplicated.append(f"conversation {conversation}: applied {numbers}")
        if numbers != sorted(numbers):
            verdict.inverted.append(f"conversation {conversation}: applied in order {numbers}")


def _judge_mails(verdict: Verdict, tables: Tables, deliveries: Sequence[Delivery]) -> None:
    """A mail arrives at most once; one that is called sent has arrived; unknown is no claim."""
    arrived = Counter(deliveries)
    for mail, count in arrived.items():
        if count > 1:
            verdict.duplicated.append(f"a mail to {mail.recipient} arrived {count} times")
    verdict.unknown_mails = sum(row.state in ("unknown", "sending") for row in tables.mails)
    # What was written in a mail is not kept once it is sent: those of a customer are counted.
    called_sent = Counter(row.recipient for row in tables.mails if row.state == "sent")
    came = Counter(mail.recipient for mail in arrived)
    for recipient, count in (called_sent - came).items():
        verdict.lost.append(f"{count} mails to {recipient} are called sent and did not arrive")
