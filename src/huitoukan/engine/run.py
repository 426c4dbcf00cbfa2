"""A plan is carried out: load, lock, then rule by rule. What a hit or a count means is in hits."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from queue import SimpleQueue

import pyarrow as pa

from huitoukan.domain.refusals import Refused
from huitoukan.engine import on_duckdb
from huitoukan.engine.hits import (
    NO_AUTHORISATIONS,
    NO_CONSENT,
    Hit,
    Outcome,
    RuleResult,
    hits_from_rows,
)
from huitoukan.engine.plan import Plan, RulePlan, Step
from huitoukan.engine.session import Engine, Limits, Session, StepStopped

Progress = Callable[[int, int, str], None]
Unclear = Callable[[RuleResult, pa.Table], None]
"""Told after each rule who is unclear: object_key, person_key, person_no, village_code.

Of a rule that needs consent, `no_consent` says of whom an authorisation is missing.
"""
Counts = tuple[int, int, int]
"""Objects, those that cannot be told, of these those without consent."""


Answer = tuple[RuleResult, pa.Table | None]
"""A rule's result, and who is unclear where somebody asked."""
OUT_OF_MEMORY = "stopped:memory"


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
        with closing(_answers(session, plan, limits, is_asked=unclear is not None)) as answers:
            for done, one in enumerate(plan.rules):
                progress(done, len(plan.rules), f"{one.rule.id} {one.rule.title.zh}")
                result, who = next(answers)
                if unclear and who is not None:
                    unclear(result, who)
                results.append(result)
        progress(len(plan.rules), len(plan.rules), "")
        return Outcome(tuple(results))


def _answers(session: Session, plan: Plan, limits: Limits, *, is_asked: bool) -> Generator[Answer]:
    """The rules' answers in their order, several at a time: one rule alone keeps no machine busy.

    A rule that lacked memory beside another is asked again alone, so that the others do not decide.
    """
    seen = _Seen()
    free: SimpleQueue[Session] = SimpleQueue()
    sessions = session.beside(limits.threads)
    for each in sessions:
        free.put(each)

    def answer(one: RulePlan) -> Answer:
        own = free.get()
        try:
            return _run_rule(own, one, seen, is_asked=is_asked)
        finally:
            free.put(own)

    with ThreadPoolExecutor(len(sessions)) as pool:
        for one, found in zip(plan.rules, pool.map(answer, plan.rules), strict=True):
            if found[0].cannot_tell_why != OUT_OF_MEMORY:
                yield found
            else:
                yield _run_rule(session, one, seen, is_asked=is_asked)


@dataclass(frozen=True)
class _Seen:
    """What rules of the same SQL have found out: many are about everybody."""

    counts: dict[str, Counts] = field(default_factory=dict)
    objects: dict[str, pa.Table] = field(default_factory=dict)


def _run_rule(session: Session, one: RulePlan, seen: _Seen, *, is_asked: bool) -> Answer:
    """One rule's answer; `seen` is what rules before it have found out."""
    started = time.monotonic()
    hits: tuple[Hit, ...] = ()
    n_objects = n_cannot_tell = n_no_consent = 0
    stopped, who = "", None
    try:
        if one.hits is not None:
            session.keep(one.hits)
            names, rows = session.rows(one.hits.name, "object_key")
            hits = hits_from_rows(
                one.rule, one.object_kind, one.facts, names, rows, behind=one.behind
            )
        if one.counts is not None:
            n_objects, n_cannot_tell, n_no_consent = _counts(session, one.counts, seen)
        if is_asked and one.unclear and n_cannot_tell:
            who = session.arrow(one.unclear)
    except StepStopped as stop:
        hits, stopped, who = (), f"stopped:{stop.why}", None
    finally:
        for step in one.steps:
            session.drop(step.name)
    why = None
    if stopped or one.missing or one.missing_columns:
        n_cannot_tell = n_objects - len(hits)
        why = stopped or _what_is_missing(one)
        if is_asked and one.everybody and n_cannot_tell:
            who = _everybody(session, one.everybody, seen)
    elif n_cannot_tell > n_no_consent:
        why = "no_key"
    if one.hits is None:
        n_no_consent = 0  # nobody was to be compared
    if n_no_consent:
        told = f"{NO_AUTHORISATIONS if one.unsigned else NO_CONSENT}:{n_no_consent}"
        why = f"{why};{told}" if why else told
    result = RuleResult(
        rule_id=one.rule.id,
        rule_hash=one.rule.hash,
        n_objects=n_objects,
        n_hits=len(hits),
        n_cannot_tell=n_cannot_tell,
        cannot_tell_why=why,
        seconds=time.monotonic() - started,
        hits=hits,
        n_no_consent=n_no_consent,
    )
    return result, who


def _counts(session: Session, step: Step, seen: _Seen) -> Counts:
    """Objects, unclear ones, of these those without consent."""
    if step.sql not in seen.counts:
        session.keep(step)
        _, [(n_objects, n_cannot_tell, *n_no_consent)] = session.rows(step.name)
        seen.counts[step.sql] = n_objects, n_cannot_tell, sum(n_no_consent)
    return seen.counts[step.sql]


def _everybody(session: Session, step: Step, seen: _Seen) -> pa.Table:
    """All objects of a rule, in their order; the same table for all rules about the same."""
    if step.sql not in seen.objects:
        seen.objects[step.sql] = session.arrow(step).sort_by("object_key")
    return seen.objects[step.sql]


def _what_is_missing(one: RulePlan) -> str:
    if one.missing:
        return f"source_missing:{','.join(one.missing)}"
    return f"column_missing:{','.join(one.missing_columns)}"
