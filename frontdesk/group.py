"""The dialogue workers of one model: started together, made sure of, stopped together."""

import asyncio
import time
from collections.abc import Callable, Sequence

import httpx

from frontdesk.rasa import CHECK_SECONDS, POLL_SECONDS, RasaProcess, is_ready, open_client
from kernel.errors import Unavailable
from kernel.settings import Settings

LOAD_SECONDS = 180.0  # a start takes 5 to 20 s, several times that on a busy machine
WARM_SECONDS = 60.0
WARM = "/webhooks/frontdesk/warm"


class ModelBroken(Unavailable):
    """A model could not be loaded, or does not read; the message says why."""

    code = "model_broken"


class Group:
    """Workers that serve the model `name`."""

    def __init__(self, settings: Settings, name: str, processes: Sequence[RasaProcess]) -> None:
        self.settings, self.name, self.processes = settings, name, list(processes)

    @property
    def urls(self) -> tuple[str, ...]:
        """Where they listen."""
        return tuple(one.url for one in self.processes)

    @property
    def numbers(self) -> set[int]:
        """The numbers that are taken by them."""
        return {one.number for one in self.processes}

    async def start(self) -> None:
        """Start them and go on."""
        for process in self.processes:
            await process.start()

    async def wait_ready(self, still_wanted: Callable[[], bool]) -> bool:
        """Return True once all answer; False when nobody wants them any more."""
        return all(await asyncio.gather(*(one.wait_ready(still_wanted) for one in self.processes)))

    async def prepare(self) -> None:
        """Wait until all have loaded the model and read a few texts.

        Raises `ModelBroken` where one dies, fails to read or takes too long.
        """
        latest = time.monotonic() + LOAD_SECONDS
        async with open_client() as client:
            for process in self.processes:
                while not await is_ready(client, process.url):
                    if process.deaths:
                        raise ModelBroken(process.last_words or "The dialogue worker died.")
                    if time.monotonic() > latest:
                        raise ModelBroken("The dialogue worker did not become ready in time.")
                    await asyncio.sleep(POLL_SECONDS)
                await self._warm(client, process)

    async def _warm(self, client: httpx.AsyncClient, process: RasaProcess) -> None:
        headers = {"Authorization": f"Bearer {self.settings.derive_key('rasa')}"}
        limit = httpx.Timeout(WARM_SECONDS, connect=CHECK_SECONDS)
        try:
            answer = await client.post(process.url + WARM, headers=headers, timeout=limit)
        except httpx.HTTPError as error:
            raise ModelBroken("The dialogue worker did not answer its first questions.") from error
        if answer.status_code == httpx.codes.OK:
            return
        try:
            reason = str(answer.json()["error"])
        except (ValueError, KeyError, TypeError):
            reason = f"it answered {answer.status_code}"
        raise ModelBroken(f"The model does not answer its first questions: {reason}")

    async def stop(self) -> None:
        """Stop them."""
        await asyncio.gather(*(process.stop() for process in self.processes))
