"""Models that staff try in the studio: a Rasa process each, asleep when nobody talks to it."""

import asyncio
import time
from dataclasses import dataclass, field
from pathlib import Path

from bot.dialogue import Answer, DialogueUnavailable, Question, RasaDialogue
from bot.releases.archives import find_archive, list_archives
from frontdesk.rasa import RasaProcess, is_ready, open_client
from kernel.logging import get_logger
from kernel.loops import start_loop
from kernel.settings import Settings

log = get_logger(__name__)

AWAKE = 1  # models at once: each takes half a gigabyte
IDLE_SECONDS = 600.0
LOOK_SECONDS = 15.0
FIRST_NUMBER = 90  # of the process, hence of its log and port: far from those of the workers


class TalkWorker(RasaProcess):
    """A dialogue worker with a memory of its own, thrown away with it."""

    def _tracker_url(self) -> str:
        path = self.settings.data.absolute() / f"talk-{self.number}.db"
        path.unlink(missing_ok=True)
        return f"sqlite:///{path}"


@dataclass
class Awake:
    """A model that is awake or waking."""

    worker: RasaProcess
    engine: RasaDialogue
    used_at: float = field(default_factory=time.monotonic)


class RasaTalkHost:
    """Keeps the models that staff talk to; one that nobody used for ten minutes sleeps."""

    def __init__(
        self, settings: Settings, *, action_url: str, make_worker: type[RasaProcess] = TalkWorker
    ) -> None:
        self.settings, self.action_url, self.make_worker = settings, action_url, make_worker
        self._awake: dict[str, Awake] = {}
        self._lock = asyncio.Lock()
        self._watch: asyncio.Task[None] | None = None

    def list_models(self) -> list[str]:
        """Return the names of the models that this installation signed, newest first."""
        return [one.name for one in list_archives(self.settings)]

    async def wake(self, model: str) -> bool:
        """Start a model's process; True once it answers."""
        async with self._lock:
            known = self._awake.get(model)
            if known is None:
                known = await self._start(model, find_archive(self.settings, model).path)
            known.used_at = time.monotonic()
        async with open_client() as client:
            return await is_ready(client, known.worker.url)

    async def ask(self, model: str, question: Question, *, seconds: float) -> Answer:
        """Return the model's answer."""
        known = self._awake.get(model)
        if known is None:
            raise DialogueUnavailable("This model is not awake.")
        known.used_at = time.monotonic()
        return await known.engine.answer(question, seconds=seconds)

    async def stop(self) -> None:
        """Put all to sleep."""
        async with self._lock:  # the watch is cancelled between two models, not within one
            if self._watch is not None:
                self._watch.cancel()
            for model in list(self._awake):
                await self._end(model)

    async def _start(self, model: str, path: Path) -> Awake:
        while len(self._awake) >= AWAKE:
            await self._end(min(self._awake, key=lambda name: self._awake[name].used_at))
        worker = self.make_worker(
            self.settings, path, action_url=self.action_url, number=FIRST_NUMBER
        )
        await worker.start()
        engine = RasaDialogue([worker.url], secret=self.settings.derive_key("rasa"))
        if self._watch is None:
            self._watch = start_loop(self._put_to_sleep, "talk-host")
        self._awake[model] = Awake(worker, engine)
        log.info("talk_model_woken", model=model)
        return self._awake[model]

    async def _end(self, model: str) -> None:
        known = self._awake.pop(model)
        await known.engine.close()
        await known.worker.stop()

    async def _put_to_sleep(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            async with self._lock:
                for model, known in list(self._awake.items()):
                    if time.monotonic() - known.used_at > IDLE_SECONDS:
                        await self._end(model)
