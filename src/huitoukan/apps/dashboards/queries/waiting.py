"""What waits for a person: counts for the menu, and the person's scope in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from huitoukan.apps.adjustments.queries.shown import n_waiting
from huitoukan.apps.agreement.queries import WAITING as AGREEMENT_WAITING
from huitoukan.apps.agreement.queries import mismatches_for
from huitoukan.apps.assignments.queries import waiting_for as assigned_to
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.comparison.queries import WAITING, hits_for, newest_run
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.dashboards.queries import deliveries_due, leading, reminders
from huitoukan.apps.exits.queries import n_waiting as n_to_sign
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries import villages_in
from huitoukan.apps.problems.queries import overdue_problems, steps_for


@dataclass(frozen=True)
class Counts:
    """Counts of the menu; `data_as_of` is the end of the newest comparison."""

    todo: int = 0
    hits: int = 0
    assigned: int = 0
    mismatches: int = 0
    adjustments: int = 0
    exits: int = 0
    overdue: int = 0
    data_as_of: datetime | None = None


def counts(actor: Actor, campaign: Campaign) -> Counts:
    """What waits for the actor in this campaign, in few queries."""
    todo = sum(problems.count() for _step, problems in steps_for(actor, campaign))
    hits = 0
    if actor.may("hit.judge"):
        hits = hits_for(actor, campaign, "hit.judge").filter(WAITING).count()
    n_overdue = 0
    if actor.may("problem.see"):
        n_overdue = overdue_problems(actor, campaign, timezone.localdate()).count()
    run = newest_run(campaign)
    n_mismatches = 0
    if actor.may("agreement.judge"):
        waiting = mismatches_for(actor, campaign, "agreement.judge").filter(AGREEMENT_WAITING)
        n_mismatches = waiting.count()
    n_assigned = sum(rows.count() for _code, rows in assigned_to(actor, campaign))
    n_adjustments = n_waiting(actor, campaign) if actor.may("adjustment.see") else 0
    n_exits = n_to_sign(actor, campaign) if actor.may("exit.sign") else 0
    return Counts(
        todo=todo
        + hits
        + n_assigned
        + n_mismatches
        + n_adjustments
        + n_exits
        + deliveries_due.n_waiting(actor, campaign)
        + reminders.n_waiting(actor, campaign)
        + leading.n_waiting(actor, campaign),
        hits=hits,
        assigned=n_assigned,
        mismatches=n_mismatches,
        adjustments=n_adjustments,
        exits=n_exits,
        overdue=n_overdue,
        data_as_of=run.ended_at if run else None,
    )


def scope_in_words(actor: Actor) -> str:
    """What the person sees, in words: "龙潭镇，13 个村"."""
    parts = []
    for grant in actor.grants:
        area = Area.objects.filter(path=grant.path).first()
        if area is None:
            continue
        n = villages_in(area).count()
        text = area.name if n <= 1 else _("{name}，{n} 个村").format(name=area.name, n=n)
        if grant.department:
            text = _("{text}（本部门）").format(text=text)
        parts.append(text)
    return _("；").join(dict.fromkeys(parts))
