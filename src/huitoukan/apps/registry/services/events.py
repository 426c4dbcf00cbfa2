"""Writing approved events: rows that come, change, or end; nothing is ever deleted by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max, Q

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.registry.models import PLACE, Change, ChangeKind, Household, Member
from huitoukan.apps.registry.services.changing import (
    KEY_FIELDS,
    Places,
    area_id_of,
    base_rows,
    change_rows,
    held,
    related,
)
from huitoukan.apps.registry.services.search import refresh_lists
from huitoukan.domain.adjustments import HOUSEHOLD, MEMBER, EventKind, Held, Key, RowEvent
from huitoukan.domain.refusals import Refused

_WHY = "an approved event writes what it says"


@dataclass(frozen=True)
class Stamp:
    """What every line of an event carries: its number, why, when in life, when written, by whom."""

    event: str
    reason: str
    ended_by: str
    effective_on: date
    at: datetime
    by: str


def rows_of(
    campaign: Campaign, household_nos: Sequence[str], *, lock: bool = False
) -> dict[Key, Held]:
    """What these households of the campaign and their members hold; those that ended are left out.

    Members in the order of the household's booklet. With `lock` nobody changes them until the
    transaction ends.
    """
    homes = Household.objects.for_system(_WHY).filter(
        household_no__in=household_nos,
        area__path__startswith=campaign.area.depth_path,
        ended_on=None,
    )
    if lock:
        homes = homes.select_for_update(of=("self",))
    found: dict[Key, Held] = {
        (HOUSEHOLD, home.household_no): held(home) for home in related(homes, HOUSEHOLD)
    }
    members = Member.objects.for_system(_WHY).filter(
        household__household_no__in=[key for _, key in found], ended_on=None
    )
    for member in members:
        found[MEMBER, member.person_no] = held(member)
    return found


def apply_events(campaign: Campaign, events: Sequence[RowEvent], stamp: Stamp) -> None:
    """Write events in their order, and bring lists and figures up to date.

    Inside the caller's transaction. Raises Refused ADJUSTMENT_NUMBER_TAKEN when a row that shall
    come is there already.
    """
    numbers = {n for one in events for n in _households_in(one)}
    touched = Household.objects.for_system(_WHY).filter(household_no__in=numbers)
    left = set(touched.values_list("area_id", flat=True))
    for one in events:
        if one.kind is EventKind.UPDATED:
            change_rows(
                one.table, campaign, {one.key: (one.before, one.after)}, reason=stamp.reason,
                at=stamp.at, by=stamp.by, effective_on=stamp.effective_on, event=stamp.event,
            )  # fmt: skip
        elif one.kind is EventKind.CREATED:
            _come(campaign, one, stamp)
        else:
            _end(campaign, one, stamp)
    refresh_lists(campaign, sorted(touched.values_list("pk", flat=True)), left=left)


def _households_in(one: RowEvent) -> set[str]:
    return {
        one.household_no,
        *(side["household_no"] for side in (one.before, one.after) if "household_no" in side),
    }


def _come(campaign: Campaign, one: RowEvent, stamp: Stamp) -> None:
    """Make a row, or let one that had ended stand again with what it shall hold now."""
    row = _found(campaign, one)
    if row is None:
        row = Household() if one.table == HOUSEHOLD else Member()
        row.created_at = stamp.at
        setattr(row, KEY_FIELDS[one.table], one.key)
    elif _is_taken(campaign, row):
        raise Refused("ADJUSTMENT_NUMBER_TAKEN", number=one.key)
    Places(one.table, [one.after]).fill(row, dict(one.after), stamp.at)
    row.ended_on, row.ended_by = None, ""
    if isinstance(row, Member) and not row.row_no:
        last = row.household.members.for_system(_WHY).aggregate(n=Max("row_no"))["n"]
        row.row_no = (last or 0) + 1
    row.save()
    _write_down(row, one, stamp, {})


def _end(campaign: Campaign, one: RowEvent, stamp: Stamp) -> None:
    row = _found(campaign, one)
    if row is None or row.ended_on is not None:
        raise Refused("ADJUSTMENT_STALE")
    row.ended_on, row.ended_by = stamp.effective_on, stamp.ended_by
    row.save(update_fields=["ended_on", "ended_by"])
    kept = {"held": held(row), "row_no": getattr(row, "row_no", 0)}
    if row.created_at:
        kept["created_at"] = row.created_at.isoformat()
    _write_down(row, one, stamp, kept)


def _found(campaign: Campaign, one: RowEvent) -> Any:
    rows = related(base_rows(one.table, campaign), one.table)
    return rows.filter(**{KEY_FIELDS[one.table]: one.key}).first()


def _write_down(row: Household | Member, one: RowEvent, stamp: Stamp, before: Held) -> None:
    Change.objects.create(
        table=one.table, key=one.key, household_no=one.household_no, area_id=area_id_of(row),
        kind=ChangeKind(one.kind.value), before=before, after=one.after,
        n_fields=len(one.before or one.after), event=stamp.event, reason=stamp.reason,
        effective_on=stamp.effective_on, at=stamp.at, by=stamp.by,
    )  # fmt: skip


def _is_taken(campaign: Campaign, row: Household | Member) -> bool:
    """Whether a number belongs to a row that stands, or to one of another county."""
    home = row.household if isinstance(row, Member) else row
    return row.ended_on is None or not home.area.depth_path.startswith(campaign.area.depth_path)


def taken_numbers(campaign: Campaign, events: Sequence[RowEvent]) -> list[str]:
    """Numbers of rows that shall come and stand in the registry already, of whatever county."""
    taken = []
    for one in events:
        if one.kind is EventKind.CREATED:
            row = _found(campaign, one)
            if row is not None and _is_taken(campaign, row):
                taken.append(one.key)
    return taken


def registered_elsewhere(id_no: str, household_nos: Sequence[str]) -> Member | None:
    """Somebody else of the registry who stands under this ID number, outside these households."""
    same = Member.objects.for_system("whether somebody is registered twice").filter(
        id_no=id_no, ended_on=None, household__ended_on=None
    )
    return (
        same.exclude(household__household_no__in=household_nos).select_related("household").first()
    )


def changed_since(event: str, events: Sequence[RowEvent]) -> list[str]:
    """What was changed in an event's rows after it: the reasons, for a refusal to take it back."""
    changes = Change.objects.for_system("what depends on an event").exclude(at=None)
    last = changes.filter(event=event).aggregate(n=Max("pk"))["n"] or 0
    rows = Q(pk__in=[])
    for one in events:
        rows |= Q(table=one.table, key=one.key)
    return sorted({c.reason or c.key for c in changes.filter(rows, pk__gt=last)})


def place_of(row: Held) -> str:
    """The code of the village in which a household lives."""
    return str(row.get(PLACE, ""))
