"""Tries and scorecards as workbooks, with names masked, for paper in Chinese."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.conf import settings
from django.utils import timezone, translation

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.registry.services.exports import ledger
from huitoukan.apps.rulebook.models import Try
from huitoukan.apps.rulebook.pages import ScoreRow
from huitoukan.apps.rulebook.queries import scores, tried, try_for
from huitoukan.documents.columns import Cell
from huitoukan.documents.write_excel import LedgerColumn


@use_case("rule.try")
def export_try(actor: Actor, campaign: Campaign, code: str, *, at: datetime) -> tuple[str, bytes]:
    """File name and workbook of the objects of a try in the actor's areas."""
    one = try_for(actor, campaign, code)
    with translation.override(settings.LANGUAGE_CODE):
        rows = list(_tried(actor, one))
        heads = (
            LedgerColumn("序号", "number", 6),
            LedgerColumn("哪一版报出", width=14),
            LedgerColumn("地点", width=20),
            LedgerColumn("户编号", width=20),
            LedgerColumn("姓名", width=12),
            LedgerColumn("改后（没有则为原规则）的说法", width=60),
        )
        content = ledger(
            actor, campaign, title=f"规则 {one.rule} 试运行改前改后名单", columns=heads, rows=rows,
            criteria=(("规则", one.rule), ("改动", one.how), ("试运行", one.code),
                      ("每一类最多列出", str(tried.MOST_ROWS))),
            at=at, unit="个",
        )  # fmt: skip
    record("try", code, f"导出试运行名单 {len(rows)} 行", area_path=campaign.area.depth_path)
    return f"规则{one.rule}_试运行_{timezone.localtime(at):%Y%m%d_%H%M}.xlsx", content


def _tried(actor: Actor, one: Try) -> Iterator[tuple[Cell, ...]]:
    for number, row in enumerate(tried.rows_for(actor, one).iterator(), start=1):
        shown = tried.hit_row(row)
        who = (shown.place, shown.household_no, shown.name)
        yield (number, shown.side.label, *who, shown.sentence)


@use_case("rule.see")
def export_scorecards(
    actor: Actor, campaign: Campaign, params: Mapping[str, str], *, at: datetime
) -> tuple[str, bytes]:
    """File name and workbook of the scorecards under their query."""
    with translation.override(settings.LANGUAGE_CODE):
        rows = scores.score_rows(actor, campaign, params)
        by_place = bool(params.get("rule"))
        heads = (
            LedgerColumn("序号", "number", 6),
            LedgerColumn("乡镇" if by_place else "规则", width=32),
            LedgerColumn("疑点", "number", 8),
            LedgerColumn("属实", "number", 8),
            LedgerColumn("不属实", "number", 8),
            LedgerColumn("数据错误", "number", 8),
            LedgerColumn("待核定", "number", 8),
            LedgerColumn("未核定已消失", "number", 10),
            LedgerColumn("属实占比", width=9),
            LedgerColumn("95%区间", width=12),
            LedgerColumn("不属实的理由", width=34),
            LedgerColumn("核定天数中位数", width=10),
            LedgerColumn("问题办理步数", "number", 10),
            LedgerColumn("入户次数", width=10),
            LedgerColumn("提示", width=12),
        )
        content = ledger(
            actor, campaign, title="规则成绩单", columns=heads,
            rows=[(n, *_scored(row)) for n, row in enumerate(rows, start=1)],
            criteria=tuple((name, value) for name, value in params.items() if value),
            at=at, unit="行",
        )  # fmt: skip
    record(
        "scorecards", campaign.code, f"导出规则成绩单 {len(rows)} 行",
        area_path=campaign.area.depth_path,
    )  # fmt: skip
    return f"规则成绩单_{timezone.localtime(at):%Y%m%d_%H%M}.xlsx", content


def _scored(row: ScoreRow) -> tuple[Cell, ...]:
    return (
        f"{row.rule} {row.label}".strip(),
        row.n_hits, row.n_confirmed, row.n_dismissed, row.n_data_errors, row.n_waiting, row.n_gone,
        row.share, row.interval, row.reasons, row.days, row.n_steps, "没有数据",
        "先改规则" if row.is_mostly_dismissed else "",
    )  # fmt: skip
