"""A problem's life: opening it, and taking the steps that the domain's table allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from django.utils import timezone

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.queries import deadline, rectification_due
from huitoukan.apps.campaigns.services import report_gate
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import refusal_text, translated
from huitoukan.apps.files.models import StoredFile
from huitoukan.apps.journal.services import details_of, record, use_case
from huitoukan.apps.places.models import Area
from huitoukan.apps.problems import queries
from huitoukan.apps.problems.models import Evidence, NumberSeries, Problem, ProblemEvent
from huitoukan.domain import problems as life
from huitoukan.domain.problems import Action, State
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import ProblemType


@dataclass(frozen=True)
class Finding:
    """What a stage hands to the ledger: the object, what is wrong, and the sealed evidence."""

    type: ProblemType
    area: Area
    title: str
    origin_kind: str
    origin_code: str
    department: str
    severity: str
    household_no: str = ""
    household_name: str = ""
    rule: str = ""
    evidence: dict[str, Any] = field(default_factory=dict)


def reserve_numbers(series: str, n: int) -> int:
    """The first of `n` new numbers of a series; never given out twice.

    The series row is locked until the transaction ends (SQLite: the whole database is).
    """
    NumberSeries.objects.get_or_create(name=series)
    row = NumberSeries.objects.select_for_update().get(name=series)
    first = row.last + 1
    row.last += n
    row.save(update_fields=["last"])
    return first


def next_number(year: int) -> str:
    """The next problem number of a year, WT-2026-000317."""
    return f"WT-{year}-{reserve_numbers(f'problem-{year}', 1):06d}"


def open_problem(actor: Actor, campaign: Campaign, finding: Finding, *, at: datetime) -> Problem:
    """Write a finding into the ledger; called by the stage that found it, inside its transaction.

    The problem waits for its department, whose deadline comes from the pack.
    """
    problem = Problem.objects.create(
        code=next_number(timezone.localtime(at).year),
        campaign=campaign,
        area=finding.area,
        type=finding.type.id,
        topic=finding.type.topic,
        severity=finding.severity,
        title=finding.title,
        household_no=finding.household_no,
        household_name=finding.household_name,
        origin_kind=finding.origin_kind,
        origin_code=finding.origin_code,
        rule=finding.rule,
        evidence=finding.evidence,
        found_by=actor.code,
        found_by_name=actor.name,
        found_at=at,
        department=finding.department,
        state=State.REGISTERED,
        confirm_due_on=deadline(campaign, "department_confirmation", at),
        version=1,
    )
    _event(
        problem,
        actor,
        action="register",
        before="",
        after=State.REGISTERED,
        at=at,
        facts={"title": finding.title},
    )
    record(
        "problem",
        problem.code,
        f"登记问题：{finding.title}"[:300],
        area_path=finding.area.depth_path,
        origin=f"{finding.origin_kind}:{finding.origin_code}",
    )
    return problem


NOTE: Final = "note"
"""The action of an event that changes no state: something that concerns the problem was told."""


def note_on(actor: Actor, code: str, told: str, *, at: datetime) -> None:
    """Write what another stage has to tell into a problem's history; its state stays.

    Called by that stage inside its transaction, with a problem that it opened itself.
    """
    problem = Problem.objects.for_system("the stage that opened it").get(code=code)
    here = problem.state
    facts = {"opinion": told}
    _event(problem, actor, action=NOTE, before=here, after=here, at=at, facts=facts)
    record("problem", problem.code, told[:300], area_path=problem.area.depth_path)


@dataclass(frozen=True)
class Filled:
    """What a person filled in for a step. Empty and blank values count as absent."""

    opinion: str = ""
    seal_no: str = ""
    reason: str = ""
    unit: str = ""
    person: str = ""
    measure: str = ""
    result: str = ""
    due_on: date | None = None
    evidence: tuple[StoredFile, ...] = ()

    def present(self) -> frozenset[str]:
        """The names of the facts that are there."""
        values: Mapping[str, object] = vars(self)
        return frozenset(
            name
            for name, value in values.items()
            if (value.strip() if isinstance(value, str) else value)
        )

    def told(self) -> dict[str, Any]:
        """The facts for the event row: text as it is, dates as text, files by name."""
        told = {name: str(value) for name, value in vars(self).items() if value}
        if self.evidence:
            told["evidence"] = "、".join(file.name for file in self.evidence)
        return told


def _verb_of(code: str, action: Action, *_: object, **__: object) -> str:  # noqa: ARG001
    return next(row.verb for row in life.TRANSITIONS if row.action is action)


@use_case(_verb_of)
def take_step(
    actor: Actor,
    code: str,
    action: Action,
    filled: Filled,
    *,
    at: datetime,
    seen_version: int | None = None,
) -> Problem:
    """Take one step of a problem's life.

    The row is locked and its version compared, so that of two people who press at once one gets
    through and the other is told. The domain decides; this writes state, event and journal line in
    one transaction.
    """
    problem = queries.problem_for(actor, code, verb=_verb_of(code, action), lock=True)
    if seen_version is not None and seen_version != problem.version:
        raise Refused("STEP_STALE")
    row = life.decide(problem.stands, action, queries.facts_of(problem, actor, filled.present()))
    _refuse_wrong_date(problem, action, filled, timezone.localtime(at).date())
    before = problem.stands
    _apply(problem, actor, action, filled, at)
    problem.state = row.target
    written = (
        Problem.objects.for_system("the row that was just loaded in scope")
        .filter(pk=problem.pk, version=problem.version)
        .update(version=problem.version + 1)
    )
    if not written:
        raise Refused("STEP_STALE")
    problem.version += 1
    problem.save()
    event = _event(
        problem,
        actor,
        action=action,
        before=before,
        after=row.target,
        at=at,
        facts=filled.told(),
    )
    Evidence.objects.bulk_create(
        Evidence(problem=problem, event=event, file=file, caption=file.name)
        for file in filled.evidence
    )
    record(
        "problem",
        problem.code,
        f"{life.ACTION_WORDS[action].zh}：{life.STATE_WORDS[before].zh}→{life.STATE_WORDS[row.target].zh}",
        area_path=problem.area.depth_path,
        **details_of(**filled.told()),
    )
    report_rectification(problem.campaign, at)
    return problem


def assign_many(
    actor: Actor, codes: Sequence[str], *, unit: str, person: str, at: datetime
) -> list[tuple[str, bool, str]]:
    """Hand over several problems to one unit and person: code, whether done, and the sentence."""
    rows = []
    for code in codes:
        try:
            problem = take_step(actor, code, Action.ASSIGN, Filled(unit=unit, person=person), at=at)
        except Refused as refused:
            rows.append((code, False, refusal_text(refused)))
        else:
            rows.append((code, True, translated(life.STATE_WORDS[problem.stands].zh)))
    return rows


def _refuse_wrong_date(problem: Problem, action: Action, filled: Filled, on: date) -> None:
    """A plan ends on a day to come, never after the last day set for the rectification.

    When that last day has passed already, it stays the only date: an overdue problem can still be
    planned, and stays overdue.
    """
    if action is not Action.PLAN or filled.due_on is None:
        return
    latest = problem.due_on or problem.campaign.ends_on
    if filled.due_on < min(on, latest):
        raise Refused("DUE_IN_PAST", due_on=filled.due_on)
    if filled.due_on > latest:
        raise Refused("DUE_TOO_LATE", due_on=filled.due_on, latest=latest)


def _apply(problem: Problem, actor: Actor, action: Action, filled: Filled, at: datetime) -> None:
    """What a step writes into the problem besides its state."""
    campaign = problem.campaign
    if action is Action.ASSIGN:
        problem.unit, problem.person = filled.unit, filled.person
        problem.due_on = rectification_due(campaign, at)
    elif action is Action.ACCEPT:
        # S003: five days from the receipt of the list; accepting is the receipt.
        problem.plan_due_on = deadline(campaign, "plan", at)
        problem.add_rectifier(actor.code)
    elif action is Action.PLAN:
        problem.measure, problem.due_on = filled.measure, filled.due_on
        problem.person = filled.person or problem.person
        problem.add_rectifier(actor.code)
    elif action is Action.SUBMIT:
        problem.result = filled.result
        problem.add_rectifier(actor.code)
    elif action is Action.PASS_REVIEW:
        problem.reviewer, problem.reviewer_name = actor.code, actor.name
    elif action is Action.RETURN:
        problem.reviewer = problem.reviewer_name = ""
    elif action is Action.CLOSE:
        problem.signer_name = actor.name
        problem.closed_on = timezone.localtime(at).date()
    elif action is Action.REOPEN:
        problem.round += 1
        problem.closed_on, problem.signer_name = None, ""
        problem.reviewer = problem.reviewer_name = ""
        problem.due_on = rectification_due(campaign, at)
    elif action is Action.CORRECT:
        problem.result = filled.result


def _event(
    problem: Problem,
    actor: Actor,
    *,
    action: str,
    before: str,
    after: str,
    at: datetime,
    facts: dict[str, Any],
) -> ProblemEvent:
    last = ProblemEvent.objects.filter(problem=problem).order_by("-seq").first()
    return ProblemEvent.objects.create(
        problem=problem,
        seq=last.seq + 1 if last else 1,
        action=action,
        from_state=before,
        to_state=after,
        actor_code=actor.code,
        actor_name=actor.name,
        actor_post=actor.post[:128],
        at=at,
        round=problem.round,
        facts=facts,
    )


def report_rectification(campaign: Campaign, at: datetime) -> None:
    """Report the ledger's gate: how many problems are closed of how many."""
    everything = Problem.objects.for_system("the gate counts the campaign").filter(
        campaign=campaign
    )
    n_all = everything.count()
    n_open = everything.filter(state__in=[s.value for s in life.OPEN_STATES]).count()
    report_gate(
        campaign,
        "problems.closed",
        is_passed=n_all > 0 and n_open == 0,
        told=f"已办结 {n_all - n_open} / {n_all} 条",
        at=at,
    )
