"""Wishes to link or unlink Telegram, in plain words: understood even while Rasa is down. Pure."""

import re
from typing import Literal

Wish = Literal["link", "unlink"]

TELEGRAM = r"(?:telegram|电报|電報|\btg\b)"
UNLINKING = re.compile(
    rf"\b(?:unlink|unbind|disconnect|remove|detach)\b.{{0,30}}{TELEGRAM}"
    rf"|(?:解绑|解綁|解除绑定|解除綁定|取消绑定|取消綁定|断开).{{0,10}}{TELEGRAM}"
    rf"|{TELEGRAM}.{{0,10}}(?:解绑|解綁|解除绑定|取消绑定)"
)
LINKING = re.compile(
    rf"\b(?:link|connect|bind|pair|attach)\b.{{0,30}}{TELEGRAM}"
    rf"|(?:绑定|綁定|关联|關聯|连接|連接).{{0,10}}{TELEGRAM}"
    rf"|{TELEGRAM}.{{0,10}}(?:绑定|綁定|关联|關聯)"
)
REFUSING = re.compile(r"\b(?:not|don't|dont|never|without)\b|不要|不想|别|別")
LONGEST = 80  # characters; who writes more wants something else as well


def find_wish(text: str) -> Wish | None:
    """Return what a text asks for, None for any other."""
    plain = text.strip().casefold().replace("’", "'")
    if len(plain) > LONGEST or REFUSING.search(plain):
        return None
    if UNLINKING.search(plain):
        return "unlink"
    return "link" if LINKING.search(plain) else None
