"""Running the comparison and storing what it raised; people's verdicts on the doubts."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.queries import demand_right
from huitoukan.apps.campaigns.services import report_gate
from huitoukan.apps.comparison import queries
from huitoukan.apps.comparison.models import ROW_COUNT, Hit, HitState, RuleOutcome, Run
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import refusal_text, translated
from huitoukan.apps.journal.services import details_of, record, use_case
from huitoukan.apps.ledgers.services.freezing import FrozenLedger, frozen_ledgers
from huitoukan.apps.places.queries import villages_in
from huitoukan.apps.problems.services.steps import Finding, open_problem, reserve_numbers
from huitoukan.apps.registry.models import Household, Snapshot
from huitoukan.apps.registry.queries import newest_snapshot
from huitoukan.apps.registry.queries.frozen import intact_folder
from huitoukan.apps.sources.models import Delivery
from huitoukan.apps.sources.queries import newest_deliveries, tables_delivered
from huitoukan.domain.refusals import Refused
from huitoukan.engine import api as engine
from huitoukan.rules.pack import Pack, Rule

Tell = Callable[[int, int, str], None]

SEVERITY_RANK: Final = {"A": 1, "B": 2, "E": 3, "C": 4}
"""The order of a list: what touches a guarantee first, identity errors before hints."""

IDENTITY_VERSION: Final = 1


def identity_of(rule_id: str, object_kind: str, object_key: str) -> str:
    """By which a doubt of a later run is the same doubt: rule, kind of object, object."""
    text = f"{IDENTITY_VERSION}|{rule_id}|{object_kind}|{object_key}"
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Compared:
    """What a comparison computed, before anything is stored."""

    snapshot: Snapshot
    deliveries: tuple[Delivery | FrozenLedger, ...]
    pack: Pack
    on: date
    plan: engine.Plan
    outcome: engine.Outcome
    started_at: datetime


def compare(campaign: Campaign, *, on: date | None, at: datetime, tell: Tell) -> Compared:
    """Run every rule of the campaign's pack over the newest snapshot and deliveries.

    Kept ledgers are frozen as they stand now and read like deliveries. Nothing else is written; a
    data set that nobody delivered or kept makes its rules answer "cannot tell".
    """
    snapshot = newest_snapshot(campaign)
    delivered = newest_deliveries(campaign)
    pack = campaign.pack.opened()
    ledgers = frozen_ledgers(campaign, {one.dataset for one in delivered})
    deliveries: list[Delivery | FrozenLedger] = [
        *(one for one in delivered if one.dataset not in ledgers),
        *ledgers.values(),
    ]
    tables = engine.Tables(
        registry=intact_folder(snapshot), deliveries=tables_delivered(deliveries)
    )
    day = on or campaign.baseline_on
    plan = engine.plan(pack, tables, on=day)
    outcome = engine.run(plan, progress=tell)
    return Compared(snapshot, tuple(deliveries), pack, day, plan, outcome, at)


@use_case("compare.run")
def store_run(
    actor: Actor,
    campaign: Campaign,
    compared: Compared,
    *,
    at: datetime,
    fence: Callable[[], None] = lambda: None,
) -> Run:
    """Store a comparison: new doubts appear, known ones stay with their verdicts, others are gone.

    "Gone" only says that the newest run does not show the doubt any more; nobody's verdict changes.
    """
    demand_right(actor, campaign, "compare.run")
    fence()
    run = Run.objects.create(
        code=f"BD-{secrets.token_hex(4)}",
        campaign=campaign,
        snapshot=compared.snapshot,
        pack_hash=compared.pack.hash,
        on=compared.on,
        inputs=_inputs(compared.deliveries),
        plan=[{"name": s.name, "sql": s.sql, "why": s.why} for s in compared.plan.steps],
        asked_by=actor.code,
        started_at=compared.started_at,
        ended_at=at,
    )
    RuleOutcome.objects.bulk_create(
        RuleOutcome(
            run=run,
            rule=result.rule_id,
            rule_hash=result.rule_hash,
            n_objects=result.n_objects,
            n_hits=result.n_hits,
            n_cannot_tell=result.n_cannot_tell,
            why=result.cannot_tell_why or "",
            seconds=round(result.seconds, 4),
        )
        for result in compared.outcome.results
    )
    _store_hits(run, campaign, compared)
    run.save(update_fields=["n_hits", "n_new", "n_still", "n_gone"])
    report_gate(
        campaign,
        "comparison.finished",
        is_passed=bool(compared.deliveries),
        told=f"{len(compared.outcome.results)} 条规则，{run.n_hits} 个疑点",
        at=at,
    )
    report_verification(campaign, at)
    record(
        "run",
        run.code,
        f"数据比对：{run.n_hits} 个疑点，新增 {run.n_new} 个",
        area_path=campaign.area.depth_path,
        snapshot=compared.snapshot.code,
        pack_hash=compared.pack.hash,
        n_still=run.n_still,
        n_gone=run.n_gone,
    )
    return run


def _inputs(deliveries: Sequence[Delivery | FrozenLedger]) -> dict[str, list[dict[str, str]]]:
    """What a run read, for its record: each data set's deliveries or ledger with their hashes."""
    found: dict[str, list[dict[str, str]]] = {}
    for delivery in deliveries:
        found.setdefault(delivery.dataset, []).append(
            {
                "delivery": delivery.code,
                "hash": delivery.table_hash,
                **({"kind": delivery.kind} if isinstance(delivery, FrozenLedger) else {}),
            }
        )
    return found


def _store_hits(run: Run, campaign: Campaign, compared: Compared) -> None:
    villages = {area.code: area for area in villages_in(campaign.area)}
    known = {
        hit.identity: hit
        for hit in Hit.objects.for_system("a run compares with the runs before").filter(
            campaign=campaign
        )
    }
    heads = dict(
        Household.objects.for_system("names for doubts about households").values_list(
            "household_no", "head_name"
        )
    )
    new: list[Hit] = []
    still: list[Hit] = []
    for result in compared.outcome.results:
        rule = compared.pack.rules[result.rule_id]
        for found in result.hits:
            identity = identity_of(found.rule_id, found.object_kind, found.object_key)
            values: dict[str, Any] = {
                "rule_hash": result.rule_hash,
                "severity": rule.severity,
                "severity_rank": SEVERITY_RANK[rule.severity],
                "department": rule.department,
                "name": (found.name or heads.get(found.household_no or "", ""))[:80],
                "sentence": found.sentence[:500],
                "facts": _facts(found),
                "last_run": run,
                "is_present": True,
                "area": villages.get(found.village_code or "", campaign.area),
            }
            hit = known.get(identity)
            if hit is not None:
                for name, value in values.items():
                    setattr(hit, name, value)
                still.append(hit)
                continue
            new.append(
                Hit(
                    campaign=campaign,
                    identity=identity,
                    rule=found.rule_id,
                    object_kind=found.object_kind,
                    object_key=found.object_key,
                    household_no=found.household_no or "",
                    person_no=found.person_no or "",
                    first_run=run,
                    **values,
                )
            )
    seen = {hit.identity for hit in still}
    gone = [hit.pk for hit in known.values() if hit.is_present and hit.identity not in seen]
    everything = Hit.objects.for_system("a run stores its doubts")
    everything.bulk_update(still, [*UPDATED_BY_RUN], batch_size=500)
    # Numbers run through all campaigns of a year; only those of new doubts are used up.
    first = reserve_numbers(f"hit-{run.on.year}", len(new))
    for number, hit in enumerate(new, start=first):
        hit.code = f"YD-{run.on.year}-{number:06d}"
    Hit.objects.bulk_create(new, batch_size=500)
    everything.filter(pk__in=gone).update(is_present=False)
    run.n_new, run.n_still, run.n_gone = len(new), len(still), len(gone)
    run.n_hits = len(new) + len(still)


def _facts(found: engine.Hit) -> dict[str, Any]:
    """The rows behind a doubt; the number of delivered rows when only one of them is shown."""
    facts = dict(found.facts)
    return {**facts, ROW_COUNT: {"n": found.n_rows}} if found.n_rows > 1 else facts


UPDATED_BY_RUN: Final = (
    "rule_hash", "severity", "severity_rank", "department", "name", "sentence", "facts",
    "last_run", "is_present", "area",
)  # fmt: skip


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
        evidence={
            "rule": hit.rule,
            "rule_hash": hit.rule_hash,
            "run": hit.last_run.code,
            "facts": {table: row for table, row in hit.facts.items() if table != ROW_COUNT},
        },
    )


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
    n_all = everything.count()
    n_new = everything.filter(state=HitState.NEW, is_present=True).count()
    report_gate(
        campaign,
        "comparison.judged",
        is_passed=n_all > 0 and n_new == 0,
        told=f"已核定 {n_all - n_new} / {n_all} 个",
        at=at,
    )
