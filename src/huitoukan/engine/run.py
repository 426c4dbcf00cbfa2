"""A plan is carried out: load, lock, then rule by rule. What a hit or a count means is in hits."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping

import pyarrow as pa

from huitoukan.domain.refusals import Refused
from huitoukan.engine.hits import Hit, Outcome, RuleResult, hits_from_rows
from huitoukan.engine.on_duckdb import Limits, Session, StepStopped
from huitoukan.engine.plan import Plan, RulePlan, Step

Progress = Callable[[int, int, str], None]
Unclear = Callable[[RuleResult, pa.Table], None]
"""Told after each rule who is unclear: object_key, person_key, person_no, village_code."""

Villages = Mapping[str, tuple[int, int]]
"""Objects of each village code, and how many of them cannot be told."""


def run_plan(
    plan: Plan,
    progress: Progress,
    limits: Limits,
    unclear: Unclear | None = None,
    *,
    by_village: bool = False,
) -> Outcome:
    """All results, in the order of the plan; the same input gives the same results to the byte.

    A rule that runs into a limit is not a failure of the run: all its objects are cannot-tell.
    With `by_village` each result says how many objects of each village could be told.
    """
    with Session(limits) as session:
        for step in plan.loads:
            try:
                session.keep(step)
            except StepStopped as stop:
                raise Refused("RUN_LIMIT", table=step.name, what=stop.limit) from stop
        session.lock()
        results = []
        counted: dict[str, tuple[int, int]] = {}
        villages: dict[str, Villages] | None = {} if by_village else None
        for done, one in enumerate(plan.rules):
            progress(done, len(plan.rules), f"{one.rule.id} {one.rule.title.zh}")
            results.append(_run_rule(session, one, counted, villages, unclear))
        progress(len(plan.rules), len(plan.rules), "")
        return Outcome(tuple(results))


def _run_rule(
    session: Session,
    one: RulePlan,
    counted: dict[str, tuple[int, int]],
    counted_villages: dict[str, Villages] | None,
    unclear: Unclear | None = None,
) -> RuleResult:
    """One rule's result; `counted` and `counted_villages` are the counts of rules before it.

    Without the second the villages are not counted.
    """
    started = time.monotonic()
    hits: tuple[Hit, ...] = ()
    villages: Villages = {}
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
        if one.villages is not None and counted_villages is not None:
            villages = _villages(session, one.villages, counted_villages)
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
        villages = _nobody_told(villages, hits)
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
        villages=villages,
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


def _villages(session: Session, step: Step, counted: dict[str, Villages]) -> Villages:
    if step.sql not in counted:
        session.keep(step)
        _, rows = session.rows(step.name, "village_code")
        session.drop(step.name)
        counted[step.sql] = {code or "": (n, n_unclear) for code, n, n_unclear in rows}
    return counted[step.sql]


def _nobody_told(villages: Villages, hits: tuple[Hit, ...]) -> Villages:
    """Of each village nobody can be told who is not a hit."""
    found = Counter(hit.village_code or "" for hit in hits)
    return {code: (n, max(n - found[code], 0)) for code, (n, _) in villages.items()}


def _what_is_missing(one: RulePlan) -> str:
    if one.missing:
        return f"source_missing:{','.join(one.missing)}"
    return f"column_missing:{','.join(one.missing_columns)}"
