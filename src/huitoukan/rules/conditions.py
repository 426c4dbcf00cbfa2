"""The language of conditions: what a rule may say. What becomes of it in SQL, the engine decides.

A condition is parsed, never pasted: only the listed kinds of expression, the tables and columns of
its scope, `:on` and the rule's own parameters pass.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.qualify import qualify

from huitoukan.rules.both_engines import different_elsewhere

DIALECT = "duckdb"

# Functions of ours with their number of arguments; the engine expands them into plain SQL.
OUR_FUNCTIONS = {"age": 2, "month_of": 1, "school_year": 1, "id_valid": 1, "has": 2}

_WORDS: tuple[type[exp.Expr], ...] = (
    exp.Column, exp.Identifier, exp.Literal, exp.Boolean, exp.Null, exp.Placeholder, exp.Paren,
    exp.And, exp.Or, exp.Not, exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Is, exp.In,
    exp.Between, exp.Like, exp.NullSafeEQ, exp.NullSafeNEQ, exp.Case, exp.If, exp.Add, exp.Sub,
    exp.Mul, exp.Div, exp.IntDiv, exp.Mod, exp.Neg, exp.DPipe, exp.Cast, exp.TryCast, exp.DataType,
    exp.DataTypeParam, exp.Var,
)  # fmt: skip

FUNCTIONS: dict[str, type[exp.Expr]] = {
    "lower": exp.Lower, "upper": exp.Upper, "trim": exp.Trim, "length": exp.Length,
    "substr": exp.Substring, "left": exp.Left, "right": exp.Right, "replace": exp.Replace,
    "starts_with": exp.StartsWith, "contains": exp.Contains, "concat": exp.Concat,
    "regexp_matches": exp.RegexpLike, "regexp_extract": exp.RegexpExtract,
    "coalesce": exp.Coalesce, "nullif": exp.Nullif, "greatest": exp.Greatest, "least": exp.Least,
    "abs": exp.Abs, "round": exp.Round, "floor": exp.Floor, "ceil": exp.Ceil,
    "year": exp.Year, "month": exp.Month, "day": exp.Day, "make_date": exp.DateFromParts,
    "date_diff": exp.DateDiff, "date_trunc": exp.TimestampTrunc, "last_day": exp.LastDay,
    "strftime": exp.TimeToStr, "add_months": exp.AddMonths,
}  # fmt: skip

AGGREGATES: dict[str, type[exp.Expr]] = {
    "count": exp.Count, "sum": exp.Sum, "min": exp.Min, "max": exp.Max,
    "bool_or": exp.LogicalOr, "bool_and": exp.LogicalAnd,
}  # fmt: skip
_AROUND_AGGREGATES = (exp.Filter, exp.Where, exp.Distinct, exp.Star)

_WORDS_OF_SELECT: tuple[type[exp.Expr], ...] = (
    exp.Select, exp.From, exp.Table, exp.TableAlias, exp.Alias, exp.Join, exp.Where, exp.Group,
    exp.Having, exp.Subquery, exp.Exists, exp.With, exp.CTE, exp.Union, exp.Except, exp.Intersect,
    exp.Window, exp.WindowSpec, exp.RowNumber, exp.Order, exp.Ordered, exp.Lag, exp.Lead,
)  # fmt: skip

_TYPES = ("INT", "BIGINT", "DOUBLE", "DECIMAL", "TEXT", "VARCHAR", "DATE", "BOOLEAN")

_NAMED_VALUE = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|::|:([A-Za-z_]\w*)")
_FULL_MATCH_SIGN = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|(~)")


class BadCondition(ValueError):  # noqa: N818 - an answer to the author of a rule
    """The condition says something that is not allowed; the text is a Chinese sentence."""


@dataclass(frozen=True)
class Scope:
    """What a condition may name: tables with their columns, single names, and parameters."""

    tables: Mapping[str, Mapping[str, str]]  # table → column → pack type
    names: frozenset[str] = frozenset()  # without a table, such as n
    params: frozenset[str] = frozenset({"on"})
    default: str | None = None  # the table of a column written without one
    aggregates: bool = field(default=False)

    def types_of(self, column: exp.Column) -> set[str]:
        """The pack's types that a column may have: under an alias, of any column of that name."""
        if column.table in self.tables:
            named = [self.tables[column.table]]
        else:
            named = [*self.tables.values()]
        return {columns[column.name] for columns in named if column.name in columns}


def parse_condition(text: str, scope: Scope) -> exp.Expr:
    """The tree of a condition, every column with its table; raises BadCondition."""
    tree = _parse(text)
    allowed = {*_WORDS, *FUNCTIONS.values()}
    if scope.aggregates:
        allowed |= {*AGGREGATES.values(), *_AROUND_AGGREGATES}
    _check_words(tree, allowed, scope)
    _check_names(tree, scope)
    return tree


def parse_select(text: str, scope: Scope) -> exp.Select:
    """The tree of `kind: sql`: one SELECT over the tables of the scope; raises BadCondition."""
    tree = _parse(text)
    if not isinstance(tree, exp.Select):
        raise BadCondition("应为一个 SELECT")
    allowed = {*_WORDS, *FUNCTIONS.values(), *AGGREGATES.values(), *_AROUND_AGGREGATES}
    _check_words(tree, allowed | set(_WORDS_OF_SELECT), scope)
    for star in tree.find_all(exp.Star):
        if not isinstance(star.parent, exp.Count):
            raise BadCondition("请写明列名，不用 *")
    own = {cte.alias for cte in tree.find_all(exp.CTE)}
    for table in tree.find_all(exp.Table):
        if not isinstance(table.this, exp.Identifier) or table.args.get("db"):
            raise BadCondition(f"不能读取“{table.sql(DIALECT)}”")
        if table.name not in {*scope.tables, *own}:
            raise BadCondition(f"不能读取表“{table.name}”，本规则可用：{_listed(scope.tables)}")
    _check_params(tree, scope)
    schema: dict[str, object] = {
        name: dict.fromkeys(columns, "TEXT") for name, columns in scope.tables.items()
    }
    try:
        qualify(tree.copy(), schema=schema, dialect=DIALECT)
    except SqlglotError as error:
        raise BadCondition(f"列名对不上：{_one_line(error)}") from error
    return tree


def named_params(tree: exp.Expr) -> set[str]:
    """The names behind `:` in a tree."""
    return {str(node.this) for node in tree.find_all(exp.Placeholder)}


def columns_named(select: exp.Select) -> set[tuple[str, str]]:
    """The columns of real tables that a SELECT names, as (table, column), behind their aliases.

    A column without a table is taken for one of every table that the SELECT reads.
    """
    tables = {table.alias_or_name: table.name for table in select.find_all(exp.Table)}
    named: set[tuple[str, str]] = set()
    for column in select.find_all(exp.Column):
        behind = [tables.get(column.table, "")] if column.table else [*tables.values()]
        named |= {(table, column.name) for table in behind}
    return named


def _parse(text: str) -> exp.Expr:
    if any(sign[1] for sign in _FULL_MATCH_SIGN.finditer(text)):
        raise BadCondition("不用 ~，请用 regexp_matches(x, '^…$')")
    # DuckDB writes named values $on; a pack writes :on, as documents do.
    dollars = _NAMED_VALUE.sub(lambda m: f"${m[1]}" if m[1] else m[0], text)
    try:
        trees = sqlglot.parse(dollars, read=DIALECT)
    except SqlglotError as error:
        raise BadCondition(f"读不懂：{_one_line(error)}") from error
    if len(trees) != 1 or trees[0] is None:
        raise BadCondition("应为一个表达式，不能有分号")
    return trees[0]


def _check_words(tree: exp.Expr, allowed: set[type[exp.Expr]], scope: Scope) -> None:
    if different := dict.fromkeys(different_elsewhere(tree, scope.types_of)):
        raise BadCondition("；".join(different))
    for node in tree.walk():
        if isinstance(node, exp.Anonymous):
            _check_our_function(node)
        elif type(node) not in allowed:
            raise BadCondition(f"不允许“{_shown(node)}”")
        if isinstance(node, exp.DataType) and node.this.name not in _TYPES:
            raise BadCondition(f"不能转换为 {node.sql(DIALECT)}，只能是：{'、'.join(_TYPES)}")
        if isinstance(node, exp.In) and node.args.get("query") and exp.Select not in allowed:
            raise BadCondition("这里不能用子查询")
        if isinstance(node, exp.Sum) and node.find(exp.Distinct):
            raise BadCondition("不用 sum(distinct …)")


def _check_our_function(node: exp.Anonymous) -> None:
    name = str(node.this).lower()
    if name not in OUR_FUNCTIONS:
        raise BadCondition(f"没有函数“{name}”，可用的见规则包格式说明")
    if len(node.expressions) != OUR_FUNCTIONS[name]:
        raise BadCondition(f"{name} 应有 {OUR_FUNCTIONS[name]} 个参数")


def _check_names(tree: exp.Expr, scope: Scope) -> None:
    for column in list(tree.find_all(exp.Column)):
        if not column.table and column.name in scope.names:
            continue
        if not column.table and scope.default and column.name in scope.tables[scope.default]:
            column.set("table", exp.to_identifier(scope.default))
        if column.args.get("db") or column.table not in scope.tables:
            shown = column.sql(DIALECT)
            raise BadCondition(f"这里不能用“{shown}”，可用的表：{_listed(scope.tables)}")
        if column.name not in scope.tables[column.table]:
            raise BadCondition(f"表 {column.table} 没有列“{column.name}”")
    _check_params(tree, scope)


def _check_params(tree: exp.Expr, scope: Scope) -> None:
    unknown = named_params(tree) - scope.params
    if unknown:
        raise BadCondition(f"没有参数“:{min(unknown)}”，请在 params 中写明")


def _listed(names: Mapping[str, object]) -> str:
    return "、".join(names)


def _shown(node: exp.Expr) -> str:
    return _one_line(node.sql(DIALECT))[:60]


def _one_line(words: object) -> str:
    return re.sub(r"\x1b\[\d*m", "", " ".join(str(words).split()))
