"""What agents are good at: kept by supervisors, read when chats are given out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.handoff.desk import TICK, SettingChanged
from bot.handoff.matching import MAX_CAPACITY, Tag, Talents
from bot.handoff.models import AgentProfile, Presence
from bot.ledger.notes import add_note
from kernel.turns import Language

MAX_TAGS = 50
Tags = Annotated[tuple[Tag, ...], Field(max_length=MAX_TAGS)]


class Profile(BaseModel):
    """What a supervisor sets of an agent; without languages they take any."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    languages: tuple[Language, ...] = ()
    skills: Tags = ()
    teams: Tags = ()
    capacity: Annotated[int, Field(ge=1, le=MAX_CAPACITY)] | None = None

    @property
    def talents(self) -> Talents:
        """What counts when chats are given out."""
        return Talents(frozenset(self.languages), frozenset(self.skills), frozenset(self.teams))


def set_profile(
    session: Session, *, agent_id: str, profile: Profile, now: datetime, by: str
) -> None:
    """Set what an agent is good at; a capacity counts from now on, until they change it."""
    session.merge(
        AgentProfile(
            agent_id=agent_id,
            languages=sorted(set(profile.languages)),
            skills=sorted(set(profile.skills)),
            teams=sorted(set(profile.teams)),
            capacity=profile.capacity,
            changed_at=now,
            changed_by=by,
        )
    )
    if profile.capacity is not None:
        session.execute(
            update(Presence)
            .where(Presence.agent_id == agent_id)
            .values(capacity=profile.capacity)
            .execution_options(synchronize_session=False)
        )
    add_note(session, "queue")


def change_profile(
    session: Session,
    *,
    agent_id: str,
    profile: Profile,
    seen: datetime | None,
    now: datetime,
    by: str,
) -> None:
    """Set a profile if nobody has since `seen`, when it was last set; raise `SettingChanged`.

    `seen` is None where nothing was set.
    """
    row = session.get(AgentProfile, agent_id, with_for_update=True, populate_existing=True)
    if (row.changed_at if row is not None else None) != seen:
        raise SettingChanged("Somebody else has changed this meanwhile; nothing was saved.")
    if row is not None:
        now = max(now, row.changed_at + TICK)
    try:
        with session.begin_nested():
            set_profile(session, agent_id=agent_id, profile=profile, now=now, by=by)
    except IntegrityError as error:  # of two who set the first at once, one does
        raise SettingChanged("Somebody else has set this meanwhile.") from error


def delete_profile(session: Session, *, agent_id: str) -> bool:
    """Forget what an agent is good at; False where nothing was known."""
    gone = session.scalar(
        delete(AgentProfile)
        .where(AgentProfile.agent_id == agent_id)
        .returning(AgentProfile.agent_id)
    )
    add_note(session, "queue")
    return gone is not None


def read_profile(session: Session, *, agent_id: str) -> Profile:
    """Return what an agent is good at; of whom nothing is set, an empty profile."""
    row = session.get(AgentProfile, agent_id)
    return Profile() if row is None else _read(row)


def list_profiles(session: Session) -> dict[str, Profile]:
    """Return all profiles by agent."""
    rows = session.scalars(select(AgentProfile).order_by(AgentProfile.agent_id))
    return {row.agent_id: _read(row) for row in rows}


def list_tags(session: Session) -> tuple[Sequence[str], Sequence[str]]:
    """Return the teams and the skills that somebody has: where chats can be passed on to."""
    profiles = list_profiles(session).values()
    teams = {tag for profile in profiles for tag in profile.teams}
    skills = {tag for profile in profiles for tag in profile.skills}
    return sorted(teams), sorted(skills)


def _read(row: AgentProfile) -> Profile:
    return Profile.model_validate(
        {
            "languages": row.languages,
            "skills": row.skills,
            "teams": row.teams,
            "capacity": row.capacity,
        }
    )
