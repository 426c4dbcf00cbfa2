"""Workbooks of the registry for people: the list as it is queried, the score of its quality.

Every one leaves a line in the journal. ID numbers and telephones are masked as on the pages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Final

from django.conf import settings
from django.utils import timezone, translation

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.queries import organ_of
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.registry.pages import Cell
from huitoukan.apps.registry.queries import quality, shown
from huitoukan.apps.registry.queries.columns import chosen_columns
from huitoukan.apps.registry.queries.narrow import whole_rows
from huitoukan.apps.registry.queries.saved import chosen_for
from huitoukan.apps.registry.queries.tree import places_of
from huitoukan.documents.columns import Cell as Written
from huitoukan.documents.write_excel import Ledger, LedgerColumn, write_ledger
from huitoukan.domain.refusals import Refused

WIDTHS: Final[Mapping[str, float]] = {"place": 26, "household_no": 20}
_MASKED: Final = "证件号码和电话已遮挡。"


@use_case("registry.export")
def export_list(
    actor: Actor, campaign: Campaign, params: Mapping[str, str], *, at: datetime
) -> tuple[str, bytes]:
    """File name and workbook of the list under this query, with the columns that are shown."""
    places = places_of(actor, campaign, params.get("place", ""), "registry.export")
    asked = shown.asked_for(actor, campaign, places, params, verb="registry.export")
    if asked.counted.is_more or asked.counted.n_rows > asked.most:
        raise Refused("EXPORT_TOO_LARGE", limit=asked.most)
    households = (
        list(asked.households) if asked.few is None else whole_rows(asked.households, asked.few)
    )
    with translation.override(settings.LANGUAGE_CODE):  # the paper is Chinese for every reader
        pack = campaign.pack.opened()
        columns = chosen_columns(pack, chosen_for(actor, campaign, params).columns)
        criteria = shown.criteria(places, pack, params)
        rows: list[tuple[Written, ...]] = [
            (n, household.head_name, *(_written(column.cell(household)) for column in columns))
            for n, household in enumerate(households, 1)
        ]
    heads = (
        LedgerColumn("序号", "number", 6),
        LedgerColumn("户主", width=12),
        *(LedgerColumn(column.label, width=WIDTHS.get(column.name, 14)) for column in columns),
    )
    record(
        "registry",
        campaign.code,
        f"导出名册 {len(rows)} 户",
        area_path=places.chosen.depth_path,
        query={key: value for key, value in params.items() if value and key != "q"},
        has_words=bool(params.get("q")),
    )
    title = f"{places.chosen.name}建档立卡名册"
    content = ledger(
        actor, campaign, title=title, columns=heads, rows=rows, criteria=criteria, at=at
    )
    made = timezone.localtime(at)
    return f"{places.chosen.name}_名册_{made:%Y%m%d_%H%M}.xlsx", content


def _written(cell: Cell) -> str:
    text = cell.chip.label if cell.chip else cell.text
    return f"{cell.note.replace(' · ', ' ')} {text}" if cell.note else text


@use_case("registry.see")
def export_quality(
    actor: Actor, campaign: Campaign, place: str, *, at: datetime
) -> tuple[str, bytes]:
    """File name and workbook of the quality score: one row for each place, one column a measure."""
    with translation.override(settings.LANGUAGE_CODE):
        page = quality.quality_page(actor, campaign, {"place": place})
    heads = (
        LedgerColumn("区划", width=18),
        LedgerColumn("户数", "number", 8),
        LedgerColumn("得分", "amount", 9),
        *(LedgerColumn(gate.title, "number", 12, group="零差错户数") for gate in page.gates),
        *(LedgerColumn(m.label, "percent", 10, group=m.table) for m in page.measures),
    )
    rows = [
        (
            row.place,
            row.n_households,
            None if row.score is None else round(row.score, 2),
            *row.gates,
            *(
                None if cell.fraction is None else round(cell.fraction, 6)
                for cell in (each.share for each in row.cells)
            ),
        )
        for row in page.rows
    ]
    record(
        "registry", campaign.code, f"导出名册质量评分 {len(rows)} 行",
        area_path=campaign.area.depth_path, place=place,
    )  # fmt: skip
    criteria = (("评分办法", page.basis), ("空格", "没有应查的户或人，无法判断"))
    title = f"{page.place}名册数据质量评分"
    made = timezone.localtime(at)
    content = ledger(
        actor, campaign, title=title, columns=heads, rows=rows, criteria=criteria, at=at
    )
    return f"{page.place}_名册质量_{made:%Y%m%d_%H%M}.xlsx", content


def ledger(
    actor: Actor,
    campaign: Campaign,
    *,
    title: str,
    columns: Sequence[LedgerColumn],
    rows: Sequence[Sequence[Written]],
    criteria: tuple[tuple[str, str], ...],
    at: datetime,
    unit: str = "户",
) -> bytes:
    """A workbook of the registry, with who made it, when, and what was asked for."""
    made = timezone.localtime(at).replace(tzinfo=None)
    target = BytesIO()
    written = Ledger(
        title=title,
        organ=organ_of(campaign),
        as_of=made,
        filled_on=made.date(),
        made_at=made,
        made_by=actor.name,
        columns=tuple(columns),
        rows=rows,
        unit=unit,
        sheet="名册",
        criteria=criteria,
        pack=f"{campaign.pack} {campaign.pack.hash[:12]}",
        masking=_MASKED,
        paper="A3" if len(columns) > 12 else "A4",
    )
    write_ledger(target, written)
    return target.getvalue()
