"""Fills the list of villages of a run, and the worksheet of one village."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.assessment import place_pages as pages
from huitoukan.apps.assessment import queries
from huitoukan.apps.assessment.models import (
    Assessment,
    HumanVerdict,
    PlaceCount,
    Verdict,
    VillageVerdict,
)
from huitoukan.apps.assessment.queries.blocks import block_of
from huitoukan.apps.assessment.queries.one import RANK, day_of, decision, judge_form
from huitoukan.apps.assessment.queries.runs import ANSWERS, run_row
from huitoukan.apps.assessment.queries.words import (
    marks_of,
    standard_title,
    verdict_chip,
    verdict_word,
)
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import Crumb, Filters, KeyValue, Tab
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.core.showing import address, filters_of, language, page_of, select
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries import areas_with, full_name
from huitoukan.assess.answers import worksheet
from huitoukan.domain.areas import Level
from huitoukan.domain.refusals import Refused


@dataclass(frozen=True)
class Asked:
    """Which villages of a run are wanted; blank fields want all."""

    place: str = ""
    tab: str = ""
    kind: str = ""
    indicator: str = ""

    @classmethod
    def of(cls, params: Mapping[str, str]) -> Asked:
        """From the address; what is no answer counts as blank."""
        tab = params.get("tab", "")
        return cls(
            params.get("place", ""),
            tab if tab in ANSWERS else "",
            params.get("kind", ""),
            params.get("indicator", ""),
        )


def villages(
    actor: Actor, run: Assessment, asked: Asked, verb: str = "assessment.see"
) -> ScopedQuerySet[VillageVerdict]:
    """The verdicts on villages that were asked for, each with a person's newest one (`human`)."""
    decided = HumanVerdict.objects.for_system("decisions about the rows that the actor sees")
    same = decided.filter(
        campaign=run.campaign, standard=run.village_standard, household_no="",
        area=OuterRef("area"),
    )  # fmt: skip
    rows = queries.villages_for(actor, run, verb).annotate(
        human=Subquery(same.order_by("-id").values("verdict")[:1])
    )
    if asked.place:
        found = Area.objects.filter(code=asked.place).first()
        if found is None:
            raise Refused("AREA_UNKNOWN", code=asked.place)
        rows = rows.filter(area__path__startswith=found.depth_path)
    if asked.kind:
        rows = rows.filter(area__village_kind=asked.kind)
    if asked.indicator:
        rows = rows.filter(marks__contains=f" {asked.indicator}")
    return rows


def villages_page(actor: Actor, code: str, params: Mapping[str, str]) -> pages.VillagesPage:
    """[assessment:villages] The villages of a run, by answer, township and kind."""
    run = queries.run_for(actor, code)
    asked = Asked.of(params)
    path = reverse("assessment:villages", args=[run.code])
    every = villages(actor, run, asked)
    found, pager = page_of(every.filter(verdict=asked.tab) if asked.tab else every, path, params)
    counts = {answer: every.filter(verdict=answer).count() for answer in ANSWERS}
    words = {"": _("全部"), **{answer: verdict_word(answer) for answer in ANSWERS}}
    export = reverse("assessment:export_of_villages", args=[run.code])
    pack = run.pack.opened()
    return pages.VillagesPage(
        run=run_row(run),
        standard=standard_title(pack, run.village_standard) if run.village_standard else "",
        filters=_filters(actor, run, path, params),
        tabs=tuple(
            Tab(
                label, address(path, params, tab=answer),
                counts.get(answer, sum(counts.values())), asked.tab == answer,
            )
            for answer, label in words.items()
        ),
        rows=village_rows(run, found),
        pager=pager,
        export_href=address(export, params)
        if run.village_standard and actor.may("assessment.export")
        else "",
    )  # fmt: skip


def village_rows(run: Assessment, rows: Sequence[VillageVerdict]) -> tuple[pages.VillageRow, ...]:
    """Rows of the list, each with the answers of its households."""
    pack = run.pack.opened()
    homes = _homes(run, rows)
    return tuple(
        pages.VillageRow(
            code=row.area.code,
            name=row.area.name,
            township=row.area.parent.name if row.area.parent else "",
            kind=row.area.village_kind,
            verdict=verdict_chip(row.verdict),
            marks=marks_of(row.marks, pack),
            human=verdict_chip(human) if (human := getattr(row, "human", None)) else None,
            href=reverse("assessment:village", args=[run.code, row.area.code]),
            households=homes.get(row.area_id, (0, 0, 0)),
        )
        for row in rows
    )


def _homes(run: Assessment, rows: Sequence[VillageVerdict]) -> dict[int, tuple[int, int, int]]:
    """How many households of each village meet the standard, do not, and cannot be told."""
    counted = PlaceCount.objects.filter(
        run=run, indicator="", area__in=[row.area_id for row in rows]
    )
    return {one.area_id: (one.n_met, one.n_not_met, one.n_cannot_tell) for one in counted}


def _filters(actor: Actor, run: Assessment, path: str, params: Mapping[str, str]) -> Filters:
    held = areas_with(actor, "assessment.see", run.campaign.area)
    places = [(area.code, area.name) for area in held if area.level == Level.TOWNSHIP]
    pack = run.pack.opened()
    kinds = sorted({area.village_kind for area in held if area.village_kind})
    standard = pack.standards.get(run.village_standard)
    signs = {"-": _("不达标"), "?": _("无法判断"), "+": _("达标")}
    indicators = [
        (f"{name}{sign}", f"{name} {pack.indicators[name].title.in_(language())}：{words}")
        for name in (standard.indicators if standard else ())
        for sign, words in signs.items()
    ]
    return filters_of(
        path,
        params,
        (
            select("place", _("乡镇"), places, params),
            select("kind", _("村属性"), [(kind, kind) for kind in kinds], params),
            select("indicator", _("指标"), indicators, params),
        ),
        kept=("tab",),
    )


def village_page(
    actor: Actor,
    code: str,
    village: str,
    params: Mapping[str, str],
    *,
    refused: tuple[Refused, Mapping[str, str]] | None = None,
) -> pages.VillagePage:
    """[assessment:village] The worksheet of a village, made again from what the run read."""
    run, row = queries.village_in(actor, code, village)
    on = day_of(params.get("on", "")) or run.on
    pack = run.pack.opened()
    sheet, why = _sheet(run, row, on)
    decided = list(
        queries.human_verdicts(actor, run.campaign, run.village_standard).filter(
            household_no="", area=row.area
        )
    )
    newest = decided[0] if decided else None
    may = VillageVerdict.objects.visible_to(actor, "assessment.judge").filter(pk=row.pk).exists()
    return pages.VillagePage(
        run=run_row(run),
        code=row.area.code,
        name=full_name(row.area),
        standard=standard_title(pack, run.village_standard),
        verdict=verdict_chip(sheet.get("verdict", Verdict.CANNOT_TELL)),
        human=verdict_chip(newest.verdict) if newest else None,
        facts=_facts(run, row, on.isoformat()),
        crumbs=_crumbs(run),
        indicators=tuple(
            block_of(one, pack, {})
            for one in sorted(sheet.get("indicators", ()), key=lambda one: RANK[one["verdict"]])
        ),
        households=_home_facts(run, row),
        refused=why,
        on=on,
        is_other_day=on != run.on,
        judge=judge_form(
            _("核定这个村"),
            reverse("assessment:judge_of_village", args=[run.code, row.area.code]),
            refused,
        )
        if may and not run.is_try
        else None,
        history=tuple(map(decision, decided)),
        exit_href=address(reverse("exits:new"), {}, kind="village", village=row.area.code)
        if actor.may("exit.propose")
        else "",
    )


def _sheet(run: Assessment, row: VillageVerdict, on: dt.date) -> tuple[dict[str, Any], str]:
    """The worksheet as plain values; empty, and why, when the facts were no village's."""
    try:
        return worksheet(queries.village_worksheet_of(run, row, on)), ""
    except Refused as error:
        if error.code in {"READINGS_ALTERED", "NOT_FOUND"}:
            raise
        return {}, f"{error.sentence()}{error.remedy()}"


def _crumbs(run: Assessment) -> tuple[Crumb, ...]:
    return (
        Crumb(_("达标核查"), reverse("assessment:runs")),
        Crumb(run.code, reverse("assessment:run", args=[run.code])),
        Crumb(_("各村"), reverse("assessment:villages", args=[run.code])),
    )


def _facts(run: Assessment, row: VillageVerdict, on: str) -> tuple[KeyValue, ...]:
    pack = run.pack.opened()
    rows = (
        (_("标准"), standard_title(pack, run.village_standard)),
        (_("依据"), pack.standards[run.village_standard].basis),
        (_("核查日"), on),
        (_("村属性"), row.area.village_kind),
        (_("规则包"), f"{run.pack} · {run.pack.hash[:12]}"),
        (_("材料指纹"), row.facts_hash[:12]),
    )
    return tuple(KeyValue(label, value) for label, value in rows if value)


def _home_facts(run: Assessment, row: VillageVerdict) -> tuple[KeyValue, ...]:
    """What the households of the village were told, with the way to their list."""
    counts = _homes(run, [row]).get(row.area_id, (0, 0, 0))
    listed = reverse("assessment:households", args=[run.code])
    told = zip((Verdict.MET, Verdict.NOT_MET, Verdict.CANNOT_TELL), counts, strict=True)
    return tuple(
        KeyValue(
            verdict_word(answer), _("{n} 户").format(n=n),
            href=address(listed, {}, place=row.area.code, tab=answer) if n else "",
        )
        for answer, n in told
    )  # fmt: skip
