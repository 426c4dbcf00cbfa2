"""Fills the indicators of a worksheet: what was asked, what is known, from whom, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from huitoukan.apps.assessment import pages
from huitoukan.apps.assessment.models import Verdict
from huitoukan.apps.assessment.queries.words import (
    holds_chip,
    how_words,
    rule_words,
    source_words,
    value_words,
    verdict_chip,
)
from huitoukan.apps.core.pages import KeyValue
from huitoukan.apps.core.reasons import reason_text
from huitoukan.apps.core.showing import language
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.standards import Indicator

StateHref = Callable[[str, bool], str]
"""The address at which a fact is stated by hand: its name, and whether it is a member's."""


def block_of(
    one: Mapping[str, Any], pack: Pack, names: Mapping[str, str], state: StateHref | None = None
) -> pages.IndicatorBlock:
    """An indicator of a worksheet (plain JSON); `names` are those of a household's members.

    With `state` facts that are not known have the address at which they are stated.
    """
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
        checks=tuple(_check(each, pack, names, indicator.about, state) for each in one["checks"]),
        measures=tuple(
            KeyValue(each.title.in_(language()), each.who.in_(language()))
            for each in pack.countermeasures.values()
            if verdict == Verdict.NOT_MET and indicator.id in each.indicators
        ),
        is_open=verdict == Verdict.NOT_MET,
    )


def _whys(one: Mapping[str, Any], pack: Pack, names: Mapping[str, str]) -> tuple[str, ...]:
    """What decided against the object, or what would have to be found out."""
    if one["verdict"] == Verdict.MET:
        return ()
    told, about = [], pack.indicators[one["indicator"]].about
    for check in one["checks"]:
        if not check["decides"]:
            continue
        said = f"{_who(check, names)}{_fact(check, pack, about)}"
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


def _fact(check: Mapping[str, Any], pack: Pack, about: str) -> str:
    table = pack.facts["member" if check["person_no"] else about]
    fact = table.by_name.get(check["fact"])
    return fact.title.in_(language()) if fact else str(check["title"])


def _check(
    check: Mapping[str, Any],
    pack: Pack,
    names: Mapping[str, str],
    about: str,
    state: StateHref | None,
) -> pages.CheckRow:
    value = value_words(check["value"], pack)
    told = (source_words(check["source"], pack), check["on"] or "")
    source = _("，").join(part for part in told if part)
    is_members = bool(check["person_no"])
    fact = pack.facts["member" if is_members else about].by_name.get(check["fact"])
    is_open = check["holds"] is None and fact is not None and not fact.computed
    return pages.CheckRow(
        who=names.get(check["person_no"], check["person_no"]),
        fact=_fact(check, pack, about),
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
        state_href=state(check["fact"], is_members) if state and is_open else "",
    )


def _asked(check: Mapping[str, Any], pack: Pack) -> str:
    against = value_words(check["against"], pack)
    return against if isinstance(check["against"], bool) else how_words(check["how"], against)
