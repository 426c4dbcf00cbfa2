"""Fills the list of households by answer, and the queue of those who need a measure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.assessment import pages, queries
from huitoukan.apps.assessment.models import Assessment, HouseholdVerdict, HumanVerdict, Verdict
from huitoukan.apps.assessment.queries.runs import ANSWERS, run_row
from huitoukan.apps.assessment.queries.words import (
    answers_of,
    marks_of,
    verdict_chip,
    verdict_word,
)
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import FilterField, Filters, Tab
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.core.showing import address, filters_of, language, page_of, select
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries import areas_with, full_name
from huitoukan.apps.registry.models import Household
from huitoukan.domain.areas import Level
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack

INCOME: Final = frozenset({"H1", "K1"})
"""The indicators that ask for income: the queue of R212 and R217 begins with them."""


@dataclass(frozen=True)
class Asked:
    """Which households of a run are wanted; blank fields want all."""

    place: str = ""
    tab: str = ""
    indicator: str = ""
    human: str = ""
    no: str = ""

    @classmethod
    def of(cls, params: Mapping[str, str]) -> Asked:
        """From the address; what is no answer counts as blank."""
        tab = params.get("tab", "")
        return cls(
            params.get("place", ""),
            tab if tab in ANSWERS else "",
            params.get("indicator", ""),
            params.get("human", ""),
            params.get("no", "").strip(),
        )


def households(
    actor: Actor, run: Assessment, asked: Asked, verb: str = "assessment.see"
) -> ScopedQuerySet[HouseholdVerdict]:
    """The verdicts of a run that were asked for, each with a person's newest one (`human`)."""
    decided = HumanVerdict.objects.for_system("decisions about the rows that the actor sees")
    same = decided.filter(
        campaign=run.campaign, standard=run.standard, household_no=OuterRef("household_no")
    )
    rows = queries.verdicts_for(actor, run, verb).annotate(
        human=Subquery(same.order_by("-id").values("verdict")[:1])
    )
    if asked.place:
        found = Area.objects.filter(code=asked.place).first()
        if found is None:
            raise Refused("AREA_UNKNOWN", code=asked.place)
        rows = rows.filter(area__path__startswith=found.depth_path)
    if asked.indicator:
        rows = rows.filter(marks__contains=f" {asked.indicator}")
    if asked.human == "yes":
        rows = rows.filter(human__isnull=False)
    elif asked.human == "no":
        rows = rows.filter(human__isnull=True)
    if asked.no:
        rows = rows.filter(household_no=asked.no)
    return rows


def households_page(actor: Actor, code: str, params: Mapping[str, str]) -> pages.HouseholdsPage:
    """[assessment:households] The households of a run, by answer, indicator and place."""
    run = queries.run_for(actor, code)
    asked = Asked.of(params)
    path = reverse("assessment:households", args=[run.code])
    every = households(actor, run, asked)
    rows = every.filter(verdict=asked.tab) if asked.tab else every
    found, pager = page_of(rows, path, params)
    counts = {answer: every.filter(verdict=answer).count() for answer in ANSWERS}
    export = reverse("assessment:export", args=[run.code])
    return pages.HouseholdsPage(
        row=run_row(run),
        filters=_filters(actor, run, path, params),
        tabs=(
            Tab(_("全部"), address(path, params, tab=""), sum(counts.values()), not asked.tab),
            *(
                Tab(
                    verdict_word(answer), address(path, params, tab=answer), counts[answer],
                    asked.tab == answer,
                )
                for answer in ANSWERS
            ),
        ),
        rows=household_rows(actor, run, found),
        pager=pager,
        export_href=address(export, params) if actor.may("assessment.export") else "",
        title=_("核查的户"),
    )  # fmt: skip


def queue_page(actor: Actor, code: str, params: Mapping[str, str]) -> pages.HouseholdsPage:
    """[assessment:queue] Households that miss an indicator, with what can be done for each.

    Those whose income is not above the line come first; what nobody could tell is not here.
    """
    run = queries.run_for(actor, code)
    pack = run.pack.opened()
    asked = Asked.of({**params, "tab": ""})
    path = reverse("assessment:queue", args=[run.code])
    every = households(actor, run, asked).filter(verdict=Verdict.NOT_MET)
    ids = pack.standards[run.standard].indicators
    tabs = {"": every}
    tabs |= {name: every.filter(marks__contains=f" {name}-") for name in ids}
    tab = params.get("tab", "") if params.get("tab", "") in tabs else ""
    found, pager = page_of(tabs[tab], path, params)
    export = reverse("assessment:export", args=[run.code])
    return pages.HouseholdsPage(
        row=run_row(run),
        filters=_filters(actor, run, path, params),
        tabs=tuple(
            Tab(
                _title(pack, name) if name else _("全部"),
                address(path, params, tab=name), rows.count(), name == tab,
                is_hot=name in INCOME,
            )
            for name, rows in tabs.items()
        ),
        rows=household_rows(actor, run, found),
        pager=pager,
        export_href=address(export, {**params, "tab": Verdict.NOT_MET})
        if actor.may("assessment.export")
        else "",
        title=_("未达标户和对策"),
    )  # fmt: skip


def _title(pack: Pack, name: str) -> str:
    return f"{name} {pack.indicators[name].title.in_(language())}"


def household_rows(
    actor: Actor, run: Assessment, rows: Sequence[HouseholdVerdict]
) -> tuple[pages.HouseholdRow, ...]:
    """Rows of the list with the head's name, where the actor may see the registry."""
    pack = run.pack.opened()
    known = Household.objects.visible_to(actor, "registry.see")
    numbers = [row.household_no for row in rows]
    names = dict(known.filter(household_no__in=numbers).values_list("household_no", "head_name"))
    return tuple(
        pages.HouseholdRow(
            household_no=row.household_no,
            head_name=names.get(row.household_no, ""),
            place=full_name(row.area),
            verdict=verdict_chip(row.verdict),
            marks=marks_of(row.marks, pack),
            human=verdict_chip(human) if (human := getattr(row, "human", None)) else None,
            href=reverse("assessment:household", args=[run.code, row.household_no]),
            measures=measures_for(row.marks, pack),
        )
        for row in rows
    )


def measures_for(marks: str, pack: Pack) -> tuple[str, ...]:
    """What the pack proposes for the indicators that are not met, each once."""
    missed = {name for name, answer in answers_of(marks).items() if answer == Verdict.NOT_MET}
    return tuple(
        one.title.in_(language())
        for one in pack.countermeasures.values()
        if missed.intersection(one.indicators)
    )


def _filters(actor: Actor, run: Assessment, path: str, params: Mapping[str, str]) -> Filters:
    pack = run.pack.opened()
    places = [
        (area.code, area.name if area.level == Level.TOWNSHIP else f"　{area.name}")
        for area in areas_with(actor, "assessment.see", run.campaign.area)
    ]
    answers = {"-": _("不达标"), "?": _("无法判断"), "+": _("达标")}
    indicators = [
        (f"{name}{sign}", f"{_title(pack, name)}：{words}")
        for name in pack.standards[run.standard].indicators
        for sign, words in answers.items()
    ]
    return filters_of(
        path,
        params,
        (
            select("place", _("乡镇、村"), places, params),
            select("indicator", _("指标"), indicators, params),
            select("human", _("人的核定"), [("yes", _("已核定")), ("no", _("未核定"))], params),
            FilterField("no", _("户编号"), "text", value=params.get("no", "")),
        ),
        kept=("tab",),
    )
