"""Fills the page of coverage: how many objects of each place could be told, and why not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.comparison import queries, run_pages
from huitoukan.apps.comparison.models import RuleOutcome, Run
from huitoukan.apps.comparison.queries.reasons import reason_label
from huitoukan.apps.comparison.queries.runs import rule_lines, run_row
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import Crumb, Filters, KeyValue, Share
from huitoukan.apps.core.showing import address, filters_of, language, select
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries import villages_in
from huitoukan.rules.pack import Pack

STAGE: Final = "keys"
"""The group of rules that check counts and numbers before all else."""


@dataclass
class Tally:
    """Objects of one place, counted once for each rule that asks about them."""

    n_objects: int = 0
    silent: Counter[str] = field(default_factory=Counter)

    def add(self, n_objects: int, n_cannot_tell: int, why: str) -> None:
        """Add what one rule said of the place."""
        self.n_objects += n_objects
        if n_cannot_tell:
            self.silent[why.partition(":")[0]] += n_cannot_tell

    @property
    def n_cannot_tell(self) -> int:
        """How many could not be told, for whatever reason."""
        return sum(self.silent.values())


def tallies(outcomes: Iterable[RuleOutcome], villages: Mapping[str, Area]) -> dict[str, Tally]:
    """What the rules said of each of these villages, by code; others are left out."""
    found: dict[str, Tally] = {}
    for outcome in outcomes:
        for code, (n_objects, n_cannot_tell) in outcome.villages.items():
            if code in villages:
                found.setdefault(code, Tally()).add(n_objects, n_cannot_tell, outcome.why)
    return found


def coverage_page(actor: Actor, code: str, params: Mapping[str, str]) -> run_pages.CoveragePage:
    """[comparison:coverage] Townships, or the villages of one, that the actor may see."""
    run = queries.run_for(actor, code)
    pack = run.campaign.pack.opened()
    path = reverse("comparison:coverage", args=[run.code])
    villages = villages_seen(actor, run)
    outcomes = chosen_outcomes(run, pack, params)
    counted = tallies(outcomes, villages)
    township = params.get("place", "")
    named = {area.parent.code: area.parent for area in villages.values() if area.parent}
    crumbs: tuple[Crumb, ...] = (Crumb(run.campaign.area.name, address(path, params, place="")),)
    rows = _townships(named.values(), villages, counted, path, params)
    if township in named:
        crumbs += (Crumb(named[township].name),)
        rows = [
            _row(area.name, "", [counted.get(key, Tally())])
            for key, area in villages.items()
            if area.parent_id == named[township].pk
        ]
    lines = {
        line.rule: line
        for line in rule_lines(run, pack, reverse("comparison:run", args=[run.code]))
    }
    silent = [
        replace(lines[one.rule], href=address(path, params, rule=one.rule, group=""))
        for one in outcomes
        if one.n_cannot_tell
    ]
    return run_pages.CoveragePage(
        run=run_row(run),
        crumbs=crumbs,
        filters=_filters(pack, run, params, path, named.values()),
        total=_row(_("合计"), "", list(counted.values())),
        rows=tuple(rows),
        silent=tuple(sorted(silent, key=lambda line: (-line.n_cannot_tell, line.rule))),
        n_left_out=len(run.left_out),
        unit=_("对象") if params.get("rule") else _("对象次"),
    )


def villages_seen(actor: Actor, run: Run) -> dict[str, Area]:
    """The villages of the run's county in which the actor may see rules, by code."""
    paths = queries.paths_held(actor, "rule.see", run.campaign)
    return {
        area.code: area
        for area in villages_in(run.campaign.area).select_related("parent")
        if area.depth_path.startswith(paths)
    }


def chosen_outcomes(run: Run, pack: Pack, params: Mapping[str, str]) -> Sequence[RuleOutcome]:
    """The outcomes of the rule, or of the group of rules, that was asked for."""
    outcomes = list(run.outcomes.all())
    if rule := params.get("rule"):
        return [one for one in outcomes if one.rule == rule]
    if group := params.get("group"):
        return [one for one in outcomes if group_of(one.rule, pack) == group]
    return outcomes


def group_of(rule_id: str, pack: Pack) -> str:
    """The group of a rule as on the overview: keys first, between departments, in the registry."""
    rule = pack.rules.get(rule_id)
    return STAGE if rule is not None and rule.stage == STAGE else rule_id[0]


def _townships(
    townships: Iterable[Area],
    villages: Mapping[str, Area],
    counted: Mapping[str, Tally],
    path: str,
    params: Mapping[str, str],
) -> list[run_pages.CoverageRow]:
    under: dict[int | None, list[Tally]] = {}
    for code, tally in counted.items():
        under.setdefault(villages[code].parent_id, []).append(tally)
    return [
        _row(one.name, address(path, params, place=one.code), under.get(one.pk, []))
        for one in sorted(townships, key=lambda area: area.code)
    ]


def _row(name: str, href: str, parts: Sequence[Tally]) -> run_pages.CoverageRow:
    n_objects = sum(part.n_objects for part in parts)
    silent: Counter[str] = Counter()
    for part in parts:
        silent.update(part.silent)
    n_silent = sum(silent.values())
    return run_pages.CoverageRow(
        name=name,
        href=href,
        told=Share(n_objects - n_silent, n_objects),
        n_cannot_tell=n_silent,
        reasons=tuple(
            KeyValue(reason_label(why), f"{n:,}") for why, n in sorted(silent.items()) if n
        ),
    )


def _filters(
    pack: Pack, run: Run, params: Mapping[str, str], path: str, townships: Iterable[Area]
) -> Filters:
    groups = (("keys", _("先核数量和编号")), ("X", _("部门之间")), ("C", _("名册内部")))
    rules = [
        (one.rule, f"{one.rule} {pack.rules[one.rule].title.in_(language())}")
        for one in run.outcomes.all()
        if one.rule in pack.rules
    ]
    places = [(area.code, area.name) for area in sorted(townships, key=lambda area: area.code)]
    return filters_of(
        path,
        params,
        (
            select("group", _("规则类别"), groups, params),
            select("rule", _("规则"), rules, params),
            select("place", _("乡镇"), places, params),
        ),
    )
