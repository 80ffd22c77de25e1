"""Only a model that this installation signed counts."""

import json
from pathlib import Path

import pytest

from bot.releases.archives import find_archive, list_archives, models_folder, newest_archive
from kernel.errors import NotFound
from kernel.settings import Settings
from tests.bot.releases.conftest import MakeModel


@pytest.fixture
def folder(settings: Settings) -> Path:
    return models_folder(settings)


def test_none_is_found_when_there_is_no_folder(settings: Settings) -> None:
    assert newest_archive(settings) is None
    assert list_archives(settings) == []


def test_newest_is_found_when_there_are_several(settings: Settings, make_model: MakeModel) -> None:
    make_model("zebra", age_seconds=60)
    facts = {"held_out": {"macro_f1": 0.91}, "trained_at": "2026-03-01T00:00:00+00:00"}
    newest = make_model("apple", **facts)
    make_model("mango", age_seconds=30)
    found = newest_archive(settings)
    assert found is not None
    assert (found.path, found.name, found.macro_f1) == (newest, "apple", 0.91)
    assert found.trained_at is not None
    assert [one.name for one in list_archives(settings)] == ["apple", "mango", "zebra"]


@pytest.mark.parametrize("facts", [{}, {"held_out": None}, {"held_out": {"macro_f1": "high"}}])
def test_score_and_time_are_unknown_when_the_manifest_has_none(
    settings: Settings, make_model: MakeModel, facts: dict[str, object]
) -> None:
    make_model("m", trained_at="2026-03-01T00:00:00", **facts)
    found = find_archive(settings, "m")
    assert (found.macro_f1, found.trained_at) == (None, None)


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
    signed = make_model("signed", age_seconds=60)
    (folder / "foreign.tar.gz").write_bytes(b"model")
    if manifest is not None:
        (folder / "foreign.json").write_bytes(manifest)
    assert [one.path for one in list_archives(settings)] == [signed]


def test_older_one_is_found_when_another_installation_signed_the_newest(
    settings: Settings, folder: Path, make_model: MakeModel
) -> None:
    own = make_model("own", age_seconds=60)
    make_model("theirs", key="t" * 64)
    assert [one.path for one in list_archives(settings)] == [own]


def test_manifest_of_another_archive_is_refused(
    settings: Settings, folder: Path, make_model: MakeModel
) -> None:
    good = make_model("good")
    (folder / "evil.tar.gz").write_bytes(b"other")
    body = json.loads((folder / "good.json").read_text(encoding="utf-8"))
    (folder / "evil.json").write_text(json.dumps(body), encoding="utf-8")
    assert [one.path for one in list_archives(settings)] == [good]


@pytest.mark.parametrize(
    "name", ["", "../good", "/etc/passwd", "a/b", ".hidden", "x" * 101, "absent"]
)
def test_name_that_leads_elsewhere_is_not_found(
    settings: Settings, make_model: MakeModel, name: str
) -> None:
    make_model("good")
    assert find_archive(settings, "good").name == "good"
    with pytest.raises(NotFound):
        find_archive(settings, name)
