"""Columns of a pack as the inputs of a form, and what was typed into them as typed values."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final, Literal

from django.utils.translation import gettext as _

from huitoukan.apps.core.pages import Choice, Field
from huitoukan.apps.core.showing import column_label, language
from huitoukan.documents.cells import CellProblem, Doubtful, typed
from huitoukan.rules.shapes.tables import Column
from huitoukan.rules.shapes.words import CodeList

MOST_CHOICES: Final = 60
"""A longer code list is typed; nobody scrolls through it."""
_Kind = Literal["date", "month", "number", "area", "text"]
_KINDS: Final[Mapping[str, _Kind]] = {
    "date": "date",
    "month": "month",
    "int": "number",
    "year": "number",
    "decimal": "number",
}


def read_texts(
    columns: Iterable[Column],
    texts: Mapping[str, str],
    codes: Mapping[str, CodeList],
    *,
    needs: Collection[str],
    prefix: str,
) -> tuple[dict[str, Any], dict[str, str]]:
    """The typed values by column, and every fault by input name (`prefix` before the column's).

    A blank is no value; it is a fault in a column that is needed.
    """
    found: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for column in columns:
        name, text = f"{prefix}{column.name}", texts.get(column.name, "").strip()
        if not text:
            if column.name in needs:
                faults[name] = _("请填{label}").format(label=column_label(column, column.name))
            continue
        value = typed(column, text, codes)
        if isinstance(value, Doubtful):
            value = value.value
        if isinstance(value, CellProblem):
            faults[name] = f"{value.sentence}{value.remedy}"
        else:
            found[column.name] = value
    return found, faults


def column_input(
    column: Column,
    codes: Mapping[str, CodeList],
    *,
    prefix: str,
    value: str,
    is_required: bool,
    error: str = "",
    among: Collection[str] | None = None,
    is_long: bool = False,
) -> Field:
    """A column as an input: a list to choose from, a day, a month, a number or text.

    `among` are the only values of the code list that may be chosen.
    """
    options = _options(column, codes, among)
    kind: _Kind = _KINDS.get(column.type, "area" if is_long else "text")
    many = _("可填多项，用顿号隔开") if column.many else ""
    label = column_label(column, column.name)
    unit = "" if column.unit in label else column.unit
    return Field(
        f"{prefix}{column.name}",
        label,
        kind if not options else "select",
        is_required=is_required,
        choices=tuple(
            Choice(code, label, code == value) for code, label in [("", _("请选择")), *options]
        )
        if options
        else (),
        value=value,
        help=" · ".join(text for text in (column.help, unit, many) if text),
        error=error,
    )


def _options(
    column: Column, codes: Mapping[str, CodeList], among: Collection[str] | None
) -> list[tuple[str, str]]:
    if column.type == "bool":
        return [("是", _("是")), ("否", _("否"))]
    if column.type != "code" or column.many or column.codes is None:
        return []
    english = language().startswith("en")
    found = [
        (value.zh, value.en if english else value.zh)
        for value in codes[column.codes].values
        if among is None or value.zh in among
    ]
    return found if len(found) <= MOST_CHOICES else []
