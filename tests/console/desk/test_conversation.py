"""One conversation: what was said, what was understood, who it is about."""

import re
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.handoff.reasons import make_reason
from bot.handoff.service import request_handoff
from bot.ledger.intake import Incoming
from bot.ledger.models import Message
from bot.ledger.outbox_models import Outbox
from bot.reception import receive_button
from console.desk.choices import Shown, match_pressed
from console.desk.parts import CHAT_PARTS
from kernel.messages import Button, Reply
from tests.console.scene import Scene, card

HOSTILE = "<img src=x onerror=alert(1)>"
UNDERSTOOD = {
    "intent": {"name": "track_order", "confidence": 0.934},
    "entities": [{"entity": "order_number", "value": "FD-1004217", "start": 0, "end": 10}],
}


def show(client: TestClient, conversation_id: str) -> str:
    page = client.get(f"/staff/conversations/{conversation_id}")
    assert page.status_code == 200
    return page.text


def test_page_says_so_when_nothing_was_said(agent: TestClient, scene: Scene) -> None:
    page = show(agent, scene.conversation(page="/lamps"))
    assert "No message yet." in page
    assert "from /lamps" in page
    assert "Nothing of a customer is shown before somebody has proved who they are." in page


def test_intent_confidence_and_entities_stand_beside_the_message(
    agent: TestClient, scene: Scene
) -> None:
    made = scene.conversation()
    scene.hear(made, "Where is FD-1004217?", understanding=UNDERSTOOD)
    page = show(agent, made)
    assert "<b>track order</b>" in page
    assert 'value="0.934" aria-label="Confidence"' in page
    assert "93 %" in page
    assert "<dt>order number</dt><dd>FD-1004217</dd>" in page


def test_files_and_claims_are_shown_when_a_visitor_sent_them(
    agent: TestClient, scene: Scene
) -> None:
    made = scene.conversation(visitor_name=HOSTILE, visitor_email="ada@example.com")
    picture = {"id": "p1", "name": HOSTILE, "media_type": "image/png", "size": 2_400}
    paper = {"id": "d1", "name": "bill.pdf", "media_type": "application/pdf", "size": 90}
    sizes = ({"width": 640, "height": 480}, {"width": 0, "height": 0})
    files = [one | size for one, size in zip((picture, paper), sizes, strict=True)]
    scene.hear(made, "", attachments=files)
    page = show(agent, made)
    assert '<img src="/chat/v1/attachments/p1" alt="" width="160" height="120"' in page
    assert '<a href="/chat/v1/attachments/d1" target="_blank" rel="noopener"><span>bill.pdf' in page
    assert "3 kB" in page
    assert HOSTILE not in page
    assert "ada@example.com" in page
    assert "not proved" in page
    assert "bill.pdf]" in agent.get("/staff/").text


@pytest.mark.parametrize(
    ("label", "score", "shown"),
    [("negative", -0.81, "−0.81"), ("neutral", 0.0, "+0.00"), ("positive", 0.954, "+0.95")],
)
def test_sentiment_stands_beside_the_message(
    agent: TestClient, scene: Scene, label: str, score: float, shown: str
) -> None:
    made = scene.conversation()
    scene.hear(made, "Hm.", sentiment_label=label, sentiment_score=score)
    assert f'<dd class="sentiment-{label}">{label} {shown}</dd>' in show(agent, made)


@pytest.mark.parametrize(
    ("scores", "shown"),
    [
        ((0.1,), "neutral, steady"),
        ((0.5, 0.1, -0.8), "bad, falling"),
        ((-0.6, 0.2, 0.9), "good, rising"),
    ],
)
def test_mood_of_the_conversation_stands_beside_it(
    scene: Scene, agent: TestClient, scores: tuple[float, ...], shown: str
) -> None:
    made = scene.conversation()
    for score in scores:
        scene.hear(made, "Hm.", sentiment_label="neutral", sentiment_score=score)
    assert f"<dt>Mood</dt><dd>{shown}</dd>" in show(agent, made)


def test_no_mood_is_shown_of_somebody_who_said_nothing(scene: Scene, agent: TestClient) -> None:
    assert "<dt>Mood</dt>" not in show(agent, scene.conversation())


def test_what_a_message_could_mean_and_also_asks_for_stands_beside_it(
    scene: Scene, agent: TestClient
) -> None:
    made = scene.conversation()
    understood = {"choices": ["track_order", "view_order"], "also": ["request_invoice"]}
    scene.hear(made, "my order and an invoice", understanding={**UNDERSTOOD, **understood})
    page = show(agent, made)
    assert "<dt>could mean</dt><dd>track order · view order</dd>" in page
    assert "<dt>and also</dt><dd>request invoice</dd>" in page


@pytest.mark.parametrize("understood", [{}, {"intent": None, "entities": None}, {"intent": {}}])
def test_message_is_shown_when_little_was_understood(
    agent: TestClient, scene: Scene, understood: dict[str, Any]
) -> None:
    made = scene.conversation()
    scene.hear(made, "Gargle", understanding=understood)
    page = show(agent, made)
    assert "Gargle" in page
    assert "understood" not in page


def test_offers_cards_and_ratings_are_shown(agent: TestClient, scene: Scene) -> None:
    made = scene.conversation()
    lamp = card(
        subtitle="in stock",
        price="€49.00",
        image="/pictures/LAMP-1.svg",
        reason="Because you bought a bulb",
        buttons=(Button(label="Tell me more", payload="/ask_price"),),
    )
    buttons = (Button(label="Yes", payload="/affirm"), Button(label="No", payload="/deny"))
    scene.say(made, Reply(text="Perhaps this?", cards=(lamp, card("Plain lamp")), buttons=buttons))
    with scene.db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE message SET rating = 4, rating_comment = 'Nice'")
    page = show(agent, made)
    for words in ("Arc lamp", "in stock", "€49.00", "Because you bought a bulb", "Plain lamp"):
        assert words in page
    assert 'src="/pictures/LAMP-1.svg"' in page
    assert page.count("<img") == 2  # the sign of the product is the other
    assert buttons_of(page) == ["Tell me more", "Yes", "No"]
    assert "is-chosen" not in page
    assert "Rated 4 of 5: Nice" in page
    assert "/affirm" not in page


def buttons_of(page: str) -> list[str]:
    """Return the buttons a page shows, a star before those that are marked as chosen."""
    lists = "".join(re.findall(r'<ul class="picks".*?</ul>', page))
    found = re.findall(r"<li( class=.is-chosen.)?>(?:<span[^<]*</span> )*([^<]+)</li>", lists)
    return [f"*{label}" if mark else label for mark, label in found]


def press(scene: Scene, chat: str, message_id: int, place: int) -> None:
    """Press a button of a message, as a browser does."""
    with scene.db.transaction() as session:
        message = session.get_one(Message, (chat, message_id))
        shown = [*(message.cards or [])[:1], {"buttons": message.buttons or []}]
        token = [one["token"] for part in shown for one in part["buttons"]][place]
        scene.said += 1
        incoming = Incoming(chat, f"press-{scene.said}", "")
        receive_button(session, incoming=incoming, token=token, now=scene.now)


def test_button_that_was_pressed_is_marked_and_no_other_like_it(
    agent: TestClient, scene: Scene
) -> None:
    made = scene.conversation()
    lamp = card(buttons=(Button(label="Tell me more", payload="/ask_price"),))
    buttons = (
        Button(label="Tell me more", payload="/other"),
        Button(label="No", payload="/deny"),
    )
    for _ in range(2):
        scene.say(made, Reply(text="Perhaps this?", cards=(lamp,), buttons=buttons))
    scene.hear(made, "No")  # typed: nothing was pressed
    press(scene, made, 2, 1)
    shown = ["Tell me more", "Tell me more", "No"]
    assert buttons_of(show(agent, made)) == [*shown, "Tell me more", "*Tell me more", "No"]
    press(scene, made, 2, 0)
    assert buttons_of(show(agent, made)) == [*shown, "*Tell me more", "*Tell me more", "No"]


@given(st.lists(st.tuples(st.integers(1, 9), st.sampled_from("ab"), st.sampled_from("xy"))))
def test_press_marks_the_newest_button_before_it_that_stands_for_the_same(
    offers: list[tuple[int, str, str]],
) -> None:
    shown = [Shown(f"t{place}", *one) for place, one in enumerate(offers)]
    chosen = match_pressed(shown, [(5, "a", "x")])
    fitting = [one for one in shown if (one.label, one.payload) == ("a", "x")]
    before = [one.message_id for one in fitting if one.message_id < 5]
    marked = [one.message_id for one in shown if one.token in chosen]
    assert marked == ([max(before)] if before else [])


@pytest.mark.parametrize(
    ("state", "told", "may_repeat"),
    [
        ("queued", "on its way", False),
        ("sent", "delivered", False),
        ("unknown", "may not have arrived", True),
        ("dead", "not delivered", True),
    ],
)
def test_delivery_is_told_and_may_be_repeated_once_where_it_is_not_certain(
    agent: TestClient, scene: Scene, state: str, told: str, may_repeat: bool
) -> None:
    made = scene.conversation(channel="telegram")
    scene.say(made, Reply(text="On its way"))
    with scene.db.transaction() as session:
        to = {"kind": "telegram", "bot": "b", "recipient": "500", "reason": "the line broke"}
        when = {"next_at": scene.now, "created_at": scene.now}
        about = {"conversation_id": made, "message_id": 1, "state": state}
        row = Outbox(**to, **when, **about)
        session.add(row)
        session.flush()
        again = f"/staff/conversations/{made}/again/{row.id}"
    page = show(agent, made)
    assert f'<div class="delivery delivery-{state}">{told}' in page
    assert (again in page) == may_repeat
    for _ in range(2):
        assert agent.post(again).status_code == 303
    with scene.db.session() as session:
        (kept,) = session.scalars(select(Outbox.state))
    assert kept == ("queued" if may_repeat else state)
    assert again not in show(agent, made)


def test_speakers_are_named(agent: TestClient, scene: Scene) -> None:
    made = scene.conversation()
    scene.hear(made, "Hi")
    scene.say(made, Reply(text="Hello"))
    scene.say(made, Reply(text="Somebody came."), "system")
    scene.say(made, Reply(text="It is me."), "agent", "Lin Berger")
    page = show(agent, made)
    for name in ("Customer", "Bot", "Notice", "Lin Berger"):
        assert f"<b>{name}</b>" in page
    assert 'datetime="2026-03-02T09:30:00+00:00">2 Mar 2026, 09:30 UTC</time>' in page


def test_customer_stands_beside_when_proved(agent: TestClient, scene: Scene) -> None:
    ada = scene.customer(phone="+44 1", city="Bristol", country="United Kingdom")
    bob = scene.customer("Bob Other")
    scene.order(ada, "FD-1004217", 104_990)
    scene.ticket("The lamp hums", ada)
    scene.order(bob, "FD-1009999", 100)
    scene.ticket("Bob's secret", bob)
    until = scene.now + timedelta(hours=1)
    page = show(agent, scene.conversation(ada, verified_until=until))
    for words in ("ada@example.com", "+44 1", "Bristol, United Kingdom", ">Proved<"):
        assert words in page
    assert ">FD-1004217</a> <span>€1,049.90</span>" in page
    assert "The lamp hums" in page
    assert "FD-1009999" not in page
    assert "secret" not in page


def test_page_leaves_out_what_is_not_known(agent: TestClient, scene: Scene) -> None:
    until = scene.now + timedelta(hours=1)
    ada, bob = scene.customer(city="Bristol"), scene.customer("Bob")
    page = show(agent, scene.conversation(ada, language="zh", verified_until=until))
    assert "<dd>Bristol</dd>" in page
    assert "<dt>Phone</dt>" not in page
    for words in ("No order.", "No open ticket.", "Chinese"):
        assert words in page
    assert "<dt>Town</dt>" not in show(agent, scene.conversation(bob, verified_until=until))


def test_hostile_words_stay_words(agent: TestClient, scene: Scene) -> None:
    ada = scene.customer(f"Ada {HOSTILE}", city=HOSTILE)
    scene.ticket(f"Broken {HOSTILE}", ada)
    made = scene.conversation(ada, page=HOSTILE)
    understood = {
        "intent": {"name": HOSTILE, "confidence": 1},
        "entities": [{"entity": HOSTILE, "value": HOSTILE}],
    }
    scene.hear(made, HOSTILE, understanding=understood, sentiment_label='"><u>', rating=1)
    button = Button(label=HOSTILE, payload="/affirm")
    bad = card(HOSTILE, subtitle=HOSTILE, price=HOSTILE, reason=HOSTILE, image='"' + HOSTILE)
    scene.say(made, Reply(text=HOSTILE, cards=(bad,), buttons=(button,)), "agent", HOSTILE)
    page = show(agent, made)
    assert "<img src=x" not in page
    assert "onerror=alert(1)>" not in page
    assert "<u>" not in page
    assert page.count("&lt;img src=x onerror=alert(1)&gt;") >= 14


def test_page_asks_for_its_live_parts_and_keeps_what_is_typed(
    agent: TestClient, scene: Scene
) -> None:
    made = scene.conversation()
    agent.post(f"/staff/conversations/{made}/take")
    page = show(agent, made)
    assert 'hx-ws:connect="/staff/live?lang=en&amp;part=' in page
    for part in CHAT_PARTS:
        assert f"part={part}%3A{made}" in page
    assert re.search(r"<textarea [^>]*hx-morph-skip[^>]*></textarea>", page)


def test_reasons_stand_beside_when_a_person_was_called(agent: TestClient, scene: Scene) -> None:
    made = scene.conversation()
    reasons = [make_reason("mood", "fell over three messages"), make_reason("asked", "by_button")]
    with scene.db.transaction() as session:
        request_handoff(session, conversation_id=made, reasons=reasons, now=scene.now)
    page = show(agent, made)
    assert "Mood: fell over three messages" in page
    assert "Asked for: by button" in page
