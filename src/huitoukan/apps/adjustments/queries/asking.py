"""What the form of a kind asks for, and such a form as somebody filled it in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from huitoukan.domain.adjustments import MEMBER, Effect
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.registry import AdjustmentKind
from huitoukan.rules.shapes.tables import Column

NEW_PERSON = ("person_no", "name", "id_no")
"""What is asked of everybody new; a birth may be registered before the ID number is given."""
WITH_NEW_PERSON = {Effect.ADD_HOUSEHOLD, Effect.ADD_MEMBER}
WITH_PLACE = {Effect.ADD_HOUSEHOLD, Effect.MOVE_HOUSEHOLD}
WITH_OTHER = {Effect.SPLIT, Effect.MERGE, Effect.MOVE_MEMBER}
WITH_HEAD = {Effect.SPLIT, Effect.END_MEMBER, Effect.MOVE_MEMBER}
WITH_PERSONS = {Effect.SPLIT, Effect.END_MEMBER, Effect.MOVE_MEMBER}


@dataclass(frozen=True)
class Filled:
    """A form of an adjustment as it was filled in: words, not values.

    `fields` and `person` are column to text; `column` is the one that a correction chose.
    """

    kind: str
    household_no: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    person: Mapping[str, str] = field(default_factory=dict)
    persons: tuple[str, ...] = ()
    head: str = ""
    village: str = ""
    other: str = ""
    column: str = ""
    effective_on: date | None = None
    notice_from: date | None = None
    notice_to: date | None = None
    reason: str = ""
    problem: str = ""


def asked_columns(pack: Pack, kind: AdjustmentKind, column: str = "") -> list[Column]:
    """The columns whose values are asked for; of a correction the one that was chosen."""
    table = pack.fields[kind.about].by_name
    if kind.any_column:
        return [table[column]] if column in correctable(pack, kind) else []
    return [table[name] for name in kind.asks]


def correctable(pack: Pack, kind: AdjustmentKind) -> dict[str, Column]:
    """The columns that a correction may choose: not the keys, nor what follows from elsewhere."""
    keys = {"household_no", "person_no", "member_count", "head_name", "head_id_no"}
    places = {"county", "township", "township_code", "village", "place_code"}
    own = pack.fields[kind.about].by_name
    return {name: column for name, column in own.items() if name not in keys | places}


def person_columns(pack: Pack, kind: AdjustmentKind) -> list[Column]:
    """The columns asked of somebody new."""
    if Effect(kind.effect) not in WITH_NEW_PERSON:
        return []
    table = pack.fields[MEMBER].by_name
    return [table[name] for name in (*NEW_PERSON, *kind.person)]
