"""One model of a kind is live; which one, and the way back."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from crm_backend.analytics.registry.files import ModelRefused
from crm_backend.analytics.registry.gate import Score
from crm_backend.analytics.registry.models import AnalyticsModel
from crm_backend.analytics.registry.service import (
    KEPT,
    Fitted,
    Registry,
    find_live,
    find_reference,
    list_models,
)
from kernel.errors import Conflict, NotFound
from tests.crm_backend.shop import NOW


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path / "models", "k" * 43)


def fit(auc: float, kind: str = "churn") -> Fitted:
    def write(folder: Path) -> None:
        (folder / "model.json").write_text(f'{{"auc": {auc}}}')

    return Fitted(kind, write, Score("AUC", auc, 0.7, True), profile={"a": {"rows": 1}})


def add(session: Session, registry: Registry, auc: float, minutes: int) -> AnalyticsModel:
    at = NOW + timedelta(minutes=minutes)
    return registry.register(session, fit(auc), now=at, by="nightly")[0]


def states(session: Session) -> list[str]:
    return [model.state for model in list_models(session)]


def test_a_good_model_goes_live_and_the_one_before_is_kept(
    session: Session, registry: Registry
) -> None:
    first = add(session, registry, 0.8, 0)
    assert first.state == "live"
    second = add(session, registry, 0.81, 1)
    assert (second.state, first.state) == ("live", "previous")
    third = add(session, registry, 0.82, 2)
    assert states(session) == ["live", "previous", "retired"]
    assert find_live(session, "churn") is third
    assert third.versions["numpy"]
    assert find_live(session, "value") is None


def test_a_bad_model_is_kept_and_not_live(session: Session, registry: Registry) -> None:
    good = add(session, registry, 0.8, 0)
    bad = add(session, registry, 0.6, 1)
    assert (bad.state, good.state) == ("candidate", "live")
    assert "naive" in bad.why


def test_rolling_back_and_promoting_by_hand(session: Session, registry: Registry) -> None:
    first, second = add(session, registry, 0.8, 0), add(session, registry, 0.9, 1)
    at = {"now": NOW, "by": "Ada", "why": "it foretells nonsense"}
    assert registry.roll_back(session, kind="churn", **at) is first
    assert (first.state, second.state) == ("live", "retired")
    with pytest.raises(Conflict):
        registry.roll_back(session, kind="churn", **at)
    registry.promote(session, kind="churn", name=second.name, **at)
    assert (first.state, second.state, second.changed_by) == ("previous", "live", "Ada")
    with pytest.raises(NotFound):
        registry.promote(session, kind="churn", name="none", **at)


def test_what_a_person_made_live_is_held_until_they_let_go(
    session: Session, registry: Registry
) -> None:
    at = {"now": NOW, "by": "Ada", "why": "it foretells nonsense"}
    first, second = add(session, registry, 0.8, 0), add(session, registry, 0.9, 1)
    registry.roll_back(session, kind="churn", **at)
    waiting, verdict = registry.register(
        session, fit(0.95), now=NOW + timedelta(minutes=2), by="nightly"
    )
    assert (first.state, waiting.state) == ("live", "candidate")
    assert not verdict.may_go_live
    assert waiting.scores["may_go_live"]  # the gate had nothing against it
    assert f"{first.name} is held by Ada" in waiting.why
    assert registry.release(session, kind="churn") is first
    with pytest.raises(Conflict):
        registry.release(session, kind="churn")
    newest = add(session, registry, 0.85, 3)
    assert (newest.state, first.state, second.state) == ("live", "previous", "retired")
    assert registry.promote(session, kind="churn", name=newest.name, **at).is_held


def test_drift_is_told_against_a_model_made_before_tonight(
    session: Session, registry: Registry
) -> None:
    first, second = add(session, registry, 0.8, 0), add(session, registry, 0.9, 10)
    at = NOW + timedelta(minutes=5)
    assert find_reference(session, "churn", before=at) is first
    assert find_reference(session, "churn", before=at + timedelta(hours=1)) is second
    assert find_reference(session, "churn", before=NOW) is None


def test_a_changed_model_is_not_promoted(session: Session, registry: Registry) -> None:
    first = add(session, registry, 0.8, 0)
    add(session, registry, 0.9, 1)
    (registry.open(first)[0] / "model.json").write_text("{}")
    with pytest.raises(ModelRefused):
        registry.roll_back(session, kind="churn", now=NOW, by="Ada", why="")
    assert first.state == "previous"


def test_old_models_are_forgotten_but_for_a_week_of_nights(
    session: Session, registry: Registry, tmp_path: Path
) -> None:
    for night in range(KEPT + 5):
        add(session, registry, 0.8, night)
    assert states(session) == ["live", "previous", *["retired"] * KEPT]
    assert len(list((tmp_path / "models" / "churn").iterdir())) == KEPT + 2
