"""Makes the small shapes that many pages share: severity, due date, pager, filters, address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from huitoukan.apps.core.pages import (
    AppliedFilter,
    Choice,
    Due,
    FilterField,
    Filters,
    Pager,
    Severity,
)
from huitoukan.domain.identity import mask_id, mask_phone
from huitoukan.rules.shapes.tables import Column
from huitoukan.rules.shapes.words import CodeList

M = TypeVar("M")
ROWS_PER_PAGE: Final = 20


def language() -> str:
    """The language of the interface for words that come from data: "zh…" or "en"."""
    return get_language() or "zh-hans"


def severity_card(code: str) -> Severity:
    """The card of a severity (domain reference 5.2, shown as in the design language)."""
    labels = {"A": _("重大"), "B": _("一般"), "C": _("提示"), "E": _("数据")}
    return Severity(code, labels.get(code, code))


def due_of(day: date | None, on: date) -> Due:
    """A due date with the calendar days left from `on`."""
    return Due(day, (day - on).days if day else None)


def address(path: str, params: Mapping[str, str], **changes: str) -> str:
    """A list's address with some parameters changed and empty ones left out; the pager restarts."""
    merged = {**params, **changes}
    if "page" not in changes:
        merged.pop("page", None)
    query = urlencode({key: value for key, value in merged.items() if value})
    return f"{path}?{query}" if query else path


@dataclass(frozen=True)
class Counted:
    """How many rows a list has. Counting stops at a bound: `is_more` says that there are more."""

    n_rows: int
    is_more: bool = False

    @classmethod
    def up_to(cls, most: int, n_rows: int) -> Counted:
        """From a count of at most `most` + 1 rows."""
        return cls(min(n_rows, most), n_rows > most)


def page_of(
    rows: QuerySet[Any, M] | Sequence[M],
    path: str,
    params: Mapping[str, str],
    *,
    per_page: int = ROWS_PER_PAGE,
    most: int = 0,
    counted: Counted | None = None,
) -> tuple[list[M], Pager]:
    """The rows of the asked page, and the pager; a page number that is none counts as the first.

    With `most` only the first so many rows can be leafed through; `counted` is for a caller who
    knows how many there are, or that there are more than were counted.
    """
    if counted is None:
        counted = Counted(rows.count() if isinstance(rows, QuerySet) else len(rows))
    asked = params.get("page", "")
    pager = Pager.of(
        n_rows=counted.n_rows,
        per_page=per_page,
        number=int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1,
        address=lambda number: address(path, params, page=str(number)),
        most=most,
        is_more=counted.is_more,
    )
    start = (pager.number - 1) * per_page
    return list(rows[start : start + per_page]), pager


def select(
    name: str, label: str, choices: Sequence[tuple[str, str]], params: Mapping[str, str]
) -> FilterField:
    """A field of the query area with "all" as its first choice."""
    chosen = params.get(name, "")
    shown = (
        Choice("", _("全部"), not chosen),
        *(Choice(value, text, value == chosen) for value, text in choices),
    )
    return FilterField(name, label, choices=shown, value=chosen)


def filters_of(
    path: str, params: Mapping[str, str], fields: Sequence[FilterField], *, kept: Sequence[str] = ()
) -> Filters:
    """The query area with the conditions in force, each with the list's address without it."""
    applied = []
    for field in fields:
        if field.value:
            words = next((c.label for c in field.choices if c.value == field.value), field.value)
            without = address(path, params, **{field.name: ""})
            applied.append(AppliedFilter(f"{field.label}{_('：')}{words}", without))
    return Filters(
        action=path,
        fields=tuple(fields),
        applied=tuple(applied),
        kept=tuple((name, params[name]) for name in kept if params.get(name)),
        reset_href=path,
    )


def column_label(column: Column | None, name: str) -> str:
    """A column's heading in the language of the interface; of a computed one its name in words."""
    if column is None:
        words = {
            "n": _("合计"),
            "system": _("系统值"),
            "booklet": _("手册值"),
            "observed": _("实际值"),
            "link_code": _("关联编号"),
            "linked_by": _("关联人"),
            "linked_on": _("关联日期"),
            "linked_reason": _("关联依据"),
        }
        return words.get(name, name)
    return (column.label_en or column.label) if language().startswith("en") else column.label


def shown_value(
    column: Column | None, value: Any, codes: Mapping[str, CodeList] | None = None
) -> str:
    """A value of a row as a page shows it: numbers of persons masked, yes and no in words.

    With the pack's code lists, the words of a code come in the language of the interface.
    """
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    is_whole = isinstance(value, float) and value.is_integer()
    text = str(int(value)) if is_whole else str(value)
    if column is not None and column.unit:
        return f"{text} {column.unit}"
    if column is not None and column.type == "id_no":
        return mask_id(text)
    if column is not None and "phone" in column.name:
        return mask_phone(text)
    if column is not None and column.codes and codes and language().startswith("en"):
        english = {value.zh: value.en for value in codes[column.codes].values}
        return _("、").join(english.get(word) or word for word in text.split("、"))
    return text
