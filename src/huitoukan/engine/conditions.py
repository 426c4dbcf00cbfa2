"""What a condition becomes: its parsed tree with values put in and our functions expanded.

What a condition may say is decided in rules/conditions; this module only rewrites trees.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import sqlglot
from sqlglot import exp

from huitoukan.domain.identity import EARLIEST_BIRTH_YEAR
from huitoukan.engine import dialect

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999
_WEIGHTED_SUM = " + ".join(
    f"CAST(SUBSTR($id, {i}, 1) AS INT) * {weight}" for i, weight in enumerate(_WEIGHTS, start=1)
)
_BIRTH_DATE = "CONCAT(SUBSTR($id, 7, 4), '-', SUBSTR($id, 11, 2), '-', SUBSTR($id, 13, 2))"

_AGE = """
YEAR($day) - YEAR($birth) - CASE WHEN MONTH($day) * 100 + DAY($day)
  < MONTH($birth) * 100 + DAY($birth) THEN 1 ELSE 0 END"""

# GB 11643-1999: form, a real birth date, and the check character of the weighted sum.
_ID_VALID = f"""
CASE WHEN $id IS NULL THEN NULL
  WHEN REGEXP_MATCHES($id, '^[0-9]{{17}}[0-9X]$')
    AND SUBSTR($id, 7, 4) >= '{EARLIEST_BIRTH_YEAR}'
    AND TRY_CAST({_BIRTH_DATE} AS DATE) IS NOT NULL
  THEN SUBSTR('10X98765432', ({_WEIGHTED_SUM}) % 11 + 1, 1) = SUBSTR($id, 18, 1)
  ELSE FALSE END"""

# Each of our functions: its arguments, and plain SQL that DuckDB and Spark read alike.
MACROS: dict[str, tuple[tuple[str, ...], str]] = {
    # Completed years: one less until the month and day of birth come round.
    "age": (("birth", "day"), _AGE),
    "month_of": (("day",), "STRFTIME($day, '%Y-%m')"),
    # 1 September on or before the day: the age for schooling is counted from it.
    "school_year": (
        ("day",),
        "MAKE_DATE(YEAR($day) - CASE WHEN MONTH($day) < 9 THEN 1 ELSE 0 END, 9, 1)",
    ),
    "has": (("list", "value"), "CONTAINS('、' || $list || '、', '、' || $value || '、')"),
    "id_valid": (("id",), _ID_VALID),
}


def to_sql(tree: exp.Expr, values: Mapping[str, object]) -> str:
    """SQL of a parsed condition: `:name` becomes the value, our functions plain SQL.

    Sums become exact decimal sums, so that neither the order of rows nor threads can change them;
    what is rounded becomes a float, the beginning of a month a day, whatever the engine calls them.
    """
    tree = bind(tree.copy(), {key: dialect.literal(value) for key, value in values.items()})
    holder = exp.paren(tree.transform(_expand), copy=False)
    _make_sums_exact(holder)
    _make_types_plain(holder)
    return str(holder.this.sql(dialect.ENGINE, comments=False))


def bind(tree: exp.Expr, values: Mapping[str, exp.Expr]) -> exp.Expr:
    """The tree with every placeholder that has a value replaced by it."""

    def put_in(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Placeholder) and str(node.this) in values:
            value = values[str(node.this)].copy()
            plain = isinstance(value, exp.Literal | exp.Column | exp.Cast | exp.Func)
            return value if plain else exp.paren(value)
        return node

    return tree.transform(put_in)


def expand(macro: str, *arguments: exp.Expr) -> exp.Expr:
    """One of our functions as plain SQL over the arguments."""
    names, _ = MACROS[macro]
    body = bind(_template(macro).copy(), dict(zip(names, arguments, strict=True)))
    return exp.paren(body, copy=False)


@cache
def _template(macro: str) -> exp.Expr:
    return sqlglot.parse_one(MACROS[macro][1], read=dialect.ENGINE)


def _expand(node: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.Anonymous):
        # Arguments may hold functions of ours too: transform does not enter what it replaced.
        inner = [argument.transform(_expand) for argument in node.expressions]
        return expand(str(node.this).lower(), *inner)
    if isinstance(node, exp.AddMonths):
        months = node.expression.transform(_expand)
        moved = exp.Add(
            this=node.this.transform(_expand),
            expression=exp.Interval(this=exp.paren(months, copy=False), unit=exp.var("MONTH")),
        )
        return exp.cast(moved, "date")
    return node


def _make_sums_exact(tree: exp.Expr) -> None:
    for total in list(tree.find_all(exp.Sum)):
        total.set("this", exp.cast(total.this, "decimal(38, 4)"))
        whole: exp.Expr = total
        while isinstance(whole.parent, exp.Filter | exp.Window):
            whole = whole.parent
        whole.replace(exp.cast(whole.copy(), "double"))


def _make_types_plain(tree: exp.Expr) -> None:
    for rounded in list(tree.find_all(exp.Round, exp.Floor, exp.Ceil)):
        rounded.set("this", exp.cast(rounded.this, "double"))
    for begun in list(tree.find_all(exp.TimestampTrunc)):
        begun.replace(exp.cast(begun.copy(), "date"))
