"""Fills the shapes of pages.py: the comparison, what its rules found, the list of doubts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.comparison import pages, queries
from huitoukan.apps.comparison.models import Closure, Hit, HitState, RuleOutcome, Run
from huitoukan.apps.comparison.queries import verdicts
from huitoukan.apps.comparison.queries.reasons import (
    standing_label,
    standing_words,
    why_cannot_tell,
)
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import topic_label
from huitoukan.apps.core.pages import (
    ActionForm,
    Chip,
    ChipStyle,
    Figure,
    FilterField,
    Filters,
    RowOutcome,
    Tab,
)
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.core.showing import (
    address,
    filters_of,
    language,
    page_of,
    select,
    severity_card,
)
from huitoukan.apps.jobs.queries import jobs_for
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries import departments_of, full_name, townships_in, villages_in
from huitoukan.apps.sources.queries import newest_deliveries
from huitoukan.domain.doubts import Standing
from huitoukan.rules.pack import Pack
from huitoukan.rules.scope import group_table
from huitoukan.rules.shapes.comparing import Rule

STATE_STYLES: Final[dict[str, ChipStyle]] = {
    HitState.NEW: "wait",
    HitState.CONFIRMED: "bad",
    HitState.DISMISSED: "ok",
    HitState.DATA_ERROR: "warn",
}


def _state_labels() -> dict[HitState, str]:
    return {
        HitState.NEW: _("待核定"),
        HitState.CONFIRMED: _("属实"),
        HitState.DISMISSED: _("不属实"),
        HitState.DATA_ERROR: _("数据错误"),
    }


def state_chip(hit: Hit) -> Chip:
    """What people have said about the doubt, in a chip."""
    return Chip(STATE_STYLES[hit.state], _state_labels()[HitState(hit.state)])


# --- the comparison and its rules ---


def comparison_page(actor: Actor, campaign: Campaign) -> pages.ComparisonPage:
    """[comparison:overview] The newest run, rule by rule, with what could not be told and why."""
    pack = campaign.pack.opened()
    run = queries.newest_run(campaign)
    outcomes = {o.rule: o for o in run.outcomes.all()} if run else {}
    visible = queries.hits_for(actor, campaign)
    verdict_counts = _verdicts_by_rule(visible)
    departments = {code: d.name for code, d in departments_of(campaign.area).items()}
    rows = [
        rule_row(rule, pack, outcomes.get(rule.id), verdict_counts.get(rule.id, {}), departments)
        for rule in sorted(pack.rules.values(), key=lambda rule: rule.id)
    ]
    keys = {rule.id: "keys" for rule in pack.rules.values() if rule.stage == "keys"}
    parts = {"keys": _("先核数量和编号"), "X": _("部门之间"), "C": _("名册内部")}
    received = {delivery.dataset for delivery in newest_deliveries(campaign)}
    running = jobs_for(actor).filter(kind="comparison.run", state__in=["queued", "running"]).first()
    return pages.ComparisonPage(
        run=_run_summary(run, campaign) if run else None,
        figures=_figures(visible),
        groups=tuple(
            pages.RuleGroup(title, tuple(r for r in rows if (keys.get(r.id) or r.id[0]) == part))
            for part, title in parts.items()
        ),
        start=ActionForm(
            code="run",
            label=_("开展比对"),
            href=reverse("comparison:start"),
            icon="arrows-diff",
            note=_("用最新的名册快照和部门数据；已有结论的疑点不变。"),
        )
        if actor.may("compare.run")
        else None,
        running_job_code=running.code if running else "",
        missing=tuple(
            dataset.title.in_(language())
            for code, dataset in sorted(pack.delivered.items())
            if code not in received
        ),
    )


def _verdicts_by_rule(hits: ScopedQuerySet[Hit]) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    told = hits.filter(~Q(state=HitState.NEW) | queries.WAITING)
    rows = told.order_by().values_list("rule", "state").annotate(n=Count("pk"))
    for rule, state, n in rows:
        counts.setdefault(rule, {})[state] = n
    return counts


def _figures(hits: ScopedQuerySet[Hit]) -> tuple[Figure, ...]:
    counts = queries.counts_by_state(hits)
    n_waiting = hits.filter(queries.WAITING).count()
    path = reverse("comparison:hits")
    return (
        Figure(_("疑点"), sum(counts.values()), _("个"), href=path),
        Figure(
            _("待核定"),
            n_waiting,
            _("个"),
            is_hot=n_waiting > 0,
            href=address(path, {}, tab=HitState.NEW),
        ),
        Figure(
            _("属实"), counts.get(HitState.CONFIRMED, 0), _("个"), _("已登记为问题"),
            href=address(path, {}, tab=HitState.CONFIRMED),
        ),
        Figure(
            _("不属实"), counts.get(HitState.DISMISSED, 0), _("个"),
            href=address(path, {}, tab=HitState.DISMISSED),
        ),
    )  # fmt: skip


def _run_summary(run: Run, campaign: Campaign) -> pages.RunSummary:
    return pages.RunSummary(
        code=run.code,
        on=run.on,
        ended_at=run.ended_at,
        asked_by=run.asked_by,
        snapshot=run.snapshot.code,
        n_rules=run.outcomes.count(),
        n_sources=len(run.inputs),
        n_hits=run.n_hits,
        n_new=run.n_new,
        n_still=run.n_still,
        n_back=run.n_back,
        n_gone=run.n_gone,
        n_not_compared=run.n_not_compared,
        seconds=(run.ended_at - run.started_at).total_seconds(),
        pack=str(campaign.pack),
    )


def rule_row(
    rule: Rule,
    pack: Pack,
    outcome: RuleOutcome | None,
    counts: Mapping[str, int],
    departments: Mapping[str, str],
) -> pages.RuleRow:
    """A rule with what it found in the newest run and what people said."""
    units = {"household": _("户"), "village": _("村")}
    return pages.RuleRow(
        id=rule.id,
        title=rule.title.in_(language()),
        severity=severity_card(rule.severity),
        department=departments.get(rule.department, rule.department),
        topic=topic_label(rule.topic),
        unit=units.get(group_table(rule) or rule.of, _("人")),
        n_objects=outcome.n_objects if outcome else 0,
        n_hits=outcome.n_hits if outcome else 0,
        n_clean=outcome.n_clean if outcome else 0,
        n_cannot_tell=outcome.n_cannot_tell if outcome else 0,
        why=why_cannot_tell(outcome.why, pack) if outcome and outcome.why else "",
        n_waiting=counts.get(HitState.NEW, 0),
        n_confirmed=counts.get(HitState.CONFIRMED, 0),
        n_dismissed=counts.get(HitState.DISMISSED, 0),
        hits_href=address(reverse("comparison:hits"), {}, rule=rule.id),
    )


# --- doubts ---


def hits_page(
    actor: Actor,
    campaign: Campaign,
    params: Mapping[str, str],
    *,
    outcomes: Sequence[RowOutcome] = (),
) -> pages.HitsPage:
    """[comparison:hits] The doubts that the actor may see."""
    path = reverse("comparison:hits")
    pack = campaign.pack.opened()
    everything = _filtered(queries.hits_for(actor, campaign), params)
    rows = _in_tab(everything, params.get("tab", ""))
    shown, pager = page_of(rows, path, params)
    departments = {code: d.name for code, d in departments_of(campaign.area).items()}
    may_judge = bool(actor.may("hit.judge"))
    return pages.HitsPage(
        tabs=_tabs(everything, path, params),
        filters=_filters(campaign, pack, params, path),
        rows=tuple(hit_row(hit, pack, departments, may_judge) for hit in shown),
        pager=pager,
        bulk=verdicts.bulk_form(pack) if may_judge else None,
        outcomes=tuple(outcomes),
    )


def hit_row(hit: Hit, pack: Pack, departments: Mapping[str, str], may_judge: bool) -> pages.HitRow:
    """One line of the list."""
    rule = pack.rules.get(hit.rule)
    return pages.HitRow(
        code=hit.code,
        rule=hit.rule,
        rule_title=rule.title.in_(language()) if rule else hit.rule,
        severity=severity_card(hit.severity),
        sentence=hit.sentence,
        household_no=hit.household_no,
        household=hit.name if hit.object_kind == "household" else "",
        name=hit.name,
        place=full_name(hit.area),
        department=departments.get(hit.department, hit.department),
        state=state_chip(hit),
        is_present=hit.is_present,
        problem_code=hit.problem_code,
        may_judge=may_judge and hit.state == HitState.NEW,
        standing=standing_words(hit, pack),
    )


def _filtered(hits: ScopedQuerySet[Hit], params: Mapping[str, str]) -> ScopedQuerySet[Hit]:
    for name in ("rule", "severity", "department", "standing", "closure"):
        if params.get(name):
            hits = hits.filter(**{name: params[name]})
    if place := params.get("place"):
        found = Area.objects.filter(code=place).first()
        hits = hits.filter(area__path__startswith=found.depth_path) if found else hits.none()
    for word in params.get("q", "").split():
        hits = (
            hits.filter(name__contains=word)
            | hits.filter(sentence__contains=word)
            | hits.filter(code__contains=word.upper())
        )
    return hits


def _in_tab(hits: ScopedQuerySet[Hit], tab: str) -> ScopedQuerySet[Hit]:
    """Unjudged doubts that the newest run no longer finds stand under "all" only."""
    if tab == HitState.NEW:
        return hits.filter(queries.WAITING)
    return hits.filter(state=tab) if tab in HitState.values else hits


def _tabs(hits: ScopedQuerySet[Hit], path: str, params: Mapping[str, str]) -> tuple[Tab, ...]:
    counts = queries.counts_by_state(hits)
    n_all = sum(counts.values())
    counts[HitState.NEW] = hits.filter(queries.WAITING).count()
    chosen = params.get("tab", "")
    labels = _state_labels()
    return (
        Tab(_("全部"), address(path, params, tab=""), n_all, chosen not in labels),
        *(
            Tab(label, address(path, params, tab=state), counts.get(state, 0), chosen == state)
            for state, label in labels.items()
        ),
    )


def _filters(campaign: Campaign, pack: Pack, params: Mapping[str, str], path: str) -> Filters:
    rules = [
        (rule.id, f"{rule.id} {rule.title.in_(language())}")
        for rule in sorted(pack.rules.values(), key=lambda rule: rule.id)
    ]
    places = [
        *((area.code, area.name) for area in townships_in(campaign.area)),
        *(
            (area.code, f"{area.parent}{area.name}")
            for area in villages_in(campaign.area).select_related("parent")
        ),
    ]
    severities = [(code, severity_card(code).label) for code in ("A", "B", "E", "C")]
    departments = [(code, d.name) for code, d in departments_of(campaign.area).items()]
    fields = (
        select("rule", _("规则"), rules, params),
        select("place", _("乡镇村"), places, params),
        select("department", _("核实部门"), departments, params),
        select("severity", _("严重程度"), severities, params),
        select("standing", _("最近比对"), [(s, standing_label(s)) for s in Standing], params),
        select("closure", _("销号建议"), [(Closure.PROPOSED, _("待处理"))], params),
        FilterField(
            "q",
            _("关键词"),
            "text",
            value=params.get("q", ""),
            placeholder=_("姓名、编号、疑点内容"),
        ),
    )
    return filters_of(path, params, fields, kept=("tab",))
