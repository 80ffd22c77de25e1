"""The page of trainings: begin, look on, stop; each leaves a line."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from console.audit.models import AuditEntry
from console.studio.project.store import load_texts
from console.studio.training.service import TRAIN
from kernel.jobs import claims
from kernel.jobs.claims import Claim, News
from kernel.jobs.models import Job
from kernel.jobs.worker import JobWorker
from nlu.core.project.files import sum_of
from tests.console.conftest import ClientOf
from tests.console.studio.desk import NLU, Desk

HERE = "/staff/studio/training"
MINE = NLU.replace("- hi\n", "- hi\n    - hey there\n")
Ask = Callable[..., str]


@pytest.fixture(autouse=True)
def _worker(app: FastAPI, desk: Desk) -> None:
    """Somebody who could train, and is not at work."""
    handlers = {TRAIN: lambda _claim, _progress: {}}
    app.state.jobs = JobWorker(desk.runtime.db, handlers, clock=desk.clock, name="w")


def ask(client: TestClient, source: str = "published") -> str:
    answer = client.post(HERE, data={"source": source})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def claim(desk: Desk) -> Claim:
    with desk.runtime.db.transaction() as session:
        kinds = frozenset({TRAIN})
        found = claims.claim_next(session, worker="w", kinds=kinds, now=desk.clock())
    assert found is not None
    return found


def lines(desk: Desk, action: str) -> list[dict[str, object]]:
    with desk.runtime.db.session() as session:
        query = select(AuditEntry.details).where(AuditEntry.action == action)
        return list(session.scalars(query.order_by(AuditEntry.id)))


def test_estimate_is_shown_before_anything_begins(ana: TestClient, desk: Desk) -> None:
    page = ana.get(HERE).text
    assert "The first training here" in page
    assert "Examples: 2" in page
    assert "Train on my draft" not in page
    desk.change(desk.ana, {"data/nlu.yml": MINE})
    page = ana.get(HERE).text
    assert "Train on my draft" in page
    assert "Examples: 3" in page


def test_snapshot_is_kept_as_it_was_asked_for(ana: TestClient, desk: Desk) -> None:
    desk.change(desk.ana, {"data/nlu.yml": MINE})
    ask(ana, "draft")
    asked_for = dict(desk.draft(desk.ana).files)
    desk.change(desk.ana, {"data/nlu.yml": "nlu: []\n"})
    held = claim(desk)
    with desk.runtime.db.session() as session:
        texts = load_texts(session, set(held.payload["files"].values()))
    files = {path: texts[digest] for path, digest in held.payload["files"].items()}
    assert files == asked_for
    assert held.payload["who"] == "Ana"
    assert held.payload["revision"].startswith(f"draft of staff {desk.ana}, change ")
    [line] = lines(desk, "training_asked")
    assert line == {"source": "draft", "job": held.job_id, "examples": 3}


def test_same_files_are_trained_on_once_at_a_time(ana: TestClient, desk: Desk) -> None:
    assert ask(ana) == ask(ana)
    assert len(lines(desk, "training_asked")) == 1
    desk.change(desk.ana, {"data/nlu.yml": MINE})
    assert ask(ana, "draft") != ask(ana)


def test_draft_that_changes_nothing_is_refused(ana: TestClient) -> None:
    answer = ana.post(HERE, data={"source": "draft"})
    assert answer.status_code == 409
    assert "changes nothing" in answer.text
    assert ana.post(HERE, data={"source": "../etc"}).status_code == 422


def test_draft_that_cannot_be_read_is_not_trained_on(ana: TestClient, desk: Desk) -> None:
    desk.change(desk.ana, {"data/nlu.yml": "nlu: ["})
    page = ana.get(HERE).text
    assert "A file cannot be read" in page
    assert ana.post(HERE, data={"source": "draft"}).status_code == 422
    assert lines(desk, "training_asked") == []


def test_configuration_with_a_strange_part_is_told_and_not_trained_on(
    ana: TestClient, desk: Desk
) -> None:
    desk.change(desk.ana, {"config.yml": "recipe: default.v1\npipeline:\n- name: os.system\n"})
    page = ana.get(HERE).text
    assert "stands in config.yml:3" in page
    assert 'value="draft" disabled' in page
    answer = ana.post(HERE, data={"source": "draft"})
    assert answer.status_code == 409
    assert "config.yml:3" in answer.text
    assert lines(desk, "training_asked") == []


def test_errors_of_the_check_are_counted_before_a_training(ana: TestClient, desk: Desk) -> None:
    desk.change(desk.ana, {"data/more.yml": "stories:\n- story: X\n  steps:\n  - intent: nono\n"})
    page = ana.get(HERE).text
    assert "The check finds errors here" in page
    assert 'href="/staff/studio/prove"' in page
    assert 'value="draft" disabled' not in page


def test_draft_with_a_clash_is_not_trained_on(ana: TestClient, desk: Desk) -> None:
    desk.change(desk.ana, {"data/nlu.yml": MINE})
    desk.change(desk.bo, {"data/nlu.yml": NLU.replace("- hi\n", "- good day\n")})
    desk.publish(desk.bo)
    assert desk.draft(desk.ana).unclear
    assert "Others have published" in ana.get(HERE).text
    assert ana.post(HERE, data={"source": "draft"}).status_code == 409
    assert lines(desk, "training_asked") == []


def test_progress_is_shown_while_it_runs_and_not_asked_for_after(
    ana: TestClient, desk: Desk
) -> None:
    path = ask(ana)
    assert "Waits for its turn" in ana.get(path).text
    held = claim(desk)
    with desk.runtime.db.transaction() as session:
        news = News("learning IntentReader", 41, ("Loading <Rasa> …",))
        claims.tell(session, claim=held, news=news)
    page = ana.get(path).text
    assert "Learning · IntentReader" in page
    assert 'value="41"' in page
    assert "Loading &lt;Rasa&gt; …" in page
    assert 'hx-trigger="every 2s"' in page
    assert "running for 0:0" in page
    with desk.runtime.db.transaction() as session:
        result = {"model": "frontdesk-1", "macro_f1": 0.97}
        claims.finish(session, claim=held, result=result, now=desk.clock.advance(seconds=75))
    page = ana.get(path).text
    assert "/staff/studio/models/frontdesk-1" in page
    assert "97.0 %" in page
    assert "1:15" in page
    assert "hx-trigger" not in page


def test_training_is_stopped_once(ana: TestClient, desk: Desk) -> None:
    path = ask(ana)
    held = claim(desk)
    assert ana.post(f"{path}/cancel").status_code == 303
    assert "Is being stopped" in ana.get(path).text
    with desk.runtime.db.transaction() as session:
        assert claims.renew(session, claim=held, now=desk.clock()) == "cancelled"
        claims.give_up(session, claim=held, error="", now=desk.clock(), is_final=False)
    answer = ana.post(f"{path}/cancel")
    assert answer.status_code == 409
    assert "ended already" in answer.text
    assert lines(desk, "training_cancelled") == [{"job": held.job_id}]


def test_other_jobs_are_no_trainings(ana: TestClient, desk: Desk) -> None:
    with desk.runtime.db.transaction() as session:
        job = Job(kind="judge", payload={}, created_at=desk.clock(), run_at=desk.clock())
        session.add(job)
        session.flush()
        number = job.id
    assert ana.get(f"{HERE}/{number}").status_code == 404
    assert ana.post(f"{HERE}/{number}/cancel").status_code == 404
    assert ana.get(f"{HERE}/4711").status_code == 404


def test_nobody_trains_where_no_worker_is(app: FastAPI, ana: TestClient) -> None:
    app.state.jobs = None
    answer = ana.post(HERE, data={"source": "published"})
    assert answer.status_code == 503


def test_who_may_not_train_sees_no_button(client_of: ClientOf, desk: Desk) -> None:
    client = client_of("supervisor", "Sue Park")
    page = client.get(HERE).text
    assert "You may look on, not train." in page
    assert '<button class="btn btn-primary" name="source"' not in page
    assert client.post(HERE, data={"source": "published"}).status_code == 403


def test_data_sum_is_the_key_of_a_job(ana: TestClient, desk: Desk) -> None:
    ask(ana)
    with desk.runtime.db.session() as session:
        assert session.scalar(select(Job.dedupe_key)) == sum_of(desk.draft(desk.bo).files)
