"""Whether the parts of a pack fit together: ids, tables, columns, codes, posts. Rules: check_rules.

Findings are for the pack's author; an empty list means that the pack may be released.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from huitoukan.domain.assignments import VILLAGE_TEAM, Addressee
from huitoukan.domain.problem_words import SIGN_LEVELS
from huitoukan.domain.problems import TRANSITIONS
from huitoukan.domain.refusals import Refused
from huitoukan.domain.verbs import VERBS
from huitoukan.rules.build_oversight import check_oversight
from huitoukan.rules.check_adjustments import check_adjustments
from huitoukan.rules.check_agreement import check_agreement
from huitoukan.rules.check_assess import check_assess
from huitoukan.rules.check_consent import check_consent
from huitoukan.rules.check_deliveries import check_deliveries
from huitoukan.rules.check_evidence import check_evidence
from huitoukan.rules.check_kept import check_kept
from huitoukan.rules.check_off_registry import check_off_registry
from huitoukan.rules.check_papers import check_papers
from huitoukan.rules.check_rules import check_rule
from huitoukan.rules.entry import Finding
from huitoukan.rules.exits import check_exits
from huitoukan.rules.load import load_pack
from huitoukan.rules.pack import Pack
from huitoukan.rules.readings import check_readings
from huitoukan.rules.report import Report
from huitoukan.rules.shapes.tables import KEY_OF_OBJECT, REGISTRY, REGISTRY_LISTS, DataSet

__all__ = ["Finding", "check_changed_rule", "check_pack"]

_COLUMN_NAME = re.compile(r"[a-z][a-z0-9_]*")
_ADDED_BY_ENGINE = frozenset({"person_key", "row_no", "file_no", "area_code"})
_IDS = {
    "rules": r"X\d{2}|C\d{3}",
    "sources": r"[DK]\d{2}",
    "fields": "|".join((*REGISTRY, *REGISTRY_LISTS)),
    "problems": r"P\d{3}",
    "wordings": r"[a-z][a-z0-9_]*",
    "codes": r"[a-z][a-z0-9_]*",
    "roles": r"[a-z][a-z0-9_]*",
    "deadlines": r"[a-z][a-z0-9_]*",
    "reasons": r"[a-z][a-z0-9_]*",
    "handling": "[EABC]",
    "lines": r"[a-z][a-z0-9_]*",
    "agreement": "household|member",
    "archives": "household|village",
    "adjustments": r"[a-z][a-z0-9_]*",
    "exits": r"[a-z][a-z0-9_]*",
    "off_registry": r"[a-z][a-z0-9_]*",
    "papers": r"[a-z][a-z0-9_]*",
    "income_items": r"[a-z]+",
    "prices": r"[a-z][a-z0-9_]*",
    "profiles": r"[a-z][a-z0-9_]*",
    "countermeasures": r"[a-z][a-z0-9_]*",
    "readings": r"[A-Za-z0-9_]+",
    "facts": "household|member|village|county|account",
    "plausibility": r"[a-z][a-z0-9_]*",
    "recorded": r"[DK]\d{2}",
    "findings": r"[a-z][a-z0-9_]*",
    "views": r"[a-z][a-z0-9_]*",
    "indicators": r"[A-Z]\d{1,2}",
    "standards": r"[a-z][a-z0-9_]*",
}
_BY_EVIDENCE = {step.verb for step in TRANSITIONS if "evidence" in step.needs}
# What the engine itself reads of the registry.
_NEEDED = {
    "household": ("household_no", "head_name"),
    "member": ("household_no", "person_no", "name", "id_no"),
    "village": ("village_code", "village"),
}


def check_pack(pack: Pack | str | Path) -> list[Finding]:
    """All faults of a pack, file by file; for a pack that does not load, why it does not."""
    if not isinstance(pack, Pack):
        try:
            pack = load_pack(pack)
        except Refused as refused:
            findings = refused.details.get("findings")
            if not isinstance(findings, tuple):
                raise
            return list(findings)
    report = Report(pack)
    _check_ids(pack, report)
    for name, table in pack.fields.items():
        _check_table(pack, table, report, f"fields/{name}.yaml")
    for name, table in pack.sources.items():
        _check_table(pack, table, report, f"sources/{name}.yaml")
        check_kept(table, report, f"sources/{name}.yaml")
    _check_registry(pack, report)
    _check_codes(pack, report)
    _check_people_and_days(pack, report)
    _check_quality(pack, report)
    check_agreement(pack, report)
    check_papers(pack, report)
    check_adjustments(pack, report)
    check_exits(pack, report)
    check_oversight(pack, report)
    check_off_registry(pack, report)
    check_assess(pack, report)
    check_readings(pack, report)
    check_evidence(pack, report)
    check_consent(pack, report)
    check_deliveries(pack, report)
    for name in pack.rules:
        _check_rule(pack, name, report)
    return sorted(report.findings, key=lambda one: (one.file, one.line, one.code))


def check_changed_rule(pack: Pack, rule_id: str) -> list[Finding]:
    """The faults of one rule of a pack whose other files are as they were."""
    report = Report(pack)
    file = f"rules/{rule_id}.yaml"
    if not re.fullmatch(_IDS["rules"], rule_id):
        report.add(file, ("id",), "ID_FORM", f"编号“{rule_id}”不合规定写法")
    _check_rule(pack, rule_id, report)
    check_consent(pack, report)
    own = [one for one in report.findings if one.file == file]
    return sorted(own, key=lambda one: (one.line, one.code))


def _check_rule(pack: Pack, name: str, report: Report) -> None:
    file = f"rules/{name}.yaml"
    try:
        check_rule(pack, pack.rules[name], report, file)
    except RecursionError:  # thousands of parentheses, or of one operator
        report.add(file, (), "TOO_DEEP", "条件太长或嵌套太深，请改写")


def _check_ids(pack: Pack, report: Report) -> None:
    folders: Mapping[str, Mapping[str, object]] = {
        "rules": pack.rules,
        "sources": pack.sources,
        "fields": pack.fields,
        "problems": pack.problem_types,
        "wordings": pack.wordings,
        "codes": pack.codes,
        "roles": pack.posts,
        "deadlines": pack.deadlines,
        "reasons": pack.reasons,
        "handling": pack.handling,
        "lines": pack.lines,
        "agreement": pack.agreement,
        "papers": pack.papers,
        "archives": pack.archives,
        "adjustments": pack.adjustments,
        "exits": pack.exits,
        "off_registry": pack.off_registry,
        "income_items": pack.income_items,
        "prices": pack.prices,
        "profiles": pack.profiles,
        "facts": pack.facts,
        "readings": pack.readings,
        "countermeasures": pack.countermeasures,
        "indicators": pack.indicators,
        "standards": pack.standards,
        "plausibility": pack.plausibility,
        "recorded": pack.recorded,
        "findings": pack.findings,
        "views": pack.views,
    }
    for folder, things in folders.items():
        for stem, thing in things.items():
            file, own = f"{folder}/{stem}.yaml", str(getattr(thing, "id", ""))
            if own != stem:
                report.add(file, ("id",), "ID_FILE", f"编号“{own}”应与文件名“{stem}”相同")
            if not re.fullmatch(_IDS[folder], stem):
                report.add(file, ("id",), "ID_FORM", f"编号“{stem}”不合规定写法")


def _check_table(pack: Pack, table: DataSet, report: Report, file: str) -> None:
    names = [column.name for column in table.columns]
    for name in _twice(names):
        report.add(file, ("columns", names.index(name)), "COLUMN_TWICE", f"列“{name}”重复")
    for position, column in enumerate(table.columns):
        at = ("columns", position)
        if not _COLUMN_NAME.fullmatch(column.name) or column.name in _ADDED_BY_ENGINE:
            report.add(file, at, "COLUMN_NAME", f"列名“{column.name}”不能用")
        if (column.type == "code") != (column.codes is not None):
            report.add(file, at, "CODES", f"列“{column.name}”：type 为 code 时要有 codes，反之不要")
        elif column.codes is not None and column.codes not in pack.codes:
            report.add(file, at, "CODES", f"没有代码表“{column.codes}”")
        if column.many and column.type != "code":
            report.add(file, at, "CODES", f"列“{column.name}”：只有代码列可以多选（many）")
    for name in (table.key, *table.row_key):
        if name not in names:
            report.add(file, ("columns",), "KEY_COLUMN", f"键“{name}”不在列中")
    if file.startswith("sources/"):
        if table.key != KEY_OF_OBJECT[table.object]:
            sentence = f"{table.object} 类数据的 key 应为 {KEY_OF_OBJECT[table.object]}"
            report.add(file, ("key",), "KEY_COLUMN", sentence)
        report.known_department(file, table.department)


def _check_registry(pack: Pack, report: Report) -> None:
    for name in REGISTRY:
        table = pack.fields.get(name)
        if table is None:
            report.add("pack.yaml", (), "FIELDS", f"缺少 fields/{name}.yaml")
            continue
        for column in _NEEDED[name]:
            if column not in table.by_name:
                report.add(f"fields/{name}.yaml", ("columns",), "FIELDS", f"缺少列“{column}”")


def _check_codes(pack: Pack, report: Report) -> None:
    for stem, codes in pack.codes.items():
        for code in _twice([value.code for value in codes.values]):
            report.add(f"codes/{stem}.yaml", ("values",), "CODE_TWICE", f"代码“{code}”重复")
        if not codes.values:
            report.add(f"codes/{stem}.yaml", ("values",), "CODE_NONE", "没有一个代码")


def _check_people_and_days(pack: Pack, report: Report) -> None:
    for stem, post in pack.posts.items():
        for verb in post.verbs:
            if verb not in VERBS:
                report.add(f"roles/{stem}.yaml", ("verbs",), "VERB", f"没有权限“{verb}”")
            if verb in _BY_EVIDENCE and "evidence.add" not in post.verbs:
                sentence = f"“{verb}”要附佐证，该岗位还要有 evidence.add，否则这一步永远走不完"
                report.add(f"roles/{stem}.yaml", ("verbs",), "EVIDENCE", sentence)
    for stem, problem in pack.problem_types.items():
        file = f"problems/{stem}.yaml"
        report.known_department(file, problem.department)
        if problem.deadline and problem.deadline not in pack.deadlines:
            report.add(file, ("sla",), "DEADLINE", f"没有时限“{problem.deadline}”")
    _check_wordings(pack, report)
    for stem, deadline in pack.deadlines.items():
        if deadline.days is None and not deadline.until:
            report.add(f"deadlines/{stem}.yaml", ("days",), "DEADLINE", "要有天数，或写明 until")
    _check_handling(pack, report)
    for code in _twice([phase.code for phase in pack.phases]):
        report.add("phases.yaml", (), "PHASE_TWICE", f"阶段“{code}”重复")
    if pack.in_force.first is None:
        report.add("pack.yaml", ("in_force",), "IN_FORCE", "要写明自何日起施行（in_force）")


def _check_handling(pack: Pack, report: Report) -> None:
    for stem, one in pack.handling.items():
        file = f"handling/{stem}.yaml"
        sides = {
            "field_deadline": one.field_deadline,
            "department_deadline": one.department_deadline,
        }
        for key, name in (*sides.items(), ("urgent_deadline", one.urgent_deadline)):
            if name and name not in pack.deadlines:
                report.add(file, (key,), "DEADLINE", f"没有时限“{name}”")
        for key, proposed in (("between", one.between), ("inside", one.inside)):
            for name in proposed:
                if name not in {a.value for a in Addressee}:
                    report.add(file, (key,), "ADDRESSEE", f"没有交办对象“{name}”")
                elif not sides[f"{Addressee(name).side}_deadline"]:
                    sentence = f"交办给“{name}”要写明 {Addressee(name).side}_deadline"
                    report.add(file, (key,), "DEADLINE", sentence)
        if one.sign_off not in SIGN_LEVELS:
            report.add(file, ("sign_off",), "LEVEL", f"没有“{one.sign_off}”这一级")
        for name in one.not_by:
            if name != VILLAGE_TEAM:
                report.add(file, ("not_by",), "NOT_BY", f"没有“{name}”这一类回避人员")


def _check_wordings(pack: Pack, report: Report) -> None:
    seen: dict[str, str] = {}
    for stem, wordings in pack.wordings.items():
        file = f"wordings/{stem}.yaml"
        if wordings.problem and wordings.problem not in pack.problem_types:
            report.add(file, ("problem",), "PROBLEM", f"没有问题类型“{wordings.problem}”")
        for position, text in enumerate(wordings.texts):
            if text in seen:
                sentence = f"例句“{text}”在 {seen[text]} 里已有"
                report.add(file, ("texts", position), "WORDING_TWICE", sentence)
            seen[text] = file


def _check_quality(pack: Pack, report: Report) -> None:
    measures = pack.quality.measures
    twice = set(_twice([measure.id for measure in measures]))
    for position, measure in enumerate(measures):
        at = ("measures", position)
        table = pack.fields.get(measure.table)
        for name in (measure.column, *measure.when):
            if table is not None and name not in table.by_name:
                sentence = f"{measure.table} 没有列“{name}”"
                report.add("quality.yaml", at, "COLUMN_UNKNOWN", sentence)
        if measure.gate and measure.gate not in pack.quality.gates:
            report.add("quality.yaml", at, "GATE", f"没有门槛“{measure.gate}”")
        if measure.weight <= 0:
            report.add("quality.yaml", at, "WEIGHT", "权重要大于零")
        if measure.id in twice:
            report.add("quality.yaml", at, "MEASURE_TWICE", f"指标“{measure.id}”重复")


def _twice(words: Iterable[str]) -> list[str]:
    return [word for word, n in Counter(words).items() if n > 1]
