"""A rule or a data set as a plain page behind its number, and what changed between two packs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from huitoukan.rules.pack import Pack
from huitoukan.rules.scope import tables_needed
from huitoukan.rules.shapes.comparing import Rule
from huitoukan.rules.shapes.tables import Column, DataSet
from huitoukan.rules.shapes.words import Text

KIND_WORDS = {
    "where": Text("本表中符合条件的", "rows of the table that satisfy the condition"),
    "present_in": Text("在对方数据中查到的", "objects found in the other data"),
    "absent_from": Text("在对方数据中查不到的", "objects not found in the other data"),
    "differs": Text("两边记载不一致的", "objects whose two records disagree"),
    "exceeds": Text("合计超过限额的", "objects whose total exceeds the limit"),
    "overlaps": Text("两段期间有重叠的", "objects with two overlapping periods"),
    "duplicate": Text("与另一条记录相同的", "rows that equal another row"),
    "count_per_group": Text("按户（村）计数不符的", "households or villages with a wrong count"),
    "sql": Text("由一条查询找出的", "objects that one query returns"),
}


@dataclass(frozen=True)
class Line:
    """One line of a page: a label and its words."""

    label: Text
    words: str


@dataclass(frozen=True)
class RulePage:
    """A rule for a reader who knows no YAML."""

    id: str
    title: str
    severity: str
    lines: tuple[Line, ...]
    conditions: tuple[Line, ...]
    examples: tuple[tuple[str, str], ...]  # (case, name)


@dataclass(frozen=True)
class TablePage:
    """A data set for a reader who knows no YAML; a column is name, label, type or codes, needed."""

    id: str
    title: str
    lines: tuple[Line, ...]
    columns: tuple[tuple[str, str, str, bool], ...]


@dataclass(frozen=True)
class Change:
    """One difference between two packs: `what` is added, removed or changed."""

    file: str
    what: str
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Alteration:
    """What one key of a rule's file said before and says now; "" where it is not there.

    The key of a part is `params.car_value_limit.value`; examples are told as JSON.
    """

    key: str
    before: str
    after: str


def explain_rule(pack: Pack, rule: Rule, language: str = "zh") -> RulePage:
    """The page of a rule in a language; conditions stay as they are written."""
    departments = {code: one.name.in_(language) for code, one in pack.departments.items()}
    problem = pack.problem_types.get(rule.problem)
    tables = [table for name in tables_needed(pack, rule) if (table := pack.table(name))]
    params = [
        f"{name} = {one.value}{one.unit}（{one.source}）" for name, one in rule.params.items()
    ]
    lines = (
        Line(Text("依据", "Basis"), rule.basis),
        Line(Text("确认部门", "Confirmed by"), departments.get(rule.department, rule.department)),
        Line(Text("问题类型", "Problem type"), problem.title.in_(language) if problem else ""),
        Line(Text("查什么", "Looks for"), KIND_WORDS[rule.kind].in_(language)),
        Line(
            Text("所用数据", "Data used"),
            "、".join(f"{t.id} {t.title.in_(language)}" for t in tables),
        ),
        Line(Text("限额和参数", "Limits"), "；".join(params)),
        Line(Text("常见误报", "Usual false positives"), "、".join(rule.false_positives)),
        Line(Text("入户要问", "Ask in the field"), rule.ask_in_field),
    )
    return RulePage(
        id=rule.id,
        title=rule.title.in_(language),
        severity=rule.severity,
        lines=tuple(line for line in lines if line.words),
        conditions=tuple(_conditions(rule)),
        examples=tuple((example.case, example.name) for example in rule.examples),
    )


STANDS_WORDS = {
    "alone": Text("只看台账", "the ledger alone"),
    "first": Text("先看台账，没有台账看报送的", "the ledger, a delivery where nobody keeps it"),
    "second": Text("先看报送的，没有报送看台账", "the delivery, the ledger where none came"),
}
KEEPER_WORDS = {"village": Text("村", "village"), "township": Text("乡镇", "township")}


def explain_data_set(pack: Pack, table: DataSet, language: str = "zh") -> TablePage:
    """The page of a data set: why it is asked for, how it is kept as a ledger, its columns."""
    department = pack.departments.get(table.department)

    def labels(names: Iterable[str]) -> str:
        return "、".join(_label(table.by_name[name], language) for name in names if name)

    lines = [
        Line(Text("部门", "Department"), department.name.in_(language) if department else ""),
        Line(Text("用途", "Purpose"), table.purpose),
        Line(Text("依据", "Basis"), table.basis),
        Line(Text("凭什么认出同一行", "Known by"), labels(table.row_key)),
    ]
    if (kept := table.kept) is not None:
        by = [KEEPER_WORDS[level].in_(language) for level in kept.by]
        office = Text("主管部门、县级", "department, county").in_(language)
        lines += [
            Line(Text("台账由谁登记", "Kept by"), "、".join([*by, office])),
            Line(Text("一条叫什么", "An entry is called"), labels(kept.title)),
            Line(Text("所在地", "Place"), labels((kept.place,))),
            Line(Text("合计", "Added up"), labels(kept.totals)),
            Line(
                Text("比对读什么", "The comparison reads"), STANDS_WORDS[kept.stands].in_(language)
            ),
        ]
    rules = sorted(r.id for r in pack.rules.values() if table.id in {r.of, *r.sources, *r.unless})
    lines.append(Line(Text("哪些规则要读", "Read by rules"), "、".join(rules)))
    return TablePage(
        id=table.id,
        title=table.title.in_(language),
        lines=tuple(line for line in lines if line.words),
        columns=tuple(
            (column.name, _label(column, language), column.codes or column.type, column.required)
            for column in table.columns
        ),
    )


def _label(column: Column, language: str) -> str:
    return Text(column.label, column.label_en or column.label).in_(language)


def difference(old: Pack, new: Pack) -> tuple[Change, ...]:
    """What changed from one pack to another, file by file, with the keys that differ."""
    changes: list[Change] = []
    for file in sorted({*old.files, *new.files}):
        if file not in old.files:
            changes.append(Change(file, "added"))
        elif file not in new.files:
            changes.append(Change(file, "removed"))
        elif old.files[file] != new.files[file]:
            changes.append(Change(file, "changed", _keys(old.files[file], new.files[file])))
    return tuple(changes)


def alterations(old: Pack, new: Pack, rule_id: str) -> tuple[Alteration, ...]:
    """How a rule differs between two packs, key by key; without a difference nothing."""
    file = f"rules/{rule_id}.yaml"
    before, after = _parts(old.files.get(file)), _parts(new.files.get(file))
    return tuple(
        Alteration(key, before.get(key, ""), after.get(key, ""))
        for key in dict.fromkeys((*before, *after))
        if before.get(key) != after.get(key)
    )


def tables_altered(old: Pack, new: Pack, rule: Rule) -> tuple[str, ...]:
    """The data sets and registry tables that the rule names and that differ between two packs."""
    named = dict.fromkeys((rule.of, *rule.sources, *rule.unless))
    files = [(f"{part}/{one}.yaml", one) for one in named for part in ("fields", "sources")]
    return tuple(one for file, one in files if old.files.get(file) != new.files.get(file))


def _parts(value: object) -> dict[str, str]:
    """A rule's file as texts by key; a part of a mapping has the keys above it before its own."""
    parts: dict[str, str] = {}
    for key, one in value.items() if isinstance(value, Mapping) else ():
        if key == "examples":
            parts[key] = json.dumps(one, ensure_ascii=False, sort_keys=True)
        elif isinstance(one, Mapping):
            parts |= {f"{key}.{inner}": said for inner, said in _parts(one).items()}
        else:
            parts[key] = _told(one)
    return parts


def _told(value: object) -> str:
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list | tuple):
        return "、".join(map(_told, value))
    return "" if value is None else str(value)


def _conditions(rule: Rule) -> list[Line]:
    found: list[Line] = []

    def add(zh: str, en: str, words: str | None) -> None:
        if words:
            found.append(Line(Text(zh, en), words))

    add("范围", "Among", rule.among)
    for table, words in rule.when.items():
        add(f"条件 {table}".strip(), f"Condition {table}".strip(), words)
    add("只看最近一次", "Newest only, by", rule.newest)
    for pair in rule.differs:
        add("不一致", "Differs", pair.when or f"{pair.ours} <> {pair.theirs}")
    add("计量", "Measure", rule.measure)
    add("超过", "More than", rule.over)
    for table, words in rule.unless.items():
        add(f"除外 {table}", f"Unless {table}", words)
    for table, (first, last) in rule.periods.items():
        add(f"期间 {table}", f"Period {table}", f"{first} – {last}")
    add("相同的列", "Same columns", "、".join(rule.by))
    add("查询", "Query", rule.sql)
    return found


def _keys(old: object, new: object) -> tuple[str, ...]:
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        return ()
    return tuple(key for key in dict.fromkeys((*old, *new)) if old.get(key) != new.get(key))
