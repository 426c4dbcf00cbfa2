"""The search text of households, rebuilt for those whose words may have changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from huitoukan.apps.registry.models import Household, Member
from huitoukan.apps.registry.names import search_text

AT_ONCE: Final = 1000


def refresh_search(pks: Sequence[int]) -> None:
    """Rebuild the search text of these households."""
    for start in range(0, len(pks), AT_ONCE):
        some = pks[start : start + AT_ONCE]
        people: dict[int, list[tuple[str, str]]] = {}
        rows = Member.objects.for_system("an import refreshes its lists").filter(
            household__in=some, ended_on=None
        )
        for household_id, name, id_no in rows.values_list("household_id", "name", "id_no"):
            people.setdefault(household_id, []).append((name, id_no))
        stale = []
        for household in Household.objects.for_system("an import refreshes its lists").filter(
            pk__in=some
        ):
            text = search_text(
                household.household_no,
                household.facts.get("household_phone", ""),
                [(household.head_name, ""), *people.get(household.pk, [])],
            )
            if household.search != text:
                household.search = text
                stale.append(household)
        Household.objects.for_system("an import refreshes its lists").bulk_update(
            stale, ["search"], AT_ONCE
        )
