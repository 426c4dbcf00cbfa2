"""The columns of the list: which there are, what stands in them, which a person chose.

Beside the columns of the list itself every field of the pack's household table can be chosen; ID
numbers and telephones are masked in all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from huitoukan.apps.core.pages import Chip
from huitoukan.apps.core.showing import column_label, language, shown_value
from huitoukan.apps.registry.models import Household
from huitoukan.apps.registry.pages import Cell
from huitoukan.rules.pack import Pack

USUAL: Final = (
    "household_no", "place", "n_members", "household_type", "exit_status", "monitor_category",
)  # fmt: skip
"""The columns of somebody who chose none. The head of household always stands first."""
MOST_CHOSEN: Final = 12
_INSIDE_PLACE: Final = ("county", "township", "village", "natural_group", "head_name")
_RIGHT: Final = frozenset({"int", "decimal"})


@dataclass(frozen=True)
class ListColumn:
    """A column that can be chosen, and how to read its cell from a household."""

    name: str
    label: str
    cell: Callable[[Household], Cell]
    sort: str = ""
    is_right: bool = False


def columns_of(pack: Pack) -> dict[str, ListColumn]:
    """Every column that can be chosen, by name: those of the list first, then the pack's fields."""
    found = {column.name: column for column in _own_columns(pack)}
    table = pack.fields["household"]
    for column in table.columns:
        if column.name in found or column.name in _INSIDE_PLACE:
            continue
        label = column_label(column, column.name)

        is_right = column.type in _RIGHT

        def cell(
            household: Household,
            name: str = column.name,
            label: str = label,
            is_right: bool = is_right,
        ) -> Cell:
            value = household.facts.get(name)
            text = shown_value(table.column(name), value, pack.codes)
            return Cell(name, label, text, is_right=is_right)

        found[column.name] = ListColumn(column.name, label, cell, is_right=is_right)
    return found


def chosen_columns(pack: Pack, names: Sequence[str]) -> list[ListColumn]:
    """The columns of these names, in the list's own order; the usual ones when none is known."""
    known = columns_of(pack)
    wanted = {name for name in names if name in known} or set(USUAL)
    return [column for name, column in known.items() if name in wanted][:MOST_CHOSEN]


def values_of(pack: Pack, table: str, column: str) -> list[tuple[str, str]]:
    """What a coded column may hold: the stored word, and the word in the page's language."""
    codes = pack.fields[table].column(column).codes
    english = language().startswith("en")
    values = pack.codes[codes].values if codes else ()
    return [(value.zh, value.en if english else value.zh) for value in values]


def _own_columns(pack: Pack) -> list[ListColumn]:
    """The columns that are more than a field: place, members, words of codes, day of change."""
    words = {name: dict(values_of(pack, "household", name)) for name in (
        "household_type", "exit_status", "monitor_category",
    )}  # fmt: skip
    labels = {name: column_label(pack.fields["household"].column(name), name) for name in words}

    def coded(name: str) -> ListColumn:
        def cell(household: Household) -> Cell:
            stored = getattr(household, name)
            return Cell(name, labels[name], words[name].get(stored, stored))

        return ListColumn(name, labels[name], cell)

    def monitored(household: Household) -> Cell:
        name = "monitor_category"
        stored = household.monitor_category
        chip = Chip("warn", words[name].get(stored, stored)) if stored else None
        return Cell(name, labels[name], chip=chip)

    return [
        ListColumn("household_no", _("户编号"), _number, sort="no"),
        ListColumn("place", _("村组"), _place, sort="place"),
        ListColumn("n_members", _("人口"), _members, sort="members", is_right=True),
        coded("household_type"),
        coded("exit_status"),
        ListColumn("monitor_category", labels["monitor_category"], monitored),
        ListColumn("changed_at", _("最近变更"), _changed, sort="changed"),
    ]


def _number(household: Household) -> Cell:
    return Cell("household_no", _("户编号"), household.household_no)


def _place(household: Household) -> Cell:
    village = household.area
    around = [village.parent.name if village.parent else "", household.natural_group]
    note = " · ".join(part for part in around if part)
    return Cell("place", _("村组"), village.name, note=note)


def _members(household: Household) -> Cell:
    return Cell("n_members", _("人口"), str(household.n_members), is_right=True)


def _changed(household: Household) -> Cell:
    return Cell("changed_at", _("最近变更"), f"{timezone.localtime(household.changed_at):%Y-%m-%d}")
