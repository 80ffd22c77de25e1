"""A run: steps in their order, each failure its own, the last good results untouched."""

import fcntl
from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import select

import bot.models  # noqa: F401 (the tables must be known before they are made)
from crm_backend.analytics.pipeline.locking import only_one, sweep_lost
from crm_backend.analytics.pipeline.models import AnalyticsReport, AnalyticsRun, CustomerInsight
from crm_backend.analytics.pipeline.run import Plan, put_in_order, run_steps
from crm_backend.analytics.pipeline.step import Context, Report, Step, StepResult
from crm_backend.analytics.pipeline.steps import choose_steps, make_steps
from kernel.db import Database
from kernel.errors import Conflict, Invalid
from tests.crm_backend.shop import NOW


@dataclass
class Fake:
    """A step of a test: reports its name, or does something else."""

    name: str
    needs: tuple[str, ...] = ()
    does: Callable[[Context], StepResult] | None = None
    weight: float = 1.0

    def run(self, context: Context) -> StepResult:
        """Do what it was made for."""
        if self.does is not None:
            return self.does(context)
        return StepResult(reports=(Report(self.name, {"after": sorted(context.results)}),))


def fail(error: BaseException) -> Callable[[Context], StepResult]:
    def does(_context: Context) -> StepResult:
        raise error

    return does


def run(database: Database, folder: Path, *steps: Step, **more: Any) -> dict[str, str]:
    plan = Plan(steps, folder / "analytics", "k" * 43, by="a test", **more)
    return {one.name: one.state for one in run_steps(database, plan, clock=lambda: NOW)}


def reports(database: Database) -> dict[str, Any]:
    with database.session() as session:
        return {row.kind: row.payload for row in session.scalars(select(AnalyticsReport))}


def newest(database: Database) -> AnalyticsRun:
    with database.session() as session:
        found = session.scalars(select(AnalyticsRun).order_by(AnalyticsRun.id.desc())).first()
    assert found is not None
    return found


def test_steps_run_after_what_they_need(stocked: Database, tmp_path: Path) -> None:
    states = run(stocked, tmp_path, Fake("b", needs=("a",)), Fake("a"))
    assert list(states) == ["a", "b"]
    assert reports(stocked)["b"] == {"after": ["a"]}
    assert (newest(stocked).state, newest(stocked).engine) == ("done", "duckdb")
    assert list((tmp_path / "analytics" / "work").iterdir()) == []


def test_a_step_that_fails_stops_only_those_that_need_it(stocked: Database, tmp_path: Path) -> None:
    broken = Fake("b", does=fail(RuntimeError("no")))
    needy = Fake("c", needs=("b",))
    assert run(stocked, tmp_path, Fake("a"), broken, needy, Fake("d")) == {
        "a": "done",
        "b": "failed",
        "c": "skipped",
        "d": "done",
    }
    told = newest(stocked)
    assert told.state == "incomplete"
    assert told.steps[1]["error"] == "RuntimeError"
    assert set(reports(stocked)) == {"a", "d"}


def test_the_last_good_results_stay_where_a_step_fails(stocked: Database, tmp_path: Path) -> None:
    run(stocked, tmp_path, Fake("a"))
    run(stocked, tmp_path, Fake("a", does=fail(RuntimeError("no"))))
    assert reports(stocked) == {"a": {"after": []}}


def test_what_the_data_do_not_allow_is_refused_and_no_failure(
    stocked: Database, tmp_path: Path
) -> None:
    refusing = Fake("a", does=fail(Invalid("One customer is not enough.")))
    assert run(stocked, tmp_path, refusing) == {"a": "refused"}
    assert newest(stocked).state == "done"
    assert newest(stocked).steps[0]["error"] == "One customer is not enough."


def test_who_stops_a_run_leaves_that_it_was_stopped(stocked: Database, tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        run(stocked, tmp_path, Fake("a", does=fail(SystemExit(143))))
    assert newest(stocked).state == "cancelled"


def test_two_runs_do_not_go_on_at_once(stocked: Database, tmp_path: Path) -> None:
    (tmp_path / "analytics").mkdir()
    with (tmp_path / "analytics" / "run.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(Conflict):
            run(stocked, tmp_path, Fake("a"))
        with stocked.transaction() as session:
            session.add(AnalyticsRun(state="running", as_of=NOW, started_at=NOW, steps=[]))
        assert sweep_lost(stocked, tmp_path / "analytics", now=NOW) == 0
    assert sweep_lost(stocked, tmp_path / "analytics", now=NOW) == 1
    assert newest(stocked).state == "lost"
    assert run(stocked, tmp_path, Fake("a")) == {"a": "done"}


def test_a_run_whose_process_died_is_lost(stocked: Database, tmp_path: Path) -> None:
    with stocked.transaction() as session:
        session.add(AnalyticsRun(state="running", as_of=NOW, started_at=NOW, steps=[]))
    run(stocked, tmp_path, Fake("a"))
    with stocked.session() as session:
        states = session.scalars(select(AnalyticsRun.state).order_by(AnalyticsRun.id))
        assert list(states) == ["lost", "done"]


def test_two_machines_with_one_database_do_not_run_at_once(
    postgres_tables: Database, tmp_path: Path
) -> None:
    away = Database(postgres_tables.engine.url.render_as_string(hide_password=False))
    with only_one(away, tmp_path / "there"):
        with postgres_tables.transaction() as session:
            session.add(AnalyticsRun(state="running", as_of=NOW, started_at=NOW, steps=[]))
        assert sweep_lost(postgres_tables, tmp_path / "here", now=NOW) == 0
        with pytest.raises(Conflict), only_one(postgres_tables, tmp_path / "here", wait=0.0):
            pass
    assert sweep_lost(postgres_tables, tmp_path / "here", now=NOW) == 1
    away.dispose()


def test_a_step_that_tells_nothing_empties_its_own_columns_and_a_refused_one_none(
    stocked: Database, tmp_path: Path
) -> None:
    told = pd.DataFrame({"churn_probability": [0.5]}, index=[1])
    kept = pd.DataFrame({"order_count": [3]}, index=[1])
    run(
        stocked,
        tmp_path,
        Fake("churn", does=lambda _: StepResult(insights=told)),
        Fake("sales", does=lambda _: StepResult(insights=kept)),
    )

    def read() -> tuple[float | None, int | None]:
        with stocked.session() as session:
            row = session.get_one(CustomerInsight, 1)
            return row.churn_probability, row.order_count

    run(stocked, tmp_path, Fake("churn", does=fail(Invalid("Too few."))))
    assert read() == (0.5, 3)
    run(stocked, tmp_path, Fake("churn"))
    assert read() == (None, 3)


def test_an_error_is_told_without_what_customers_wrote(
    stocked: Database, tmp_path: Path, logged: StringIO
) -> None:
    run(stocked, tmp_path, Fake("a", does=fail(RuntimeError("ada@example.com cannot be read"))))
    assert "RuntimeError" in logged.getvalue()
    assert "test_run.py" in logged.getvalue()
    assert "ada@example.com" not in logged.getvalue() + str(newest(stocked).steps)


def test_how_far_it_is_never_goes_back(stocked: Database, tmp_path: Path) -> None:
    told: list[tuple[str, int]] = []
    steps = [Fake("a", weight=3.0), Fake("b")]
    run(stocked, tmp_path, *steps, stage=lambda name, percent: told.append((name, percent)))
    percents = [percent for _, percent in told]
    assert percents == sorted(percents)
    assert told[-2:] == [("a", 15), ("b", 79)]


def test_a_ring_of_steps_is_refused() -> None:
    with pytest.raises(Invalid):
        put_in_order([Fake("a", needs=("b",)), Fake("b", needs=("a",))])


def test_steps_are_chosen_with_what_they_need() -> None:
    assert [step.name for step in choose_steps([])] == [step.name for step in make_steps()]
    assert [step.name for step in choose_steps(["sales"])] == ["sales"]
    with pytest.raises(Invalid, match="There are"):
        choose_steps(["nothing"])


def test_every_need_is_a_step() -> None:
    steps = make_steps()
    assert {need for step in steps for need in step.needs} <= {step.name for step in steps}
    assert len({step.name for step in steps}) == len(steps)


def test_an_empty_shop_is_no_crash(database: Database, tmp_path: Path) -> None:
    states = run(database, tmp_path, *make_steps())
    assert "failed" not in states.values()
    assert (states["quality"], states["sales"]) == ("done", "refused")


def test_a_shop_of_one_order_is_no_crash(stocked: Database, tmp_path: Path) -> None:
    states = run(stocked, tmp_path, *make_steps())
    assert "failed" not in states.values()
    assert reports(stocked)["sales"]["customers"]["bought"] == 1
