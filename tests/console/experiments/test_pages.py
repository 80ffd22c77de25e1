"""The pages of experiments: from the form to the decision."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from console.audit.models import AuditEntry
from crm_backend.analytics.experiments.models import Experiment
from tests.console.conftest import ClientOf
from tests.console.experiments_scene import add_experiment
from tests.console.scene import Scene

PAGE = "/staff/experiments"
FORM: dict[str, Any] = {
    "name": "Reasons",
    "key": "reasons-1",
    "subject": "recommendation",
    "target": "chat",
    "arm": ["popular", "model", "", ""],
    "share": ["50", "50", "", ""],
    "primary": "spend",
    "secondary": ["tickets", "spend"],
    "window": "14",
    "lift": "5 %",
    "looks": "3",
    "customers": "300",
}


@pytest.fixture
def boss(client_of: ClientOf) -> TestClient:
    return client_of("supervisor", "Mia Boss")


def read(scene: Scene, key: str = "reasons-1") -> Experiment:
    with scene.db.session() as session:
        return session.scalars(select(Experiment).where(Experiment.key == key)).one()


def test_experiment_goes_from_the_form_to_the_decision(boss: TestClient, scene: Scene) -> None:
    made = boss.post(PAGE, data=FORM)
    assert made.headers["Location"] == f"{PAGE}/reasons-1?done=created"
    found = read(scene)
    assert (found.shares, found.customers, found.lift) == (
        {"popular": 0.5, "model": 0.5},
        300,
        0.05,
    )
    assert found.secondary_metrics == ["tickets"]
    assert "has not started" in boss.get(f"{PAGE}/reasons-1").text
    for deed in ("start", "stop"):
        assert boss.post(f"{PAGE}/reasons-1/{deed}").status_code == 303
    page = boss.get(f"{PAGE}/reasons-1?done=stop").text
    assert "It has stopped." in page
    decided = boss.post(f"{PAGE}/reasons-1/decide", data={"winner": "model", "why": "Because <b>"})
    assert decided.status_code == 303
    page = boss.get(f"{PAGE}/reasons-1").text
    assert "everybody gets “model”" in page
    assert "Because &lt;b&gt;" in page
    with scene.db.session() as session:
        lines = session.scalars(select(AuditEntry).where(AuditEntry.object_kind == "experiment"))
        done = [line.action for line in lines]
    assert done == [
        "experiment_created",
        "experiment_started",
        "experiment_stopped",
        "experiment_decided",
    ]


def test_page_says_in_one_sentence_what_may_be_concluded(boss: TestClient, scene: Scene) -> None:
    key = add_experiment(scene.db, scene.now)
    page = boss.get(f"{PAGE}/{key}").text
    assert "“model” is better: Spend per customer changed by +" in page
    assert "The groups are as large as planned" in page
    assert page.index("Sizes of the groups") < page.index("What it is judged by")
    assert "chart-intervals" in page
    assert "(CUPED)" in page
    assert "style=" not in page
    assert "is better" in boss.get(PAGE).text


def test_page_speaks_chinese(boss: TestClient, scene: Scene) -> None:
    key = add_experiment(scene.db, scene.now)
    boss.headers["Accept-Language"] = "zh"
    for path in (PAGE, f"{PAGE}/{key}"):
        assert "“model”更好：每位顾客消费额变化 +" in boss.get(path).text
    assert "各组人数与计划相符" in boss.get(f"{PAGE}/{key}").text


def test_nothing_is_shown_before_a_look_is_due(boss: TestClient, scene: Scene) -> None:
    key = add_experiment(scene.db, scene.now, customers=40, look=False)
    page = boss.get(f"{PAGE}/{key}").text
    assert "the next look is due when 100 customers have been measured; so far 40" in page
    assert "chart-intervals" not in page
    refused = boss.post(f"{PAGE}/{key}/look")
    assert refused.status_code == 409
    assert "The look is due when 100 customers are measured; so far 40 are." in refused.text
    assert "This cannot be done now" in refused.text


def test_look_is_taken_from_the_page(boss: TestClient, scene: Scene) -> None:
    key = add_experiment(scene.db, scene.now, customers=120, look=False, lift=1.0)
    assert "Take look 1" in boss.get(f"{PAGE}/{key}").text
    assert boss.post(f"{PAGE}/{key}/look").headers["Location"].endswith("?done=look")
    assert "this is look 1 of 2" in boss.get(f"{PAGE}/{key}").text


def test_figures_leave_as_csv(boss: TestClient, scene: Scene) -> None:
    key = add_experiment(scene.db, scene.now)
    sent = boss.get(f"{PAGE}/{key}.csv")
    rows = list(csv.DictReader(io.StringIO(sent.text.removeprefix("\ufeff"))))
    assert [(row["metric"], row["arm"]) for row in rows[:2]] == [
        ("spend", "popular"),
        ("spend", "model"),
    ]
    assert rows[0]["difference"] == ""
    assert float(rows[1]["difference"]) > 0
    assert rows[1]["is_shown"] == "1"
    with scene.db.session() as session:
        assert "exported" in session.scalars(select(AuditEntry.action)).all()


def test_form_says_what_the_experiment_takes(boss: TestClient, scene: Scene) -> None:
    add_experiment(scene.db, scene.now + timedelta(days=20), look=False)
    page = boss.get(f"{PAGE}/new", params=FORM | {"plan": "1"}).text
    assert "customers, " in page
    assert "is found 4 times in 5" in page
    kept = boss.post(PAGE, data=FORM | {"customers": ""})
    assert kept.status_code == 303
    assert read(scene).plan["customers"] == read(scene).customers


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"key": "No Spaces"}, "The key is made of"),
        ({"name": ""}, "Give it a name."),
        ({"share": ["50", "60"]}, "add up to 100 %"),
        ({"share": ["50", "x"]}, "add up to 100 %"),
        ({"arm": ["a", "a"]}, "two to six groups"),
        ({"arm": ["model", "magic"]}, "name them “model” and “popular”"),
        ({"primary": "love"}, "Choose metrics"),
        ({"lift": "much"}, "Say how large a change"),
        ({"lift": "nan"}, "Say how large a change"),
        ({"window": "0"}, "1 to 180 days"),
        ({"looks": "99"}, "1 to 20 looks"),
        ({"customers": "5"}, "60 to 100,000,000"),
        ({"customers": "1e9"}, "60 to 100,000,000"),
        ({"customers": ""}, "The past says too little"),
        ({"cap": "7"}, "quantile"),
        ({"subject": "weather"}, "Choose what is tried"),
    ],
)
def test_form_says_what_is_wrong_and_keeps_what_was_typed(
    boss: TestClient, change: dict[str, Any], words: str
) -> None:
    page = boss.post(PAGE, data=FORM | {"hypothesis": "Kept words"} | change)
    assert page.status_code == 422
    assert words in page.text
    assert "Kept words" in page.text


def test_second_experiment_of_a_key_or_place_is_refused(boss: TestClient) -> None:
    boss.post(PAGE, data=FORM)
    again = boss.post(PAGE, data=FORM)
    assert (again.status_code, "of this key already" in again.text) == (409, True)
    boss.post(PAGE, data=FORM | {"key": "other"})
    assert boss.post(f"{PAGE}/reasons-1/start").status_code == 303
    taken = boss.post(f"{PAGE}/other/start")
    assert (taken.status_code, "reasons-1 runs in the same place" in taken.text) == (409, True)


def test_who_only_works_here_sees_nothing_of_it(agent: TestClient) -> None:
    assert agent.get(PAGE).status_code == 403
    assert agent.post(PAGE, data=FORM).status_code == 403
