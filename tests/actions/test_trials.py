"""An experiment decides by which strategy the chat recommends, and who had which is stored."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import select

from actions.answer import Answer
from actions.offers import keep_offers
from actions.recommending import ActionRecommendProduct
from crm_backend.analytics.experiments import service
from crm_backend.analytics.experiments.models import Exposure
from crm_backend.analytics.experiments.service import Draft
from crm_backend.analytics.recommendations import Holdout
from kernel.db import Database
from kernel.errors import Invalid
from kernel.runtime import Runtime
from tests.actions.scene import NOW, Scene

ASKED = "what would you recommend for me"
DRAFT = Draft(
    key="recs-1",
    name="Model or what sells",
    subject="recommendation",
    target="chat",
    arms={"model": 0.5, "popular": 0.5},
    primary_metric="spend",
    window_days=14,
    lift=0.1,
    looks=2,
    customers=400,
)
ALMOST_ALL = {
    "popular": {"model": 0.01, "popular": 0.99},
    "model": {"popular": 0.01, "model": 0.99},
}


def run(scene: Scene, arms: Mapping[str, float], key: str = "recs-1") -> None:
    service.create_experiment(scene.session, replace(DRAFT, key=key, arms=arms), by="B", now=NOW)
    service.start_experiment(scene.session, key=key, now=NOW)


def ask(scene: Scene, **more: object) -> Answer:
    return scene.act(ActionRecommendProduct, scene.turn(ASKED, **more))


@pytest.mark.parametrize("arm", ["model", "popular"])
def test_arm_decides_the_strategy_and_nothing_is_stored_before_the_answer_is_kept(
    scene: Scene, arm: str
) -> None:
    before = {one.strategy for one in ask(scene).offers}
    run(scene, ALMOST_ALL[arm])
    answer = ask(scene)
    assert [one.arm for one in answer.trials] == [arm]
    assert {one.strategy for one in answer.offers} == (
        {"popularity"} if arm == "popular" else before
    )
    assert before != {"popularity"}
    assert scene.session.scalars(select(Exposure)).all() == []


def test_who_is_held_out_or_unknown_is_in_no_experiment(scene: Scene) -> None:
    run(scene, ALMOST_ALL["popular"])
    stranger = ask(scene, verified=False)
    assert [one.experiment_id for one in stranger.trials] == [None]
    held = replace(scene.workplace, holdout=Holdout("key", 1.0))
    assert ActionRecommendProduct(held).answer(scene.session, scene.turn(ASKED)).trials == []


def test_everybody_has_the_winner_once_it_is_decided(scene: Scene) -> None:
    run(scene, ALMOST_ALL["model"])
    service.stop_experiment(scene.session, key="recs-1", now=NOW)
    service.decide_experiment(scene.session, key="recs-1", winner="popular", why="", now=NOW)
    answer = ask(scene)
    assert {one.strategy for one in answer.offers} == {"popularity"}
    assert [one.experiment_id for one in answer.trials] == [None]


def test_arms_that_the_chat_does_not_know_are_refused(scene: Scene) -> None:
    with pytest.raises(Invalid, match="arms here"):
        run(scene, {"model": 0.5, "magic": 0.5})


def test_exposure_is_stored_once_by_two_turns_at_once_and_never_of_a_rehearsal(
    database: Database, runtime: Runtime
) -> None:
    with database.transaction() as session:
        scene = Scene(session, runtime)
        run(scene, ALMOST_ALL["popular"])
        turns = [scene.turn(ASKED, message_id=number) for number in (10, 12)]
        answers = [scene.act(ActionRecommendProduct, turn) for turn in turns]
        customer = scene.ada.id
    rehearsed = replace(turns[0], context=replace(turns[0].context, is_rehearsal=True))
    keep_offers(runtime, rehearsed, answers[0])
    with database.session() as session:
        assert session.scalars(select(Exposure)).all() == []
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda one: keep_offers(runtime, *one), zip(turns, answers, strict=True)))
    with database.session() as session:
        stored = session.scalars(select(Exposure)).one()
    assert (stored.customer_id, stored.arm, stored.at) == (customer, "popular", NOW)
