"""The pages of intents: found, added after a dry look, changed in place, moved, marked."""

import re

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from console.audit.models import AuditEntry
from console.studio.project.models import StudioRevision
from nlu.core.project.files import sum_of
from tests.console.studio.desk import Desk

LIST = "/staff/studio/intents"
NLU = """nlu:
- intent: greet
  examples: |
    - hi
    - hello
    - 你好
- intent: buy
  examples: |
    - a lamp please
    - HELLO!
"""
DOMAIN = "intents:\n- greet\n- buy\n- idle\nentities:\n- product\n"
STORIES = "rules:\n- rule: Hi\n  steps:\n  - intent: greet\n  - action: utter_hi\n"
PATH = "data/nlu.yml"


@pytest.fixture(autouse=True)
def _project(desk: Desk) -> None:
    desk.write(PATH, NLU)
    desk.write("data/stories.yml", STORIES)
    desk.write("domain.yml", DOMAIN)
    desk.notice()


def keys(page: str) -> dict[str, str]:
    """Return the keys of the examples on a page by their words."""
    rows = re.findall(r'data-key="([\w-]+)">(.*?)</span>', page)
    return {re.sub(r"<.*?>", "", words): key for key, words in rows}


def text(desk: Desk, path: str = PATH) -> str:
    return desk.draft(desk.ana).files[path]


def test_list_counts_and_warns(ana: TestClient) -> None:
    page = ana.get(LIST).text
    rows = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)[1:]
    cells = [re.findall(r'class="count(?: wide)?">(\d+)<', one) for one in rows]
    assert cells == [["2", "1", "0", "1"], ["2", "0", "0", "0"], ["0", "0", "0", "0"]]
    assert "1 example is under another intent as well." in rows[0]
    assert "In no story or rule" in rows[1]
    assert "No examples: it is never understood." in rows[2]
    assert "3 intents, 5 examples" in page


def test_near_duplicates_of_an_intent_stand_side_by_side(ana: TestClient, desk: Desk) -> None:
    lines = ["a blue lamp", "where is my order", "do you ship abroad", "where is my order?"]
    lines += ["please where is my order", "where is not my order"]
    desk.write(PATH, NLU + "".join(f"    - {one}\n" for one in lines))
    desk.notice()
    page = ana.get(f"{LIST}/buy?only=alike").text
    assert list(keys(page)) == [
        "where is my order",
        "where is my order?",
        "please where is my order",
    ]
    assert page.count("nearly “where is my order”") == 2
    assert "nearly" not in ana.get(f"{LIST}/buy").text
    assert "/inbox/doubts" in ana.get(LIST).text


def test_list_finds_names_and_examples(ana: TestClient) -> None:
    page = ana.get(LIST, params={"q": "LAMP"}).text
    assert "1 with these words" in page
    assert f'href="{LIST}/greet"' not in page
    assert f'href="{LIST}/buy?q=LAMP"' in page
    assert "No intent or example" in ana.get(LIST, params={"q": "zzz"}).text


def test_lines_without_objection_are_added_at_once(ana: TestClient, desk: Desk) -> None:
    answer = ana.post(f"{LIST}/greet/add", data={"texts": "good morning\r\n\r\n- 早上好\r\n"})
    assert answer.status_code == 303
    assert text(desk) == NLU.replace(
        "    - 你好\n", "    - 你好\n    - good morning\n    - 早上好\n"
    )
    page = ana.get(answer.headers["location"]).text
    assert "Done: added 2 examples to greet." in page
    undo = re.search(r'action="(/staff/studio/changes/\d+/undo)"', page)
    assert undo is not None
    back = ana.post(undo[1], data={"back": f"{LIST}/greet"})
    assert back.headers["location"] == f"{LIST}/greet"
    assert text(desk) == NLU
    with desk.runtime.db.session() as session:
        details = session.scalars(
            select(AuditEntry.details).where(AuditEntry.action == "studio_changed")
        )
        assert [one["what"] for one in details] == ["edited", "undone"]


def test_dry_look_says_of_each_line_what_it_would_do(ana: TestClient, desk: Desk) -> None:
    typed = 'Hi!\na lamp, please\nmail eve@gmail.com\nhowdy\nHowdy\n[x](colour)\n[x]{"a"}\n'
    for where in ("look", "add"):
        answer = ana.post(f"{LIST}/greet/{where}", data={"texts": typed})
        assert answer.status_code == (200 if where == "look" else 422)
        found = re.findall(r'<tr class="is-(\w+)">', answer.text)
        assert found == ["here", "elsewhere", "personal", "new", "twice", "entity", "mark"]
        assert re.findall(r'name="take" value="(\d)" checked', answer.text) == ["3", "5"]
        assert "mail eve@gmail.com\n" in answer.text  # nothing typed is lost
    assert text(desk) == NLU


def test_what_is_ticked_is_added_or_moved_and_personal_data_never(
    ana: TestClient, desk: Desk
) -> None:
    typed = "howdy\na lamp please\nmail eve@gmail.com"
    form = {"texts": typed, "has_looked": "1", "take": ["0", "2"], "move": ["1"]}
    answer = ana.post(f"{LIST}/greet/add", data=form)
    assert answer.status_code == 303
    wanted = NLU.replace("    - a lamp please\n", "")
    assert text(desk) == wanted.replace("你好\n", "你好\n    - a lamp please\n    - howdy\n")
    only = {"texts": "mail eve@gmail.com", "has_looked": "1", "take": ["0"]}
    assert ana.post(f"{LIST}/greet/add", data=only).status_code == 422
    assert "gmail" not in text(desk)


def test_example_is_edited_in_place_and_refused_without_loss(ana: TestClient, desk: Desk) -> None:
    key = keys(ana.get(f"{LIST}/greet").text)["hello"]
    assert 'value="hello"' in ana.get(f"{LIST}/greet", params={"edit": key}).text
    refused = ana.post(f"{LIST}/greet/change", data={"at": key, "text": "call +49 151 23987641"})
    assert refused.status_code == 422
    assert 'value="call +49 151 23987641"' in refused.text
    answer = ana.post(f"{LIST}/greet/change", data={"at": key, "text": "hello there"})
    assert text(desk) == NLU.replace("- hello\n", "- hello there\n")
    landed = answer.headers["location"].partition("#")[2]
    assert f'id="{landed}"' in ana.get(answer.headers["location"]).text
    late = ana.post(f"{LIST}/greet/change", data={"at": key, "text": "hey"})
    assert late.status_code == 404
    assert "somebody has changed it" in late.text
    assert text(desk) == NLU.replace("- hello\n", "- hello there\n")


def test_picked_examples_are_moved_and_deleted(ana: TestClient, desk: Desk) -> None:
    known = keys(ana.get(f"{LIST}/greet").text)
    picked = {"pick": [known["hi"], known["你好"]]}
    for wrong in ({}, picked, picked | {"into": "greet"}, picked | {"into": "nothing"}):
        assert ana.post(f"{LIST}/greet/move", data=wrong).status_code == 404
    assert text(desk) == NLU
    ana.post(f"{LIST}/greet/move", data=picked | {"into": "buy"})
    wanted = NLU.replace("    - hi\n", "").replace("    - 你好\n", "")
    assert text(desk) == wanted.replace("HELLO!\n", "HELLO!\n    - hi\n    - 你好\n")
    known = keys(ana.get(f"{LIST}/buy").text)
    ana.post(f"{LIST}/buy/remove", data={"pick": [known["hi"], known["你好"]]})
    assert text(desk) == wanted


def test_selected_words_are_marked_and_unmarked(ana: TestClient, desk: Desk) -> None:
    key = keys(ana.get(f"{LIST}/buy").text)["a lamp please"]
    form = {"at": key, "start": "2", "end": "6", "entity": "product"}
    assert ana.post(f"{LIST}/buy/mark", data=form | {"entity": "colour"}).status_code == 404
    assert ana.post(f"{LIST}/buy/mark", data=form | {"end": "99"}).status_code == 422
    ana.post(f"{LIST}/buy/mark", data=form)
    assert text(desk) == NLU.replace("a lamp please", "a [lamp](product) please")
    page = ana.get(f"{LIST}/buy").text
    assert '<mark data-entity="product">lamp</mark>' in page
    ana.post(f"{LIST}/buy/mark", data={"at": keys(page)["a lamp please"], "start": "2"})
    assert text(desk) == NLU


def test_new_intent_is_added_or_told_what_is_wrong(ana: TestClient, desk: Desk) -> None:
    form = {"name": "gift wrap", "texts": "gift wrap?\n能包装吗", "path": PATH}
    for name, status in (("greet", 409), ("1st", 422), ("", 422)):
        answer = ana.post(LIST, data=form | {"name": name})
        assert answer.status_code == status
        assert "能包装吗" in answer.text
    answer = ana.post(LIST, data=form)
    assert answer.headers["location"].startswith(f"{LIST}/gift_wrap?")
    assert text(desk).endswith(
        "- intent: gift_wrap\n  examples: |\n    - gift wrap?\n    - 能包装吗\n"
    )
    assert text(desk, "domain.yml") == DOMAIN.replace("- idle\n", "- idle\n- gift_wrap\n")
    odd = ana.post(LIST, data=form | {"name": "x", "path": "../../etc/passwd"})
    assert odd.status_code == 422


def test_rename_is_shown_line_by_line_and_done_as_shown(ana: TestClient, desk: Desk) -> None:
    page = "/staff/studio/names/intent/buy/rename?to=purchase"
    shown = ana.get(page).text
    assert "2 lines change in 2 files" in shown
    seen = re.search(r'name="seen" value="(\w+)"', shown)
    assert seen is not None
    form = {"to": "purchase", "seen": seen[1]}
    desk.change(desk.ana, {"data/more.yml": NLU.replace("HELLO", "ciao")})
    late = ana.post(page.partition("?")[0], data=form)
    assert late.status_code == 409
    assert "Look at the lines again" in late.text
    form["seen"] = re.findall(r'name="seen" value="(\w+)"', late.text)[0]
    answer = ana.post(page.partition("?")[0], data=form)
    assert answer.headers["location"].startswith(f"{LIST}/purchase?")
    assert text(desk) == NLU.replace("intent: buy", "intent: purchase")


def test_name_the_program_knows_is_renamed_only_once_a_developer_knows(
    ana: TestClient, desk: Desk
) -> None:
    page = "/staff/studio/names/intent/greet/rename"
    shown = ana.get(page, params={"to": "welcome"}).text
    assert "The program itself knows greet by name" in shown
    form = {"to": "welcome", "seen": re.findall(r'name="seen" value="(\w+)"', shown)[0]}
    assert ana.post(page, data=form).status_code == 422
    assert text(desk) == NLU
    assert ana.post(page, data=form | {"arranged": "1"}).status_code == 303
    assert "intent: welcome" in text(desk)


def test_intent_in_use_is_not_deleted_and_says_where(ana: TestClient, desk: Desk) -> None:
    page = ana.get("/staff/studio/names/intent/greet/delete").text
    assert "data/stories.yml:4" in page
    assert 'name="seen"' not in page
    before = desk.draft(desk.ana).files
    ana.post("/staff/studio/names/intent/greet/delete", data={"seen": sum_of({}), "arranged": "1"})
    assert desk.draft(desk.ana).files == before
    page = ana.get("/staff/studio/names/intent/idle/delete").text
    seen = re.findall(r'name="seen" value="(\w+)"', page)[0]
    answer = ana.post("/staff/studio/names/intent/idle/delete", data={"seen": seen})
    assert answer.headers["location"].startswith(f"{LIST}?done=")
    assert text(desk, "domain.yml") == DOMAIN.replace("- idle\n", "")


def test_words_of_a_change_are_in_the_language_of_its_author(ana: TestClient, desk: Desk) -> None:
    ana.post(f"{LIST}/greet/add", data={"texts": "hey"}, headers={"Accept-Language": "zh"})
    with desk.runtime.db.session() as session:
        assert session.scalars(select(StudioRevision.words)).all()[-1] == "为 greet 添加 1 条例句"


def test_intent_that_is_gone_is_no_fault_of_ours(ana: TestClient) -> None:
    for path in (f"{LIST}/nothing", "/staff/studio/names/intent/nothing/rename"):
        assert ana.get(path).status_code == 404
    assert ana.post(f"{LIST}/nothing/add", data={"texts": "x"}).status_code == 404


def test_variety_of_an_intent_needs_an_example(ana: TestClient) -> None:
    answer = ana.post(LIST, data={"name": "faq/parking"})
    assert (answer.status_code, "write at least one" in answer.text) == (422, True)
    assert 'value="faq/parking"' in answer.text
    answer = ana.post(LIST, data={"name": "faq/parking", "texts": "where can I park"})
    assert answer.status_code == 303
    assert ana.get(answer.headers["location"]).status_code == 200


def test_taking_out_the_last_example_of_a_variety_leads_to_the_list(ana: TestClient) -> None:
    made = ana.post(LIST, data={"name": "faq/parking", "texts": "where can I park"})
    page = ana.get(made.headers["location"]).text
    picked = keys(page)["where can I park"]
    answer = ana.post(f"{LIST}/faq~parking/remove", data={"pick": [picked]})
    assert answer.status_code == 303
    assert ana.get(answer.headers["location"]).status_code == 200
