"""Proposing an exit on verdicts that are met, and anew after it was put off."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from huitoukan.apps.assessment.models import Verdict
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.exits import queries
from huitoukan.apps.exits.models import Exit, ExitEvent, ExitObject
from huitoukan.apps.exits.queries import Candidate
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.places.models import Area
from huitoukan.domain import exits
from huitoukan.domain.exits import ExitState, ExitStep
from huitoukan.domain.refusals import Refused
from huitoukan.rules.shapes.exits import ExitKind

NAMED = 5
"""So many objects a refusal names."""


@dataclass(frozen=True)
class Proposal:
    """What is proposed: kind, village, the objects chosen, and the public notice that was given."""

    kind: str
    village: str
    numbers: tuple[str, ...]
    notice_from: date | None = None
    notice_to: date | None = None
    has_objection: bool = False
    note: str = ""


@use_case("exit.propose")
def propose(actor: Actor, campaign: Campaign, said: Proposal, *, at: datetime) -> Exit:
    """Propose that households of a village, or the village, exit. Nothing changes in the registry.

    Raises Refused NOT_FOUND, EXIT_NOT_JUDGED, EXIT_NOTHING, EXIT_NOT_MET, EXIT_OPEN, EXIT_NOTICE,
    EXIT_OBJECTION.
    """
    kind = queries.kind_of(campaign, said.kind)
    village = queries.village_for(actor, campaign, said.village)
    run = queries.run_of(campaign, kind)
    chosen = _chosen(campaign, kind, village, said.numbers)
    _demand_free(campaign, chosen)
    _demand_notice(kind, said, at)
    made = Exit.objects.create(
        code=f"TC-{secrets.token_hex(4)}",
        campaign=campaign,
        area=village,
        kind=kind.id,
        run=run,
        standard=queries.standard_of_run(run, kind),
        notice_from=said.notice_from,
        notice_to=said.notice_to,
        note=said.note.strip()[:300],
        proposed_by=actor.code,
        proposed_name=actor.name,
        proposed_at=at,
    )
    ExitObject.objects.bulk_create(ExitObject(exit=made, **vars(one)) for one in chosen)
    _written(actor, made, kind, len(chosen), at)
    return made


@use_case("exit.propose")
def propose_again(actor: Actor, code: str, said: Proposal, *, at: datetime) -> Exit:
    """Propose anew what was put off, on the verdicts of now; it is signed from the first level on.

    Raises Refused EXIT_STATE, EXIT_UNTIL and those of a first proposal.
    """
    seen = queries.exit_for(actor, code, "exit.propose")
    made = Exit.objects.for_system("loaded in the actor's scope").select_for_update(
        of=("self",)
    ).get(pk=seen.pk)  # fmt: skip
    kind = queries.kind_of(seen.campaign, made.kind)
    made.state, made.n_signed = exits.after(
        ExitStep.PROPOSE, made.standing(kind), who=actor.code, reason="",
        on=timezone.localdate(at), until=None,
    )  # fmt: skip
    kept = {one.number: one for one in made.objects_of.filter(is_struck=False)}
    chosen = _chosen(seen.campaign, kind, seen.area, tuple(kept))
    _demand_notice(kind, said, at)
    run = queries.run_of(seen.campaign, kind)
    made.run, made.standard = run, queries.standard_of_run(run, kind)
    made.notice_from, made.notice_to = said.notice_from, said.notice_to
    made.note, made.until = said.note.strip()[:300], None
    made.proposed_by, made.proposed_name, made.proposed_at = actor.code, actor.name, at
    made.save()
    for one in chosen:
        row = kept[one.number]
        row.verdict, row.machine, row.facts_hash = one.verdict, one.machine, one.facts_hash
        row.n_persons = one.n_persons
        row.save()
    _written(actor, made, kind, len(chosen), at)
    return made


def _chosen(
    campaign: Campaign, kind: ExitKind, village: Area, numbers: Collection[str]
) -> list[Candidate]:
    """The objects that were chosen, each of which may exit and meets the standard now."""
    found = queries.candidates(campaign, kind, village, numbers=set(numbers))
    if not found or len(found) != len(set(numbers)):
        raise Refused("EXIT_NOTHING")
    demand_met(found)
    return found


def demand_met(found: Sequence[Candidate]) -> None:
    """Refuse objects that do not meet the standard by the verdict that counts now."""
    missed = [one.name or one.number for one in found if one.verdict != Verdict.MET]
    if missed:
        raise Refused("EXIT_NOT_MET", names="、".join(missed[:NAMED]))


def _demand_free(campaign: Campaign, chosen: Sequence[Candidate]) -> None:
    taken = queries.under_way(campaign, [one.number for one in chosen])
    if taken:
        names = [one.name or one.number for one in chosen if one.number in taken]
        raise Refused("EXIT_OPEN", names="、".join(names[:NAMED]), code=next(iter(taken.values())))


def _demand_notice(kind: ExitKind, said: Proposal, at: datetime) -> None:
    exits.demand_notice(
        said.notice_from, said.notice_to, kind.notice_days,
        on=timezone.localdate(at), has_objection=said.has_objection,
    )  # fmt: skip


def _written(actor: Actor, made: Exit, kind: ExitKind, n: int, at: datetime) -> None:
    ExitEvent.objects.create(
        exit=made, step=ExitStep.PROPOSE, by=actor.code, name=actor.name, post=actor.post[:80],
        at=at, opinion=made.note,
    )  # fmt: skip
    unit = "户" if kind.about == "household" else "个村"
    record(
        "exit",
        made.code,
        f"提出{kind.title.zh}：{made.area.name}，{n} {unit}",
        area_path=made.area.depth_path,
        run=made.run.code,
        standard=made.standard,
        state=ExitState.SIGNING.value,
    )
