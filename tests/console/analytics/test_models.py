"""The page of the models: what answers and how good it is, and moving one by hand."""

from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from console.analytics.models import say_drift
from console.audit.models import AuditEntry
from crm_backend.analytics.registry.gate import Score
from crm_backend.analytics.registry.models import AnalyticsModel
from crm_backend.analytics.registry.service import Fitted, Registry, find_live, list_models
from kernel.runtime import Runtime
from tests.console.conftest import ClientOf
from tests.console.scene import Scene

HERE = "/staff/analytics/models"


@pytest.fixture
def boss(client_of: ClientOf) -> TestClient:
    return client_of("supervisor", "Bo Lind")


@pytest.fixture
def nights(scene: Scene, runtime: Runtime) -> tuple[str, str, str]:
    """Three nights of churn: good, better, and one that the gate stopped."""
    registry = Registry.of(runtime.settings.data, runtime.settings.derive_key("analytics"))

    def write(folder: Path) -> None:
        (folder / "model.json").write_text("{}")

    names = []
    for night, auc in enumerate((0.75, 0.78, 0.6)):
        with scene.db.transaction() as session:
            fitted = Fitted("churn", write, Score("AUC", auc, 0.7, True))
            at = scene.now + timedelta(days=night - 3)
            names.append(registry.register(session, fitted, now=at, by="nightly")[0].name)
    return names[0], names[1], names[2]


def live(scene: Scene) -> AnalyticsModel:
    with scene.db.session() as session:
        found = find_live(session, "churn")
    assert found is not None
    return found


def test_page_tells_what_answers_and_why(boss: TestClient, nights: tuple[str, str, str]) -> None:
    page = boss.get(HERE).text
    assert f"{nights[1]} is in use since" in page
    assert "Told apart rightly: 0.78; the plain guess: 0.7." in page
    assert "stopped: worse than the plain guess" in page
    assert "passed: no worse than the plain guess" in page
    assert "is not known yet" in page
    assert "style=" not in page


def test_going_back_is_confirmed_recorded_and_held(
    boss: TestClient, scene: Scene, nights: tuple[str, str, str]
) -> None:
    address = f"{HERE}/churn/{nights[0]}/rollback"
    assert f'href="{address}"' in boss.get(HERE).text
    asked = boss.get(address).text
    assert "Go back to this model of “Who may leave”?" in asked
    assert live(scene).name == nights[1]  # asking does nothing
    assert boss.post(address).headers["location"] == HERE
    assert (live(scene).name, live(scene).is_held) == (nights[0], True)
    with scene.db.session() as session:
        (entry,) = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "analytics_model_moved")
        )
        assert len(list_models(session)) == 3  # nothing is deleted
    assert (entry.object_id, entry.details) == (f"churn/{nights[0]}", {"deed": "rollback"})
    assert "It is held by" in boss.get(HERE).text
    assert boss.post(address).status_code == 409  # a second click
    assert boss.post(f"{HERE}/churn/{nights[0]}/release").status_code == 303
    assert not live(scene).is_held
    assert boss.post(f"{HERE}/churn/{nights[1]}/promote").status_code == 303
    assert live(scene).name == nights[1]


def test_who_may_not_compute_moves_nothing(
    agent: TestClient, scene: Scene, nights: tuple[str, str, str]
) -> None:
    assert agent.get(HERE).status_code == 403
    assert agent.get(f"{HERE}/churn/{nights[0]}/rollback").status_code == 403
    assert agent.post(f"{HERE}/churn/{nights[0]}/rollback").status_code == 403
    assert live(scene).name == nights[1]


def test_a_model_whose_files_are_gone_is_not_put_into_use(
    boss: TestClient, scene: Scene, runtime: Runtime, nights: tuple[str, str, str]
) -> None:
    folder = runtime.settings.data / "analytics" / "models" / "churn" / nights[0]
    (folder / "model.json").write_text("[]")
    assert boss.post(f"{HERE}/churn/{nights[0]}/rollback").status_code == 409
    assert live(scene).name == nights[1]


@pytest.mark.parametrize("path", ["none/x/promote", "churn/none/promote"])
def test_a_model_that_is_none_is_not_found(boss: TestClient, path: str) -> None:
    assert boss.get(f"{HERE}/{path}").status_code == 404
    assert boss.post(f"{HERE}/{path}").status_code == 404


def test_page_and_question_are_in_chinese_for_who_reads_it(
    boss: TestClient, nights: tuple[str, str, str]
) -> None:
    boss.headers["Accept-Language"] = "zh-CN"
    assert "未通过：逊于简单猜测" in boss.get(HERE).text
    assert "回退到这个模型" in boss.get(f"{HERE}/churn/{nights[0]}/rollback").text


@pytest.mark.parametrize(
    ("columns", "drifted", "said"),
    [
        ([("orders", "steady")], [], "spread as they were"),
        ([("orders", "shifted")], [], "shifted a little in: orders"),
        ([("recency_days", "drifted")], ["recency_days"], "in: days since the last order."),
        ([("orders", "unknown")], [], "not known yet"),
    ],
)
def test_drift_is_told_in_words(
    columns: list[tuple[str, str]], drifted: list[str], said: str
) -> None:
    told = [{"name": name, "verdict": verdict} for name, verdict in columns]
    assert said in say_drift({"columns": told, "drifted": drifted}, "en")
