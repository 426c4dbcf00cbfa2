"""问题清单销号单: the slip by which an issued list is closed as a whole, a row for each problem."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from huitoukan.documents.letter import Grid, Letter, Note, Paragraph, TableBlock
from huitoukan.documents.write_excel import chinese_day

_COLUMNS = {"序号": 10.0, "问题编号": 31.0, "乡镇、村": 36.0, "问题类型": 34.0, "结果": 23.0}
_DAY = {"销号日期": 22.0}


@dataclass(frozen=True)
class ClosedRow:
    """How one problem of the list ended; names of households are not needed here."""

    code: str
    place: str
    problem_type: str
    ending: str
    closed_on: date | None


@dataclass(frozen=True)
class IssueClosing:
    """A list that is closed: which, how its problems ended, who says so."""

    organ: str
    county: str
    issue_no: int
    issued_on: date
    on: date
    endings: Sequence[tuple[str, int]]
    rows: Sequence[ClosedRow]
    opinion: str
    closed_by: str
    data: str


def letter_of(closing: IssueClosing) -> Letter:
    """The slip as a form of one or more pages."""
    ended = "，".join(f"{words}{n}条" for words, n in closing.endings)
    table = TableBlock(
        (*_COLUMNS, *_DAY),
        (*_COLUMNS.values(), *_DAY.values()),
        [
            (
                str(n), row.code, row.place, row.problem_type, row.ending,
                row.closed_on.isoformat() if row.closed_on else "",
            )
            for n, row in enumerate(closing.rows, 1)
        ],
    )  # fmt: skip
    signed = Grid(
        (41.0, 37.0, 41.0, 37.0),
        (("办结意见", closing.opinion), ("办结人", closing.closed_by, "签字", "")),
        13,
    )
    return Letter(
        organ=closing.organ,
        number="",
        title=(f"问题清单（第{closing.issue_no}期）销号单",),
        addressee="",
        blocks=(
            Paragraph(
                f"{closing.county}{chinese_day(closing.issued_on)}印发的第{closing.issue_no}期"
                f"问题清单共{len(closing.rows)}条，已全部办结：{ended}。"
            ),
            table,
            signed,
            Note(f"{closing.organ}，{chinese_day(closing.on)}；{closing.data}。"),
        ),
        attachments=(),
        signer="",
        on=closing.on,
    )
