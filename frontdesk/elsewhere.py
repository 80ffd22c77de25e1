"""Dialogue workers that run elsewhere: what each serves is asked and shown, nothing is done."""

import asyncio
from collections.abc import Sequence

import httpx

from bot.releases.service import read_state
from frontdesk.rasa import open_client
from frontdesk.standing import BEAT_SECONDS, Standing
from kernel.logging import get_logger
from kernel.loops import start_loop
from kernel.runtime import Runtime

log = get_logger(__name__)

HEALTH = "/webhooks/frontdesk/health"
NOT_THERE = "It does not answer, or has no model loaded."


class Elsewhere:
    """Looks at the workers that the settings name, every ten seconds."""

    def __init__(self, runtime: Runtime, urls: Sequence[str]) -> None:
        self.runtime, self.urls = runtime, tuple(urls)
        self.standing = {url: Standing(runtime, url) for url in self.urls}
        self.look_seconds = BEAT_SECONDS
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look."""
        if self.urls:
            self._task = start_loop(self._run, "elsewhere", pause=self.look_seconds)

    async def stop(self) -> None:
        """Look no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})
            for standing in self.standing.values():
                await asyncio.to_thread(standing.leave)

    async def _run(self) -> None:
        while True:
            async with open_client() as client:
                await asyncio.gather(*(self._look(client, url) for url in self.urls))
            await asyncio.sleep(self.look_seconds)

    async def _look(self, client: httpx.AsyncClient, url: str) -> None:
        standing = self.standing[url]
        serving = await find_model(client, url)
        wanted = await asyncio.to_thread(self._wanted)
        if not serving:
            if standing.live or not standing.failed:
                standing.note(live="", failed=wanted or "-", error=NOT_THERE)
        else:
            standing.note(live=serving, recovered=standing.failed)
            if wanted and serving != wanted:
                log.warning("worker_serves_another_model", url=url, model=serving, wanted=wanted)
        await standing.tell()

    def _wanted(self) -> str:
        with self.runtime.db.session() as session:
            return read_state(session).live or ""


async def find_model(client: httpx.AsyncClient, url: str) -> str:
    """Return the name of the model that a worker serves, empty where it serves none."""
    try:
        answer = await client.get(url + HEALTH)
        return str(answer.json()["model"]) if answer.status_code == httpx.codes.OK else ""
    except (httpx.HTTPError, ValueError, KeyError, TypeError):
        return ""
