"""From a paper's values to its files: Word from the template, Excel from the rows, zip of many."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any

from django.utils import timezone

from huitoukan.apps.papers.queries.templates import vocabulary_of
from huitoukan.apps.papers.queries.values import Making, title_of
from huitoukan.apps.problems.models import Problem
from huitoukan.apps.problems.services.papers import ledger_rows
from huitoukan.documents.layouts.paper_books import BookFrame, checklist, three_lists
from huitoukan.documents.layouts.problem_ledger import problem_ledger
from huitoukan.documents.paper_template import fill
from huitoukan.documents.write_excel import write_ledgers
from huitoukan.domain.papers import Book
from huitoukan.rules.shapes.campaign import PaperKind


def draw_word(kind: PaperKind, template: bytes, values: Mapping[str, Any]) -> bytes:
    """The Word document of these values; equal values and template give equal bytes."""
    return fill(template, values, vocabulary_of(kind))


def draw_book(making: Making, values: Mapping[str, Any], problems: tuple[Problem, ...]) -> bytes:
    """The workbook that belongs to the paper; empty for a kind that has none."""
    book = Book(making.kind.book) if making.kind.book else None
    if book is None:
        return b""
    at: datetime = timezone.localtime(making.at).replace(tzinfo=None)
    frame = BookFrame(
        title_of(values), values["机关"], at, making.actor.name, values["编号"], values["数据说明"]
    )
    campaign = making.campaign
    if book is Book.THREE_LISTS:
        ledgers = three_lists(frame, values["问题"])
    elif book is Book.CHECKLIST:
        ledgers = checklist(frame, values["问题"])
    else:
        ledgers = [
            problem_ledger(
                ledger_rows(problems, campaign, making.at),
                county=campaign.area.name,
                year=campaign.starts_on.year,
                organ=values["机关"],
                as_of=at,
                made_at=at,
                made_by=making.actor.name,
                criteria=(("文书编号", values["编号"]), ("数据说明", values["数据说明"])),
                pack=f"{campaign.pack} {campaign.pack.hash[:12]}",
            )
        ]
    target = BytesIO()
    write_ledgers(target, ledgers)
    return target.getvalue()
