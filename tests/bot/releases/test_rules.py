"""How the pointer moves: every course of deeds leaves a state that can be served."""

from dataclasses import replace

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bot.releases import rules
from bot.releases.rules import (
    AlreadyLive,
    NoLive,
    NoPrevious,
    NothingProposed,
    NoTrial,
    OwnProposal,
    Proposal,
    State,
    Trial,
    TrialRuns,
)
from kernel.errors import FrontdeskError, Invalid

LIVE = State(3, live="b", previous="a")
TRIAL = replace(LIVE, trial=Trial("c", 0.05, 4))


def test_model_before_is_kept_when_one_is_promoted() -> None:
    assert rules.promote(TRIAL, "c") == State(3, live="c", previous="b")
    with pytest.raises(AlreadyLive):
        rules.promote(LIVE, "b")


def test_first_model_has_none_to_go_back_to() -> None:
    first = rules.promote(State(), "a")
    assert (first.live, first.previous) == ("a", None)
    with pytest.raises(NoPrevious):
        rules.roll_back(first)


def test_rolling_back_twice_is_where_one_was() -> None:
    back = rules.roll_back(TRIAL)
    assert (back.live, back.previous, back.trial) == ("a", "b", None)
    assert rules.roll_back(back) == LIVE


def test_a_trial_stands_beside_the_live_model_until_it_ends() -> None:
    tried = rules.begin_trial(LIVE, "c", 0.05)
    assert (tried.live, tried.previous, tried.trial) == ("b", "a", Trial("c", 0.05, 4))
    assert tried.wanted == ("b", "c")
    assert rules.change_share(tried, 0.5).trial == Trial("c", 0.5, 4)
    assert rules.end_trial(tried) == LIVE


@pytest.mark.parametrize(
    ("state", "model", "error"),
    [(State(), "c", NoLive), (LIVE, "b", AlreadyLive), (TRIAL, "d", TrialRuns)],
)
def test_no_trial_begins(state: State, model: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        rules.begin_trial(state, model, 0.05)


@pytest.mark.parametrize("share", [0, -0.1, 0.0009, 0.51, 1, float("nan")])
def test_share_has_bounds(share: float) -> None:
    with pytest.raises(Invalid):
        rules.begin_trial(LIVE, "c", share)
    with pytest.raises(Invalid):
        rules.change_share(TRIAL, share)


def test_nothing_on_trial_is_changed_or_ended() -> None:
    for change in (rules.end_trial, lambda state: rules.change_share(state, 0.1)):
        with pytest.raises(NoTrial):
            change(LIVE)


def test_proposal_is_done_by_somebody_else_alone() -> None:
    waiting = rules.propose(LIVE, Proposal("c", None, staff_id=1))
    assert waiting.wanted == ("b",)
    with pytest.raises(OwnProposal):
        rules.approve(waiting, staff_id=1)
    assert rules.approve(waiting, staff_id=2) == State(3, live="c", previous="b")
    tried = rules.approve(rules.propose(LIVE, Proposal("c", 0.1, 1)), staff_id=2)
    assert (tried.trial, tried.proposal) == (Trial("c", 0.1, 4), None)


def test_proposal_can_be_withdrawn_and_is_refused_as_the_deed_would_be() -> None:
    waiting = rules.propose(LIVE, Proposal("c", None, staff_id=1))
    assert rules.withdraw(waiting) == LIVE
    for refused in (rules.withdraw, lambda state: rules.approve(state, staff_id=1)):
        with pytest.raises(NothingProposed):
            refused(LIVE)
    with pytest.raises(AlreadyLive):
        rules.propose(LIVE, Proposal("b", None, 1))
    with pytest.raises(TrialRuns):
        rules.propose(TRIAL, Proposal("d", 0.1, 1))


def test_newer_archive_does_not_win_once_a_model_was_settled() -> None:
    assert rules.settle(rules.settle(State(), "a"), "z").live == "a"


MODELS = st.sampled_from("abcd")


class Pointer(RuleBasedStateMachine):
    """Deeds in any order; refused ones change nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.state = State()

    def do(self, change: object, *arguments: object, **named: object) -> None:
        try:
            after: State = change(self.state, *arguments, **named)  # type: ignore[operator]
        except FrontdeskError:
            return
        self.state = replace(after, id=self.state.id + 1)

    @rule(model=MODELS)
    def promote(self, model: str) -> None:
        self.do(rules.promote, model)
        assert self.state.live == model

    @rule(model=MODELS, share=st.floats(0.001, 0.5))
    def begin_trial(self, model: str, share: float) -> None:
        self.do(rules.begin_trial, model, share)

    @rule()
    def end_trial(self) -> None:
        self.do(rules.end_trial)

    @rule()
    def roll_back(self) -> None:
        before = self.state
        self.do(rules.roll_back)
        assert self.state is before or self.state.live == before.previous

    @rule(model=MODELS, share=st.none() | st.floats(0.001, 0.5), staff=st.sampled_from([1, 2]))
    def propose(self, model: str, share: float | None, staff: int) -> None:
        self.do(rules.propose, Proposal(model, share, staff))

    @rule(staff=st.sampled_from([1, 2]))
    def approve(self, staff: int) -> None:
        proposal, before = self.state.proposal, self.state
        self.do(rules.approve, staff_id=staff)
        if proposal is not None and proposal.staff_id == staff:
            assert self.state is before

    @invariant()
    def live_is_never_also_on_trial_or_its_own_predecessor(self) -> None:
        state = self.state
        assert state.trial is None or (state.live and state.trial.model != state.live)
        assert state.live is None or state.live != state.previous
        assert state.trial is None or state.trial.id <= state.id


TestPointer = Pointer.TestCase
