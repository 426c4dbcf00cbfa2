"""Which rows of a delivery the SELECT of a `sql` rule can look at, read off its tree.

A row counts only where every condition of its place holds: those of its own join, and for a table
that is not joined from the left those of WHERE and of all inner joins. What is none of these (a
table behind RIGHT or FULL, a comparison the other way round) is not understood, and everything is
looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlglot import exp

_INNER = ("", "INNER", "CROSS")
_LEFT = "LEFT"


@dataclass(frozen=True)
class LookedAt:
    """The rows of one mention of a table: where their keys stand, and conditions on each alone.

    `among` is a table of the registry and a column, None when any key will do. In `conditions` the
    table goes by its own name.
    """

    among: tuple[str, str] | None
    conditions: tuple[exp.Expr, ...]


def rows_looked_at(select: exp.Expr, table: str, registry: Collection[str]) -> Iterator[LookedAt]:
    """One answer for each time that the SELECT, or one inside it, names the table."""
    names = _names(select)
    for mention in select.find_all(exp.Table):
        if mention.name == table:
            alias = mention.alias_or_name
            parts = [*_conditions_on(mention)]
            among = next(filter(None, (_key(one, alias, names, registry) for one in parts)), None)
            yield LookedAt(among, tuple(_renamed(one, alias, table) for one in parts
                                        if _tables_of(one) == {alias}))  # fmt: skip


def _names(select: exp.Expr) -> dict[str, str]:
    """What each alias stands for; one that stands for several tables is left out."""
    found: dict[str, set[str]] = {}
    for mention in select.find_all(exp.Table):
        found.setdefault(mention.alias_or_name, set()).add(mention.name)
    for inner in (*select.find_all(exp.Subquery), *select.find_all(exp.CTE)):
        found.setdefault(inner.alias_or_name, set()).add("")
    return {alias: next(iter(tables)) for alias, tables in found.items() if len(tables) == 1}


def _conditions_on(mention: exp.Table) -> Iterator[exp.Expr]:
    """The conditions that every row of this mention must satisfy to show anywhere."""
    select = mention.find_ancestor(exp.Select)
    joins = select.args.get("joins") or [] if select else []
    sides = {(join.side or "").upper() for join in joins}
    if select is None or not sides <= {"", _LEFT}:
        return
    own = mention.parent
    if isinstance(own, exp.Join) and own.side.upper() == _LEFT:
        yield from parts_of_and(own.args.get("on"))
        return
    if not isinstance(own, exp.Join | exp.From):
        return
    where = select.args.get("where")
    yield from parts_of_and(where.this if where else None)
    for join in joins:
        if join.side.upper() != _LEFT and (join.kind or "").upper() in _INNER:
            yield from parts_of_and(join.args.get("on"))


def parts_of_and(tree: exp.Expr | None) -> Iterator[exp.Expr]:
    """What is joined by AND."""
    if tree is None:
        return
    inner = tree.unnest()
    if isinstance(inner, exp.And):
        yield from parts_of_and(inner.this)
        yield from parts_of_and(inner.expression)
    else:
        yield inner


def _key(
    part: exp.Expr, alias: str, names: dict[str, str], registry: Collection[str]
) -> tuple[str, str] | None:
    """The registry's column that a column of the same name is asked to equal."""
    if not isinstance(part, exp.EQ):
        return None
    sides = [one.unnest() for one in (part.this, part.expression)]
    for own, other in (sides, sides[::-1]):
        if (
            isinstance(own, exp.Column)
            and isinstance(other, exp.Column)
            and own.table == alias
            and own.name == other.name
            and names.get(other.table) in registry
        ):
            return names[other.table], own.name
    return None


def _tables_of(tree: exp.Expr) -> set[str]:
    return {one.table for one in tree.find_all(exp.Column)}


def _renamed(tree: exp.Expr, alias: str, table: str) -> exp.Expr:
    copied = tree.copy()
    for one in copied.find_all(exp.Column):
        if one.table == alias:
            one.set("table", exp.to_identifier(table))
    return copied
