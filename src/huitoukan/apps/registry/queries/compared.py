"""Fills the page of two snapshots against each other, and the list of it that is taken away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import Chip, FilterField, Filters
from huitoukan.apps.core.showing import (
    Counted,
    address,
    column_label,
    filters_of,
    language,
    page_of,
    select,
)
from huitoukan.apps.places.queries import full_name
from huitoukan.apps.registry.models import Household
from huitoukan.apps.registry.queries.changes import DifferenceLine, difference_lines
from huitoukan.apps.registry.queries.frozen import KEYS, FrozenView, compared_file, frozen_pair
from huitoukan.apps.registry.queries.snapshots import snapshot_rows
from huitoukan.apps.registry.queries.tree import Places, place_crumbs, places_of
from huitoukan.apps.registry.snapshot_pages import (
    ComparePage,
    CountLink,
    CountRow,
    DifferenceRow,
)
from huitoukan.domain.areas import contains
from huitoukan.engine import api as engine
from huitoukan.rules.pack import Pack

PLACE_TABLES: Final = ("household", "member")
"""The tables that are counted place by place."""
NOTHING: Final[tuple[engine.Difference, ...]] = ()


@dataclass(frozen=True)
class Comparison:
    """What was asked of two snapshots: their views, the places, the conditions of the list."""

    old: FrozenView
    new: FrozenView
    places: Places
    wanted: engine.Wanted
    pack: Pack

    def opened(self) -> engine.Differences:
        """The differences that the actor sees in the chosen place; to be closed by the caller."""
        here = {
            village.code
            for view in (self.old, self.new)
            for village in view.villages.values()
            if contains(self.places.chosen.depth_path, village.depth_path)
        }
        seen = engine.Seen(self.old.places, self.new.places)
        return engine.Differences(compared_file(self.old, self.new), seen, here)

    def lines(self, found: Sequence[engine.Difference]) -> Iterator[DifferenceLine]:
        """Differences in words; where one field was asked for, that field alone."""
        if self.wanted.field:
            found = [replace(one, fields=(self.wanted.field,)) for one in found]
        return difference_lines(self.old, self.new, found, self.pack)

    def table_title(self, table: str) -> str:
        """A table in words."""
        return self.pack.fields[table].title.in_(language())

    def field_label(self, table: str, name: str) -> str:
        """A field in words."""
        if name == engine.PLACE:
            return _("区划")
        return column_label(self.pack.fields[table].by_name.get(name), name)


def comparison_of(
    actor: Actor, before: str, after: str, params: Mapping[str, str], verb: str = "registry.see"
) -> Comparison:
    """What the query asks of two snapshots; a place that the actor does not see is "not found"."""
    old, new = frozen_pair(actor, before, after, verb)
    campaign = new.snapshot.campaign
    table, _dot, field = params.get("field", "").rpartition(".")
    tables = {name for name in (table, params.get("table", "")) if name}
    return Comparison(
        old,
        new,
        places_of(actor, campaign, params.get("place", ""), verb),
        engine.Wanted(
            table="/".join(sorted(tables)),  # two different tables at once: no row has both
            kind=params.get("kind", ""),
            field=field,
            household_no=params.get("no", "").strip(),
        ),
        campaign.pack.opened(),
    )


def kind_chip(kind: str) -> Chip:
    """How a row differs, in a word."""
    return {
        engine.ADDED: Chip("ok", pgettext("difference", "新增")),
        engine.REMOVED: Chip("warn", pgettext("difference", "减少")),
        engine.CHANGED: Chip("doing", pgettext("difference", "变更")),
    }[kind]


def compare_page(actor: Actor, before: str, after: str, params: Mapping[str, str]) -> ComparePage:
    """[registry:compare] What differs between two snapshots in the places that the actor sees."""
    asked = comparison_of(actor, before, after, params)
    path = reverse("registry:compare", args=[before, after])
    with asked.opened() as differences:
        by_place, by_field = differences.by_place(), differences.by_field()
        counted = Counted(differences.count(asked.wanted))
        _, pager = page_of(NOTHING, path, params, counted=counted)
        start = (pager.number - 1) * pager.per_page
        found = differences.rows(asked.wanted, start=start, most=pager.per_page)
    rows = snapshot_rows([asked.old.snapshot, asked.new.snapshot])
    export = reverse("registry:compare_export", args=[before, after])
    return ComparePage(
        before=rows[0],
        after=rows[-1],
        place=asked.places.chosen.name,
        crumbs=place_crumbs(asked.places, path, params),
        groups=tuple(asked.table_title(table) for table in PLACE_TABLES),
        totals=tuple(_totals(asked, by_place, path, params)),
        fields=tuple(_fields(asked, by_field, path, params)),
        places=tuple(_places(asked, by_place, path, params)),
        filters=_filters(asked, by_field, path, params),
        rows=tuple(_rows(actor, asked, found)),
        pager=pager,
        turned_href=address(reverse("registry:compare", args=[after, before]), params),
        counts_href=reverse("dashboards:counts"),
        export_href=address(export, params) if actor.may("registry.export") else "",
    )


def _rows(
    actor: Actor, asked: Comparison, found: Sequence[engine.Difference]
) -> Iterator[DifferenceRow]:
    may_open = bool(actor.may("household.see"))
    numbers = {one.household_no for one in found}
    here = Household.objects.visible_to(actor, "household.see").filter(household_no__in=numbers)
    files = set(here.values_list("household_no", flat=True)) if may_open else set()
    for line in asked.lines(found):
        one = line.difference
        view = asked.new if one.kind == engine.ADDED else asked.old
        no = one.household_no
        then = reverse("registry:then", args=[view.snapshot.code, no]) if no and may_open else ""
        yield DifferenceRow(
            table=asked.table_title(one.table),
            kind=kind_chip(one.kind),
            key=one.key,
            name=line.name,
            household_no=no,
            place=full_name(line.place),
            fields=line.fields,
            href=reverse("dashboards:household", args=[no]) if no in files else "",
            then_href=then,
        )


def _totals(
    asked: Comparison,
    by_place: Mapping[tuple[str, str, str], int],
    path: str,
    params: Mapping[str, str],
) -> Iterator[CountRow]:
    """Tables by kind of difference; each number opens its list."""
    for table in KEYS:
        numbers = {
            kind: sum(n for (_p, t, k), n in by_place.items() if (t, k) == (table, kind))
            for kind in engine.KINDS
        }
        yield CountRow(
            asked.table_title(table),
            tuple(
                CountLink(
                    kind_chip(kind).label,
                    n,
                    address(path, params, table=table, kind=kind, field="") if n else "",
                )
                for kind, n in numbers.items()
            ),
        )


def _fields(
    asked: Comparison, by_field: Mapping[tuple[str, str], int], path: str, params: Mapping[str, str]
) -> Iterator[CountRow]:
    """Fields by how many rows changed in them, most first."""
    for (table, name), n in sorted(by_field.items(), key=lambda each: (-each[1], each[0])):
        href = address(path, params, field=f"{table}.{name}", table="", kind="")
        label = asked.field_label(table, name)
        yield CountRow(label, (CountLink(label, n, href),), asked.table_title(table), href)


def _places(
    asked: Comparison,
    by_place: Mapping[tuple[str, str, str], int],
    path: str,
    params: Mapping[str, str],
) -> Iterator[CountRow]:
    """The places under the chosen one: households and members by kind of difference."""
    villages = {v.code: v for view in (asked.old, asked.new) for v in view.villages.values()}
    for area in asked.places.below:
        inside = {code for code, v in villages.items() if contains(area.depth_path, v.depth_path)}
        cells = tuple(
            CountLink(
                kind_chip(kind).label,
                sum(by_place.get((code, table, kind), 0) for code in inside),
            )
            for table in PLACE_TABLES
            for kind in engine.KINDS
        )
        yield CountRow(area.name, cells, href=address(path, params, place=area.code))


def _filters(
    asked: Comparison, by_field: Mapping[tuple[str, str], int], path: str, params: Mapping[str, str]
) -> Filters:
    tables = [(table, asked.table_title(table)) for table in KEYS]
    kinds = [(kind, kind_chip(kind).label) for kind in engine.KINDS]
    fields = [
        (f"{table}.{name}", f"{asked.table_title(table)} · {asked.field_label(table, name)}")
        for table, name in sorted(by_field)
    ]
    return filters_of(
        path,
        params,
        (
            select("table", _("表"), tables, params),
            select("kind", _("变化"), kinds, params),
            select("field", _("字段"), fields, params),
            FilterField(
                "no",
                _("户编号"),
                "text",
                value=params.get("no", ""),
                placeholder=_("户编号或开头几位"),
            ),
        ),
        kept=("place",),
    )
