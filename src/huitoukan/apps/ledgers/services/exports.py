"""A ledger as a workbook that can be filled in and read again, and its empty template."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO

from django.conf import settings
from django.utils import timezone, translation

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.ledgers import queries
from huitoukan.apps.ledgers.queries.finding import narrowed
from huitoukan.documents.write_list import write_list
from huitoukan.domain.refusals import Refused
from huitoukan.domain.verbs import verb_label

MOST_ROWS = 50_000
"""Rows of one export; more are asked for place by place."""


@use_case("ledger.export")
def export_entries(
    actor: Actor,
    campaign: Campaign,
    dataset_id: str,
    params: Mapping[str, str],
    *,
    at: datetime,
) -> tuple[str, bytes]:
    """File name and workbook of the list under this query, under the headings that are imported.

    ID numbers, telephones and sensitive names are masked; `full=1` writes them whole, for who may
    see them whole (registry.reveal). Raises Refused: NOT_ALLOWED, LEDGER_TOO_LARGE, NOT_FOUND.
    """
    dataset = queries.ledger_for(actor, campaign, dataset_id, "ledger.export")
    is_full = params.get("full") == "1"
    if is_full and not actor.may("registry.reveal"):
        raise Refused("NOT_ALLOWED", verb=verb_label("registry.reveal"))
    every = narrowed(actor, campaign, dataset, params, "ledger.export")
    if is_full:
        whole = queries.entries_for(actor, campaign, "registry.reveal")
        every = every.filter(pk__in=whole.values("pk"))
    n_rows = every.count()
    if n_rows > MOST_ROWS:
        raise Refused("LEDGER_TOO_LARGE", limit=MOST_ROWS)
    with translation.override(settings.LANGUAGE_CODE):  # the headings are those that are read
        rows = [
            {
                column.name: queries.written(column, entry.values.get(column.name), is_full)
                for column in dataset.columns
            }
            for entry in every.order_by("number").iterator(chunk_size=1000)
        ]
    target = BytesIO()
    write_list(target, dataset.columns, rows, sheet=dataset.title.zh, made_at=at)
    record(
        "ledger",
        dataset.id,
        f"导出台账“{dataset.title.zh}”{n_rows} 条{'，含完整号码' if is_full else ''}",
        area_path=campaign.area.depth_path,
        query={key: value for key, value in params.items() if value and key != "q"},
        has_words=bool(params.get("q")),
    )
    made = timezone.localtime(at)
    name = f"{campaign.area.name}_{dataset.title.zh}_{made:%Y%m%d_%H%M}.xlsx"
    return name, target.getvalue()
