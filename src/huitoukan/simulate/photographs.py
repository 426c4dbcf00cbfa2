"""Drawn pictures that stand for photographs of a house before and after its repair.

Invented like everything here: flat shapes in a small JPEG with a camera's time and place, the same
bytes for the same arguments. Each `turn` is another house, seen from elsewhere after the repair.
"""

from __future__ import annotations

import random
from datetime import datetime
from io import BytesIO
from typing import Any, Final

from PIL import ExifTags, Image, ImageDraw

WIDTH: Final = 320
HEIGHT: Final = 240
Place = tuple[float, float]


def house(
    *,
    is_repaired: bool,
    turn: int = 0,
    taken_at: datetime | None = None,
    place: Place | None = None,
) -> bytes:
    """A house under the sky; `taken_at` by the camera's clock, `place` degrees north and east."""
    chance = random.Random(f"{turn} {is_repaired}")
    picture = Image.new("RGB", (WIDTH, HEIGHT), _shade(chance, (150, 190, 220), 35))
    pen = ImageDraw.Draw(picture)
    horizon = chance.randrange(120, 190)
    for _ in range(3):
        left, top = chance.randrange(-80, WIDTH), horizon - chance.randrange(20, 110)
        hill = _shade(chance, (110, 130, 110), 40)
        pen.polygon([(left - 90, horizon), (left, top), (left + 120, horizon)], fill=hill)
    pen.rectangle((0, horizon, WIDTH, HEIGHT), fill=_shade(chance, (140, 150, 110), 30))
    _draw_house(pen, chance, horizon, is_repaired=is_repaired)
    for _ in range(chance.randrange(1, 5)):
        x, y = chance.randrange(WIDTH), horizon + chance.randrange(-10, 40)
        size = chance.randrange(10, 34)
        pen.rectangle((x - 3, y - size, x + 3, y), fill=(84, 66, 50))
        green = _shade(chance, (60, 100, 60), 25)
        pen.ellipse((x - size, y - 3 * size, x + size, y - size), fill=green)
    out = BytesIO()
    picture.save(out, "JPEG", quality=85, exif=_exif(taken_at, place))
    return out.getvalue()


def _draw_house(
    pen: ImageDraw.ImageDraw, chance: random.Random, horizon: int, *, is_repaired: bool
) -> None:
    left, wide = chance.randrange(15, 120), chance.randrange(110, 180)
    top, bottom = horizon - chance.randrange(30, 70), horizon + chance.randrange(20, 45)
    roof, wall = (
        ((176, 74, 52), (240, 234, 220)) if is_repaired else ((122, 106, 92), (206, 190, 150))
    )
    pen.rectangle((left, top, left + wide, bottom), fill=_shade(chance, wall, 12))
    peak = top - chance.randrange(25, 50)
    pen.polygon(
        [(left - 14, top), (left + wide // 2, peak), (left + wide + 14, top)],
        fill=_shade(chance, roof, 15),
    )
    door = left + chance.randrange(10, wide - 40)
    pen.rectangle((door, bottom - 44, door + 24, bottom), fill=(110, 78, 52))
    if not is_repaired:
        x = left + chance.randrange(20, wide - 10)
        crack = [(x + chance.randrange(-7, 8), y) for y in range(top, bottom, 8)]
        pen.line(crack, fill=(70, 55, 48), width=3)


def _shade(chance: random.Random, colour: tuple[int, int, int], by: int) -> tuple[int, int, int]:
    """The colour, lighter or darker."""
    moved = chance.randrange(-by, by + 1)
    red, green, blue = (max(0, min(255, part + moved)) for part in colour)
    return red, green, blue


def _exif(taken_at: datetime | None, place: Place | None) -> Image.Exif:
    exif = Image.Exif()
    if taken_at is not None:
        inner = exif.get_ifd(ExifTags.IFD.Exif)
        inner[ExifTags.Base.DateTimeOriginal] = f"{taken_at:%Y:%m:%d %H:%M:%S}"
    if place is not None:
        where = exif.get_ifd(ExifTags.IFD.GPSInfo)
        north, east = place
        where.update(
            {
                ExifTags.GPS.GPSLatitudeRef: "N" if north >= 0 else "S",
                ExifTags.GPS.GPSLatitude: _sixtieths(north),
                ExifTags.GPS.GPSLongitudeRef: "E" if east >= 0 else "W",
                ExifTags.GPS.GPSLongitude: _sixtieths(east),
            }
        )
    return exif


def _sixtieths(degrees: float) -> tuple[Any, ...]:
    """Degrees, minutes and seconds."""
    whole = abs(degrees)
    minutes = (whole - int(whole)) * 60
    return float(int(whole)), float(int(minutes)), round((minutes - int(minutes)) * 60, 3)
