"""Where the results of commands go."""

from pathlib import Path

import pytest

from frontdesk.analytics.output import write_result
from kernel.errors import Invalid


def test_a_result_that_cannot_be_written_is_told_in_a_line(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="cannot be written: Is a directory"):
        write_result({"a": 1}, tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(Invalid, match="cannot be written: File exists"):
        write_result({"a": 1}, tmp_path / "file" / "a.json")
