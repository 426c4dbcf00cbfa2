"""What people ask of the registry from a page: importing a file, freezing, the rows given back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.services.keeping import keep_bytes, path_of
from huitoukan.apps.files.services.returns import reasons_of, returned_rows
from huitoukan.apps.jobs.models import Job
from huitoukan.apps.jobs.services import ask
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.mappings.queries import mappings_for
from huitoukan.apps.registry import queries
from huitoukan.apps.registry.models import ImportBatch, ImportReject


@use_case("registry.import")
def ask_import(
    actor: Actor, campaign: Campaign, pieces: Iterable[bytes], *, name: str, table: str = ""
) -> Job:
    """Keep the uploaded workbook and ask for its import; the job's page tells how it goes.

    `table` says which table it is; without it the headings decide.
    """
    sha256, size = keep_bytes(pieces)
    job = ask(
        actor,
        "registry.import",
        title=f"导入“{name}”",
        area=campaign.area,
        campaign=campaign.code,
        sha256=sha256,
        name=name,
        table=table,
    )
    record(
        "job", job.code, f"上传“{name}”，请求导入", area_path=campaign.area.depth_path,
        sha256=sha256, size=size,
    )  # fmt: skip
    return job


@use_case("registry.freeze")
def ask_freeze(actor: Actor, campaign: Campaign) -> Job:
    """Ask for a snapshot of the registry as it will be when the job runs."""
    job = ask(
        actor, "registry.freeze", title="冻结名册", area=campaign.area, campaign=campaign.code
    )
    record("job", job.code, "请求冻结名册", area_path=campaign.area.depth_path)
    return job


def export_returned_rows(actor: Actor, code: str, *, at: datetime) -> tuple[str, bytes]:
    """File name and workbook of the rows that an import gave back, whole, with their reasons.

    They carry full ID numbers, so that taking them away leaves a journal line. The file is read
    before the transaction of that line begins.
    """
    batch = queries.batch_for(actor, code)
    pack = batch.campaign.pack.opened()
    rejects = list(ImportReject.objects.filter(account__batch=batch))
    content = returned_rows(
        path_of(batch.file.sha256),
        batch.file.name,
        list(pack.fields.values()),
        pack.codes,
        reasons_of(rejects),
        made_at=at,
        mappings=mappings_for(batch.campaign, list(pack.fields.values())),
    )
    _write_down_export(actor, batch, len({(row.sheet, row.row) for row in rejects}))
    return f"{batch.code}退回数据.xlsx", content


@use_case("registry.import")
def _write_down_export(actor: Actor, batch: ImportBatch, n_rows: int) -> None:  # noqa: ARG001
    record(
        "import",
        batch.code,
        f"下载退回的 {n_rows} 行",
        area_path=batch.campaign.area.depth_path,
        n_rows=n_rows,
    )
