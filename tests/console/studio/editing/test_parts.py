"""Responses, slots, forms, word lists, the session: only what was meant changes."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.studio.editing import responses, slots, wordlists
from console.studio.editing.files import Edition
from console.studio.editing.payloads import read_payload
from console.studio.editing.refusing import BadName, Gone, NameTaken
from console.studio.editing.responses import Button, Card, Variation, read_response
from nlu.core.project.files import lay_over, read_folder
from nlu.core.project.project import read_project
from tests.console.studio.editing.test_names import DOMAIN, FILES

SHIPPED = read_folder(Path(__file__).parents[4])
TEXTS = st.text(st.characters(blacklist_categories=["Cs"], max_codepoint=0x1FFFF), max_size=30)


@settings(max_examples=40)
@given(TEXTS, st.lists(st.tuples(TEXTS, TEXTS), max_size=2), TEXTS)
def test_response_says_what_was_typed_whatever_it_is(
    text: str, buttons: list[tuple[str, str]], title: str
) -> None:
    made = Variation(
        language="zh",
        text=text,
        buttons=tuple(Button(*one) for one in buttons),
        cards=(Card(title=title, image="/a.svg", buttons=(Button("x", "/greet"),)),),
    )
    for files in (FILES, SHIPPED):
        name = "utter_greet"
        old = read_response(Edition(files), name)
        after = lay_over(files, responses.set_response(files, name=name, variations=[*old, made]))
        assert read_response(Edition(after), name) == (*old, made)
        changed = [path for path in files if files[path] != after[path]]
        assert len(changed) == 1
        rest = iter(after[changed[0]].split("\n"))
        assert all(line in rest for line in files[changed[0]].split("\n"))


def test_one_line_changes_when_a_text_does() -> None:
    name = "utter_clarify_none"
    old = read_response(Edition(SHIPPED), name)
    new = [replace(old[0], text='Say "it" again: please.'), old[1]]
    (text,) = responses.set_response(SHIPPED, name=name, variations=new).values()
    before = SHIPPED["data/responses/clarify.yml"]
    assert text == before.replace(f'"{old[0].text}"', r'"Say \"it\" again: please."')
    assert not responses.set_response(SHIPPED, name=name, variations=old)


def test_what_is_not_edited_here_stays() -> None:
    text = "responses:\n  utter_a:\n  - text: x\n    image: i.png # pic\n    channel: telegram\n"
    text += "    condition:\n    - type: slot\n      name: vip\n      value: true\n"
    old = read_response(Edition({"domain.yml": text}), "utter_a")
    new = [replace(old[0], text="y", language="en")]
    (after,) = responses.set_response({"domain.yml": text}, name="utter_a", variations=new).values()
    assert after is not None
    assert "image: i.png # pic\n    channel: telegram\n" in after
    assert read_project({"domain.yml": after}).domain.responses["utter_a"].about["variations"] == [
        {
            "text": "y",
            "image": "i.png",
            "channel": "telegram",
            "condition": [
                {"type": "slot", "name": "language", "value": "en"},
                {"type": "slot", "name": "vip", "value": True},
            ],
        }
    ]


def test_new_response_stands_where_most_do() -> None:
    made = [Variation("en", "Hi"), Variation("zh", "你好")]
    changes = responses.add_response(SHIPPED, name="utter_gift", variations=made)
    assert list(changes) == ["data/responses/products.yml"]
    with pytest.raises(NameTaken):
        responses.add_response(SHIPPED, name="utter_greet", variations=made)
    with pytest.raises(BadName):
        responses.add_response(SHIPPED, name="gift", variations=made)


def test_slot_of_another_type_keeps_its_notes() -> None:
    about = dict(read_project(FILES).domain.slots["size"].about) | {"type": "categorical"}
    with pytest.raises(slots.BadSlot):
        slots.set_slot(FILES, name="size", about=about)
    changes = slots.set_slot(FILES, name="size", about=about | {"values": ["S", "on"]})
    wanted = DOMAIN.replace("type: text # why", "type: categorical # why")
    assert changes == {
        "domain.yml": wanted.replace(
            "        requested_slot: size\n",
            '        requested_slot: size\n    values:\n    - S\n    - "on"\n',
        )
    }


@pytest.mark.parametrize(
    "about",
    [
        {"type": "number"},
        {"type": "any"},
        {"type": "float", "min_value": 2, "max_value": 1},
        {"type": "text", "mappings": [{"type": "from_entity"}]},
        {"type": "text", "mappings": [{"type": "magic"}]},
    ],
)
def test_slot_that_rasa_would_refuse_is_refused(about: dict[str, object]) -> None:
    with pytest.raises(slots.BadSlot):
        slots.add_slot(FILES, name="new", about=about)


def test_form_asks_in_the_new_order() -> None:
    asked = ["return_reason", "return_order", "return_confirmation", "new_address"]
    changes = slots.set_form(SHIPPED, name="return_form", slots=asked, ignored=["greet"])
    form = read_project(lay_over(SHIPPED, changes)).domain.forms["return_form"]
    assert (form.required_slots, form.ignored_intents) == (tuple(asked), ("greet",))
    with pytest.raises(Gone):
        slots.set_form(SHIPPED, name="return_form", slots=["nothing"])
    made = slots.add_form(SHIPPED, name="new_form", slots=["new_address"])
    assert "new_form" in read_project(lay_over(SHIPPED, made)).domain.forms


def test_session_changes_and_its_note_stays() -> None:
    (text,) = slots.set_session(SHIPPED, minutes=60, carries_over=True).values()
    assert text == SHIPPED["domain.yml"].replace("1440 #", "60 #").replace(
        "to_new_session: false", "to_new_session: true"
    )
    assert not slots.set_session(SHIPPED, minutes=1440, carries_over=False)


def test_word_lists_come_change_and_go() -> None:
    made = wordlists.set_wordlist(FILES, kind="synonym", name="desk lamp", words=["light", "lamp"])
    assert made == {
        "data/nlu/synonyms.yml": 'version: "3.1"\nnlu:\n- synonym: desk lamp\n  examples: |\n'
        "    - light\n    - lamp\n"
    }
    files = lay_over(FILES, made)
    less = wordlists.set_wordlist(files, kind="synonym", name="desk lamp", words=["lamp", "bulb"])
    (text,) = less.values()
    assert str(text).endswith("    - lamp\n    - bulb\n")
    gone = wordlists.delete_wordlist(files, kind="synonym", name="desk lamp")
    assert gone == {"data/nlu/synonyms.yml": None}
    with pytest.raises(Gone):
        wordlists.delete_wordlist(FILES, kind="lookup", name="thing")
    changed = wordlists.set_wordlist(FILES, kind="regex", name="thing", words=[r"\d{4,}"])
    assert changed == {"data/nlu.yml": FILES["data/nlu.yml"].replace("- \\d+", "- \\d{4,}")}


@given(
    st.from_regex(r"[a-z_]+(/[a-z]+)?", fullmatch=True), st.dictionaries(TEXTS, TEXTS, max_size=3)
)
def test_payload_says_what_was_picked(intent: str, entities: dict[str, str]) -> None:
    given_too = json.dumps(entities, ensure_ascii=False) if entities else ""
    assert read_payload(f"/{intent}{given_too}") == (intent, entities)
