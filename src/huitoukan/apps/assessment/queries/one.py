"""Fills the worksheet of one household: what was asked, what is known, why, and who decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.assessment import pages, queries
from huitoukan.apps.assessment.models import Assessment, HouseholdVerdict, HumanVerdict, Verdict
from huitoukan.apps.assessment.queries.runs import run_row
from huitoukan.apps.assessment.queries.stating import stated_block
from huitoukan.apps.assessment.queries.words import (
    holds_chip,
    how_words,
    marks_of,
    rule_words,
    source_words,
    standard_title,
    value_words,
    verdict_chip,
    verdict_word,
)
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import refusal_text
from huitoukan.apps.core.pages import ActionForm, Choice, Crumb, Field, KeyValue, TimelineItem
from huitoukan.apps.core.reasons import reason_text
from huitoukan.apps.core.showing import address, language
from huitoukan.apps.places.queries import full_name
from huitoukan.apps.registry.models import Household
from huitoukan.apps.registry.queries import households_for
from huitoukan.assess.answers import worksheet
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.standards import Indicator

_RANK: Final = {Verdict.NOT_MET: 0, Verdict.CANNOT_TELL: 1, Verdict.MET: 2}
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
    on = _day(params.get("on", "")) or row.day
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
    state = _Stating(run, household_no) if not run.is_try and may_state.exists() else None
    return pages.HouseholdPage(
        run=run_row(run),
        household_no=household_no,
        head_name=found.head_name if found else "",
        crumbs=_crumbs(run, row),
        verdict=verdict_chip(sheet.get("verdict", Verdict.CANNOT_TELL)),
        human=verdict_chip(newest.verdict) if newest else None,
        facts=_facts(run, row, on),
        indicators=tuple(
            _block(one, pack, names, state)
            for one in sorted(sheet.get("indicators", ()), key=lambda one: _RANK[one["verdict"]])
        ),
        refused=why,
        on=on,
        is_other_day=on != row.day,
        judge=_judge_form(actor, run, row, refused),
        history=tuple(map(_item, decided)),
        stated=stated_block(actor, run, row, names),
        state_error=refusal_text(not_stated) if not_stated else "",
        state_href=state.href() if state else "",
        file_href=reverse("dashboards:household", args=[household_no])
        if actor.may("household.see")
        else "",
        adjust_href=address(reverse("adjustments:new"), {"household": household_no})
        if households_for(actor, "adjustment.propose").filter(household_no=household_no).exists()
        else "",
    )


def _day(text: str) -> dt.date | None:
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


class _Stating:
    """The addresses at which facts of a household are stated."""

    def __init__(self, run: Assessment, household_no: str) -> None:
        self._path = reverse("assessment:facts", args=[run.code, household_no])

    def href(self, fact: str = "", *, of_member: bool = False) -> str:
        """The form of one fact, or the whole form."""
        return address(self._path, {}, fact=fact, of="member" if fact and of_member else "")


def _block(
    one: Mapping[str, Any], pack: Pack, names: Mapping[str, str], state: _Stating | None
) -> pages.IndicatorBlock:
    indicator: Indicator = pack.indicators[one["indicator"]]
    verdict = one["verdict"]
    is_met = verdict == Verdict.MET
    return pages.IndicatorBlock(
        id=indicator.id,
        title=indicator.title.in_(language()),
        chip=verdict_chip(verdict),
        says=indicator.says.in_(language()) if verdict == Verdict.NOT_MET else "",
        why=_whys(one, pack, names),
        basis=indicator.basis,
        evidence="" if is_met else _("、").join(indicator.evidence),
        rule=rule_words(indicator, pack),
        checks=tuple(_check(each, pack, names, state) for each in one["checks"]),
        measures=tuple(
            KeyValue(each.title.in_(language()), each.who.in_(language()))
            for each in pack.countermeasures.values()
            if verdict == Verdict.NOT_MET and indicator.id in each.indicators
        ),
        is_open=verdict == Verdict.NOT_MET,
    )


def _whys(one: Mapping[str, Any], pack: Pack, names: Mapping[str, str]) -> tuple[str, ...]:
    """What decided against the household, or what would have to be found out."""
    if one["verdict"] == Verdict.MET:
        return ()
    told = []
    for check in one["checks"]:
        if not check["decides"]:
            continue
        said = f"{_who(check, names)}{_fact(check, pack)}"
        if check["holds"] is None:
            told.append(f"{said}{_('：')}{reason_text(check['why'], pack)}")
        else:
            value = f"{value_words(check['value'], pack)}{check['unit']}"
            source = source_words(check["source"], pack)
            words = _("{value}（{source}，{on}）").format(
                value=value, source=source, on=check["on"] or _("没有日期")
            )
            told.append(f"{said}{_('：')}{words}")
    return tuple(dict.fromkeys(told))


def _who(check: Mapping[str, Any], names: Mapping[str, str]) -> str:
    if not check["person_no"]:
        return ""
    return _("{name}的").format(name=names.get(check["person_no"], check["person_no"]))


def _fact(check: Mapping[str, Any], pack: Pack) -> str:
    table = pack.facts["member" if check["person_no"] else "household"]
    fact = table.by_name.get(check["fact"])
    return fact.title.in_(language()) if fact else str(check["title"])


def _check(
    check: Mapping[str, Any], pack: Pack, names: Mapping[str, str], state: _Stating | None
) -> pages.CheckRow:
    value = value_words(check["value"], pack)
    told = (source_words(check["source"], pack), check["on"] or "")
    source = _("，").join(part for part in told if part)
    table = pack.facts["member" if check["person_no"] else "household"]
    fact = table.by_name.get(check["fact"])
    is_open = check["holds"] is None and fact is not None and not fact.computed
    return pages.CheckRow(
        who=names.get(check["person_no"], check["person_no"]),
        fact=_fact(check, pack),
        value=f"{value} {check['unit']}".strip() if value else "",
        source=source,
        how=_asked(check, pack),
        against_source=check["against_source"],
        chip=holds_chip(check["holds"]),
        why=reason_text(check["why"], pack),
        decides=check["decides"],
        conflict=tuple(
            KeyValue(
                f"{source_words(each['source'], pack)} {each['on']}",
                value_words(each["value"], pack),
            )
            for each in check["conflict"]
        ),
        state_href=state.href(check["fact"], of_member=bool(check["person_no"]))
        if state and is_open
        else "",
    )


def _asked(check: Mapping[str, Any], pack: Pack) -> str:
    against = value_words(check["against"], pack)
    return against if isinstance(check["against"], bool) else how_words(check["how"], against)


def _judge_form(
    actor: Actor,
    run: Assessment,
    row: HouseholdVerdict,
    refused: tuple[Refused, Mapping[str, str]] | None,
) -> ActionForm | None:
    may = HouseholdVerdict.objects.visible_to(actor, "assessment.judge").filter(pk=row.pk)
    if run.is_try or not may.exists():
        return None
    typed = refused[1] if refused else {}
    return ActionForm(
        code="judge",
        label=_("核定这一户"),
        href=reverse("assessment:judge", args=[run.code, row.household_no]),
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


def _item(one: HumanVerdict) -> TimelineItem:
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
