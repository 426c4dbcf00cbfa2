"""Whether the compared columns and the documents of files fit the rest of the pack."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from huitoukan.domain.agreement import Judge
from huitoukan.rules.pack import Pack
from huitoukan.rules.report import Report
from huitoukan.rules.shapes.registry import AgreementTable, ComparedField
from huitoukan.rules.shapes.tables import Column

JUDGED_TYPES: Final = {
    Judge.EXACT: {"text", "code", "int", "decimal", "bool", "date", "month", "year"},
    Judge.NUMBER: {"int", "decimal"},
    Judge.MONTH: {"month", "date"},
    Judge.SET: {"code"},
    Judge.NAME: {"text"},
}
"""The column types for which a way of comparing makes sense."""


def check_agreement(pack: Pack, report: Report) -> None:
    """Note the faults of `agreement/` and `archives/`."""
    for stem, table in pack.agreement.items():
        file = f"agreement/{stem}.yaml"
        _check_twice(report, file, "fields", [field.column for field in table.fields])
        for position, field in enumerate(table.fields):
            for code, sentence in _faults_of(pack, table, field):
                report.add(file, ("fields", position), code, sentence)
    for stem, archive in pack.archives.items():
        file = f"archives/{stem}.yaml"
        _check_twice(report, file, "documents", [document.code for document in archive.documents])


def _check_twice(report: Report, file: str, part: str, names: list[str]) -> None:
    for position, name in enumerate(names):
        if name in names[:position]:
            report.add(file, (part, position), "TWICE", f"“{name}”重复")


def _faults_of(
    pack: Pack, table: AgreementTable, field: ComparedField
) -> Iterator[tuple[str, str]]:
    if field.problem not in pack.problem_types:
        yield "PROBLEM", f"没有问题类型“{field.problem}”"
    dataset = pack.fields.get(table.id)
    column = dataset.by_name.get(field.column) if dataset else None
    if column is None:
        yield "COLUMN", f"fields/{table.id}.yaml 没有列“{field.column}”"
        return
    for sentence in _faults(column, field):
        yield "JUDGE", sentence


def _faults(column: Column, field: ComparedField) -> list[str]:
    found = []
    how = Judge(field.judge)
    if column.sensitive or column.type == "id_no":
        # A sheet in a bag and the evidence of a problem would carry the number.
        found.append(f"敏感列“{column.name}”不能进三方核对")
    elif column.type not in JUDGED_TYPES[how] or (how is Judge.SET) != column.many:
        found.append(f"列“{column.name}”（{column.type}）不能按 {field.judge} 核对")
    if (field.within is not None) != (how is Judge.NUMBER):
        found.append(f"列“{column.name}”：judge 为 number 时要有 within，反之不要")
    elif field.within is not None and field.within.unit != column.unit:
        found.append(f"列“{column.name}”的容差单位应为“{column.unit}”")
    return found
