"""A conversation whose turns hang holds nobody else up."""

from pathlib import Path

import pytest

from tests.reliability.hanging import hang_one


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_others_are_hardly_slower_when_one_conversation_hangs(tmp_path: Path) -> None:
    seconds = 8.0
    came = await hang_one(tmp_path, seconds=seconds)
    assert came.unanswered == 0
    # Held up, they would wait as long as it hangs; how little it is, `make bench-hanging` tells.
    assert came.beside < seconds / 2
