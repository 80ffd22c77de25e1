"""A process under a supervisor: killed, stopped, started again at once."""

import asyncio
import os
import signal
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping, Sequence
from pathlib import Path

import httpx

from frontdesk.paths import ROOT

READY_SECONDS = 60.0
LOOK_SECONDS = 0.05


class Child:
    """One process with a health address, kept alive until `stop`."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        port: int,
        health: str,
        log: Path,
        environment: Mapping[str, str],
    ) -> None:
        self.name, self.command, self.log = name, command, log
        self.url = f"http://127.0.0.1:{port}"
        self.health = self.url + health
        self.environment = {**os.environ, **environment}
        self.once: dict[str, str] = {}  # further variables, for the next start alone
        self.is_paused = self.is_stopping = self.is_held = False
        self.starts = 0
        self.ends: list[int | None] = []  # how it ended each time
        self._process: Process | None = None
        self._watch: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int:
        """The number of the process that runs now, or ran last."""
        if self._process is None:
            raise RuntimeError(f"{self.name} was never started.")
        return self._process.pid

    async def start(self) -> None:
        """Start it, and again whenever it ends."""
        self.is_stopping = False
        await self._spawn()
        self._watch = asyncio.create_task(self._keep_alive())

    async def _spawn(self) -> None:
        self.is_paused = False
        self.starts += 1
        with self.log.open("ab") as output:
            # Its standard input closes when the harness dies, and it ends with it.
            self._process = await asyncio.create_subprocess_exec(
                *self.command,
                cwd=ROOT,
                env={**self.environment, **self.once},
                stdin=PIPE,
                stdout=DEVNULL,
                stderr=output,
                start_new_session=True,
            )
        self.once = {}

    async def _keep_alive(self) -> None:
        while True:
            assert self._process is not None
            self.ends.append(await self._process.wait())
            while self.is_held and not self.is_stopping:  # noqa: ASYNC110
                await asyncio.sleep(LOOK_SECONDS)
            if self.is_stopping:
                return
            await self._spawn()

    async def is_ready(self, client: httpx.AsyncClient) -> bool:
        """Tell whether it answers now."""
        try:
            answer = await client.get(self.health)
        except httpx.HTTPError:
            return False
        return answer.status_code == httpx.codes.OK

    async def wait_ready(self, seconds: float = READY_SECONDS) -> float:
        """Wait until it answers and return how long that took."""
        began = time.monotonic()
        async with httpx.AsyncClient(timeout=1.0, trust_env=False) as client:
            while not await self.is_ready(client):
                if time.monotonic() - began > seconds:
                    raise TimeoutError(f"{self.name} does not answer; see {self.log}.")
                await asyncio.sleep(LOOK_SECONDS)
        return time.monotonic() - began

    def signal(self, number: int) -> None:
        """Send a signal to it and its children."""
        try:
            os.killpg(self.pid, number)
        except ProcessLookupError:
            return

    def kill(self) -> None:
        """End it without a word; it is started again."""
        self.signal(signal.SIGKILL)

    def hold(self) -> None:
        """End it without a word and keep it down."""
        self.is_held = True
        self.kill()

    def release(self) -> None:
        """Let it be started again."""
        self.is_held = False

    def pause(self) -> None:
        """Stop it where it is."""
        self.is_paused = True
        self.signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        self.signal(signal.SIGCONT)
        self.is_paused = False

    async def stop(self, seconds: float = 30.0) -> float:
        """Ask it to end, for good; return the seconds it took. Killed where it does not."""
        began = time.monotonic()
        self.is_stopping = True
        if self._process is None or self._watch is None:
            return 0.0
        self.signal(signal.SIGCONT)
        self.signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(asyncio.shield(self._watch), seconds)
        except TimeoutError:
            self.kill()
            await self._watch
        return time.monotonic() - began
