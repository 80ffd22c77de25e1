"""A first few questions to a model that nobody talks to yet: it must read them before it serves."""

from __future__ import annotations

from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

TEXTS = (
    "Hello, can you help me?",
    "Where is my order FD-1004217? It should have been here on Monday.",
    "I want to send the blue lamp back and get my money.",
    "你好，我的订单到哪里了？",
    "我想退掉上周买的台灯。",
)


class UnderstandsNothing(RuntimeError):
    """The model loads and finds no intent in anything: what it had learned is not in it."""


async def warm_up(agent: Agent) -> dict[str, Any]:
    """Let the model read texts; no dialogue is touched and no action is called.

    Raises `UnderstandsNothing`, and whatever reading raises.
    """
    names = []
    for text in TEXTS:
        message = UserMessage(text, CollectingOutputChannel(), "warm-up")
        parsed = await agent.processor.parse_message(message)
        names.append((parsed.get("intent") or {}).get("name"))
    if not any(names):
        raise UnderstandsNothing("The model finds no intent in anything.")
    return {"read": len(names), "understood": sum(name is not None for name in names)}
