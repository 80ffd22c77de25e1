"""`make bench-parse`: one parse over HTTP, beside Rasa's default pipeline on the same data.

Both learn from this project's English examples and are served by the same few lines; they are
asked the same messages in turns, each message once, none of which was learned from.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx
import psutil

from benchmarks.nlu import write_config
from benchmarks.report import figure, figure_latency
from frontdesk.paths import RASA_PYTHON, ROOT
from frontdesk.rasa import free_port
from nlu.sentences import read_sentences

OURS, RIVAL = "frontdesk", "rasa 3.6 default pipeline"
DATA = ROOT / "data" / "nlu" / "en"
WARM_UP = 10
START_SECONDS = 300
LOG_LINES = 5


class ParseServer:
    """A pipeline, trained and served as a process of its own."""

    def __init__(self, name: str, config: Path, data: Path, folder: Path) -> None:
        self.data = data
        self.name, self.config, self.folder, self.port = name, config, folder, free_port()
        self.log = folder / "log.txt"

    def train(self) -> float:
        """Train and return the seconds, the start of Python and Rasa among them."""
        self.folder.mkdir(parents=True, exist_ok=True)
        began = time.perf_counter()
        if self._start("train", "--data", str(self.data)).wait() != 0:
            raise RuntimeError(f"{self.name} could not be trained.\n{self._tail()}")
        return time.perf_counter() - began

    def __enter__(self) -> Self:
        self.process = self._start("serve", "--port", str(self.port))
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=60)
        try:
            self._wait_ready()
        except RuntimeError:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.client.close()
        self.process.terminate()
        self.process.wait(30)

    @property
    def memory_mb(self) -> float:
        """Resident memory in megabytes."""
        return float(psutil.Process(self.process.pid).memory_info().rss / 1e6)

    def time_parse(self, text: str) -> float:
        """Return the seconds until a message has come back with an intent."""
        began = time.perf_counter()
        answer = self.client.post("/model/parse", json={"text": text})
        seconds = time.perf_counter() - began
        if not answer.is_success or "intent" not in answer.json():
            raise RuntimeError(f"{self.name} answered {answer.status_code}: {answer.text[:80]}")
        return seconds

    def _start(self, task: str, *more: str) -> "subprocess.Popen[bytes]":
        words = [task, "--config", str(self.config), "--out", str(self.folder), *more]
        environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false"}
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [str(RASA_PYTHON), "-m", "benchmarks.parse_server", *words],
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=log,
            )

    def _wait_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                self.time_parse("hello")
            except (httpx.HTTPError, RuntimeError):
                time.sleep(0.3)
            else:
                return
        raise RuntimeError(f"{self.name} did not start.\n{self._tail()}")

    def _tail(self) -> str:
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(lines[-LOG_LINES:])


def read_messages(folder: Path = ROOT / "tests" / "nlu") -> list[str]:
    """Return the English messages that were written apart from the training data."""
    sentences = read_sentences(sorted(folder.glob("held_out*.yml")))
    return list(dict.fromkeys(text for text in sentences if text and text.isascii()))


def make_servers(folder: Path, data: Path, epochs: int) -> list[ParseServer]:
    """Return both servers, untrained."""
    rival = write_config(folder / "rival.yml", epochs)
    ours = ParseServer(OURS, ROOT / "config.yml", data, folder / "ours")
    return [ours, ParseServer(RIVAL, rival, data, folder / "rival")]


def measure(servers: list[ParseServer], messages: list[str]) -> None:
    """Ask the running servers in turns and print times, memory and the ratio."""
    seconds: dict[str, list[float]] = {server.name: [] for server in servers}
    for number, text in enumerate(messages):
        for server in servers:
            spent = server.time_parse(text)
            if number >= WARM_UP:
                seconds[server.name].append(spent)
    for server in servers:
        figure_latency("parse", seconds[server.name], system=server.name)
        figure("memory", server.memory_mb, "MB", system=server.name)
    medians = {name: statistics.median(spent) for name, spent in seconds.items()}
    ratio = medians[RIVAL] / medians[OURS]
    figure("parse_p50_speedup", ratio, "x", of=f"{OURS} over {RIVAL}")


def main() -> None:
    """Train both, serve both, compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=100, help="how long the rival learns")
    parser.add_argument("--data", type=Path, default=DATA, help="what both learn from")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        servers = make_servers(Path(name), chosen.data.resolve(), chosen.epochs)
        for server in servers:
            print(f"Training {server.name} …", file=sys.stderr, flush=True)
            more = {"epochs": chosen.epochs} if server.name == RIVAL else {}
            figure("training", server.train(), "s", system=server.name, **more)
        running = [stack.enter_context(server) for server in servers]
        print("Asking both in turns …", file=sys.stderr, flush=True)
        measure(running, read_messages())


if __name__ == "__main__":
    main()
