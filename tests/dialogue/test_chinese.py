"""Whole conversations in Chinese, through Rasa and the action server."""

from collections.abc import Callable

import pytest

from kernel.turns import Language
from tests.actions.scene import DELIVERED, PLACED, Scene
from tests.dialogue.harness import Chat


@pytest.fixture
def chat(chat_in: Callable[[Language], Chat]) -> Chat:
    return chat_in("zh")


def test_question_is_taken_up_again_when_the_code_was_right(chat: Chat, shop: Scene) -> None:
    assert "邮箱" in chat.say(f"我的订单{DELIVERED}到哪了？")
    assert "验证码" in chat.say("ada@example.com")
    assert chat.directives == [{"kind": "challenge", "email": "ada@example.com"}]
    assert f"订单 {DELIVERED} 已送达" in chat.prove(shop.ada.id)


def test_return_is_registered_when_all_is_said(ada: Chat) -> None:
    answer = ada.say(f"我想退订单{DELIVERED}里的落地灯，收到时已经坏了")
    assert "极光落地灯" in answer
    assert "收到时已经坏了" in answer
    assert "退货号 R-" in ada.press("是的，登记")


def test_ticket_is_opened_at_once_when_the_message_says_it_all(ada: Chat) -> None:
    answer = ada.say("帮我开个工单，应用总是把我登出")
    assert "应用总是把我登出" in answer
    assert "T-" in answer


def test_ticket_form_goes_on_when_it_was_interrupted(ada: Chat) -> None:
    assert "什么事" in ada.say("我要提交工单")
    answer = ada.say("你们几点营业？")
    assert "9 点到 18 点" in answer
    assert "什么事" in answer
    assert ada.say("算了") == "好的，工单不提交了。"


def test_latest_order_is_told_when_none_is_named(ada: Chat) -> None:
    assert PLACED in ada.say("我最近那个订单到哪了")


def test_complaint_gets_an_apology(ada: Chat) -> None:
    assert "抱歉" in ada.say("你们的服务太差了，气死我了，我要投诉！")
    assert "转人工" in ada.buttons


def test_person_is_called(ada: Chat) -> None:
    ada.say("我要转人工客服")
    assert ada.directives == [{"kind": "handoff", "reason": "customer_asked"}]


def test_what_is_not_understood_is_said_in_chinese_with_ways_on(ada: Chat) -> None:
    assert "没听懂" in ada.say("/nlu_fallback")
    assert list(ada.buttons) == ["我的订单到哪了？", "我要退货", "给我推荐"]
    assert "转人工" in ada.say("/out_of_scope")
    assert "转人工" in ada.buttons


def test_question_about_the_first_wish_comes_before_the_second(ada: Chat) -> None:
    ada.say(f"取消订单{PLACED}，然后推荐一款台灯")
    assert list(ada.buttons) == ["是的，取消", "不，保留"]
    assert "已取消" in ada.press("是的，取消")


def test_second_wish_is_one_press_away(ada: Chat) -> None:
    assert "您还提到了" in ada.say("你们几点营业？另外我的退款到哪了？")
    assert "9 点到 18 点" in ada.press("查询营业时间")


def test_others_are_shown_when_a_list_was_shown(chat: Chat) -> None:
    chat.say("有什么推荐")
    first = {card["title"] for card in chat.cards}
    chat.say("再推荐几个别的")
    assert chat.cards
    assert first.isdisjoint(card["title"] for card in chat.cards)
