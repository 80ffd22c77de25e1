"""One conversation: what was said, what was understood, who it is about."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

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
    assert "Offered: Tell me more" in page
    assert "Offered: Yes · No" in page
    assert "Rated 4 of 5: Nice" in page
    assert "/affirm" not in page


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
    page = show(agent, scene.conversation(ada))
    for words in ("ada@example.com", "+44 1", "Bristol, United Kingdom", "proved by a code"):
        assert words in page
    assert "<b>FD-1004217</b> <span>€1,049.90</span>" in page
    assert "The lamp hums" in page
    assert "FD-1009999" not in page
    assert "secret" not in page


def test_page_leaves_out_what_is_not_known(agent: TestClient, scene: Scene) -> None:
    page = show(agent, scene.conversation(scene.customer(city="Bristol"), language="zh"))
    assert "<dd>Bristol</dd>" in page
    assert "Phone" not in page
    assert page.count("<li>None</li>") == 2
    assert "Chinese" in page
    assert "Town" not in show(agent, scene.conversation(scene.customer("Bob")))


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


def test_page_refreshes_itself_and_keeps_what_is_typed(agent: TestClient, scene: Scene) -> None:
    made = scene.conversation()
    agent.post(f"/staff/conversations/{made}/take")
    page = show(agent, made)
    assert f'id="live" hx-get="/staff/conversations/{made}" hx-trigger="every 2s"' in page
    assert "hx-morph-skip></textarea>" in page
