"""Taking in department deliveries: read and checked without a database, then written at once."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.queries import demand_right
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.services.intake import ReadSheet, Tell, keep_rejects, read_sheets
from huitoukan.apps.files.services.keeping import keep_file, pieces_of
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.mappings.queries import is_own_source, saved_since
from huitoukan.apps.sources.models import Delivery, DeliveryReject
from huitoukan.documents.mapping import Mappings
from huitoukan.domain.identity import person_key
from huitoukan.domain.refusals import Refused
from huitoukan.engine import api as engine
from huitoukan.rules.pack import DataSet, Pack


def read_delivery(
    path: Path,
    name: str,
    pack: Pack,
    tell: Tell,
    *,
    dataset: str | None = None,
    mappings: Mappings | None = None,
) -> list[ReadSheet]:
    """Read every sheet that is a data set of the pack; `dataset` says which when headings do not.

    Sheets that are none are passed over; `mappings` are what was said about the sources' headings.
    Nothing is written; a file without any data set is refused.
    """
    datasets = candidates(pack, name, dataset)
    return read_sheets(path, name, datasets, pack.codes, tell, mappings=mappings)


def candidates(pack: Pack, name: str, dataset: str | None = None) -> list[DataSet]:
    """What the file of that name may be: the data set that was named, or any."""
    if dataset is not None and dataset not in pack.sources:
        raise Refused("DATASET_UNKNOWN", name=name)
    if dataset and not pack.sources[dataset].is_delivered:
        title = pack.sources[dataset].title.zh
        raise Refused("LEDGER_NOT_DELIVERED", title=title, dataset=dataset)
    return [pack.sources[dataset]] if dataset else list(pack.delivered.values())


def n_duplicates(sheet: ReadSheet) -> int:
    """How many rows repeat the row key of an earlier row; they are kept, and counted."""
    if not sheet.dataset.row_key:
        return 0
    keys = [tuple(row.get(name) for name in sheet.dataset.row_key) for _, row in sheet.rows]
    return len(keys) - len(set(keys))


def rehearsed_row(sheet: ReadSheet) -> dict[str, Any]:
    """What a delivery of this sheet would report, as far as reading it tells."""
    key = engine.id_column(sheet.dataset)
    n_unkeyed = sum(
        person_key(values.get(key) or "") is None for _, values in sheet.rows if key is not None
    )
    return {
        "code": "",
        "dataset": sheet.dataset.id,
        "sheet": sheet.sheet,
        "rows_in": len(sheet.rows) + sheet.n_rejected,
        "kept": len(sheet.rows),
        "rejected": sheet.n_rejected,
        "unkeyed": n_unkeyed,
        "duplicates": n_duplicates(sheet),
    }


def table_file(code: str) -> Path:
    """Where a delivery's Parquet table is, below the data folder."""
    return Path("deliveries") / f"{code}.parquet"


@use_case("source.deliver")
def take_delivery(
    actor: Actor,
    campaign: Campaign,
    path: Path,
    *,
    name: str,
    sheets: Sequence[ReadSheet],
    at: datetime,
    fence: Callable[[], None] = lambda: None,
) -> list[Delivery]:
    """Keep the file, write each sheet as a Parquet table, and account for its rows.

    A department may deliver its own data sets only. The same file again is refused with its date.
    """
    demand_right(actor, campaign, "source.deliver")
    fence()
    for sheet in sheets:
        refuse_foreign(actor, campaign, sheet.dataset)
    departments = {sheet.dataset.department for sheet in sheets}
    file = keep_file(
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
        .filter(
            campaign=campaign,
            file__sha256=file.sha256,
            dataset__in=[sheet.dataset.id for sheet in sheets],
        )
        .first()
    )
    # After another answer about the headings the same file is read otherwise.
    if before is not None and not saved_since(campaign, before.dataset, before.delivered_at):
        on = timezone.localtime(before.delivered_at).date()
        raise Refused("DELIVERY_SAME", on=on, name=name)
    made = []
    for sheet in sheets:
        code = f"BS-{secrets.token_hex(4)}"
        target = Path(settings.DATA_DIR) / table_file(code)
        n_unkeyed = engine.write_table(
            target,
            sheet.dataset,
            ({**values, "row_no": number} for number, values in sheet.rows),
        )
        delivery = Delivery.objects.create(
            code=code,
            campaign=campaign,
            dataset=sheet.dataset.id,
            department=sheet.dataset.department,
            file=file,
            sheet=sheet.sheet,
            n_rows=len(sheet.rows) + sheet.n_rejected,
            n_created=len(sheet.rows),
            n_rejected=sheet.n_rejected,
            n_skipped=sheet.n_skipped,
            n_warnings=sheet.n_warnings,
            header_row=sheet.header_row,
            n_unkeyed=n_unkeyed,
            n_duplicates=n_duplicates(sheet),
            table_path=str(table_file(code)),
            table_hash=engine.file_hash(target),
            notes=sheet.notes,
            delivered_by=actor.code,
            delivered_at=at,
        )
        keep_rejects(DeliveryReject, delivery, sheet)
        record(
            "delivery",
            code,
            f"接收“{sheet.dataset.title.zh}”{len(sheet.rows)} 行",
            area_path=campaign.area.depth_path,
            dataset=sheet.dataset.id,
            sha256=file.sha256,
            n_unkeyed=n_unkeyed,
            n_rejected=sheet.n_rejected,
        )
        made.append(delivery)
    return made


def refuse_foreign(actor: Actor, campaign: Campaign, dataset: DataSet) -> None:
    """A person who acts for one department delivers that department's data sets only."""
    if not is_own_source(actor, campaign, "source.deliver", dataset):
        raise Refused("NOT_ALLOWED", verb=f"报送“{dataset.title.zh}”")
