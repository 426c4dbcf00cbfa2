"""A step of the plan, DuckDB's SQL, in the words of Apache Spark (ANSI mode, time zone UTC).

Most of it sqlglot translates. What it would leave with another meaning is reworded here, each with
the difference it closes; what cannot be closed, the language of rules leaves out
(rules/both_engines). Spark knows the types of columns: a wording that depends on one asks TYPEOF,
which Spark answers when it reads the query, not row by row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from functools import cache

import sqlglot
from sqlglot import exp

from huitoukan.engine import dialect

ENGINE = "spark"

TableOf = Callable[[str], str]
"""The name under which Spark knows the Parquet file of this path."""

# DuckDB's trim takes away every Unicode space (category Zs), Spark's only the blank.
_SPACES = "".join(map(chr, (0x20, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)))

# To a whole number DuckDB rounds: floats half to even, text and decimals half away from zero.
# Spark cuts off, and refuses text with a point.
_TO_WHOLE = """
CASE WHEN TYPEOF($x) IN ('tinyint', 'smallint', 'int', 'bigint', 'boolean') THEN CAST($x AS BIGINT)
  WHEN TYPEOF($x) IN ('float', 'double') THEN CAST(RINT(CAST($x AS DOUBLE)) AS BIGINT)
  ELSE CAST(ROUND(CAST($x AS DECIMAL(38, 18)), 0) AS BIGINT) END"""

# To a decimal DuckDB multiplies a float, moves it a hair away from zero and rounds; Spark reads
# the digits that it would print.
_TO_DECIMAL = """
CASE WHEN TYPEOF($x) IN ('float', 'double') THEN
  CAST(RINT(CAST($x AS DOUBLE) * 1E4 + SIGN(CAST($x AS DOUBLE)) * 1E-9) AS DECIMAL(38, 0)) * 0.0001
  ELSE CAST($x AS DECIMAL(38, 4)) END"""

# Boundaries between two days are counted, not the full months that have passed.
_DIFFERENCE = {
    "DAY": "DATE_DIFF('day', $earlier, $later)",
    "MONTH": "(YEAR($later) - YEAR($earlier)) * 12 + MONTH($later) - MONTH($earlier)",
    "YEAR": "YEAR($later) - YEAR($earlier)",
}


class NoWords(ValueError):  # noqa: N818 - says what cannot be said
    """A step says something that would mean something else on Spark, or nothing at all."""


def to_spark(select: str, tables: Container[str], table_of: TableOf) -> str:
    """The same SELECT for Spark, over these tables and over files as `table_of` names them.

    Raises NoWords for what is no single SELECT, reads another table or has no words on Spark.
    """
    trees = sqlglot.parse(select, read=dialect.ENGINE)
    if len(trees) != 1 or not isinstance(trees[0], exp.Query):
        raise NoWords("one SELECT only")
    holder = exp.Subquery(this=trees[0])
    own = {one.alias for one in holder.find_all(exp.CTE)}
    # From the leaves up, so that what is reworded holds what was reworded before it.
    for node in reversed(list(holder.this.walk(bfs=False))):
        if isinstance(node, exp.Table):
            _name_table(node, table_of)
            if not (node.name in own or node.name in tables) and not node.meta.get(_IS_FILE):
                raise NoWords(f"table {node.name}")
        else:
            reworded = _reworded(node)
            if reworded is not node:
                node.replace(reworded)
    return str(holder.this.sql(ENGINE, comments=False))


_IS_FILE = "is_file"


def _name_table(node: exp.Table, table_of: TableOf) -> None:
    """A file gets the name of its table; any other function of tables has no words."""
    read = node.this
    if isinstance(read, exp.ReadParquet):
        (path,) = read.expressions
        node.set("this", exp.to_identifier(table_of(path.name)))
        node.meta[_IS_FILE] = True
    elif not isinstance(read, exp.Identifier) or node.args.get("db"):
        raise NoWords(f"table {node.sql(dialect.ENGINE)}")


def _reworded(node: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.Anonymous):
        raise NoWords(f"function {node.this}")
    if isinstance(node, exp.In) and node.args.get("query"):
        return _among_rows(node)
    if isinstance(node, exp.Cast) and node.to.is_type("int", "bigint"):
        return _rounded(node)
    if isinstance(node, exp.Cast) and node.to.is_type("decimal"):
        return _exact(node)
    words = _WORDS.get(type(node))
    return words(node) if words else node


def _among_rows(node: exp.In) -> exp.Expr:
    """EXISTS for IN (SELECT …): Spark has no NULL for it in a list of columns, and is slow.

    Steps ask so only where NULL counts as no, or where neither side can be NULL.
    """
    query = node.args["query"].unnest()
    if not isinstance(query, exp.Select) or len(query.expressions) != 1:
        raise NoWords("IN (SELECT …)")
    query.set("expressions", [exp.alias_(query.expressions[0].unalias(), "among_key")])
    among = exp.column("among_key", "among")
    found = (
        exp.select("1")
        .from_(query.subquery("among"))
        .where(exp.EQ(this=among, expression=node.this))
    )
    return exp.Exists(this=found)


def _rounded(node: exp.Cast) -> exp.Expr:
    whole = _filled(_TO_WHOLE, x=node.this)
    kind = node.to
    for cast in list(whole.find_all(exp.Cast)):
        if cast.to.is_type("bigint"):
            cast.set("to", kind.copy())
        if isinstance(node, exp.TryCast) and cast.to.is_type("bigint", "int", "decimal"):
            cast.replace(exp.TryCast(this=cast.this, to=cast.to, safe=True))
    return exp.paren(whole, copy=False)


def _exact(node: exp.Cast) -> exp.Expr:
    if isinstance(node, exp.TryCast) or node.to.sql(dialect.ENGINE) != "DECIMAL(38, 4)":
        return node
    return exp.paren(_filled(_TO_DECIMAL, x=node.this), copy=False)


def _moved(node: exp.Add) -> exp.Expr:
    """A day and an interval of months; Spark takes no interval that is worked out."""
    if not isinstance(node.expression, exp.Interval):
        return node
    if str(node.expression.unit) != "MONTH":
        raise NoWords(node.expression.sql(dialect.ENGINE))
    months = node.expression.this
    if months.is_string:
        months = exp.Literal.number(months.name)
    return exp.func("ADD_MONTHS", node.this, exp.cast(months, "int"), dialect=ENGINE)


def _quotient(node: exp.Div) -> exp.Expr:
    """A quotient is a float, also of decimals."""
    for side in ("this", "expression"):
        node.set(side, exp.cast(exp.paren(node.args[side], copy=False), "double"))
    return node


def _difference(node: exp.DateDiff) -> exp.Expr:
    words = _DIFFERENCE.get(str(node.unit))
    if words is None:
        raise NoWords(node.sql(dialect.ENGINE))
    return exp.paren(_filled(words, later=node.this, earlier=node.expression), copy=False)


def _trimmed(node: exp.Trim) -> exp.Expr:
    if not node.expression:
        node.set("expression", exp.Literal.string(_SPACES))
    return node


def _joined(node: exp.Concat) -> exp.Expr:
    """An absent part is left out, which Spark's own translation says for texts only."""
    node.set("expressions", [exp.cast(one, "text") for one in node.expressions])
    return node


def _like(node: exp.Like) -> exp.Expr:
    """A backslash stands for itself; on Spark it would take the meaning off the next sign."""
    if not isinstance(node.expression, exp.Literal):
        raise NoWords(node.sql(dialect.ENGINE))
    node.set("expression", exp.Literal.string(node.expression.name.replace("\\", "\\\\")))
    return node


def _matching(node: exp.RegexpLike | exp.RegexpExtract) -> exp.Expr:
    if not isinstance(node.expression, exp.Literal):
        raise NoWords(node.sql(dialect.ENGINE))
    node.set("expression", exp.Literal.string(java_pattern(node.expression.name)))
    return node


def _floored(node: exp.Floor | exp.Ceil) -> exp.Expr:
    return exp.cast(node.copy(), "double")


def _rounded_float(node: exp.Round) -> exp.Expr:
    """DuckDB multiplies, rounds and divides; Spark rounds the digits that it would print."""
    places = int(node.args["decimals"].name) if node.args.get("decimals") else 0
    if not places:
        return node
    factor = exp.cast(exp.Literal.number(10**places), "double")
    scaled = exp.Mul(this=exp.paren(node.this, copy=False), expression=factor)
    whole = exp.Round(this=scaled)
    return exp.paren(
        exp.Div(this=whole, expression=factor.copy(), typed=False, safe=False), copy=False
    )


_WORDS: dict[type[exp.Expr], Callable[..., exp.Expr]] = {
    exp.Add: _moved,
    exp.Div: _quotient,
    exp.DateDiff: _difference,
    exp.Trim: _trimmed,
    exp.Concat: _joined,
    exp.Like: _like,
    exp.RegexpLike: _matching,
    exp.RegexpExtract: _matching,
    exp.Floor: _floored,
    exp.Ceil: _floored,
    exp.Round: _rounded_float,
}

_PIECES = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|\$|[^\\\[$]+", re.DOTALL)


def java_pattern(pattern: str) -> str:
    """A regular expression of DuckDB (RE2) for Java: `$` is the end of the text and no line."""
    pieces = [r"\z" if piece == "$" else piece for piece in _PIECES.findall(pattern)]
    return "(?d)" + "".join(pieces)  # (?d): only \n ends a line, so that . means the same


def _filled(template: str, **values: exp.Expr) -> exp.Expr:
    """The tree of a wording of ours with values in the places of `$name`."""

    def put_in(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Placeholder | exp.Parameter):
            value = values[node.name].copy()
            plain = isinstance(value, exp.Literal | exp.Column | exp.Func)
            return value if plain else exp.paren(value, copy=False)
        return node

    return _template(template).copy().transform(put_in)


@cache
def _template(template: str) -> exp.Expr:
    return sqlglot.parse_one(template, read=dialect.ENGINE)
