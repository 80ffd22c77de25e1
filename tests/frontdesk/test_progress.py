"""Progress of long work on a terminal."""

import io

from rich.console import Console

from frontdesk.progress import show_progress


def test_each_title_has_one_bar_at_its_newest_count_when_work_ends() -> None:
    screen = Console(file=io.StringIO(), force_terminal=False, width=80)
    with show_progress(screen) as report:
        report("customers", 1, 20)
        report("orders", 0, 30)
        report("customers", 20, 20)
        report("orders", 12, 40)
    assert isinstance(screen.file, io.StringIO)
    first, second = screen.file.getvalue().splitlines()
    assert "customers" in first
    assert first.rstrip().endswith("20/20")
    assert "orders" in second
    assert second.rstrip().endswith("12/40")
