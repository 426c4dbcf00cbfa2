"""Fills any page dataclass with invented values from its type hints: everything there, or nothing.

Texts carry characters that must be escaped; personal numbers begin with 99.
"""

from __future__ import annotations

import dataclasses
import itertools
import types
from datetime import UTC, date, datetime
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from huitoukan.apps.core.pages import ActionForm, Field, FilterField

HOSTILE = "甲<i>\"乙'&"
"""A text from data; unescaped it would be a tag."""

_BY_NAME: dict[str, str] = {
    "icon": "check",
    "code": "WT-2026-000001",
    "problem_code": "WT-2026-000002",
    "hit_code": "YD-2026-000003",
    "delivery_code": "JS-2026-000004",
    "running_job_code": "RW-2026-000005",
    "report_code": "ZL-2026-000006",
    "rule": "X11",
    "id": "X11",
    "assignment": "JB-2026-000006",
    "household_no": "9900000001",
    "dataset": "D07",
    "id_no": "990101********0018",
    "phone": "13900000000",
    "level": "county",
    "tone": "info",
    "language": "zh-hans",
    "case": "boundary",
    "start": "10.00%",
    "width": "20.00%",
    "style": "",
}
_numbers = itertools.count(1)
"""Names of inputs and steps are unique in a page."""
_ADDRESSES = ("href", "action")


def filled(kind: Any, *, is_full: bool, name: str = "", depth: int = 0) -> Any:
    """A value of this type: with every optional part, or with what has no default only."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _one_of(get_args(kind), is_full=is_full, name=name, depth=depth)
    if origin is Literal:
        return get_args(kind)[0 if is_full else -1]
    if origin is tuple:
        return _several(get_args(kind), is_full=is_full, name=name, depth=depth)
    if dataclasses.is_dataclass(kind):
        return _page(kind, is_full=is_full, depth=depth)
    if kind is str:
        return _text(name)
    plain: dict[Any, Any] = {
        int: 1234 if is_full else 0,
        float: 12.5 if is_full else 0.0,
        bool: is_full,
        date: date(2026, 10, 31),
        datetime: datetime(2026, 11, 22, 8, 30, tzinfo=UTC),
    }
    return plain[kind]


def _one_of(kinds: tuple[Any, ...], *, is_full: bool, name: str, depth: int) -> Any:
    if types.NoneType in kinds and not is_full:
        return None
    return filled(kinds[0], is_full=is_full, name=name, depth=depth)


def _several(kinds: tuple[Any, ...], *, is_full: bool, name: str, depth: int) -> Any:
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        # A tree of places holds itself; two levels show it.
        n = 2 if is_full and depth < 4 else 0
        one = kinds[0]
        return tuple(filled(one, is_full=is_full, name=name, depth=depth + 1) for _ in range(n))
    return tuple(filled(kind, is_full=is_full, name=name, depth=depth) for kind in kinds)


def _page(kind: Any, *, is_full: bool, depth: int) -> Any:
    hints = get_type_hints(kind)
    values = {
        field.name: filled(hints[field.name], is_full=is_full, name=field.name, depth=depth + 1)
        for field in dataclasses.fields(kind)
        if is_full or field.default is dataclasses.MISSING
    }
    if kind in (Field, FilterField):
        values["name"] = f"field-{next(_numbers)}"
    if kind is ActionForm:
        values["code"] = f"step-{next(_numbers)}"
    return kind(**values)


def _text(name: str) -> str:
    if name in _BY_NAME:
        return _BY_NAME[name]
    if name.endswith(_ADDRESSES):
        return "/problems/?tab=new&page=2"
    if name in {"low", "high"}:
        return "2026-10-31"
    return HOSTILE
