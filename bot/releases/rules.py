"""How the pointer moves: promote, try on some, roll back, propose and approve. Pure."""

from dataclasses import dataclass, replace

from kernel.errors import Conflict, Forbidden, Invalid

LEAST_SHARE, MOST_SHARE = 0.001, 0.5


class OwnProposal(Forbidden):
    """Nobody approves what they proposed themselves."""

    code = "own_proposal"


class NothingProposed(Conflict):
    """There is nothing to approve or withdraw."""

    code = "nothing_proposed"


class AlreadyLive(Conflict):
    """The model answers already."""

    code = "already_live"


class NoPrevious(Conflict):
    """There is no model to go back to."""

    code = "no_previous_model"


class NoTrial(Conflict):
    """No model is on trial."""

    code = "no_trial"


class TrialRuns(Conflict):
    """Another model is on trial."""

    code = "trial_runs"


class NoLive(Conflict):
    """A trial needs a live model to be compared with."""

    code = "no_live_model"


@dataclass(frozen=True)
class Trial:
    """A model that answers a share of customers (0 to 1); `id` is the deed it began with."""

    model: str
    share: float
    id: int


@dataclass(frozen=True)
class Proposal:
    """A model that waits for a second person; with a share it is to be on trial."""

    model: str
    share: float | None
    staff_id: int
    staff_name: str = ""


@dataclass(frozen=True)
class State:
    """Which models answer. `id` is the deed that made it so, 0 before there was any."""

    id: int = 0
    live: str | None = None
    previous: str | None = None
    trial: Trial | None = None
    proposal: Proposal | None = None

    @property
    def wanted(self) -> tuple[str, ...]:
        """The models that must be loaded, the live one first."""
        named = (self.live, self.trial.model if self.trial else None)
        return tuple(dict.fromkeys(name for name in named if name is not None))


def settle(state: State, model: str) -> State:
    """Write down who answered before anybody had chosen; later ones do not win by being newer."""
    return state if state.live is not None else replace(state, live=model)


def promote(state: State, model: str) -> State:
    """Make a model the live one; the one before is kept to go back to. A trial ends."""
    if model == state.live:
        raise AlreadyLive("This model answers already.")
    return State(state.id, live=model, previous=state.live)


def begin_trial(state: State, model: str, share: float) -> State:
    """Let a model answer a share of the customers."""
    if state.live is None:
        raise NoLive("A trial needs a live model beside it; promote one first.")
    if model == state.live:
        raise AlreadyLive("This model answers already.")
    if state.trial is not None:
        raise TrialRuns("Another model is on trial; end that first.")
    trial = Trial(model, check_share(share), state.id + 1)
    return replace(state, trial=trial, proposal=None)


def change_share(state: State, share: float) -> State:
    """Let the model on trial answer more or fewer."""
    if state.trial is None:
        raise NoTrial("No model is on trial.")
    return replace(state, trial=replace(state.trial, share=check_share(share)))


def end_trial(state: State) -> State:
    """Let the live model answer everybody again."""
    if state.trial is None:
        raise NoTrial("No model is on trial.")
    return replace(state, trial=None)


def roll_back(state: State) -> State:
    """Go back to the model before; the one left is kept, so that this can be taken back, too."""
    if state.previous is None:
        raise NoPrevious("There is no earlier model to go back to.")
    return State(state.id, live=state.previous, previous=state.live)


def propose(state: State, proposal: Proposal) -> State:
    """Ask for a second person; a newer proposal takes the place of an older one."""
    if proposal.model == state.live:
        raise AlreadyLive("This model answers already.")
    if proposal.share is not None:
        begin_trial(state, proposal.model, proposal.share)  # as it would be refused then
    return replace(state, proposal=proposal)


def approve(state: State, *, staff_id: int) -> State:
    """Do what somebody else proposed; raises `OwnProposal` for one's own."""
    proposal = state.proposal
    if proposal is None:
        raise NothingProposed("There is nothing to approve.")
    if proposal.staff_id == staff_id:
        raise OwnProposal("Somebody else must approve what you proposed.")
    if proposal.share is None:
        return promote(state, proposal.model)
    return begin_trial(state, proposal.model, proposal.share)


def withdraw(state: State) -> State:
    """Drop the proposal."""
    if state.proposal is None:
        raise NothingProposed("There is nothing to withdraw.")
    return replace(state, proposal=None)


def check_share(share: float) -> float:
    """Return a share that a trial may have; raises `Invalid`."""
    if not LEAST_SHARE <= share <= MOST_SHARE:
        raise Invalid("A trial answers from 0.1 to 50 percent of the customers.")
    return share
