"""What changed in a household, and between two snapshots, as shown to people."""

from __future__ import annotations

from typing import Any, Final

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.core.showing import column_label, shown_value
from huitoukan.apps.registry.models import Change
from huitoukan.apps.registry.queries import snapshot_folder, snapshot_named
from huitoukan.engine import api as engine

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
