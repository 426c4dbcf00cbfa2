"""A plan is carried out: load, lock, then rule by rule. What a hit or a count means is in hits."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from huitoukan.engine.hits import Hit, Outcome, RuleResult, hit_from_row
from huitoukan.engine.on_duckdb import Limits, Session, StepStopped
from huitoukan.engine.plan import Plan, RulePlan

Progress = Callable[[int, int, str], None]


def run_plan(plan: Plan, progress: Progress, limits: Limits) -> Outcome:
    """All results, in the order of the plan; the same input gives the same results to the byte.

    A rule that runs into a limit is not a failure of the run: all its objects are cannot-tell.
    """
    with Session(limits) as session:
        for step in plan.loads:
            session.keep(step)
        session.lock()
        results = []
        for done, one in enumerate(plan.rules):
            progress(done, len(plan.rules), f"{one.rule.id} {one.rule.title.zh}")
            results.append(_run_rule(session, one))
        progress(len(plan.rules), len(plan.rules), "")
        return Outcome(tuple(results))


def _run_rule(session: Session, one: RulePlan) -> RuleResult:
    started = time.monotonic()
    hits: tuple[Hit, ...] = ()
    counts: Mapping[str, int] = {"n_objects": 0, "n_cannot_tell": 0}
    stopped = ""
    try:
        if one.hits is not None:
            session.keep(one.hits)
            rows = session.rows(one.hits, ("object_key",))
            hits = tuple(
                hit_from_row(one.rule.id, one.rule.says, one.object_kind, one.facts, row)
                for row in rows
            )
        if one.counts is not None:
            session.keep(one.counts)
            (counts,) = session.rows(one.counts)
    except StepStopped as stop:
        hits, stopped = (), f"stopped:{stop.why}"
    finally:
        for step in one.steps:
            session.drop(step.name)
    n_objects, n_cannot_tell, why = counts["n_objects"], counts["n_cannot_tell"], None
    if stopped or one.missing:
        n_cannot_tell = n_objects - len(hits)
        why = stopped or f"source_missing:{','.join(one.missing)}"
    elif n_cannot_tell:
        why = "no_key"
    return RuleResult(
        rule_id=one.rule.id,
        rule_hash=one.rule.hash,
        n_objects=n_objects,
        n_hits=len(hits),
        n_cannot_tell=n_cannot_tell,
        cannot_tell_why=why,
        seconds=time.monotonic() - started,
        hits=hits,
    )
