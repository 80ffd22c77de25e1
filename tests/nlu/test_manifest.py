"""Models: only those that we signed and nobody changed."""

import json
from pathlib import Path

import pytest

from nlu.manifest import ManifestRefused, manifest_path, verify, write

KEY = "k" * 43


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "m.tar.gz"
    path.write_bytes(b"a model")
    write(path, {"seconds": 3.5, "who": "张三"}, KEY)
    return path


def test_our_own_model_is_accepted_with_its_facts(archive: Path) -> None:
    facts = verify(archive, KEY)
    assert (facts["who"], facts["archive"]) == ("张三", "m.tar.gz")


def test_a_changed_archive_is_refused(archive: Path) -> None:
    archive.write_bytes(b"another model")
    with pytest.raises(ManifestRefused, match="changed"):
        verify(archive, KEY)


def test_a_changed_manifest_is_refused(archive: Path) -> None:
    body = json.loads(manifest_path(archive).read_text())
    body["facts"]["who"] = "somebody"
    manifest_path(archive).write_text(json.dumps(body))
    with pytest.raises(ManifestRefused, match="not signed"):
        verify(archive, KEY)


def test_another_installations_model_is_refused(archive: Path) -> None:
    with pytest.raises(ManifestRefused, match="not signed"):
        verify(archive, "x" * 43)


@pytest.mark.parametrize("content", [None, "", "[]", '{"facts": 3, "signature": "x"}'])
def test_an_unreadable_manifest_is_refused(archive: Path, content: str | None) -> None:
    if content is None:
        manifest_path(archive).unlink()
    else:
        manifest_path(archive).write_text(content)
    with pytest.raises(ManifestRefused, match="no readable manifest"):
        verify(archive, KEY)


@pytest.mark.parametrize("key", ["", "short"])
def test_without_a_key_nothing_is_signed_or_loaded(archive: Path, key: str) -> None:
    with pytest.raises(ManifestRefused, match="FRONTDESK_MODEL_KEY"):
        verify(archive, key)
