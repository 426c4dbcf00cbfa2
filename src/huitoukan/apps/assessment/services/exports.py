"""The list of verdicts as a workbook: numbers and answers, without names or ID numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from django.conf import settings
from django.utils import timezone, translation

from huitoukan.apps.assessment import queries
from huitoukan.apps.assessment.models import Assessment, HouseholdVerdict
from huitoukan.apps.assessment.queries.households import Asked, households, measures_for
from huitoukan.apps.assessment.queries.villages import Asked as AskedVillages
from huitoukan.apps.assessment.queries.villages import villages
from huitoukan.apps.assessment.queries.words import answers_of, standard_title, verdict_word
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.places.queries import full_name
from huitoukan.apps.registry.services.exports import ledger
from huitoukan.documents.columns import Cell
from huitoukan.documents.write_excel import LedgerColumn
from huitoukan.domain.refusals import Refused

MOST: Final = 50_000
"""Rows of one workbook: some ten seconds of writing."""


@use_case("assessment.export")
def export_verdicts(
    actor: Actor, code: str, params: Mapping[str, str], *, at: datetime
) -> tuple[str, bytes]:
    """File name and workbook of the list under its query."""
    run = queries.run_for(actor, code)
    asked = Asked.of(params)
    found = households(actor, run, asked, "assessment.export")
    if asked.tab:
        found = found.filter(verdict=asked.tab)
    n = found.count()
    if n > MOST:
        raise Refused("EXPORT_TOO_LARGE", n=n, limit=MOST)
    with translation.override(settings.LANGUAGE_CODE):  # the paper is Chinese for every reader
        pack = run.pack.opened()
        ids = pack.standards[run.standard].indicators
        heads = (
            LedgerColumn("序号", "number", 6),
            LedgerColumn("区划", width=22),
            LedgerColumn("户编号", width=20),
            LedgerColumn("系统结论", width=10),
            LedgerColumn("人的核定", width=10),
            *(LedgerColumn(f"{name} {pack.indicators[name].title.zh}", width=14) for name in ids),
            LedgerColumn("对策", width=30),
        )
        title = standard_title(pack, run.standard)
        criteria = [("核查", run.code), ("标准", title), ("核查日", run.on.isoformat())]
        if asked.tab:
            criteria.append(("结论", verdict_word(asked.tab)))
        content = ledger(
            actor, run.campaign, title=f"达标核查户清单（{title}）", columns=heads,
            rows=list(_rows(run, found)), criteria=tuple(criteria), at=at, unit="户",
        )  # fmt: skip
    record(
        "assessment",
        run.code,
        f"导出达标核查清单 {n} 户",
        area_path=run.campaign.area.depth_path,
        query={key: value for key, value in params.items() if value and key != "no"},
    )
    made = timezone.localtime(at)
    return f"{run.campaign.area.name}_达标核查_{made:%Y%m%d_%H%M}.xlsx", content


def _rows(run: Assessment, found: ScopedQuerySet[HouseholdVerdict]) -> Iterator[tuple[Cell, ...]]:
    pack = run.pack.opened()
    ids = pack.standards[run.standard].indicators
    for n, row in enumerate(found.iterator(chunk_size=2000), 1):
        answers = answers_of(row.marks)
        human = getattr(row, "human", None)
        yield (
            n,
            full_name(row.area),
            row.household_no,
            verdict_word(row.verdict),
            verdict_word(human) if human else "",
            *(verdict_word(answers[name]) for name in ids),
            "；".join(measures_for(row.marks, pack)),
        )


@use_case("assessment.export")
def export_villages(
    actor: Actor, code: str, params: Mapping[str, str], *, at: datetime
) -> tuple[str, bytes]:
    """File name and workbook of the list of villages under its query.

    Raises Refused VILLAGES_NOT_JUDGED for a run by a pack that says nothing about villages.
    """
    run = queries.run_for(actor, code)
    if not run.village_standard:
        raise Refused("VILLAGES_NOT_JUDGED", code=run.code)
    asked = AskedVillages.of(params)
    found = villages(actor, run, asked, "assessment.export")
    if asked.tab:
        found = found.filter(verdict=asked.tab)
    with translation.override(settings.LANGUAGE_CODE):  # the paper is Chinese for every reader
        pack = run.pack.opened()
        ids = pack.standards[run.village_standard].indicators
        heads = (
            LedgerColumn("序号", "number", 6),
            LedgerColumn("乡镇", width=14),
            LedgerColumn("村", width=16),
            LedgerColumn("村属性", width=10),
            LedgerColumn("系统结论", width=10),
            LedgerColumn("人的核定", width=10),
            *(LedgerColumn(f"{name} {pack.indicators[name].title.zh}", width=14) for name in ids),
        )
        title = standard_title(pack, run.village_standard)
        criteria = [("核查", run.code), ("标准", title), ("核查日", run.on.isoformat())]
        rows: list[tuple[Cell, ...]] = []
        for n, row in enumerate(found, 1):
            answers, human = answers_of(row.marks), getattr(row, "human", None)
            rows.append((
                n, row.area.parent.name if row.area.parent else "", row.area.name,
                row.area.village_kind, verdict_word(row.verdict),
                verdict_word(human) if human else "",
                *(verdict_word(answers[name]) for name in ids),
            ))  # fmt: skip
        content = ledger(
            actor, run.campaign, title=f"达标核查村清单（{title}）", columns=heads, rows=rows,
            criteria=tuple(criteria), at=at, unit="村",
        )  # fmt: skip
    record(
        "assessment",
        run.code,
        f"导出村的核查清单 {len(rows)} 个村",
        area_path=run.campaign.area.depth_path,
        query={key: value for key, value in params.items() if value},
    )
    made = timezone.localtime(at)
    return f"{run.campaign.area.name}_村核查_{made:%Y%m%d_%H%M}.xlsx", content
