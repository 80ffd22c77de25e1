"""Models: only those that we signed and nobody changed."""

import io
import json
import tarfile
from pathlib import Path

import pytest

from nlu.manifest import ManifestRefused, content_sum, manifest_path, verify, write

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


def pack(path: Path, files: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as packed:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            packed.addfile(member, io.BytesIO(content))
    return path


def test_sum_of_what_was_learned_is_free_of_time_and_order(tmp_path: Path) -> None:
    learned = {"components/a/x.json": b"1", "components/b/y.npz": b"2"}
    one = pack(tmp_path / "1.tar.gz", {**learned, "metadata.json": b"monday"})
    turned = dict(reversed(learned.items()))
    two = pack(tmp_path / "2.tar.gz", {"metadata.json": b"tuesday", **turned})
    other = pack(tmp_path / "3.tar.gz", {**learned, "components/b/y.npz": b"3"})
    assert content_sum(one) == content_sum(two) != content_sum(other)
