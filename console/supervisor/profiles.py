"""What agents are good at, as the supervisor's pages show it: with its version, and by team."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from bot.handoff.models import AgentProfile
from bot.handoff.profiles import Profile, list_profiles, read_profile
from console.supervisor.stored import Stored, name_author


def read_stored_profile(session: Session, agent_id: str) -> Stored[Profile]:
    """Return a profile with its version; an empty one of whom nothing is set."""
    row = session.get(AgentProfile, agent_id)
    profile = read_profile(session, agent_id=agent_id)
    if row is None:
        return Stored(profile)
    by = name_author(session, row.changed_by)
    return Stored(profile, row.changed_at.isoformat(), row.changed_at, by)


def list_teams(session: Session) -> dict[str, Sequence[str]]:
    """Return the teams by name, each with the ids of the agents in it."""
    teams: dict[str, list[str]] = {}
    for agent_id, profile in list_profiles(session).items():
        for team in profile.teams:
            teams.setdefault(team, []).append(agent_id)
    return dict(sorted(teams.items()))
