"""Labelled texts from a file: the columns text and label, one example a row."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Final

from huitoukan.documents.headings import LAST_HEADER_ROW, recognise
from huitoukan.documents.read import Sheet, read_workbook
from huitoukan.domain.refusals import Refused
from huitoukan.rules.shapes.tables import Column

INDIVIDUAL: Final = "个性"
"""The label of a text that belongs to none of the common types."""
_INDIVIDUAL_EN: Final = "individual"
COLUMNS: Final = (
    Column("text", "问题描述", ("text", "问题", "描述", "原文", "具体表现"), "text", required=True),
    Column("label", "类型", ("label", "标签", "问题类型", "问题类别"), "text", required=True),
)


@dataclass(frozen=True)
class Example:
    """A text and the type that people gave it; INDIVIDUAL where it has none."""

    text: str
    label: str


def read_examples(path: Path) -> list[Example]:
    """The examples of a .csv, .xlsx or .xls; rows with a blank text or label are passed over.

    Raises Refused: FILE_*, READER_LIMIT, SHEET_NONE, HEADER_DUP, EXAMPLES_COLUMNS,
    EXAMPLES_FEW_TYPES.
    """
    if not path.is_file():
        raise Refused("FILE_MISSING", name=path.name)
    found = _rows(path)
    n_types = len({one.label for one in found} - {INDIVIDUAL})
    if n_types < 2:
        raise Refused("EXAMPLES_FEW_TYPES", name=path.name, n=n_types)
    return found


def _sheets(path: Path) -> Generator[Sheet, None, None]:
    yield from read_workbook(path)


def _rows(path: Path) -> list[Example]:
    with closing(_sheets(path)) as sheets:
        for sheet in sheets:
            first = [] if sheet.hidden else list(islice(sheet.rows, LAST_HEADER_ROW + 1))
            if not first:
                continue
            try:
                layout = recognise(first, COLUMNS, name=path.name, sheet=sheet.name)
            except Refused as refused:
                if refused.code != "HEADER_MISSING":
                    raise
                columns = refused.details["columns"]
                raise Refused("EXAMPLES_COLUMNS", name=path.name, columns=columns) from None
            text_at, label_at = layout.columns["text"], layout.columns["label"]
            below = (row for row in first if row.number > layout.header_row)
            cells = [
                tuple(str(row.cells[at] or "").strip() if at < len(row.cells) else ""
                      for at in (text_at, label_at))
                for row in chain(below, sheet.rows)
            ]  # fmt: skip
            return [
                Example(text, INDIVIDUAL if label.lower() == _INDIVIDUAL_EN else label)
                for text, label in cells
                if text and label
            ]
    raise Refused("SHEET_NONE", name=path.name)
