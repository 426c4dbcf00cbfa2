"""Reading a workbook of income lines: a household with a change gets a version, or all come back.

A household's rows stand together: if one of them cannot be read, the account would be wrong
without it, so all are given back, each with the reason.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from django.utils import timezone

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.queries import organ_of
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.services.intake import ReadSheet, Tell, keep_rejects, read_sheets
from huitoukan.apps.files.services.keeping import keep_bytes, keep_file, path_of, pieces_of
from huitoukan.apps.files.services.returns import reasons_of, returned_rows
from huitoukan.apps.incomes import queries
from huitoukan.apps.incomes.models import ImportReject, IncomeSheet, SheetImport
from huitoukan.apps.incomes.queries.filling import (
    Texts,
    Typed,
    content_of,
    line_at_fault,
    members_typed,
    typed_from,
)
from huitoukan.apps.incomes.queries.table import (
    COLUMNS,
    LINES,
    NOTES,
    SHEET_NAME,
    rows_of,
    typed_household,
    typed_row,
)
from huitoukan.apps.incomes.services.recording import hold, kept_of, write_version
from huitoukan.apps.jobs.models import Job
from huitoukan.apps.jobs.services import ask
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.places.queries import widest_area
from huitoukan.documents.write_excel import Ledger, write_ledger
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack


@use_case("income.record")
def ask_import(actor: Actor, campaign: Campaign, pieces: Iterable[bytes], *, name: str) -> Job:
    """Keep the uploaded workbook and ask for its import; the job's page tells how it goes."""
    sha256, size = keep_bytes(pieces)
    area = widest_area(actor, campaign.area)
    job = ask(
        actor, "incomes.import", title=f"导入收入测算表“{name}”", area=area,
        campaign=campaign.code, sha256=sha256, name=name,
    )  # fmt: skip
    record(
        "job", job.code, f"上传“{name}”，请求导入", area_path=area.depth_path,
        sha256=sha256, size=size,
    )  # fmt: skip
    return job


def read_book(path: Path, name: str, tell: Tell) -> list[ReadSheet]:
    """Every sheet of the workbook that holds income lines; nothing is written."""
    return read_sheets(path, name, [LINES], {}, tell)


@dataclass
class _Rows:
    """The rows of one household and period, with where each stands."""

    household_no: str
    period: str
    rows: list[tuple[int, Texts]] = field(default_factory=list)


@use_case("income.record")
def import_lines(
    actor: Actor,
    campaign: Campaign,
    path: Path,
    *,
    name: str,
    sheets: Sequence[ReadSheet],
    at: datetime,
    fence: Callable[[], None] = lambda: None,
) -> SheetImport:
    """Write what `read_book` read; all of it or nothing. The same file again changes nothing.

    A household whose rows differ from its newest version gets a draft as the next version. Rows of
    a household that is not the reader's, or with a line that cannot be, are given back together.
    """
    pack = queries.demand_profiles(campaign.pack.opened())
    fence()
    counts = _Intake(actor, campaign, pack, f"导入“{name}”", at)
    for sheet in sheets:
        for group in _grouped(sheet, pack):
            counts.take(sheet, group)
    area = widest_area(actor, campaign.area)
    file = keep_file(actor, pieces_of(path), name=name, kind="income_import", area=area, at=at)
    n_rejected = sum(sheet.n_rejected for sheet in sheets)
    made = SheetImport.objects.create(
        code=f"SD-{secrets.token_hex(4)}",
        campaign=campaign,
        area=area,
        file=file,
        n_rows=counts.created + counts.updated + counts.unchanged + n_rejected,
        n_created=counts.created,
        n_updated=counts.updated,
        n_unchanged=counts.unchanged,
        n_rejected=n_rejected,
        n_skipped=sum(sheet.n_skipped for sheet in sheets),
        n_warnings=sum(sheet.n_warnings for sheet in sheets),
        header_row=sheets[0].header_row if sheets else 0,
        n_sheets=counts.sheets,
        notes=[note for sheet in sheets for note in sheet.notes],
        read_by=actor.code,
        read_name=actor.name,
        read_at=at,
    )
    for sheet in sheets:
        keep_rejects(ImportReject, made, sheet.sheet, sheet.rejects)
    record(
        "income-import", made.code, f"导入收入测算表“{name}”：{counts.sheets} 户有新的一版",
        area_path=area.depth_path, campaign=campaign.code, sha256=file.sha256,
        n_rejected=n_rejected,
    )  # fmt: skip
    return made


def _grouped(sheet: ReadSheet, pack: Pack) -> list[_Rows]:
    """The rows by household and period. Beside a row that could not be read they come back too.

    Such a row may belong to the household above or below it: neither account may miss a line.
    """
    groups: dict[tuple[str, str], _Rows] = {}
    for number, values in sheet.rows:
        key = (values["household_no"], values["period"].removesuffix("年"))
        group = groups.setdefault(key, _Rows(*key))
        group.rows.append((number, typed_row(values, pack)))
    beside = {row + step for row, _problem in sheet.rejects for step in (-1, 1)}
    whole = []
    for group in groups.values():
        if any(number in beside for number, _texts in group.rows):
            for number, _texts in group.rows:
                sheet.reject(number, "", "INCOME_ROWS_TOGETHER", household_no=group.household_no)
        else:
            whole.append(group)
    return whole


@dataclass
class _Intake:
    """Takes one household's rows at a time: a version, found unchanged, or given back."""

    actor: Actor
    campaign: Campaign
    pack: Pack
    why: str
    at: datetime
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    sheets: int = 0

    def take(self, sheet: ReadSheet, group: _Rows) -> None:
        """One household's rows."""
        typed: Typed | None = None
        try:
            subject = queries.subject_for(
                self.actor, self.campaign, group.household_no, "income.record"
            )
            hold(subject.area)
            known = _known(self.campaign, group)
            members = (
                typed_from(known.content, seen=known.version).members
                if known is not None
                else members_typed(queries.members_of(subject.household), self.pack)
            )
            lines = [texts for _number, texts in group.rows]
            typed = typed_household(group.period, members, lines, seen=0)
            kept = kept_of(subject, content_of(typed, self.pack), self.pack)
        except Refused as refused:
            self._give_back(sheet, group, refused, typed)
            return
        n_rows = len(group.rows)
        if known is not None and _same(known.content, kept.content, self.pack):
            self.unchanged += n_rows
            return
        why = self.why if known is not None else ""
        write_version(self.actor, self.campaign, kept, known, why=why, at=self.at)
        self.sheets += 1
        if known is None:
            self.created += n_rows
        else:
            self.updated += n_rows

    def _give_back(
        self, sheet: ReadSheet, group: _Rows, refused: Refused, typed: Typed | None
    ) -> None:
        """The row at fault with its reason, the household's others because of it."""
        at_fault = line_at_fault(refused, typed, self.pack) if typed is not None else None
        for n, (number, _texts) in enumerate(group.rows):
            if at_fault is None or n == at_fault:
                sheet.reject(number, "", refused.code, **refused.details)
            else:
                sheet.reject(number, "", "INCOME_ROWS_TOGETHER", household_no=group.household_no)


def _known(campaign: Campaign, group: _Rows) -> IncomeSheet | None:
    """The newest version of the household for the period that the rows name."""
    every = IncomeSheet.objects.for_system("the household is in scope")
    return every.filter(
        campaign=campaign,
        household_no=group.household_no,
        period_value=group.period,
        is_newest=True,
    ).first()


def _same(one: Mapping[str, Any], other: Mapping[str, Any], pack: Pack) -> bool:
    """Whether two sheets say the same, whatever their lines are numbered and items called."""
    return bool(_plain(one, pack) == _plain(other, pack))


def _plain(content: Mapping[str, Any], pack: Pack) -> Any:
    typed = typed_from(content, seen=0)
    lines = [
        {**texts, "item": pack.items_by_word[texts["item"]].code} for texts in typed.lines.values()
    ]
    return typed.period_value, list(typed.members.values()), lines


def export_returned_rows(actor: Actor, code: str, *, at: datetime) -> tuple[str, bytes]:
    """File name and workbook of the rows that an import gave back, with their reasons."""
    one = queries.import_for(actor, code)
    rejects = queries.returned_in(code)
    content = returned_rows(
        [(path_of(one.file.sha256), one.file.name, reasons_of(rejects))], [LINES], {}, made_at=at
    )
    _write_down_return(actor, one)
    return f"{one.code}退回数据.xlsx", content


@use_case("income.record")
def _write_down_return(actor: Actor, one: SheetImport) -> None:  # noqa: ARG001 - asked for
    record(
        "income-import", one.code, f"下载退回的 {one.n_rejected} 行",
        area_path=one.area.depth_path, n_rows=one.n_rejected,
    )  # fmt: skip


@use_case("income.export")
def export_lines(
    actor: Actor, campaign: Campaign, sheets: Iterable[IncomeSheet], *, place: str, at: datetime
) -> tuple[str, bytes]:
    """File name and workbook of these versions, a row for each line; it can be read back."""
    pack = campaign.pack.opened()
    rows = [
        row
        for sheet in sheets
        for row in rows_of(sheet.head_name, sheet.household_no, sheet.content, pack)
    ]
    made = timezone.localtime(at).replace(tzinfo=None)
    target = BytesIO()
    write_ledger(
        target,
        Ledger(
            title=f"{place}收入测算表",
            organ=organ_of(campaign),
            as_of=made,
            filled_on=made.date(),
            made_at=made,
            made_by=actor.name,
            columns=COLUMNS,
            rows=[(n, *row) for n, row in enumerate(rows, 1)],
            unit="项",
            sheet=SHEET_NAME,
            notes=NOTES,
            criteria=(("范围", place),),
            pack=str(campaign.pack),
            masking="本表不含证件号码、电话和健康情况。",
        ),
    )
    record(
        "income-export", campaign.code, f"导出收入测算表：{place}，{len(rows)} 行",
        area_path=campaign.area.depth_path, n_rows=len(rows),
    )  # fmt: skip
    return f"{place}_收入测算表_{made:%Y%m%d_%H%M}.xlsx", target.getvalue()
