"""S63 and S64: archives that attack are refused before anything of them is written or loaded."""

import gzip
import io
import os
import pickle
import sys
import tarfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nlu import archive as archive_module
from nlu import serve
from nlu.archive import ArchiveRefused, check_archive, guard_rasa, unpack
from nlu.manifest import write

KEY = "k" * 43
GOOD = {"metadata.json": b"{}", "components/reader/arrays.npz": b"numbers"}
Build = Callable[[tarfile.TarFile], None]


def add(packed: tarfile.TarFile, name: str, content: bytes = b"x", **facts: Any) -> None:
    member = tarfile.TarInfo(name)
    for fact, value in facts.items():
        setattr(member, fact, value)
    member.size = len(content) if member.isreg() else 0
    packed.addfile(member, io.BytesIO(content))


def link(name: str, target: str, kind: bytes) -> Build:
    return lambda packed: add(packed, name, type=kind, linkname=target)


def several(*names: str) -> Build:
    def build(packed: tarfile.TarFile) -> None:
        for name in names:
            add(packed, name)

    return build


def through_link(packed: tarfile.TarFile) -> None:
    add(packed, "here", type=tarfile.SYMTYPE, linkname="/")
    add(packed, "here/evil")


ATTACKS: dict[str, Build] = {
    "parent": several("../evil"),
    "deep parent": several("components/../../evil"),
    "absolute": several("/evil"),
    "prefix sibling": several("../work-evil/evil"),
    "backslash": several("..\\evil"),
    "symbolic link": link("evil", "/etc/passwd", tarfile.SYMTYPE),
    "link within": link("evil", "metadata.json", tarfile.SYMTYPE),
    "through a link": through_link,
    "hard link": link("evil", "../outside", tarfile.LNKTYPE),
    "device": link("evil", "", tarfile.CHRTYPE),
    "block device": link("evil", "", tarfile.BLKTYPE),
    "pipe": link("evil", "", tarfile.FIFOTYPE),
    "twice": several("metadata.json", "metadata.json"),
    "twice by another spelling": several("a/b", "./a/b", "a//b"),
    "long name": several("n" * 2_000),
}


def pack(path: Path, build: Build, files: dict[str, bytes] = GOOD) -> Path:
    with tarfile.open(path, "w:gz") as packed:
        for name, content in files.items():
            add(packed, name, content)
        build(packed)
    return path


def nothing(_packed: tarfile.TarFile) -> None:
    """Leave the archive as it is."""


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with a sibling whose name begins with its own, as attackers like it."""
    work = tmp_path / "work"
    (work / "in").mkdir(parents=True)
    (tmp_path / "work-evil").mkdir()
    monkeypatch.chdir(work)
    return work


def list_all(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def test_model_is_unpacked_when_it_is_one(work: Path) -> None:
    unpack(pack(work / "m.tar.gz", nothing), work / "in")
    assert (work / "in/components/reader/arrays.npz").read_bytes() == b"numbers"


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_s63_nothing_is_written_when_a_member_attacks(
    work: Path, tmp_path: Path, attack: Build
) -> None:
    path = pack(work / "m.tar.gz", attack)
    before = list_all(tmp_path)
    with pytest.raises(ArchiveRefused):
        unpack(path, work / "in")
    assert list_all(tmp_path) == before


def test_s63_broken_twin_rasas_own_extraction_lets_a_sibling_in(work: Path, tmp_path: Path) -> None:
    """With our guard off the attack succeeds: the test above bites."""
    from rasa.engine.storage.local_model_storage import LocalModelStorage, TarSafe

    path = pack(work / "m.tar.gz", several("../work-evil/evil"))
    # As `LocalModelStorage._extract_archive_to_directory` does it, which other tests may have put
    # aside; the folder models are unpacked into lies beside the sibling here.
    with TarSafe.open(path, mode="r:gz") as packed:
        packed.extractall(work)  # noqa: S202 - that is the hole
    assert (tmp_path / "work-evil/evil").read_bytes() == b"x"
    (tmp_path / "work-evil/evil").unlink()
    guard_rasa()
    with pytest.raises(ArchiveRefused):
        LocalModelStorage.metadata_from_archive(path)
    assert list_all(tmp_path / "work-evil") == set()


def test_s63_broken_twin_names_that_come_twice_are_let_in_without_our_look(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = pack(work / "m.tar.gz", several("metadata.json"))
    monkeypatch.setattr(archive_module, "check_archive", lambda _archive: None)
    unpack(path, work / "in")
    assert (work / "in/metadata.json").read_bytes() == b"x"  # the second one won


class Zeros(io.RawIOBase):
    """So many zeros, made as they are read."""

    def __init__(self, size: int) -> None:
        self.left = size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        count = min(len(buffer), self.left)
        buffer[:count] = bytes(count)
        self.left -= count
        return count


def declare(path: Path, size: int, kind: bytes = tarfile.REGTYPE) -> Path:
    """Write an archive whose one header says that so many bytes follow."""
    member = tarfile.TarInfo("components/bomb")
    member.size, member.type = size, kind
    with gzip.open(path, "wb") as stream:
        stream.write(member.tobuf(tarfile.GNU_FORMAT))
        stream.write(bytes(1_000_000))
    return path


@pytest.mark.parametrize("kind", [tarfile.REGTYPE, tarfile.XHDTYPE, tarfile.GNUTYPE_LONGNAME])
def test_s63_bomb_of_ten_gigabytes_is_refused_by_its_header(work: Path, kind: bytes) -> None:
    path = declare(work / "m.tar.gz", 10_000_000_000, kind)
    began = time.monotonic()
    with pytest.raises(ArchiveRefused):
        check_archive(path)
    assert time.monotonic() - began < 5


def test_s63_bomb_of_many_parts_is_refused_at_the_limit(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive_module, "MAX_BYTES", 5_000_000)
    path = work / "m.tar.gz"
    with tarfile.open(path, "w:gz") as packed:
        for number in range(6):
            member = tarfile.TarInfo(f"part-{number}")
            member.size = 1_000_000
            packed.addfile(member, io.BufferedReader(Zeros(member.size)))
    assert path.stat().st_size < 50_000
    with pytest.raises(ArchiveRefused, match="too large"):
        check_archive(path)


def test_s63_a_million_members_are_refused_soon(work: Path) -> None:
    path = work / "m.tar.gz"
    with gzip.open(path, "wb", compresslevel=1) as stream:
        for number in range(60_000):
            stream.write(tarfile.TarInfo(f"m{number}").tobuf())
    began = time.monotonic()
    with pytest.raises(ArchiveRefused, match="more than"):
        check_archive(path)
    assert time.monotonic() - began < 20


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"\x1f\x8b broken", gzip.compress(b"x" * 99)]
)
def test_what_is_no_archive_is_refused(work: Path, content: bytes) -> None:
    path = work / "m.tar.gz"
    path.write_bytes(content)
    with pytest.raises(ArchiveRefused):
        unpack(path, work / "in")
    assert list_all(work / "in") == set()


class Evil:
    """Does something when it is unpickled."""

    def __reduce__(self) -> tuple[Any, ...]:
        return (os.mkdir, (os.environ["EVIL_FOLDER"],))


@pytest.fixture
def foreign(work: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    monkeypatch.setenv("EVIL_FOLDER", str(work / "owned"))
    evil = pickle.dumps(Evil())
    return {
        "pickle": evil,
        "joblib": b"\x78\x9c" + evil,
        "skops": b"PK\x05\x06" + bytes(18),
        "h5": b"\x89HDF\r\n\x1a\n" + evil,
    }


def run_serve(model: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Run the command line as far as the model would be loaded; return what would be."""
    reached: list[Path] = []
    monkeypatch.setattr(serve, "serve", lambda model, port, when_loaded: reached.append(model))
    monkeypatch.setattr(serve, "check_weights", lambda: None)
    monkeypatch.setattr(serve, "leave_out_tensorflow", lambda: None)
    monkeypatch.setenv("FRONTDESK_MODEL_KEY", KEY)
    monkeypatch.setattr(sys, "argv", ["serve", "--model", str(model), "--port", "1"])
    serve.main()
    return reached


@pytest.mark.parametrize("kind", ["pickle", "joblib", "skops", "h5"])
@pytest.mark.parametrize("signed_by", [None, "x" * 43])
def test_s64_foreign_content_without_our_signature_is_never_opened(
    work: Path,
    foreign: dict[str, bytes],
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    signed_by: str | None,
) -> None:
    files = GOOD | {f"components/train_X/model.{kind}": foreign[kind]}
    model = pack(work / "m.tar.gz", nothing, files)
    if signed_by is not None:
        write(model, {}, signed_by)
    with pytest.raises(SystemExit) as ended:
        run_serve(model, monkeypatch)
    assert "m.tar.gz" in str(ended.value)
    assert not (work / "owned").exists()


def test_s64_right_content_without_our_signature_is_refused_and_with_it_served(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = pack(work / "m.tar.gz", nothing)
    with pytest.raises(SystemExit):
        run_serve(model, monkeypatch)
    write(model, {}, KEY)
    [served] = run_serve(model, monkeypatch)
    assert served.name == model.name
    assert served != model  # a copy that nobody can exchange between the look and the load
    assert not served.exists()  # and which is gone afterwards


def test_s64_broken_twin_foreign_pickle_runs_when_signatures_are_not_asked_for(
    work: Path, foreign: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the guard off the archive is handed on, and who reads such a file runs what it says."""
    name = "components/train_X/model.pickle"
    model = pack(work / "m.tar.gz", nothing, GOOD | {name: foreign["pickle"]})
    write(model, {}, "x" * 43)
    monkeypatch.setattr(serve, "verify", lambda _model, _key: {})
    assert run_serve(model, monkeypatch)
    unpack(model, work / "in")
    pickle.loads((work / "in" / name).read_bytes())  # noqa: S301 - that is the attack
    assert (work / "owned").is_dir()


@pytest.mark.parametrize("attack", ["prefix sibling", "symbolic link", "twice"])
def test_s63_attack_is_refused_even_when_it_is_signed(
    work: Path, monkeypatch: pytest.MonkeyPatch, attack: str
) -> None:
    model = pack(work / "m.tar.gz", ATTACKS[attack])
    write(model, {}, KEY)
    with pytest.raises(SystemExit):
        run_serve(model, monkeypatch)
