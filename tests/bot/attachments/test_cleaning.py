"""S71: whatever is uploaded, only pixels and plain PDFs come through."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.attachments import cleaning, rules
from bot.attachments.cleaning import clean_file
from bot.attachments.rules import MAX_BYTES, MAX_NAME, FileRefused, FileTooLarge, clean_name
from tests.bot.attachments.samples import (
    EICAR,
    PDF,
    SECRET,
    SVG,
    make_animation,
    make_bomb,
    make_photo,
    make_picture,
)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (make_picture("PNG"), "image/png"),
        (make_picture("PNG", mode="RGBA"), "image/png"),
        (make_picture("PNG", mode="L"), "image/png"),
        (make_picture("PNG", mode="P"), "image/png"),
        (make_picture("JPEG"), "image/jpeg"),
        (make_picture("JPEG", mode="CMYK"), "image/jpeg"),
        (make_picture("WEBP"), "image/webp"),
        (make_animation(), "image/png"),
        (PDF, "application/pdf"),
    ],
)
def test_file_is_taken_when_its_bytes_are_of_a_known_kind(content: bytes, media_type: str) -> None:
    file = clean_file(content, "photo.exe")
    assert file.media_type == media_type
    assert file.name == "photo" + rules.SUFFIXES[media_type]
    if media_type != "application/pdf":
        assert (file.width, file.height) == (40, 30)
        with Image.open(io.BytesIO(file.content)) as picture:
            assert picture.size == (40, 30)
            assert getattr(picture, "n_frames", 1) == 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (SVG, "type"),
        (b"<!doctype html><script>alert(1)</script>", "type"),
        (EICAR, "type"),
        (b"PK\x03\x04 a zip", "type"),
        (b"BM a bitmap", "type"),
        (b" " + PDF, "type"),
        (b"\x89PNG\r\n\x1a\n", "broken"),
        (make_picture("PNG")[:-30], "broken"),
        (b"\xff\xd8\xff\xe0" + bytes(500), "broken"),
        (b"GIF89a" + bytes(50), "broken"),
        (b"RIFF\x00\x00\x00\x00WEBP" + bytes(50), "broken"),
        (PDF[:20], "broken"),
        (PDF + b"<script>alert(1)</script>", "broken"),
        (PDF + make_picture("PNG"), "broken"),
    ],
)
@pytest.mark.parametrize("name", ["a.png", "a.pdf", "a.html"])
def test_s71_file_is_refused_when_its_bytes_are_not(content: bytes, reason: str, name: str) -> None:
    with pytest.raises(FileRefused) as refused:
        clean_file(content, name)
    assert refused.value.data["reason"] == reason
    assert refused.value.status == 422


def test_s71_file_is_refused_when_it_has_a_byte_too_many() -> None:
    filled = PDF[:-6] + bytes(MAX_BYTES - len(PDF)) + PDF[-6:]
    assert len(clean_file(filled, "a.pdf").content) == MAX_BYTES
    with pytest.raises(FileTooLarge) as refused:
        clean_file(PDF[:-6] + bytes(MAX_BYTES - len(PDF) + 1) + PDF[-6:], "a.pdf")
    assert (refused.value.data["reason"], refused.value.status) == ("too_large", 413)


@pytest.mark.parametrize(("width", "height"), [(20_000, 20_000), (8_000, 6_251), (2**31 - 1, 1)])
def test_s71_picture_is_refused_undecoded_when_it_is_huge(
    width: int, height: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cleaning, "_decode", pytest.fail)
    with pytest.raises(FileTooLarge) as refused:
        clean_file(make_bomb(width, height), "bomb.png")
    assert refused.value.data["reason"] == "too_many_pixels"


def test_s71_place_and_comment_are_gone_and_it_stands_upright_when_it_was_a_photo() -> None:
    photo = make_photo()
    assert SECRET in photo
    file = clean_file(photo, "photo.jpg")
    assert SECRET not in file.content
    assert b"Exif" not in file.content
    assert (file.width, file.height) == (30, 40)
    with Image.open(io.BytesIO(file.content)) as picture:
        assert dict(picture.getexif()) == {}


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("tail", [b"<script>alert(1)</script>", PDF, b"PK\x03\x04", SECRET])
def test_s71_what_stands_behind_the_picture_is_gone(form: str, tail: bytes) -> None:
    assert tail not in clean_file(make_picture(form) + tail, "a").content


def test_large_picture_is_scaled_down_when_it_is_kept() -> None:
    file = clean_file(make_picture("JPEG", (5_000, 2_500)), "a.jpg")
    assert (file.width, file.height) == (2_560, 1_280)


def test_grey_of_many_levels_is_not_blinded() -> None:
    into = io.BytesIO()
    Image.new("I;16", (10, 10), 32_768).save(into, "PNG")
    with Image.open(io.BytesIO(clean_file(into.getvalue(), "scan.png").content)) as picture:
        assert picture.convert("L").getpixel((0, 0)) == pytest.approx(128, abs=2)


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd.png"),
        ("C:\\temp\\photo.jpeg", "photo.png"),
        ("exe.gpj\u202egnp.exe", "exe.gpjgnp.png"),
        ("a\r\nSet-Cookie: b.png", "aSet-Cookie: b.png"),
        ("", "file.png"),
        ("...", "file.png"),
        ("照片.png", "照片.png"),
        (".htaccess", "htaccess.png"),
        ("x" * 300 + ".png", "x" * (MAX_NAME - 4) + ".png"),
    ],
)
def test_s71_name_is_plain_when_it_was_a_trick(name: str, clean: str) -> None:
    assert clean_name(name, "image/png") == clean


@given(st.text(st.characters(exclude_categories=())))
def test_any_name_becomes_one_that_can_be_kept(name: str) -> None:
    clean = clean_name(name, "application/pdf")
    assert 4 < len(clean) <= MAX_NAME
    assert clean.endswith(".pdf")
    assert not rules.UNSEEN.search(clean)
    assert not set(clean) & set("/\\\r\n\x00")
    assert clean.encode()


@given(st.binary(max_size=2_000), st.sampled_from(["PNG", "JPEG", "WEBP", "GIF", "PDF"]))
def test_any_bytes_are_taken_or_refused(noise: bytes, form: str) -> None:
    sample = PDF if form == "PDF" else make_picture(form)
    cut = len(noise) % len(sample)
    for content in (noise, sample[:cut] + noise, sample[:cut] + noise + sample[cut:]):
        try:
            file = clean_file(content, "a")
        except (FileRefused, FileTooLarge):
            continue
        assert file.content
