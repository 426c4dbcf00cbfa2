"""Fills the browser of standards: indicators, criteria, numbers, examples, lines with gaps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.assessment import pages
from huitoukan.apps.assessment.queries.words import rule_words, verdict_word
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.pages import KeyValue, Tab
from huitoukan.apps.core.showing import address, language
from huitoukan.assess.dated import line_on
from huitoukan.assess.verdicts import standard_of
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.standards import (
    Combined,
    Criterion,
    EveryMember,
    FactTest,
    Indicator,
    Standard,
)
from huitoukan.rules.shapes.words import Line


def standards_page(campaign: Campaign, params: Mapping[str, str]) -> pages.StandardsPage:
    """[assessment:standards] The standards of the campaign's pack; `standard` chooses one."""
    pack = campaign.pack.opened()
    chosen = params.get("standard") or standard_of(pack).id
    standard = pack.standards.get(chosen)
    if standard is None:
        raise Refused(
            "STANDARD_UNKNOWN", pack=pack.id, standard=chosen, known=tuple(pack.standards)
        )
    path = reverse("assessment:standards")
    indicators = [pack.indicators[name] for name in standard.indicators]
    lines = dict.fromkeys(name for one in indicators for name in _lines_of(one.met_when))
    return pages.StandardsPage(
        tabs=tuple(
            Tab(one.title.in_(language()), address(path, {}, standard=one.id), None,
                one.id == standard.id)
            for one in pack.standards.values()
        ),
        title=standard.title.in_(language()),
        basis=standard.basis,
        facts=_facts(pack, standard),
        indicators=tuple(_card(one, pack) for one in indicators),
        lines=tuple(_line(pack.lines[name], campaign, pack) for name in lines),
    )  # fmt: skip


def _facts(pack: Pack, standard: Standard) -> tuple[KeyValue, ...]:
    profile = pack.profiles.get(standard.profile)
    rows = [
        (_("规则包"), f"{pack.title(language())} · {pack.release}"),
        (_("指标"), _("{n} 项，一项不达标即不达标").format(n=len(standard.indicators))),
        *([(_("收入核算口径"), profile.title.in_(language()))] if profile else []),
    ]
    return tuple(KeyValue(label, value) for label, value in rows)


def _lines_of(one: Criterion) -> Iterator[str]:
    for test in _tests(one):
        if isinstance(test.value, str) and test.value.startswith("line:"):
            yield test.value[5:]


def _tests(one: Criterion) -> Iterator[FactTest]:
    if isinstance(one, FactTest):
        yield one
    elif isinstance(one, Combined):
        for part in one.parts:
            yield from _tests(part)
    elif isinstance(one, EveryMember):
        if one.among is not None:
            yield from _tests(one.among)
        yield from _tests(one.has)


def _card(one: Indicator, pack: Pack) -> pages.IndicatorCard:
    facts = {test.fact for test in _tests(one.met_when)}
    return pages.IndicatorCard(
        id=one.id,
        title=one.title.in_(language()),
        basis=one.basis,
        rule=rule_words(one, pack),
        says=one.says.in_(language()),
        params=tuple(
            KeyValue(f"{param.value} {param.unit}", param.source) for param in one.params.values()
        ),
        evidence=_("、").join(one.evidence),
        examples=tuple(
            KeyValue(example.name, verdict_word(example.expect)) for example in one.examples
        ),
        readings=tuple(_readings(facts, pack)),
    )


def _readings(facts: set[str], pack: Pack) -> Iterator[KeyValue]:
    """Which data give the facts of an indicator, and which facts no data set gives."""
    given = set()
    for readings in pack.readings.values():
        own = [each.fact for each in readings.gives if each.fact in facts]
        if own and readings.about in pack.facts:
            given.update(own)
            table = pack.facts[readings.about].by_name
            titles = dict.fromkeys(table[name].title.in_(language()) for name in own)
            yield KeyValue(readings.title.in_(language()), _("、").join(titles))
    tables = [table.by_name for table in pack.facts.values()]
    for name in sorted(facts - given):
        fact = next((table[name] for table in tables if name in table), None)
        if fact is not None and not fact.computed and fact.unstated is None:
            yield KeyValue(fact.title.in_(language()), _("没有数据集，要入户看"), style="warn")


def _line(line: Line, campaign: Campaign, pack: Pack) -> pages.LineCard:
    """A line's values, and what holds in the campaign's county on the day of the baseline."""
    day: dt.date = campaign.baseline_on
    here = line_on(pack, line.id, day, campaign.area.code)
    rows = tuple(
        pages.LineRow(
            place=value.place or _("全国"),
            since=value.since.isoformat(),
            until=value.until.isoformat() if value.until else "",
            value=f"{value.value:,} {line.unit}",
            source=value.source,
        )
        for value in line.values
    )
    return pages.LineCard(
        id=line.id,
        title=line.title.in_(language()),
        unit=line.unit,
        basis=line.basis,
        rows=rows,
        here=f"{here.value:,} {line.unit}" if here is not None else "",
    )
