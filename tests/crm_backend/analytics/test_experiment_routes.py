"""Experiments as a program of the shop takes part in them."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from crm_backend.analytics.experiments.assigning import choose_arm
from crm_backend.analytics.experiments.models import Exposure, Subject
from kernel.db import Database
from tests.crm_backend.conftest import ClientOf
from tests.crm_backend.shop import NOW
from tests.crm_backend.trials import begin_experiment

pytestmark = pytest.mark.usefixtures("stocked")

ASK = "/api/v1/experiments/spring/assignments"
EVEN = {"a": 0.5, "b": 0.5}
RECS = {"model": 0.5, "popular": 0.5}


def begin(
    database: Database,
    arms: Mapping[str, float],
    subject: Subject,
    target: str,
    key: str = "spring",
) -> None:
    about = {"subject": subject, "target": target, "arms": arms, "key": key}
    begin_experiment(database, now=NOW - timedelta(days=1), **about)


def list_exposed(database: Database) -> list[tuple[int, str]]:
    with database.session() as session:
        rows = session.execute(select(Exposure.customer_id, Exposure.arm))
        return [(row.customer_id, row.arm) for row in rows]


def test_program_is_told_the_arm_and_the_customer_is_counted_once(
    admin: TestClient, client_of: ClientOf, stocked: Database
) -> None:
    assert admin.post(ASK, json={"customer_id": 1}).status_code == 404
    begin(stocked, EVEN, "campaign", "spring mail")
    told = [admin.post(ASK, json={"customer_id": 1}).json() for _ in range(2)]
    arm = choose_arm("spring", 1, EVEN)
    assert told == [{"experiment": "spring", "customer_id": 1, "arm": arm}] * 2
    assert list_exposed(stocked) == [(1, arm)]
    assert admin.post(ASK, json={"customer_id": 999}).status_code == 404
    assert admin.post(ASK, json={"customer_id": "x"}).status_code == 422
    assert admin.post(ASK, json={"customer_id": 1, "arm": "b"}).status_code == 422
    assert client_of("viewer").post(ASK, json={"customer_id": 2}).status_code == 403
    assert list_exposed(stocked) == [(1, arm)]


def test_strategy_of_the_api_decides_what_is_new_and_counts_what_was_shown(
    admin: TestClient, stocked: Database
) -> None:
    begin(stocked, RECS, "recommendation", "api")
    by_arm = {choose_arm("spring", one, RECS): one for one in (1, 2)}
    for arm, customer in by_arm.items():
        url = f"/api/v1/customers/{customer}"
        found = admin.get(f"{url}/recommendations?limit=20").json()["items"]
        is_popular = {one["strategy"] == "popularity" and not one["because"] for one in found}
        assert arm != "popular" or is_popular == {True}
        assert (customer, arm) not in list_exposed(stocked)
        body = {"skus": ["LL-0001"], "strategy": "x"}
        beside = {**body, "list_name": "with"}
        for key, sent in (("1", beside), ("2", body), ("2", body)):
            answer = admin.post(f"{url}/offers", json=sent, headers={"Idempotency-Key": key})
            assert answer.status_code == 201
            assert ((customer, arm) in list_exposed(stocked)) == (key == "2")
