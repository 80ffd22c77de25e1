"""What people say of orders, of themselves and to end something is no wish for products."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from actions.asking import insists, refuses, wants_thing
from actions.memory import find_pointed
from tests.actions.scene import Scene

DATA = Path(__file__).parents[2] / "data" / "nlu"
OTHERS = re.compile(
    r"different|another|something else|换一|别的"
)  # after a list: others of its kind
MARK = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})")


def list_examples(intent: str) -> Iterator[str]:
    for path in sorted(DATA.rglob("*.yml")):
        for block in yaml.safe_load(path.read_text("utf-8")).get("nlu", ()):
            if block.get("intent") == intent:
                for line in block["examples"].splitlines():
                    yield MARK.sub(r"\1", line.removeprefix("- ").strip())


@pytest.mark.parametrize("is_after_list", [False, True])
@pytest.mark.parametrize(
    "intent",
    ["affirm", "complain", "change_order", "deny", "list_orders", "stop", "view_order"],
)
def test_examples_of_other_intents_stay_theirs(
    scene: Scene, intent: str, is_after_list: bool
) -> None:
    shown = {"shown": {"texts": ["lamps"], "said_in": 10}} if is_after_list else {}
    said = list(list_examples(intent))
    assert len(said) > 50
    taken = [text for text in said if insists(scene.turn(text, intent, slots=shown))]
    assert [text for text in taken if not (is_after_list and OTHERS.search(text))] == []
    assert len(taken) < 10


@pytest.mark.parametrize(
    "text",
    [
        "what's in my order",
        "do I have any other orders",
        "not really",
        "none of them, thanks",
        "no more",
        "my other order has not arrived",
        "换货",
        "不是我要的，退款",
        "换个地址",
        "换人工",
        "还有一个没到",
        "怎么看历史订单",
        "为什么显示已签收",
        "why do you show my address",
        "how do you decide if this order gets a refund",
        "I don't mind waiting, where is my parcel",
        "i don't mind if you cancel my order",
        "my order has not arrived again",
        "it doesn't match what i bought",
        "和我的订单一起配送",
    ],
)
def test_what_is_about_something_else_is_no_wish(scene: Scene, text: str) -> None:
    shown = {"shown": {"texts": ["lamps"], "said_in": 10}}
    assert not insists(scene.turn(text, "deny", slots=shown))
    assert not wants_thing(scene.turn(text, "nlu_fallback"))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("the lamp is not working", {"product": "lamp"}),
        ("I have not received the lamp", {"product": "lamp"}),
        ("lamp came without cable", {"product": "lamp"}),
        ("我要取消灯的订单", {"product": "灯"}),
        ("我要投诉灯", {"product": "灯"}),
        ("what came in my last order", {}),
        ("can I get a discount on my order", {}),
        ("什么时候送", {}),
        ("送上门吗", {}),
    ],
)
def test_trouble_with_a_thing_is_no_wish_for_it(
    scene: Scene, text: str, named: dict[str, str]
) -> None:
    assert not wants_thing(scene.turn(text, "nlu_fallback", **named))


@pytest.mark.parametrize(
    "text",
    [
        "I don't want to buy anything too expensive",
        "i'm not going to buy anything over 100",
        "don't show me expensive ones, show me cheap lamps",
        "不要推荐太贵的",
        "don't show my phone number to anyone",
        "我不买了，退款",
        "I do not want you to offer a replacement",
    ],
)
def test_a_limit_or_another_matter_is_no_refusal(scene: Scene, text: str) -> None:
    assert not refuses(scene.turn(text, "recommend_product"))


@pytest.mark.parametrize(
    ("text", "sku"),
    [
        ("how much is the second one", "B"),
        ("第二个多少钱", "B"),
        ("the last one?", "C"),
        ("how long does it last?", None),
        ("第一次买怎么付款", None),
        ("第二天能到吗", None),
        ("第三方支付", None),
    ],
)
def test_place_in_a_list_is_pointed_at(scene: Scene, text: str, sku: str | None) -> None:
    shown = {"shown": {"skus": ["A", "B", "C"], "said_in": 10}}
    assert find_pointed(scene.turn(text, "ask_price", slots=shown)) == sku
