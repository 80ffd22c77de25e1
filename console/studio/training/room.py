"""What this machine has left for a training."""

import shutil
from dataclasses import dataclass
from pathlib import Path

MEMORY = Path("/proc/meminfo")


@dataclass(frozen=True)
class Room:
    """Megabytes that are free; None where the system does not say."""

    disk_mb: int
    memory_mb: int | None


def read_room(folder: Path) -> Room:
    """Return what is free for data in a folder, or in the nearest one above that exists."""
    here = folder.absolute()
    while not here.exists():
        here = here.parent
    return Room(shutil.disk_usage(here).free // 1_000_000, read_memory())


def read_memory(source: Path = MEMORY) -> int | None:
    """Return the megabytes of memory that a new process can have (Linux)."""
    try:
        for line in source.read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) // 1024
    except (OSError, ValueError, IndexError):
        return None
    return None
