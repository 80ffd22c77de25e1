"""Suggestions, saved replies and the summary on the page of a conversation, in a browser."""

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from bot.handoff.models import Handoff
from bot.handoff.reasons import WEIGHTS, Reason, sum_up
from bot.ledger.models import Conversation
from console.copilot.demo import Dialogue, seed_chats
from console.copilot.models import SuggestionEvent
from kernel.messages import Reply
from kernel.turns import Language
from tests.console.scene import Scene

from .desk import LOOKS, WIDER, Browsers, find_faults
from .driver import wait_until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(90)]

OPTION = "#pick-list [role=option]"
PAST = [
    Dialogue(
        "report",
        "en",
        (
            "The mirror arrived broken, it is cracked",
            "I am sorry, {name}. We send a new mirror for {order} today.",
            "thank you",
            "You are welcome, have a good day.",
        ),
    ),
    Dialogue(
        "report",
        "en",
        (
            "My mirror came with a broken frame",
            "Please send me a photo of the damage, then we choose between money and a new frame.",
            "I will",
            "Thank you, I wait for it.",
        ),
    ),
    Dialogue(
        "report",
        "zh",
        (
            "镜子到货时碎了，怎么办",
            "很抱歉，{name}。我们今天就为订单 {order} 补发一面新镜子。",
            "谢谢",
            "不客气，祝您生活愉快。",
        ),
    ),
    Dialogue(
        "report",
        "zh",
        (
            "我的镜子边框碎了",
            "请拍一张破损处的照片发给我，可以退款也可以换新。",
            "好的",
            "好的，我等您的照片。",
        ),
    ),
]
ASKED: dict[Language, str] = {
    "en": "The mirror arrived broken and cracked, what now?",
    "zh": "镜子到货时碎了，怎么办？",
}


def prepare(scene: Scene, language: Language = "en") -> str:
    """Seed what there is to learn from; return a conversation that the agent to come answers."""
    for number, (name, tag) in enumerate((("Grace Hopper", "en"), ("李明", "zh"))):
        other = scene.customer(name, email=f"other{number}@example.com", language=tag)
        scene.order(other, f"FD-100000{number}", 4_990)
    seed_chats(scene.db, now=scene.now, dialogues=PAST)
    ada = scene.customer("Ada Moreno" if language == "en" else "王小雨", email="ada@example.com")
    scene.order(ada, "FD-1004217", 104_990)
    chat = scene.conversation(ada, language, verified_until=scene.now + timedelta(days=1))
    scene.hear(
        chat,
        {"en": "I want to return the lamp, it hums", "zh": "我想退灯，它一直响"}[language],
        understanding={
            "intent": {"name": "return_item", "confidence": 0.91},
            "entities": [{"entity": "product", "value": "lamp"}],
        },
        sentiment_label="negative",
        sentiment_score=-0.6,
    )
    scene.say(chat, Reply(text="We will refund it within 14 days."))
    reasons, _priority = sum_up(
        [
            Reason("clarifications", "not understood 2 times in a row", WEIGHTS["clarifications"]),
            Reason("asked", "asked by button", WEIGHTS["asked"]),
        ]
    )
    with scene.db.transaction() as session:
        session.add(
            Handoff(
                conversation_id=chat, reasons=reasons, requested_at=scene.now, queued_at=scene.now
            )
        )
        found = session.get(Conversation, chat)
        assert found is not None
        found.owner, found.waiting_since = "waiting", scene.now
    scene.hear(chat, ASKED[language])
    return chat


def open_mine(browsers: Browsers, chat: str, **looks: Any) -> Page:
    """Open the conversation and take it."""
    staff = browsers.desk.floor.staff()
    page = browsers.open(f"/staff/conversations/{chat}", staff, **looks)
    page.get_by_role("button", name="Take over").click()
    expect(page.locator(".suggestion").nth(1)).to_be_visible(timeout=30_000)
    return page


def outcomes(scene: Scene) -> list[str]:
    with scene.db.session() as session:
        query = select(SuggestionEvent).where(SuggestionEvent.settled_at.is_not(None))
        found = session.scalars(query.order_by(SuggestionEvent.message_id, SuggestionEvent.place))
        return [one.outcome for one in found]


@pytest.mark.parametrize(("dark", "phone"), LOOKS)
def test_nothing_is_wrong_with_the_page_when_all_is_shown(
    browsers: Browsers,
    dark: bool,
    phone: bool,
) -> None:
    page = open_mine(browsers, prepare(browsers.desk.floor), dark=dark, phone=phone)
    assert find_faults(page) == []
    assert page.evaluate(WIDER) == 0
    page.locator("#why-box > summary").click()  # open on a wide screen, shut on a phone
    page.locator("#open-picker").click()
    expect(page.locator(OPTION).first).to_be_visible()
    assert find_faults(page) == []
    assert page.evaluate(WIDER) == 0
    page.keyboard.type("ticket")
    page.locator(OPTION + "[data-gaps]").first.click()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("A gap (…) is still to be filled in.")).to_be_visible()
    assert find_faults(page) == []
    assert page.evaluate(WIDER) == 0


@pytest.mark.parametrize("language", ["en", "zh"])
def test_one_key_inserts_and_what_was_sent_is_recorded(
    browsers: Browsers,
    language: Language,
) -> None:
    chat = prepare(browsers.desk.floor, language)
    page = open_mine(browsers, chat)
    field = page.locator("#text")
    first, second = page.locator(".suggestion").nth(0), page.locator(".suggestion").nth(1)
    expect(first).to_contain_text("past reply")
    text = first.get_attribute("data-text") or ""
    assert ("FD-1004217" in text, "FD-100000" in text) == (True, False)
    assert {"en": "Ada", "zh": "王小雨"}[language] in text
    page.locator("body").press("Alt+1")
    expect(field).to_have_value(text)
    expect(field).to_be_focused()
    page.keyboard.press("Alt+2")  # nothing was changed: the other takes its place
    expect(field).to_have_value(second.get_attribute("data-text") or "")
    page.keyboard.press("Alt+1")
    expect(field).to_have_value(text)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Send now").click()
    expect(page.locator(".from-agent .said")).to_have_text(text)
    expect(page.locator(".suggestion")).to_have_count(0)  # answered
    wait_until(page, lambda: outcomes(browsers.desk.floor)[:1] == ["accepted"])
    assert "accepted" not in outcomes(browsers.desk.floor)[1:]
    browsers.desk.hear(chat, {"en": "and the frame is broken", "zh": "镜子边框也碎了"}[language])
    expect(page.locator(".suggestion").first).to_be_visible()  # fresh, by itself
    page.keyboard.press("Alt+1")
    page.keyboard.type(" Ben")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Send now").click()
    wait_until(page, lambda: "edited" in outcomes(browsers.desk.floor))


def test_saved_reply_is_picked_by_keys_alone(
    browsers: Browsers,
) -> None:
    page = open_mine(browsers, prepare(browsers.desk.floor))
    field, search = page.locator("#text"), page.locator("#pick-q")
    field.focus()
    page.keyboard.type("/")
    expect(search).to_be_focused()
    expect(field).to_have_value("")
    expect(search).to_have_attribute("aria-expanded", "true")
    first, second = page.locator(OPTION).nth(0), page.locator(OPTION).nth(1)
    expect(first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(second).to_have_attribute("aria-selected", "true")
    expect(search).to_have_attribute("aria-activedescendant", second.get_attribute("id") or "")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator(OPTION).last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(search).to_be_hidden()
    expect(field).to_be_focused()
    page.keyboard.type("/hello")
    expect(page.locator(OPTION)).to_have_count(1)
    page.keyboard.press("Enter")
    expect(field).to_have_value(re.compile("^Hello Ada, .*Ben Okafor"))
    expect(field).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.keyboard.type("//x")
    expect(field).to_have_value("/x")
    page.get_by_role("button", name="Saved replies").click()
    expect(search).to_be_focused()
    page.locator("h1").click()
    expect(search).to_be_hidden()


def test_gap_is_told_and_braces_are_never_sent(
    browsers: Browsers,
) -> None:
    page = open_mine(browsers, prepare(browsers.desk.floor))
    field, told = page.locator("#text"), page.locator("#unfilled")
    page.get_by_role("button", name="Saved replies").click()
    page.keyboard.type("ticket")
    page.locator(OPTION + "[data-gaps]").first.click()
    assert page.evaluate("getSelection().toString()") == "…"
    page.keyboard.press("Enter")
    expect(told).to_contain_text("A gap (…) is still to be filled in.")
    page.keyboard.type("T-20481")  # over the gap, which is chosen again
    expect(told).to_be_hidden()
    field.fill("Hello {customer.name}!")
    page.keyboard.press("Enter")
    expect(told).to_contain_text("A placeholder in braces has no value")
    expect(page.locator("#undo-bar")).to_be_hidden()
    page.evaluate("document.getElementById('reply').submit()")  # as without scripts
    expect(
        page.get_by_text("{customer.name} has no value: fill it in or delete it.")
    ).to_be_visible()
    assert "Hello {customer.name}!" in page.content()
    assert all(
        "status of 422" in line for line in browsers.hear_complaints()
    )  # Chromium notes the refusal


def test_summary_stays_as_the_agent_left_it_and_tells_what_is_new(
    browsers: Browsers,
) -> None:
    chat = prepare(browsers.desk.floor)
    page = open_mine(browsers, chat)
    why = page.locator("#why")
    expect(why.locator(".reasons")).to_contain_text(
        "The customer asked for a person: by the button"
    )
    expect(why).to_contain_text("I want to return the lamp, it hums")
    expect(why).to_contain_text("Promised by the bot")
    why.get_by_text("What the bot understood").click()
    browsers.desk.hear(chat, "When does my new mirror arrive?")
    expect(why).to_contain_text("When does my new mirror arrive?")
    expect(why.locator("#tried")).to_have_attribute("open", "")
    why.locator("summary").first.click()
    expect(why.locator(".why-body")).to_be_hidden()
    page.goto(f"{browsers.desk.address}/staff/conversations/{chat}")
    expect(why.locator(".why-body")).to_be_hidden()
    expect(why.locator("q.short")).to_be_visible()


def test_keys_are_in_the_sheet(browsers: Browsers) -> None:
    page = open_mine(browsers, prepare(browsers.desk.floor))
    page.locator("#scroll").press("?")
    sheet = page.locator("#keys")
    expect(sheet).to_contain_text("insert a suggested reply")
    expect(sheet).to_contain_text("in an empty answer: saved replies")
