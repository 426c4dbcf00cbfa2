"""Whether hints, recorded payments, findings and views fit the rest of their pack."""

from __future__ import annotations

from collections.abc import Iterable

from huitoukan.rules.check_assess import Asked, check_asked
from huitoukan.rules.pack import Pack
from huitoukan.rules.report import Report
from huitoukan.rules.shapes.incomes import Recorded
from huitoukan.rules.shapes.standards import HINT_ANSWERS


def check_evidence(pack: Pack, report: Report) -> None:
    """Note the faults of everything that helps people to look closer."""
    for stem, hint in pack.plausibility.items():
        asked = Asked(
            "ask_when", "account", hint.ask_when, hint.params, hint.examples, HINT_ANSWERS
        )
        check_asked(pack, report, f"plausibility/{stem}.yaml", asked)
    for stem, recorded in pack.recorded.items():
        _check_recorded(pack, report, f"recorded/{stem}.yaml", recorded)
    for stem, finding in pack.findings.items():
        file = f"findings/{stem}.yaml"
        if finding.problem not in pack.problem_types:
            report.add(file, ("problem",), "PROBLEM", f"没有问题类型“{finding.problem}”")
        if finding.verdict == "cannot_tell":
            report.add(file, ("verdict",), "VERDICT", "无法判断不能得出疑点")
        if not finding.look:
            report.add(file, ("look",), "LOOK", "要写明人去看什么")
    for stem, view in pack.views.items():
        file = f"views/{stem}.yaml"
        for position, section in enumerate(view.sections):
            unknown = [
                *_missing(section.indicators, pack.indicators),
                *_missing(section.household, _facts(pack, "household")),
                *_missing(section.member, _facts(pack, "member")),
            ]
            for name in unknown:
                sentence = f"没有指标或事实“{name}”"
                report.add(file, ("sections", position), "VIEW", sentence)


def _check_recorded(pack: Pack, report: Report, file: str, one: Recorded) -> None:
    table = pack.sources.get(one.id)
    if table is None:
        report.add(file, ("id",), "DATA_SET", f"没有数据集“{one.id}”")
        return
    columns = {
        "amount": one.amount, "on": one.on, "from": one.first, "to": one.last, "by": one.by
    }  # fmt: skip
    for key, name in columns.items():
        if name and name not in table.by_name:
            report.add(file, (key,), "COLUMN_UNKNOWN", f"{one.id} 没有列“{name}”")
    if table.object != "person":
        report.add(file, ("id",), "DATA_SET", f"{one.id} 不是一人一行的数据集")
    codes = {item.code for item in pack.items_by_word.values()}
    for position, part in enumerate(one.parts):
        for name in _missing(part.items, codes):
            report.add(file, ("parts", position), "ITEM", f"没有收入项目“{name}”")
        if bool(part.words) != bool(one.by):
            report.add(file, ("parts", position), "WORDS", "有 by 时每一部分要有 words，反之不要")
    value = one.tolerance.value
    if not isinstance(value, int | float) or not 0 <= value <= 100 or one.tolerance.unit != "%":
        report.add(file, ("tolerance",), "TOLERANCE", "容差应为 0 到 100，单位 %")


def _missing(names: Iterable[str], known: Iterable[str]) -> list[str]:
    have = set(known)
    return [name for name in names if name not in have]


def _facts(pack: Pack, table: str) -> Iterable[str]:
    return pack.facts[table].by_name if table in pack.facts else ()
