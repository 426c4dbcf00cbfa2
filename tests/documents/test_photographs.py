"""Reading photographs: broken and hostile ones are refused, the copy for show tells nothing."""

from __future__ import annotations

import struct
import zlib
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from PIL import ExifTags, Image, ImageFile

from huitoukan.documents.photographs import SHOWN_SIDE, read_photograph
from huitoukan.domain.photographs import differing_bits
from huitoukan.domain.refusals import Refused
from huitoukan.simulate.photographs import house

TAKEN = datetime(2026, 11, 2, 9, 30)  # noqa: DTZ001 - a camera's clock
PLACE = (33.0125, 108.25)
PHOTOGRAPH = house(is_repaired=True, taken_at=TAKEN, place=PLACE)


def png_that_promises(width: int, height: int) -> bytes:
    """A PNG of some bytes whose header promises so many pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1000))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def as_bytes(image: Image.Image, kind: str = "PNG", **how: Any) -> bytes:
    out = BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\x00\x00\x00\x18ftypheic" + bytes(100), "PHOTO_HEIC"),
        (b"\x00\x00\x00\x18ftypmif1" + bytes(100), "PHOTO_HEIC"),
        (png_that_promises(9000, 9000), "PHOTO_PIXELS"),
        (png_that_promises(60000, 60000), "PHOTO_PIXELS"),
        (png_that_promises(800, 600), "PHOTO_BROKEN"),
        (PHOTOGRAPH[: len(PHOTOGRAPH) // 2], "PHOTO_BROKEN"),
        (PHOTOGRAPH[:200], "PHOTO_BROKEN"),
        (b"\xff\xd8\xff\xe0" + bytes(64), "PHOTO_BROKEN"),
        (b"GIF89a" + bytes(64), "PHOTO_BROKEN"),
        (b"", "PHOTO_BROKEN"),
    ],
)
def test_what_cannot_be_read_whole_is_refused_by_name(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_photograph("门前.jpg", content)
    assert refusal.value.code == code
    assert "“门前.jpg”" in refusal.value.sentence()
    assert refusal.value.remedy()


def test_time_and_place_are_read_and_do_not_stand_in_the_copy() -> None:
    read = read_photograph("a.jpg", PHOTOGRAPH)
    assert read.taken_at == TAKEN
    assert (read.latitude, read.longitude) == pytest.approx(PLACE, abs=1e-6)
    assert not Image.open(BytesIO(read.shown)).getexif()
    assert b"Exif" not in read.shown
    again = read_photograph("b.jpg", read.shown)
    assert (again.taken_at, again.latitude, again.longitude) == (None, None, None)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026:11:02 09:30:00", "2026-11-02T09:30:00"),
        ("0000:00:00 00:00:00", None),
        ("1970:01:01 00:00:00", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_a_time_that_is_none_counts_as_not_written(written: str, read: str | None) -> None:
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = written
    image = Image.open(BytesIO(PHOTOGRAPH))
    found = read_photograph("a.jpg", as_bytes(image, "JPEG", exif=exif)).taken_at
    assert (found.isoformat() if found else None) == read


@pytest.mark.parametrize("place", [(0.0, 0.0), (95.0, 10.0), None])
def test_a_place_that_is_none_counts_as_not_written(place: tuple[float, float] | None) -> None:
    read = read_photograph("a.jpg", house(is_repaired=True, taken_at=TAKEN, place=place))
    assert (read.latitude, read.longitude) == (None, None)


def test_west_and_south_are_negative() -> None:
    read = read_photograph("a.jpg", house(is_repaired=True, place=(-12.5, -77.25)))
    assert (read.latitude, read.longitude) == pytest.approx((-12.5, -77.25))


def test_a_broken_block_of_the_camera_beside_a_sound_picture_tells_nothing() -> None:
    content = PHOTOGRAPH[:30] + b"\xff" * 40 + PHOTOGRAPH[70:]
    read = read_photograph("a.jpg", content)
    assert (read.taken_at, read.latitude) == (None, None)


def test_the_copy_is_upright_bounded_and_without_transparency() -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6  # the camera was turned by a quarter
    wide = Image.new("RGB", (4000, 1000), "red")
    read = read_photograph("a.jpg", as_bytes(wide, "JPEG", exif=exif))
    assert (read.width, read.height) == (4000, 1000)
    assert Image.open(BytesIO(read.shown)).size == (SHOWN_SIDE // 4, SHOWN_SIDE)
    clear = read_photograph("a.png", as_bytes(Image.new("RGBA", (40, 30), (0, 0, 0, 0))))
    shown = Image.open(BytesIO(clear.shown))
    assert (shown.mode, shown.getpixel((5, 5))) == ("RGB", (255, 255, 255))


def test_copies_of_a_picture_are_alike_other_pictures_and_empty_ones_are_not() -> None:
    first = read_photograph("a.jpg", PHOTOGRAPH).likeness
    small = Image.open(BytesIO(PHOTOGRAPH)).resize((160, 120))
    copy = read_photograph("b.jpg", as_bytes(small, "JPEG", quality=40)).likeness
    other = read_photograph("c.jpg", house(is_repaired=True, turn=1)).likeness
    assert first is not None
    assert copy is not None
    assert other is not None
    assert differing_bits(first, copy) <= 4
    assert differing_bits(first, other) >= 14
    white = read_photograph("d.png", as_bytes(Image.new("L", (64, 64), 255)))
    assert white.likeness is None


def test_half_a_photograph_is_refused_though_another_library_allows_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """WeasyPrint turns the switch on for the whole process, as soon as a PDF is made."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    with pytest.raises(Refused) as refusal:
        read_photograph("半张.jpg", PHOTOGRAPH[: len(PHOTOGRAPH) // 2])
    assert refusal.value.code == "PHOTO_BROKEN"
