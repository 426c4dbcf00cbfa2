"""Whether `deliveries.yaml` names data sets and columns that exist, of types that tell a time."""

from __future__ import annotations

from collections.abc import Iterator

from huitoukan.rules.pack import Pack
from huitoukan.rules.report import Report

_DAYS = ("date",)
_TIMES = ("date", "month")
_LAST_DAY_OF_EVERY_MONTH = 28
FILE = "deliveries.yaml"


def check_deliveries(pack: Pack, report: Report) -> None:
    """Add a finding for each name that is none, and for a day that some months do not have."""
    for path, table, column, types in _named(pack):
        dataset = pack.sources.get(table)
        found = dataset.by_name.get(column) if dataset else None
        if dataset is None:
            report.add(FILE, path, "TABLE", f"没有数据集“{table}”")
        elif found is None or found.type not in types:
            report.add(FILE, path, "COLUMN", f"{table} 没有{'或'.join(types)}类型的列“{column}”")
    for place, rhythm in enumerate(pack.deliveries.rhythms.values()):
        day = rhythm.monthly_day
        if day is not None and not 1 <= day <= _LAST_DAY_OF_EVERY_MONTH:
            report.add(FILE, ("rhythms", place), "DAY", "每月的期限应为 1 至 28 日")


def _named(
    pack: Pack,
) -> Iterator[tuple[tuple[str | int, ...], str, str, tuple[str, ...]]]:
    terms = pack.deliveries
    for table, column in terms.reaches.items():
        yield ("reaches", table), table, column, _TIMES
    for table, column in terms.deaths.items():
        yield ("deaths", table), table, column, _DAYS
    for place, payments in enumerate(terms.payments):
        yield ("payments", place), payments.table, payments.on or payments.until, _TIMES
