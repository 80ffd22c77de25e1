"""Models that hold nothing, with manifests that the installation signed."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.releases.archives import models_folder
from kernel.settings import Settings
from nlu.manifest import write

MakeModel = Callable[..., Path]


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"models": tmp_path / "models"})


@pytest.fixture
def make_model(settings: Settings) -> MakeModel:
    def make_one(name: str, *, key: str = "", age_seconds: float = 0, **facts: Any) -> Path:
        folder = models_folder(settings)
        folder.mkdir(exist_ok=True)
        archive = folder / f"{name}.tar.gz"
        archive.write_bytes(b"nothing")
        write(archive, facts, key or settings.derive_key("model"))
        made = archive.stat().st_mtime - age_seconds
        os.utime(archive, (made, made))
        return archive

    return make_one
