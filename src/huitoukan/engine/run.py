"""A plan is carried out: load, lock, then rule by rule. What a hit or a count means is in hits."""

from __future__ import annotations

import time
from collections.abc import Callable

import pyarrow as pa

from huitoukan.domain.refusals import Refused
from huitoukan.engine import on_duckdb
from huitoukan.engine.hits import Hit, Outcome, RuleResult, hits_from_rows
from huitoukan.engine.plan import Plan, RulePlan, Step
from huitoukan.engine.session import Engine, Limits, Session, StepStopped

Progress = Callable[[int, int, str], None]
Unclear = Callable[[RuleResult, pa.Table], None]
"""Told after each rule who is unclear: object_key, person_key, person_no, village_code."""


def run_plan(
    plan: Plan,
    progress: Progress,
    limits: Limits,
    unclear: Unclear | None = None,
    engine: Engine = on_duckdb.Session,
) -> Outcome:
    """All results, in the order of the plan; the same input gives the same results to the byte.

    A rule that runs into a limit is not a failure of the run: all its objects are cannot-tell.
    """
    with engine(limits) as session:
        for step in plan.loads:
            try:
                session.keep(step)
            except StepStopped as stop:
                raise Refused("RUN_LIMIT", table=step.name, what=stop.limit) from stop
        session.lock()
        results = []
        counted: dict[str, tuple[int, int]] = {}
        for done, one in enumerate(plan.rules):
            progress(done, len(plan.rules), f"{one.rule.id} {one.rule.title.zh}")
            results.append(_run_rule(session, one, counted, unclear))
        progress(len(plan.rules), len(plan.rules), "")
        return Outcome(tuple(results))


def _run_rule(
    session: Session,
    one: RulePlan,
    counted: dict[str, tuple[int, int]],
    unclear: Unclear | None = None,
) -> RuleResult:
    """One rule's result; `counted` are the counts of rules before it, by their SQL."""
    started = time.monotonic()
    hits: tuple[Hit, ...] = ()
    n_objects = n_cannot_tell = 0
    stopped = ""
    try:
        if one.hits is not None:
            session.keep(one.hits)
            names, rows = session.rows(one.hits.name, "object_key")
            hits = hits_from_rows(
                one.rule, one.object_kind, one.facts, names, rows, behind=one.behind
            )
        if one.counts is not None:
            n_objects, n_cannot_tell = _counts(session, one.counts, counted)
        named = one.unclear if n_cannot_tell else None
        who = session.arrow(named) if unclear and named else None
    except StepStopped as stop:
        hits, stopped, who = (), f"stopped:{stop.why}", None
    finally:
        for step in one.steps:
            session.drop(step.name)
    why = None
    if stopped or one.missing or one.missing_columns:
        n_cannot_tell = n_objects - len(hits)
        why = stopped or _what_is_missing(one)
        if unclear and one.everybody and n_cannot_tell:
            who = session.arrow(one.everybody)
    elif n_cannot_tell:
        why = "no_key"
    result = RuleResult(
        rule_id=one.rule.id,
        rule_hash=one.rule.hash,
        n_objects=n_objects,
        n_hits=len(hits),
        n_cannot_tell=n_cannot_tell,
        cannot_tell_why=why,
        seconds=time.monotonic() - started,
        hits=hits,
    )
    if unclear and who is not None:
        unclear(result, who)
    return result


def _counts(session: Session, step: Step, counted: dict[str, tuple[int, int]]) -> tuple[int, int]:
    """Objects and unclear ones. Many rules are about everybody: those are counted once."""
    if step.sql not in counted:
        session.keep(step)
        _, [(n_objects, n_cannot_tell)] = session.rows(step.name)
        counted[step.sql] = n_objects, n_cannot_tell
    return counted[step.sql]


def _what_is_missing(one: RulePlan) -> str:
    if one.missing:
        return f"source_missing:{','.join(one.missing)}"
    return f"column_missing:{','.join(one.missing_columns)}"
