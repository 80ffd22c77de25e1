"""Models are kept in plain files, signed; nothing else is ever loaded."""

import json
from pathlib import Path
from typing import Any

import pytest

from crm_backend.analytics.registry.files import (
    ModelRefused,
    delete_files,
    open_files,
    save_files,
)
from kernel.errors import Invalid

KEY = "k" * 43


def write(folder: Path) -> None:
    (folder / "model.json").write_text('{"a": 0.5}')
    (folder / "weights.npz").write_bytes(b"PK")


def save(root: Path, name: str = "one", **more: Any) -> str:
    values: dict[str, Any] = {"write": write, "facts": {"auc": 0.8}, "key": KEY}
    return save_files(root, kind="churn", name=name, **(values | more))


def load(root: Path, **more: Any) -> dict[str, Any]:
    values: dict[str, Any] = {"kind": "churn", "name": "one", "key": KEY}
    return open_files(root, **(values | more))[1]


def test_what_was_saved_is_opened(tmp_path: Path) -> None:
    sha256 = save(tmp_path)
    folder, facts = open_files(tmp_path, kind="churn", name="one", key=KEY, sha256=sha256)
    assert (folder / "model.json").read_text() == '{"a": 0.5}'
    assert facts["auc"] == 0.8
    assert set(facts["files"]) == {"model.json", "weights.npz"}


def test_another_key_opens_nothing(tmp_path: Path) -> None:
    save(tmp_path)
    with pytest.raises(ModelRefused):
        load(tmp_path, key="other")


@pytest.mark.parametrize("change", ["bytes", "more", "fewer", "link", "facts", "no manifest"])
def test_what_was_changed_is_refused(tmp_path: Path, change: str) -> None:
    save(tmp_path)
    folder = tmp_path / "churn" / "one"
    match change:
        case "bytes":
            (folder / "model.json").write_text('{"a": 0.6}')
        case "more":
            (folder / "more.json").write_text("{}")
        case "fewer":
            (folder / "weights.npz").unlink()
        case "link":
            (folder / "model.json").rename(tmp_path / "elsewhere.json")
            (folder / "model.json").symlink_to(tmp_path / "elsewhere.json")
        case "facts":
            body = json.loads((folder / "manifest.json").read_text())
            body["facts"]["auc"] = 0.99
            (folder / "manifest.json").write_text(json.dumps(body))
        case _:
            (folder / "manifest.json").unlink()
    with pytest.raises(ModelRefused):
        load(tmp_path)


def test_a_signed_model_does_not_stand_in_for_another(tmp_path: Path) -> None:
    first = save(tmp_path, "one")
    save(tmp_path, "two", facts={"auc": 0.1})
    (tmp_path / "churn" / "one").rename(tmp_path / "churn" / "gone")
    (tmp_path / "churn" / "two").rename(tmp_path / "churn" / "one")
    with pytest.raises(ModelRefused):
        load(tmp_path)
    delete_files(tmp_path, kind="churn", name="one")
    save(tmp_path, "one", facts={"auc": 0.1})
    with pytest.raises(ModelRefused):
        load(tmp_path, sha256=first)


def test_a_pickle_is_not_kept(tmp_path: Path) -> None:
    def write_pickle(folder: Path) -> None:
        (folder / "model.pkl").write_bytes(b"")

    with pytest.raises(Invalid):
        save(tmp_path, write=write_pickle)
    assert list((tmp_path / "churn").iterdir()) == []


@pytest.mark.parametrize("name", ["", "../up", "A", "a/b", ".a", "a" * 65])
def test_names_that_lead_elsewhere_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Invalid):
        save(tmp_path, name)


def test_a_name_is_used_once(tmp_path: Path) -> None:
    save(tmp_path)
    with pytest.raises(Invalid):
        save(tmp_path)


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"facts": 1, "signature": "é"}', "[" * 9_999])
def test_a_manifest_that_is_none_is_refused(tmp_path: Path, body: str) -> None:
    save(tmp_path)
    (tmp_path / "churn" / "one" / "manifest.json").write_text(body)
    with pytest.raises(ModelRefused):
        load(tmp_path)
