"""What of real conversations leaves the database: the bot's own turns, and nothing personal."""

from typing import Any

from console.studio.judging.exporting import export_conversations
from console.studio.masking import KINDS
from kernel.messages import Reply
from nlu.core.judging.replaying import STAND_INS, read_export
from tests.console.scene import Scene

READ: dict[str, Any] = {"intent": {"name": "track_order", "confidence": 0.9}, "entities": []}


def export(scene: Scene, limit: int = 100) -> list[Any]:
    with scene.db.session() as session:
        body = export_conversations(session, limit=limit, at="now")
    return read_export(body)


def test_turns_that_the_bot_read_are_exported_in_order(scene: Scene) -> None:
    chat = scene.conversation(language="zh")
    first = scene.hear(chat, "where is it", understanding=READ)
    scene.say(chat, Reply(text="On its way."))
    scene.hear(chat, "for the agent")  # nobody read it but a person
    last = scene.hear(chat, "and now", understanding=READ)
    (said,) = export(scene)
    assert (said["id"], said["language"]) == (chat, "zh")
    assert said["turns"] == [
        {"id": first, "text": "where is it", "button": None},
        {"id": last, "text": "and now", "button": None},
    ]


def test_of_buttons_the_intent_alone_is_kept(scene: Scene) -> None:
    chat = scene.conversation()
    payload = '/track_order{"order_number": "FD-1004217"}'
    scene.hear(chat, "Track FD-1004217", understanding=READ, payload=payload)
    scene.hear(chat, "Try again", understanding=READ, payload="frontdesk:retry:3")
    (said,) = export(scene)
    assert [(one["text"], one["button"]) for one in said["turns"]] == [("", "track_order")]


def test_personal_data_are_masked(scene: Scene) -> None:
    ada = scene.customer("Ada Moreno-Ruiz", street="5 Lime Grove", postcode="SW1A 2AA")
    chat = scene.conversation(ada, visitor_name="Adi")
    text = (
        "I'm ADA moreno-ruiz (Adi) of 5 lime grove, sw1a 2aa; mail ada@example.com, order 1004217"
    )
    scene.hear(chat, text, understanding=READ)
    (said,) = export(scene)
    assert said["turns"][0]["text"] == (
        "I'm [name] ([name]) of [address], [address]; mail [email], order [order_number]"
    )


def test_names_within_other_words_stay(scene: Scene) -> None:
    chat = scene.conversation(scene.customer("Al Li", email="al@example.com"))
    scene.hear(chat, "also Al likes it", understanding=READ)
    (said,) = export(scene)
    assert said["turns"][0]["text"] == "also [name] likes it"


def test_chinese_names_are_found_without_spaces(scene: Scene) -> None:
    chat = scene.conversation(scene.customer("王小明", email="w@example.com"), language="zh")
    scene.hear(chat, "我是王小明，订单到哪了", understanding=READ)
    (said,) = export(scene)
    assert said["turns"][0]["text"] == "我是[name]，订单到哪了"


def test_newest_conversations_come_first_and_no_more_than_asked(scene: Scene) -> None:
    chats = [scene.conversation() for _ in range(4)]
    for number, chat in enumerate(chats):
        scene.runtime.clock.advance(minutes=1)  # type: ignore[attr-defined]
        scene.hear(chat, f"message {'abcd'[number]}", understanding=READ)
    scene.conversation()  # in which nobody said anything
    assert [one["id"] for one in export(scene, 2)] == [chats[3], chats[2]]
    assert len(export(scene)) == 4


def test_an_empty_database_exports_nothing(scene: Scene) -> None:
    assert export(scene) == []


def test_all_that_is_masked_has_something_to_be_read_in_its_place() -> None:
    assert {f"[{kind}]" for kind in KINDS} <= set(STAND_INS)
