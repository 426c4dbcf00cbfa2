"""People's verdicts on doubts, and their word on a proposal to sign a problem off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.services import report_gate
from huitoukan.apps.comparison import queries
from huitoukan.apps.comparison.models import (
    ROW_COUNT,
    Closure,
    EventKind,
    Hit,
    HitEvent,
    HitState,
)
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import refusal_text, translated
from huitoukan.apps.journal.services import details_of, record, use_case
from huitoukan.apps.problems.models import Problem
from huitoukan.apps.problems.services.steps import Finding, note_on, open_problem
from huitoukan.apps.registry.models import Household
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.comparing import Rule

Tell = Callable[[int, int, str], None]


@use_case("hit.judge")
def judge_hit(
    actor: Actor,
    code: str,
    verdict: HitState,
    *,
    reason_code: str = "",
    note: str = "",
    at: datetime,
) -> Hit:
    """A person's verdict on a doubt: confirmed opens a problem, dismissed names its reason.

    A doubt is judged once; a second verdict is refused with the name of the first judge.
    """
    if verdict is HitState.NEW:
        raise ValueError("taking a verdict back is not a verdict")
    hit = queries.hit_for(actor, code, verb="hit.judge", lock=True)
    if hit.state != HitState.NEW:
        raise Refused("HIT_DECIDED", code=hit.code, who=hit.verdict_name)
    pack = hit.campaign.pack.opened()
    rule = pack.rules[hit.rule]
    if verdict is HitState.DISMISSED:
        _demand_reason(pack, reason_code, note)
    if verdict is HitState.DATA_ERROR and not note.strip():
        raise Refused("STEP_MISSING_FACTS", action="登记数据错误", missing="说明")
    hit.state = verdict
    hit.verdict_by, hit.verdict_name, hit.verdict_at = actor.code, actor.name, at
    hit.reason_code, hit.note = reason_code, note.strip()
    if verdict is HitState.CONFIRMED:
        problem = open_problem(actor, hit.campaign, _finding(hit, rule, pack), at=at)
        hit.problem_code = problem.code
    hit.save()
    _tell(hit, actor, EventKind.JUDGED, at, state=hit.state, reason_code=reason_code, note=hit.note)
    record(
        "hit",
        hit.code,
        f"核定疑点：{HitState(verdict).label}",
        area_path=hit.area.depth_path,
        rule=hit.rule,
        **details_of(reason=reason_code, note=hit.note, problem=hit.problem_code),
    )
    report_verification(hit.campaign, at)
    return hit


def _tell(hit: Hit, actor: Actor, kind: EventKind, at: datetime, **facts: Any) -> None:
    """Write what a person did into the doubt's history."""
    newest = queries.newest_run(hit.campaign)
    HitEvent.objects.create(
        hit=hit,
        run=newest or hit.last_run,
        kind=kind,
        at=at,
        by=actor.code,
        by_name=actor.name,
        facts=details_of(**facts),
    )


@use_case("hit.judge")
def decide_closure(
    actor: Actor, code: str, *, is_accepted: bool, reason: str = "", at: datetime
) -> Hit:
    """Accept or refuse the proposal to sign a problem off because its doubt is gone.

    Accepting closes nothing: the problem is told, and those who rectify, review and sign off still
    take their own steps. Refusing needs a reason.
    """
    hit = queries.hit_for(actor, code, verb="hit.judge", lock=True)
    if hit.closure != Closure.PROPOSED:
        raise Refused("CLOSURE_NOT_PROPOSED", code=hit.code)
    reason = reason.strip()
    if not is_accepted and not reason:
        raise Refused("STEP_MISSING_FACTS", action="不采纳销号建议", missing="理由")
    hit.closure = Closure.ACCEPTED if is_accepted else Closure.REFUSED
    hit.save(update_fields=["closure"])
    kind = EventKind.ACCEPTED if is_accepted else EventKind.REFUSED
    _tell(hit, actor, kind, at, reason=reason)
    told = f"数据比对 {hit.last_run.on} 之后不再出现疑点 {hit.code}：{kind.label}。{reason}"
    note_on(actor, hit.problem_code, told, at=at)
    record(
        "hit",
        hit.code,
        kind.label,
        area_path=hit.area.depth_path,
        **details_of(problem=hit.problem_code, reason=reason),
    )
    return hit


def _demand_reason(pack: Pack, reason_code: str, note: str) -> None:
    reasons = {value.code: value for value in pack.reasons["hit_dismissed"].values}
    chosen = reasons.get(reason_code)
    if chosen is None or (chosen.needs_text and not note.strip()):
        raise Refused("REASON_NEEDED")


def _finding(hit: Hit, rule: Rule, pack: Pack) -> Finding:
    household = (
        Household.objects.for_system("the doubt was loaded in scope")
        .filter(household_no=hit.household_no)
        .first()
        if hit.household_no
        else None
    )
    return Finding(
        type=pack.problem_types[rule.problem],
        area=hit.area,
        title=hit.sentence,
        origin_kind="comparison",
        origin_code=hit.code,
        department=rule.department,
        severity=hit.severity,
        household_no=hit.household_no,
        household_name=household.head_name if household else hit.name,
        rule=hit.rule,
        prompted_by=_prompted_by(hit),
        evidence={
            "rule": hit.rule,
            "rule_hash": hit.rule_hash,
            "run": hit.last_run.code,
            "facts": {table: row for table, row in hit.facts.items() if table != ROW_COUNT},
        },
    )


def _prompted_by(hit: Hit) -> Problem | None:
    """The problem from which a look over all objects found this doubt, the first one."""
    sweeps = hit.sweeps.for_system("the doubt was loaded in scope").filter(problem__isnull=False)
    first = sweeps.select_related("problem").order_by("pk").first()
    return first.problem if first else None


@dataclass(frozen=True)
class JudgedRow:
    """The outcome of one row of a bulk verdict."""

    code: str
    is_done: bool
    sentence: str


def judge_hits(
    actor: Actor,
    codes: Sequence[str],
    verdict: HitState,
    *,
    reason_code: str = "",
    note: str = "",
    at: datetime,
    tell: Tell = lambda _done, _total, _text: None,
) -> list[JudgedRow]:
    """The same verdict on several doubts, each in its own transaction, with an outcome each."""
    rows = []
    for done, code in enumerate(codes, start=1):
        try:
            hit = judge_hit(actor, code, verdict, reason_code=reason_code, note=note, at=at)
        except Refused as refused:
            rows.append(JudgedRow(code, False, refusal_text(refused)))
        else:
            told = translated(verdict.label)
            if hit.problem_code:
                told = _("已登记问题 {code}").format(code=hit.problem_code)
            rows.append(JudgedRow(code, True, told))
        tell(done, len(codes), "核定疑点")
    return rows


def report_verification(campaign: Campaign, at: datetime) -> None:
    """Report the gate of verification: how many doubts have a person's verdict."""
    everything = Hit.objects.for_system("the gate counts the campaign").filter(campaign=campaign)
    told = everything.order_by().aggregate(
        n_all=Count("pk"), n_new=Count("pk", filter=queries.WAITING)
    )
    n_all, n_new = told["n_all"], told["n_new"]
    report_gate(
        campaign,
        "comparison.judged",
        is_passed=n_all > 0 and n_new == 0,
        told=f"已核定 {n_all - n_new} / {n_all} 个",
        at=at,
    )
