"""What comes in a zip is taken apart with care; each bad archive is refused in its own words."""

import random
import struct
import time
import tracemalloc
from io import BytesIO
from zipfile import ZIP_BZIP2, ZipFile, ZipInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.studio.exchange import archive
from console.studio.exchange.archive import find_root, read_archive
from console.studio.exchange.members import MAX_MEMBERS, ArchiveRefused
from console.studio.exchange.packing import README, pack
from console.words import WORDS
from nlu.core.project.yaml import MAX_BYTES
from tests.console.studio.exchange.zips import (
    LINK,
    NLU,
    PIPE,
    PROJECT,
    make_members,
    make_zip,
    set_flag,
)


def lie_about_size(content: bytes) -> bytes:
    """Let every member say that it is one byte long when unpacked."""
    changed = bytearray(content)
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = changed.find(signature)
        while at >= 0:
            changed[at + offset : at + offset + 4] = struct.pack("<I", 1)
            at = changed.find(signature, at + 4)
    return bytes(changed)


NOISE = random.Random(7).randbytes(2_500_000).hex()[: MAX_BYTES + 1]
BAD = {
    "wrong_type": b"\x1f\x8b\x08 no zip at all",
    "damaged": make_zip(PROJECT)[:-30],
    "large": b"PK\x03\x04" + b"\0" * 10_000_001,
    "empty": make_zip({"__MACOSX/._config.yml": "x"}),
    "no_project": make_zip({"notes.txt": "x"}),
    "many_members": make_zip({f"{n}.txt": "" for n in range(MAX_MEMBERS + 1)}),
    "many_files": make_zip({f"data/{n}.yml": "nlu: []\n" for n in range(501)}),
    "member": make_zip({"data/nlu.yml": NOISE}),
    "ratio": make_zip({"data/nlu.yml": "a" * 1_900_000}),
    "traversal": make_zip({**PROJECT, "data/../../evil.yml": "x"}),
    "absolute": make_zip({**PROJECT, "/etc/cron.d/evil": "x"}),
    "backslash": make_zip({**PROJECT, "data\\..\\evil.yml": "x"}),
    "name": make_zip({**PROJECT, "data/a\nb.yml": "x"}),
    "name_long": make_zip({**PROJECT, f"data/{'x' * 200}.yml": "x"}),
    "symlink": make_members((LINK, b"/etc/passwd")),
    "special": make_members((PIPE, b"")),
    "encrypted": set_flag(make_zip(PROJECT), 0x1),
    "method": make_zip(PROJECT, method=ZIP_BZIP2),
    "nested": make_zip({**PROJECT, "more.zip": make_zip(PROJECT)}),
    "case": make_zip({**PROJECT, "data/NLU.yml": NLU}),
    "not_utf8": make_zip({**PROJECT, "data/nlu.yml": "caf\xe9: 1".encode("latin-1")}),
    "not_text": make_zip({**PROJECT, "data/nlu.yml": b"nlu:\0"}),
    "several": make_zip({"a/config.yml": "x: 1", "b/config.yml": "x: 1"}),
}


@pytest.mark.parametrize("what", BAD)
def test_bad_archive_is_refused_in_words_of_its_own(what: str) -> None:
    began = time.perf_counter()
    with pytest.raises(ArchiveRefused) as caught:
        read_archive(BAD[what])
    assert time.perf_counter() - began < 10
    assert caught.value.code == f"exchange_{what}"
    for language in ("en", "zh"):
        words = WORDS[f"error_exchange_{what}"][language]
        assert words.format(**caught.value.data)


def test_every_refusal_is_tried() -> None:
    words = {key for key in WORDS if key.startswith("error_exchange_")}
    elsewhere = {"no_file", "gone", "stopped", "nothing", "twice", "total", "name_not_utf8"}
    assert words == {f"error_exchange_{what}" for what in {*BAD, *elsewhere}}


def test_one_name_twice_is_refused() -> None:
    same = [(ZipInfo("data/nlu.yml"), text) for text in (b"a: 1", b"b: 1")]
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = make_members(*same)
    with pytest.raises(ArchiveRefused) as caught:
        read_archive(content)
    assert caught.value.code == "exchange_twice"


def test_file_and_folder_of_one_name_are_refused() -> None:
    with pytest.raises(ArchiveRefused) as caught:
        read_archive(make_zip({"data/a.yml": "a: 1", "data/a.yml/b.yml": "b: 1"}))
    assert caught.value.code == "exchange_case"


def test_all_together_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_TOTAL", 300)
    with pytest.raises(ArchiveRefused) as caught:
        read_archive(make_zip({f"data/{n}.yml": NLU for n in range(5)}))
    assert caught.value.code == "exchange_total"


def test_name_in_another_writing_is_refused() -> None:
    content = make_zip({"data/例句.yml": NLU})
    assert read_archive(content).files == {"data/例句.yml": NLU}
    # The same bytes without the flag that says they are UTF-8.
    plain = bytearray(content)
    for signature, offset in ((b"PK\x03\x04", 7), (b"PK\x01\x02", 9)):
        plain[plain.find(signature) + offset] &= ~0x08
    with pytest.raises(ArchiveRefused) as caught:
        read_archive(bytes(plain))
    assert caught.value.code == "exchange_name_not_utf8"


def test_bomb_that_lies_about_its_size_costs_little() -> None:
    bomb = lie_about_size(make_zip({"data/nlu.yml": b"a" * 200_000_000}))
    tracemalloc.start()
    began = time.perf_counter()
    with pytest.raises(ArchiveRefused):
        read_archive(bomb)
    seconds, peak = time.perf_counter() - began, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert seconds < 5
    assert peak < 20_000_000


def test_members_that_do_not_belong_are_never_unpacked() -> None:
    content = make_zip({**PROJECT, "models/big.tar.gz": b"a" * 50_000_000, "actions/a.py": "x"})
    read = read_archive(content)
    assert dict(read.files) == dict(sorted(PROJECT.items()))
    assert read.left_out == {"models/big.tar.gz": "models", "actions/a.py": "code"}


def test_settings_and_secrets_are_not_taken() -> None:
    secret = "action_endpoint:\n  url: http://a.example/webhook\n"
    read = read_archive(make_zip({**PROJECT, "endpoints.yml": secret, "credentials.yml": "x: 1"}))
    assert set(read.left_out.values()) == {"settings"}
    assert list(read.beside) == ["endpoints.yml"]
    assert "endpoints.yml" not in read.files


@pytest.mark.parametrize("top", ["", "bot-main/", "a/b/"])
def test_top_folder_is_left_away(top: str) -> None:
    read = read_archive(make_zip(dict(PROJECT), top=top))
    assert dict(read.files) == dict(sorted(PROJECT.items()))
    assert read.top == top.rstrip("/")


@pytest.mark.parametrize(
    ("names", "root"),
    [
        (["data/nlu.yml"], ""),
        (["x/data/nlu.yml", "x/README.md"], "x/"),
        (["repo/README.md", "repo/bot/config.yml", "repo/bot/data/nlu.yml"], "repo/bot/"),
        (["bot/domain/a.yml", "web/index.html"], "bot/"),
        (["config.yml", "sub/config.yml"], ""),
        (["domain/domain.yml", "data/nlu.yml"], ""),
    ],
)
def test_root_is_where_the_project_lies(names: list[str], root: str) -> None:
    assert find_root(names) == root


def test_tests_of_rasa_get_the_folder_that_ours_have() -> None:
    story = "stories:\n- story: A\n  steps:\n  - user: hi\n    intent: greet\n"
    read = read_archive(make_zip({**PROJECT, "tests/test_stories.yml": story}))
    assert read.files["tests/conversations/test_stories.yml"] == story


def test_line_breaks_and_marks_of_windows_are_taken() -> None:
    read = read_archive(make_zip({"data/nlu.yml": "\ufeff" + NLU.replace("\n", "\r\n")}))
    assert read.files["data/nlu.yml"] == NLU


def test_export_is_the_same_every_time_and_comes_back_whole() -> None:
    one, other = pack(PROJECT, shop="Lumen"), pack(dict(reversed(PROJECT.items())), shop="Lumen")
    assert one == other
    read = read_archive(one)
    assert dict(read.files) == dict(sorted(PROJECT.items()))
    assert list(read.left_out) == [README]
    with ZipFile(BytesIO(one)) as packed:
        assert "Lumen" in packed.read(README).decode()


@given(content=st.binary(max_size=400), at=st.integers(0, 900), cut=st.integers(0, 900))
def test_any_bytes_are_read_or_refused(content: bytes, at: int, cut: int) -> None:
    whole = make_zip(dict(PROJECT))
    for tried in (content, whole[:at] + content + whole[at + cut :], b"PK\x03\x04" + content):
        try:
            read = read_archive(tried)
        except ArchiveRefused:
            continue
        assert all(".." not in path for path in read.files)
