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
    ],
)
def test_language_is_that_of_the_message(text: str, current: Language, language: str) -> None:
    assert detect_language(text, current) == language


@pytest.mark.parametrize(
    ("tag", "language"), [("zh-CN", "zh"), ("ZH", "zh"), ("de", "en"), (None, "en"), ("", "en")]
)
def test_browser_gets_a_language_we_speak(tag: str | None, language: str) -> None:
    assert choose_language(tag) == language
