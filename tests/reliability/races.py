"""Races on the real ledger: a person against the bot, one person against another."""

import asyncio
import random
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

import bot.models  # noqa: F401
import crm_backend.models  # noqa: F401 - the tables must be known before they are made
from bot.handoff import service as handoff
from bot.handoff.moves import Agent, NotYours
from bot.ledger.claims import Claim, claim_waiting
from bot.ledger.finish import Ending, Outcome, finish_turn
from bot.ledger.intake import Incoming, receive
from bot.ledger.ledger import Ledger
from bot.ledger.messages import read_messages
from bot.ledger.models import Conversation
from kernel.clock import utc_now
from kernel.db import Database
from kernel.messages import Reply

MINA, NOAH = Agent("1", "Mina"), Agent("2", "Noah")
AT_ONCE = 20  # conversations that are raced at the same time


@dataclass
class Tally:
    """What came of the races."""

    outcomes: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def count(self, what: str) -> None:
        """Note one outcome."""
        self.outcomes[what] = self.outcomes.get(what, 0) + 1


def begin(session: Session) -> str:
    """Open a conversation with one message that waits."""
    now = utc_now()
    made = Conversation(id=uuid.uuid4().hex, created_at=now, updated_at=now)
    session.add(made)
    session.flush()
    said = Incoming(conversation_id=made.id, external_id=f"{made.id}:a", text="hello", cid="a")
    receive(session, incoming=said, now=now)
    return made.id


def take_over(session: Session, conversation_id: str, agent: Agent) -> str:
    """Take a conversation over; say how that went."""
    try:
        handoff.take_over(session, conversation_id=conversation_id, agent=agent, now=utc_now())
    except NotYours as refused:
        return f"refused: {refused.data.get('agent')}"
    return "taken"


async def race_takeovers(database: Database, count: int, *, seed: int = 1) -> Tally:
    """Let an agent take over while the answer lands, `count` times; the bot is silent after."""
    dice = random.Random(seed)

    async def race(ledger: Ledger, tally: Tally, claim: Claim) -> None:
        replies = (Reply(text="said by the bot"), Reply(text="and more"))
        ending = Ending(replies=replies, result="answered", language="en")
        chat = claim.conversation_id

        async def land() -> Outcome:
            await asyncio.sleep(dice.uniform(0, 0.004))
            return await ledger.write(
                lambda session: finish_turn(session, claim=claim, ending=ending, now=utc_now())
            )

        async def take() -> str:
            await asyncio.sleep(dice.uniform(0, 0.004))
            return await ledger.write(lambda session: take_over(session, chat, MINA))

        outcome, taken = await asyncio.gather(land(), take())
        tally.count(outcome)
        messages = await ledger.read(lambda session: read_messages(session, conversation_id=chat))
        joined = [one.id for one in messages if one.sender == "system"]
        said = [one.id for one in messages if one.sender == "bot"]
        late = [number for number in said if joined and number > joined[0]]
        if late or taken != "taken" or len(said) != (2 if outcome == "done" else 0):
            tally.wrong.append(f"{taken}, then the bot said {late}; it {outcome} with {said}")

    return await _run(database, count, race)


async def race_claims(database: Database, count: int) -> Tally:
    """Let two agents take the same conversation, `count` times; one wins, the other hears who."""

    async def race(ledger: Ledger, tally: Tally, claim: Claim) -> None:
        chat = claim.conversation_id

        async def take(agent: Agent) -> str:
            return await ledger.write(lambda session: take_over(session, chat, agent))

        results = await asyncio.gather(take(MINA), take(NOAH))
        tally.count("Mina" if results[0] == "taken" else "Noah")
        expected = {("taken", "refused: Mina"), ("refused: Noah", "taken")}
        if tuple(results) not in expected:
            tally.wrong.append(f"Mina {results[0]}, Noah {results[1]}")

    return await _run(database, count, race)


async def _run(
    database: Database, count: int, race: Callable[[Ledger, Tally, Claim], Awaitable[None]]
) -> Tally:
    """Run races, some at once, each on a conversation of its own whose turn is claimed."""
    ledger, tally = Ledger(database), Tally()
    ledger.open()
    try:
        for _ in range(0, count, AT_ONCE):
            await asyncio.gather(*(ledger.write(begin) for _ in range(AT_ONCE)))
            claims = await ledger.write(
                lambda session: claim_waiting(session, worker="race", now=utc_now(), limit=AT_ONCE)
            )
            await asyncio.gather(*(race(ledger, tally, claim) for claim in claims))
    finally:
        await ledger.close()
    return tally
