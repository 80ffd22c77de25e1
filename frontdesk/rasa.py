"""The Rasa process: start it, watch it, start it again when it dies, stop it in good order."""

import asyncio
import socket
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
LONGEST_PAUSE = 30.0  # between two starts of a process that keeps dying


def free_port() -> int:
    """Return a loopback port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class RasaProcess:
    """One dialogue worker on loopback, kept alive until `stop`."""

    def __init__(self, settings: Settings, model: Path, *, action_url: str) -> None:
        self.settings, self.model, self.action_url = settings, model, action_url
        self.port = settings.rasa_port or free_port()
        self._process: Process | None = None
        self._watch: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int | None:
        """The process number while it runs."""
        return self._process.pid if self._process else None

    async def start(self) -> None:
        """Start it and go on; `wait_ready` tells when it answers."""
        await self._spawn()
        self._watch = asyncio.create_task(self._keep_alive(), name="rasa-watch")

    async def wait_ready(self, still_wanted: Callable[[], bool] = lambda: True) -> bool:
        """Return True once a model is loaded; False when nobody wants it any more."""
        async with httpx.AsyncClient(base_url=self.url, timeout=2) as client:
            while still_wanted():
                if await is_ready(client):
                    return True
                await asyncio.sleep(POLL_SECONDS)
        return False

    async def stop(self) -> None:
        """Ask it to end, and end it after 15 s."""
        if self._watch is not None:
            self._watch.cancel()
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS)
        except TimeoutError:
            process.kill()
            await process.wait()

    async def _spawn(self) -> None:
        environment = {
            **rasa_environment(self.settings),
            "FRONTDESK_RASA_SECRET": self.settings.derive_key("rasa"),
            "FRONTDESK_ACTION_SECRET": self.settings.derive_key("actions"),
            "FRONTDESK_ACTION_URL": self.action_url,
            "FRONTDESK_TRACKER_URL": self._tracker_url(),
        }
        log_path = self.settings.data / "rasa.log"
        with log_path.open("ab") as output:
            # Its standard input is a pipe that closes when we die, whatever we die of: the
            # worker ends itself at the end of its input, so none is left behind.
            self._process = await asyncio.create_subprocess_exec(
                *self._command(),
                cwd=ROOT,
                env=environment,
                stdin=PIPE,
                stdout=DEVNULL,
                stderr=output,
                start_new_session=True,
            )

    def _command(self) -> list[str]:
        model = ["--model", str(self.model)]
        port = ["--port", str(self.port)]
        return [str(RASA_PYTHON), "-m", "nlu.serve", *model, *port, "--watch-parent"]

    def _tracker_url(self) -> str:
        if self.settings.database_url:
            return self.settings.database_url
        return f"sqlite:///{(self.settings.data / 'tracker.db').absolute()}"

    async def _keep_alive(self) -> None:
        pause = 0.5
        while self._process is not None:
            code = await self._process.wait()
            log.error("rasa_died", exit_code=code, next_start_seconds=pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
            await self._spawn()


async def is_ready(client: httpx.AsyncClient) -> bool:
    """Tell whether the worker answers with a model loaded."""
    try:
        answer = await client.get("/webhooks/frontdesk/health")
    except httpx.HTTPError:
        return False
    return answer.status_code == httpx.codes.OK
