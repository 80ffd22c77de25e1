from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.handoff.models import Handoff
from bot.handoff.reasons import WEIGHTS, Reason, sum_up
from bot.ledger.models import Turn
from console.copilot.reasons import tell_reason
from console.copilot.why import read_why
from console.web import draw
from console.words import WORDS
from kernel.errors import NotFound
from kernel.messages import Reply
from kernel.turns import Language
from tests.console.scene import Scene

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


def understood(intent: str, confidence: float = 0.9, **entities: str) -> dict[str, Any]:
    return {
        "intent": {"name": intent, "confidence": confidence},
        "entities": [{"entity": kind, "value": value} for kind, value in entities.items()],
    }


def draw_why(session: Session, *, conversation_id: str, language: Language) -> str:
    why = read_why(session, conversation_id=conversation_id, language=language)
    return draw("copilot/_why.html", language, why=why)


def escalated(scene: Scene) -> str:
    chat = scene.conversation(scene.customer())
    scene.hear(chat, "hello!", understanding=understood("greet"))
    scene.say(chat, Reply(text="What can I do for you?"))
    scene.hear(
        chat,
        "I want to return the lamp from fd1000001, it does not switch on",
        understanding=understood("return_item", order_number="fd1000001", product="lamp"),
        sentiment_score=-0.5,
    )
    scene.say(chat, Reply(text="Which of the lamps shall go back?"))
    scene.hear(chat, "the brass one", understanding=understood("inform", product="brass lamp"))
    scene.say(chat, Reply(text="Why do you send it back? We will refund it within 14 days."))
    scene.hear(chat, "grmpf what", understanding=understood("nlu_fallback", 0.2))
    reasons, _priority = sum_up(
        [
            Reason("rule", "Lamps", WEIGHTS["rule"]),
            Reason("clarifications", "not understood 2 times in a row", WEIGHTS["clarifications"]),
        ]
    )
    with scene.db.transaction() as session:
        session.add(
            Handoff(
                conversation_id=chat, reasons=reasons, requested_at=scene.now, queued_at=scene.now
            )
        )
        for fence, result in enumerate(("answered", "slow", "failed", "slow")):
            session.add(
                Turn(
                    conversation_id=chat,
                    message_id=1,
                    fence=fence,
                    worker="w",
                    state="done",
                    result=result,
                    started_at=scene.now,
                )
            )
    scene_update(scene, chat, question_id=6)
    return chat


def scene_update(scene: Scene, chat: str, **values: Any) -> None:
    from bot.ledger.models import Conversation

    with scene.db.transaction() as session:
        found = session.get(Conversation, chat)
        assert found is not None
        for name, value in values.items():
            setattr(found, name, value)


def test_all_that_is_known_is_told(scene: Scene) -> None:
    chat = escalated(scene)
    with scene.db.session() as session:
        why = read_why(session, conversation_id=chat, language="en")
    assert why.call is not None
    assert [(one.text, one.percent) for one in why.call.reasons] == [
        ("The bot did not understand 2 times in a row", 60),
        ("A rule of the shop: Lamps", 50),
    ]
    assert why.summary.problem is not None
    assert why.summary.problem.text.startswith("I want to return the lamp")
    assert [one.text for one in why.summary.promises] == ["We will refund it within 14 days."]
    assert why.state.gathered == {
        "order_number": ("FD-1000001",),
        "product": ("lamp", "brass lamp"),
    }
    assert why.state.failures == {"slow": 2, "failed": 1}
    assert why.state.unclear == 1
    assert why.state.form is not None
    assert (why.state.form.name, why.state.form.answers) == (
        "return_form",
        (("Which of the lamps shall go back?", "the brass one"),),
    )


def test_code_and_call_for_a_person_answer_no_question_of_a_form(scene: Scene) -> None:
    chat = scene.conversation(scene.customer())
    scene.hear(chat, "I want to return it", understanding=understood("return_item"))
    scene.say(chat, Reply(text="Please type the code."))
    scene.hear(chat, "••••••", payload="/confirm_identity")
    scene.say(chat, Reply(text="Which lamp?"))
    scene.hear(chat, "a person please", understanding=understood("request_human"))
    scene.say(chat, Reply(text="Ben has joined."), sender="system")
    scene.hear(chat, "The shade is broken")
    scene.say(chat, Reply(text="Which lamp, please?"))
    scene_update(scene, chat, question_id=8)
    with scene.db.session() as session:
        form = read_why(session, conversation_id=chat, language="en").state.form
    assert form is not None
    assert form.answers == ()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_part_says_it_in_both_languages(scene: Scene, language: Any) -> None:
    chat = escalated(scene)
    with scene.db.session() as session:
        part = draw_why(session, conversation_id=chat, language=language)
    wanted = {
        "en": ("What this is about", "did not understand 2 times", "60 %", "return", "question 2"),
        "zh": ("会话概要", "连续 2 次未能理解", "60 %", "退货", "第 2 个问题"),
    }[language]
    for words in (*wanted, "FD-1000001", 'href="#m3"', 'id="why"'):
        assert words in part


def test_what_strangers_write_stays_text(scene: Scene) -> None:
    chat = scene.conversation()
    scene.hear(
        chat,
        f"It is broken {EVIL}?",
        understanding=understood("return_item", 0.9, product=EVIL, order_number=EVIL),
    )
    scene.say(chat, Reply(text=f"We will {EVIL} it."))
    reasons = [{"code": EVIL, "detail": EVIL, "weight": 1}]
    with scene.db.transaction() as session:
        session.add(
            Handoff(
                conversation_id=chat, reasons=reasons, requested_at=scene.now, queued_at=scene.now
            )
        )
    scene_update(scene, chat, question_id=2)
    with scene.db.session() as session:
        part = draw_why(session, conversation_id=chat, language="en")
    assert "<script" not in part
    assert "<img" not in part
    assert "&lt;script" in part


def test_empty_conversation_has_nothing_to_tell(scene: Scene) -> None:
    chat = scene.conversation()
    with scene.db.session() as session:
        assert read_why(session, conversation_id=chat, language="en").is_empty
        assert "nothing was said yet" in draw_why(session, conversation_id=chat, language="en")
        with pytest.raises(NotFound):
            read_why(session, conversation_id="0" * 32, language="en")


@pytest.mark.parametrize("code", WEIGHTS)
def test_every_reason_has_words(code: str) -> None:
    assert f"copilot_reason_{code}" in WORDS


@pytest.mark.parametrize(
    ("code", "detail", "en", "zh"),
    [
        (
            "mood",
            "the mood fell over three messages, to -0.7",
            "The mood fell over three messages, to -0.7",
            "客户情绪连续三条消息下降，降至 -0.7",
        ),
        (
            "asked",
            "asked by button",
            "The customer asked for a person: by the button",
            "客户要求人工：点击了按钮",
        ),
        (
            "action_failed",
            "something the bot tried did not work",
            "Something the bot tried did not work",
            "机器人的操作未成功",
        ),
        ("taken_over", "Maya", "Taken over by: Maya", "接手人：Maya"),
        ("new_code", "big_order", "new code: big order", "new code: big order"),
        ("asked", "", "The customer asked for a person", "客户要求人工"),
    ],
)
def test_stored_reason_is_told(code: str, detail: str, en: str, zh: str) -> None:
    stored = {"code": code, "detail": detail, "weight": 0.7}
    assert tell_reason(stored, "en").text == en
    assert tell_reason(stored, "zh").text == zh
