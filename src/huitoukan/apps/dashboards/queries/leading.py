"""What waits for a leader linked to townships: problems that are red, listed or stuck there."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.showing import due_of, severity_card
from huitoukan.apps.dashboards.pages import overview as pages
from huitoukan.apps.oversight.queries.leaders import waiting_for_leader
from huitoukan.apps.places.queries import full_name
from huitoukan.apps.problems.queries import overdue

SHOWN = 10


def group(actor: Actor, campaign: Campaign, *, on: date) -> pages.TodoGroup:
    """The problems, the most urgent first."""
    waiting = waiting_for_leader(actor, campaign, on=on)
    return pages.TodoGroup(
        code="lead",
        icon="shield-check",
        tone="warn",
        title=_("请您督导的问题"),
        why=_("您联系的地方有红牌、列入约谈或卡住的问题，请督导并登记意见"),
        n=waiting.count(),
        n_overdue=waiting.filter(overdue(on)).count(),
        button=_("督导"),
        items=tuple(
            pages.TodoItem(
                code=one.code,
                title=one.title,
                place=full_name(one.area),
                note=one.person,
                severity=severity_card(one.severity),
                due=due_of(one.next_due_on, on),
                href=reverse("problems:detail", args=[one.code]),
            )
            for one in waiting[:SHOWN]
        ),
        all_href=reverse("oversight:leaders"),
    )


def n_waiting(actor: Actor, campaign: Campaign) -> int:
    """How many wait; 0 for who is linked to no place."""
    if not actor.may("problem.instruct"):
        return 0
    return waiting_for_leader(actor, campaign, on=timezone.localdate()).count()
