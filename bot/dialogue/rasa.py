"""Rasa behind the port: over HTTP, several workers; another is asked only if surely nothing ran."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any

import httpx

from bot.dialogue.port import (
    Answer,
    DialogueFailed,
    DialogueSlow,
    DialogueStopped,
    DialogueUnavailable,
    Question,
)
from bot.dialogue.replicas import Replica, ReplicaSet, Ticks
from bot.dialogue.translate import read_answer

PATH = "/webhooks/frontdesk/turn"
CONNECT_SECONDS = 2.0  # loopback or a near network: longer means nobody is there
HEALTH = "/webhooks/frontdesk/health"
# A worker that has a question for so long is asked how it is; one that is stopped or hangs does
# not say, and its question goes to another. One that waits for a slow action answers.
PROBE_AFTER_SECONDS = 2.5
PROBE_SECONDS = 3.0  # a worker with a queue of turns answers late
KEEP_SECONDS = 3.0  # below the 5 s after which the worker's server closes an idle connection
CONNECTIONS = 256  # as many as there may be turn workers


class RasaDialogue:
    """Speaks to the `frontdesk` channel of dialogue workers."""

    def __init__(self, urls: Sequence[str], *, secret: str, ticks: Ticks = time.monotonic) -> None:
        self.workers, self.on_trial = ReplicaSet(urls, ticks), ReplicaSet((), ticks)
        self.trial_model = ""
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
        """Ask one worker after the other until one takes the question; it is asked no other.

        Where no worker of the model on trial takes it, the live ones are asked.
        """
        deadline = self.ticks() + seconds
        is_for_trial = bool(question.model) and question.model == self.trial_model
        for workers in (self.on_trial, self.workers) if is_for_trial else (self.workers,):
            refused: list[Replica] = []
            while (worker := workers.choose(refused)) is not None and worker not in refused:
                try:
                    return await self._ask(worker, question, deadline - self.ticks())
                except DialogueUnavailable:
                    refused.append(worker)
        raise DialogueUnavailable("No dialogue worker takes questions now.")

    def serve(self, urls: Sequence[str]) -> list[Replica]:
        """Ask these workers from now on; return the others, which may still be answering."""
        return self.workers.replace(urls)

    def serve_trial(self, model: str, urls: Sequence[str]) -> list[Replica]:
        """Ask these for the customers of a trial (none: there is no trial); return the others."""
        self.trial_model = model
        return self.on_trial.replace(urls)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _ask(self, worker: Replica, question: Question, seconds: float) -> Answer:
        worker.running += 1
        worker.asked += 1
        try:
            answer = await self._watch(worker, question, seconds)
        except DialogueStopped:
            worker.trip(self.ticks())
            raise
        except (DialogueUnavailable, DialogueSlow):
            # A question that fails by itself says nothing about the worker.
            worker.fail(self.ticks())
            raise
        finally:
            worker.running -= 1
        worker.succeed()
        return answer

    async def _watch(self, worker: Replica, question: Question, seconds: float) -> Answer:
        """Wait for the answer as long as the worker shows that it lives."""
        posting = asyncio.create_task(self._post(worker, question, seconds))
        try:
            while not (await asyncio.wait({posting}, timeout=PROBE_AFTER_SECONDS))[0]:
                if not await self._lives(worker) and not posting.done():
                    raise DialogueStopped("The dialogue worker does not move.")
            return await posting
        finally:
            posting.cancel()

    async def _lives(self, worker: Replica) -> bool:
        try:
            await self._client.get(worker.url + HEALTH, timeout=PROBE_SECONDS)
        except httpx.HTTPError:
            return False
        return True

    async def _post(self, worker: Replica, question: Question, seconds: float) -> Answer:
        body: dict[str, Any] = {
            "conversation": question.conversation_id,
            "message_id": str(question.message_id),
            "text": question.text,
            "language": question.language,
            "context": question.context,
            "fence": question.fence,
        }
        if question.trace:
            body["trace"] = True
        if question.variations:
            body["variations"] = {name: list(ids) for name, ids in question.variations.items()}
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
