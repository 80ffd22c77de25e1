"""The pages of responses: both languages side by side, nothing stored that would go wrong."""

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.console.studio.desk import Desk

LIST = "/staff/studio/responses"
ONE = f"{LIST}/utter_hi"
PATH = "data/responses/talk.yml"
TEXT = """# What is said.
responses:
  utter_hi:
  - condition:
    - type: slot
      name: language
      value: en
    text: "Hi {name}!" # friendly
    buttons:
    - title: "Buy"
      payload: /buy
  - condition:
    - type: slot
      name: language
      value: zh
    text: "您好 {name}！"
    buttons:
    - title: "购买"
      payload: /buy
  utter_bye:
  - text: Bye
    channel: telegram
  utter_only:
  - condition:
    - type: slot
      name: language
      value: en
    text: "Only {count}"
"""
DOMAIN = "intents:\n- greet\n- buy\nentities:\n- product\nslots:\n  name:\n    type: text\n"


@pytest.fixture(autouse=True)
def _project(desk: Desk) -> None:
    desk.write(PATH, TEXT)
    desk.write("domain.yml", DOMAIN)
    desk.notice()


def text(desk: Desk) -> str:
    return desk.draft(desk.ana).files[PATH]


def fields(page: str) -> dict[str, str]:
    """Return the fields of the form as the page has them."""
    form = page[page.index('id="response-form"') : page.index('id="preview"')]
    found: dict[str, Any] = dict(re.findall(r'name="([\w]+)" value="(.*?)"', form))
    found |= dict(re.findall(r'<textarea[^>]* name="(\w+)".*?>(.*?)</textarea>', form, re.DOTALL))
    found.pop("wish", None)
    return {name: value.replace("&#34;", '"') for name, value in found.items()}


def test_list_shows_both_languages_and_what_is_missing(ana: TestClient) -> None:
    page = ana.get(LIST).text
    assert "3 responses." in page
    assert "1 with something to look at" in page
    assert "您好 {name}！" in page
    only = ana.get(LIST, params={"missing": "1"}).text
    assert "Chinese is missing." in only
    assert "utter_hi" not in only.split('id="rows"')[1].split("</table>")[0]
    assert "utter_bye" in ana.get(LIST, params={"q": "bYe"}).text


def test_form_sent_as_it_is_changes_nothing(ana: TestClient, desk: Desk) -> None:
    for name in ("utter_hi", "utter_bye", "utter_only"):
        page = ana.get(f"{LIST}/{name}").text
        assert ana.post(f"{LIST}/{name}", data=fields(page)).status_code == 303
    assert text(desk) == TEXT
    assert desk.draft(desk.ana).revisions == ()


def test_changed_text_changes_its_line(ana: TestClient, desk: Desk) -> None:
    form = fields(ana.get(ONE).text) | {"text_0": 'Hello "{name}": welcome'}
    answer = ana.post(ONE, data=form)
    assert text(desk) == TEXT.replace('"Hi {name}!"', r'"Hello \"{name}\": welcome"')
    assert "Done: changed the response utter_hi." in ana.get(answer.headers["location"]).text


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"text_0": ""}, "Write something"),
        ({"text_0": "Hi {nobody}"}, "Nothing fills in nobody here. There are: name."),
        ({"text_0": "Hi {"}, "Braces stand around"),
        ({"payload_0_0": "/fly"}, "There is no intent fly."),
        ({"payload_0_0": "buy"}, "Choose what the button means"),
        ({"payload_0_0": '/buy{"colour": "red"}'}, "There is no entity colour."),
        ({"title_0_0": ""}, "A button needs a label"),
        ({"count": "0"}, "Keep at least one variation."),
        ({"card_0_0": "", "price_0_0": "3"}, "A card needs a title."),
        ({"card_0_0": "x", "image_0_0": "javascript:alert(1)"}, "A picture&#39;s address"),
    ],
)
def test_what_would_go_wrong_is_told_and_nothing_lost(
    ana: TestClient, desk: Desk, changed: dict[str, str], words: str
) -> None:
    form = fields(ana.get(ONE).text) | {"text_1": "您好，{name}，欢迎"} | changed
    answer = ana.post(ONE, data=form)
    assert answer.status_code == 422
    assert words in answer.text
    if "count" not in changed:
        assert "您好，{name}，欢迎" in answer.text
    assert text(desk) == TEXT


def test_buttons_cards_and_variations_find_room_and_are_stored(ana: TestClient, desk: Desk) -> None:
    form = fields(ana.get(ONE).text)
    for wish in ("button 0", "card 1", "add zh"):
        shaped = ana.post(f"{ONE}/shape", data=form | {"wish": wish})
        assert shaped.status_code == 200
        form = fields(shaped.text)
    assert text(desk) == TEXT
    form |= {"title_0_1": "Lamp", "payload_0_1": '/buy{"product": "lamp"}', "text_2": "嗨"}
    form |= {"card_1_0": "灯", "image_1_0": "/pictures/x.svg", "price_1_0": "¥9"}
    form |= {"title_1_0_of_0": "看看", "payload_1_0_of_0": "/buy"}
    assert ana.post(ONE, data=form).status_code == 303
    rows = desk.draft(desk.ana).project.domain.responses["utter_hi"].about["variations"]
    assert rows[0]["buttons"][1] == {"title": "Lamp", "payload": '/buy{"product": "lamp"}'}
    assert rows[1]["custom"] == {
        "frontdesk": {
            "cards": [
                {
                    "title": "灯",
                    "image": "/pictures/x.svg",
                    "price": "¥9",
                    "buttons": [{"label": "看看", "payload": "/buy"}],
                }
            ]
        }
    }
    assert rows[2]["text"] == "嗨"
    rest = iter(text(desk).split("\n"))
    assert all(line in rest for line in TEXT.split("\n"))
    form = fields(ana.get(ONE).text)
    form = fields(ana.post(f"{ONE}/shape", data=form | {"wish": "drop 2"}).text)
    form |= {"title_0_1": "", "payload_0_1": ""}
    form |= dict.fromkeys(("card_1_0", "image_1_0", "price_1_0", "subtitle_1_0"), "")
    assert ana.post(ONE, data=form).status_code == 303
    assert text(desk) == TEXT


def test_variations_get_names_that_experiments_know_them_by(ana: TestClient, desk: Desk) -> None:
    assert 'name="id_0"' not in ana.get(ONE).text  # of one variation there is nothing to choose
    form = fields(
        ana.post(f"{ONE}/shape", data=fields(ana.get(ONE).text) | {"wish": "add en"}).text
    )
    form |= {"text_2": "Welcome, {name}", "id_0": "plain", "id_2": "warm"}
    assert ana.post(ONE, data=form).status_code == 303
    rows = desk.draft(desk.ana).project.domain.responses["utter_hi"].about["variations"]
    assert [row.get("id") for row in rows] == ["plain", None, "warm"]
    page = ana.get(ONE).text
    assert "Only one language has plain, warm" in page
    form = fields(page) | {"id_2": "plain"}
    assert "are called plain" in ana.post(f"{ONE}/shape", data=form).text
    assert ana.post(ONE, data=fields(page) | {"id_0": "", "id_2": ""}).status_code == 303
    assert "id:" not in text(desk)


def test_response_changed_meanwhile_is_not_overwritten(ana: TestClient, desk: Desk) -> None:
    form = fields(ana.get(ONE).text) | {"text_0": "Mine {name}"}
    desk.change(desk.ana, {PATH: TEXT.replace("Hi {name}", "Theirs {name}")})
    answer = ana.post(ONE, data=form)
    assert answer.status_code == 409
    assert "Mine {name}" in answer.text
    assert "Theirs" in text(desk)


def test_new_response_is_made_in_both_languages(ana: TestClient, desk: Desk) -> None:
    form = {"name": "gift wrap", "text_en": "Yes, we wrap.", "text_zh": "可以包装。"}
    answer = ana.post(LIST, data=form)
    assert answer.headers["location"].startswith(f"{LIST}/utter_gift_wrap?")
    assert text(desk).startswith(TEXT)
    assert text(desk).count("value: zh") == 2
    again = ana.post(LIST, data=form)
    assert again.status_code == 409
    assert "可以包装。" in again.text
    for wrong in ({"text_en": "", "text_zh": ""}, {"text_en": "{x}"}, {"path": "../x.yml"}):
        assert ana.post(LIST, data=form | {"name": "other"} | wrong).status_code == 422


def test_what_somebody_typed_is_shown_as_text(ana: TestClient) -> None:
    form = fields(ana.get(ONE).text) | {"text_0": "<script>alert(1)</script>"}
    page = ana.post(f"{ONE}/shape", data=form).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_what_has_no_field_is_kept(ana: TestClient, desk: Desk) -> None:
    odd = """responses:
  utter_odd:
  - text: |
      # Lamps
      * one
    image: i.png # pic
    buttons:
    - title: Shop
      type: web_url
      url: https://shop.example/ # ours
    - title: Buy
      payload: /buy
  - custom:
      blocks: [x]
"""
    desk.change(desk.ana, {PATH: odd})
    page = f"{LIST}/utter_odd"
    form = fields(ana.get(page).text)
    assert ana.post(page, data=form).status_code == 303
    assert text(desk) == odd
    assert ana.post(page, data=form | {"title_0_0": "Our shop"}).status_code == 303
    assert text(desk) == odd.replace("title: Shop", "title: Our shop")
    form = fields(ana.get(page).text) | {"title_0_1": "", "payload_0_1": ""}
    assert ana.post(page, data=form).status_code == 303
    assert text(desk) == odd.replace("title: Shop", "title: Our shop").replace(
        "    - title: Buy\n      payload: /buy\n", ""
    )
