"""Fills the pages of runs: the list, one run by indicator and place, two runs side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.assessment import pages, queries
from huitoukan.apps.assessment.models import (
    AsOf,
    Assessment,
    HouseholdVerdict,
    PlaceCount,
    Verdict,
)
from huitoukan.apps.assessment.queries.words import (
    answers_of,
    as_of_word,
    standard_title,
    verdict_chip,
    verdict_word,
)
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.comparison.queries.reasons import why_cannot_tell
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import (
    ActionForm,
    Choice,
    Crumb,
    Field,
    Figure,
    KeyValue,
    Share,
    Tab,
)
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.core.showing import address, language, page_of
from huitoukan.apps.jobs.queries import jobs_for
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries import areas_with, full_name
from huitoukan.domain.areas import Level
from huitoukan.domain.refusals import Refused

ANSWERS: Final = tuple(str(one) for one in (Verdict.NOT_MET, Verdict.CANNOT_TELL, Verdict.MET))
TRIES_SHOWN: Final = 10
SHOWN_HASH: Final = 12


def run_row(run: Assessment) -> pages.RunRow:
    """One run in numbers."""
    return pages.RunRow(
        code=run.code,
        standard=standard_title(run.pack.opened(), run.standard),
        on=run.on,
        ended_at=run.ended_at,
        asked_by=run.asked_by,
        n_objects=run.n_objects,
        n_met=run.n_met,
        n_not_met=run.n_not_met,
        n_cannot_tell=run.n_cannot_tell,
        seconds=(run.ended_at - run.started_at).total_seconds(),
        how=run.how,
        n_villages=run.n_villages,
        n_villages_met=run.n_villages_met,
        n_villages_not_met=run.n_villages_not_met,
        as_of="" if run.as_of == AsOf.NOW else as_of_word(run.as_of),
    )


def runs_page(
    actor: Actor,
    campaign: Campaign,
    params: Mapping[str, str],
    *,
    refused: tuple[str, Refused] | None = None,
) -> pages.RunsPage:
    """[assessment:runs] The runs, the tries, and how to begin one; `refused` is what came back."""
    rows, pager = page_of(queries.runs_of(campaign), reverse("assessment:runs"), params)
    running = jobs_for(actor).filter(kind="assessment.run", state__in=["queued", "running"]).first()
    may_run = bool(actor.may("assessment.run"))
    return pages.RunsPage(
        rows=tuple(map(run_row, rows)),
        pager=pager,
        tries=tuple(map(run_row, queries.tries_of(campaign)[:TRIES_SHOWN])),
        start=_start_form(campaign, refused) if may_run else None,
        attempt=_try_form(campaign, refused) if may_run else None,
        running_job_code=running.code if running else "",
    )


def _errors(which: str, refused: tuple[str, Refused] | None) -> tuple[str, ...]:
    if refused is None or refused[0] != which:
        return ()
    found = refused[1].details.get("findings")
    told = tuple(map(str, found)) if isinstance(found, tuple) else ()
    return (refused[1].sentence(), *told, refused[1].remedy())


def _standards(campaign: Campaign, about: str = "household") -> Field:
    pack = campaign.pack.opened()
    choices = tuple(
        Choice(one.id, one.title.in_(language()), one.id == pack.own_standards.get(about))
        for one in pack.standards.values()
        if one.about == about
    )
    if about == "household":
        return Field("standard", _("标准"), "select", choices=choices)
    return Field("village_standard", _("村的标准"), "select", choices=choices)


def _start_form(campaign: Campaign, refused: tuple[str, Refused] | None) -> ActionForm:
    return ActionForm(
        code="start",
        label=_("开展达标核查"),
        href=reverse("assessment:start"),
        icon="clipboard-check",
        note=_("用最新的名册快照、部门数据、工作台账和农户确认过的收入账；人的核定不变。"),
        fields=(
            _standards(campaign),
            _standards(campaign, "village"),
            Field(
                "on", _("核查日"), "date", value=campaign.baseline_on.isoformat(),
                help=_("这一天以后的材料不算"),
            ),
            Field(
                "as_of", _("看哪一天"), "select",
                choices=tuple(Choice(one, as_of_word(one), one == AsOf.NOW) for one in AsOf.values),
                help=_("看过去的，每户各按自己脱贫、识别的那一天和当年的线；当时的材料没有的，无法判断"),
            ),
        ),
        errors=_errors("start", refused),
    )  # fmt: skip


def _try_form(campaign: Campaign, refused: tuple[str, Refused] | None) -> ActionForm:
    folders = ("indicators", "lines", "standards", "profiles", "readings", "facts", "prices")
    return ActionForm(
        code="try",
        label=_("试算改动"),
        href=reverse("assessment:attempt"),
        style="plain",
        icon="refresh",
        note=_("上传改过的一个规则文件，先看哪些户的结论会变；不改任何结论，发布规则包以后才生效。"),
        fields=(
            Field(
                "folder", _("文件所在的文件夹"), "select",
                choices=tuple(Choice(name, name) for name in folders),
            ),
            Field("file", _("规则文件"), "file", is_required=True, accept=".yaml"),
            _standards(campaign),
        ),
        errors=_errors("try", refused),
    )  # fmt: skip


# --- one run ---


def run_page(actor: Actor, code: str, params: Mapping[str, str]) -> pages.RunPage:
    """[assessment:run] Answers by indicator and by place, in the places that the actor sees."""
    run = queries.run_for(actor, code)
    county = run.campaign.area
    held = areas_with(actor, "assessment.see", county)
    chosen = next((area for area in held if area.code == params.get("place")), None)
    seen = PlaceCount.objects.filter(run=run)
    if not _sees_whole(actor, county):
        seen = seen.filter(area__in=[area.pk for area in held])
    if chosen is not None:
        seen = seen.filter(area__path__startswith=chosen.depth_path)
    whole = _sums(seen.filter(indicator=""))
    pack = run.pack.opened()
    rows = {
        name: _sums(seen.filter(indicator=name)) for name in pack.standards[run.standard].indicators
    }
    listed = reverse("assessment:households", args=[run.code])
    kept = {"place": chosen.code} if chosen else {}
    return pages.RunPage(
        row=run_row(run),
        facts=_facts(run),
        figures=tuple(
            Figure(
                verdict_word(answer), whole[answer], _("户"), is_hot=answer == Verdict.NOT_MET,
                href=address(listed, kept, tab=answer),
            )
            for answer in ANSWERS
        ),
        indicators=tuple(
            _count(
                name, pack.indicators[name].title.in_(language()), "", n,
                (
                    address(listed, kept, indicator=f"{name}-"),
                    address(listed, kept, indicator=f"{name}?"),
                ),
            )
            for name, n in rows.items()
        ),
        crumbs=_crumbs(run, chosen),
        places=_places(run, held, chosen, seen, listed),
        unread=tuple(
            KeyValue(
                pack.readings[name].title.in_(language()) if name in pack.readings else name,
                why_cannot_tell(why, pack),
            )
            for name, why in run.unread
        ),
    )  # fmt: skip


def _sees_whole(actor: Actor, county: Area) -> bool:
    return actor.is_system or any(
        "assessment.see" in grant.verbs and county.depth_path.startswith(grant.path)
        for grant in actor.grants
    )


def _sums(counts: QuerySet[PlaceCount]) -> dict[str, int]:
    found = counts.aggregate(
        met=Sum("n_met"), not_met=Sum("n_not_met"), cannot_tell=Sum("n_cannot_tell")
    )
    return {name: n or 0 for name, n in found.items()}


def _count(
    label: str, title: str, href: str, n: Mapping[str, int], lists: tuple[str, str]
) -> pages.CountRow:
    """A row of answers; `lists` lead to those that miss it and those that cannot be told."""
    told = n["met"] + n["not_met"]
    return pages.CountRow(
        label=label,
        title=title,
        href=href,
        n_met=n["met"],
        n_not_met=n["not_met"],
        n_cannot_tell=n["cannot_tell"],
        told=Share(told, told + n["cannot_tell"]),
        not_met_href=lists[0],
        cannot_tell_href=lists[1],
    )


def _facts(run: Assessment) -> tuple[KeyValue, ...]:
    rows = [
        (_("核查日"), f"{run.on:%Y-%m-%d}"),
        (_("看哪一天"), as_of_word(run.as_of)),
        (_("名册快照"), run.snapshot.code),
        (_("规则包"), f"{run.pack} · {run.pack.hash[:SHOWN_HASH]}"),
        (_("读入的数据集"), str(len(run.inputs))),
        (_("农户确认的收入账"), _("{n} 户").format(n=run.n_sheets)),
        (_("开展"), run.asked_by),
        *([(_("改动"), run.how)] if run.how else []),
    ]
    return tuple(KeyValue(label, value) for label, value in rows)


def _crumbs(run: Assessment, chosen: Area | None) -> tuple[Crumb, ...]:
    path = reverse("assessment:run", args=[run.code])
    found = [Crumb(run.campaign.area.name, path)]
    if chosen is not None:
        if chosen.level == Level.VILLAGE and chosen.parent is not None:
            found.append(Crumb(chosen.parent.name, address(path, {}, place=chosen.parent.code)))
        found.append(Crumb(chosen.name))
    return tuple(found)


def _places(
    run: Assessment, held: list[Area], chosen: Area | None, seen: QuerySet[PlaceCount], listed: str
) -> tuple[pages.CountRow, ...]:
    level = Level.VILLAGE if chosen is not None else Level.TOWNSHIP
    below = [
        area for area in held
        if area.level == level and (chosen is None or area.depth_path.startswith(chosen.depth_path))
    ]  # fmt: skip
    path = reverse("assessment:run", args=[run.code])
    whole = seen.filter(indicator="")
    return tuple(
        _count(
            area.name, "", address(path, {}, place=area.code),
            _sums(whole.filter(area__path__startswith=area.depth_path)),
            (
                address(listed, {}, place=area.code, tab=Verdict.NOT_MET),
                address(listed, {}, place=area.code, tab=Verdict.CANNOT_TELL),
            ),
        )
        for area in below
    )  # fmt: skip


# --- two runs ---


def changes_page(actor: Actor, code: str, params: Mapping[str, str]) -> pages.ChangesPage:
    """[assessment:changes] Whose answers differ between a run and an earlier one.

    A try is held against the newest run of its standard: what would change, before it does.
    """
    after = queries.run_for(actor, code)
    every = queries.runs_of(after.campaign).filter(standard=after.standard, as_of=after.as_of)
    others = list(every.exclude(pk=after.pk)[:20])
    asked = next((one for one in others if one.code == params.get("against")), None)
    earlier = [one for one in others if after.is_try or one.pk < after.pk]
    before = asked or next(iter(earlier), None)
    path = reverse("assessment:changes", args=[after.code])
    seen = queries.verdicts_for(actor, after)
    rows = changed(seen, before) if before is not None else seen.none()
    kept = {"against": before.code if before is not None else ""}
    kinds = {"": rows, **{answer: rows.filter(verdict=answer) for answer in ANSWERS}}
    tab = params.get("tab", "") if params.get("tab", "") in kinds else ""
    found, pager = page_of(kinds[tab], path, {**params, **kept})
    return pages.ChangesPage(
        before=run_row(before) if before is not None else None,
        after=run_row(after),
        others=tuple(
            Choice(one.code, f"{one.code}　{one.on:%Y-%m-%d}", one == before) for one in others
        ),
        action=path,
        tabs=tuple(
            Tab(
                verdict_word(answer) if answer else _("全部变化"),
                address(path, kept, tab=answer), kinds[answer].count(), answer == tab,
            )
            for answer in kinds
        ),
        rows=tuple(_changed_row(row, after, kept["against"]) for row in found),
        pager=pager,
    )  # fmt: skip


def changed(
    rows: ScopedQuerySet[HouseholdVerdict], before: Assessment
) -> ScopedQuerySet[HouseholdVerdict]:
    """Of these verdicts those whose answers were others in an earlier run; `then` and `marks_then`.

    A household that the earlier run did not have is among them.
    """
    earlier = HouseholdVerdict.objects.for_system("the verdicts of the rows that the actor sees")
    same = earlier.filter(run=before, household_no=OuterRef("household_no"))
    told = rows.annotate(
        then=Subquery(same.values("verdict")[:1]), marks_then=Subquery(same.values("marks")[:1])
    )
    return told.exclude(marks_then__isnull=False, marks=F("marks_then"), verdict=F("then"))


def _changed_row(row: HouseholdVerdict, run: Assessment, against: str) -> pages.ChangedRow:
    then, now = answers_of(getattr(row, "marks_then", "") or ""), answers_of(row.marks)
    pack = run.pack.opened()
    differs = []
    for name in dict.fromkeys((*now, *then)):
        if then.get(name) == now.get(name):
            continue
        title = pack.indicators[name].title.in_(language()) if name in pack.indicators else ""
        words = [verdict_word(each[name]) if name in each else _("不问") for each in (then, now)]
        differs.append(KeyValue(f"{name} {title}", " → ".join(words)))
    before = getattr(row, "then", None)
    return pages.ChangedRow(
        household_no=row.household_no,
        place=full_name(row.area),
        href=reverse("assessment:household", args=[run.code, row.household_no]),
        before=verdict_chip(before) if before else verdict_chip(Verdict.CANNOT_TELL),
        after=verdict_chip(row.verdict),
        differs=tuple(differs),
        why_href=address(
            reverse("assessment:changed", args=[run.code, row.household_no]), {}, against=against
        )
        if before
        else "",
    )
