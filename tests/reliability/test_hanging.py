"""A conversation whose turns hang holds nobody else up."""

from pathlib import Path

import pytest

from tests.reliability.hanging import hang_one


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_others_are_hardly_slower_when_one_conversation_hangs(tmp_path: Path) -> None:
    came = await hang_one(tmp_path, seconds=8)
    assert came.unanswered == 0
    # Held up, they would wait for seconds; how little it is, `make bench-hanging` tells.
    assert came.share < 1
