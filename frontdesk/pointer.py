"""Which model this machine should serve: what the registry says, and what lies here."""

from collections.abc import Collection

from bot.releases.archives import list_archives
from bot.releases.rules import State
from bot.releases.service import read_state, settle
from kernel.runtime import Runtime
from kernel.settings import Settings


def read_pointer(runtime: Runtime) -> State:
    """Return what the registry says now."""
    with runtime.db.session() as session:
        return read_state(session)


def settle_pointer(runtime: Runtime) -> State:
    """Return what the registry says; where nobody ever chose a model, the newest is written down.

    From then on a model that is merely newer does not answer anybody.
    """
    newest = next(iter(list_archives(runtime.settings)), None)
    with runtime.db.transaction() as session:
        if newest is None:
            return read_state(session)
        return settle(session, model=newest.name, now=runtime.clock())


def list_candidates(settings: Settings, state: State, failed: Collection[str]) -> list[str]:
    """Return the models here that could answer, best first: live, previous, newest."""
    here = [archive.name for archive in list_archives(settings)]
    order = dict.fromkeys([state.live, state.previous, *here])
    return [name for name in order if name in here and name not in failed]
