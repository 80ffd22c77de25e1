"""Keeps dialogue workers as the registry of models says, in every process, without a lost turn.

Every process looks at the pointer by itself, every two seconds or when told. A model that is to
answer is loaded in fresh workers, which must read a few texts; then questions go to them, and the
old ones are stopped once they have answered what they were asked. A model that cannot be loaded
changes nothing for customers: the old one answers on, and the failure is told.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from bot.dialogue import RasaDialogue
from bot.dialogue.replicas import Replica
from bot.releases.archives import find_archive
from bot.releases.rules import State
from frontdesk.group import Group, ModelBroken
from frontdesk.pointer import list_candidates, read_pointer, settle_pointer
from frontdesk.rasa import RasaProcess
from frontdesk.standing import Standing
from kernel.errors import FrontdeskError, NotFound, Unavailable
from kernel.logging import get_logger
from kernel.loops import start_loop
from kernel.runtime import Runtime

log = get_logger(__name__)

LOOK_SECONDS = 2.0
DRAIN_SECONDS = 20.0  # a turn ends by itself within 15
AGAIN_SECONDS = 60.0  # before a model that could not be loaded is tried once more
TRIES = 3  # for one and the same pointer

MakeProcess = Callable[[Path, int], RasaProcess]
Hear = Callable[[State, str], None]


class Fleet:
    """The dialogue workers of this process and machine."""

    def __init__(
        self, runtime: Runtime, dialogue: RasaDialogue, make_process: MakeProcess, *, name: str
    ) -> None:
        self.runtime, self.settings, self.dialogue = runtime, runtime.settings, dialogue
        self.make_process = make_process
        self.standing = Standing(runtime, name)
        self.live: Group | None = None
        self.on_trial: Group | None = None
        self.state = State()
        self.look_seconds = LOOK_SECONDS
        self._tried: dict[str, tuple[int, float]] = {}
        self._listeners: list[Hear] = []
        self._retiring: set[asyncio.Task[None]] = set()
        self._taken: set[int] = set()
        self._wake = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._looking: asyncio.Task[None] | None = None

    def listen(self, hear: Hear) -> None:
        """Be told of each state and of the model on trial that is loaded here, empty for none."""
        self._listeners.append(hear)

    @property
    def urls(self) -> tuple[str, ...]:
        """Where the workers of the live model listen."""
        return self.live.urls if self.live else ()

    def wake(self) -> None:
        """Look at once; from any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake.set)

    async def start(self) -> None:
        """Start workers for the model that is to answer, and go on; `wait_ready` waits for them.

        Raises `Unavailable` where this installation has no model at all.
        """
        self._loop = asyncio.get_running_loop()
        self.state = await asyncio.to_thread(settle_pointer, self.runtime)
        name = next(iter(self._list_candidates()), None)
        if name is None:
            raise Unavailable("There is no model yet; run `frontdesk train`.")
        if name != self.state.live:
            log.error("live_model_missing", model=self.state.live, serving=name)
        self.live = self._make_group(name)
        await self.live.start()
        self.dialogue.serve(self.live.urls)
        self._looking = start_loop(self._run, "fleet", pause=self.look_seconds)

    async def wait_ready(self, still_wanted: Callable[[], bool]) -> bool:
        """Return True once the live model answers; False when nobody wants it any more."""
        while still_wanted():
            group = self.live
            if group is not None and await group.wait_ready(
                lambda: still_wanted() and self.live is group  # noqa: B023 - asked in this round
            ):
                return True
            await asyncio.sleep(0)
        return False

    async def stop(self) -> None:
        """Stop all workers."""
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.wait({self._looking})
        for task in self._retiring:
            task.cancel()
        if self._retiring:
            await asyncio.wait(self._retiring)
        groups = [one for one in (self.live, self.on_trial) if one is not None]
        await asyncio.gather(*(group.stop() for group in groups))
        await asyncio.to_thread(self.standing.leave)

    async def _run(self) -> None:
        await self._make_sure()
        while True:
            self._wake.clear()
            try:
                self.state = await asyncio.to_thread(read_pointer, self.runtime)
                await self.reconcile()
                await self.standing.tell()
            except SQLAlchemyError as error:
                log.warning("pointer_not_read", error=type(error).__name__)
            try:
                await asyncio.wait_for(self._wake.wait(), self.look_seconds)
            except TimeoutError:
                continue

    async def _make_sure(self) -> None:
        """See that what was started first does load; where it does not, the next one is tried."""
        while self.live is not None:
            group = self.live
            try:
                await group.prepare()
            except ModelBroken as error:
                await self._note_failure(group.name, error)
                name = next(iter(self._list_candidates()), None)
                if name is None:
                    log.error("no_model_loads")
                    return  # its processes are started again and again, as any that die
                self.live = self._make_group(name)
                await self.live.start()
                self._retire(group, self.dialogue.serve(self.live.urls))
            else:
                self.standing.note(live=group.name)
                return

    async def reconcile(self) -> None:
        """Load and switch to what the pointer names; let go of what it does not name."""
        wanted = self.state.live
        if wanted is not None and (self.live is None or self.live.name != wanted):
            await self._switch(wanted)
        trial = self.state.trial.model if self.state.trial else ""
        if self.on_trial is not None and self.on_trial.name != trial:
            leaving, self.on_trial = self.on_trial, None
            self._tell("")
            self._retire(leaving, self.dialogue.serve_trial("", ()))
        if trial and self.on_trial is None and (group := await self._load(trial)) is not None:
            self.on_trial = group
            self.dialogue.serve_trial(trial, group.urls)
            log.info("model_on_trial", model=trial)
        self.standing.note(canary=self.on_trial.name if self.on_trial else "")
        self._tell(self.on_trial.name if self.on_trial else "")

    async def _switch(self, name: str) -> None:
        if self.on_trial is not None and self.on_trial.name == name:
            group: Group | None = self.on_trial  # it is loaded and has answered already
            self.on_trial = None
            self._tell("")
            self.dialogue.serve_trial("", ())
        else:
            group = await self._load(name)
        if group is None:
            return
        before, self.live = self.live, group
        left = self.dialogue.serve(group.urls)
        self.standing.note(live=name, is_switch=True)
        log.info("model_switched", model=name, before=before.name if before else None)
        if before is not None:
            self._retire(before, left)

    async def _load(self, name: str) -> Group | None:
        """Return workers that serve a model, or None where it fails or must wait for its turn."""
        tries, again_at = self._tried.get(f"{self.state.id}:{name}", (0, 0.0))
        if tries >= TRIES or time.monotonic() < again_at:
            return None
        began, group = time.monotonic(), None
        self.standing.note(loading=name)
        await self.standing.tell()
        try:
            group = self._make_group(name)
            await group.start()
            await group.prepare()
        except (FrontdeskError, OSError) as error:
            if group is not None:
                await self._end(group)
            await self._note_failure(name, error)
            return None
        except asyncio.CancelledError:
            if group is not None:
                await self._end(group)
            raise
        self.standing.note(loading="", recovered=name)
        log.info("model_loaded", model=name, seconds=round(time.monotonic() - began, 1))
        return group

    def _make_group(self, name: str) -> Group:
        archive = find_archive(self.settings, name)
        free = [number for number in range(1_000) if number not in self._taken]
        numbers = free[: self.settings.rasa_workers]
        self._taken |= set(numbers)
        processes = [self.make_process(archive.path, number) for number in numbers]
        return Group(self.settings, name, processes)

    async def _end(self, group: Group) -> None:
        await group.stop()
        self._taken -= group.numbers

    def _retire(self, group: Group, replicas: Sequence[Replica]) -> None:
        """Stop workers once they have answered what they were asked."""
        task = asyncio.create_task(self._drain(group, replicas), name=f"drain-{group.name}")
        self._retiring.add(task)
        task.add_done_callback(self._retiring.discard)

    async def _drain(self, group: Group, replicas: Sequence[Replica]) -> None:
        latest = time.monotonic() + DRAIN_SECONDS
        try:
            while any(one.running for one in replicas) and time.monotonic() < latest:  # noqa: ASYNC110
                await asyncio.sleep(0.05)  # nothing else tells when a worker has answered
        finally:
            await self._end(group)

    async def _note_failure(self, name: str, error: Exception) -> None:
        reason = error.message if isinstance(error, FrontdeskError) else str(error)
        key = f"{self.state.id}:{name}"
        tries = self._tried.get(key, (0, 0.0))[0] + 1
        self._tried[key] = (tries, time.monotonic() + AGAIN_SECONDS)
        serving = self.live.name if self.live and self.live.name != name else None
        log.error("model_not_loaded", model=name, reason=reason, tries=tries, serving=serving)
        if isinstance(error, NotFound):
            reason = "The archive is not on this machine, or was not signed by this installation."
        self.standing.note(loading="", failed=name, error=reason)
        await self.standing.tell()

    def _tell(self, trial: str) -> None:
        for hear in self._listeners:
            hear(self.state, trial)

    def _list_candidates(self) -> list[str]:
        failed = {key.partition(":")[2] for key in self._tried}
        return list_candidates(self.settings, self.state, failed)
