"""Sending doubts down: one numbered assignment for each addressee; reminders; reassigning."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from huitoukan.apps.assignments import queries
from huitoukan.apps.assignments.models import AssignedHit, Assignment, AssignmentStep
from huitoukan.apps.assignments.queries.splitting import Share, Wanted, deadline_name, split
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.queries import deadline, demand_right
from huitoukan.apps.comparison.models import Hit
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import refusal_text
from huitoukan.apps.journal.services import details_of, record, use_case
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries import departments_of
from huitoukan.apps.problems.services.steps import reserve_numbers
from huitoukan.domain import assignments as domain
from huitoukan.domain.assignments import Addressee, Side, State, Step
from huitoukan.domain.refusals import Refused

Outcome = tuple[str, bool, str]
"""What became of one row of an act on many: its code, whether it was done, the sentence."""


@dataclass(frozen=True)
class Letter:
    """What a person writes to those who are asked. `is_urgent`: life or safety is at stake."""

    note: str = ""
    is_urgent: bool = False


@dataclass(frozen=True)
class Recipient:
    """Who is asked: people of an area, or a department of the county."""

    to: Addressee
    area: Area
    department: str = ""


@use_case("assignment.send")
def send(
    actor: Actor,
    campaign: Campaign,
    wanted: Wanted,
    chosen: Mapping[str, int],
    letter: Letter,
    *,
    at: datetime,
) -> list[Assignment]:
    """Send the chosen shares of the split; `chosen` are their keys with the counts that were shown.

    The split is made anew. Raises Refused: ASSIGN_NOTHING, ASSIGN_STALE when a count is another.
    """
    demand_right(actor, campaign, "assignment.send")
    # Takes its turn with whoever sends at the same moment, before it looks who has what.
    reserve_numbers(_series(at), 0)
    found = split(actor, campaign, wanted)
    if not chosen:
        raise Refused("ASSIGN_NOTHING")
    made = []
    for key, n_seen in chosen.items():
        share = found.share(key)
        if share is None or share.n != n_seen:
            raise Refused("ASSIGN_STALE")
        made.append(_send_one(actor, campaign, share, letter, at=at))
    return made


def _send_one(
    actor: Actor, campaign: Campaign, share: Share, letter: Letter, *, at: datetime
) -> Assignment:
    hits = Hit.objects.for_system("the share was made in the actor's scope")
    chosen = hits.filter(pk__in=share.hits).select_related("first_run")
    recipient = Recipient(share.to, share.area, share.department)
    return _assignment(actor, campaign, recipient, list(chosen), letter, at=at)


def _assignment(
    actor: Actor,
    campaign: Campaign,
    recipient: Recipient,
    hits: Sequence[Hit],
    letter: Letter,
    *,
    at: datetime,
    replaces: Assignment | None = None,
) -> Assignment:
    to, area, department = recipient.to, recipient.area, recipient.department
    assignment = Assignment.objects.create(
        code=f"JB-{timezone.localtime(at).year}-{reserve_numbers(_series(at), 1):06d}",
        campaign=campaign,
        to=to,
        area=area,
        department=department,
        is_urgent=letter.is_urgent,
        note=letter.note.strip(),
        replaces=replaces,
        sent_by=actor.code,
        sent_name=actor.name,
        sent_at=at,
    )
    due = due_days(campaign, to.side, is_urgent=letter.is_urgent, at=at)
    today = timezone.localtime(at).date()
    AssignedHit.objects.bulk_create(
        (
            AssignedHit(
                code=f"{assignment.code}-{number:03d}",
                assignment=assignment,
                hit=hit,
                side=to.side,
                due_on=due(hit.severity),
                is_same_day=timezone.localtime(hit.first_run.ended_at).date() == today,
            )
            for number, hit in enumerate(hits, start=1)
        ),
        batch_size=500,
    )
    write_step(actor, assignment, Step.SEND, at=at, words=letter.note)
    record(
        "assignment",
        assignment.code,
        f"下发疑点 {len(hits)} 个",
        area_path=area.depth_path,
        **details_of(
            to=to.value, department=department, is_urgent=letter.is_urgent,
            replaces=replaces.code if replaces else "",
        ),
    )  # fmt: skip
    return assignment


def _series(at: datetime) -> str:
    return f"assignment-{timezone.localtime(at).year}"


def due_days(
    campaign: Campaign, side: Side, *, is_urgent: bool, at: datetime
) -> Callable[[str], date]:
    """When a doubt of a severity is due on this side, never later than the campaign's end.

    The day is worked out once, on the calendar that the campaign keeps, and stored.
    """
    pack = campaign.pack.opened()
    known: dict[str, date] = {}

    def due(severity: str) -> date:
        if severity not in known:
            handling = pack.handling.get(severity)
            name = deadline_name(handling, side, is_urgent=is_urgent) if handling else ""
            if not name:
                raise Refused("ASSIGN_SEVERITY", severity=severity)
            known[severity] = min(deadline(campaign, name, at), campaign.ends_on)
        return known[severity]

    return due


def write_step(
    actor: Actor,
    assignment: Assignment,
    step: Step,
    *,
    at: datetime,
    words: str = "",
    line: AssignedHit | None = None,
) -> None:
    """Write down what a person did; the list of steps is only added to."""
    AssignmentStep.objects.create(
        assignment=assignment, line=line, step=step, by=actor.code, name=actor.name, at=at,
        words=words.strip()[:500],
    )  # fmt: skip


@use_case("assignment.send")
def remind(actor: Actor, code: str, *, note: str = "", at: datetime) -> Assignment:
    """Remind an addressee of what is not answered yet; once a day at most."""
    assignment = queries.assignment_for(actor, code, "assignment.send", lock=True)
    today = timezone.localtime(at).date()
    n_open = queries.lines_of(assignment).filter(queries.UNANSWERED).count()
    if not n_open:
        raise Refused("ASSIGN_ANSWERED", code=code)
    if assignment.reminded_on == today:
        raise Refused("ASSIGN_REMINDED", code=code)
    assignment.reminded_on = today
    assignment.n_reminders += 1
    assignment.save(update_fields=["reminded_on", "n_reminders"])
    write_step(actor, assignment, Step.REMIND, at=at, words=note)
    record(
        "assignment", code, f"催办：还有 {n_open} 个疑点没有反馈",
        area_path=assignment.area.depth_path, **details_of(note=note.strip()),
    )  # fmt: skip
    return assignment


def remind_many(
    actor: Actor, codes: Sequence[str], *, note: str = "", at: datetime
) -> list[Outcome]:
    """Remind several addressees, with an outcome for each."""
    rows: list[Outcome] = []
    for code in codes:
        try:
            assignment = remind(actor, code, note=note, at=at)
        except Refused as refused:
            rows.append((code, False, refusal_text(refused)))
        else:
            rows.append((code, True, str(assignment.n_reminders)))
    return rows


@use_case("assignment.send")
def reassign(
    actor: Actor,
    codes: Sequence[str],
    *,
    to: Addressee,
    department: str = "",
    reason: str,
    at: datetime,
) -> list[Assignment]:
    """Take unanswered doubts from their addressee and send them to another.

    They go to the township or village where they are, or to a department, with a new number and a
    new term; the old assignment keeps its row. All of them or none.
    """
    if not reason.strip():
        raise Refused("ASSIGN_REASON")
    groups: dict[tuple[int, str], tuple[Area, list[AssignedHit]]] = {}
    for code in codes:
        line = queries.line_for(actor, code, "assignment.send", lock=True)
        domain.after(Step.WITHDRAW, line.stands)
        area = _where(to, line)
        demand_other(line, to, area, department)
        line.state = State.WITHDRAWN
        line.save(update_fields=["state"])
        write_step(actor, line.assignment, Step.WITHDRAW, at=at, words=reason, line=line)
        groups.setdefault((area.pk, line.assignment.code), (area, []))[1].append(line)
    if not groups:
        raise Refused("ASSIGN_NOTHING")
    made = []
    for area, lines in groups.values():
        old = lines[0].assignment
        made.append(
            _assignment(
                actor, old.campaign, Recipient(to, area, department), [one.hit for one in lines],
                Letter(note=reason, is_urgent=old.is_urgent), at=at, replaces=old,
            )
        )  # fmt: skip
        record(
            "assignment", old.code, f"改派 {len(lines)} 个疑点到 {made[-1].code}",
            area_path=old.area.depth_path, reason=reason.strip(),
        )  # fmt: skip
    return made


def _where(to: Addressee, line: AssignedHit) -> Area:
    county = line.assignment.campaign.area
    if to is Addressee.DEPARTMENT:
        return county
    area = line.hit.area
    if to is Addressee.TOWNSHIP and area.parent is not None and area.pk != county.pk:
        return area if area.parent.pk == county.pk else area.parent
    if area.pk == county.pk:
        raise Refused("ASSIGN_NO_PLACE", code=line.hit.code)
    return area


def demand_other(line: AssignedHit, to: Addressee, area: Area, department: str) -> None:
    """Refuse an unknown department, the same addressee, and a side that already has the doubt."""
    if to is Addressee.DEPARTMENT and department not in departments_of(
        line.assignment.campaign.area
    ):
        raise Refused("NOT_FOUND", what="部门", code=department or "—")
    now = line.assignment
    if (now.to, now.area_id, now.department) == (to, area.pk, department):
        raise Refused("ASSIGN_SAME", code=line.code)
    other = queries.other_side(line)
    if other is not None and other.side == to.side:
        raise Refused("ASSIGN_THERE", code=other.assignment.code)
