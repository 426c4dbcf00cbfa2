"""Freezing the registry: Parquet files that nothing changes afterwards, with their hashes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.queries import demand_right
from huitoukan.apps.campaigns.services import report_gate
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.services.intake import Tell
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.registry.models import Household, Member, Snapshot, VillageFacts
from huitoukan.apps.registry.queries import snapshot_folder
from huitoukan.apps.registry.services.rows import row_hash
from huitoukan.apps.registry.services.tally import keep_score
from huitoukan.domain.refusals import Refused
from huitoukan.engine import api as engine
from huitoukan.rules.pack import Pack


@use_case("registry.freeze")
def freeze_snapshot(
    actor: Actor,
    campaign: Campaign,
    *,
    at: datetime,
    tell: Tell,
    fence: Callable[[], None] = lambda: None,
) -> Snapshot:
    """Write the registry as it is now to Parquet files and record their hashes.

    The first snapshot of a campaign is its baseline. An unchanged registry is not frozen twice: the
    newest snapshot is returned.
    """
    demand_right(actor, campaign, "registry.freeze")
    fence()
    pack = campaign.pack.opened()
    inside = {"area__path__startswith": campaign.area.depth_path}
    in_register = {**inside, "ended_on": None}
    households = list(
        Household.objects.for_system("a snapshot holds the whole county")
        .filter(**in_register)
        .select_related("area")
        .order_by("household_no")
    )
    if not households:
        raise Refused("REGISTRY_EMPTY")
    members = list(
        Member.objects.for_system("a snapshot holds the whole county")
        .filter(
            household__area__path__startswith=campaign.area.depth_path,
            household__ended_on=None,
            ended_on=None,
        )
        .select_related("household__area")
        .order_by("household__household_no", "row_no", "person_no")
    )
    villages = list(
        VillageFacts.objects.for_system("a snapshot holds the whole county")
        .filter(**inside)
        .select_related("area")
        .order_by("area__code")
    )
    digest = hashlib.sha256()
    for row in households:
        digest.update(f"H{row.row_hash}".encode())
    for member in sorted(members, key=lambda one: one.person_no):  # not the order of the file
        digest.update(f"M{member.row_hash}".encode())
    for village in villages:
        digest.update(f"V{row_hash(village.facts)}".encode())
    content_hash = digest.hexdigest()
    last = Snapshot.objects.for_system("the newest snapshot").filter(campaign=campaign).first()
    if last is not None and last.content_hash == content_hash:
        record(
            "snapshot", last.code, "名册没有变化，沿用已有快照", area_path=campaign.area.depth_path
        )
        return last
    n_before = Snapshot.objects.for_system("numbering").filter(campaign=campaign).count()
    code = f"{campaign.code}-S{n_before + 1}"
    folder = snapshot_folder(code)
    extra = [("village_code", engine.ARROW_TYPES["text"])]
    _table(pack, "household", folder, ((h.facts, h.area.code, 0) for h in households), extra)
    tell(1, 3, "写入快照：户")
    _table(
        pack, "member", folder, ((m.facts, m.household.area.code, m.row_no) for m in members), extra
    )
    tell(2, 3, "写入快照：人")
    _table(pack, "village", folder, ((v.facts, v.area.code, 0) for v in villages), ())
    tell(3, 3, "写入快照：村")
    snapshot = Snapshot.objects.create(
        code=code,
        campaign=campaign,
        is_baseline=n_before == 0,
        as_of=campaign.baseline_on,
        taken_at=at,
        taken_by=actor.code,
        n_households=len(households),
        n_members=len(members),
        n_villages=len(villages),
        content_hash=content_hash,
        file_hashes={
            path.name: engine.file_hash(path) for path in sorted(folder.glob("*.parquet"))
        },
    )
    keep_score(snapshot, pack.quality)
    report_gate(
        campaign,
        "registry.frozen",
        is_passed=True,
        told=f"{len(households)} 户 {len(members)} 人",
        at=at,
    )
    record(
        "snapshot",
        code,
        f"冻结名册：{len(households)} 户 {len(members)} 人",
        area_path=campaign.area.depth_path,
        content_hash=content_hash,
    )
    return snapshot


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
