"""Whether a data set can be kept as a ledger as its file says."""

from __future__ import annotations

from huitoukan.rules.report import Report
from huitoukan.rules.shapes.tables import DataSet

_NUMBERS = ("int", "decimal")


def check_kept(table: DataSet, report: Report, file: str) -> None:
    """Note what does not fit in `kept:`; ids with K belong to ledgers that stand alone."""
    kept = table.kept
    if kept is None:
        if table.id.startswith("K"):
            report.add(file, ("id",), "KEPT", "编号 K 开头的数据集要写 kept")
        return
    if table.id.startswith("K") != (kept.stands == "alone"):
        sentence = "只作台账（alone）的编号以 K 开头，部门也报送的以 D 开头"
        report.add(file, ("kept", "stands"), "KEPT", sentence)
    if not kept.title:
        report.add(file, ("kept", "title"), "KEPT", "title 至少写一列，用来称呼一条记录")
    if not table.row_key:
        report.add(file, ("row_key",), "KEPT", "台账要写 row_key：凭哪几列认出同一条记录")
    named = {"title": kept.title, "totals": kept.totals, "long": kept.long}
    for key, names in {**named, "place": (kept.place,)}.items():
        for name in names:
            if name and name not in table.by_name:
                report.add(file, ("kept", key), "KEPT", f"{key} 中的“{name}”不在列中")
    for name in kept.totals:
        column = table.by_name.get(name)
        if column is not None and column.type not in _NUMBERS:
            report.add(file, ("kept", "totals"), "KEPT", f"“{name}”不是数字列，不能合计")
    place = table.by_name.get(kept.place)
    if place is not None and place.type != "text":
        report.add(file, ("kept", "place"), "KEPT", f"所在地的列“{kept.place}”应为 text")
    if kept.by and not kept.place:
        report.add(file, ("kept", "by"), "KEPT", "村、乡镇登记的台账要写 place：所在地是哪一列")
