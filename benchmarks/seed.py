"""`python -m benchmarks.seed`: how long the demo shop takes, on an empty SQLite database."""

import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import crm_backend.models  # noqa: F401 (the tables must be known before they are made)
from benchmarks.report import figure
from crm_backend.seed import seed_shop
from kernel.db import Database


def main() -> None:
    """Seed once and print the seconds."""
    with tempfile.TemporaryDirectory() as name:
        database = Database(f"sqlite:///{Path(name) / 'shop.db'}")
        database.create_all()
        start = time.perf_counter()
        report = seed_shop(
            database, data=Path(name), now=datetime.now(UTC), progress=lambda *_: None
        )
        figure("seed", time.perf_counter() - start, "s", orders=report.orders)
        database.dispose()


if __name__ == "__main__":
    main()
