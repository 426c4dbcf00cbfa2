"""A problem's life: opening it, and taking the steps that the domain's table allows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.utils import timezone

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.queries import deadline
from huitoukan.apps.campaigns.services import report_gate
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.journal.services import details_of, record, use_case
from huitoukan.apps.places.models import Area
from huitoukan.apps.problems import queries
from huitoukan.apps.problems.models import Evidence, NumberSeries, Problem, ProblemEvent
from huitoukan.apps.problems.services.applying import apply, refuse_wrong_date
from huitoukan.apps.problems.services.filled import Filled
from huitoukan.apps.problems.services.meetings import named_meeting, tie
from huitoukan.domain import problems as life
from huitoukan.domain.problems import Action, State
from huitoukan.domain.refusals import Refused
from huitoukan.rules.shapes.campaign import ProblemType

__all__ = ["Filled", "Finding", "open_problem", "take_step"]


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
    found_level: str = "county"
    recurs_from: Problem | None = None
    prompted_by: Problem | None = None
    found_at: datetime | None = None
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
        found_at=finding.found_at or at,
        department=finding.department,
        found_level=finding.found_level,
        sign_level=life.sign_level(
            campaign.pack.opened().sign_off_level(finding.severity), finding.found_level
        ),
        recurs_from=finding.recurs_from,
        prompted_by=finding.prompted_by,
        calendar=campaign.calendar.version,
        state=State.REGISTERED,
        confirm_due_on=deadline(campaign, "department_confirmation", at),
        version=1,
    )
    write_event(
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
    write_event(problem, actor, action=NOTE, before=here, after=here, at=at, facts=facts)
    record("problem", problem.code, told[:300], area_path=problem.area.depth_path)


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
        raise _stale(problem, seen_version)
    asker = queries.asker_of(problem, filled.request)
    facts = queries.facts_of(problem, actor, filled.present(), asker=asker)
    row = life.decide(problem.stands, action, facts)
    today = timezone.localtime(at).date()
    refuse_wrong_date(problem, action, filled, today)
    named = filled.meeting if action is Action.ACCEPT else ""
    meeting = named_meeting(problem, named, today)
    told = {**filled.told(), "meeting": meeting.title if meeting else ""}
    before = problem.stands
    after = life.landing(row, before, filled.back_to)
    apply(problem, actor, action, filled, at)
    problem.state = after
    _write(problem)
    event = write_event(
        problem,
        actor,
        action=action,
        before=before,
        after=after,
        at=at,
        facts={name: value for name, value in told.items() if value},
    )
    if meeting is not None:
        tie(problem, event, meeting)
    Evidence.objects.bulk_create(
        Evidence(problem=problem, event=event, file=file, caption=file.name, when=when)
        for when, files in (("before", filled.before), ("after", filled.evidence))
        for file in files
    )
    record(
        "problem",
        problem.code,
        f"{life.ACTION_WORDS[action].zh}：{life.STATE_WORDS[before].zh}→{life.STATE_WORDS[after].zh}",
        area_path=problem.area.depth_path,
        **details_of(**told),
    )
    report_rectification(problem.campaign, at)
    return problem


def _stale(problem: Problem, seen_version: int) -> Refused:
    """The refusal of a page that is older than the problem: who did what since."""
    since = ProblemEvent.objects.filter(problem=problem, seq__gt=seen_version).order_by("seq")
    told = tuple(
        f"{event.actor_name} {timezone.localtime(event.at):%m-%d %H:%M} "
        f"{life.STATE_WORDS[State(event.from_state or event.to_state)].zh}"
        f"→{life.STATE_WORDS[State(event.to_state)].zh}"
        for event in since
    )
    return Refused("STEP_STALE", difference=told or (life.STATE_WORDS[problem.stands].zh,))


def _write(problem: Problem) -> None:
    """Save the row as its next version; of two who hold the same version one is too late."""
    written = (
        Problem.objects.for_system("the row that was just loaded in scope")
        .filter(pk=problem.pk, version=problem.version)
        .update(version=problem.version + 1)
    )
    if not written:
        raise _stale(problem, problem.version)
    problem.version += 1
    problem.save()


def write_change(
    actor: Actor,
    problem: Problem,
    told: str,
    facts: dict[str, Any],
    *,
    at: datetime,
    **change: Any,
) -> None:
    """Write what changes without moving the problem: a date, a flag, a sum.

    `told` names the event. Called inside a use case that holds the row's lock.
    """
    here = problem.state
    for name, value in change.items():
        setattr(problem, name, value)
    _write(problem)
    write_event(problem, actor, action=told, before=here, after=here, at=at, facts=facts)


def write_event(
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
