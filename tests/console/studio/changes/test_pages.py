"""The pages of one's draft and of the history: every step can be seen and taken back."""

import re

from fastapi.testclient import TestClient
from sqlalchemy import select

from console.audit.models import AuditEntry
from console.studio.project.models import StudioPublication
from console.web import COOKIE
from tests.console.studio.desk import NLU, Desk

CHANGES = "/staff/studio/changes"
MINE = NLU.replace("- hi\n", "- <b>hey</b>\n")


def test_draft_shows_what_it_changes(ana: TestClient, desk: Desk) -> None:
    assert "You have changed nothing" in ana.get(CHANGES).text
    desk.change(desk.ana, {"data/nlu.yml": MINE, "data/new.yml": "nlu: ["})
    page = ana.get(CHANGES).text
    assert "<ins>+    - &lt;b&gt;hey&lt;/b&gt;</ins>" in page
    assert "<del>-    - hi</del>" in page
    assert "This is no YAML" in page
    assert "did it" in page


def test_draft_is_published_with_a_note_and_a_line_in_the_audit_log(
    ana: TestClient, desk: Desk
) -> None:
    desk.change(desk.ana, {"data/nlu.yml": MINE})
    answer = ana.post(f"{CHANGES}/publish", data={"note": "More greetings"})
    assert answer.headers["location"] == f"{CHANGES}?done=published"
    assert desk.read("data/nlu.yml") == MINE
    page = ana.get("/staff/studio/history").text
    assert "More greetings" in page
    with desk.runtime.db.session() as session:
        query = select(AuditEntry.details).where(AuditEntry.action == "studio_changed")
        assert list(session.scalars(query)) == [{"what": "published"}]


def test_published_change_is_taken_back_from_its_page(ana: TestClient, desk: Desk) -> None:
    desk.change(desk.ana, {"data/nlu.yml": MINE})
    desk.publish(desk.ana)
    history = ana.get("/staff/studio/history").text
    (path,) = set(re.findall(r"/staff/studio/history/\d+", history))
    assert "<ins>" in ana.get(path).text
    assert ana.post(f"{CHANGES}/{path.rsplit('/')[-1]}/undo").status_code == 303
    assert desk.draft(desk.ana).files["data/nlu.yml"] == NLU


def test_clash_is_shown_and_settled(ana: TestClient, desk: Desk) -> None:
    theirs = NLU.replace("- hi\n", "- hi there\n")
    desk.change(desk.ana, {"data/nlu.yml": MINE})
    desk.change(desk.bo, {"data/nlu.yml": theirs})
    desk.publish(desk.bo)
    page = ana.get(CHANGES).text
    assert "Since you began" in page
    assert "- hi there" in page
    refused = ana.post(f"{CHANGES}/publish")
    assert refused.status_code == 409
    assert "Decide below" in refused.text
    ana.post(f"{CHANGES}/decide", data={"path": "data/nlu.yml", "side": "theirs"})
    assert "Since you began" not in ana.get(CHANGES).text
    again = ana.post(f"{CHANGES}/decide", data={"path": "data/nlu.yml", "side": "theirs"})
    assert again.status_code == 409


def test_draft_is_thrown_away(ana: TestClient, desk: Desk) -> None:
    desk.change(desk.ana, {"data/nlu.yml": MINE})
    ana.post(f"{CHANGES}/discard")
    assert desk.draft(desk.ana).revisions == ()


def test_draft_of_a_colleague_is_not_shown(ana: TestClient, desk: Desk) -> None:
    number = desk.change(desk.bo, {"data/nlu.yml": MINE})
    assert ana.get(f"/staff/studio/history/{number}").status_code == 404
    assert ana.post(f"{CHANGES}/{number}/undo").status_code == 404


def test_what_was_changed_outside_is_named_as_such(ana: TestClient, desk: Desk) -> None:
    desk.write("data/nlu.yml", MINE)
    desk.notice()
    assert "Changed outside the studio" in ana.get("/staff/studio/history").text


def test_refused_publication_is_told_on_the_page_and_keeps_the_note(
    ana: TestClient, desk: Desk
) -> None:
    desk.change(desk.ana, {"data/nlu.yml": NLU.replace("- hi\n", "- good day\n")})
    desk.change(desk.bo, {"data/nlu.yml": NLU.replace("- hi\n", "- good evening\n")})
    desk.publish(desk.bo)
    refused = ana.post(f"{CHANGES}/publish", data={"note": "Why <I> did"})
    assert refused.status_code == 409
    assert "Decide below" in refused.text
    assert 'value="Why &lt;I&gt; did"' in refused.text
    assert "Keep mine" in refused.text
    with desk.runtime.db.session() as session:
        notes = list(session.scalars(select(StudioPublication.note)))
    assert "Why <I> did" not in notes


def test_second_click_on_publish_shows_what_the_first_did(ana: TestClient, desk: Desk) -> None:
    desk.change(desk.ana, {"data/nlu.yml": NLU.replace("- hi\n", "- good day\n")})
    ana.post(f"{CHANGES}/publish", data={"note": "x"})
    again = ana.post(f"{CHANGES}/publish", data={"note": "x"})
    assert again.status_code == 409
    assert "what was published is in the history" in again.text
    assert 'href="/staff/studio/history"' in again.text


def test_failure_in_the_studio_leads_back_to_it(ana: TestClient) -> None:
    page = ana.get("/staff/studio/intents/no_such")
    assert page.status_code == 404
    assert 'href="/staff/studio">Go to the studio' in page.text


def test_session_that_ended_while_typing_loses_nothing(ana: TestClient, desk: Desk) -> None:
    ana.cookies.set(COOKIE, "ended", domain="testserver.local", path="/staff")
    typed = {"texts": "where <b>can</b> I park\nand when", "seen": "0123456789abcdef"}
    page = "http://testserver/staff/studio/intents/greet"
    answer = ana.post(f"{page}/add", data=typed, headers={"Referer": page})
    assert answer.status_code == 401
    assert "where &lt;b&gt;can&lt;/b&gt; I park\nand when" in answer.text
    assert "0123456789abcdef" not in answer.text
    assert 'href="/staff/login?back=%2Fstaff%2Fstudio%2Fintents%2Fgreet"' in answer.text
    assert desk.draft(desk.ana).revisions == ()
    nothing = ana.post(f"{page}/add", data={})
    assert nothing.headers["location"] == "/staff/login?ended=1"
