"""Reading over the whole ledger: each module fills one page; here what they share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import Tab
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.problems.models import Problem
from huitoukan.apps.problems.pages import BoardCell, BoardSection
from huitoukan.apps.problems.queries.boards import problem_cells, problem_heads

MOST_LISTED: Final = 200
"""Rows of a list behind a figure; the heading tells how many there are."""


def tabs(actor: Actor, current: str) -> tuple[Tab, ...]:
    """The pages of this app that the actor may open, with the present one marked."""
    names = (
        ("leaders", "problem.see", _("联系领导")),
        ("schedule", "problem.see", _("时间倒排")),
        ("monthly", "problem.see", _("每月督查")),
        ("yearly", "problem.see", _("年度考核")),
        ("notices", "notice.see", _("公示公告")),
        ("visits", "household.see", _("退出户走访")),
        ("villages", "registry.see", _("村情台账")),
        ("trace", "problem.trace", _("责任倒追")),
    )
    return tuple(
        Tab(label, reverse(f"oversight:{name}"), is_current=name == current)
        for name, verb, label in names
        if actor.may(verb)
    )


def number(n: int, href: str) -> BoardCell:
    """A figure that opens its list; nothing is to open behind a 0."""
    return BoardCell(str(n), href if n else "", is_number=True)


def listed(
    title: str, rows: ScopedQuerySet[Problem] | Iterable[Problem], n: int, note: str = ""
) -> BoardSection:
    """The problems behind a figure."""
    return BoardSection(
        title,
        problem_heads(_("期限")),
        tuple(problem_cells(one, one.next_due_on or "") for one in rows),
        note=note,
        n=n,
    )
