"""Dialogue workers that need no Rasa, and what is asked of their processes."""

import socket
import sys
from pathlib import Path

import psutil

from frontdesk.rasa import RasaProcess

SCRIPT = Path(__file__).parent / "fakes" / "worker.py"


class FakeRasa(RasaProcess):
    """The real care for a process, with a small script in Rasa's place.

    A model with `dies` in its name ends the script, one with `deaf` reads nothing, one with `slow`
    takes a second for an answer, one with `late` two seconds to load.
    """

    options: tuple[str, ...] = ()

    def command(self) -> list[str]:
        model = self.model.name.removesuffix(".tar.gz")
        where = ["--port", str(self.port), "--model", model]
        return [sys.executable, "-S", str(SCRIPT), *where, *self.options]


def is_running(pid: int) -> bool:
    """Tell whether there is such a process, not counting dead ones that nobody has buried."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def is_listening(port: int) -> bool:
    """Tell whether anything takes connections on a port of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
