"""Makers of registry sheets, as the reader hands them over, and of the workbooks they come from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.services.intake import SheetStream
from huitoukan.apps.registry.models import ImportBatch
from huitoukan.apps.registry.services.imports import import_files
from huitoukan.apps.registry.services.staging import Incoming
from huitoukan.documents.tables import TypedRow
from huitoukan.rules.pack import Pack
from tests.cast import AT, VILLAGE_1, VILLAGE_2
from tests.factories import id_no, nothing_told

Row = dict[str, Any]
Import = Callable[..., ImportBatch]
SHEETS = {
    "village": "行政村信息",
    "household": "户信息",
    "member": "家庭成员信息",
    "cadre": "村干部",
    "helper": "帮扶责任人",
    "off_registry": "档外对象",
    "authorisation": "承诺授权",
}


def village(code: str = VILLAGE_1, name: str = "核桃村", **more: Any) -> Row:
    return {
        "village_code": code,
        "village": name,
        "township_code": code[:9],
        "township": "龙潭镇",
        "county_code": code[:6],
        "county": "云岭县",
        "n_households": 120,
        **more,
    }


def household(no: str, head: str = "王大山", place: str = "核桃村", **more: Any) -> Row:
    return {
        "household_no": no,
        "township": "龙潭镇",
        "village": place,
        "head_name": head,
        "household_type": "脱贫户",
        "member_count": 2,
        **more,
    }


def member(household_no: str, no: str, name: str = "王大山", **more: Any) -> Row:
    return {"household_no": household_no, "person_no": no, "name": name, **more}


def registry_rows() -> dict[str, list[Row]]:
    """A small registry: two villages, three households, five persons."""
    return {
        "village": [village(), village(VILLAGE_2, "茶坪村")],
        "household": [
            household("H1", household_phone="13900000001"),
            household("H2", "单雄信"),
            household("H3", "李小花", "茶坪村"),
        ],
        "member": [
            member("H1", "P1", id_no=id_no(1), relation_to_head="户主"),
            member("H1", "P2", "王小溪", id_no=id_no(2), relation_to_head="之子"),
            member("H2", "P3", "单雄信", id_no=id_no(3)),
            member("H3", "P4", "李小花", id_no=id_no(4)),
            member("H3", "P5", "李小草"),
        ],
    }


def streams_of(pack: Pack, rows: Mapping[str, Sequence[Row]]) -> Iterator[SheetStream]:
    """The rows as the reader hands them over; data begin in row 2."""
    for table, found in rows.items():
        yield SheetStream(
            SHEETS[table],
            pack.fields[table],
            (TypedRow(number, dict(row), (), (), []) for number, row in enumerate(found, start=2)),
            frozenset(name for row in found for name in row),
            header_row=1,
        )


def take(
    actor: Actor,
    campaign: Campaign,
    rows: Mapping[str, Sequence[Row]],
    folder: Path,
    *,
    name: str = "名册.xlsx",
    at: datetime = AT,
    **more: Any,
) -> ImportBatch:
    """Import the rows as if they had been read from a file of that name."""
    path = folder / "taken.xlsx"
    path.write_bytes(repr(sorted(rows)).encode())
    pack = campaign.pack.opened()
    file = Incoming(path, name, lambda _tell: streams_of(pack, rows))
    return import_files(actor, campaign, [file], at=at, tell=nothing_told, **more)


def workbook(path: Path, pack: Pack, rows: Mapping[str, Sequence[Row]]) -> Path:
    """A workbook with the pack's own headings."""
    with xlsxwriter.Workbook(str(path)) as book:
        for table, found in rows.items():
            dataset = pack.fields.get(table) or pack.sources[table]
            sheet = book.add_worksheet(SHEETS.get(table, dataset.title.zh[:31]))
            used = [c for c in dataset.columns if c.required or any(c.name in row for row in found)]
            for at, column in enumerate(used):
                sheet.write_string(0, at, column.label)
                for line, row in enumerate(found, start=1):
                    if row.get(column.name) is not None:
                        sheet.write_string(line, at, str(row[column.name]))
    return path
