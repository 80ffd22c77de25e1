"""`frontdesk analytics run|status|explain`: what people read."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from typer.testing import CliRunner

from console.audit.models import AuditEntry
from crm_backend.analytics.pipeline.models import (
    AnalyticsReport,
    AnalyticsRun,
    CustomerInsight,
    SegmentMembership,
)
from crm_backend.analytics.registry.gate import Score
from crm_backend.analytics.registry.models import AnalyticsModel
from crm_backend.analytics.registry.service import Fitted, Registry
from frontdesk.analytics.run import end_with_parent
from frontdesk.cli import cli
from frontdesk.installation import open_runtime
from kernel.clock import utc_now
from kernel.db import Database
from kernel.errors import NotFound
from kernel.settings import Settings
from tests.crm_backend.shop import Shop

Invoke = Callable[..., str]


@pytest.fixture
def shop(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setenv("FRONTDESK_DATA", str(settings.data))
    monkeypatch.setenv("FRONTDESK_SECRET", settings.signing_key())
    monkeypatch.setitem(Settings.model_config, "env_file", None)
    made = open_runtime(settings)
    with made.db.transaction() as session:
        rows = Shop(session)
        lamp = rows.product("LL-1", rows.category())
        desk = rows.product("LL-2", rows.category("desks", "Desks", "桌"), "Desk", "桌子")
        ada, bo = rows.customer(), rows.customer("bo@example.com", "Bo Diddley")
        rows.order(ada, (lamp, 2), placed_at=utc_now() - timedelta(days=40))
        rows.order(bo, (lamp, 1), (desk, 1), number="FD-2", placed_at=utc_now())
    yield made.db
    made.db.dispose()


@pytest.fixture
def invoke(shop: Database, logged: StringIO) -> Invoke:
    def run(*arguments: str) -> str:
        words = ["analytics", *arguments]
        return CliRunner().invoke(cli, words, catch_exceptions=False).output

    return run


def test_a_run_tells_how_far_it_is_and_how_it_went(invoke: Invoke) -> None:
    said = invoke("run", "--only", "quality,sales")
    assert "  0 % reading customer" in said
    assert "sales: done" in said
    assert said.rstrip().endswith("2 done")
    shown = invoke("status")
    assert "by command line" in shown
    assert "done" in shown


def test_status_of_a_shop_that_never_ran(invoke: Invoke) -> None:
    assert "none yet: `frontdesk analytics run`" in invoke("status")


def test_status_tells_of_failures_models_and_old_results(
    invoke: Invoke, shop: Database, tmp_path: Path
) -> None:
    then = utc_now() - timedelta(days=3)
    steps = [{"name": "churn", "state": "refused", "error": "Too few orders."}]
    model = {"sha256": "0" * 64, "created_at": then, "changed_at": then}
    with shop.transaction() as session:
        session.add(
            AnalyticsRun(state="done", as_of=then, started_at=then, ended_at=then, steps=steps)
        )
        session.add(
            AnalyticsModel(kind="churn", name="a", state="live", why="AUC is 0.8.", **model)
        )
    said = invoke("status")
    assert "churn: refused. Too few orders." in said
    assert "AUC is 0.8." in said
    assert "The newest results are 3 days old." in said
    out = tmp_path / "status.json"
    invoke("status", "--json", str(out))
    told: dict[str, Any] = json.loads(out.read_text())
    assert told["models"][0]["kind"] == "churn"
    assert told["runs"][0]["steps"] == steps


@pytest.mark.parametrize(
    ("state", "hours", "notes", "code", "said"),
    [
        (None, 0, [], 2, "ACT: nothing was ever computed"),
        ("done", 2, [], 0, "WELL"),
        ("done", 40, [], 2, "ACT: the newest results are 40 hours old"),
        ("lost", 2, [], 2, "ACT: the last run died"),
        ("failed", 2, [], 2, "ACT: the last run failed"),
        ("running", 2, [], 2, "ACT: the last run died"),  # nobody holds the lock
        ("incomplete", 2, [], 1, "LOOK BY DAY: some steps"),
        ("done", 2, ["No orders for 3 days."], 1, "LOOK BY DAY: the results are fresh"),
    ],
)
def test_status_says_whether_to_act(
    shop: Database, state: Any, hours: int, notes: list[str], code: int, said: str
) -> None:
    then = utc_now() - timedelta(hours=hours)
    with shop.transaction() as session:
        if state is not None:
            session.add(AnalyticsRun(state=state, as_of=then, started_at=then, ended_at=then))
            session.add(AnalyticsReport(kind="freshness", as_of=then, payload={}, notes=notes))
    result = CliRunner().invoke(cli, ["analytics", "status"], catch_exceptions=False)
    assert result.output.startswith(said)
    assert result.exit_code == code


def test_status_says_how_much_could_not_be_computed(invoke: Invoke, shop: Database) -> None:
    steps = [{"name": name, "state": "refused", "error": "Too few."} for name in ("churn", "value")]
    steps.append({"name": "sales", "state": "done", "error": ""})
    now = utc_now()
    with shop.transaction() as session:
        session.add(
            AnalyticsRun(state="done", as_of=now, started_at=now, ended_at=now, steps=steps)
        )
    said = invoke("status")
    assert said.startswith("WELL")
    assert "2 of 3 steps had too little to go by" in said


def test_models_are_moved_by_hand_and_held(
    invoke: Invoke, shop: Database, settings: Settings
) -> None:
    assert "none yet" in invoke("models")
    registry = Registry.of(settings.data, settings.derive_key("analytics"))

    def write(folder: Path) -> None:
        (folder / "model.json").write_text("{}")

    names = []
    for auc in (0.75, 0.78):
        with shop.transaction() as session:
            fitted = Fitted("churn", write, Score("AUC", auc, 0.7, True))
            names.append(registry.register(session, fitted, now=utc_now(), by="nightly")[0].name)
    assert "AUC 0.7800, naive 0.7000: passed" in invoke("models", "list")
    said = invoke("models", "rollback", "churn", "--yes")
    assert f"churn/{names[0]} is in use, held until `release`." in said
    assert "held by command line" in invoke("models")
    assert "until the next good one" in invoke("models", "release", "churn")
    assert "Aborted" in CliRunner().invoke(cli, ["analytics", "models", "promote", names[1]]).output
    assert f"churn/{names[1]} is in use" in invoke("models", "promote", names[1], "--yes")
    with pytest.raises(NotFound, match="lists them"):
        invoke("models", "promote", "nothing", "--yes")
    with shop.session() as session:
        deeds = [row.details["deed"] for row in session.scalars(select(AuditEntry))]
    assert deeds == ["rollback", "release", "promote"]


def test_a_customer_is_explained_in_words(invoke: Invoke, shop: Database) -> None:
    said = invoke("explain", "ada@example.com")
    assert "Nothing is known yet" in said
    with shop.transaction() as session:
        session.execute(text("DELETE FROM customer_insight"))
        session.add(
            CustomerInsight(
                customer_id=1,
                as_of=utc_now(),
                order_count=1,
                spend_cents=9_800,
                last_order_at=utc_now(),
                churn_probability=0.42,
                churn_days=90,
                churn_reasons=[
                    {"column": "recency_days", "value": "40", "log_odds": 0.7},
                    {"column": "orders", "value": "1", "log_odds": -0.1},
                ],
                expected_orders=0.5,
                expected_spend_cents=2_500,
                spend_low_cents=0,
                spend_high_cents=8_000,
                horizon_days=90,
                p_alive=0.999,
                rfm_segment="at_risk",
                next_category_id=1,
                next_category_probability=0.4,
                cluster="about_to_sleep",
                next_reason="return_order",
                next_reason_probability=0.6,
            )
        )
        for days, name in ((14, "champions"), (0, "at_risk")):
            at = utc_now() - timedelta(days=days)
            session.add(SegmentMembership(kind="rfm", as_of=at, customer_id=1, segment=name))
        for kind, days in (("churn", 3), ("value", 0)):
            at = utc_now() - timedelta(days=days)
            session.add(AnalyticsReport(kind=kind, as_of=at, payload={}))
    said = invoke("explain", "1")
    for sentence in (
        "Ada Lovelace (customer 1)",
        "Has made one order worth 98.00, the last on",
        "Will buy nothing in the next 90 days with a chance of 42%.",
        "more likely by days since the last order = 40",
        "less likely by orders = 1",
        "25.00 are expected in the next 90 days; between 0.00 and 80.00",
        "Still a customer with a chance of more than 99%.",
        "Segment: At risk.",
        "The way here: Champions (",
        "What is said by the step churn is as of ",
        "something of Lamps (40%)",
        "Group: About to sleep.",
        "most likely: return order (60%)",
        "Next best product: Desk",
    ):
        assert sentence in said


def test_a_customer_without_orders_is_not_told_to_run_it_once_more(
    invoke: Invoke, shop: Database
) -> None:
    invoke("run", "--only", "sales")
    with shop.transaction() as session:
        session.execute(text("DELETE FROM customer_insight"))
    said = invoke("explain", "1")
    assert "Too little is known of them to foretell anything." in said
    assert "analytics run" not in said


def test_a_customer_is_told_to_programs(invoke: Invoke, tmp_path: Path) -> None:
    invoke("run", "--only", "sales")
    out = tmp_path / "ada.json"
    invoke("explain", "1", "--json", str(out))
    told = json.loads(out.read_text())
    assert (told["customer_id"], told["order_count"], told["spend_cents"]) == (1, 1, 9_800)
    assert told["churn_probability"] is None


@pytest.mark.parametrize("who", ["99", "nobody@example.com", "9" * 30, "²"])
def test_a_customer_who_is_none_is_told(invoke: Invoke, who: str) -> None:
    with pytest.raises(NotFound):
        invoke("explain", who)


def test_a_process_ends_with_its_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[tuple[int, int]] = []
    monkeypatch.setattr("os.kill", lambda pid, number: ended.append((pid, number)))
    thread = end_with_parent(lambda: b"")
    thread.join(5)
    assert len(ended) == 1
