"""Only a model that this installation signed is chosen; training says what goes wrong."""

import sys
from pathlib import Path

import pytest

from frontdesk import models
from frontdesk.models import newest_model, train_model
from kernel.errors import Unavailable
from kernel.settings import Settings
from tests.frontdesk.conftest import MakeModel

TRAINER = """#!{python}
import os, sys
from pathlib import Path
assert sys.argv[1:3] == ["-m", "nlu.train"], sys.argv
folder = Path(sys.argv[sys.argv.index("--out") + 1])
print("reading 3 files")
print("trained ✓", file=sys.stderr)
{rest}
"""
SAVE = """
sys.path.insert(0, os.environ["PYTHONPATH"])
from nlu.manifest import write
folder.mkdir()
(folder / "fresh.tar.gz").write_bytes(b"model")
write(folder / "fresh.tar.gz", {}, os.environ["FRONTDESK_MODEL_KEY"])
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "models"


@pytest.fixture
def settings(settings: Settings, folder: Path) -> Settings:
    return settings.model_copy(update={"models": folder})


def install_trainer(
    path: Path, monkeypatch: pytest.MonkeyPatch, rest: str, *, python: str = sys.executable
) -> None:
    """Put a script in the place of Rasa's interpreter."""
    path.write_text(TRAINER.format(python=python, rest=rest), encoding="utf-8")
    path.chmod(0o700)
    monkeypatch.setattr(models, "RASA_PYTHON", path)


def test_none_is_found_when_there_is_no_folder(settings: Settings) -> None:
    assert newest_model(settings) is None


def test_newest_is_found_when_there_are_several(
    settings: Settings, folder: Path, make_model: MakeModel
) -> None:
    make_model("zebra", folder=folder, age_seconds=60)
    newest = make_model("apple", folder=folder)
    make_model("mango", folder=folder, age_seconds=30)
    assert newest_model(settings) == newest


@pytest.mark.parametrize(
    "manifest",
    [
        None,
        b"",
        b"\xff\xfe",
        b"[]",
        b'{"facts": {}}',
        b'{"facts": {}, "signature": ""}',
        '{"facts": {}, "signature": "签"}'.encode(),
    ],
)
def test_older_one_is_found_when_the_newest_is_not_signed(
    settings: Settings, folder: Path, make_model: MakeModel, manifest: bytes | None
) -> None:
    signed = make_model("signed", folder=folder, age_seconds=60)
    (folder / "foreign.tar.gz").write_bytes(b"model")
    if manifest is not None:
        (folder / "foreign.json").write_bytes(manifest)
    assert newest_model(settings) == signed


def test_older_one_is_found_when_another_installation_signed_the_newest(
    settings: Settings, folder: Path, make_model: MakeModel
) -> None:
    own = make_model("own", folder=folder, age_seconds=60)
    make_model("theirs", folder=folder, key="t" * 64)
    assert newest_model(settings) == own


def test_model_is_returned_and_lines_are_shown_when_training_succeeds(
    settings: Settings, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_trainer(tmp_path / "python", monkeypatch, SAVE)
    lines: list[str] = []
    assert train_model(settings, lines.append) == folder / "fresh.tar.gz"
    assert sorted(lines) == ["reading 3 files", "trained ✓"]


@pytest.mark.parametrize("rest", ["sys.exit(3)", SAVE + "sys.exit(1)", "pass"])
def test_training_is_refused_when_it_fails_or_leaves_no_model(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rest: str
) -> None:
    install_trainer(tmp_path / "python", monkeypatch, rest)
    lines: list[str] = []
    with pytest.raises(Unavailable, match="Training failed"):
        train_model(settings, lines.append)
    assert "reading 3 files" in lines


def test_setup_is_named_when_the_environment_is_missing(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models, "RASA_PYTHON", tmp_path / "absent")
    with pytest.raises(Unavailable, match="make setup"):
        train_model(settings, print)


def test_line_is_indented_when_printed(capsys: pytest.CaptureFixture[str]) -> None:
    models.print_line("epoch 1 [of 3]")
    assert capsys.readouterr().out == "    epoch 1 [of 3]\n"
