"""The pages of the domain: entities, word lists, slots, forms, the session."""

import re

import pytest
from fastapi.testclient import TestClient

from tests.console.studio.desk import Desk

HOME = "/staff/studio/domain"
STUDIO = "/staff/studio"
DOMAIN = """session_config:
  session_expiration_time: 60 # minutes
  carry_over_slots_to_new_session: true
intents:
- greet
- buy
entities:
- product # what is sold
- city:
    roles: [from, to]
slots:
  size:
    type: text
    mappings:
    - type: from_entity
      entity: product
      conditions:
      - active_loop: order_form
  colour:
    type: any
    influence_conversation: false # never
    mappings:
    - type: custom
      action: action_colour
forms:
  order_form:
    required_slots:
    - size # first
    - colour
responses:
  utter_ask_size:
  - text: Which one?
"""
NLU = """nlu:
- intent: buy
  examples: |
    - a [lamp](product)
    - two [lamps]{"entity": "product", "value": "lamp"}
- synonym: lamp
  examples: |
    - light
- regex: product
  examples: |
    - L\\d+
"""


@pytest.fixture(autouse=True)
def _project(desk: Desk) -> None:
    desk.write("domain.yml", DOMAIN)
    desk.write("data/nlu.yml", NLU)
    desk.notice()


def text(desk: Desk, path: str = "domain.yml") -> str:
    return desk.draft(desk.ana).files[path]


def seen(page: str) -> str:
    return re.findall(r'name="seen" value="(\w+)"', page)[0]


def test_overview_shows_everything(ana: TestClient) -> None:
    page = ana.get(HOME).text
    for path in ("entities/product", "lists/synonym/lamp", "slots/size", "forms/order_form"):
        assert f'href="{HOME}/{path}"' in page
    assert "from, to" in page
    assert "Nothing asks for colour." in page
    assert 'value="60"' in page


def test_entity_is_added_changed_and_shown_with_its_values(ana: TestClient, desk: Desk) -> None:
    page = ana.get(f"{HOME}/entities/product").text
    assert re.search(r'<td class="subject">lamp</td><td class="count">2</td>', page)
    answer = ana.post(f"{HOME}/entities", data={"name": "delivery day"})
    assert answer.headers["location"].startswith(f"{HOME}/entities/delivery_day?")
    for name, status in (("city", 409), ("1", 422), ("", 422)):
        assert ana.post(f"{HOME}/entities", data={"name": name}).status_code == status
    ana.post(f"{HOME}/entities/delivery_day", data={"roles": "first, last", "influences": "1"})
    assert text(desk) == DOMAIN.replace(
        "    roles: [from, to]\n",
        "    roles: [from, to]\n- delivery_day:\n    roles:\n    - first\n    - last\n",
    )
    ana.post(f"{HOME}/entities/city", data={"roles": "from, to"})
    assert "    roles: [from, to]\n    influence_conversation: false\n" in text(desk)
    assert "- product # what is sold" in text(desk)


def test_word_lists_are_added_changed_deleted(ana: TestClient, desk: Desk) -> None:
    form = {"kind": "synonym", "name": "desk lamp", "words": "light\ntable lamp\n"}
    answer = ana.post(f"{HOME}/lists", data=form)
    page = f"{HOME}/lists/synonym/desk%20lamp"
    assert answer.headers["location"].startswith(page)
    shown = ana.get(page).text
    changed = {"words": "table lamp\n台灯", "seen": seen(shown)}
    assert ana.post(page, data=changed).status_code == 303
    late = ana.post(page, data={"words": "gone", "seen": seen(shown)})
    assert late.status_code == 409
    assert ">gone</textarea>" in late.text
    wanted = "- synonym: desk lamp\n  examples: |\n    - table lamp\n    - 台灯\n"
    assert text(desk, "data/nlu.yml") == NLU + wanted
    assert ana.post(f"{page}/delete").headers["location"].startswith(f"{HOME}?done=")
    assert text(desk, "data/nlu.yml") == NLU
    bad = ana.post(f"{HOME}/lists", data=form | {"words": "eve@gmail.com"})
    assert bad.status_code == 422
    assert "eve@gmail.com</textarea>" in bad.text


def test_s69_regex_is_tried_and_one_that_would_stop_the_bot_refused(
    ana: TestClient, desk: Desk
) -> None:
    page = f"{HOME}/lists/regex/product"
    tried = ana.post(f"{page}/try", data={"words": "L\\d+", "samples": "my L12 lamp\nnone"})
    assert '<mark data-entity="">L12</mark>' in tried.text
    assert "no match" in tried.text
    on_examples = ana.post(f"{page}/try", data={"words": "lamps?"}).text
    assert '<mark data-entity="">lamps</mark>' in on_examples
    slow = {"words": "L\\d+\n(a+)+$", "seen": seen(tried.text)}
    answer = ana.post(page, data=slow)
    assert answer.status_code == 422
    assert "would stop the bot" in answer.text
    assert "(a+)+$</textarea>" in answer.text
    assert ana.post(f"{page}/try", data={"words": "("}).status_code == 422
    assert text(desk, "data/nlu.yml") == NLU
    assert ana.post(page, data=slow | {"words": "L\\d{2,4}"}).status_code == 303
    assert text(desk, "data/nlu.yml") == NLU.replace("L\\d+", "L\\d{2,4}")


def fields(page: str) -> dict[str, str]:
    form = page[page.index('<form class="card padded fields"') :]
    found = dict(
        re.findall(r'<input class="form-control" id="\w+" name="(\w+)" value="(.*?)"', form)
    )
    found |= dict(
        re.findall(r'name="(influences)" value="1" checked', form) and [("influences", "1")]
    )
    for name, options in re.findall(r'<select[^>]* name="(\w+)">(.*?)</select>', form, re.DOTALL):
        chosen = re.findall(r'<option(?: value="(\w*)")? selected>(.*?)</option>', options)
        found[name] = (chosen[0][0] or chosen[0][1]) if chosen else ""
    return found


def test_slot_sent_as_it_is_changes_nothing(ana: TestClient, desk: Desk) -> None:
    for name in ("size", "colour"):
        form = fields(ana.get(f"{HOME}/slots/{name}").text)
        assert ana.post(f"{HOME}/slots/{name}", data=form).status_code == 303
    assert text(desk) == DOMAIN


def test_slot_changes_type_and_mappings(ana: TestClient, desk: Desk) -> None:
    page = f"{HOME}/slots/size"
    form = fields(ana.get(page).text) | {"type": "categorical", "values": ""}
    refused = ana.post(page, data=form)
    assert refused.status_code == 422
    assert "Rasa would refuse" in refused.text
    form |= {"values": "S，M, on", "mapping_1": "from_intent", "intent_1": "buy", "value_1": "M"}
    assert ana.post(page, data=form).status_code == 303
    slot = desk.draft(desk.ana).project.domain.slots["size"]
    assert slot.about["values"] == ["S", "M", "on"]
    assert slot.mappings == (
        {
            "type": "from_entity",
            "entity": "product",
            "conditions": [{"active_loop": "order_form"}],
        },
        {"type": "from_intent", "value": "M", "intent": "buy"},
    )
    made = ana.post(
        f"{HOME}/slots", data={"name": "colour two", "type": "bool", "mapping_0": "custom"}
    )
    assert made.headers["location"].startswith(f"{HOME}/slots/colour_two?")
    odd = ana.post(f"{HOME}/slots", data={"name": "x", "type": "float", "min_value": "many"})
    assert odd.status_code == 422


def test_form_is_reordered_and_ignores_intents(ana: TestClient, desk: Desk) -> None:
    page = f"{HOME}/forms/order_form"
    assert "Nothing asks for it: add the response utter_ask_colour." in ana.get(page).text
    ana.post(page, data={"wish": "down size"})
    moved = DOMAIN.replace(
        "    - size # first\n    - colour\n", "    - colour\n    - size # first\n"
    )
    assert text(desk) == moved
    ana.post(page, data={"wish": "ignore", "ignored": ["greet"]})
    assert desk.draft(desk.ana).project.domain.forms["order_form"].ignored_intents == ("greet",)
    ana.post(page, data={"wish": "ignore"})
    assert text(desk) == moved
    ana.post(page, data={"wish": "drop colour"})
    ana.post(page, data={"wish": "add", "add": "colour"})
    ana.post(page, data={"wish": "up colour"})
    assert text(desk) == moved
    for wrong in (
        {"wish": "up nothing"},
        {"wish": "add", "add": "nothing"},
        {"wish": "ignore", "ignored": ["x"]},
    ):
        assert ana.post(page, data=wrong).status_code == 404
    made = ana.post(f"{HOME}/forms", data={"name": "return form", "slots": "size, colour"})
    assert made.headers["location"].startswith(f"{HOME}/forms/return_form?")


def test_session_is_changed(ana: TestClient, desk: Desk) -> None:
    ana.post(f"{HOME}/session", data={"minutes": "30"})
    wanted = DOMAIN.replace("60 # minutes", "30 # minutes").replace(
        "session: true", "session: false"
    )
    assert text(desk) == wanted
    for wrong in ("-1", "nan", "many", "inf"):
        assert ana.post(f"{HOME}/session", data={"minutes": wrong}).status_code == 422


@pytest.mark.parametrize(
    ("kind", "name", "area"),
    [("entity", "product", "entities"), ("slot", "size", "slots"), ("form", "order_form", "forms")],
)
def test_names_change_everywhere_from_their_pages(
    ana: TestClient, desk: Desk, kind: str, name: str, area: str
) -> None:
    page = f"{STUDIO}/names/{kind}/{name}/rename"
    shown = ana.get(page, params={"to": "renamed_thing"}).text
    form = {"to": "renamed_thing", "seen": seen(shown), "arranged": "1"}
    answer = ana.post(page, data=form)
    assert answer.headers["location"].startswith(f"{HOME}/{area}/renamed_thing?")
    assert ana.get(answer.headers["location"]).status_code == 200
    assert re.search(rf"\b{name}\b", text(desk).replace(f"utter_ask_{name}", "")) is None


@pytest.mark.parametrize("path", ["entities/x", "slots/x", "forms/x", "lists/regex/x"])
def test_what_is_gone_is_no_fault_of_ours(ana: TestClient, path: str) -> None:
    assert ana.get(f"{HOME}/{path}").status_code == 404
    assert ana.post(f"{HOME}/{path}", data={"wish": "up x"}).status_code == 404
