"""S59: from another network namespace nothing of this machine can be reached unless it is meant.

Rasa's worker itself is looked at in tests/nlu/test_serving.py.
"""

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest

from frontdesk.server import open_listener
from kernel.settings import Settings

HERE, THERE = "10.213.59.1", "10.213.59.2"
KNOCK = "import socket, sys; socket.create_connection((sys.argv[1], int(sys.argv[2])), 2)"


def ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True)


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[str]:
    """A network namespace joined to this one by a cable; gives its name."""
    if os.geteuid() != 0 or shutil.which("ip") is None:
        pytest.skip("network namespaces need root and iproute2")
    name, cable = f"s59-{os.getpid()}", f"s59{os.getpid() % 100_000}"
    try:
        ip("netns", "add", name)
        ip("link", "add", cable, "type", "veth", "peer", "name", "far", "netns", name)
    except subprocess.CalledProcessError:
        subprocess.run(["ip", "netns", "del", name], check=False, capture_output=True)
        pytest.skip("network namespaces cannot be made here")
    ip("address", "add", f"{HERE}/24", "dev", cable)
    ip("link", "set", cable, "up")
    ip("-n", name, "address", "add", f"{THERE}/24", "dev", "far")
    ip("-n", name, "link", "set", "far", "up")
    yield name
    ip("netns", "del", name)  # the cable goes with it


def is_reached(elsewhere: str, port: int) -> bool:
    """Tell whether the other namespace can connect to a port of this one."""
    knock = ["ip", "netns", "exec", elsewhere, sys.executable, "-c", KNOCK, HERE, str(port)]
    return subprocess.run(knock, check=False, capture_output=True, timeout=10).returncode == 0


async def keeps_to_itself(elsewhere: str, settings: Settings) -> None:
    listener = open_listener(settings)
    server = await asyncio.start_server(lambda _reader, writer: writer.close(), sock=listener)
    async with server:
        port = listener.getsockname()[1]
        assert not await asyncio.to_thread(is_reached, elsewhere, port)


async def test_s59_application_is_out_of_reach_by_default(
    elsewhere: str, settings: Settings
) -> None:
    await keeps_to_itself(elsewhere, settings.model_copy(update={"port": 0}))


async def test_s59_twin_turns_red_when_it_listens_everywhere(
    elsewhere: str, settings: Settings
) -> None:
    open_to_all = settings.model_copy(update={"port": 0, "host": "0.0.0.0"})  # noqa: S104
    with pytest.raises(AssertionError):
        await keeps_to_itself(elsewhere, open_to_all)
