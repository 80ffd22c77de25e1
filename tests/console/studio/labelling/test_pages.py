"""The pages of labelling over HTTP: who may, what is shown, what is kept when refused."""

import re
from html import unescape

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from console.audit.models import AuditEntry
from console.studio.labelling.models import LabelDecision, LabelProposal
from tests.console.conftest import ClientOf
from tests.console.studio.labelling.conftest import Desk, unsure

INBOX = "/staff/studio/inbox"


def keys(page: str) -> list[str]:
    return re.findall(r'id="g([0-9a-f]{32})"', page)


def open_inbox(client: TestClient, query: str = "") -> str:
    answer = client.get(INBOX + query)
    assert answer.status_code == 200
    return unescape(answer.text)


@pytest.fixture
def editor(client_of: ClientOf) -> TestClient:
    return client_of("studio", "Ana Ruiz")


def test_empty_inbox_says_what_to_do(editor: TestClient) -> None:
    assert "Nothing to label" in open_inbox(editor)


def test_page_says_why_a_group_stands_where_it_stands(desk: Desk, editor: TestClient) -> None:
    for _ in range(3):
        desk.ask("do you sell gift cards", understanding=unsure(("greet", 0.2)))
    page = open_inbox(editor)
    for words in (
        "do you sell gift cards",
        "3 times in 30 days",
        "20 % sure of “greet”: about 2.4 misread",
        "The bot did not know what to make of it.",
        "Gain",
        "2.4",
    ):
        assert words in page, words


def test_s70_page_shows_no_personal_data(desk: Desk, editor: TestClient) -> None:
    ada = desk.customer("Zebedee Marker", city="Markerton")
    desk.ask("I am Zebedee from Markerton, zeb@marker.example", chat=desk.conversation(ada))
    page = open_inbox(editor).lower()
    assert "[name]" in page
    assert "marker" not in page.replace("::marker", "")
    assert "zeb" not in page


def test_accepting_leads_back_with_a_way_to_undo(desk: Desk, editor: TestClient) -> None:
    desk.ask("where is my parcel")
    [key] = keys(open_inbox(editor))
    answer = editor.post(f"{INBOX}/{key}", data={"kind": "accepted", "language": "en"})
    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        f"{INBOX}?done=accepted&language=en&page=1",
    )
    page = open_inbox(editor, "?done=accepted")
    assert keys(page) == []
    assert "where is my parcel" in page
    assert editor.post(f"{INBOX}/undo", data={}).status_code == 303
    assert keys(open_inbox(editor)) == [key]
    with desk.db.session() as session:
        lines = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        assert [one.action for one in lines][-2:] == ["message_labelled", "label_undone"]
        assert lines[-2].details == {"kind": "accepted", "intent": "track_order", "count": 1}


def test_correcting_with_lines_of_ones_own(desk: Desk, editor: TestClient) -> None:
    desk.ask("where is my parcel")
    [key] = keys(open_inbox(editor))
    form = {
        "kind": "corrected",
        "intent": "return_item",
        "lines": "send my parcel back\nback it goes",
    }
    assert editor.post(f"{INBOX}/{key}", data=form).status_code == 303
    with desk.db.session() as session:
        made = session.scalars(select(LabelDecision)).one()
        assert (made.kind, made.intent, made.lines) == (
            "corrected",
            "return_item",
            ["send my parcel back", "back it goes"],
        )


def test_correcting_into_what_was_proposed_is_accepting(desk: Desk, editor: TestClient) -> None:
    desk.ask("where is my parcel")
    [key] = keys(open_inbox(editor))
    answer = editor.post(f"{INBOX}/{key}", data={"kind": "corrected", "intent": ""})
    assert "done=accepted" in answer.headers["Location"]


@pytest.mark.parametrize(
    ("form", "status", "told"),
    [
        ({"kind": "new", "intent": "[gift]"}, 422, "made of letters"),
        ({"kind": "new", "intent": "greet"}, 409, "There is an intent greet already"),
        ({"kind": "corrected", "intent": "gre"}, 422, "There is no intent “gre”"),
        ({"kind": "corrected", "lines": "mail bob@gmail.com"}, 422, "belongs to somebody"),
        ({"kind": "corrected", "lines": "  "}, 422, "Write an example"),
    ],
)
def test_what_was_typed_is_kept_when_it_is_refused(
    desk: Desk, editor: TestClient, form: dict[str, str], status: int, told: str
) -> None:
    desk.ask("where is my parcel")
    [key] = keys(open_inbox(editor))
    form = {"intent": "track_order", "lines": "my <own> line"} | form
    answer = editor.post(f"{INBOX}/{key}", data=form)
    page = unescape(answer.text)
    assert (answer.status_code, keys(page)) == (status, [key])
    assert told in page
    assert form["lines"].strip() in page
    assert f'value="{form["intent"]}"' in page
    with desk.db.session() as session:
        assert session.scalars(select(LabelDecision)).all() == []


def test_second_of_two_is_told_and_changes_nothing(
    desk: Desk, editor: TestClient, client_of: ClientOf
) -> None:
    desk.ask("where is my parcel")
    [key] = keys(open_inbox(editor))
    other = client_of("admin", "Oli Berg")
    assert editor.post(f"{INBOX}/{key}", data={"kind": "accepted"}).status_code == 303
    answer = other.post(f"{INBOX}/{key}", data={"kind": "ignored"})
    assert answer.status_code == 409
    assert "meanwhile" in answer.text
    assert other.post(f"{INBOX}/undo", data={"decision_id": "1"}).status_code == 404


def test_supervisor_looks_and_does_not_label(desk: Desk, client_of: ClientOf) -> None:
    desk.ask("where is my parcel")
    client = client_of("supervisor")
    page = open_inbox(client)
    [key] = keys(page)
    assert "data-do" not in page
    for path in (key, "undo"):
        assert client.post(f"{INBOX}/{path}", data={"kind": "ignored"}).status_code == 403


def test_pages_hold_twenty_and_languages_apart(desk: Desk, editor: TestClient) -> None:
    for number in range(23):
        name = "".join(chr(97 + int(digit)) for digit in str(number + 100)) * 3
        desk.ask(f"{name} {name[::-1]}", understanding=unsure(("greet", 0.3)))
    desk.ask("你们有礼品卡吗", understanding=unsure(("greet", 0.3)) | {"language": "zh"})
    assert len(keys(open_inbox(editor))) == 20
    assert len(keys(open_inbox(editor, "?page=2"))) == 4
    assert len(keys(open_inbox(editor, "?page=99"))) == 4
    page = open_inbox(editor, "?language=zh")
    assert len(keys(page)) == 1
    assert 'lang="zh-CN">你们有礼品卡吗' in page
    assert editor.get(f"{INBOX}?language=fr").status_code == 422


def test_customers_words_are_shown_as_words(desk: Desk, editor: TestClient) -> None:
    desk.ask("<script>alert(1)</script> & so on")
    assert "<script>alert" not in editor.get(INBOX).text


def test_decisions_are_listed_and_ones_own_taken_back(
    desk: Desk, editor: TestClient, client_of: ClientOf
) -> None:
    desk.ask("where is my parcel")
    [key] = keys(open_inbox(editor))
    editor.post(f"{INBOX}/{key}", data={"kind": "accepted"})
    page = editor.get(f"{INBOX}/decided").text
    assert "where is my parcel" in page
    assert "Ana Ruiz" in page
    assert 'name="decision_id" value="1"' in page
    assert 'name="decision_id"' not in client_of("admin", "Oli Berg").get(f"{INBOX}/decided").text


def test_s68_agent_proposes_and_the_studio_decides(
    desk: Desk, agent: TestClient, editor: TestClient
) -> None:
    sure = {"intent": {"name": "greet", "confidence": 0.95}, "ranking": [], "language": "en"}
    chat = desk.ask("hello I want my money back", understanding=sure)
    assert (
        f"/staff/conversations/{chat}/messages/1/meaning"
        in agent.get(f"/staff/conversations/{chat}").text
    )
    meaning = f"/staff/conversations/{chat}/messages/1/meaning"
    assert "hello I want my money back" in agent.get(meaning).text
    refused = agent.post(meaning, data={"intent": "no_such"})
    assert refused.status_code == 422
    assert "There is no intent" in refused.text
    assert agent.post(meaning, data={"intent": "return_item"}).status_code == 303
    assert "You said it means" in agent.get(meaning).text
    page = open_inbox(editor)
    assert "Ben Okafor: “return item”" in page
    [key] = keys(page)
    assert agent.post(f"{INBOX}/{key}", data={"kind": "accepted"}).status_code == 403
    assert editor.post(f"{INBOX}/{key}", data={"kind": "accepted"}).status_code == 303
    assert agent.post(meaning, data={"intent": ""}).status_code == 303
    with desk.db.session() as session:
        assert session.scalars(select(LabelProposal)).all() == []
        assert session.scalars(select(LabelDecision)).one().intent == "return_item"


def test_meaning_of_what_is_no_message_is_not_asked(desk: Desk, agent: TestClient) -> None:
    chat = desk.ask("one")
    desk.understand(chat, 1, payload="/x")
    for number in (1, 7):
        path = f"/staff/conversations/{chat}/messages/{number}/meaning"
        assert agent.get(path).status_code == 404
        assert agent.post(path, data={"intent": "greet"}).status_code == 404
    assert "/meaning" not in agent.get(f"/staff/conversations/{chat}").text


def test_words_are_in_both_languages(desk: Desk, app: FastAPI, editor: TestClient) -> None:
    desk.ask("where is my parcel")
    page = unescape(editor.get(INBOX, headers={"Accept-Language": "zh-CN"}).text)
    assert "机器人没把握的消息" in page
    assert "30 天内出现 1 次" in page
