"""What changed in a household, and between two snapshots, as shown to people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.core.showing import column_label, language, shown_value
from huitoukan.apps.registry.models import PLACE, Change, ChangeKind
from huitoukan.apps.registry.pages import ChangedField, ChangedRow
from huitoukan.apps.registry.queries import snapshot_folder, snapshot_named
from huitoukan.engine import api as engine
from huitoukan.rules.pack import Pack

KEYS: Final = {"household": "household_no", "member": "person_no", "village": "village_code"}


def changes_of_household(actor: Actor, household_no: str) -> ScopedQuerySet[Change]:
    """Applied changes of a household and its members, the newest first."""
    every = Change.objects.visible_to(actor, "household.see")
    return every.filter(household_no=household_no).exclude(at=None).order_by("-pk")


def changes_between(actor: Actor, before: str, after: str) -> dict[str, dict[str, list[Any]]]:
    """For each table the keys added and removed, and each changed row's fields (before, after).

    Both snapshots must lie in the actor's areas; the pack of the later one names the fields.
    """
    old, new = snapshot_named(actor, before), snapshot_named(actor, after)
    pack = new.campaign.pack.opened()
    found: dict[str, dict[str, list[Any]]] = {}
    for table, key in KEYS.items():
        columns = pack.fields[table].by_name
        part: dict[str, list[Any]] = {"added": [], "removed": [], "changed": []}
        for difference in engine.differences(
            snapshot_folder(old.code) / f"{table}.parquet",
            snapshot_folder(new.code) / f"{table}.parquet",
            key,
        ):
            if difference.kind != "changed":
                part[difference.kind].append(difference.key)
                continue
            fields = {
                column_label(columns.get(name), name): [
                    shown_value(columns.get(name), was),
                    shown_value(columns.get(name), now),
                ]
                for name, (was, now) in difference.fields.items()
            }
            part["changed"].append(
                {"key": difference.key, "household_no": difference.household_no, "fields": fields}
            )
        found[table] = part
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
                key=change.key,
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
