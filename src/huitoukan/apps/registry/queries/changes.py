"""What changed in a household, and between two snapshots, as shown to people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.core.showing import column_label, language, shown_value
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries import full_name
from huitoukan.apps.registry.models import PLACE, Change, ChangeKind
from huitoukan.apps.registry.pages import ChangedField, ChangedRow
from huitoukan.apps.registry.queries.frozen import KEYS, FrozenView, compared_file, frozen_pair
from huitoukan.domain.identity import mask_ids_in
from huitoukan.engine import api as engine
from huitoukan.rules.pack import Pack

NAMES: Final = {"household": "head_name", "member": "name", "village": "village"}
"""What a row of each table is called by."""
ROWS_AT_ONCE: Final = 5000
"""Rows whose values are fetched together: bounds the length of one question to the files."""


def changes_of_household(actor: Actor, household_no: str) -> ScopedQuerySet[Change]:
    """Applied changes of a household and its members, the newest first."""
    every = Change.objects.visible_to(actor, "household.see")
    return every.filter(household_no=household_no).exclude(at=None).order_by("-pk")


@dataclass(frozen=True)
class DifferenceLine:
    """One row that differs between two snapshots, with the changed fields in words, masked."""

    difference: engine.Difference
    name: str
    place: Area
    fields: tuple[ChangedField, ...]


def difference_lines(
    old: FrozenView, new: FrozenView, found: Sequence[engine.Difference], pack: Pack
) -> Iterator[DifferenceLine]:
    """The differences with name, place and values, in their order; only these rows are read."""
    here = {area.code: area for area in (*old.villages.values(), *new.villages.values())}
    for start in range(0, len(found), ROWS_AT_ONCE):
        some = found[start : start + ROWS_AT_ONCE]
        was = {table: _values(old, some, table) for table in KEYS}
        now = {table: _values(new, some, table) for table in KEYS}
        for one in some:
            before = was[one.table].get(one.key, {})
            after = now[one.table].get(one.key, {})
            columns = pack.fields[one.table].by_name
            yield DifferenceLine(
                one,
                (after or before).get(NAMES[one.table]) or "",
                here[one.place],
                tuple(
                    ChangedField(_("区划"), _place(old, before), _place(new, after))
                    if name == engine.PLACE
                    else ChangedField(
                        column_label(columns.get(name), name),
                        shown_value(columns.get(name), before.get(name), pack.codes),
                        shown_value(columns.get(name), after.get(name), pack.codes),
                    )
                    for name in one.fields
                ),
            )


def _values(
    view: FrozenView, some: Sequence[engine.Difference], table: str
) -> dict[str, dict[str, Any]]:
    """The rows of a table that differ, by their key, with the columns that are shown."""
    mine = [one for one in some if one.table == table]
    wanted = {NAMES[table], *(name for one in mine for name in one.fields)}
    keys = [one.key for one in mine]
    rows = engine.frozen_rows(view.folder / f"{table}.parquet", KEYS[table], keys, wanted)
    return {row[KEYS[table]]: row for row in rows}


def _place(view: FrozenView, row: dict[str, Any]) -> str:
    village = view.villages.get(row.get(engine.PLACE, ""))
    return full_name(village) if village else ""


def changes_between(actor: Actor, before: str, after: str) -> dict[str, dict[str, list[Any]]]:
    """For each table the keys added and removed, and each changed row's fields (before, after).

    Of both snapshots only the actor's villages; the pack of the later one names the fields.
    """
    old, new = frozen_pair(actor, before, after)
    pack = new.snapshot.campaign.pack.opened()
    found: dict[str, dict[str, list[Any]]] = {
        table: {kind: [] for kind in engine.KINDS} for table in KEYS
    }
    seen = engine.Seen(old.places, new.places)
    with engine.Differences(compared_file(old, new), seen) as differences:
        rows = differences.rows(engine.Wanted())
    for line in difference_lines(old, new, rows, pack):
        one = line.difference
        part = found[one.table][one.kind]
        if one.kind != engine.CHANGED:
            part.append(one.key)
            continue
        fields = {field.label: [field.before, field.after] for field in line.fields}
        part.append({"key": one.key, "household_no": one.household_no, "fields": fields})
    return found


def changed_rows(pack: Pack, changes: Iterable[Change]) -> list[ChangedRow]:
    """Changes for people: the labels of the pack, numbers masked.

    Of rows that came or went only that they did: what they held is the household's file.
    """
    shown = []
    for change in changes:
        is_update = change.kind == ChangeKind.UPDATED
        columns = pack.fields[change.table].by_name
        shown.append(
            ChangedRow(
                table=pack.fields[change.table].title.in_(language()),
                key=mask_ids_in(change.key),  # of a list the key begins with the ID number
                fields=tuple(
                    ChangedField(
                        _("区划代码") if name == PLACE else column_label(columns.get(name), name),
                        shown_value(columns.get(name), change.before.get(name)),
                        shown_value(columns.get(name), change.after.get(name)),
                    )
                    for name in sorted(change.before.keys() | change.after.keys())
                    if is_update
                ),
                href=(
                    reverse("dashboards:household", args=[change.household_no])
                    if change.household_no
                    else ""
                ),
            )
        )
    return shown
