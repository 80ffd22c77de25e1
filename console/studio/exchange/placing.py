"""Where the files of an archive go when they are added to a project that has such files. Pure."""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from nlu.core.project.files import ALONE, Files
from nlu.core.project.project import CONFIGS

MAX_NAME = 40
KEPT_FOLDERS = ("data/responses", "data/sentiment")  # say by their place what they hold
TESTS, TEST = "tests/conversations", "test_"


def name_folder(archive: str) -> str:
    """Return a short plain name for what an archive brings: `My Bot-main.zip` is `my_bot`."""
    stem = PurePosixPath(archive.replace("\\", "/")).stem.lower()
    words = (
        re.sub(r"[^a-z0-9]+", "_", stem).strip("_").removesuffix("_main").removesuffix("_master")
    )
    return words[:MAX_NAME].strip("_") or "imported"


def place_beside(current: Files, incoming: Files, name: str) -> dict[str, str]:
    """Return where each file goes: path in the archive → path here. Nothing of ours is replaced.

    A file that is here already, word for word, keeps its place; so does one whose place is free.
    A configuration has one place alone.
    """
    taken = dict(current)
    placed: dict[str, str] = {}
    for path, text in sorted(incoming.items()):
        home = path
        if path not in CONFIGS:
            number = 1
            while (home in taken and taken[home] != text) or _is_second_domain(home, taken):
                home = _beside(path, name if number == 1 else f"{name}_{number}")
                number += 1
        taken[home] = text
        placed[path] = home
    return placed


def _is_second_domain(home: str, taken: Mapping[str, str]) -> bool:
    """Tell whether this would be a `domain.yaml` beside a `domain.yml`."""
    domains = [one for one in ALONE if one not in CONFIGS]
    return home in domains and home not in taken and any(one in taken for one in domains)


def _beside(path: str, name: str) -> str:
    parts = PurePosixPath(path).parts
    if len(parts) == 1:
        return f"domain/{name}.yml"
    if parts[0] == "domain":
        return f"domain/{name}/" + "/".join(parts[1:])
    if path.startswith(f"{TESTS}/"):
        return f"{TESTS}/{name}/" + "/".join(parts[2:])
    folder = "/".join(parts[:2])
    if folder in KEPT_FOLDERS and len(parts) > 2:
        return f"{folder}/{name}/" + "/".join(parts[2:])
    return f"data/{name}/" + "/".join(parts[1:])
