"""The pages of models: promoted behind the gate, by two where wanted, tried, taken back."""

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from bot.ledger.outbox_models import Outbox
from bot.releases import rules, service
from bot.releases.archives import find_archive, report_of
from bot.releases.models import ModelServer
from bot.releases.reports import findings_of, write_about
from bot.releases.rules import State
from bot.releases.sequential import Decision
from bot.releases.service import Mover, list_deeds, read_state
from console.audit.models import AuditEntry
from console.staff.models import Staff
from console.staff.policy import write_second_person
from console.studio.models.telling import record_failed_trial
from kernel.runtime import Runtime
from tests.console.conftest import ClientOf
from tests.console.studio.desk import Desk
from tests.e2e.furnished_models import NAMES, REPORT, make_models

HERE, POINTER = "/staff/studio/models", "/staff/studio/pointer"
OLD, LIVE, NEW = NAMES


@pytest.fixture(autouse=True)
def _models(desk: Desk) -> None:
    make_models(desk.runtime)
    prove(desk.runtime, NEW)


def prove(runtime: Runtime, name: str, *findings: str) -> None:
    archive = find_archive(runtime.settings, name)
    key = runtime.settings.derive_key("model")
    write_about(findings_of(archive.path), archive, {"findings": list(findings)}, key)


def state(desk: Desk) -> State:
    with desk.runtime.db.session() as session:
        return read_state(session)


def post(client: TestClient, desk: Desk, path: str, **form: Any) -> Any:
    return client.post(path, data={"seen": state(desk).id} | form)


def promote(client: TestClient, desk: Desk, name: str, **form: Any) -> Any:
    return post(client, desk, f"{HERE}/{name}/promote", **form)


def lines(desk: Desk) -> list[tuple[str, str, dict[str, Any]]]:
    with desk.runtime.db.session() as session:
        query = select(AuditEntry).where(AuditEntry.object_kind == "model").order_by(AuditEntry.id)
        return [(one.action, one.object_id, one.details) for one in session.scalars(query)]


def test_model_is_promoted_and_one_click_goes_back(ana: TestClient, desk: Desk) -> None:
    assert "Nobody has chosen a model yet" in ana.get(HERE).text
    for name in (LIVE, NEW):
        answer = promote(ana, desk, name, why="better at returns")
        assert answer.headers["location"] == f"{HERE}?done=promoted"
    page = ana.get(f"{HERE}?done=promoted").text
    assert "It takes over as soon as it is loaded" in page
    assert f"Go back to {LIVE}" in page
    assert "better at returns" in page
    assert post(ana, desk, f"{POINTER}/back").headers["location"] == f"{HERE}?done=back"
    assert (state(desk).live, state(desk).previous) == (LIVE, NEW)
    assert lines(desk) == [
        ("model_promoted", LIVE, {"why": "better at returns"}),
        ("model_promoted", NEW, {"why": "better at returns"}),
        ("model_rolled_back", LIVE, {"left": NEW}),
    ]


def test_nobody_goes_back_to_a_model_whose_file_is_gone(ana: TestClient, desk: Desk) -> None:
    for name in (LIVE, NEW):
        promote(ana, desk, name)
    find_archive(desk.runtime.settings, LIVE).path.unlink()
    answer = post(ana, desk, f"{POINTER}/back")
    assert answer.status_code == 409
    assert f"The file of {LIVE} is gone" in answer.text
    assert state(desk).live == NEW


def test_gate_is_shown_line_by_line_and_holds(ana: TestClient, desk: Desk) -> None:
    promote(ana, desk, LIVE)
    runtime = desk.runtime
    archive, key = find_archive(runtime.settings, NEW), runtime.settings.derive_key("model")
    tests = [{"file": "tests/a.yml", "name": "orders <b>", "passed": False}]
    worse = REPORT | {"held_out": {"macro_f1": 0.9}, "tests": tests}
    write_about(report_of(archive.path), archive, worse, key)
    findings_of(archive.path).unlink()
    page = ana.get(f"{HERE}/{NEW}").text
    assert "Macro-F1 90.0 % against 97.1 % of the live model" in page
    assert "1 of 1 end-to-end tests fail: tests/a.yml orders &lt;b&gt;" in page
    assert "Nobody has proved the files" in page
    assert "train it again" in page  # a judgement does not prove them
    assert "have the model judged there" not in page
    assert "disabled" in page
    for path in ("promote", "trial"):
        answer = post(ana, desk, f"{HERE}/{NEW}/{path}", percent="5")
        assert answer.status_code == 409
        assert "gate is closed" in answer.text
    assert state(desk).live == LIVE
    prove(runtime, NEW, "data/stories.yml:3: contradicts")
    write_about(report_of(archive.path), archive, REPORT, key)
    assert "The prover finds 1 error: data/stories.yml:3: contradicts" in (
        ana.get(f"{HERE}/{NEW}").text
    )
    assert promote(ana, desk, NEW).status_code == 409


def test_second_person_approves_and_never_the_first(
    ana: TestClient, desk: Desk, client_of: ClientOf
) -> None:
    promote(ana, desk, LIVE)
    with desk.runtime.db.transaction() as session:
        write_second_person(session, is_needed=True)
    assert "The shop wants a second person" in ana.get(f"{HERE}/{NEW}").text
    assert promote(ana, desk, NEW).headers["location"] == f"{HERE}?done=proposed"
    assert state(desk).live == LIVE
    page = ana.get(HERE).text
    assert "Proposed by Ana" in page
    assert "Somebody else must approve it." in page
    refused = post(ana, desk, f"{POINTER}/approve")
    assert refused.status_code == 403
    assert "Somebody else must approve" in refused.text
    zoe = client_of("admin", "Zoe Park")
    assert post(zoe, desk, f"{POINTER}/approve").headers["location"] == f"{HERE}?done=approved"
    assert (state(desk).live, state(desk).proposal) == (NEW, None)
    with desk.runtime.db.session() as session:
        [deed, *_] = list_deeds(session)
    assert (deed.deed, deed.staff_name, deed.seconded_by) == ("promoted", "Zoe Park", "Ana")
    assert lines(desk)[-2:] == [
        ("model_proposed", NEW, {}),
        ("model_promoted", NEW, {"proposed_by": "Ana"}),
    ]


def test_approval_asks_the_gate_again(ana: TestClient, desk: Desk, client_of: ClientOf) -> None:
    with desk.runtime.db.transaction() as session:
        write_second_person(session, is_needed=True)
    promote(ana, desk, NEW)
    prove(desk.runtime, NEW, "data/stories.yml:3: contradicts")
    zoe = client_of("admin", "Zoe Park")
    assert post(zoe, desk, f"{POINTER}/approve").status_code == 409
    assert state(desk).live is None


def test_proposal_is_withdrawn(ana: TestClient, desk: Desk) -> None:
    with desk.runtime.db.transaction() as session:
        write_second_person(session, is_needed=True)
    promote(ana, desk, NEW)
    assert post(ana, desk, f"{POINTER}/withdraw").status_code == 303
    assert state(desk).proposal is None
    assert post(ana, desk, f"{POINTER}/withdraw").status_code == 409


def test_model_is_tried_its_share_changed_and_the_trial_ended(ana: TestClient, desk: Desk) -> None:
    assert post(ana, desk, f"{HERE}/{NEW}/trial", percent="5").status_code == 409  # beside none
    promote(ana, desk, LIVE)
    answer = post(ana, desk, f"{HERE}/{NEW}/trial", percent="5")
    assert answer.headers["location"] == f"{HERE}?done=trial"
    trial = state(desk).trial
    assert trial is not None
    assert (trial.model, trial.share) == (NEW, 0.05)
    page = ana.get(HERE).text
    assert "answers 95.0 % of customers" in page
    assert "p = 1" in page
    assert post(ana, desk, f"{POINTER}/share", percent="12.5").status_code == 303
    trial = state(desk).trial
    assert trial is not None
    assert trial.share == 0.125
    assert post(ana, desk, f"{POINTER}/end").status_code == 303
    assert (state(desk).trial, state(desk).live) == (None, LIVE)
    shares = [(action, details) for action, _, details in lines(desk)[1:]]
    assert shares == [
        ("trial_began", {"share": 0.05}),
        ("trial_changed", {"share": 0.125}),
        ("trial_ended", {}),
    ]


@pytest.mark.parametrize("percent", ["0", "51", "nan", "inf", "-1", "x", ""])
def test_share_that_is_none_is_refused(ana: TestClient, desk: Desk, percent: str) -> None:
    promote(ana, desk, LIVE)
    assert post(ana, desk, f"{HERE}/{NEW}/trial", percent=percent).status_code == 422
    assert state(desk).trial is None


def test_page_that_is_older_than_the_state_moves_nothing(ana: TestClient, desk: Desk) -> None:
    promote(ana, desk, LIVE)
    answer = ana.post(f"{HERE}/{NEW}/promote", data={"seen": 0})
    assert answer.status_code == 409
    assert "by a click of yours" in answer.text
    assert state(desk).live == LIVE


def test_machines_deed_is_told_on_the_page_and_in_the_audit_log(
    ana: TestClient, desk: Desk
) -> None:
    promote(ana, desk, LIVE)
    post(ana, desk, f"{HERE}/{NEW}/trial", percent="5")
    before = state(desk)
    why = "9 of 40 customers fared badly"
    with desk.runtime.db.transaction() as session:
        mover = Mover(None, "", why)
        service.move(session, "trial_failed", rules.end_trial, mover=mover, now=desk.clock())
        record_failed_trial(session, before, Decision(0.00123456, is_worse=True), desk.clock())
    page = ana.get(HERE).text
    assert "did worse and was taken back" in page
    assert why in page
    assert lines(desk)[-1] == ("trial_failed", NEW, {"share": 0.05, "p": 0.00123, "live": LIVE})
    with desk.runtime.db.session() as session:
        mails = {one.recipient: one.text for one in session.scalars(select(Outbox))}
        may_promote = {one.email for one in session.scalars(select(Staff)) if one.role == "admin"}
        assert (session.scalar(select(func.count(Staff.id))) or 0) > len(may_promote)
    assert set(mails) == may_promote
    assert f"{NEW} answered 5.0 % of the customers" in mails["ana@x.example"]


def test_what_processes_serve_and_could_not_load_is_shown(ana: TestClient, desk: Desk) -> None:
    now = desk.clock()
    with desk.runtime.db.transaction() as session:
        failed = {"failed": NEW, "error": "The intent model <cannot> be read.", "failures": 2}
        session.add(ModelServer(name="desk-1", live=LIVE, seen_at=now, **failed))
    page = ana.get(HERE).text
    assert f"serves {LIVE}" in page
    assert f"Could not load {NEW} (failures so far: 2)" in page
    assert "The intent model &lt;cannot&gt; be read." in page
    desk.clock.advance(minutes=2)
    assert "desk-1" not in ana.get(HERE).text


@pytest.mark.parametrize("name", ["absent", "..%2F..%2Fetc", "x" * 101])
def test_model_that_is_not_ours_is_not_there(ana: TestClient, desk: Desk, name: str) -> None:
    assert ana.get(f"{HERE}/{name}").status_code in (404, 422)
    assert promote(ana, desk, name).status_code in (404, 422)


def test_model_that_was_signed_elsewhere_is_not_there(ana: TestClient, desk: Desk) -> None:
    path = find_archive(desk.runtime.settings, NEW).path
    path.with_name(f"{NEW}.json").write_text('{"facts": {}, "signature": "x"}', encoding="utf-8")
    assert NEW not in ana.get(HERE).text
    assert promote(ana, desk, NEW).status_code == 404


def test_studio_looks_on_and_moves_nothing(client_of: ClientOf, desk: Desk) -> None:
    client = client_of("studio", "Eddy Tor")
    assert "You may look on, not promote." in client.get(f"{HERE}/{NEW}").text
    assert promote(client, desk, NEW).status_code == 403
    assert post(client, desk, f"{POINTER}/back").status_code == 403
    assert state(desk) == State()


def test_form_of_another_site_moves_nothing(ana: TestClient, desk: Desk) -> None:
    answer = ana.post(
        f"{HERE}/{NEW}/promote", data={"seen": 0}, headers={"Origin": "https://evil.example"}
    )
    assert answer.status_code == 403
    assert state(desk) == State()


def test_fleet_is_told_to_look_when_the_pointer_moves(
    app: FastAPI, ana: TestClient, desk: Desk
) -> None:
    woken: list[bool] = []

    class Fleet:
        def wake(self) -> None:
            woken.append(True)

    app.state.fleet = Fleet()
    promote(ana, desk, NEW)
    assert woken == [True]
