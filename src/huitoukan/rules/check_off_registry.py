"""Whether the off-registry groups can be derived: their lists, conditions, columns and examples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from huitoukan.rules.check_rules import check_rule
from huitoukan.rules.pack import Pack
from huitoukan.rules.report import Report
from huitoukan.rules.scope import columns_of, subject_tables
from huitoukan.rules.shapes.comparing import OffRegistryGroup

LIST: Final = "off_registry"
"""The registry's list of these persons, and the folder of the groups."""
GROUPS: Final = "groups"
NEEDED: Final = ("name", "id_no")
FILLED_HERE: Final = frozenset({GROUPS, "source"})
"""Columns of the list that follow from the derivation itself."""


def check_off_registry(pack: Pack, report: Report) -> None:
    """Note the faults of `off_registry/`."""
    for stem, group in pack.off_registry.items():
        file = f"off_registry/{stem}.yaml"
        table = pack.table(group.rule.of)
        faults = list(_faults(pack, group))
        for key, code, sentence in faults:
            report.add(file, key, code, sentence)
        if table is not None and not faults:
            check_rule(pack, replace(group.rule, department=table.department), report, file)


def _faults(pack: Pack, group: OffRegistryGroup) -> Iterator[tuple[tuple[str, ...], str, str]]:
    listed = pack.fields.get(LIST)
    if listed is None:
        yield (), "FIELDS", f"缺少 fields/{LIST}.yaml"
        return
    codes = pack.codes.get(listed.column(GROUPS).codes or "") if GROUPS in listed.by_name else None
    if codes is None or group.group not in {value.code for value in codes.values}:
        yield ("group",), "CODE", f"代码列“{GROUPS}”没有值“{group.group}”"
    table = pack.table(group.rule.of)
    if table is None:
        yield ("of",), "TABLE", f"没有数据表“{group.rule.of}”"
        return
    if group.rule.of != "member" and (table.object != "person" or table.id not in pack.sources):
        yield ("of",), "SHAPE", "of 应为 member 或按人的部门数据集"
        return
    for name in NEEDED:
        if name not in group.columns:
            yield ("columns",), "COLUMN", f"columns 里要有“{name}”"
    for name, places in group.columns.items():
        if name not in listed.by_name or name in FILLED_HERE:
            yield ("columns", name), "COLUMN", f"fields/{LIST}.yaml 没有可填的列“{name}”"
        for place in places:
            if not _is_known(pack, group, place):
                yield ("columns", name), "COLUMN", f"取不到“{place}”"


def _is_known(pack: Pack, group: OffRegistryGroup, place: str) -> bool:
    """Whether a value stands there: in the list, the registry's household, or a list of persons."""
    table, _, column = place.rpartition(".")
    table = table or group.rule.of
    found = pack.sources.get(table)
    of_persons = found is not None and found.object == "person"
    reachable = of_persons or table in subject_tables(group.rule)
    return reachable and column in columns_of(pack, table)
