"""A plan is carried out: load, lock, then rule by rule. What a hit or a count means is in hits."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Generator, Mapping
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

Villages = Mapping[str, tuple[int, int]]
"""Objects of each village code, and how many of them cannot be told."""


def run_plan(
    plan: Plan,
    progress: Progress,
    limits: Limits,
    unclear: Unclear | None = None,
    engine: Engine = on_duckdb.Session,
    *,
    by_village: bool = False,
) -> Outcome:
    """All results, in the order of the plan; the same input gives the same results to the byte.

    A rule that runs into a limit is not a failure of the run: all its objects are cannot-tell.
    With `by_village` each result says how many objects of each village could be told.
    """
    with engine(limits) as session:
        for step in plan.loads:
            try:
                session.keep(step)
            except StepStopped as stop:
                raise Refused("RUN_LIMIT", table=step.name, what=stop.limit) from stop
        session.lock()
        results = []
        asking = _Asking(unclear is not None, by_village)
        with closing(_answers(session, plan, limits, asking)) as answers:
            for done, one in enumerate(plan.rules):
                progress(done, len(plan.rules), f"{one.rule.id} {one.rule.title.zh}")
                result, who = next(answers)
                if unclear and who is not None:
                    unclear(result, who)
                results.append(result)
        progress(len(plan.rules), len(plan.rules), "")
        return Outcome(tuple(results))


@dataclass(frozen=True)
class _Asking:
    """What is asked of each rule besides its hits, and what rules of the same SQL have answered.

    Many rules are about everybody: those are counted once.
    """

    who_is_unclear: bool
    by_village: bool
    counts: dict[str, Counts] = field(default_factory=dict)
    objects: dict[str, pa.Table] = field(default_factory=dict)
    villages: dict[str, Villages] = field(default_factory=dict)


def _answers(session: Session, plan: Plan, limits: Limits, asking: _Asking) -> Generator[Answer]:
    """The rules' answers in their order, several at a time: one rule alone keeps no machine busy.

    A rule that lacked memory beside another is asked again alone, so that the others do not decide.
    """
    free: SimpleQueue[Session] = SimpleQueue()
    sessions = session.beside(limits.threads)
    for each in sessions:
        free.put(each)

    def answer(one: RulePlan) -> Answer:
        own = free.get()
        try:
            return _run_rule(own, one, asking)
        finally:
            free.put(own)

    with ThreadPoolExecutor(len(sessions)) as pool:
        for one, found in zip(plan.rules, pool.map(answer, plan.rules), strict=True):
            is_short = found[0].cannot_tell_why == OUT_OF_MEMORY
            yield _run_rule(session, one, asking) if is_short else found


def _run_rule(session: Session, one: RulePlan, asking: _Asking) -> Answer:
    """One rule's answer."""
    started = time.monotonic()
    hits: tuple[Hit, ...] = ()
    villages: Villages = {}
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
            n_objects, n_cannot_tell, n_no_consent = _counts(session, one.counts, asking)
        if asking.who_is_unclear and one.unclear and n_cannot_tell:
            who = session.arrow(one.unclear)
        if asking.by_village and one.villages is not None:
            villages = _villages(session, one.villages, asking)
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
        if asking.who_is_unclear and one.everybody and n_cannot_tell:
            who = _everybody(session, one.everybody, asking)
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
        villages=villages,
    )
    return result, who


def _counts(session: Session, step: Step, asking: _Asking) -> Counts:
    """Objects, unclear ones, of these those without consent."""
    if step.sql not in asking.counts:
        session.keep(step)
        _, [(n_objects, n_cannot_tell, *n_no_consent)] = session.rows(step.name)
        asking.counts[step.sql] = n_objects, n_cannot_tell, sum(n_no_consent)
    return asking.counts[step.sql]


def _everybody(session: Session, step: Step, asking: _Asking) -> pa.Table:
    """All objects of a rule, in their order; the same table for all rules about the same."""
    if step.sql not in asking.objects:
        asking.objects[step.sql] = session.arrow(step).sort_by("object_key")
    return asking.objects[step.sql]


def _villages(session: Session, step: Step, asking: _Asking) -> Villages:
    if step.sql not in asking.villages:
        session.keep(step)
        _, rows = session.rows(step.name, "village_code")
        session.drop(step.name)
        asking.villages[step.sql] = {code or "": (n, n_unclear) for code, n, n_unclear in rows}
    return asking.villages[step.sql]


def _nobody_told(villages: Villages, hits: tuple[Hit, ...]) -> Villages:
    """Of each village nobody can be told who is not a hit."""
    found = Counter(hit.village_code or "" for hit in hits)
    return {code: (n, max(n - found[code], 0)) for code, (n, _) in villages.items()}


def _what_is_missing(one: RulePlan) -> str:
    if one.missing:
        return f"source_missing:{','.join(one.missing)}"
    return f"column_missing:{','.join(one.missing_columns)}"
