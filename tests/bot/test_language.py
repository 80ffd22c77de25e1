"""The language of a message, and of a browser."""

import pytest

from bot.language import choose_language, detect_language
from kernel.turns import Language


@pytest.mark.parametrize(
    ("text", "current", "language"),
    [
        ("where is my order", "zh", "en"),
        ("我的订单到哪了", "en", "zh"),
        ("FD-1004217 到哪了?", "en", "zh"),
        ("Is the 台灯 in stock?", "zh", "en"),
        ("我的 order 呢", "en", "zh"),
        ("FD-1004217", "zh", "zh"),
        ("ada@example.com", "zh", "zh"),
        ("https://example.com/a", "zh", "zh"),
        ("123456", "en", "en"),
        ("ok", "zh", "zh"),
        ("👍", "zh", "zh"),
        ("hello", "zh", "en"),
        ("I want 退货", "zh", "en"),
        ("What does 运费险 mean", "zh", "en"),
        ("please 帮我 check my order status", "zh", "en"),
        ("我想 cancel 这个 order，因为买错了", "en", "zh"),
        ("Aurora Floor Lamp 有货吗", "en", "zh"),
        ("退货 please", "en", "zh"),
        ("Elm Street 12, 10115 Berlin, Germany", "zh", "zh"),
        ("Elm Street 12, 10115 Berlin, Germany", "en", "en"),
        ("Aurora Floor Lamp", "zh", "zh"),
        ("CANCEL ORDER", "zh", "en"),
        ("Wo ist meine Bestellung?", "zh", "zh"),
        ("注文はどこですか", "en", "en"),
        ("Где мой заказ?", "zh", "zh"),
    ],
)
def test_language_is_that_of_the_message(text: str, current: Language, language: str) -> None:
    assert detect_language(text, current) == language


@pytest.mark.parametrize(
    ("tag", "language"), [("zh-CN", "zh"), ("ZH", "zh"), ("de", "en"), (None, "en"), ("", "en")]
)
def test_browser_gets_a_language_we_speak(tag: str | None, language: str) -> None:
    assert choose_language(tag) == language
