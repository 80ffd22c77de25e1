"""Starts the whole product, as an operator would, on a data folder of its own."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from frontdesk.paths import ROOT
from frontdesk.rasa import free_port

COMMAND = (sys.executable, "-m", "frontdesk")
READY = "Frontdesk is ready"
START_SECONDS = 360


class Product:
    """A running product: its address, its data and its processes."""

    def __init__(self, data: Path, *, demo: bool = True, **environment: str) -> None:
        self.data, self.port = data, free_port()
        self.environment = {
            **os.environ,
            "FRONTDESK_DATA": str(data),
            "FRONTDESK_PORT": str(self.port),
            "FRONTDESK_DEMO": str(demo).lower(),
            "FRONTDESK_ANALYTICS_HOUR": "off",
            **environment,
        }
        self.lines: list[str] = []
        self.process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> float:
        """Start it and return the seconds until it said that it is ready."""
        began = time.monotonic()
        self.process = subprocess.Popen(
            [*COMMAND, "up"],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        ready = threading.Event()
        self._reader = threading.Thread(target=self._read, args=(self.process, ready), daemon=True)
        self._reader.start()
        if not ready.wait(START_SECONDS) or self.process.poll() is not None:
            self.stop()
            raise RuntimeError("The product did not start:\n" + "\n".join(self.lines[-30:]))
        return time.monotonic() - began

    def _read(self, process: "subprocess.Popen[str]", ready: threading.Event) -> None:
        for line in process.stdout or ():
            self.lines.append(line.rstrip())
            if READY in line:
                ready.set()
        ready.set()

    def stop(self) -> None:
        """Stop it as Ctrl-C does."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(40)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self._reader.join(5)
        if self.process.stdout is not None:
            self.process.stdout.close()

    def demo(self) -> dict[str, Any]:
        """Return the telling customers of the demo shop."""
        done = subprocess.run(
            [*COMMAND, "demo", "--json"],
            cwd=ROOT,
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        )
        report: dict[str, Any] = json.loads(done.stdout)
        return report

    def wait_code(self, email: str, *, seconds: float = 15) -> str:
        """Return the newest one-time code mailed to an address."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for path in sorted((self.data / "outbox").glob("*.eml"), reverse=True):
                mail = message_from_bytes(path.read_bytes(), policy=policy.default)
                found = re.search(r"\b\d{6}\b", mail.get_content())  # type: ignore[attr-defined]
                if mail["To"] == email and found:
                    return found.group()
            time.sleep(0.1)
        raise TimeoutError(f"No code was mailed to {email}.")


@contextlib.contextmanager
def running(data: Path, *, demo: bool = True, **environment: str) -> Iterator[Product]:
    """Give a product that runs until the end of the block."""
    product = Product(data, demo=demo, **environment)
    try:
        product.start()
        yield product
    finally:
        product.stop()
