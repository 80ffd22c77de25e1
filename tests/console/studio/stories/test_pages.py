"""The pages of stories: everything is done by forms, kept in the draft and can be undone."""

import html
import re

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from sqlalchemy import select

from console.audit.models import AuditEntry
from console.studio.editing.sheet import Sheet, StoryKey
from console.studio.navigation import line_url
from console.studio.stories.addresses import LIST, STORY, story_url
from nlu.core.project.steps import ActionStep, SlotStep, Step, UserStep
from tests.console.conftest import ClientOf
from tests.console.studio.desk import STORIES, Desk

DOMAIN = """\
intents: [greet, buy]
slots:
  vip: {type: bool, mappings: []}
forms: {buy_form: {required_slots: [vip]}}
responses:
  utter_hi:
  - text: Hello <b>there</b>
"""
RULES = "rules:\n- rule: Always\n  steps:\n  - intent: buy\n  - action: buy_form\n"
PATH = "data/stories.yml"
ONE, ALWAYS = StoryKey(PATH, "story", "One"), StoryKey("data/rules.yml", "rule", "Always")


@pytest.fixture(autouse=True)
def _filled(desk: Desk) -> None:
    desk.write("domain.yml", DOMAIN)
    desk.write("data/rules.yml", RULES)
    desk.notice()


def seen(client: TestClient, key: StoryKey = ONE) -> str:
    page = client.get(story_url(key)).text
    return re.findall(r'name="seen" value="(\w+)"', page)[0]


def send(client: TestClient, deed: str, key: StoryKey = ONE, **fields: object) -> Response:
    data = {"seen": seen(client, key), **fields}
    return client.post(story_url(key, deed), data=data)


def steps(desk: Desk, key: StoryKey = ONE) -> tuple[Step, ...]:
    text = desk.draft(desk.ana).files[key.path]
    return Sheet(key.path, text).find(key).story.steps


def test_list_shows_stories_by_file_and_picks_some(ana: TestClient) -> None:
    page = ana.get(LIST).text
    assert "2 of 2" in page
    assert html.escape(story_url(ALWAYS)) in page
    for query, found in (
        ("q=alw", "Always"),
        ("q=utter hi", "One"),
        ("kind=rule", "Always"),
        ("intent=greet", "One"),
        ("action=utter_hi", "One"),
        ("form=buy_form", "Always"),
        ("path=data/rules.yml", "Always"),
    ):
        page = ana.get(f"{LIST}?{query}").text
        assert "1 of 2" in page, query
        assert f">{found}</a>" in page, query
    assert "Nothing here fits" in ana.get(f"{LIST}?slot=vip").text


def test_story_is_shown_as_cards(ana: TestClient) -> None:
    page = ana.get(story_url(ONE)).text
    assert re.findall(r'class="step sort-(\w+)"', page) == ["user", "response"]
    assert "Hello &lt;b&gt;there&lt;/b&gt;" in page
    assert "<b>there" not in page
    assert "not in the domain" not in page


def test_step_is_added_changed_moved_and_removed(ana: TestClient, desk: Desk) -> None:
    answer = send(ana, "add", at=2, what="slot", slot=["vip"], slot_how="value", slot_value="true")
    assert answer.status_code == 303
    assert answer.headers["location"].endswith("#steps-2")
    assert steps(desk)[2:] == (SlotStep("vip", True),)
    assert send(ana, "move", at=2, to=0).headers["location"].endswith("#steps-0")
    assert steps(desk)[0] == SlotStep("vip", True)
    send(ana, "change", at=1, what="user", named="buy")
    assert steps(desk)[1] == UserStep("buy")
    send(ana, "remove", at=0)
    assert steps(desk) == (UserStep("buy"), ActionStep("utter_hi"))
    assert desk.draft(desk.ana).files[PATH] == STORIES.replace("greet", "buy")


def test_each_change_is_a_revision_and_in_the_audit_log(ana: TestClient, desk: Desk) -> None:
    send(ana, "remove", at=1)
    (made,) = desk.draft(desk.ana).revisions
    assert made.words == "“One”: removed a step"
    with desk.runtime.db.session() as session:
        query = select(AuditEntry).where(AuditEntry.action == "studio_changed")
        (line,) = session.scalars(query)
        assert (line.object_id, line.details) == (PATH, {"what": "removed_step"})


def test_change_is_taken_back_from_the_notice(ana: TestClient, desk: Desk) -> None:
    where = send(ana, "remove", at=1).headers["location"]
    page = ana.get(where).text
    (number,) = re.findall(r'name="revision" value="(\d+)"', page)
    answer = ana.post(story_url(ONE, "undo"), data={"revision": number})
    assert answer.headers["location"].startswith(STORY)
    assert desk.draft(desk.ana).files[PATH] == STORIES
    again = ana.post(story_url(ONE, "undo"), data={"revision": number})
    assert again.status_code == 409


def test_what_was_typed_is_shown_again_when_it_does_not_fit(ana: TestClient, desk: Desk) -> None:
    wrong = {"slot": ["vip"], "slot_how": "value", "slot_value": "perhaps"}
    answer = send(ana, "add", at=1, what="slot", **wrong)
    assert answer.status_code == 422
    assert "This slot is true or false." in answer.text
    assert 'value="perhaps"' in answer.text
    answer = send(ana, "change", at=0, what="user", named="")
    assert (answer.status_code, "Choose an intent." in answer.text) == (422, True)
    assert desk.draft(desk.ana).revisions == ()


def test_script_that_asks_is_given_the_page_to_swap_in(ana: TestClient) -> None:
    data = {"seen": seen(ana), "at": 0, "what": "user", "named": ""}
    answer = ana.post(story_url(ONE, "change"), data=data, headers={"HX-Request": "true"})
    assert (answer.status_code, "Choose an intent." in answer.text) == (200, True)


def test_form_of_an_older_version_changes_nothing_and_loses_nothing(
    ana: TestClient, desk: Desk
) -> None:
    old = seen(ana)
    send(ana, "remove", at=1)
    data = {"seen": old, "at": 1, "what": "action", "named": "utter_typed"}
    answer = ana.post(story_url(ONE, "add"), data=data)
    assert answer.status_code == 409
    assert "changed meanwhile" in answer.text
    assert 'value="utter_typed"' in answer.text
    assert len(steps(desk)) == 1


def test_story_is_renamed_copied_branched_moved_and_deleted(ana: TestClient, desk: Desk) -> None:
    assert "name=Uno" in send(ana, "name", to="Uno ").headers["location"]
    uno = StoryKey(PATH, "story", "Uno")
    assert send(ana, "copy", uno, to="Due").status_code == 303
    assert send(ana, "copy", uno, to="Tre", upto=0).status_code == 303
    assert steps(desk, StoryKey(PATH, "story", "Tre")) == (UserStep("greet"),)
    assert send(ana, "copy", uno, to="Tre").status_code == 409
    send(ana, "file", uno, to="data/stories/new.yml")
    moved = StoryKey("data/stories/new.yml", "story", "Uno")
    assert len(steps(desk, moved)) == 2
    assert send(ana, "file", moved, to="elsewhere.txt").status_code == 422
    assert send(ana, "delete", moved).headers["location"] == LIST
    assert ana.get(story_url(moved)).status_code == 404


def test_rule_has_conditions_and_flags(ana: TestClient, desk: Desk) -> None:
    send(ana, "add", ALWAYS, at=0, where="condition", what="loop", named="buy_form")
    send(ana, "flags", ALWAYS, is_start="true")
    text = desk.draft(desk.ana).files[ALWAYS.path]
    story = Sheet(ALWAYS.path, text).find(ALWAYS).story
    assert (len(story.conditions), story.is_start, story.waits) == (1, True, False)
    send(ana, "remove", ALWAYS, at=0, where="condition")
    send(ana, "flags", ALWAYS, waits="true")
    assert desk.draft(desk.ana).files[ALWAYS.path] == RULES


def test_new_story_is_made_in_a_new_file(ana: TestClient, desk: Desk) -> None:
    new = {"name": "Fresh: #1", "kind": "rule", "path": PATH, "intent": "greet"}
    more = {"file": "data/fresh.yml", "note": "All new", "action": "utter_hi"}
    answer = ana.post(f"{LIST}/new", data=new | more)
    assert answer.status_code == 303
    assert desk.draft(desk.ana).files["data/fresh.yml"] == (
        '# All new\nversion: "3.1"\n\nrules:\n- rule: "Fresh: #1"\n  steps:\n'
        "  - intent: greet\n  - action: utter_hi\n"
    )
    again = ana.post(f"{LIST}/new", data=new | more)
    assert (again.status_code, "already" in again.text) == (409, True)
    bad = ana.post(f"{LIST}/new", data=new | {"file": "../x.yml", "name": "Other"})
    assert (bad.status_code, 'value="Other"' in bad.text) == (422, True)
    nowhere = ana.post(f"{LIST}/new", data={"name": "Other", "kind": "rule"})
    assert (nowhere.status_code, 'value="Other"' in nowhere.text) == (422, True)
    nameless = ana.post(f"{LIST}/new", data={"kind": "rule", "path": PATH, "action": "utter_hi"})
    assert (nameless.status_code, 'value="utter_hi"' in nameless.text) == (422, True)


def test_line_leads_to_its_card_or_to_the_text(ana: TestClient) -> None:
    def where(path: str, line: int) -> str:
        return str(ana.get(line_url(path, line)).headers["location"])

    assert where(PATH, 6).endswith("#steps-1")
    assert where(PATH, 3) == story_url(ONE)
    assert where(PATH, 1) == f"/staff/studio/files/{PATH}?line=1"
    assert where("data/gone.yml", 1).startswith("/staff/studio/files/")


def test_who_may_only_look_is_offered_nothing_to_change(client_of: ClientOf) -> None:
    reader = client_of("supervisor", "Vera")
    page = reader.get(story_url(ONE)).text
    assert "sort-user" in page
    assert 'method="post"' not in page.split('id="story"')[1]
    assert reader.post(story_url(ONE, "delete"), data={"seen": "x"}).status_code == 403
    assert client_of("agent", "Al").get(LIST).status_code == 403


def test_story_that_is_gone_is_told(ana: TestClient, desk: Desk) -> None:
    gone = StoryKey(PATH, "story", "Gone")
    assert ana.get(story_url(gone)).status_code == 404
    assert ana.post(story_url(gone, "delete"), data={"seen": "x"}).status_code == 404
    desk.change(desk.ana, {PATH: "stories: ["})
    answer = ana.get(story_url(ONE))
    assert (answer.status_code, "cannot be changed by cards" in answer.text) == (422, True)


def test_contradiction_stands_on_its_card_with_what_mends_it(ana: TestClient, desk: Desk) -> None:
    rule = StoryKey("data/rules.yml", "rule", "Always")
    send(ana, "add", rule, at=2, what="action", named="utter_lost")
    page = ana.get(story_url(rule)).text
    (card,) = re.findall(r'id="steps-2">.*?</summary>(.*?)<div class="tools"', page, re.DOTALL)
    assert "utter_lost" in page.split('class="finding is-error"')[1].split("</span>")[0]
    assert 'action="/staff/studio/prove/repair"' in card or "/staff/studio/prove#f-" in card
