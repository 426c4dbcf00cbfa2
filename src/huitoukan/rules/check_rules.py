"""Whether a rule can be run, read and trusted: its tables, conditions, sentence and examples."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from huitoukan.rules.both_engines import bad_pattern
from huitoukan.rules.build_rules import CASES
from huitoukan.rules.check_codes import unknown_codes, unknown_codes_of_row
from huitoukan.rules.conditions import BadCondition, named_params, parse_condition, parse_select
from huitoukan.rules.contradictions import blanks_as_text, never_holding
from huitoukan.rules.pack import Pack
from huitoukan.rules.report import Report
from huitoukan.rules.scope import (
    clauses_of,
    columns_of,
    fact_columns,
    facts_of,
    group_table,
    match_of,
    returned_columns,
    select_scope,
    subject_tables,
    through_members,
)
from huitoukan.rules.shapes.comparing import Rule
from huitoukan.rules.shapes.tables import REGISTRY

_MATCH_COLUMN = {"person": "person_key", "household": "household_no", "village": "village_code"}
_KEY_OF = {"member": "person_no", "household": "household_no", "village": "village_code"}


def check_rule(pack: Pack, rule: Rule, report: Report, file: str) -> None:
    """Add the findings about one rule."""
    report.known_department(file, rule.department)
    if rule.problem and rule.problem not in pack.problem_types:
        report.add(file, ("problem",), "PROBLEM", f"没有问题类型“{rule.problem}”")
    first, last = rule.in_force.first, rule.in_force.last
    if first and last and last < first:
        report.add(file, ("in_force",), "IN_FORCE", "施行期的止日早于起日")
    unknown = _unknown_tables(pack, rule)
    for at, table in unknown:
        report.add(file, at, "TABLE", f"没有数据表“{table}”")
    if unknown:
        return
    shape = list(_shape(pack, rule))
    for at, sentence in shape:
        report.add(file, at, "SHAPE", sentence)
    if shape:
        return
    _check_conditions(pack, rule, report, file)
    _check_facts(pack, rule, report, file)
    _check_examples(pack, rule, report, file)


def _unknown_tables(pack: Pack, rule: Rule) -> list[tuple[tuple[str, ...], str]]:
    key = "in_all" if rule.all_of else "in"
    named: list[tuple[tuple[str, ...], str]] = [(("of",), rule.of)]
    named += [((key,), table) for table in rule.sources]
    named += [(("unless", table), table) for table in rule.unless]
    named += [(("when", table), table) for table in rule.when if table]
    named += [(("periods", table), table) for table in rule.periods]
    return [(at, table) for at, table in named if pack.table(table) is None]


def _shape(pack: Pack, rule: Rule) -> Iterator[tuple[tuple[str, ...], str]]:
    """What the words of the rule do not fit: raised before its conditions are read."""
    looked_in = (*rule.sources, *rule.unless)
    for table in () if rule.sql else sorted({*looked_in} & {*subject_tables(rule)}):
        yield ("in",), f"不能在 {table} 中查 {rule.of}：它就是对象自己的表；请用 duplicate 或 sql"
    if len({name in REGISTRY for name in rule.sources}) > 1:
        yield ("in",), "in 里不能同时有名册表和部门数据"
    for table in rule.when:
        if table and table not in rule.sources:
            yield ("when", table), f"when 里的“{table}”不在 in 中"
    if "" in rule.unless:
        yield ("unless",), "unless 应写成“数据集: 条件”"
    if rule.kind != "sql" and looked_in:
        its = _MATCH_COLUMN[match_of(pack, rule)]
        own = "member" if through_members(pack, rule) else rule.of
        for table in (own, *looked_in):
            if its not in columns_of(pack, table):
                yield ("match",), f"表 {table} 没有用来对上的列“{its}”"
    for table in rule.sources:
        if rule.newest and rule.newest not in columns_of(pack, table):
            yield ("newest",), f"表 {table} 没有列“{rule.newest}”"
    yield from _shape_of_kind(pack, rule)


def _shape_of_kind(pack: Pack, rule: Rule) -> Iterator[tuple[tuple[str, ...], str]]:
    has = columns_of(pack, rule.of)
    if rule.kind == "exceeds" and len(rule.sources) != 1:
        yield ("in",), "exceeds 的 in 只能有一个数据集"
    if rule.kind == "overlaps":
        if len(rule.sources) not in (1, 2) or set(rule.sources) & set(REGISTRY):
            yield ("in",), "overlaps 的 in 应有一个或两个部门数据集"
        for table in rule.sources:
            for name in rule.periods.get(table, ("", "")):
                if columns_of(pack, table).get(name) not in ("date", "month"):
                    yield ("periods",), f"表 {table} 的起止应为日期或月份列"
    if rule.kind == "duplicate":
        for name in (*rule.by, *((rule.apart,) if rule.apart else ())):
            if name not in has:
                yield ("by",), f"表 {rule.of} 没有列“{name}”"
    if rule.kind == "count_per_group" and (not group_table(rule) or rule.group not in has):
        yield ("group",), "group 应为 household_no 或 village_code，且是 of 的列"
    if rule.kind in ("where", "count_per_group") and "" not in rule.when:
        yield ("when",), f"{rule.kind} 的 when 应为一个条件"


def _check_conditions(pack: Pack, rule: Rule, report: Report, file: str) -> None:
    used: set[str] = set()
    trees: dict[str, exp.Expr] = {}
    for name, clause in clauses_of(pack, rule).items():
        try:
            trees[name] = parse_condition(clause.text, clause.scope)
        except BadCondition as error:
            report.add(file, clause.at, "CONDITION", f"条件“{clause.text}”：{error}")
            continue
        used |= named_params(trees[name])
        _check_sense(pack, rule, trees[name], report, (file, clause.at))
    if rule.kind == "where" and {"among", "when"} <= trees.keys():
        both = exp.And(this=exp.paren(trees["among"]), expression=exp.paren(trees["when"]))
        _check_sense(pack, rule, both, report, (file, ("when",)))
    if rule.sql is not None:
        try:
            select = parse_select(rule.sql, select_scope(pack, rule))
        except BadCondition as error:
            report.add(file, ("sql",), "CONDITION", str(error))
            return
        used |= named_params(select)
        _check_sense(pack, rule, select, report, (file, ("sql",)))
        key = _KEY_OF.get(rule.of, _MATCH_COLUMN[match_of(pack, rule)])
        if returned_columns(select)[0] != key:
            report.add(file, ("sql",), "SHAPE", f"SELECT 的第一列应为 {key}")
    for name in set(rule.params) - used:
        report.add(file, ("params", name), "PARAM_UNUSED", f"参数“{name}”没有用到")


def _check_sense(
    pack: Pack,
    rule: Rule,
    tree: exp.Expr,
    report: Report,
    place: tuple[str, tuple[str | int, ...]],
) -> None:
    """Find what can be parsed and never be true: see rules/contradictions and rules/check_codes."""
    values = {name: param.value for name, param in rule.params.items()}
    conditions = [where.this for where in tree.find_all(exp.Where)]
    for condition in conditions or [tree]:
        for part in never_holding(condition, values):
            report.add(*place, "NEVER", f"“{part.sql()}”永远不成立")
    for node in tree.find_all(exp.RegexpLike, exp.RegexpExtract):
        name = str(node.expression.this)
        is_param = isinstance(node.expression, exp.Placeholder)
        if is_param and (told := bad_pattern(str(values.get(name, "")))):
            report.add(*place, "CONDITION", told)
    for part in blanks_as_text(tree):
        report.add(*place, "BLANK", f"“{part.sql()}”：空白要写作 is null 或 is not null")
    tables = {one.alias_or_name: one.name for one in tree.find_all(exp.Table)}
    for column, word in unknown_codes(pack, tree, tables):
        report.add(*place, "CODE", f"代码列“{column}”没有值“{word}”，这样比较永远不成立")


def _check_facts(pack: Pack, rule: Rule, report: Report, file: str) -> None:
    known = fact_columns(pack, rule)
    if rule.sql is not None:
        try:
            returned = returned_columns(parse_select(rule.sql, select_scope(pack, rule)))[1:]
        except BadCondition:
            return
        for table in rule.sources:
            known[table] = frozenset(name.removeprefix(f"{table}_") for name in returned)
        known["found"] = known["measured"] = frozenset(returned)
    for fact in facts_of(rule):
        at = ("evidence", fact.table) if fact.table in rule.evidence else ("says",)
        if fact.column not in known.get(fact.table, frozenset()):
            name = f"{fact.table}.{fact.column}" if fact.table != "measured" else fact.column
            report.add(file, at, "FACT", f"“{{{name}}}”不是本规则能取到的值")
        elif columns_of(pack, fact.table).get(fact.column) == "id_no" and fact.column in rule.says:
            report.add(file, ("says",), "FACT_SENSITIVE", "says 里不写证件号码")


def _check_examples(pack: Pack, rule: Rule, report: Report, file: str) -> None:
    for case in CASES:
        if not any(example.case == case for example in rule.examples):
            report.add(file, ("examples",), "EXAMPLE_MISSING", f"缺少 case: {case} 的例子")
    names: set[str] = set()
    for position, example in enumerate(rule.examples):
        at: tuple[str | int, ...] = ("examples", position)
        if example.name in names:
            report.add(file, at, "EXAMPLE_TWICE", f"例子“{example.name}”重名")
        names.add(example.name)
        if not rule.in_force.covers(example.on):
            report.add(file, (*at, "on"), "EXAMPLE_DAY", f"{example.on} 不在规则的施行期内")
        if example.case == "positive" and not example.expect:
            report.add(file, (*at, "expect"), "EXAMPLE_EMPTY", "positive 例子应至少有一个疑点")
        if example.case == "negative" and example.expect:
            report.add(file, (*at, "expect"), "EXAMPLE_EMPTY", "negative 例子不应有疑点")
        for table, rows in example.given.items():
            has = columns_of(pack, table)
            if not has:
                report.add(file, (*at, "given", table), "TABLE", f"没有数据表“{table}”")
                continue
            for number, row in enumerate(rows):
                where = (*at, "given", table, number)
                for name in row.keys() - has.keys():
                    report.add(file, (*where, name), "COLUMN", f"表 {table} 没有列“{name}”")
                for name, word in unknown_codes_of_row(pack, table, row):
                    report.add(file, (*where, name), "CODE", f"代码列“{name}”没有值“{word}”")
