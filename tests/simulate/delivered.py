"""Reading delivered files with a plain spreadsheet reader, so that tests see what a clerk sees."""

from __future__ import annotations

import csv
from pathlib import Path

from python_calamine import CalamineWorkbook

from huitoukan.simulate.layouts import registry
from huitoukan.simulate.layouts.deliveries import DELIVERIES
from huitoukan.simulate.layouts.shape import FileLayout

LAYOUTS = (
    registry.VILLAGE,
    registry.HOUSEHOLD,
    registry.MEMBER,
    registry.AUTHORISATION,
    registry.ACCOUNTS,
    *DELIVERIES,
)
BY_DATA_SET = {layout.data_set: layout for layout in LAYOUTS}
Cells = list[list[object]]


def grid(folder: Path, layout: FileLayout) -> Cells:
    """All cells of the first sheet, from the first line on."""
    path = folder / "files" / layout.path
    if layout.container == "csv":
        with path.open(encoding=layout.encoding, newline="") as lines:
            return [list(line) for line in csv.reader(lines)]
    sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(layout.sheet.name)
    return [list(line) for line in sheet.to_python(skip_empty_area=False)]


def rows(folder: Path, data_set: str) -> list[dict[str, object]]:
    """The rows under the headings, by field name; `row` is the number that a spreadsheet shows."""
    layout = BY_DATA_SET[data_set]
    fields = [column.field for column in layout.sheet.columns]
    lines = grid(folder, layout)[layout.sheet.header_row :]
    if layout.sheet.totals:
        lines = lines[:-2]
    return [
        {"row": number, **{str(f): cell for f, cell in zip(fields, line, strict=False)}}
        for number, line in enumerate(lines, start=layout.sheet.header_row + 1)
    ]


def truth(folder: Path, name: str) -> list[dict[str, str]]:
    """The lines of one file of the truth."""
    with (folder / "truth" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def refused(folder: Path, data_set: str) -> set[int]:
    """Row numbers of a file that an import must refuse."""
    path = BY_DATA_SET[data_set].path
    return {int(line["row"]) for line in truth(folder, "rejects") if line["file"] == path}
