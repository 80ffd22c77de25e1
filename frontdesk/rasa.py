"""The Rasa process: start it, watch it, start it again when it dies, stop it in good order."""

import asyncio
import socket
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable
from pathlib import Path

import httpx

from frontdesk.models import rasa_environment
from frontdesk.paths import RASA_PYTHON, ROOT
from kernel.logging import get_logger
from kernel.settings import Settings

log = get_logger(__name__)

STOP_SECONDS = 15
POLL_SECONDS = 0.25
CHECK_SECONDS = 2.0  # for one question whether it is ready
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0  # between two starts of a process that keeps dying
LAST_BYTES = 4_096  # of a log, in which its last line is looked for
SETTLED_SECONDS = 120  # who ran so long does not keep dying


def free_port() -> int:
    """Return a loopback port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class RasaProcess:
    """One dialogue worker on loopback, kept alive until `stop`."""

    def __init__(
        self, settings: Settings, model: Path, *, action_url: str, number: int = 0
    ) -> None:
        self.settings, self.model, self.action_url = settings, model, action_url
        self.number = number
        self.port = settings.rasa_port + number if settings.rasa_port else free_port()
        self.deaths, self.last_words = 0, ""
        self._process: Process | None = None
        self._watch: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int | None:
        """The process number while it runs."""
        process = self._process
        return process.pid if process is not None and process.returncode is None else None

    @property
    def log_path(self) -> Path:
        """The file that takes what it writes."""
        return self.settings.data / (f"rasa-{self.number}.log" if self.number else "rasa.log")

    def command(self) -> list[str]:
        """Return what starts it."""
        model = ["--model", str(self.model)]
        port = ["--port", str(self.port)]
        return [str(RASA_PYTHON), "-m", "nlu.serve", *model, *port, "--watch-parent"]

    async def start(self) -> None:
        """Start it and go on; `wait_ready` tells when it answers."""
        process = await self._spawn()
        self._watch = asyncio.create_task(self._keep_alive(process), name="rasa-watch")

    async def wait_ready(self, still_wanted: Callable[[], bool] = lambda: True) -> bool:
        """Return True once a model is loaded; False when nobody wants it any more."""
        async with open_client() as client:
            while still_wanted():
                if await is_ready(client, self.url):
                    return True
                await asyncio.sleep(POLL_SECONDS)
        return False

    async def stop(self) -> None:
        """Ask it to end, and end it after 15 s."""
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.wait({self._watch})
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS)
        except TimeoutError:
            process.kill()
            await process.wait()

    async def _spawn(self) -> Process:
        environment = {
            **rasa_environment(self.settings),
            "FRONTDESK_RASA_SECRET": self.settings.derive_key("rasa"),
            "FRONTDESK_ACTION_SECRET": self.settings.derive_key("actions"),
            "FRONTDESK_ACTION_URL": self.action_url,
            "FRONTDESK_TRACKER_URL": self._tracker_url(),
        }
        with self.log_path.open("ab") as output:
            # Its standard input is a pipe that closes when we die, whatever we die of: the
            # worker ends itself at the end of its input, so none is left behind.
            self._process = await asyncio.create_subprocess_exec(
                *self.command(),
                cwd=ROOT,
                env=environment,
                stdin=PIPE,
                stdout=DEVNULL,
                stderr=output,
                start_new_session=True,
            )
        return self._process

    def _tracker_url(self) -> str:
        if self.settings.database_url:
            return self.settings.database_url
        return f"sqlite:///{(self.settings.data / 'tracker.db').absolute()}"

    async def _keep_alive(self, process: Process) -> None:
        pause = FIRST_PAUSE
        while True:
            began = time.monotonic()
            code = await process.wait()
            if time.monotonic() - began >= SETTLED_SECONDS:
                pause = FIRST_PAUSE
            self.last_words = read_last_line(self.log_path)
            self.deaths += 1
            log.error(
                "rasa_died",
                exit_code=code,
                reason=self.last_words,
                log=str(self.log_path),
                next_start_seconds=pause,
            )
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
            try:
                process = await self._spawn()
            except OSError as error:
                # The dead process stays in place: the next round tries again, later.
                log.error("rasa_not_started", reason=error.strerror)


def read_last_line(path: Path) -> str:
    """Return the last line that says something; a process that gives up says why in it."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - LAST_BYTES))
        lines = file.read().decode("utf-8", "replace").splitlines()
    return next((line.strip() for line in reversed(lines) if line.strip()), "")


def open_client() -> httpx.AsyncClient:
    """Return a client for workers; a proxy of the environment is for other addresses."""
    return httpx.AsyncClient(timeout=CHECK_SECONDS, trust_env=False)


async def is_ready(client: httpx.AsyncClient, url: str) -> bool:
    """Tell whether the worker at `url` answers with a model loaded."""
    try:
        answer = await client.get(url + "/webhooks/frontdesk/health")
    except httpx.HTTPError:
        return False
    return answer.status_code == httpx.codes.OK
