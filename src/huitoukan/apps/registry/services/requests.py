"""What people ask of the registry from a page: importing a file, freezing, the rows given back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime

from django.db.models import Sum
from django.utils import timezone

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.queries import demand_right
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.services.keeping import keep_bytes, path_of
from huitoukan.apps.files.services.returns import reasons_of, returned_rows
from huitoukan.apps.jobs.models import Job
from huitoukan.apps.jobs.services import ask
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.mappings.queries import mappings_for
from huitoukan.apps.registry import queries
from huitoukan.apps.registry.models import ImportBatch, ImportReject, VillageTally
from huitoukan.apps.registry.services.imports import refuse_merge
from huitoukan.apps.registry.services.search import refresh_lists
from huitoukan.apps.registry.services.snapshots import demand_past


@use_case("registry.import")
def ask_import(
    actor: Actor,
    campaign: Campaign,
    uploads: Sequence[tuple[str, Iterable[bytes]]],
    *,
    clears_blanks: bool = False,
    table: str = "",
) -> Job:
    """Keep the uploaded files (name, bytes) and ask for their reading; the job's page tells on.

    `table` says which table they are; without it the headings decide.
    """
    files = [{"name": name, "sha256": keep_bytes(pieces)[0]} for name, pieces in uploads]
    title = "、".join(file["name"] for file in files)
    job = ask(
        actor,
        "registry.import",
        title=f"读入“{title}”",
        area=campaign.area,
        campaign=campaign.code,
        files=files,
        clears_blanks=clears_blanks,
        table=table,
    )
    record(
        "job", job.code, f"上传“{title}”，请求导入", area_path=campaign.area.depth_path,
        sha256=[file["sha256"] for file in files],
    )  # fmt: skip
    return job


@use_case("registry.merge")
def ask_merge(actor: Actor, code: str, *, why: str) -> Job:
    """Ask for a staged import to be merged; what forbids it is said at once."""
    batch = queries.batch_to_decide(actor, code)
    refuse_merge(actor, batch, why=why)
    job = ask(
        actor, "registry.merge", title=f"合并导入 {code}", area=batch.campaign.area,
        batch=code, why=why,
    )  # fmt: skip
    record("job", job.code, f"请求合并导入 {code}", area_path=batch.campaign.area.depth_path)
    return job


@use_case("registry.merge")
def ask_match(actor: Actor, code: str) -> Job:
    """Ask for a staged import to be worked out anew."""
    batch = queries.batch_to_decide(actor, code)
    job = ask(
        actor, "registry.match", title=f"重新核对导入 {code}", area=batch.campaign.area, batch=code
    )
    record("job", job.code, f"请求重新核对导入 {code}", area_path=batch.campaign.area.depth_path)
    return job


@use_case("registry.freeze")
def ask_freeze(actor: Actor, campaign: Campaign, *, as_of: date | None = None) -> Job:
    """Ask for a snapshot of the registry as it will be when the job runs, or of a past day.

    A day that is not over is refused at once (DAY_NOT_PAST).
    """
    if as_of is None:
        title = "冻结名册"
    else:
        demand_past(as_of, timezone.now())
        title = f"还原 {as_of.isoformat()} 的名册"
    job = ask(
        actor, "registry.freeze", title=title, area=campaign.area, campaign=campaign.code,
        as_of=as_of.isoformat() if as_of else "",
    )  # fmt: skip
    record("job", job.code, f"请求{title}", area_path=campaign.area.depth_path)
    return job


@use_case("registry.import")
def rebuild_lists(
    actor: Actor,
    campaign: Campaign,
    *,
    heard: Callable[[int], None] = lambda _done: None,
) -> int:
    """Make search keys, places and tallies of the campaign's area anew; the number of households.

    Needed after an upgrade or a change of area codes; imports do it themselves.
    """
    demand_right(actor, campaign, "registry.import")
    refresh_lists(campaign, heard=heard)
    here = VillageTally.objects.for_system("counted for the journal").filter(
        area__path__startswith=campaign.area.depth_path
    )
    n_households = here.aggregate(n=Sum("n_households"))["n"] or 0
    record(
        "registry",
        campaign.code,
        f"重建名册检索和统计 {n_households} 户",
        area_path=campaign.area.depth_path,
    )
    return int(n_households)


def export_returned_rows(actor: Actor, code: str, *, at: datetime) -> tuple[str, bytes]:
    """File name and workbook of the rows that an import gave back, whole, with their reasons.

    They carry full ID numbers, so that taking them away leaves a journal line. The file is read
    before the transaction of that line begins.
    """
    batch = queries.batch_for(actor, code)
    pack = batch.campaign.pack.opened()
    rejects = list(ImportReject.objects.filter(account__batch=batch).select_related("account"))
    returned = []
    for file in batch.files.select_related("file"):
        reasons = reasons_of([row for row in rejects if row.account.source_id == file.pk])
        if reasons:
            returned.append((path_of(file.file.sha256), file.file.name, reasons))
    tables = list(pack.fields.values())
    known = mappings_for(batch.campaign, tables)
    content = returned_rows(returned, tables, pack.codes, made_at=at, mappings=known)
    _write_down_export(actor, batch, len({(row.account_id, row.row) for row in rejects}))
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
