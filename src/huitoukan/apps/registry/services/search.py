"""Keeping what lists and search read: keys, numbers of members, places in the list, tallies.

Called inside the transaction of whatever changed households or members, after the change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from django.db.models import CharField, OuterRef, Subquery, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Concat

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.places.models import Area
from huitoukan.apps.registry.fields import place_key
from huitoukan.apps.registry.models import Household, Member, SearchKey
from huitoukan.apps.registry.names import keys_of_household
from huitoukan.apps.registry.services.pouring import pour
from huitoukan.apps.registry.services.tally import tally_villages

AT_ONCE: Final = 1_000
"""Households whose keys are made together: some 20,000 rows, about 10 MB."""
_WHY: Final = "lists and search are kept for everybody"
_COLUMNS: Final = ("household_id", "key", "kind")


def refresh_lists(
    campaign: Campaign,
    household_pks: Sequence[int] | None = None,
    *,
    left: Iterable[int] = (),
    heard: Callable[[int], None] = lambda _done: None,
) -> None:
    """Bring search, list and tallies up to date: of these households, or of the whole area.

    `left` are ids of villages that households have left; `heard` is told how many are done.
    """
    quality = campaign.pack.opened().quality
    here = Household.objects.for_system(_WHY).filter(
        area__path__startswith=campaign.area.depth_path
    )
    if household_pks is None:
        refresh_search(list(here.order_by("pk").values_list("pk", flat=True)), heard=heard)
        tally_villages(campaign.area, quality)
        return
    refresh_search(household_pks, heard=heard)
    villages = {*left}
    for some in _batches(household_pks):
        villages.update(here.filter(pk__in=some).order_by().values_list("area_id", flat=True))
    tally_villages(campaign.area, quality, villages)


def refresh_search(
    household_pks: Sequence[int], *, heard: Callable[[int], None] = lambda _done: None
) -> int:
    """Make the search keys of these households anew, and what the list shows of their members.

    Returns the number of keys written. One delete and one bulk insert for each few thousand.
    """
    n_keys = done = 0
    for some in _batches(household_pks):
        n_keys += _refresh(some)
        done += len(some)
        heard(done)
    return n_keys


def _batches(pks: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(pks), AT_ONCE):
        yield pks[start : start + AT_ONCE]


def _refresh(pks: Sequence[int]) -> int:
    people: dict[int, list[tuple[str, str]]] = {}
    phones: dict[int, list[str]] = {}
    members = Member.objects.for_system(_WHY).filter(household_id__in=pks, ended_on=None).order_by()
    for pk, name, id_no, phone in members.values_list(
        "household_id", "name", "id_no", KT("facts__member_phone")
    ):
        people.setdefault(pk, []).append((name, id_no))
        if phone:
            phones.setdefault(pk, []).append(phone)
    households = Household.objects.for_system(_WHY).filter(pk__in=pks).order_by()
    rows: list[tuple[int, str, str]] = []
    grown: dict[int, list[int]] = {}
    moved: list[int] = []
    for pk, number, head, phone, n_members, key, code in households.values_list(
        "pk",
        "household_no",
        "head_name",
        KT("facts__household_phone"),
        "n_members",
        "place_key",
        "area__code",
    ):
        listed = people.get(pk, [])
        called = [*phones.get(pk, ()), *([phone] if phone else ())]
        keys = keys_of_household(number, called, [(head, ""), *listed])
        rows.extend((pk, text, kind.value) for kind, text in keys)
        if n_members != len(listed):
            grown.setdefault(len(listed), []).append(pk)
        if key != place_key(code, number):
            moved.append(pk)
    for n_members, some in grown.items():
        households.filter(pk__in=some).update(n_members=n_members)
    if moved:
        _place(moved)
    _write_keys(pks, rows)
    return len(rows)


def _place(pks: Sequence[int]) -> None:
    """Set the places of households whose village or number has changed."""
    code = Subquery(Area.objects.filter(pk=OuterRef("area")).values("code"))
    Household.objects.for_system(_WHY).filter(pk__in=pks).update(
        place_key=Concat(code, Value(" "), "household_no", output_field=CharField())
    )


def _write_keys(pks: Sequence[int], rows: list[tuple[int, str, str]]) -> None:
    """Put these rows in the place of the households' keys; objects would cost ten times as much."""
    SearchKey.objects.for_system(_WHY).filter(household_id__in=pks)._raw_delete("default")
    rows.sort()
    pour(SearchKey, _COLUMNS, rows)
