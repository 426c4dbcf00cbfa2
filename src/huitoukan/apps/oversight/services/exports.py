"""The tables of a page as Excel and as a Word letter that lies down; the page's own values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Final

from django.conf import settings
from django.utils import timezone, translation

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.queries import organ_of
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.oversight.queries import villages, visits, yearly
from huitoukan.apps.oversight.queries.yearly import Year
from huitoukan.apps.places.queries import full_name
from huitoukan.apps.problems.pages import BoardSection
from huitoukan.documents.letter import Heading1, Letter, Paragraph, TableBlock, balanced
from huitoukan.documents.write_excel import open_book
from huitoukan.documents.write_word import write_letter

LYING_WIDTH: Final = 225.0
"""Millimetres of the type area of a page that lies down (GB/T 9704-2012)."""
HEAD_HEIGHT: Final = 32
"""Points of the row of headings: two lines."""


@dataclass(frozen=True)
class MadeFile:
    """A file that was made: its name and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Tables:
    """What goes into the file: a title, a sentence, the tables of the page."""

    title: str
    note: str
    sections: Sequence[BoardSection]


def made(campaign: Campaign, tables: Callable[[], Tables], *, as_: str, at: datetime) -> MadeFile:
    """The tables as xlsx or docx, in Chinese for every reader; equal tables give equal bytes."""
    moment = timezone.localtime(at)
    with translation.override(settings.LANGUAGE_CODE):
        found = tables()
        stem = f"{campaign.area.name}_{found.title}_{moment:%Y%m%d}"
        if as_ == "docx":
            return MadeFile(f"{stem}.docx", _word(campaign, found, moment.date()))
        return MadeFile(f"{stem}.xlsx", _excel(campaign, found, moment))


def _word(campaign: Campaign, tables: Tables, on: date) -> bytes:
    blocks = [Paragraph(tables.note)] if tables.note else []
    for section in tables.sections:
        rows = [[cell.text for cell in row] for row in section.rows]
        blocks.append(Heading1(section.title))  # type: ignore[arg-type]
        if section.note:
            blocks.append(Paragraph(section.note))
        if rows:
            block = TableBlock(section.heads, _widths(section), rows)
            blocks.append(block)  # type: ignore[arg-type]
        else:
            blocks.append(Paragraph("没有。"))
    target = BytesIO()
    letter = Letter(
        organ=organ_of(campaign), number="",
        title=balanced(f"{campaign.area.name}脱贫质量“回头看”{tables.title}"), addressee="",
        blocks=tuple(blocks), attachments=(), signer=organ_of(campaign), on=on, lying=True,
    )  # fmt: skip
    write_letter(target, letter)
    return target.getvalue()


def _widths(section: BoardSection) -> tuple[float, ...]:
    """Columns of figures narrow, of words by their longest text, together the page's width."""
    shares = []
    for place, (head, is_number) in enumerate(section.columns):
        longest = max([len(row[place].text) for row in section.rows] or [0])
        shares.append(4.0 if is_number else float(min(max(longest, len(head), 4), 24)))
    whole = sum(shares)
    return tuple(round(LYING_WIDTH * share / whole, 1) for share in shares)


def _excel(campaign: Campaign, tables: Tables, at: datetime) -> bytes:
    target = BytesIO()
    title = f"{campaign.area.name}{tables.title}"
    with open_book(target, title, "", at.replace(tzinfo=None)) as book:
        bold = book.add_format({"bold": True, "font_size": 14})
        head = book.add_format({"bold": True, "text_wrap": True, "border": 1, "align": "center"})
        text = book.add_format({"num_format": "@", "text_wrap": True, "border": 1})
        whole = book.add_format({"border": 1, "align": "right"})
        for place, section in enumerate(tables.sections):
            page = book.add_worksheet(_sheet_name(section.title, place))
            page.set_landscape()
            page.set_paper(9)
            page.fit_to_pages(1, 0)
            page.repeat_rows(2)
            page.set_row(2, HEAD_HEIGHT)
            page.write_string(0, 0, f"{title} {section.title}", bold)
            page.write_string(1, 0, " ".join(filter(None, (tables.note, section.note))))
            for column, (label, is_number) in enumerate(section.columns):
                page.write_string(2, column, label, head)
                page.set_column(column, column, 9 if is_number else 18)
            for number, row in enumerate(section.rows, start=3):
                for column, cell in enumerate(row):
                    if cell.is_number and cell.text.isdigit():
                        page.write_number(number, column, int(cell.text), whole)
                    else:
                        style = whole if cell.is_number else text
                        page.write_string(number, column, cell.text, style)
            page.freeze_panes(3, 1)
    return target.getvalue()


def _sheet_name(title: str, place: int) -> str:
    kept = "".join(letter for letter in title if letter not in "[]:*?/\\'：")
    return f"{place + 1} {kept}"[:31]


@use_case("problem.export")
def export_yearly(
    actor: Actor, campaign: Campaign, year: Year, *, as_: str, at: datetime
) -> MadeFile:
    """The scorecard of a year as the actor sees it."""

    def tables() -> Tables:
        units = yearly.scorecard(actor, campaign, year)
        return Tables(
            f"{year.year}年度考核数据",
            f"期限已过的算到{year.last}。只列乡镇和部门的数，不给人打分。规则包{campaign.pack}。",
            yearly.sections_of(campaign, year, units),
        )

    file = made(campaign, tables, as_=as_, at=at)
    record(
        "ledger", campaign.code, f"导出 {year.year} 年度考核数据",
        area_path=campaign.area.depth_path, file=file.name,
    )  # fmt: skip
    return file


@use_case("problem.export")
def export_visits(
    actor: Actor, campaign: Campaign, year: int, *, as_: str, at: datetime
) -> MadeFile:
    """Every household that exits in a year, village by village, with its newest visit."""

    def tables() -> Tables:
        rows = visits.to_visit(actor, campaign, year)
        left = [row for row in rows if not row.visits]
        seen = [row for row in rows if row.visits]
        return Tables(
            f"{year}年退出户走访清单",
            f"{year}年退出{len(rows)}户{sum(row.household.n_members for row in rows)}人，"
            f"有走访记录的{len(seen)}户。走访按三方核对的轮次和在该户登记的问题算。",
            [
                visits.listed_households(visits.shown_as("left"), left),
                visits.listed_households(visits.shown_as("seen"), seen),
            ],
        )

    file = made(campaign, tables, as_=as_, at=at)
    record(
        "ledger", campaign.code, f"导出 {year} 年退出户走访清单",
        area_path=campaign.area.depth_path, file=file.name,
    )  # fmt: skip
    return file


@use_case("problem.export")
def export_village(actor: Actor, campaign: Campaign, code: str, *, at: datetime) -> MadeFile:
    """The basic situation of one village as a workbook, a sheet for each group."""
    village = villages.village_for(actor, campaign, code)
    on = timezone.localtime(at).date()

    def tables() -> Tables:
        facts = villages.facts_of(actor, campaign, village, on=on)
        name = f"{full_name(village)}基本情况台账"
        return Tables(name, "没有人登记过的写“无数据”。", list(villages.sections_of(facts)))

    file = made(campaign, tables, as_="xlsx", at=at)
    record(
        "ledger", campaign.code, f"导出 {full_name(village)} 基本情况台账",
        area_path=village.depth_path, file=file.name,
    )  # fmt: skip
    return file
