"""Handing out the papers of an account as Word documents, with a line in the journal."""

from __future__ import annotations

from datetime import datetime

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.incomes.models import IncomeSheet
from huitoukan.apps.incomes.queries import papers, sheet_for, subject_for
from huitoukan.apps.journal.services import record, use_case
from huitoukan.documents.form_paper import FormPaper, write_form
from huitoukan.domain.refusals import Refused

SHEET, CARD = "sheet", "card"
NAMES = {SHEET: "收入测算表", CARD: "明白卡"}


def paper_of(
    actor: Actor, code: str, kind: str, *, at: datetime, verb: str = "income.see"
) -> tuple[IncomeSheet, FormPaper]:
    """The values of a paper, through the actor's eyes: `kind` is "sheet" or "card"."""
    if kind not in NAMES:
        raise Refused("NOT_FOUND", what="文书", code=kind)
    sheet = sheet_for(actor, code, verb)
    if kind == SHEET:
        return sheet, papers.income_paper(sheet, at=at)
    subject = subject_for(actor, sheet.campaign, sheet.household_no, verb)
    return sheet, papers.household_card(
        sheet, subject.household, is_masked=not actor.may("income.record"), at=at
    )


@use_case("income.export")
def word_of(actor: Actor, code: str, kind: str, *, at: datetime) -> tuple[str, bytes]:
    """File name and Word document of a paper."""
    sheet, paper = paper_of(actor, code, kind, at=at, verb="income.export")
    record(
        "income",
        sheet.household_no,
        f"导出{NAMES[kind]}（第 {sheet.version} 版）",
        area_path=sheet.area.depth_path,
        sheet=sheet.code,
    )
    return f"{sheet.head_name}户_{NAMES[kind]}_第{sheet.version}版.docx", write_form(paper)
