"""`make bench-hanging`: how much slower others are beside a conversation whose turns hang."""

import argparse
import asyncio
import tempfile
from pathlib import Path

from benchmarks.report import figure
from tests.reliability.hanging import hang_one

BAR = 20  # per cent


def main() -> None:
    """Print the 95th percentiles without and beside it; the rival is the same desk without it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        came = asyncio.run(hang_one(Path(folder), seconds=options.seconds))
    figure("hanging_p95", came.without * 1000, "ms", rival="nobody hangs")
    figure("hanging_p95", came.beside * 1000, "ms")
    figure("hanging_slower", came.share * 100, "%", bar=BAR, unanswered=came.unanswered)


if __name__ == "__main__":
    main()
