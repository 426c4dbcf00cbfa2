"""Drawn pictures that stand for photographs of a house before and after its repair.

Invented like everything here: flat shapes in a small PNG, the same bytes for the same arguments.
"""

from __future__ import annotations

import struct
import zlib
from typing import Final

WIDTH: Final = 320
HEIGHT: Final = 240
Colour = tuple[int, int, int]

SKY: Final[Colour] = (205, 216, 224)
GROUND: Final[Colour] = (148, 163, 140)
WALL: Final[Colour] = (226, 212, 182)
REPAIRED_WALL: Final[Colour] = (240, 234, 220)
ROOF: Final[Colour] = (122, 106, 92)
REPAIRED_ROOF: Final[Colour] = (176, 74, 52)
DOOR: Final[Colour] = (110, 78, 52)
CRACK: Final[Colour] = (90, 70, 60)


def house(*, is_repaired: bool, turn: int = 0) -> bytes:
    """A house under the sky; `turn` moves it a little, so that two pictures differ."""
    left = 90 + turn % 7 * 6
    rows = []
    for y in range(HEIGHT):
        row = bytearray()
        for x in range(WIDTH):
            row.extend(_colour(x - left, y, is_repaired=is_repaired))
        rows.append(b"\x00" + bytes(row))
    return _png(b"".join(rows))


def _colour(x: int, y: int, *, is_repaired: bool) -> Colour:
    if 110 <= y < 190 and 0 <= x < 140:
        if 55 <= x < 85 and y >= 135:
            return DOOR
        if not is_repaired and abs(x - 112 - (y - 110) // 6 + (y // 9 % 3) * 3) < 2:
            return CRACK
        return REPAIRED_WALL if is_repaired else WALL
    if 60 <= y < 110 and 70 - (y - 60) * 8 // 5 <= x < 70 + (y - 60) * 8 // 5:
        return REPAIRED_ROOF if is_repaired else ROOF
    return SKY if y < 180 else GROUND


def _png(pixels: bytes) -> bytes:
    """A PNG of 8-bit RGB rows, each led by its filter byte 0 (ISO/IEC 15948)."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        check = zlib.crc32(kind + body)
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(pixels, 9))
        + chunk(b"IEND", b"")
    )
