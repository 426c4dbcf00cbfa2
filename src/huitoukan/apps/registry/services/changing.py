"""Rows of the registry, whichever table: finding them, what they hold, and changing what they hold.

Every change leaves a `Change` with the fields before and after; imports write theirs in bulk
(merging), everything else comes through here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, Final

from django.db.models import QuerySet

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.places.models import Area
from huitoukan.apps.registry.models import (
    PLACE,
    Change,
    ChangeKind,
    Household,
    ListedPerson,
    Member,
    VillageFacts,
)
from huitoukan.apps.registry.services.rows import row_hash

Held = dict[str, Any]
"""What a row holds: the facts, and for all but villages and members the code of its place."""
Base = VillageFacts | Household | Member | ListedPerson
ROWS_AT_ONCE: Final = 1000

KEY_FIELDS: Final = {
    "village": "area__code", "household": "household_no", "member": "person_no",
}  # fmt: skip


def base_rows(table: str, campaign: Campaign) -> QuerySet[Any]:
    """The rows of the registry that a table's rows may be the same as."""
    why = "an import compares with all that is there"
    if table == "village":
        return VillageFacts.objects.for_system(why)
    if table == "household":
        return Household.objects.for_system(why)
    if table == "member":
        return Member.objects.for_system(why)
    return ListedPerson.objects.for_system(why).filter(county=campaign.area, table=table)


def related(rows: QuerySet[Any], table: str) -> QuerySet[Any]:
    """The rows with the places that `held` and `area_id_of` read."""
    return rows.select_related("household" if table == "member" else "area")


def held(row: Base) -> Held:
    """What a row of the registry holds, its place among it."""
    if isinstance(row, VillageFacts | Member):
        return dict(row.facts)
    return {**row.facts, PLACE: row.area.code}


def key_of_row(row: Base) -> str:
    """The key by which the row is known in its table."""
    if isinstance(row, VillageFacts):
        return row.area.code
    if isinstance(row, Household):
        return row.household_no
    return row.person_no if isinstance(row, Member) else row.key


def household_no_of(row: Base) -> str:
    """The household that the row belongs to, or ""."""
    if isinstance(row, VillageFacts):
        return ""
    return row.household.household_no if isinstance(row, Member) else row.household_no


def area_id_of(row: Base) -> int:
    """The place that the row belongs to."""
    return row.household.area_id if isinstance(row, Member) else row.area_id


def change_rows(
    table: str,
    campaign: Campaign,
    fields: Mapping[str, tuple[Held, Held]],
    *,
    reason: str,
    at: datetime,
    by: str,
    effective_on: date | None = None,
    event: str = "",
) -> None:
    """Change rows by key: fields as they are before, and as they shall be; absent ones go away.

    Inside the caller's transaction. Each change is written down.
    """
    key_field = KEY_FIELDS.get(table, "key")
    found = base_rows(table, campaign).filter(**{f"{key_field}__in": list(fields)})
    rows = list(related(found, table))
    places = Places(table, [after for _, after in fields.values()])
    done = []
    for row in rows:
        key = key_of_row(row)
        before, after = fields[key]
        now = {name: value for name, value in held(row).items() if name not in before}
        places.fill(row, {**now, **after}, at)
        done.append(
            Change(
                table=table, key=key, household_no=household_no_of(row), area_id=area_id_of(row),
                kind=ChangeKind.UPDATED, before=before, after=after,
                n_fields=len(before.keys() | after.keys()), reason=reason,
                effective_on=effective_on or at.date(), at=at, by=by, event=event,
            )
        )  # fmt: skip
    if rows:
        base_rows(table, campaign).bulk_update(rows, COLUMNS[type(rows[0])], ROWS_AT_ONCE)
    Change.objects.bulk_create(done, ROWS_AT_ONCE)


COLUMNS: Final[dict[type[Base], tuple[str, ...]]] = {
    VillageFacts: ("facts", "row_hash"),
    Household: (
        "area", "natural_group", "head_name", "household_type", "exit_status", "monitor_category",
        "facts", "row_hash", "changed_at",
    ),
    Member: ("household", "name", "id_no", "facts", "row_hash"),
    ListedPerson: ("area", "name", "id_no", "household_no", "facts", "row_hash"),
}  # fmt: skip


class Places:
    """Puts what a row shall hold into its columns; places and households looked up once."""

    def __init__(self, table: str, helds: Collection[Held]) -> None:
        codes = {after[PLACE] for after in helds if PLACE in after}
        self._areas = {area.code: area for area in Area.objects.filter(code__in=codes)}
        numbers = {a["household_no"] for a in helds if table == "member" and "household_no" in a}
        self._households = {
            household.household_no: household
            for household in Household.objects.for_system("where a changed member goes").filter(
                household_no__in=numbers
            )
        }

    def fill(self, row: Base, new: Held, at: datetime) -> None:
        """Set the columns of a row from what it shall hold."""
        area = self._areas.get(new.pop(PLACE, ""))
        if area is not None and isinstance(row, Household | ListedPerson):
            row.area = area
        row.facts = new
        if isinstance(row, Household):
            row.head_name = new["head_name"]
            for name in ("natural_group", "household_type", "exit_status", "monitor_category"):
                setattr(row, name, new.get(name) or "")
            row.changed_at = at
        elif isinstance(row, Member):
            if household := self._households.get(new["household_no"]):
                row.household = household
            row.name, row.id_no = new["name"], new.get("id_no") or ""
        elif isinstance(row, ListedPerson):
            row.name, row.id_no = new.get("name") or "", new.get("id_no") or ""
            row.household_no = new.get("household_no") or ""
        where = {} if isinstance(row, Member) else {"area": row.area.code}
        row.row_hash = row_hash({**new, **where})
