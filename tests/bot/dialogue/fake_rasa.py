"""A small fake of the `frontdesk` channel of Rasa, over real HTTP."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from bot.dialogue import Answer, DialogueFailed, DialogueSlow, DialogueUnavailable
from bot.dialogue.scripted import Script, repeat

SECRET = "shared"


@dataclass
class FakeRasa:
    """Answers by the same scripts as the scripted engine."""

    script: Script = repeat
    delay_seconds: float = 0.0
    raw: Response | None = None
    asked: list[dict[str, Any]] = field(default_factory=list)

    def create_app(self) -> FastAPI:
        app = FastAPI()

        @app.post("/webhooks/frontdesk/turn")
        async def turn(request: Request) -> Response:
            if request.headers.get("authorization") != f"Bearer {SECRET}":
                return Response(status_code=401)
            self.asked.append(await request.json())
            await asyncio.sleep(self.delay_seconds)
            return self.raw or self._answer(self.asked[-1])

        return app

    def _answer(self, body: dict[str, Any]) -> Response:
        script: Any = self.script
        line = script.get(body["text"]) if isinstance(script, dict) else None
        if isinstance(line, DialogueUnavailable):
            return Response(status_code=503)
        if isinstance(line, DialogueFailed | DialogueSlow):
            return Response(status_code=500)
        if isinstance(line, Answer):
            return JSONResponse(write_answer(line))
        text = f"You said: {body['text']}"
        return JSONResponse({"model": "scripted", "messages": [{"text": text}]})


def write_answer(answer: Answer) -> dict[str, Any]:
    """Return an answer as the channel sends it: in the form of rasa-sdk's messages."""
    messages = []
    for reply in answer.replies:
        rest = reply.model_dump(mode="json", exclude={"text", "buttons"})
        buttons = [{"title": one.label, "payload": one.payload} for one in reply.buttons]
        messages.append({"text": reply.text, "buttons": buttons, "custom": {"frontdesk": rest}})
    return {
        "model": answer.model,
        "messages": messages,
        "understanding": answer.understanding,
    }
