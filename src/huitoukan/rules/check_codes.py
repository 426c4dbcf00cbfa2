"""Whether the code values that a rule names stand in their lists: a misspelt one never hits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlglot import exp

from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.tables import Column


def unknown_codes(
    pack: Pack, tree: exp.Expr, tables: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """(column, value) of every value that its code list lacks; `tables`: alias to table."""
    for node in tree.find_all(exp.EQ, exp.NEQ, exp.In, exp.Anonymous):
        if isinstance(node, exp.Anonymous):
            sides = node.expressions if str(node.this).lower() == "has" else []
        else:
            sides = [node.this, *(node.expressions or [node.args.get("expression")])]
        column = next((one for one in sides if isinstance(one, exp.Column)), None)
        declared = _declared(pack, column, tables) if column is not None else None
        if declared is None:
            continue
        for one in sides:
            if isinstance(one, exp.Literal) and one.is_string:
                yield from _lacking(pack, declared, str(one.this))


def unknown_codes_of_row(
    pack: Pack, table: str, row: Mapping[str, object]
) -> Iterator[tuple[str, str]]:
    """The same of the values of an example's row."""
    data_set = pack.table(table)
    for name, value in row.items():
        column = data_set.by_name.get(name) if data_set else None
        if column is not None and column.codes and value is not None:
            for word in str(value).split("、") if column.many else (str(value),):
                yield from _lacking(pack, column, word)


def _declared(pack: Pack, column: exp.Column, tables: Mapping[str, str]) -> Column | None:
    data_set = pack.table(tables.get(column.table, column.table))
    declared = data_set.by_name.get(column.name) if data_set else None
    return declared if declared is not None and declared.codes else None


def _lacking(pack: Pack, column: Column, word: str) -> Iterator[tuple[str, str]]:
    codes = pack.codes.get(column.codes or "")
    if codes is not None and word not in {value.code for value in codes.values}:
        yield column.name, word
