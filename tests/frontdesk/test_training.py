"""Training as a process: shown, stopped with all it started, whole or not at all."""

import os
import shutil
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from frontdesk import models, training, watched
from frontdesk.training import Trainee, train, train_model
from frontdesk.watched import Unwanted, Watch
from kernel.errors import Unavailable
from kernel.settings import Settings
from tests.frontdesk.workers import is_running

TRAINER = """#!{python}
import os, sys
from pathlib import Path
assert sys.argv[1:3] == ["-m", "nlu.train"], sys.argv
folder = Path(sys.argv[sys.argv.index("--out") + 1])
print('@stage {{"stage": "reading", "part": "", "percent": 12}}')
print("reading 3 files")
print("trained ✓", file=sys.stderr)
{rest}
"""
NOBODY = Watch()
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


def test_model_is_returned_and_lines_are_shown_when_training_succeeds(
    settings: Settings, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_trainer(tmp_path / "python", monkeypatch, SAVE)
    lines: list[str] = []
    assert train_model(settings, lines.append) == folder / "fresh.tar.gz"
    assert sorted(lines) == [" 12 % reading", "reading 3 files", "trained ✓"]


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


def ask(settings: Settings, watch: Watch = NOBODY, **given: object) -> Path:
    return train(settings, Trainee(settings.project, **given), watch)  # type: ignore[arg-type]


def left_in(settings: Settings) -> list[Path]:
    return list((settings.data / "training").iterdir())


def test_trainer_is_told_who_asked_for_which_files_and_where_to_put_what_it_needs(
    settings: Settings, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = """
for name in ("FRONTDESK_TRAINED_BY", "FRONTDESK_DATA_REVISION", "TMPDIR", "PYTHONHASHSEED"):
    print(name, os.environ[name])
print("project", sys.argv[sys.argv.index("--project") + 1], "--watch-parent" in sys.argv)
"""
    install_trainer(tmp_path / "python", monkeypatch, SAVE + told)
    lines: list[str] = []
    ask(settings, Watch(line=lines.append), revision="draft 7", who="Ada")
    said = dict(line.split(" ", 1) for line in lines)
    assert (said["FRONTDESK_TRAINED_BY"], said["FRONTDESK_DATA_REVISION"]) == ("Ada", "draft 7")
    assert said["TMPDIR"].startswith(str(settings.data))
    assert said["project"] == f"{settings.project} True"
    assert left_in(settings) == []


def test_all_it_started_ends_and_models_stay_as_they_were_when_it_is_stopped(
    settings: Settings, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    helper = """
import subprocess, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print("pids", os.getpid(), child.pid, flush=True)
time.sleep(60)
"""
    install_trainer(tmp_path / "python", monkeypatch, helper)
    folder.mkdir()
    (folder / "good.tar.gz").write_bytes(b"good")
    pids: list[int] = []
    unwanted = threading.Event()

    def hear(line: str) -> None:
        if line.startswith("pids"):
            pids.extend(map(int, line.split()[1:]))
            unwanted.set()

    began = time.monotonic()
    with pytest.raises(Unwanted):
        ask(settings, Watch(line=hear, is_unwanted=unwanted.is_set))
    assert time.monotonic() - began < 30
    assert len(pids) == 2
    deadline = time.monotonic() + 10
    while any(map(is_running, pids)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(is_running, pids))
    assert [path.name for path in folder.iterdir()] == ["good.tar.gz"]
    assert left_in(settings) == []


def test_one_that_takes_no_notice_is_killed_when_it_is_stopped(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deaf = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf", os.getpid(), flush=True)
time.sleep(60)
"""
    install_trainer(tmp_path / "python", monkeypatch, deaf)
    monkeypatch.setattr(watched, "TERM_SECONDS", 0.2)
    heard: list[str] = []
    with pytest.raises(Unwanted):
        ask(settings, Watch(line=heard.append, is_unwanted=lambda: len(heard) > 2))
    [pid] = [int(line.split()[1]) for line in heard if line.startswith("deaf")]
    assert not is_running(pid)


def test_nothing_is_published_when_it_is_not_wanted_at_the_very_end(
    settings: Settings, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_trainer(tmp_path / "python", monkeypatch, SAVE)

    def refuse() -> None:
        raise Unwanted

    with pytest.raises(Unwanted):
        ask(settings, confirm=refuse)
    assert not folder.exists()


def test_no_training_begins_when_the_disk_is_nearly_full(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_trainer(tmp_path / "python", monkeypatch, SAVE)
    free = SimpleNamespace(total=10**12, used=10**12, free=training.LEAST_FREE - 1)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: free)
    lines: list[str] = []
    with pytest.raises(Unavailable, match="300 MB of free disk"):
        ask(settings, Watch(line=lines.append))
    assert lines == []


def test_model_of_the_same_name_is_never_overwritten(
    settings: Settings, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_trainer(tmp_path / "python", monkeypatch, SAVE)
    folder.mkdir()
    (folder / "fresh.tar.gz").write_bytes(b"older")
    with pytest.raises(Unavailable, match="already"):
        ask(settings)
    assert (folder / "fresh.tar.gz").read_bytes() == b"older"


def test_what_a_killed_process_left_is_swept_away(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_trainer(tmp_path / "python", monkeypatch, SAVE)
    old, young = settings.data / "training" / "old", settings.data / "training" / "young"
    for path in (old, young):
        path.mkdir(parents=True)
    os.utime(old, (1, 1))
    ask(settings)
    assert left_in(settings) == [young]


@pytest.mark.parametrize("line", ["@stage {", '@stage {"stage": 1}', "@stage []", "@stage"])
def test_line_that_is_no_stage_is_shown_as_it_is(line: str) -> None:
    lines: list[str] = []
    watched.show_line(line, Watch(line=lines.append))
    assert lines == [line]
