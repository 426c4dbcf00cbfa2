"""Taking in department deliveries: read and checked without a database, then written at once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.queries import demand_right
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.models import StoredFile
from huitoukan.apps.files.services.intake import ReadSheet, keep_rejects
from huitoukan.apps.files.services.keeping import keep_file, pieces_of
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.mappings.queries import is_own_source, saved_since
from huitoukan.apps.sources.models import Delivery, DeliveryReject
from huitoukan.apps.sources.queries import newest_deliveries
from huitoukan.apps.sources.services.examining import examine
from huitoukan.apps.sources.services.reading import TakenSheet, new_receipt, taken_of, work_folder
from huitoukan.apps.sources.services.reports import meet_requests
from huitoukan.domain.refusals import Refused
from huitoukan.engine import api as engine
from huitoukan.rules.shapes.tables import DataSet


def rehearsed_row(sheet: TakenSheet) -> dict[str, Any]:
    """What a delivery of this sheet would report, as far as reading it tells."""
    return {
        "code": "",
        "dataset": sheet.dataset.id,
        "sheet": sheet.sheet,
        "rows_in": sheet.taken.n_rows,
        "kept": sheet.taken.n_kept,
        "rejected": sheet.taken.n_rejected,
        "unkeyed": sheet.taken.n_unkeyed,
        "duplicates": sheet.taken.n_duplicates,
    }


def table_file(code: str) -> Path:
    """Where a delivery's Parquet table is, below the data folder."""
    return Path("deliveries") / f"{code}.parquet"


def taken_before(receipt: str) -> list[Delivery]:
    """What an earlier attempt at the same act has taken; empty when it never got so far."""
    rows = Delivery.objects.for_system("a job that was cut off looks for what it did")
    return list(rows.filter(receipt=receipt).order_by("id")) if receipt else []


@use_case("source.deliver")
def take_delivery(
    actor: Actor,
    campaign: Campaign,
    path: Path,
    *,
    name: str,
    sheets: Sequence[TakenSheet | ReadSheet],
    at: datetime,
    receipt: str = "",
    fence: Callable[[], None] = lambda: None,
) -> list[Delivery]:
    """Keep the files, put each sheet's table in its place, and account for its rows.

    Sheets come from `path` unless they name another file. What is taken under one receipt stands
    together, and a second attempt under it writes the same tables again. A department may deliver
    its own data sets only. The same file again is refused with its date.
    """
    demand_right(actor, campaign, "source.deliver")
    fence()
    for sheet in sheets:
        refuse_foreign(actor, campaign, sheet.dataset)
    receipt = receipt or new_receipt()
    standing = {one.dataset: one for one in newest_deliveries(campaign)}
    with work_folder(f"{receipt}-rows") as work:
        taken = [taken_of(one, work) if isinstance(one, ReadSheet) else one for one in sheets]
        taken = [one if one.source else replace(one, source=(path, name)) for one in taken]
        files = _keep_files(actor, campaign, taken, at)
        act = _Act(actor, campaign, receipt, standing, at)
        made = [_take(act, sheet, files[sheet.source], n) for n, sheet in enumerate(taken)]
    meet_requests(campaign, made, actor, at)
    return made


def _keep_files(
    actor: Actor, campaign: Campaign, sheets: Sequence[TakenSheet], at: datetime
) -> dict[tuple[Path, str] | None, StoredFile]:
    kept: dict[tuple[Path, str] | None, StoredFile] = {}
    for source in dict.fromkeys(sheet.source for sheet in sheets):
        if source is None:
            continue
        path, name = source
        datasets = {sheet.dataset.id for sheet in sheets if sheet.source == source}
        departments = {sheet.dataset.department for sheet in sheets if sheet.source == source}
        file = kept[source] = keep_file(
            actor,
            pieces_of(path),
            name=name,
            kind="delivery",
            area=campaign.area,
            at=at,
            department=departments.pop() if len(departments) == 1 else "",
        )
        before = (
            Delivery.objects.for_system("looks for the same file")
            .filter(campaign=campaign, file__sha256=file.sha256, dataset__in=datasets)
            .first()
        )
        # After another answer about the headings the same file is read otherwise.
        if before is not None and not saved_since(campaign, before.dataset, before.delivered_at):
            on = timezone.localtime(before.delivered_at).date()
            raise Refused("DELIVERY_SAME", on=on, name=name)
    return kept


@dataclass(frozen=True)
class _Act:
    """One act of delivering; `standing` is what stood for each data set until now."""

    actor: Actor
    campaign: Campaign
    receipt: str
    standing: Mapping[str, Delivery]
    at: datetime


def _take(act: _Act, sheet: TakenSheet, file: StoredFile, place: int) -> Delivery:
    taken, dataset = sheet.taken, sheet.dataset
    # The same attempt again gives the same name: a table that a kill left behind is written over.
    code = f"BS-{hashlib.sha256(f'{act.receipt}/{place}'.encode()).hexdigest()[:8]}"
    target = Path(settings.DATA_DIR) / table_file(code)
    target.parent.mkdir(parents=True, exist_ok=True)
    taken.path.replace(target)
    today = timezone.localtime(act.at).date()
    examined = examine(act.campaign, sheet, target, act.standing.get(dataset.id), today)
    delivery = Delivery.objects.create(
        code=code,
        campaign=act.campaign,
        dataset=dataset.id,
        department=dataset.department,
        file=file,
        sheet=sheet.sheet,
        member=sheet.member,
        receipt=act.receipt,
        n_rows=taken.n_rows,
        n_created=taken.n_kept,
        n_rejected=taken.n_rejected,
        n_skipped=sheet.n_skipped,
        n_warnings=taken.n_warnings,
        header_row=sheet.header_row,
        n_unkeyed=taken.n_unkeyed,
        n_duplicates=taken.n_duplicates,
        table_path=str(table_file(code)),
        table_hash=engine.file_hash(target),
        notes=sheet.notes,
        profile=examined.profile,
        alarms=examined.alarms,
        findings=examined.findings,
        score=examined.score,
        delivered_by=act.actor.code,
        delivered_at=act.at,
    )
    keep_rejects(DeliveryReject, delivery, sheet.sheet, taken.rejects())
    record(
        "delivery",
        code,
        f"接收“{dataset.title.zh}”{taken.n_kept} 行",
        area_path=act.campaign.area.depth_path,
        dataset=dataset.id,
        sha256=file.sha256,
        n_unkeyed=taken.n_unkeyed,
        n_rejected=taken.n_rejected,
        n_alarms=len(examined.alarms),
    )
    return delivery


def refuse_foreign(actor: Actor, campaign: Campaign, dataset: DataSet) -> None:
    """A person who acts for one department delivers that department's data sets only."""
    if not is_own_source(actor, campaign, "source.deliver", dataset):
        raise Refused("NOT_ALLOWED", verb=f"报送“{dataset.title.zh}”")
