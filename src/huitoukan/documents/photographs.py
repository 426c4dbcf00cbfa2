"""Reading photographs: what they tell of themselves, a copy for show, and what they look like.

A photograph is untrusted input: only JPEG and PNG are decoded, a header that promises more pixels
than a phone makes is refused before anything is decoded, and what is shown later is drawn anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, Final

import numpy as np
from PIL import ExifTags, Image, ImageFile, ImageOps

from huitoukan.domain.refusals import Refused

FORMATS: Final = ("JPEG", "PNG")
"""The JPEG with a second picture behind it that some phones write (MPO) opens as a JPEG."""
LARGEST_PIXELS: Final = 64_000_000
"""Pixels of the largest picture that is decoded; 50-megapixel phones make 50.3 million."""
SHOWN_SIDE: Final = 1600
"""Pixels of the longer side of the copy for show."""
QUALITY: Final = 82
HEIC_BRANDS: Final = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")
FLAT: Final = 2.0
"""Below this spread of grey values (of 255) a picture shows nothing by which to know it again."""
LIKENESS_BITS: Final = 63
_SIDE: Final = 32
_WAVES: Final = np.cos(
    np.pi * np.arange(8)[:, None] * (2 * np.arange(_SIDE)[None, :] + 1) / (2 * _SIDE)
)


@dataclass(frozen=True)
class ReadPhotograph:
    """A photograph as read. `shown` is a JPEG without any data beside the picture.

    `taken_at` is the camera's own clock (naive unless it names an offset); `latitude` and
    `longitude` are degrees, north and east positive; `likeness` is a number of 63 bits that
    differs in few bits for copies of the same picture, None for a picture without structure.
    """

    width: int
    height: int
    shown: bytes
    taken_at: datetime | None
    latitude: float | None
    longitude: float | None
    likeness: int | None


def is_heic(content: bytes) -> bool:
    """Whether these are the first bytes of a HEIC (or AVIF) picture, as iPhones write them."""
    return content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS


def read_photograph(name: str, content: bytes) -> ReadPhotograph:
    """Read a JPEG or PNG; Refused PHOTO_HEIC, PHOTO_PIXELS or PHOTO_BROKEN otherwise."""
    if is_heic(content):
        raise Refused("PHOTO_HEIC", name=name)
    # The library of PDFs lets the whole process take halves of pictures; here they are refused.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as image:
            width, height = image.size
            if width * height > LARGEST_PIXELS:
                raise Refused(
                    "PHOTO_PIXELS",
                    name=name,
                    found=width * height // 1_000_000,
                    limit=LARGEST_PIXELS // 1_000_000,
                )
            taken_at, latitude, longitude = _told(image)
            # A JPEG is decoded at an eighth, a quarter or half of its size where that is enough.
            image.draft("RGB", (SHOWN_SIDE, SHOWN_SIDE))
            picture = _upright(image)
    except Refused:
        raise
    except Image.DecompressionBombError as error:
        raise Refused(
            "PHOTO_PIXELS", name=name, found=">179", limit=LARGEST_PIXELS // 1_000_000
        ) from error
    except Exception as error:  # decoders raise whatever a broken file leads them to
        raise Refused("PHOTO_BROKEN", name=name) from error
    return ReadPhotograph(
        width, height, _for_show(picture), taken_at, latitude, longitude, likeness_of(picture)
    )


def _upright(image: Image.Image) -> Image.Image:
    """The decoded picture, turned as the camera was held, in three colours, on white."""
    turned = ImageOps.exif_transpose(image)
    if turned.mode in {"RGBA", "LA", "P", "PA"}:
        layered = turned.convert("RGBA")
        flat = Image.new("RGB", layered.size, "white")
        flat.paste(layered, mask=layered.getchannel("A"))
        turned = flat
    turned = turned.convert("RGB")
    turned.thumbnail((SHOWN_SIDE, SHOWN_SIDE), Image.Resampling.LANCZOS)
    return turned


def _for_show(picture: Image.Image) -> bytes:
    """The picture as a JPEG; pixels only, so that nothing hidden comes along."""
    pixels = Image.new("RGB", picture.size)
    pixels.paste(picture)
    out = BytesIO()
    pixels.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def likeness_of(picture: Image.Image) -> int | None:
    """The signs of the 63 slowest waves of the grey picture against their median (a pHash).

    Brightness, size and compression change few of them; measured: docs/reference/measurements.md.
    """
    small = picture.convert("L").resize((_SIDE, _SIDE), Image.Resampling.LANCZOS)
    grey = np.asarray(small, dtype=float)
    if float(grey.std()) < FLAT:
        return None
    waves = (_WAVES @ grey @ _WAVES.T).ravel()[1:]
    bits = waves > np.median(waves)
    return int("".join("1" if bit else "0" for bit in bits), 2)


def _told(image: Image.Image) -> tuple[datetime | None, float | None, float | None]:
    """Time and place that the camera wrote; what cannot be read counts as not written."""
    try:
        exif = image.getexif()
        inner, place = exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo)
    except Exception:  # noqa: BLE001 - a broken block beside a sound picture
        return None, None, None
    latitude = _degrees(place, ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLatitudeRef, b"S", 90)
    longitude = _degrees(place, ExifTags.GPS.GPSLongitude, ExifTags.GPS.GPSLongitudeRef, b"W", 180)
    if not latitude and not longitude:  # 0°, 0° is what cameras write that found no satellites
        return _moment(inner), None, None
    has_both = latitude is not None and longitude is not None
    return _moment(inner), latitude if has_both else None, longitude if has_both else None


def _moment(tags: dict[int, Any]) -> datetime | None:
    """When the picture was taken, by the camera's clock."""
    text = str(tags.get(ExifTags.Base.DateTimeOriginal, "")).strip("\0 ")
    offset = str(tags.get(ExifTags.Base.OffsetTimeOriginal, "")).strip("\0 ")
    for words, form in ((text + offset, "%Y:%m:%d %H:%M:%S%z"), (text, "%Y:%m:%d %H:%M:%S")):
        try:
            found = datetime.strptime(words, form)  # noqa: DTZ007 - a camera knows its own clock only
        except ValueError:
            continue
        return found if found.year > 1990 else None
    return None


def _degrees(
    tags: dict[int, Any], value: int, side: int, negative: bytes, most: float
) -> float | None:
    """Degrees, minutes and seconds as one number; None for what is no such place."""
    try:
        degrees, minutes, seconds = (float(part) for part in tags[value])
        found = degrees + minutes / 60 + seconds / 3600
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    where = tags.get(side, "")
    where = where.encode() if isinstance(where, str) else bytes(where)
    found = -found if where[:1].upper() == negative else found
    return found if abs(found) <= most else None  # a NaN compares false
