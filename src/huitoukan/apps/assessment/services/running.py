"""Running an assessment: facts read in bulk, judged by the decision functions, stored at once."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from django.utils import timezone

from huitoukan.apps.assessment.models import (
    AsOf,
    Assessment,
    HouseholdVerdict,
    PlaceCount,
    Verdict,
    mark,
    readings_file,
)
from huitoukan.apps.assessment.queries.stated import brought_by_sheets, readings_stated
from huitoukan.apps.assessment.services.doubts import find_doubts
from huitoukan.apps.assessment.services.reading import Sources, past_days, write_past
from huitoukan.apps.assessment.services.villages import (
    Villages as JudgedVillages,
)
from huitoukan.apps.assessment.services.villages import (
    judge_villages,
    store_villages,
    village_standard_of,
)
from huitoukan.apps.campaigns.models import Campaign, PackRelease
from huitoukan.apps.campaigns.queries import demand_right
from huitoukan.apps.core.actor import Actor, system_actor
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.ledgers.services.freezing import FrozenLedger, frozen_ledgers
from huitoukan.apps.links.services.uses import linked_tables
from huitoukan.apps.places.models import Area
from huitoukan.apps.registry.models import Snapshot
from huitoukan.apps.registry.queries import newest_snapshot
from huitoukan.apps.registry.queries.frozen import Villages, intact_folder
from huitoukan.apps.sources.models import Delivery
from huitoukan.apps.sources.queries import newest_deliveries
from huitoukan.assess.batch import Brief, assess_many, brief_of
from huitoukan.assess.past import column_of, without_the_unborn
from huitoukan.assess.verdicts import standard_of
from huitoukan.engine import api as engine
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.standards import Standard

Tell = Callable[[int, int, str], None]
MANY: Final = 20_000
"""From so many households on two processes judge: below it, starting them costs more."""
ROWS_AT_ONCE: Final = 2_000


@dataclass(frozen=True)
class Read:
    """A household as it was read: its village code, the hash of all that was read, its past day."""

    place: str
    facts_hash: str
    on: date | None = None


@dataclass
class Assessed:
    """What a run computed, before anything is stored. The readings stand at `path`."""

    code: str
    snapshot: Snapshot
    standard: Standard
    on: date
    as_of: AsOf
    path: Path
    inputs: dict[str, list[str]]
    n_sheets: int
    started_at: datetime
    unread: tuple[engine.Unread, ...] = ()
    verdicts: list[tuple[Read, Brief]] = field(default_factory=list)
    villages: JudgedVillages | None = None


def assess(
    campaign: Campaign,
    pack: Pack,
    *,
    standard: str,
    on: date | None,
    at: datetime,
    tell: Tell,
    village_standard: str = "",
    as_of: AsOf = AsOf.NOW,
) -> Assessed:
    """Hold every household of the newest snapshot against a standard of the pack; store nothing.

    Then every village against the pack's own standard of villages, or the one that is named.

    Facts come from the snapshot, the newest deliveries, kept ledgers, what people stated by hand
    and the households' accepted accounts. What nobody delivered gives no facts: those
    indicators cannot be told. As of the exit or listing each household is judged on its own past
    day, and no village. Raises Refused BASELINE_MISSING, SNAPSHOT_ALTERED, STANDARD_UNKNOWN,
    PACK_INCOMPLETE, TABLE_*, RUN_LIMIT.
    """
    wanted, of_villages = standard_of(pack, standard), village_standard_of(pack, village_standard)
    column = "" if as_of is AsOf.NOW else column_of(pack, as_of)
    snapshot, day = newest_snapshot(campaign), on or campaign.baseline_on
    delivered = newest_deliveries(campaign)
    ledgers = frozen_ledgers(campaign, {one.dataset for one in delivered})
    tables: list[Delivery | FrozenLedger] = [
        *(one for one in delivered if one.dataset not in ledgers),
        *ledgers.values(),
    ]
    code = f"DB-{secrets.token_hex(4)}"
    path = readings_file(code)
    path.parent.mkdir(parents=True, exist_ok=True)
    inputs: dict[str, list[str]] = {}
    for one in tables:
        inputs.setdefault(one.dataset, []).append(one.table_hash)
    made = Assessed(code, snapshot, wanted, day, as_of, path, inputs, 0, at)
    said = [*brought_by_sheets(campaign), *readings_stated(campaign, pack)]
    tell(0, 0, "取数")
    with linked_tables(campaign, intact_folder(snapshot), tables) as linked:
        read = engine.Tables(linked.registry, linked.deliveries)
        source = Sources(campaign, pack, read, tuple(said))
        if as_of is not AsOf.NOW:
            days = past_days(source, column, as_of)
            made.unread, made.n_sheets = write_past(source, path, days)
            made.verdicts = list(_judged_then(made, pack, days, tell))
            return made
        made.unread, made.n_sheets = source.write(path, day)
        total = engine.row_count(linked.registry / "household.parquet")
        made.verdicts = list(_judged(made, pack, total, tell))
        if of_villages is not None:
            tell(total, total, "核查村")
            homes = [(one.place, brief) for one, brief in made.verdicts]
            made.villages = judge_villages(
                campaign, pack, of_villages, read, homes, on=day, code=code, household=wanted
            )
            made.unread = tuple(dict.fromkeys((*made.unread, *made.villages.unread)))
    return made


def _judged(made: Assessed, pack: Pack, total: int, tell: Tell) -> Iterator[tuple[Read, Brief]]:
    reads: deque[Read] = deque()

    def rows() -> Iterator[dict[str, Any]]:
        for row in engine.read_readings(made.path, pack):
            reads.append(Read(row.get("place") or "", _hash_of(row)))
            yield row

    processes = 2 if total > MANY else 1
    briefs = assess_many(rows(), pack, made.on, standard=made.standard.id, processes=processes)
    for done, brief in enumerate(briefs, 1):
        if done % 500 == 0:
            tell(done, total, "核查")
        yield reads.popleft(), brief


def _judged_then(
    made: Assessed, pack: Pack, days: dict[str, date], tell: Tell
) -> Iterator[tuple[Read, Brief]]:
    """Each household on its own past day, without members who were not born yet."""
    for done, row in enumerate(engine.read_readings(made.path, pack), 1):
        if done % 500 == 0:
            tell(done, len(days), "核查")
        day = days[row["household_no"]]
        read = Read(row.get("place") or "", _hash_of(row), day)
        yield read, brief_of(without_the_unborn(row, day), pack, made.standard, day)


def _hash_of(row: dict[str, Any]) -> str:
    words = json.dumps(row, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(words.encode()).hexdigest()


@use_case("assessment.run")
def store_run(
    actor: Actor,
    campaign: Campaign,
    made: Assessed,
    pack: PackRelease,
    *,
    at: datetime,
    how: str = "",
    fence: Callable[[], None] = lambda: None,
) -> Assessment:
    """Store a run (with `how`, a try), its verdicts and the counts of every village."""
    demand_right(actor, campaign, "assessment.run")
    fence()
    counts = Counter(brief.verdict for _, brief in made.verdicts)
    run = Assessment.objects.create(
        code=made.code,
        campaign=campaign,
        snapshot=made.snapshot,
        pack=pack,
        standard=made.standard.id,
        on=made.on,
        as_of=made.as_of,
        is_try=bool(how),
        how=how[:200],
        inputs=made.inputs,
        unread=[[one.readings, one.why] for one in made.unread],
        readings_hash=engine.file_hash(made.path),
        n_sheets=made.n_sheets,
        n_objects=len(made.verdicts),
        n_met=counts[Verdict.MET],
        n_not_met=counts[Verdict.NOT_MET],
        n_cannot_tell=counts[Verdict.CANNOT_TELL],
        asked_by=actor.code,
        started_at=made.started_at,
        ended_at=at,
    )
    _store_verdicts(run, made)
    if made.villages is not None:
        store_villages(run, made.villages)
    n_doubts = 0 if run.is_try else find_doubts(run)
    told = f"达标 {run.n_met}，不达标 {run.n_not_met}，无法判断 {run.n_cannot_tell}"
    record(
        "assessment",
        run.code,
        f"{'试算' if how else '达标核查'}：{made.standard.title.zh}，{told}",
        area_path=campaign.area.depth_path,
        snapshot=made.snapshot.code,
        standard=run.standard,
        on=run.on.isoformat(),
        as_of=run.as_of,
        pack_hash=pack.hash,
        how=how,
        n_doubts=n_doubts,
    )
    return run


def _store_verdicts(run: Assessment, made: Assessed) -> None:
    county = run.campaign.area
    day = timezone.localdate(run.snapshot.taken_at)
    villages = Villages.of(system_actor(), "assessment.see", county).on(day)
    tally: dict[tuple[int, str], Counter[str]] = {}
    rows = []
    for read, brief in made.verdicts:
        area: Area = villages.get(read.place, county)
        marks = []
        for name, verdict in zip(made.standard.indicators, brief.indicators, strict=True):
            marks.append(mark(name, verdict))
            tally.setdefault((area.pk, name), Counter())[verdict] += 1
        tally.setdefault((area.pk, ""), Counter())[brief.verdict] += 1
        rows.append(
            HouseholdVerdict(
                run=run,
                area=area,
                household_no=brief.number,
                n_members=brief.n_members,
                per_head=brief.per_head,
                by_kind={kind: f"{yuan:.2f}" for kind, yuan in brief.by_kind.items()},
                verdict=brief.verdict,
                marks="".join(marks),
                refused=brief.refused,
                facts_hash=read.facts_hash,
                on=read.on,
            )
        )
    HouseholdVerdict.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
    PlaceCount.objects.bulk_create(
        (
            PlaceCount(
                run=run, area_id=area, indicator=name, n_met=n[Verdict.MET],
                n_not_met=n[Verdict.NOT_MET], n_cannot_tell=n[Verdict.CANNOT_TELL],
            )
            for (area, name), n in tally.items()
        ),
        batch_size=ROWS_AT_ONCE,
    )  # fmt: skip
