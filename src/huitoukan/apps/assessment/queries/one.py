"""Fills the worksheet of one household: what was asked, what is known, why, and who decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.assessment import pages, queries
from huitoukan.apps.assessment.models import Assessment, HouseholdVerdict, HumanVerdict, Verdict
from huitoukan.apps.assessment.queries.blocks import StateHref, block_of
from huitoukan.apps.assessment.queries.runs import run_row
from huitoukan.apps.assessment.queries.stating import stated_block
from huitoukan.apps.assessment.queries.words import (
    marks_of,
    standard_title,
    verdict_chip,
    verdict_word,
)
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import refusal_text
from huitoukan.apps.core.pages import ActionForm, Choice, Crumb, Field, KeyValue, TimelineItem
from huitoukan.apps.core.showing import address
from huitoukan.apps.places.queries import full_name
from huitoukan.apps.registry.models import Household
from huitoukan.apps.registry.queries import households_for
from huitoukan.assess.answers import worksheet
from huitoukan.domain.refusals import Refused

RANK: Final = {Verdict.NOT_MET: 0, Verdict.CANNOT_TELL: 1, Verdict.MET: 2}
"""What is wrong stands first."""


def household_page(
    actor: Actor,
    code: str,
    household_no: str,
    params: Mapping[str, str],
    *,
    refused: tuple[Refused, Mapping[str, str]] | None = None,
    not_stated: Refused | None = None,
) -> pages.HouseholdPage:
    """[assessment:household] The worksheet, made again from what the run read.

    With `on` in the address as of that day. `refused` is a decision that came back, `not_stated` a
    fact that could not be taken back.
    """
    run, row = queries.household_in(actor, code, household_no)
    on = day_of(params.get("on", "")) or row.day
    pack = run.pack.opened()
    sheet: dict[str, Any] = {}
    why = ""
    try:
        sheet = worksheet(queries.worksheet_of(run, household_no, on))
    except Refused as error:
        if error.code in {"READINGS_ALTERED", "NOT_FOUND"}:
            raise
        why = refusal_text(error)
    names = _names(run, household_no)
    decided = list(
        queries.human_verdicts(actor, run.campaign, run.standard).filter(household_no=household_no)
    )
    newest = decided[0] if decided else None
    home = Household.objects.visible_to(actor, "registry.see").filter(household_no=household_no)
    found = home.first()
    may_state = HouseholdVerdict.objects.visible_to(actor, "assessment.state").filter(pk=row.pk)
    state = _stating(run, household_no) if not run.is_try and may_state.exists() else None
    return pages.HouseholdPage(
        run=run_row(run),
        household_no=household_no,
        head_name=found.head_name if found else "",
        crumbs=_crumbs(run, row),
        verdict=verdict_chip(sheet.get("verdict", Verdict.CANNOT_TELL)),
        human=verdict_chip(newest.verdict) if newest else None,
        facts=_facts(run, row, on),
        indicators=tuple(
            block_of(one, pack, names, state)
            for one in sorted(sheet.get("indicators", ()), key=lambda one: RANK[one["verdict"]])
        ),
        refused=why,
        on=on,
        is_other_day=on != row.day,
        judge=_judge_form(actor, run, row, refused),
        history=tuple(map(decision, decided)),
        stated=stated_block(actor, run, row, names),
        state_error=refusal_text(not_stated) if not_stated else "",
        state_href=state("", False) if state else "",
        file_href=reverse("dashboards:household", args=[household_no])
        if actor.may("household.see")
        else "",
        adjust_href=address(reverse("adjustments:new"), {"household": household_no})
        if households_for(actor, "adjustment.propose").filter(household_no=household_no).exists()
        else "",
    )


def day_of(text: str) -> dt.date | None:
    """The day that an address names, if it is one."""
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _names(run: Assessment, household_no: str) -> dict[str, str]:
    read = queries.facts_read(run, household_no)
    return {one["person_no"]: one.get("name") or one["person_no"] for one in read["members"]}


def _crumbs(run: Assessment, row: HouseholdVerdict) -> tuple[Crumb, ...]:
    listed = reverse("assessment:households", args=[run.code])
    return (
        Crumb(_("达标核查"), reverse("assessment:runs")),
        Crumb(run.code, reverse("assessment:run", args=[run.code])),
        Crumb(full_name(row.area), address(listed, {}, place=row.area.code)),
    )


def _facts(run: Assessment, row: HouseholdVerdict, on: dt.date) -> tuple[KeyValue, ...]:
    pack = run.pack.opened()
    rows = (
        (_("标准"), standard_title(pack, run.standard)),
        (_("依据"), pack.standards[run.standard].basis),
        (_("核查日"), f"{on:%Y-%m-%d}"),
        (_("住址"), full_name(row.area)),
        (_("规则包"), f"{run.pack} · {run.pack.hash[:12]}"),
        (_("材料指纹"), row.facts_hash[:12]),
    )
    return tuple(KeyValue(label, value) for label, value in rows)


def _stating(run: Assessment, household_no: str) -> StateHref:
    """The addresses at which facts of a household are stated: one fact, or ("") the whole form."""
    path = reverse("assessment:facts", args=[run.code, household_no])

    def href(fact: str, is_members: bool) -> str:
        return address(path, {}, fact=fact, of="member" if is_members else "")

    return href


def _judge_form(
    actor: Actor,
    run: Assessment,
    row: HouseholdVerdict,
    refused: tuple[Refused, Mapping[str, str]] | None,
) -> ActionForm | None:
    may = HouseholdVerdict.objects.visible_to(actor, "assessment.judge").filter(pk=row.pk)
    if run.is_try or not may.exists():
        return None
    href = reverse("assessment:judge", args=[run.code, row.household_no])
    return judge_form(_("核定这一户"), href, refused)


def judge_form(
    label: str, href: str, refused: tuple[Refused, Mapping[str, str]] | None
) -> ActionForm:
    """The form of a person's verdict; `refused` is one that came back with what was typed."""
    typed = refused[1] if refused else {}
    return ActionForm(
        code="judge",
        label=label,
        href=href,
        icon="clipboard-check",
        note=_("写在系统结论旁边，两个都保留；以后可以再核定，先前的也保留。"),
        fields=(
            Field(
                "verdict", _("结论"), "radio", is_required=True,
                choices=tuple(
                    Choice(one.value, verdict_word(one), typed.get("verdict") == one.value)
                    for one in Verdict
                ),
            ),
            Field(
                "reason", _("理由"), "area", is_required=True, max_length=500,
                value=typed.get("reason", ""), help=_("凭什么这样认定：看了什么材料，谁去看的"),
            ),
        ),
        errors=(refusal_text(refused[0]),) if refused else (),
        is_open=True,
    )  # fmt: skip


def decision(one: HumanVerdict) -> TimelineItem:
    """What a person decided, for the history of a worksheet."""
    return TimelineItem(
        title=_("核定为{verdict}（系统结论：{machine}）").format(
            verdict=verdict_word(one.verdict), machine=verdict_word(one.machine)
        ),
        state="done",
        at=one.at,
        who=one.by_name,
        text=one.reason,
        chip=verdict_chip(one.verdict),
    )


def verdict_block(actor: Actor, campaign: Campaign, household_no: str) -> pages.VerdictBlock | None:
    """The newest verdict on a household for its file, where the actor may see it."""
    if not actor.may("assessment.see"):
        return None
    run = queries.newest_run(campaign)
    if run is None:
        return None
    row = queries.verdicts_for(actor, run).filter(household_no=household_no).first()
    if row is None:
        return None
    decided = queries.human_verdicts(actor, campaign, run.standard)
    newest = decided.filter(household_no=household_no).first()
    pack = run.pack.opened()
    return pages.VerdictBlock(
        verdict=verdict_chip(row.verdict),
        human=verdict_chip(newest.verdict) if newest else None,
        standard=standard_title(pack, run.standard),
        on=row.day,
        marks=marks_of(row.marks, pack),
        href=reverse("assessment:household", args=[run.code, household_no]),
    )
