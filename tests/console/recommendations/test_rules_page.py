"""The page of the shop's rules for recommending: who may, what is stored, what is refused."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from console.audit.models import AuditEntry
from crm_backend.analytics.recommendations.models import RecommendationRule
from tests.console.conftest import ClientOf
from tests.console.scene import Scene
from tests.crm_backend.shop import Shop

URL, KEY = "/staff/recommendations", "0" * 32


@pytest.fixture
def boss(client_of: ClientOf, scene: Scene) -> TestClient:
    with scene.db.transaction() as session:
        shop = Shop(session)
        shop.product("LL-0001", shop.category())
    return client_of("supervisor")


def send(boss: TestClient, **fields: Any) -> tuple[int, str]:
    answer = boss.post(URL, data={"key": KEY, "kind": "exclude", **fields})
    return answer.status_code, answer.text


def stored(scene: Scene) -> list[RecommendationRule]:
    with scene.db.session() as session:
        return list(session.scalars(select(RecommendationRule).order_by(RecommendationRule.id)))


def test_rule_is_added_once_shown_and_ended(boss: TestClient, scene: Scene) -> None:
    for _ in range(2):
        assert send(boss, sku="LL-0001", note="Recalled <b>now</b>")[0] == 303
    (rule,) = stored(scene)
    assert (rule.kind, rule.note, rule.ends_at) == ("exclude", "Recalled <b>now</b>", None)
    page = boss.get(URL).text
    assert "Recalled &lt;b&gt;now&lt;/b&gt;" in page
    assert "In force" in page
    assert boss.post(f"{URL}/{rule.id}/end").status_code == 303
    assert stored(scene)[0].ended_by.startswith("staff:")
    assert "Over" in boss.get(URL).text
    again = boss.post(f"{URL}/{rule.id}/end")
    assert (again.status_code, "ended already" in again.text) == (409, True)
    assert boss.post(f"{URL}/999/end").status_code == 404
    with scene.db.session() as session:
        actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert [one for one in actions if one.startswith("recommendation")] == [
        "recommendation_rule_added",
        "recommendation_rule_ended",
    ]


def test_boost_of_a_category_ends_after_its_last_day(boss: TestClient, scene: Scene) -> None:
    fields = {"kind": "boost", "category": "lamps", "factor": "2,5", "ends_on": "2100-01-31"}
    assert send(boss, **fields)[0] == 303
    (rule,) = stored(scene)
    assert (rule.factor, rule.product_id) == (2.5, None)
    assert rule.ends_at is not None
    assert rule.ends_at.isoformat() == "2100-02-01T00:00:00+00:00"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "target"),
        ({"sku": "nothing"}, "target"),
        ({"sku": "LL-0001", "category": "lamps"}, "target"),
        ({"sku": "LL-0001", "kind": "boost", "factor": "much"}, "factor"),
        ({"sku": "LL-0001", "kind": "boost", "factor": "nan"}, "factor"),
        ({"sku": "LL-0001", "kind": "boost", "factor": "99"}, "factor"),
        ({"sku": "LL-0001", "kind": "sell"}, "kind"),
        ({"sku": "LL-0001", "ends_on": "2001-01-01"}, "ends_at"),
        ({"sku": "LL-0001", "starts_on": "soon"}, "starts_at"),
        ({"sku": "LL-0001", "ends_on": "9999-12-31"}, "ends_at"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(
    boss: TestClient, scene: Scene, fields: dict[str, str], field: str
) -> None:
    status, page = send(boss, **fields)
    assert (status, f'id="p-{field}"' in page) == (422, True)
    assert stored(scene) == []


def test_agents_neither_see_nor_change_the_rules(client_of: ClientOf, boss: TestClient) -> None:
    agent = client_of("agent", "Lin Berger")
    assert agent.get(URL).status_code == 403
    assert send(agent, sku="LL-0001")[0] == 403


def test_page_speaks_chinese(boss: TestClient) -> None:
    page = boss.get(URL, headers={"Accept-Language": "zh-CN"}).text
    assert "推荐规则" in page
    assert "recommendations_" not in page
