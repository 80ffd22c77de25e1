"""Whatever the point at which a process dies, every acknowledged message is answered once."""

from pathlib import Path

import pytest

from kernel.crash import POINTS
from tests.reliability.walk import walk


@pytest.mark.slow
@pytest.mark.timeout(400)
async def test_everything_is_answered_once_when_the_process_dies_at_each_point(
    tmp_path: Path,
) -> None:
    came = await walk(tmp_path)
    assert came.died_at == list(POINTS)
    assert (came.verdict.lost, came.verdict.duplicated, came.verdict.inverted) == ([], [], [])
    assert came.verdict.acked == came.verdict.replies == 3 * len(POINTS)
    # One died before it was sent, one before that was noted: nobody can tell them apart.
    assert came.verdict.unknown_mails == 2
