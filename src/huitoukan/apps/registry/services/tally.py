"""Counting villages: households, persons, monitored ones, and what the measures of quality find."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries import villages_in
from huitoukan.apps.registry.models import Household, Member, Snapshot, SnapshotScore, VillageTally
from huitoukan.domain.quality import holds, is_asked, score
from huitoukan.rules.shapes.registry import Measure, Quality

AT_ONCE: Final = 50
"""Villages that are counted together: of some 10,000 households the number and the faults."""
ROWS_AT_ONCE: Final = 500
"""Rows read together; a row with all its facts is some 10 kB."""
_WHY: Final = "a tally counts everybody"


@dataclass
class _Count:
    """What is counted of one village; `faulty` holds the households with a fault by gate."""

    n_households: int = 0
    n_persons: int = 0
    n_monitored: int = 0
    held: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    faulty: dict[str, set[int]] = field(default_factory=dict)

    def take(
        self, household: int, facts: Mapping[str, Any], measures: Iterable[Measure], n_members: int
    ) -> None:
        """Count one row by the measures of its table."""
        for measure in measures:
            if not is_asked(measure.check, measure.column, measure.when, facts):
                continue
            self.asked[measure.id] += 1
            if holds(measure.check, measure.column, facts, n_members):
                self.held[measure.id] += 1
            elif measure.gate:
                self.faulty.setdefault(measure.gate, set()).add(household)


def tally_villages(area: Area, quality: Quality, villages: Iterable[int] | None = None) -> None:
    """Count these villages of an area (all of them by default) and keep what was counted."""
    inside = set(villages_in(area).values_list("pk", flat=True))
    wanted = sorted(inside if villages is None else inside & set(villages))
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        _keep(_counted(some, quality), quality)


def keep_score(snapshot: Snapshot, quality: Quality) -> None:
    """Keep the score of the campaign's whole registry beside the snapshot just frozen."""
    held: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    area = snapshot.campaign.area
    tallies = VillageTally.objects.for_system(_WHY).filter(area__path__startswith=area.depth_path)
    for tally in tallies:
        held.update(tally.held)
        asked.update(tally.asked)
    parts = [(measure.weight, held[measure.id], asked[measure.id]) for measure in quality.measures]
    SnapshotScore.objects.create(snapshot=snapshot, score=score(parts))


def _counted(villages: list[int], quality: Quality) -> dict[int, _Count]:
    counts = {area: _Count() for area in villages}
    of = {table: quality.measures_of(table) for table in ("household", "member")}
    where: dict[int, int] = {}
    households = Household.objects.for_system(_WHY).filter(area__in=villages, ended_on=None)
    rows = households.order_by().values_list(
        "pk", "area_id", "n_members", "monitor_category", "facts"
    )
    for pk, area, n_members, category, facts in rows.iterator(chunk_size=ROWS_AT_ONCE):
        count = counts[area]
        where[pk] = area
        count.n_households += 1
        count.n_persons += n_members
        count.n_monitored += bool(category)
        count.take(pk, facts, of["household"], n_members)
    members = (
        Member.objects.for_system(_WHY)
        .filter(household__area__in=villages, ended_on=None, household__ended_on=None)
        .order_by()
    )
    for pk, facts in members.values_list("household_id", "facts").iterator(chunk_size=ROWS_AT_ONCE):
        counts[where[pk]].take(pk, facts, of["member"], 0)
    return counts


def _keep(counts: Mapping[int, _Count], quality: Quality) -> None:
    VillageTally.objects.bulk_create(
        [
            VillageTally(
                area_id=area,
                n_households=count.n_households,
                n_persons=count.n_persons,
                n_monitored=count.n_monitored,
                held=dict(count.held),
                asked=dict(count.asked),
                gates={
                    gate: count.n_households - len(count.faulty.get(gate, ()))
                    for gate in quality.gates
                },
            )
            for area, count in counts.items()
        ],
        update_conflicts=True,
        unique_fields=["area"],
        update_fields=["n_households", "n_persons", "n_monitored", "held", "asked", "gates"],
    )
