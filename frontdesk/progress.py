"""Progress of long work on the terminal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

Report = Callable[[str, int, int], None]


@contextmanager
def show_progress(screen: Console) -> Iterator[Report]:
    """Give a function `(title, done, total)`; each title gets a bar of its own."""
    columns = (TextColumn("    {task.description:<12}"), BarColumn(), MofNCompleteColumn())
    bars: dict[str, TaskID] = {}
    with Progress(*columns, console=screen) as progress:

        def report(title: str, done: int, total: int) -> None:
            if title not in bars:
                bars[title] = progress.add_task(title, total=total)
            progress.update(bars[title], completed=done, total=total)

        yield report
