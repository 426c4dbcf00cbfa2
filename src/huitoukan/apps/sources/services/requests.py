"""What people ask of deliveries from a page: taking files in, deriving, the rows given back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.queries import demand_right
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.services.keeping import keep_bytes, path_of
from huitoukan.apps.files.services.returns import reasons_of, returned_rows
from huitoukan.apps.jobs.models import Job
from huitoukan.apps.jobs.services import ask
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.mappings.queries import is_own_source, mappings_for
from huitoukan.apps.sources import queries
from huitoukan.apps.sources.models import Delivery, DeliveryReject
from huitoukan.apps.sources.queries.tables import table_named
from huitoukan.apps.sources.services.reading import new_receipt, work_folder
from huitoukan.domain.refusals import Refused
from huitoukan.intake.archives import unpacked


@use_case("source.deliver")
def ask_delivery(
    actor: Actor,
    campaign: Campaign,
    files: Sequence[tuple[str, Iterable[bytes]]],
    *,
    dataset: str = "",
    is_one: bool = False,
) -> list[Job]:
    """Keep the uploaded files and ask for one delivery of each; a bad file stops no other.

    With `is_one` all files are parts of one delivery, taken together or not at all. `dataset` says
    what all of them are; without it the headings decide. Whether the department may deliver a data
    set is asked when the file has been read.
    """
    pack = campaign.pack.opened()
    if dataset and dataset not in pack.sources:
        raise Refused("NOT_FOUND", what="数据集", code=dataset)
    kept = [(name, *keep_bytes(pieces)) for name, pieces in files]
    groups = [kept] if is_one else [[one] for one in kept]
    jobs = []
    for (name, sha256, _), *more in groups:
        others = [(other_hash, other) for other, other_hash, _ in more]
        shown = f"{name}等 {len(others) + 1} 个文件" if others else name
        job = ask(
            actor,
            "sources.deliver",
            title=f"接收“{shown}”",
            area=campaign.area,
            campaign=campaign.code,
            sha256=sha256,
            name=name,
            dataset=dataset or None,
            receipt=new_receipt(),
            more=others,
        )
        jobs.append(job)
    for name, sha256, size in kept:
        code = jobs[0].code if is_one else jobs[kept.index((name, sha256, size))].code
        record(
            "job", code, f"上传“{name}”，请求接收", area_path=campaign.area.depth_path,
            sha256=sha256, size=size,
        )  # fmt: skip
    return jobs


@use_case("source.deliver")
def ask_table(actor: Actor, campaign: Campaign, name: str) -> Job:
    """Ask for a named database table to be read and taken in."""
    table = table_named(name)
    dataset = campaign.pack.opened().sources.get(table.dataset)
    if dataset is None or not is_own_source(actor, campaign, "source.deliver", dataset):
        raise Refused("TABLE_UNNAMED", name=name)
    job = ask(
        actor, "sources.deliver", title=f"接收数据库表“{name}”", area=campaign.area,
        campaign=campaign.code, table=name, receipt=new_receipt(),
    )  # fmt: skip
    record(
        "job", job.code, f"请求接收数据库表“{name}”", area_path=campaign.area.depth_path,
        dataset=dataset.id,
    )  # fmt: skip
    return job


@use_case("registry.import")
def ask_off_registry(actor: Actor, campaign: Campaign) -> Job:
    """Ask for the off-registry groups to be derived and proposed."""
    demand_right(actor, campaign, "registry.import")
    job = ask(
        actor, "sources.off_registry", title="推导档外五类对象", area=campaign.area,
        campaign=campaign.code,
    )  # fmt: skip
    record("job", job.code, "请求推导档外五类对象", area_path=campaign.area.depth_path)
    return job


def export_returned_rows(actor: Actor, code: str, *, at: datetime) -> tuple[str, bytes]:
    """File name and workbook of the rows that a delivery gave back, whole, with their reasons.

    They carry full ID numbers: only who delivers this department's data takes them away, and a
    journal line says so. The file is read before the transaction of that line begins.
    """
    delivery = queries.delivery_for(actor, code, "source.deliver")
    pack = delivery.campaign.pack.opened()
    rejects = list(DeliveryReject.objects.filter(account=delivery))
    with work_folder(new_receipt()) as work:
        content = returned_rows(
            [
                (
                    _file_of(delivery, work),
                    delivery.member or delivery.file.name,
                    reasons_of(rejects),
                )
            ],
            [pack.sources[delivery.dataset]],
            pack.codes,
            made_at=at,
            mappings=mappings_for(delivery.campaign, [pack.sources[delivery.dataset]]),
        )
    _write_down_export(actor, delivery, len({row.row for row in rejects}))
    return f"{delivery.dataset} {delivery.code}退回数据.xlsx", content


def _file_of(delivery: Delivery, work: Path) -> Path:
    """The kept file, or the one inside the kept archive that the rows came from."""
    path = path_of(delivery.file.sha256)
    if not delivery.member:
        return path
    for inner, name in unpacked(path, delivery.file.name, work):
        if name == delivery.member:
            return inner.rename(work / f"found{inner.suffix}")
    raise Refused("FILE_MISSING", name=delivery.member)


@use_case("source.deliver")
def _write_down_export(actor: Actor, delivery: Delivery, n_rows: int) -> None:  # noqa: ARG001
    record(
        "delivery",
        delivery.code,
        f"下载退回的 {n_rows} 行",
        area_path=delivery.campaign.area.depth_path,
        n_rows=n_rows,
    )
