"""Villages of a run: their facts read in bulk, judged beside the households, stored with them.

What the households of a village were told becomes a fact of the village: how many persons are
still poor. It stands beside what the registry says of it; where both differ, people decide.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils import timezone

from huitoukan.apps.assessment.models import (
    Assessment,
    HumanVerdict,
    Verdict,
    VillageVerdict,
    mark,
    readings_file,
)
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import system_actor
from huitoukan.apps.registry.models import Household
from huitoukan.apps.registry.queries.frozen import Villages as AreaOf
from huitoukan.assess.batch import Brief, brief_of
from huitoukan.assess.findings import POOR, is_registered, status_of
from huitoukan.assess.verdicts import standard_of
from huitoukan.engine import api as engine
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.standards import Standard

POOR_LEFT: Final = "poor_left"
"""The fact of a village that follows from the verdicts on its households."""
FROM_VERDICTS: Final = "逐户核查结论"
AT_LEAST: Final = "逐户核查结论（还有户无法判断，至少）"
VILLAGE: Final = "village"
Home = tuple[str, Brief]
"""A household's village code and the verdict on it."""


@dataclass(frozen=True)
class Villages:
    """The villages of a run as they were judged, each with the hash of what was read."""

    standard: Standard
    verdicts: tuple[tuple[str, Brief], ...]
    unread: tuple[engine.Unread, ...]
    readings_hash: str


def village_standard_of(pack: Pack, name: str) -> Standard | None:
    """The standard of villages that is named, or the pack's own; None where it has none.

    Raises Refused STANDARD_UNKNOWN.
    """
    if not name and not pack.own_standards.get(VILLAGE):
        return None
    return standard_of(pack, name, VILLAGE)


def judge_villages(
    campaign: Campaign,
    pack: Pack,
    standard: Standard,
    tables: engine.Tables,
    homes: Sequence[Home],
    *,
    on: date,
    code: str,
    household: Standard,
) -> Villages:
    """Hold every village of the registry against a standard; `homes` are its households' verdicts.

    They make a fact only by the pack's own standard of households: a part of it (3+1) does not say
    who is poor.
    """
    beside: list[engine.Beside] = []
    if household.id == pack.own_standards.get("household"):
        beside = _poor_left(campaign, pack, household, homes, on)
    path = readings_file(f"{code}-villages")
    unread = engine.write_readings(
        path, pack, tables,
        on=on, stated_on=campaign.baseline_on, about=("village", "county"), beside=beside,
    )  # fmt: skip
    verdicts = tuple(
        (_hash_of(row), brief_of(row, pack, standard, on))
        for row in engine.read_readings(path, pack, VILLAGE)
    )
    return Villages(standard, verdicts, unread, engine.file_hash(path))


def _hash_of(row: dict[str, Any]) -> str:
    words = json.dumps(row, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(words.encode()).hexdigest()


def _poor_left(
    campaign: Campaign, pack: Pack, standard: Standard, homes: Iterable[Home], on: date
) -> list[engine.Beside]:
    """The persons of registered households that do not meet the standard, village by village.

    A person's verdict goes before the program's. A village in which a household cannot be told
    gives a figure only when it is above the registry's already: at least so many.
    """
    every = Household.objects.for_system("a run speaks of every household")
    known = every.filter(area__path__startswith=campaign.area.depth_path)
    rows = known.values_list("household_no", "household_type", "exit_status")
    registered = {number: (kind, status) for number, kind, status in rows}
    decided = HumanVerdict.objects.for_system("a run speaks of every household").filter(
        campaign=campaign, standard=standard.id
    )
    human = dict(decided.order_by("id").values_list("household_no", "verdict"))
    found: dict[str, _Left] = {}
    for village, brief in homes:
        kind, status = registered.get(brief.number, ("", ""))
        if not village or not is_registered(pack, kind or ""):
            continue
        verdict = human.get(brief.number, brief.verdict)
        left = found.setdefault(village, _Left())
        left.is_open |= verdict == Verdict.CANNOT_TELL
        left.persons += brief.n_members if verdict == Verdict.NOT_MET else 0
        left.listed += brief.n_members if status_of(pack, status or "") == POOR else 0
    return [
        engine.Beside(
            village, POOR_LEFT, str(left.persons), on.isoformat(),
            AT_LEAST if left.is_open else FROM_VERDICTS,
        )
        for village, left in sorted(found.items())
        if not left.is_open or left.persons > left.listed
    ]  # fmt: skip


@dataclass
class _Left:
    """Persons of a village who miss the standard, and who are poor by the registry."""

    persons: int = 0
    listed: int = 0
    is_open: bool = False


def store_villages(run: Assessment, made: Villages) -> None:
    """Store the verdicts on villages and their counts with a run that is being stored."""
    county = run.campaign.area
    day = timezone.localdate(run.snapshot.taken_at)
    areas = AreaOf.of(system_actor(), "assessment.see", county).on(day)
    rows = []
    for facts_hash, brief in made.verdicts:
        area = areas.get(brief.number)
        if area is None:  # a code that leads to no village of today
            continue
        answers = zip(made.standard.indicators, brief.indicators, strict=True)
        rows.append(
            VillageVerdict(
                run=run,
                area=area,
                village_code=brief.number,
                verdict=brief.verdict,
                marks="".join(mark(name, verdict) for name, verdict in answers),
                refused=brief.refused,
                facts_hash=facts_hash,
            )
        )
    rows = list({one.area.pk: one for one in rows}.values())
    VillageVerdict.objects.bulk_create(rows)
    counts = Counter(one.verdict for one in rows)
    run.village_standard = made.standard.id
    run.village_readings_hash = made.readings_hash
    run.n_villages = len(rows)
    run.n_villages_met = counts[Verdict.MET]
    run.n_villages_not_met = counts[Verdict.NOT_MET]
    run.save(
        update_fields=[
            "village_standard", "village_readings_hash", "n_villages", "n_villages_met",
            "n_villages_not_met",
        ]
    )  # fmt: skip
