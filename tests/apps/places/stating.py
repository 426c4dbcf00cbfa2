"""Changes as the tests of places state them, short."""

from __future__ import annotations

from datetime import date
from typing import Any

from huitoukan.apps.places.models import Area
from huitoukan.apps.places.services.changes import AskedChange, Stated
from huitoukan.domain.borders import ChangeKind

EARLY, DAY, LATE = date(2020, 1, 1), date(2025, 7, 1), date(2026, 11, 1)
BASIS = "滇民政〔2025〕7号"


def asked(
    kind: ChangeKind,
    old: str = "",
    new: str = "",
    *,
    on: date = DAY,
    basis: str = BASIS,
    **more: Any,
) -> AskedChange:
    """A change from words: "代码 名称 上级, 代码 名称" on both sides."""
    return AskedChange(kind, on, basis, _sides(old), _sides(new), **more)


def _sides(text: str) -> tuple[Stated, ...]:
    return tuple(Stated(*side.split()) for side in text.split(",") if side.strip())


def area(code: str) -> Area:
    """The area that has the code now."""
    return Area.objects.get(code=code)
