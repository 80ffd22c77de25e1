"""Every widget shows what the server holds, however often its connection breaks, and where."""

from pathlib import Path

import pytest

from tests.reliability.cuts import cut


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_every_screen_equals_the_server_when_connections_are_cut_at_random_bytes(
    tmp_path: Path,
) -> None:
    verdict, fewest = await cut(tmp_path, clients=30, cuts=5)
    assert (verdict.lost, verdict.duplicated, verdict.inverted) == ([], [], [])
    assert fewest >= 5
    assert verdict.acked == verdict.replies == 150
