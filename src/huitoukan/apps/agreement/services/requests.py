"""What people ask for from a page: reading a filled-in workbook, and the rows it gave back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from huitoukan.apps.agreement import queries
from huitoukan.apps.agreement.models import SheetBatch, SheetReject
from huitoukan.apps.agreement.services.imports import SHEET_BACK
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.services.keeping import keep_bytes, path_of
from huitoukan.apps.files.services.returns import reasons_of, returned_rows
from huitoukan.apps.jobs.models import Job
from huitoukan.apps.jobs.services import ask
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.places.queries import widest_area


@use_case("agreement.record")
def ask_import(actor: Actor, campaign: Campaign, pieces: Iterable[bytes], *, name: str) -> Job:
    """Keep the uploaded workbook and ask for its import; the job's page tells how it goes."""
    sha256, size = keep_bytes(pieces)
    area = widest_area(actor, campaign.area)
    job = ask(
        actor,
        "agreement.import",
        title=f"导入三方核对表“{name}”",
        area=area,
        campaign=campaign.code,
        sha256=sha256,
        name=name,
    )
    record(
        "job", job.code, f"上传“{name}”，请求导入", area_path=area.depth_path,
        sha256=sha256, size=size,
    )  # fmt: skip
    return job


def export_returned_rows(actor: Actor, code: str, *, at: datetime) -> tuple[str, bytes]:
    """File name and workbook of the rows that an import gave back, with their reasons."""
    batch = queries.batch_for(actor, code)
    rejects = list(SheetReject.objects.filter(account__batch=batch))
    content = returned_rows(
        [(path_of(batch.file.sha256), batch.file.name, reasons_of(rejects))],
        [SHEET_BACK],
        {},
        made_at=at,
    )
    _write_down_export(actor, batch, len({(row.sheet, row.row) for row in rejects}))
    return f"{batch.code}退回数据.xlsx", content


@use_case("agreement.record")
def _write_down_export(actor: Actor, batch: SheetBatch, n_rows: int) -> None:  # noqa: ARG001
    record(
        "agreement-import",
        batch.code,
        f"下载退回的 {n_rows} 行",
        area_path=batch.area.depth_path,
        n_rows=n_rows,
    )
