"""Scorecards: what became of each rule's doubts, by township, among those the actor may see."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.comparison.models import HitState
from huitoukan.apps.comparison.queries import hits_for
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import listed
from huitoukan.apps.core.pages import FilterField
from huitoukan.apps.core.showing import (
    address,
    filters_of,
    language,
    page_of,
    select,
    severity_card,
)
from huitoukan.apps.places.queries import departments_of, townships_in
from huitoukan.apps.problems.queries import problems_for
from huitoukan.apps.rulebook import pages
from huitoukan.domain.scorecards import Tally, added
from huitoukan.rules.pack import Pack

SECONDS_PER_DAY: Final = 86_400
Key = tuple[str, str]
"""A rule and the code of a township; "" for doubts that stand in no village."""


@dataclass
class _Counts:
    states: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    days: list[float] = field(default_factory=list)
    n_steps: int = 0

    def tally(self) -> Tally:
        return Tally(
            n_confirmed=self.states[HitState.CONFIRMED],
            n_dismissed=self.states[HitState.DISMISSED],
            n_data_errors=self.states[HitState.DATA_ERROR],
            n_waiting=self.states[HitState.NEW],
            n_gone=self.states["gone"],
            reasons=dict(self.reasons),
            days=tuple(self.days),
            n_steps=self.n_steps,
        )


def tallies(actor: Actor, campaign: Campaign, rule_id: str = "") -> dict[Key, Tally]:
    """Each rule's doubts (or one's) in each township, and the steps their problems took so far."""
    towns = _towns(campaign)
    counts: defaultdict[Key, _Counts] = defaultdict(_Counts)
    only = {"rule": rule_id} if rule_id else {}
    hits = hits_for(actor, campaign).filter(**only).order_by()
    names = ("rule", "area__path", "state", "is_present", "reason_code")
    for *who, n in hits.values(*names).annotate(n=Count("pk")).values_list(*names, "n"):
        rule, path, state, is_present, reason = who
        one = counts[rule, _town_of(path, towns)]
        one.states["gone" if state == HitState.NEW and not is_present else state] += n
        if state == HitState.DISMISSED:
            one.reasons[reason] += n
    judged = hits.exclude(verdict_at=None).values_list(
        "rule", "area__path", "first_run__ended_at", "verdict_at"
    )
    for rule, path, found_at, verdict_at in judged.iterator():
        if verdict_at is None:
            continue
        seconds = (verdict_at - found_at).total_seconds()
        counts[rule, _town_of(path, towns)].days.append(max(seconds, 0) / SECONDS_PER_DAY)
    problems = problems_for(actor, campaign).filter(**only).exclude(rule="").order_by()
    steps = problems.values("rule", "area__path").annotate(n=Count("events"))
    for rule, path, n in steps.values_list("rule", "area__path", "n"):
        counts[rule, _town_of(path, towns)].n_steps += n
    return {key: one.tally() for key, one in counts.items()}


def of_rule(actor: Actor, campaign: Campaign, rule_id: str) -> Tally:
    """How one rule does, in all places the actor sees."""
    return added(tallies(actor, campaign, rule_id).values())


def scorecards_page(
    actor: Actor, campaign: Campaign, params: Mapping[str, str]
) -> pages.ScorecardsPage:
    """[rulebook:scorecards] Each rule with a doubt; of one chosen rule each township."""
    path = reverse("rulebook:scorecards")
    rows = score_rows(actor, campaign, params)
    shown, pager = page_of(rows, path, params, per_page=50)
    pack = campaign.pack.opened()
    chosen = params.get("rule", "") if params.get("rule", "") in pack.rules else ""
    return pages.ScorecardsPage(
        filters=filters_of(path, params, _fields(campaign, pack, params)),
        rows=tuple(shown),
        total=score_row(_("合计"), "", _added_up(actor, campaign, params), pack),
        pager=pager,
        is_by_place=bool(chosen),
        heading=pack.rules[chosen].title.in_(language()) if chosen else "",
        export_href=address(reverse("rulebook:scorecards_export"), params),
    )


def score_rows(actor: Actor, campaign: Campaign, params: Mapping[str, str]) -> list[pages.ScoreRow]:
    """The rows of the page and of the list: by rule, or by township where one rule is chosen."""
    pack = campaign.pack.opened()
    found = _chosen(actor, campaign, params)
    path = reverse("rulebook:scorecards")
    by: defaultdict[str, list[Tally]] = defaultdict(list)
    if params.get("rule"):
        names = {town.code: town.name for town in townships_in(campaign.area)}
        for (_rule, town), one in found.items():
            by[town].append(one)
        return [
            score_row(names.get(town, _("全县（没有村）")), "", added(of), pack)
            for town, of in sorted(by.items())
        ]
    for (rule, _town), one in found.items():
        by[rule].append(one)
    return [
        score_row(
            pack.rules[rule].title.in_(language()) if rule in pack.rules else rule,
            address(path, params, rule=rule),
            added(of),
            pack,
            rule=rule,
        )
        for rule, of in sorted(by.items())
    ]


def score_row(label: str, href: str, one: Tally, pack: Pack, *, rule: str = "") -> pages.ScoreRow:
    """A tally in words."""
    share = one.share
    reasons = {value.code: value for value in pack.reasons["hit_dismissed"].values}
    english = language().startswith("en")

    def said(code: str) -> str:
        return (reasons[code].en if english else reasons[code].zh) if code in reasons else code

    return pages.ScoreRow(
        label=label,
        href=href,
        n_hits=one.n_hits,
        n_confirmed=one.n_confirmed,
        n_dismissed=one.n_dismissed,
        n_data_errors=one.n_data_errors,
        n_waiting=one.n_waiting,
        n_gone=one.n_gone,
        share=f"{share[0]:.0%}" if share else "",
        interval=f"{share[1]:.0%}–{share[2]:.0%}" if share else "",
        reasons=listed(
            f"{said(code)} {n}"
            for code, n in sorted(one.reasons.items(), key=lambda pair: (-pair[1], pair[0]))
        ),
        days="" if one.median_days is None else f"{one.median_days:.1f}",
        n_steps=one.n_steps,
        is_mostly_dismissed=one.is_mostly_dismissed,
        rule=rule,
        severity=severity_card(pack.rules[rule].severity) if rule in pack.rules else None,
    )


def _chosen(actor: Actor, campaign: Campaign, params: Mapping[str, str]) -> dict[Key, Tally]:
    rules = campaign.pack.opened().rules
    found = {}
    for (rule_id, town), one in tallies(actor, campaign, params.get("rule", "")).items():
        rule = rules.get(rule_id)
        asked = {
            "rule": rule_id,
            "place": town,
            "severity": rule.severity if rule else "",
            "department": rule.department if rule else "",
        }
        if all(params.get(name, "") in ("", value) for name, value in asked.items()):
            found[rule_id, town] = one
    return found


def _added_up(actor: Actor, campaign: Campaign, params: Mapping[str, str]) -> Tally:
    return added(_chosen(actor, campaign, params).values())


def _fields(campaign: Campaign, pack: Pack, params: Mapping[str, str]) -> tuple[FilterField, ...]:
    return (
        select(
            "rule", _("规则"),
            [(one.id, f"{one.id} {one.title.in_(language())}") for one in pack.rules.values()],
            params,
        ),
        select("place", _("乡镇"), [(t.code, t.name) for t in townships_in(campaign.area)], params),
        select(
            "department", _("核实部门"),
            [(code, d.name) for code, d in departments_of(campaign.area).items()], params,
        ),
        select(
            "severity", _("严重程度"),
            [(code, severity_card(code).label) for code in ("A", "B", "E", "C")], params,
        ),
    )  # fmt: skip


def _towns(campaign: Campaign) -> dict[str, str]:
    return {town.depth_path: town.code for town in townships_in(campaign.area)}


def _town_of(path: str | None, towns: Mapping[str, str]) -> str:
    return next((code for start, code in towns.items() if (path or "").startswith(start)), "")
