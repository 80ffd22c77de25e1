"""Crash points: nothing unless asked for; then at once, at the pass that was named."""

import re
import subprocess
import sys

import pytest

from kernel.crash import POINTS, STATUS, VARIABLE
from tests.test_house import sources

SCRIPT = "from kernel.crash import point\nfor n in range(3): point('here'); print(n, flush=True)"


@pytest.mark.parametrize(
    ("wish", "status", "said"),
    [
        ("", 0, "0\n1\n2\n"),
        ("here", STATUS, ""),
        ("here:3", STATUS, "0\n1\n"),
        ("there", 0, "0\n1\n2\n"),
    ],
)
def test_process_ends_at_the_named_pass_of_the_named_place(
    wish: str, status: int, said: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={VARIABLE: wish} if wish else {},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (status, said)


def test_every_point_that_is_listed_is_in_the_code_and_the_reverse() -> None:
    texts = [path.read_text("utf-8") for path in sources()]
    used = {name for text in texts for name in re.findall(r'crash\.point\("(\w+)"\)', text)}
    assert used == set(POINTS)
