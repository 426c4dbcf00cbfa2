"""The list of differences between two snapshots as a workbook, masked as on its page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from django.conf import settings
from django.utils import timezone, translation

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.places.queries import full_name
from huitoukan.apps.registry.queries.changes import DifferenceLine
from huitoukan.apps.registry.queries.compared import Comparison, comparison_of, kind_chip
from huitoukan.apps.registry.queries.snapshots import snapshot_words
from huitoukan.apps.registry.services.exports import ledger
from huitoukan.documents.columns import Cell
from huitoukan.documents.write_excel import LedgerColumn
from huitoukan.domain.refusals import Refused

MOST: Final = 20_000
"""Differing rows of one workbook: some ten seconds of writing."""


@use_case("registry.export")
def export_differences(
    actor: Actor, before: str, after: str, params: Mapping[str, str], *, at: datetime
) -> tuple[str, bytes]:
    """File name and workbook of the list under its query: one line for each changed field."""
    with translation.override(settings.LANGUAGE_CODE):  # the paper is Chinese for every reader
        asked = comparison_of(actor, before, after, params, "registry.export")
        with asked.opened() as differences:
            if differences.count(asked.wanted) > MOST:
                raise Refused("DIFFERENCES_TOO_MANY", limit=MOST)
            found = differences.rows(asked.wanted)
        rows = list(_rows(asked, asked.lines(found)))
        criteria = (
            ("前一个快照", snapshot_words(asked.old.snapshot)),
            ("后一个快照", snapshot_words(asked.new.snapshot)),
            ("区划", asked.places.chosen.name),
            *_conditions(asked),
        )
    campaign = asked.new.snapshot.campaign
    record(
        "snapshot",
        after,
        f"导出与 {before} 的差异 {len(found)} 行",
        area_path=asked.places.chosen.depth_path,
        query={key: value for key, value in params.items() if value and key != "no"},
        has_words=bool(params.get("no")),
    )
    heads = (
        LedgerColumn("序号", "number", 6),
        LedgerColumn("区划", width=20),
        LedgerColumn("户编号", width=20),
        LedgerColumn("表", width=12),
        LedgerColumn("编号", width=20),
        LedgerColumn("户主或姓名", width=12),
        LedgerColumn("变化", width=7),
        LedgerColumn("字段", width=18),
        LedgerColumn("之前", width=22),
        LedgerColumn("之后", width=22),
    )
    place = asked.places.chosen.name
    content = ledger(
        actor, campaign, title=f"{place}名册快照差异", columns=heads, rows=rows,
        criteria=criteria, at=at, unit="行",
    )  # fmt: skip
    made = timezone.localtime(at)
    return f"{place}_名册差异_{made:%Y%m%d_%H%M}.xlsx", content


def _rows(asked: Comparison, lines: Iterator[DifferenceLine]) -> Iterator[tuple[Cell, ...]]:
    n = 0
    for line in lines:
        one = line.difference
        about = (
            full_name(line.place), one.household_no, asked.table_title(one.table), one.key,
            line.name, kind_chip(one.kind).label,
        )  # fmt: skip
        told = [(field.label, field.before, field.after) for field in line.fields]
        for field in told or [("", "", "")]:
            n += 1
            yield (n, *about, *field)


def _conditions(asked: Comparison) -> Iterator[tuple[str, str]]:
    """The other conditions in words; never which household was looked for."""
    wanted = asked.wanted
    if wanted.table in asked.pack.fields:
        yield "表", asked.table_title(wanted.table)
        if wanted.field:
            yield "字段", asked.field_label(wanted.table, wanted.field)
    if wanted.kind in {"added", "removed", "changed"}:
        yield "变化", kind_chip(wanted.kind).label
    if wanted.household_no:
        yield "户编号", "按户编号查询"
