"""Freezing the registry: Parquet files that nothing changes afterwards, with their hashes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.utils import timezone

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.queries import demand_right
from huitoukan.apps.campaigns.services import report_gate
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.services.intake import Tell
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.registry.models import Snapshot
from huitoukan.apps.registry.queries import newest_of, snapshot_folder
from huitoukan.apps.registry.services.rows import row_hash
from huitoukan.apps.registry.services.standing import Standing, standing
from huitoukan.apps.registry.services.tally import keep_score
from huitoukan.domain.refusals import Refused
from huitoukan.engine import api as engine
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.tables import AUTHORISATION


@use_case("registry.freeze")
def freeze_snapshot(
    actor: Actor,
    campaign: Campaign,
    *,
    at: datetime,
    tell: Tell,
    fence: Callable[[], None] = lambda: None,
    as_of: date | None = None,
) -> Snapshot:
    """Write the registry as it is now to Parquet files and record their hashes.

    The first snapshot of a campaign is its baseline. An unchanged registry is not frozen twice: the
    newest snapshot is returned. With `as_of` the registry is written as it stood on the evening of
    that past day; such a snapshot is for looking back and comparing, never for a comparison run.
    """
    demand_right(actor, campaign, "registry.freeze")
    fence()
    if as_of is not None:
        demand_past(as_of, at)
    now = standing(campaign, _evening(as_of) if as_of else None)
    if not now.households:
        raise Refused("REGISTRY_EMPTY")
    content_hash = _content_hash(now)
    same = Snapshot.objects.for_system("whether it is frozen already").filter(campaign=campaign)
    last = same.filter(as_of=as_of, is_past=True).first() if as_of else newest_of(campaign)
    if last is not None and last.content_hash == content_hash:
        record(
            "snapshot", last.code, "名册没有变化，沿用已有快照", area_path=campaign.area.depth_path
        )
        return last
    code = f"{campaign.code}-S{same.count() + 1}"
    folder = snapshot_folder(code)
    write_standing(campaign.pack.opened(), folder, now, tell)
    snapshot = Snapshot.objects.create(
        code=code,
        campaign=campaign,
        is_baseline=as_of is None and not same.filter(is_past=False).exists(),
        is_past=as_of is not None,
        as_of=as_of or campaign.baseline_on,
        taken_at=at,
        taken_by=actor.code,
        n_households=len(now.households),
        n_members=len(now.members),
        n_villages=len(now.villages),
        content_hash=content_hash,
        file_hashes={
            path.name: engine.file_hash(path) for path in sorted(folder.glob("*.parquet"))
        },
    )
    told = f"{len(now.households)} 户 {len(now.members)} 人"
    if as_of is None:
        keep_score(snapshot, campaign.pack.opened().quality)
        report_gate(campaign, "registry.frozen", is_passed=True, told=told, at=at)
    record(
        "snapshot",
        code,
        f"冻结名册：{told}" if as_of is None else f"还原 {as_of.isoformat()} 的名册：{told}",
        area_path=campaign.area.depth_path,
        content_hash=content_hash,
    )
    return snapshot


def demand_past(day: date, at: datetime) -> None:
    """Refuse a day that is not over at a moment: its evening is still to come."""
    if day >= timezone.localdate(at):
        raise Refused("DAY_NOT_PAST", day=day.isoformat())


def _evening(day: date) -> datetime:
    """The last moment of a day, by the county's clock."""
    return timezone.make_aware(datetime.combine(day, time.max))


def _content_hash(now: Standing) -> str:
    """SHA-256 over the rows; the order of the files that they came from does not matter."""
    digest = hashlib.sha256()
    for row in now.households:
        digest.update(f"H{row.row_hash}".encode())
    for row in sorted(now.members, key=lambda member: member.key):
        digest.update(f"M{row_hash(row.facts)}".encode())
    for row in now.villages:
        digest.update(f"V{row_hash(row.facts)}".encode())
    for row in now.authorisations:
        digest.update(f"A{row.row_hash}".encode())
    return digest.hexdigest()


def write_standing(pack: Pack, folder: Path, now: Standing, tell: Tell) -> None:
    """The registry's tables as Parquet files, as the engine reads them.

    Without a single authorisation there is no file of them: nobody delivered the list.
    """
    extra = [("village_code", engine.ARROW_TYPES["text"])]
    tables = [("household", now.households, extra), ("member", now.members, extra),
              ("village", now.villages, [])]  # fmt: skip
    if now.authorisations and AUTHORISATION in pack.fields:  # an older release has no such list
        tables.append((AUTHORISATION, now.authorisations, []))
    for done, (table, rows, more) in enumerate(tables, start=1):
        _table(pack, table, folder, ((r.facts, r.place, r.row_no) for r in rows), more)
        tell(done, len(tables), "写入快照")


def _table(
    pack: Pack,
    name: str,
    folder: Path,
    rows: Iterable[tuple[dict[str, Any], str, int]],
    extra: Sequence[tuple[str, Any]],
) -> None:
    dataset = pack.fields[name]
    dates = [column.name for column in dataset.columns if column.type == "date"]

    def typed() -> Iterable[dict[str, Any]]:
        for facts, village_code, row_no in rows:
            row = {**facts, "village_code": village_code, "row_no": row_no}
            for column in dates:
                if row.get(column):
                    row[column] = date.fromisoformat(row[column])
            yield row

    engine.write_table(folder / f"{name}.parquet", dataset, typed(), extra=extra)
