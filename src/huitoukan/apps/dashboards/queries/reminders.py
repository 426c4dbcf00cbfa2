"""What a person is reminded of in my work beside single steps: meetings without a record."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import Due
from huitoukan.apps.dashboards.pages import overview as pages
from huitoukan.apps.problems.queries.meetings import missing_for
from huitoukan.domain.meetings import MEETINGS


def groups(actor: Actor, campaign: Campaign) -> list[pages.TodoGroup]:
    """The groups of my work that remind."""
    return [_meetings(actor, campaign)]


def n_waiting(actor: Actor, campaign: Campaign) -> int:
    """How many there are, for the menu."""
    return len(missing_for(actor, campaign))


def _meetings(actor: Actor, campaign: Campaign) -> pages.TodoGroup:
    missing = missing_for(actor, campaign)
    href = reverse("ledgers:new", args=[MEETINGS])
    return pages.TodoGroup(
        code="meetings",
        icon="calendar-due",
        tone="warn",
        title=_("没有记录的会议"),
        why=_("每到一个镇第一时间召开动员培训会和问题反馈会；已经召开的请登记"),
        n=len(missing),
        n_overdue=0,
        button=_("登记"),
        items=tuple(
            pages.TodoItem(
                code=kind, title=_("{place}没有{kind}的记录").format(place=town.name, kind=kind),
                place=town.name, note="", severity=None, due=Due(), href=href,
            )
            for town, kind in missing
        ),
        all_href=reverse("problems:supervision"),
    )  # fmt: skip
