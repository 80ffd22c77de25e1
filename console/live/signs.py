"""Signs of life: who is at the desk, and which conversations they look at or write in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.handoff.gazing import RENEW, gaze, is_gaze_due, look_away
from bot.handoff.moves import Agent
from bot.handoff.presence import BEAT, beat, is_due
from bot.ledger.ledger import Ledger
from bot.ledger.staff_models import Gazing
from kernel.errors import NotFound

WRITING = timedelta(seconds=6)  # a page tells every four seconds while somebody writes


@dataclass(frozen=True)
class Sight:
    """A member of staff who has a conversation on their screen."""

    agent_id: str
    name: str
    conversation_id: str


class SignsOfLife:
    """Tells the ledger what the open pages of this process show, with few writes."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._writing: dict[tuple[str, str], datetime] = {}
        # What was told when: fifty open pages are not looked up twice a second.
        self._beats: dict[str, datetime] = {}
        self._told: dict[Sight, tuple[Gazing, datetime]] = {}

    async def write_in(self, sight: Sight, now: datetime) -> None:
        """Note that somebody writes in a conversation."""
        self._writing[sight.conversation_id, sight.agent_id] = now
        await self.tell((sight.agent_id,), (sight,), now)

    async def tell(self, agents: Iterable[str], sights: Iterable[Sight], now: datetime) -> None:
        """Write what has not been told for a while."""
        states = {sight: self._state(sight, now) for sight in sights}
        states = {one: state for one, state in states.items() if self._is_new(one, state, now)}
        here = {one for one in agents if _is_old(self._beats.get(one), BEAT, now)}
        if not (states or here):
            return

        def find(session: Session) -> tuple[list[str], list[tuple[Sight, Gazing]]]:
            due = [one for one in here if is_due(session, agent_id=one, now=now)]
            new = [
                (sight, state)
                for sight, state in states.items()
                if is_gaze_due(
                    session,
                    conversation_id=sight.conversation_id,
                    agent_id=sight.agent_id,
                    state=state,
                    now=now,
                )
            ]
            return due, new

        due, new = await self.ledger.read(find)
        if due or new:
            await self.ledger.write(lambda session: write_signs(session, due, new, now))
        self._beats |= dict.fromkeys(here, now)
        self._told |= {sight: (state, now) for sight, state in states.items()}

    async def leave(self, sight: Sight) -> None:
        """Note that somebody has left a conversation."""
        self._writing.pop((sight.conversation_id, sight.agent_id), None)
        self._told.pop(sight, None)
        await self.ledger.write(
            lambda session: look_away(
                session, conversation_id=sight.conversation_id, agent_id=sight.agent_id
            )
        )

    def _is_new(self, sight: Sight, state: Gazing, now: datetime) -> bool:
        told, at = self._told.get(sight, (None, None))
        return told != state or _is_old(at, RENEW, now)

    def _state(self, sight: Sight, now: datetime) -> Gazing:
        wrote = self._writing.get((sight.conversation_id, sight.agent_id))
        return "typing" if wrote is not None and now - wrote < WRITING else "looking"


def _is_old(at: datetime | None, span: timedelta, now: datetime) -> bool:
    return at is None or now - at >= span


def write_signs(
    session: Session,
    agents: Iterable[str],
    sights: Iterable[tuple[Sight, Gazing]],
    now: datetime,
) -> None:
    """Note that agents are there, and what they look at; what is gone by now is left out."""
    for agent_id in agents:
        beat(session, agent_id=agent_id, now=now)
    for sight, state in sights:
        agent = Agent(sight.agent_id, sight.name)
        try:
            gaze(
                session,
                conversation_id=sight.conversation_id,
                agent=agent,
                state=state,
                now=now,
            )
        except NotFound:
            continue
