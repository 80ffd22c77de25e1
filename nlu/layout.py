"""Where the files of a project lie, ours or one made elsewhere; all paths are from its root."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

INSTALLATION = Path(__file__).resolve().parent.parent
HELD_OUT = INSTALLATION / "tests" / "nlu"  # an installation may leave the tests out
MOODS, RESPONSES = "sentiment", "responses"  # folders of data/ that hold no training data of Rasa's


def find_config(root: Path) -> Path:
    """Return the configuration, whether it is there or not."""
    other = root / "config.yaml"
    return other if other.is_file() else root / "config.yml"


def find_domain(root: Path) -> list[str]:
    """Return the files and folders that make up the domain."""
    names = ("domain.yml", "domain.yaml", "domain", f"data/{RESPONSES}")
    return [name for name in names if (root / name).exists()]


def find_data(root: Path) -> list[str]:
    """Return the files and folders of training data."""
    parts = sorted((root / "data").glob("*"))
    return [f"data/{part.name}" for part in parts if part.name not in (MOODS, RESPONSES)]


def find_sentences(root: Path) -> list[Path]:
    """Return the folders whose sentences a training will embed."""
    examples = root / "data" / "nlu"
    moods = root / "data" / MOODS
    return [
        examples if examples.is_dir() else root / "data",
        moods if moods.is_dir() else INSTALLATION / "data" / MOODS,
        HELD_OUT,
    ]


def list_components(config: Path) -> list[str]:
    """Return the bare names of the components of a configuration; none if it cannot be read."""
    try:
        read: Any = yaml.safe_load(config.read_text(encoding="utf-8"))
        parts = [*(read.get("pipeline") or []), *(read.get("policies") or [])]
    except (OSError, ValueError, yaml.YAMLError, AttributeError, TypeError):
        return []  # Rasa will say what is wrong with it
    names = (part.get("name", "") if isinstance(part, dict) else part for part in parts)
    return [str(name).rpartition(".")[2] for name in names]
