"""What a person is reminded of in my work beside single steps: letters and meetings."""

from __future__ import annotations

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import Due
from huitoukan.apps.dashboards.pages import overview as pages
from huitoukan.apps.papers.queries.signing import own_to_sign
from huitoukan.apps.places.queries import full_name
from huitoukan.apps.problems.queries.meetings import kind_words, missing_for
from huitoukan.domain.meetings import MEETINGS

SHOWN: Final = 10


def groups(actor: Actor, campaign: Campaign) -> list[pages.TodoGroup]:
    """The groups of my work that remind."""
    return [_letters(actor, campaign), _meetings(actor, campaign)]


def n_waiting(actor: Actor, campaign: Campaign) -> int:
    """How many there are, for the menu."""
    return len(missing_for(actor, campaign)) + own_to_sign(actor, campaign).count()


def _letters(actor: Actor, campaign: Campaign) -> pages.TodoGroup:
    waiting = own_to_sign(actor, campaign)
    n = waiting.count()
    return pages.TodoGroup(
        code="sign",
        icon="signature",
        tone="warn",
        title=_("待我签字的文书"),
        why=_("文书写明由您本人签字认领"),
        n=n,
        n_overdue=0,
        button=_("签字"),
        items=tuple(
            pages.TodoItem(
                code=one.paper.code, title=one.paper.title, place=full_name(one.area),
                note=_("已催签 {n} 次").format(n=one.n_reminders) if one.n_reminders else "",
                severity=None, due=Due(), href=reverse("papers:detail", args=[one.paper.code]),
            )
            for one in (waiting[:SHOWN] if n else ())
        ),
        all_href=reverse("papers:signatures"),
    )  # fmt: skip


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
                code=town.code,
                title=_("{place}没有{kind}的记录").format(
                    place=town.name, kind=kind_words(campaign, kind)
                ),
                place=town.name, note="", severity=None, due=Due(), href=href,
            )
            for town, kind in missing
        ),
        all_href=reverse("problems:supervision"),
    )  # fmt: skip
