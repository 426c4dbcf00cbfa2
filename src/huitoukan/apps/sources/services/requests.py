"""What people ask of deliveries from a page: taking files in, deriving, the rows given back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.queries import demand_right
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.services.keeping import keep_bytes, path_of
from huitoukan.apps.files.services.returns import reasons_of, returned_rows
from huitoukan.apps.jobs.models import Job
from huitoukan.apps.jobs.services import ask
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.mappings.queries import mappings_for
from huitoukan.apps.sources import queries
from huitoukan.apps.sources.models import Delivery, DeliveryReject
from huitoukan.domain.refusals import Refused


@use_case("source.deliver")
def ask_delivery(
    actor: Actor,
    campaign: Campaign,
    files: Sequence[tuple[str, Iterable[bytes]]],
    *,
    dataset: str = "",
) -> list[Job]:
    """Keep the uploaded files and ask for one delivery of each; a bad file stops no other.

    `dataset` says what all of them are; without it the headings decide. Whether the department may
    deliver a data set is asked when the file has been read.
    """
    pack = campaign.pack.opened()
    if dataset and dataset not in pack.sources:
        raise Refused("NOT_FOUND", what="数据集", code=dataset)
    jobs = []
    for name, pieces in files:
        sha256, size = keep_bytes(pieces)
        job = ask(
            actor,
            "sources.deliver",
            title=f"接收“{name}”",
            area=campaign.area,
            campaign=campaign.code,
            sha256=sha256,
            name=name,
            dataset=dataset or None,
        )
        record(
            "job", job.code, f"上传“{name}”，请求接收", area_path=campaign.area.depth_path,
            sha256=sha256, size=size,
        )  # fmt: skip
        jobs.append(job)
    return jobs


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
    content = returned_rows(
        [(path_of(delivery.file.sha256), delivery.file.name, reasons_of(rejects))],
        [pack.sources[delivery.dataset]],
        pack.codes,
        made_at=at,
        mappings=mappings_for(delivery.campaign, [pack.sources[delivery.dataset]]),
    )
    _write_down_export(actor, delivery, len({row.row for row in rejects}))
    return f"{delivery.dataset} {delivery.code}退回数据.xlsx", content


@use_case("source.deliver")
def _write_down_export(actor: Actor, delivery: Delivery, n_rows: int) -> None:  # noqa: ARG001
    record(
        "delivery",
        delivery.code,
        f"下载退回的 {n_rows} 行",
        area_path=delivery.campaign.area.depth_path,
        n_rows=n_rows,
    )
