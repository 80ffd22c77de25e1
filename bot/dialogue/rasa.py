"""Rasa behind the port: over HTTP, several workers, tried again only when surely nothing ran."""

import asyncio
import time
from collections.abc import Sequence

import httpx

from bot.dialogue.port import Answer, DialogueFailed, DialogueSlow, DialogueUnavailable, Question
from bot.dialogue.replicas import Replica, ReplicaSet, Ticks
from bot.dialogue.translate import read_answer

PATH = "/webhooks/frontdesk/turn"
CONNECT_SECONDS = 2.0  # loopback or a near network: longer means nobody is there
PATIENCE_SECONDS = 5.0  # how long a customer waits for a worker that starts anew
PAUSE_SECONDS = 0.2
KEEP_SECONDS = 3.0  # below the 5 s after which the worker's server closes an idle connection
CONNECTIONS = 256  # as many as there may be turn workers


class RasaDialogue:
    """Speaks to the `frontdesk` channel of dialogue workers."""

    def __init__(self, urls: Sequence[str], *, secret: str, ticks: Ticks = time.monotonic) -> None:
        self.workers = ReplicaSet(urls, ticks)
        self.ticks = ticks
        limits = httpx.Limits(
            max_connections=CONNECTIONS,
            max_keepalive_connections=CONNECTIONS,
            keepalive_expiry=KEEP_SECONDS,
        )
        self._client = httpx.AsyncClient(
            headers={"Authorization": f"Bearer {secret}"},
            limits=limits,
            timeout=httpx.Timeout(None, connect=CONNECT_SECONDS),
            trust_env=False,
        )

    async def answer(self, question: Question, *, seconds: float) -> Answer:
        """Ask until somebody takes the question; what was taken is never asked twice."""
        deadline = self.ticks() + seconds
        patient_until = self.ticks() + min(seconds, PATIENCE_SECONDS)
        refused: list[Replica] = []
        while True:
            worker = self.workers.choose(refused)
            if worker is not None:
                try:
                    return await self._ask(worker, question, deadline - self.ticks())
                except DialogueUnavailable:
                    refused.append(worker)
            if self.ticks() + PAUSE_SECONDS >= patient_until:
                raise DialogueUnavailable("No dialogue worker takes questions now.")
            if worker is None or len(refused) >= len(self.workers.replicas):
                refused.clear()
                await asyncio.sleep(PAUSE_SECONDS)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _ask(self, worker: Replica, question: Question, seconds: float) -> Answer:
        worker.running += 1
        worker.asked += 1
        try:
            answer = await self._post(worker, question, seconds)
        except (DialogueUnavailable, DialogueSlow):
            # A question that fails by itself says nothing about the worker.
            worker.fail(self.ticks())
            raise
        finally:
            worker.running -= 1
        worker.succeed()
        return answer

    async def _post(self, worker: Replica, question: Question, seconds: float) -> Answer:
        body = {
            "conversation": question.conversation_id,
            "message_id": str(question.message_id),
            "text": question.text,
            "language": question.language,
            "context": question.context,
        }
        try:
            async with asyncio.timeout(seconds):
                response = await self._client.post(worker.url + PATH, json=body)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise DialogueUnavailable("The dialogue worker cannot be reached.") from error
        except TimeoutError as error:
            raise DialogueSlow("The dialogue worker took too long.") from error
        except httpx.HTTPError as error:
            raise DialogueFailed("The connection to the dialogue worker broke.") from error
        if response.status_code == httpx.codes.SERVICE_UNAVAILABLE:
            raise DialogueUnavailable("The dialogue worker has no model loaded.")
        if response.status_code != httpx.codes.OK:
            raise DialogueFailed("The dialogue worker failed.", status=response.status_code)
        return read_answer(response.content)
