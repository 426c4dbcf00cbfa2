"""Running the comparison and storing the run: its inputs, what each rule found, its doubts."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import pyarrow as pa
from django.db.models import prefetch_related_objects

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.queries import demand_right
from huitoukan.apps.campaigns.services import report_gate
from huitoukan.apps.comparison.models import RuleOutcome, Run
from huitoukan.apps.comparison.services.judging import report_verification
from huitoukan.apps.comparison.services.sorting import Input, Sorter
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.ledgers.services.freezing import FrozenLedger, frozen_ledgers
from huitoukan.apps.links.services.uses import LinkedTables, linked_tables
from huitoukan.apps.registry.models import Snapshot
from huitoukan.apps.registry.queries import newest_snapshot
from huitoukan.apps.registry.queries.frozen import intact_folder
from huitoukan.apps.sources.models import Delivery
from huitoukan.apps.sources.queries import newest_deliveries
from huitoukan.domain import doubts
from huitoukan.domain.refusals import Refused
from huitoukan.engine import api as engine
from huitoukan.rules.pack import Pack

Tell = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Compared:
    """What a comparison computed, before anything is stored.

    `unclear` are the objects that a rule could not tell although it told others, by their keys.
    """

    snapshot: Snapshot
    deliveries: tuple[Delivery | FrozenLedger, ...]
    pack: Pack
    on: date
    plan: engine.Plan
    outcome: engine.Outcome
    started_at: datetime
    unclear: Mapping[str, pa.Array] = field(default_factory=dict)
    linked: LinkedTables | None = None


def compare(campaign: Campaign, *, on: date | None, at: datetime, tell: Tell) -> Compared:
    """Run every rule of the campaign's pack over the newest snapshot and deliveries.

    Kept ledgers are frozen as they stand now and read like deliveries. Nothing else is written; a
    data set that nobody delivered or kept makes its rules answer "cannot tell".
    """
    snapshot = newest_snapshot(campaign)
    delivered = newest_deliveries(campaign)
    prefetch_related_objects(delivered, "file")
    pack = campaign.pack.opened()
    ledgers = frozen_ledgers(campaign, {one.dataset for one in delivered})
    deliveries: list[Delivery | FrozenLedger] = [
        *(one for one in delivered if one.dataset not in ledgers),
        *ledgers.values(),
    ]
    day = on or campaign.baseline_on
    unclear: dict[str, pa.Array] = {}

    def keep(result: engine.RuleResult, objects: pa.Table) -> None:
        if result.cannot_tell_why == doubts.NO_KEY:
            unclear[result.rule_id] = engine.object_ids(objects)

    with linked_tables(campaign, intact_folder(snapshot), deliveries) as linked:
        tables = engine.Tables(registry=linked.registry, deliveries=linked.deliveries)
        plan = engine.plan(pack, tables, on=day)
        outcome = engine.run(plan, progress=tell, unclear=keep, by_village=True)
    return Compared(snapshot, tuple(deliveries), pack, day, plan, outcome, at, unclear, linked)


@use_case("compare.run")
def store_run(
    actor: Actor,
    campaign: Campaign,
    compared: Compared,
    *,
    at: datetime,
    fence: Callable[[], None] = lambda: None,
) -> Run:
    """Store a comparison, all or nothing: what it says of each doubt is worked out in `sorting`.

    Nobody's verdict is taken back, except a dismissal whose row has changed since. Runs of a
    campaign are stored one after another; one that began before a stored one is refused.
    """
    demand_right(actor, campaign, "compare.run")
    fence()
    _take_turns(campaign, compared)
    run = _written(actor, campaign, compared, at)
    Sorter(
        run,
        compared.pack,
        Input(compared.snapshot, compared.deliveries, compared.unclear, compared.linked),
    ).store(compared.outcome)
    run.save(update_fields=["n_hits", "n_new", "n_still", "n_back", "n_gone", "n_not_compared"])
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
        n_back=run.n_back,
        n_gone=run.n_gone,
        n_not_compared=run.n_not_compared,
    )
    return run


def _written(actor: Actor, campaign: Campaign, compared: Compared, at: datetime) -> Run:
    """The run and what each rule found, before its doubts."""
    run = Run.objects.create(
        code=f"BD-{secrets.token_hex(4)}",
        campaign=campaign,
        snapshot=compared.snapshot,
        pack_hash=compared.pack.hash,
        on=compared.on,
        inputs=_inputs(compared.deliveries),
        plan=[{"name": s.name, "sql": s.sql, "why": s.why} for s in compared.plan.steps],
        left_out=_left_out(compared),
        recipe=doubts.recipe_in_force().version,
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
            villages=dict(result.villages),
        )
        for result in compared.outcome.results
    )
    return run


def _take_turns(campaign: Campaign, compared: Compared) -> None:
    """The campaign's row is locked until the transaction ends (SQLite: the whole database is)."""
    Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
    later = (
        Run.objects.for_system("an older answer may not pass for the newest")
        .filter(campaign=campaign, started_at__gt=compared.started_at)
        .first()
    )
    if later is not None:
        raise Refused("RUN_OVERTAKEN", code=later.code)


def _inputs(deliveries: Sequence[Delivery | FrozenLedger]) -> dict[str, list[dict[str, str]]]:
    """What a run read, for its record: each data set's deliveries or ledger with their hashes."""
    found: dict[str, list[dict[str, str]]] = {}
    for delivery in deliveries:
        found.setdefault(delivery.dataset, []).append(
            {
                "delivery": delivery.code,
                "hash": delivery.table_hash,
                "file": delivery.content_hash,
                **({"kind": delivery.kind} if isinstance(delivery, FrozenLedger) else {}),
            }
        )
    return found


def _left_out(compared: Compared) -> dict[str, str]:
    """The rules of the pack that did not run, each with why."""
    ran = {result.rule_id for result in compared.outcome.results}
    return {
        rule.id: doubts.LEFT_OUT if rule.in_force.covers(compared.on) else doubts.NOT_IN_FORCE
        for rule in compared.pack.rules.values()
        if rule.id not in ran
    }
