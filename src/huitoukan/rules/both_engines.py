"""What the language of rules leaves out because DuckDB and Spark would answer differently.

A rule means the same on both engines. Where sqlglot translates something silently wrong, or where
the engines differ in a way that no translation closes, the author is told what to write instead.
What only needs other words is translated in engine/spark_words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping

from sqlglot import exp

_WHOLE_TEXT = "（请用 regexp_matches(x, '^…$')）"
# sqlglot would give these another meaning, and none of them says so.
_NEVER: Mapping[type[exp.Expr], str] = {
    exp.Qualify: "qualify（请把窗口函数放进子查询，在外层用 where 取）",
    exp.Limit: "limit",
    exp.ArrayAgg: "list / array_agg",
    exp.RegexpFullMatch: f"regexp_full_match{_WHOLE_TEXT}",
    exp.Bracket: "[ ] 取片段（请用 substr）",
    exp.Interval: "interval（月数请用 add_months，天数直接加减整数）",
}

Types = Callable[[exp.Column], Collection[str]]
"""The pack's types that a column may have; none where it is not known."""

_UNITS = {exp.DateDiff: ("DAY", "MONTH", "YEAR"), exp.TimestampTrunc: ("MONTH", "YEAR", "QUARTER")}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_FORMAT = re.compile(r"(?:%[Ymd]|[^%A-Za-z'\[\]{}#])*")
_MOST_PLACES = 9

# Regular expressions: what RE2 (DuckDB) and Java (Spark) read alike.
_PATTERN = re.compile(
    r"""(?:
      [^\\\[\](){}*+?|^$]                                  # a letter
    | \\[dD.\\\-*+?()\[\]{}|^$/]                           # a digit; a sign that stands for itself
    | \[\^?(?:[^\\\[\]&^-]|[^\\\[\]&^-]-[^\\\[\]&^-]|\\[d.\\\-*+?()\[\]{}|^$/])+\]
    | \(\?: | \((?!\?) | \) | \||\^|\$                           # groups, alternatives, both ends
    | (?:[*+?]|\{\d+(?:,\d*)?\})(?![*+])                   # how often; no possessive
    )*""",
    re.VERBOSE,
)


def different_elsewhere(tree: exp.Expr, types_of: Types) -> Iterator[str]:
    """Sentences about what in a parsed condition would differ, each with what to write instead."""
    for node in tree.walk():
        if type(node) in _NEVER:
            yield f"不用 {_NEVER[type(node)]}"
        for kind, told in _TOLD.items():
            if isinstance(node, kind):
                yield from told(node)
        if isinstance(node, exp.Concat | exp.DPipe) or _makes_text(node):
            yield from _decimals_as_text(node, types_of)
        if isinstance(node, exp.Sub) and _is_day(node.expression.unnest(), types_of):
            yield "两个日期不直接相减：请用 date_diff('day', 起, 止)"


def bad_pattern(pattern: str) -> str:
    """What to tell about a regular expression that the engines may read differently, or nothing."""
    if _PATTERN.fullmatch(pattern):
        return ""
    return (
        f"正则表达式“{pattern}”在两种引擎里可能含义不同；"
        "只用 . [ ] ( ) | ^ $ * + ? {n,m} 和 \\d，方括号里不嵌套、不用 && "
    ).strip()


def _division(node: exp.Expr) -> Iterator[str]:
    """By zero DuckDB says infinite, or stops; Spark stops."""
    divisor = node.expression.unnest()
    safe = isinstance(divisor, exp.Nullif) or (
        isinstance(divisor, exp.Literal) and float(divisor.name) != 0
    )
    if not safe:
        yield f"除数可能为零：请写 nullif({divisor.sql('duckdb')}, 0)"


def _query_in(node: exp.In) -> Iterator[str]:
    """NULL is not told apart from no on Spark."""
    if node.args.get("query"):
        yield "不用 in (select …)，请用 exists 或 not exists"


def _piece(node: exp.Substring | exp.Left | exp.Right) -> Iterator[str]:
    """Positions before the first mean different things."""
    if isinstance(node, exp.Substring):
        if not _at_least(node.args.get("start"), 1) or not _at_least(node.args.get("length"), 0):
            yield "substr 的起点应为不小于 1 的整数，长度为整数"
    elif not _at_least(node.expression, 0):
        yield "left、right 的长度应为整数"


def _rounding(node: exp.Round) -> Iterator[str]:
    places = node.args.get("decimals")
    if places is not None and not (_at_least(places, 0) and int(places.name) <= _MOST_PLACES):
        yield f"round 的小数位数应为 0 到 {_MOST_PLACES} 的整数"


def _unit(node: exp.DateDiff | exp.TimestampTrunc) -> Iterator[str]:
    units = next(of for kind, of in _UNITS.items() if isinstance(node, kind))
    if str(node.args.get("unit")).strip("'").upper() not in units:
        yield f"日期单位只能是：{'、'.join(one.lower() for one in units)}"


def _day_format(node: exp.TimeToStr) -> Iterator[str]:
    form = node.args.get("format")
    if not isinstance(form, exp.Literal) or not _FORMAT.fullmatch(form.name):
        yield "strftime 的格式只用 %Y、%m、%d 和标点、汉字"


def _conversion(node: exp.Cast) -> Iterator[str]:
    """Text that is nearly a day or a yes is read differently."""
    value = node.this
    literal = isinstance(value, exp.Literal) and _DAY.fullmatch(value.name)
    if node.to.is_type("date") and not literal:
        yield "不转换为 date：请用日期列，或用 make_date(年, 月, 日)"
    if node.to.is_type("boolean"):
        yield "不转换为 boolean：请写条件，例如 x = '是'"
    if node.to.is_type("decimal"):
        yield "不转换为 decimal：请用 double；合计由系统精确计算"


def _pattern(node: exp.RegexpLike | exp.RegexpExtract) -> Iterator[str]:
    pattern = node.expression
    if isinstance(pattern, exp.Placeholder):
        return  # the value stands in params and is looked at there
    if not isinstance(pattern, exp.Literal):
        yield "正则表达式应直接写出，或写成参数"
    elif told := bad_pattern(pattern.name):
        yield told


def _likeness(node: exp.Like) -> Iterator[str]:
    if not isinstance(node.expression, exp.Literal):
        yield "like 后面应直接写出样式"


def _makes_text(node: exp.Expr) -> bool:
    return isinstance(node, exp.Cast) and node.to.is_type("text", "varchar")


def _is_day(node: exp.Expr, types_of: Types) -> bool:
    """Whether a value is a day as far as can be seen: the difference is an interval on Spark."""
    if isinstance(node, exp.Column):
        return "date" in types_of(node)
    if isinstance(node, exp.Placeholder | exp.Anonymous):
        return str(node.this).lower() in ("on", "school_year")
    if isinstance(node, exp.Cast):
        return node.to.is_type("date")
    return isinstance(node, exp.AddMonths | exp.LastDay | exp.DateFromParts)


def _decimals_as_text(node: exp.Expr, types_of: Types) -> Iterator[str]:
    """12345678.0 is 12345678.0 here and 1.2345678E7 there."""
    if any("decimal" in types_of(column) for column in node.find_all(exp.Column)):
        yield "小数不转换为文字：两种引擎的写法不同"


def _at_least(node: exp.Expr | None, least: int) -> bool:
    if node is None:
        return True
    return isinstance(node, exp.Literal) and node.name.isdigit() and int(node.name) >= least


_TOLD: Mapping[type[exp.Expr], Callable[..., Iterator[str]]] = {
    exp.Div: _division,
    exp.IntDiv: _division,
    exp.Mod: _division,
    exp.In: _query_in,
    exp.Substring: _piece,
    exp.Left: _piece,
    exp.Right: _piece,
    exp.Round: _rounding,
    exp.DateDiff: _unit,
    exp.TimestampTrunc: _unit,
    exp.TimeToStr: _day_format,
    exp.Cast: _conversion,
    exp.RegexpLike: _pattern,
    exp.RegexpExtract: _pattern,
    exp.Like: _likeness,
}
