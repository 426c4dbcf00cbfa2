"""Fills [incomes:list]: households and how far their accounts are, for one period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import refusal_text
from huitoukan.apps.core.pages import Choice, Figure, FilterField, Filters, Tab
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.core.showing import address, filters_of, page_of, select
from huitoukan.apps.incomes import pages, queries
from huitoukan.apps.incomes.models import IncomeSheet
from huitoukan.apps.incomes.queries.reckoned import reckoned
from huitoukan.apps.incomes.queries.words import (
    NO_SHEET,
    state_chip,
    state_label,
    yuan,
)
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries import areas_with, full_name
from huitoukan.apps.registry.models import Household
from huitoukan.apps.registry.queries.search import with_words
from huitoukan.assess.periods import annual_oct_sep
from huitoukan.domain.incomes import SheetState
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack

OUTSIDE = "outside"
"""The tab of households that are not in the registry (R213)."""
ANNUAL = "annual_oct_sep"


@dataclass(frozen=True)
class Asked:
    """The period that is looked at: its kind, value and last day."""

    kind: str
    value: str
    last_day: dt.date

    @property
    def key(self) -> str:
        """The period in an address: "annual_oct_sep:2026"."""
        return f"{self.kind}:{self.value}"

    @property
    def label(self) -> str:
        """The period in words."""
        if self.kind == ANNUAL:
            first = self.last_day.replace(year=self.last_day.year - 1) + dt.timedelta(days=1)
            return _("{first} 至 {last}").format(first=first, last=self.last_day)
        return _("{month} 前 12 个月").format(month=self.value)


def usual_period(campaign: Campaign) -> Asked:
    """The period of the campaign's exit year: the last one that ended by the baseline (S002)."""
    year = campaign.baseline_on.year
    last = annual_oct_sep(year).last
    assert last is not None  # noqa: S101 - the period has both ends
    if last > campaign.baseline_on:
        year, last = year - 1, last.replace(year=year - 1)
    return Asked(ANNUAL, str(year), last)


def periods_of(actor: Actor, campaign: Campaign) -> list[Asked]:
    """The periods for which there are sheets, and the usual one; the usual first."""
    usual = usual_period(campaign)
    rows = queries.sheets_for(actor, campaign).filter(is_newest=True).order_by()
    found = rows.values_list("period_kind", "period_value", "last_day").distinct()
    others = [one for one in (Asked(*row) for row in found) if one.key != usual.key]
    return [usual, *sorted(others, key=lambda one: one.last_day, reverse=True)]


def period_asked(periods: Sequence[Asked], key: str) -> Asked:
    """The period of an address; the usual one when it is none of those."""
    return next((one for one in periods if one.key == key), periods[0])


def list_page(actor: Actor, campaign: Campaign, params: Mapping[str, str]) -> pages.ListPage:
    """[incomes:list] The actor's households, narrowed by place, period and state.

    A place outside the actor's areas is "not found". The number of queries does not grow.
    """
    areas = areas_with(actor, "income.see", campaign.area)
    place = place_asked(campaign.area, areas, params.get("place", ""))
    periods = periods_of(actor, campaign)
    period = period_asked(periods, params.get("period", ""))
    path = reverse("incomes:list")
    counts = _counts(actor, campaign, place, period)
    rows, pager = page_of(_found(actor, campaign, place, period, params), path, params)
    return pages.ListPage(
        period=period.label,
        figures=_figures(counts, params),
        tabs=_tabs(counts, params),
        filters=_filters(areas, periods, period, params),
        rows=_rows(campaign, period, cast("list[Household | IncomeSheet]", rows)),
        pager=pager,
        export_href=address(reverse("incomes:export"), params),
        may_record=bool(actor.may("income.record")),
        may_export=bool(actor.may("income.export")),
    )


def place_asked(county: Area, areas: Sequence[Area], code: str) -> Area:
    """The place asked for, or the county; Refused NOT_FOUND outside the actor's areas."""
    found = county if not code else next((a for a in areas if a.code == code), None)
    if found is None:
        raise Refused("NOT_FOUND", what="区划", code=code)
    return found


def newest_in(
    actor: Actor, campaign: Campaign, place: Area, period: Asked, verb: str = "income.see"
) -> ScopedQuerySet[IncomeSheet]:
    """The newest versions of a period in a place."""
    return queries.sheets_for(actor, campaign, verb).filter(
        is_newest=True,
        period_kind=period.kind,
        last_day=period.last_day,
        area__path__startswith=place.depth_path,
    )


def _households(actor: Actor, campaign: Campaign, place: Area) -> ScopedQuerySet[Household]:
    households = queries.households_in(actor, campaign)
    return households.filter(area__path__startswith=place.depth_path)


def _registered() -> QuerySet[Household, str]:
    every = Household.objects.for_system("whether a number is in the registry")
    return every.filter(ended_on=None).values("household_no")  # type: ignore[return-value]


def _counts(actor: Actor, campaign: Campaign, place: Area, period: Asked) -> dict[str, int]:
    """How many registered households are in each state; and how many sheets stand outside."""
    newest = newest_in(actor, campaign, place, period)
    inside = newest.filter(household_no__in=_registered()).order_by()
    counts = dict(inside.values_list("state").annotate(n=Count("pk")))
    counts[""] = _households(actor, campaign, place).count()
    counts[OUTSIDE] = newest.exclude(household_no__in=_registered()).count()
    counts[NO_SHEET] = counts[""] - sum(counts.get(state.value, 0) for state in SheetState)
    return counts


def _found(
    actor: Actor, campaign: Campaign, place: Area, period: Asked, params: Mapping[str, str]
) -> QuerySet[Household] | QuerySet[IncomeSheet]:
    state = params.get("tab", "")
    newest = newest_in(actor, campaign, place, period)
    if state == OUTSIDE:
        return newest.exclude(household_no__in=_registered()).order_by("household_no")
    households = with_words(_households(actor, campaign, place), params.get("q", ""))
    if not state:
        return households
    if state == NO_SHEET:
        return households.exclude(household_no__in=newest.values("household_no"))
    return households.filter(household_no__in=newest.filter(state=state).values("household_no"))


def _figures(counts: Mapping[str, int], params: Mapping[str, str]) -> tuple[Figure, ...]:
    path, unit = reverse("incomes:list"), _("户")

    def figure(state: SheetState, note: str, *, is_hot: bool = False) -> Figure:
        n, href = counts.get(state.value, 0), address(path, params, tab=state.value)
        return Figure(state_label(state.value), n, unit, note, is_hot=is_hot and n > 0, href=href)

    n_done = counts[""] - counts[NO_SHEET]
    return (
        Figure(_("已测算"), n_done, unit, of=counts[""]),
        figure(SheetState.SHOWN, _("等农户签字或按手印")),
        figure(SheetState.CONFIRMED, _("可作为达标核查的依据")),
        figure(SheetState.REFUSED, _("账有争议，请和农户再算"), is_hot=True),
    )


def _tabs(counts: Mapping[str, int], params: Mapping[str, str]) -> tuple[Tab, ...]:
    path, current = reverse("incomes:list"), params.get("tab", "")
    states = [NO_SHEET, *(state.value for state in SheetState)]
    named = [("", _("全部")), *((s, state_label(s)) for s in states), (OUTSIDE, _("名册以外"))]
    return tuple(
        Tab(label, address(path, params, tab=key), counts.get(key, 0), key == current)
        for key, label in named
    )


def _filters(
    areas: Sequence[Area], periods: Sequence[Asked], period: Asked, params: Mapping[str, str]
) -> Filters:
    places = [(area.code, full_name(area)) for area in areas]
    q = params.get("q", "")
    hint = _("姓名、拼音首字母、户编号、电话")
    fields = [
        select("place", _("乡镇村"), places, params),
        FilterField("q", _("关键词"), "text", value=q, placeholder=hint, is_wide=True),
    ]
    if len(periods) > 1:
        choices = tuple(Choice(one.key, one.label, one.key == period.key) for one in periods)
        value = params.get("period", "")
        fields.insert(1, FilterField("period", _("测算期"), choices=choices, value=value))
    return filters_of(reverse("incomes:list"), params, fields, kept=("tab",))


def _rows(
    campaign: Campaign, period: Asked, rows: Sequence[Household | IncomeSheet]
) -> tuple[pages.ListRow, ...]:
    pack = campaign.pack.opened()
    every = IncomeSheet.objects.for_system("of households that were loaded in scope")
    sheets = {
        sheet.household_no: sheet
        for sheet in every.filter(
            campaign=campaign,
            is_newest=True,
            period_kind=period.kind,
            last_day=period.last_day,
            household_no__in=[row.household_no for row in rows],
        )
    }
    return tuple(_row(row, sheets.get(row.household_no), pack) for row in rows)


def _row(row: Household | IncomeSheet, sheet: IncomeSheet | None, pack: Pack) -> pages.ListRow:
    if sheet is None:
        return pages.ListRow(
            row.household_no, row.head_name, full_name(row.area), state_chip(NO_SHEET)
        )
    per_head, why = per_head_of(sheet, pack)
    return pages.ListRow(
        household_no=row.household_no,
        head_name=row.head_name,
        place=full_name(row.area),
        state=state_chip(sheet.state),
        version=sheet.version,
        per_head=per_head,
        why=why,
        made=f"{sheet.made_name} {timezone.localtime(sheet.made_at):%m-%d}",
    )


def per_head_of(sheet: IncomeSheet, pack: Pack) -> tuple[str, str]:
    """Income per head by the main profile, or "" and why it cannot be worked out."""
    try:
        made = reckoned(sheet.content, pack).main
    except Refused as refused:
        made = refused
    if isinstance(made, Refused):
        return "", refusal_text(made)
    return yuan(made.per_head), ""


def to_export(
    actor: Actor, campaign: Campaign, params: Mapping[str, str]
) -> tuple[str, list[IncomeSheet]]:
    """The place in words, and the newest versions that the list of these parameters shows."""
    place = place_asked(
        campaign.area, areas_with(actor, "income.export", campaign.area), params.get("place", "")
    )
    period = period_asked(periods_of(actor, campaign), params.get("period", ""))
    newest = newest_in(actor, campaign, place, period, "income.export")
    if params.get("tab") in set(SheetState):
        newest = newest.filter(state=params["tab"])
    return full_name(place) if place.level == "village" else place.name, list(
        newest.order_by("area__code", "household_no")
    )
