"""Fills the page of rates: official rates of a county by township, and poverty measures beside."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from huitoukan.apps.assessment import place_pages as pages
from huitoukan.apps.assessment import queries
from huitoukan.apps.assessment.models import Assessment
from huitoukan.apps.assessment.queries.runs import run_row
from huitoukan.apps.assessment.queries.words import (
    answers_of,
    holds_chip,
    how_words,
    source_words,
    standard_title,
    value_words,
)
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import Choice, Field, KeyValue
from huitoukan.apps.core.reasons import reason_text
from huitoukan.apps.core.showing import language
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries import areas_held
from huitoukan.assess.adding import Counts, added
from huitoukan.assess.comparing import (
    Home,
    Measures,
    Shock,
    guarantees,
    income_line,
    measured,
    tests_of,
)
from huitoukan.assess.criteria import Check
from huitoukan.assess.dated import line_on
from huitoukan.assess.facts import Facts
from huitoukan.assess.rates import Rate, rates
from huitoukan.assess.shares import Part
from huitoukan.assess.verdicts import standard_of
from huitoukan.domain.areas import Level
from huitoukan.domain.refusals import Refused
from huitoukan.engine import api as engine
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.standards import Standard

KINDS: Final = ("wage", "business", "property", "transfer")
"""Kinds of income that may fall away in a scenario."""
SHOCK_PERCENT: Final = 20
"""Shown until the reader asks for another share; a scenario, from no source."""


@dataclass(frozen=True)
class Asked:
    """The scenario and the number of guarantees that the reader asks for."""

    kind: str = "wage"
    percent: int = SHOCK_PERCENT
    k: int = 1

    @classmethod
    def of(cls, params: Mapping[str, str], n_guarantees: int) -> Asked:
        """From the address; what is no answer counts as not asked."""
        kind, percent, k = (params.get(name, "") for name in ("kind", "percent", "k"))
        return cls(
            kind if kind in KINDS else "wage",
            int(percent) if _is_between(percent, 1, 100) else SHOCK_PERCENT,
            int(k) if _is_between(k, 1, n_guarantees) else 1,
        )


def _is_between(text: str, low: int, high: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 3 and low <= int(text) <= high


def counts_read(run: Assessment) -> Counts:
    """The figures of villages that a run read; Refused READINGS_ALTERED, VILLAGES_NOT_JUDGED."""
    if not run.village_standard:
        raise Refused("VILLAGES_NOT_JUDGED", code=run.code)
    path = run.village_readings_path
    if not path.is_file() or engine.file_hash(path) != run.village_readings_hash:
        raise Refused("READINGS_ALTERED", code=run.code)
    return engine.counts_of(path)


def rates_of(
    run: Assessment, counts: Counts, area: Area, villages: Collection[str]
) -> tuple[Rate, ...]:
    """The rates of a county or township in a run, from the figures of these villages."""
    pack = run.pack.opened()
    facts: Facts = added(counts, villages, pack, code=area.code, on=run.on)
    return rates(facts, pack, standard_of(pack, "", "county"), run.on)


def places_of(actor: Actor, run: Assessment) -> list[tuple[Area, dict[int, str]]]:
    """The county and townships that the actor holds whole, each with its villages' codes."""
    county = run.campaign.area
    held = areas_held(actor, "assessment.see", county)
    found = held.filter(level__in=[Level.COUNTY, Level.TOWNSHIP], merged_into=None).order_by("path")
    rows = list(queries.villages_for(actor, run))
    places = []
    for area in found:
        inside = {
            one.area_id: one.village_code
            for one in rows
            if one.area.depth_path.startswith(area.depth_path)
        }
        if inside:
            places.append((area, inside))
    return places


def rates_page(actor: Actor, code: str, params: Mapping[str, str]) -> pages.RatesPage:
    """[assessment:rates] Rates with their counts, townships side by side, poverty measures."""
    run = queries.run_for(actor, code)
    pack = run.pack.opened()
    standard = pack.standards[run.standard]
    asked = Asked.of(params, len(guarantees(pack, standard)))
    places = places_of(actor, run)
    why, table = "", []
    try:
        counts = counts_read(run)
        table = [(area, rates_of(run, counts, area, codes.values())) for area, codes in places]
    except Refused as refused:
        if refused.code != "VILLAGES_NOT_JUDGED":
            raise
        why = f"{refused.sentence()}{refused.remedy()}"
    chosen = next((one for one in table if one[0].code == params.get("place")), None)
    shown = chosen or next(iter(table), None)
    line = income_line(pack, standard)
    value = line_on(pack, line, run.on, run.campaign.area.code) if line else None
    return pages.RatesPage(
        run=run_row(run),
        place=shown[0].name if shown else "",
        places=tuple(
            Choice(area.code, area.name, shown is not None and area == shown[0])
            for area, _rates in table
        ),
        standard=standard_title(pack, pack.own_standards["county"]) if table else "",
        basis=pack.facts["county"].basis if "county" in pack.facts else "",
        rates=tuple(_rate(one, pack) for one in shown[1]) if shown else (),
        heads=tuple(one.fact.title.in_(language()) for one in table[0][1]) if table else (),
        rows=tuple(pages.PlaceRates(area.name, tuple(map(_cell, found))) for area, found in table),
        measures=_measures(actor, run, places, asked, value.value if value else None),
        line=f"{pack.lines[line].title.in_(language())} {value_words(value.value, pack)}"
        f" {pack.lines[line].unit}（{value.source}）"
        if value is not None
        else "",
        dimensions=_dimensions(pack, standard),
        asked=_asked_form(asked, len(guarantees(pack, standard))),
        refused=why,
    )


def _rate(one: Rate, pack: Pack) -> pages.RateBlock:
    worked = one.worked
    return pages.RateBlock(
        title=one.fact.title.in_(language()),
        percent=_cell(one).value,
        why=reason_text(worked.known.why, pack),
        numerator=tuple(_part(part, pack) for part in worked.parts),
        denominator=_part(worked.whole, pack),
        limits=tuple(_limit(check, pack) for check in one.checks),
        basis=_("；").join(_bases(one, pack)),
    )


def _bases(one: Rate, pack: Pack) -> tuple[str, ...]:
    """Why the rate is held to a limit: the indicators of the county's standard that ask for it."""
    names = pack.standards[pack.own_standards["county"]].indicators
    asking = [
        pack.indicators[name]
        for name in names
        if any(test.fact == one.fact.name for test in tests_of(pack.indicators[name].met_when))
    ]
    return tuple(dict.fromkeys(each.basis for each in asking))


def _part(part: Part, pack: Pack) -> KeyValue:
    known = part.known
    told = (
        f"{value_words(float(str(known.value)), pack)} {part.fact.unit}"
        f"（{source_words(known.source, pack)}，{known.on}）"
        if known.value is not None
        else _("不知道：{why}").format(why=reason_text(known.why, pack))
    )
    return KeyValue(part.fact.title.in_(language()), told)


def _limit(check: Check, pack: Pack) -> pages.LimitRow:
    against = "" if check.against is None else f"{value_words(float(str(check.against)), pack)}%"
    return pages.LimitRow(
        how_words(check.how, against) if against else reason_text(check.why, pack),
        check.against_source,
        holds_chip(check.holds),
    )


def _cell(one: Rate) -> pages.RateCell:
    holds = [check.holds for check in one.checks]
    answer = False if False in holds else None if None in holds else True
    return pages.RateCell(
        label=one.fact.title.in_(language()),
        value=f"{one.percent}%" if one.percent is not None else "",
        why=one.worked.known.why,
        chip=holds_chip(answer) if holds else None,
    )


def _homes(actor: Actor, run: Assessment) -> list[tuple[int, Home]]:
    rows = queries.verdicts_for(actor, run).values_list(
        "area_id", "n_members", "per_head", "by_kind", "marks"
    )
    return [
        (area, Home(n, income, {k: Decimal(v) for k, v in kinds.items()}, answers_of(marks)))
        for area, n, income, kinds, marks in rows
    ]


def _measures(
    actor: Actor,
    run: Assessment,
    places: list[tuple[Area, dict[int, str]]],
    asked: Asked,
    line: float | None,
) -> tuple[pages.MeasureRow, ...]:
    """A row for every township that is held whole; the county as a whole stands first."""
    pack = run.pack.opened()
    dimensions = guarantees(pack, pack.standards[run.standard])
    homes = _homes(actor, run)
    shock = Shock(asked.kind, asked.percent / 100)
    exact = Decimal(str(line)) if line is not None else None
    rows = []
    for area, villages in places:
        own = [home for village, home in homes if village in villages]
        found = measured(own, line=exact, dimensions=dimensions, k=asked.k, shock=shock)
        rows.append(_measure_row(area, found))
    return tuple(rows)


def _measure_row(area: Area, found: Measures) -> pages.MeasureRow:
    deprived = found.deprived
    return pages.MeasureRow(
        place=area.name,
        n_households=found.n_households,
        n_accounts=found.n_accounts,
        n_told=found.n_told,
        income=_labelled(
            (_("线以下（FGT 0）"), found.headcount),
            (_("差距（FGT 1）"), found.gap),
            (_("深度（FGT 2）"), found.severity),
            (_("线以上一成以内"), found.near),
            (_("情景以后线以下"), found.after),
        ),
        deprived=_labelled(
            (_("多维贫困（H）"), deprived.headcount if deprived else None),
            (_("平均缺几成（A）"), deprived.intensity if deprived else None),
            (_("多维指数（M0）"), deprived.m0 if deprived else None),
        ),
    )


def _labelled(*rows: tuple[str, float | None]) -> tuple[KeyValue, ...]:
    return tuple(KeyValue(label, _percent(value)) for label, value in rows)


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.2f}%"


def _dimensions(pack: Pack, standard: Standard) -> str:
    return _("、").join(
        pack.indicators[name].title.in_(language()) for name in guarantees(pack, standard)
    )


def _asked_form(asked: Asked, n_guarantees: int) -> tuple[Field, ...]:
    words = {
        "wage": _("工资性收入"), "business": _("经营性收入"), "property": _("财产性收入"),
        "transfer": _("转移性收入"),
    }  # fmt: skip
    return (
        Field(
            "kind", _("减少的收入"), "select",
            choices=tuple(Choice(kind, words[kind], kind == asked.kind) for kind in KINDS),
        ),
        Field(
            "percent", _("减少百分数"), "number", value=str(asked.percent), low="1", high="100",
        ),
        Field(
            "k", _("至少缺几项"), "number", value=str(asked.k), low="1",
            high=str(max(n_guarantees, 1)),
        ),
    )  # fmt: skip
