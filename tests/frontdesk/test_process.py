"""`frontdesk up` as a process of its own: what it prints, and how it ends with its worker."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from frontdesk.paths import ROOT
from kernel.settings import Settings
from tests.frontdesk.conftest import MakeModel
from tests.frontdesk.workers import is_running

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]
SCRIPT = Path(__file__).parent / "fakes" / "product.py"


class Process:
    """A running `frontdesk up`; all it writes goes to one file."""

    def __init__(self, environment: dict[str, str], output: Path) -> None:
        self.output = output
        with output.open("wb") as file:
            self.process = subprocess.Popen(
                [sys.executable, str(SCRIPT), "up"],
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
            )

    @property
    def lines(self) -> list[str]:
        return self.output.read_text("utf-8").splitlines()

    def wait_for(self, word: str, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while not any(word in line for line in self.lines):
            assert self.process.poll() is None, self.lines
            assert time.monotonic() < deadline, self.lines
            time.sleep(0.05)

    def worker(self) -> int:
        (child,) = psutil.Process(self.process.pid).children()
        return child.pid


@pytest.fixture
def running(settings: Settings, tmp_path: Path, make_model: MakeModel) -> Iterator[Process]:
    """The product, ready, with a model of its own and no shop."""
    make_model("good", folder=tmp_path / "models")
    environment = {
        "FRONTDESK_DATA": str(tmp_path / "data"),
        "FRONTDESK_MODELS": str(tmp_path / "models"),
        "FRONTDESK_SECRET": settings.signing_key(),
        "FRONTDESK_PORT": "0",
        "FRONTDESK_DEMO": "false",
        "FRONTDESK_ANALYTICS_HOUR": "off",
    }
    process = Process(environment, tmp_path / "output")
    try:
        process.wait_for("Frontdesk is ready")
        yield process
    finally:
        process.process.kill()
        process.process.wait()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_process_prints_its_steps_alone_and_stops_its_worker_when_a_signal_comes(
    running: Process, number: signal.Signals
) -> None:
    worker = running.worker()
    running.process.send_signal(number)
    assert running.process.wait(30) == 0
    assert not is_running(worker)
    expected = [
        r"Frontdesk starts; its data is in /\S+/data",
        r"  ✓ database   sqlite, tables at \d{4}",
        r"  ✓ model      good",
        r"  ✓ dialogue   Rasa ready after \d+ s",
        r"Make the first staff account here \(works once\): http://127\.0\.0\.1:\d+/staff/setup/\S+",
        r"Frontdesk is ready: http://127\.0\.0\.1:\d+",
        r"Frontdesk has stopped\.",
    ]
    assert len(running.lines) == len(expected), running.lines
    for line, pattern in zip(running.lines, expected, strict=True):
        assert re.fullmatch(pattern, line)


def test_worker_ends_when_the_process_is_killed(running: Process) -> None:
    worker = running.worker()
    assert is_running(worker)
    running.process.kill()
    running.process.wait()
    deadline = time.monotonic() + 10
    while is_running(worker) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_running(worker)
