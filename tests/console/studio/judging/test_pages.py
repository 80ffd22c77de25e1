"""The pages of judging: what they show, and what they have made."""

import re
from datetime import timedelta
from os import utime

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from console.audit.models import AuditEntry
from console.studio.judging.asking import JUDGE, Ask
from console.studio.judging.places import forget_replays
from kernel.errors import Invalid
from kernel.jobs.models import Job
from kernel.jobs.queue import list_jobs
from kernel.jobs.worker import JobWorker
from kernel.runtime import Runtime
from nlu.core.judging.storage import report_path
from tests.console.conftest import ClientOf
from tests.console.studio.judging.bench import GOOD, POOR, Bench, change

BASE = "/staff/studio/judging"


@pytest.fixture
def admin(client_of: ClientOf) -> TestClient:
    return client_of("admin")


def plain(page: str) -> str:
    """Return what a page says, marks and spaces aside."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_models_are_listed_with_how_they_were_judged(admin: TestClient, bench: Bench) -> None:
    assert "There is no model" in admin.get(BASE).text
    bench.report(GOOD, 1)
    bench.archive(POOR)
    page = admin.get(BASE).text
    assert "1 of 2 passed" in page
    assert "not been judged yet" in page
    assert page.count('name="what" value="report"') == 1


def test_report_tells_everything_it_holds(admin: TestClient, bench: Bench) -> None:
    bench.report(GOOD, 1, 3)
    response = admin.get(f"{BASE}/{GOOD}")
    assert response.status_code == 200
    page, text = response.text, plain(response.text)
    assert "on 10 messages of 2 intents" in text
    assert "A farewell" in text
    assert "Turn 2: another action was chosen after" in text
    assert "bye &lt;i&gt;" in page
    assert "utter_bye" in text
    assert "(1 on trust)" in text
    assert "it refused 2, asked about 1 and acted on 1" in text
    assert "praise" in text
    assert f"{BASE}/{GOOD}/examples?truth=greet&amp;predicted=leave" in page
    assert "<mark>lamp</mark>" in page
    assert "negative instead of neutral" in text
    assert "Cross-validate" in text
    assert "confusion-picture" in page
    assert not re.search(r"<style|\bstyle=|\bon[a-z]+=", page)


def test_a_part_that_is_missing_is_told(admin: TestClient, bench: Bench) -> None:
    missing = {"held_out": None, "entities": None, "sentiment": None, "tests": [], "cross": None}
    bench.report(GOOD, notes=["no_held_out", "no_tests"], **missing)
    text = plain(admin.get(f"{BASE}/{GOOD}").text)
    assert "There are no messages kept apart" in text
    assert "a model cannot be promoted" in text
    assert "No test was run" in text


def test_pages_are_in_the_language_of_the_reader(client_of: ClientOf, bench: Bench) -> None:
    bench.report(GOOD, 1)
    client = client_of("studio")
    page = client.get(f"{BASE}/{GOOD}", headers={"Accept-Language": "zh"}).text
    assert "端到端测试" in page
    assert "宏平均 F1" in page


def test_report_that_is_not_ours_is_not_believed(admin: TestClient, bench: Bench) -> None:
    bench.report(GOOD, 1)
    path = report_path(bench.folder / f"{GOOD}.tar.gz")
    path.write_text(path.read_text().replace('"accuracy": 0.9', '"accuracy": 1.0'))
    page = admin.get(f"{BASE}/{GOOD}").text
    assert "Not judged yet" in page
    assert "was not made here" in page
    bench.report(GOOD, 1)
    bench.archive(POOR)
    report_path(bench.folder / f"{POOR}.tar.gz").write_bytes(path.read_bytes())
    assert "about another model of this name" in admin.get(f"{BASE}/{POOR}").text


@pytest.mark.parametrize("path", ["nothing", "..%2Fsecret", "%00", "nothing/examples"])
def test_a_model_that_is_not_here_is_told_so(admin: TestClient, path: str) -> None:
    assert admin.get(f"{BASE}/{path}").status_code in (404, 422)


def test_cell_opens_its_messages(admin: TestClient, bench: Bench) -> None:
    bench.report(GOOD, 1, 3)
    page = admin.get(f"{BASE}/{GOOD}/examples?truth=greet&predicted=leave").text
    assert "2 messages" in page
    assert "message 3 &lt;b&gt;" in page
    assert "message 5" not in page
    assert "asks what was meant" in page
    cross = admin.get(f"{BASE}/{GOOD}/examples?of=cross&wrong=true").text
    assert "only the mistakes are kept" in cross
    assert "There is no message" in admin.get(f"{BASE}/{GOOD}/examples?truth=xyz").text
    bench.report(POOR, cross=None)
    assert admin.get(f"{BASE}/{POOR}/examples?of=cross").status_code == 404
    assert admin.get(f"{BASE}/{GOOD}/examples?page=9999").status_code == 200


def test_comparison_lists_what_changed(admin: TestClient, bench: Bench) -> None:
    good, poor = bench.report(GOOD), bench.report(POOR, 0, 1, 2, 3, 4, 5)
    path = f"{BASE}/{POOR}/against/{GOOD}"
    assert "Not compared yet" in admin.get(path).text
    bench.compare(poor, good)
    text = plain(admin.get(path).text)
    assert "Worse, beyond chance" in text
    assert "0 are read rightly by this model alone and 6 by the other alone (p = 0.016)" in text
    assert "6 messages" in text
    assert "3 messages" in plain(admin.get(f"{path}?intent=greet").text)
    assert "There is no message" in admin.get(f"{path}?sort=fixed").text
    assert admin.get(f"{path}?sort=odd").status_code == 422


def test_replay_is_shown_side_by_side(client_of: ClientOf, bench: Bench) -> None:
    for name in (GOOD, POOR):
        bench.archive(name)
    admin, path = client_of("admin"), f"{BASE}/{POOR}/replay/{GOOD}"
    assert "Not replayed yet" in admin.get(path).text
    turns = [change("where <b>"), change("", button="affirm", language="zh", is_first=False)]
    bench.replay(POOR, GOOD, turns)
    page = admin.get(path).text
    text = plain(page)
    assert "2 of 9 turns change, in 1 of 3 conversations" in text
    assert "where &lt;b&gt;" in page
    assert "→ action_ask_price" in text
    assert "→ no action" in text
    assert "(after an earlier change)" in text
    assert "1 turn" in plain(admin.get(f"{path}?first=true").text)
    assert "1 turn" in plain(admin.get(f"{path}?language=zh").text)
    assert "No turn changes like that" in admin.get(f"{path}?kind=mood").text


def test_who_may_not_read_conversations_gets_no_link_to_them(
    client_of: ClientOf, bench: Bench
) -> None:
    for name in (GOOD, POOR):
        bench.archive(name)
    bench.replay(POOR, GOOD, [change("where")])
    path = f"{BASE}/{POOR}/replay/{GOOD}"
    assert "/staff/conversations/" in client_of("supervisor", "Su").get(path).text
    assert "/staff/conversations/" not in client_of("studio", "Stu").get(path).text


def test_judging_is_asked_for_once_and_written_down(
    client_of: ClientOf, bench: Bench, jobs: JobWorker, runtime: Runtime
) -> None:
    bench.archive(GOOD)
    bench.archive(POOR)
    client, form = client_of("studio"), {"what": "replay", "against": GOOD, "conversations": "50"}
    for _ in range(2):
        answer = client.post(f"{BASE}/{POOR}", data=form)
        assert answer.status_code == 303
        assert answer.headers["Location"] == f"{BASE}/{POOR}/replay/{GOOD}"
    with runtime.db.session() as session:
        (job,) = list_jobs(session, kind=JUDGE)
        assert Ask.read(dict(job.payload)) == Ask("replay", POOR, GOOD, 50)
        lines = list(session.scalars(select(AuditEntry).where(AuditEntry.object_id == POOR)))
    assert [one.details for one in lines] == [{"what": "judging_replay", "against": GOOD}]
    page = client.get(answer.headers["Location"]).text
    assert "Replay: waits for its turn" in page
    assert "hx-get" in page


def test_page_says_how_far_it_is_and_why_it_failed(
    admin: TestClient, bench: Bench, jobs: JobWorker, runtime: Runtime
) -> None:
    bench.archive(GOOD)
    admin.post(f"{BASE}/{GOOD}", data={"what": "report"})

    def set_job(**values: object) -> str:
        with runtime.db.transaction() as session:
            session.execute(update(Job).values(**values))
        return admin.get(f"{BASE}/{GOOD}/underway").text

    page = set_job(state="running", stage="tests", percent=70)
    assert "Report: running tests" in page
    assert 'value="70"' in page
    assert "at work" in set_job(stage="a stage of tomorrow")
    failed = set_job(state="failed", error="The disk is <full>.")
    assert "It could not be made. The disk is &lt;full&gt;." in failed
    assert "hx-get" not in failed
    assert "It is ready." in set_job(state="done")


@pytest.mark.parametrize(
    "form",
    [
        {"what": "odd"},
        {"what": "comparison"},
        {"what": "comparison", "against": GOOD},
        {"what": "comparison", "against": "nothing"},
        {"what": "replay", "against": POOR, "conversations": "0"},
        {"what": "replay", "against": POOR, "conversations": "9999999"},
        {},
    ],
)
def test_odd_requests_are_refused(
    admin: TestClient, bench: Bench, jobs: JobWorker, runtime: Runtime, form: dict[str, str]
) -> None:
    bench.archive(GOOD)
    bench.archive(POOR)
    assert admin.post(f"{BASE}/{GOOD}", data=form).status_code in (404, 422)
    with runtime.db.session() as session:
        assert list_jobs(session, kind=JUDGE) == []


def test_nobody_to_judge_is_told_with_what_to_do(admin: TestClient, bench: Bench) -> None:
    bench.archive(GOOD)
    answer = admin.post(f"{BASE}/{GOOD}", data={"what": "report"})
    assert answer.status_code == 503


def test_supervisor_reads_and_has_nothing_judged(
    client_of: ClientOf, bench: Bench, jobs: JobWorker
) -> None:
    bench.archive(GOOD)
    client = client_of("supervisor")
    page = client.get(f"{BASE}/{GOOD}").text
    assert "right to train" in page
    assert "<button" not in page.partition("<main")[2]
    assert client.post(f"{BASE}/{GOOD}", data={"what": "report"}).status_code == 403


def test_payloads_of_jobs_are_read_strictly() -> None:
    assert Ask.read(Ask("report", "a").payload()) == Ask("report", "a")
    for payload in ({}, {"what": "x"}, Ask("report", "a").payload() | {"conversations": "many"}):
        with pytest.raises(Invalid):
            Ask.read(payload)


def test_old_replays_are_forgotten(bench: Bench, runtime: Runtime) -> None:
    old, new = (bench.replay(name, GOOD, []) for name in ("old", "new"))
    now = runtime.clock()
    utime(new, (now.timestamp(), now.timestamp()))
    past = (now - timedelta(days=31)).timestamp()
    utime(old, (past, past))
    assert forget_replays(bench.settings, now) == 1
    assert (old.exists(), new.exists()) == (False, True)
