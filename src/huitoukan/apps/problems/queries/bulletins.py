"""Fills the page of the issued lists: what of each has ended, and whether it is closed."""

from __future__ import annotations

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import ActionForm, Chip, Field, FileItem
from huitoukan.apps.files.models import StoredFile
from huitoukan.apps.problems import pages, queries
from huitoukan.apps.problems.models import Bulletin
from huitoukan.apps.problems.queries import actions


def bulletins_page(actor: Actor, campaign: Campaign) -> pages.BulletinsPage:
    """[problems:bulletins] The lists that were issued, and how many problems wait for the next."""
    still_open = Q(problems__state__in=queries.open_states())
    issued = list(
        Bulletin.objects.visible_to(actor)
        .filter(campaign=campaign)
        .select_related("word", "excel", "slip")
        .annotate(n_problems=Count("problems"), n_open=Count("problems", filter=still_open))
        .order_by("-issue")  # a grouped query forgets the table's own order
    )
    closable = Bulletin.objects.visible_to(actor, "problem.sign_off").filter(campaign=campaign)
    may_close = set(closable.values_list("issue", flat=True))
    waiting = queries.unissued_problems(actor, campaign).count()
    next_issue = (issued[0].issue if issued else 0) + 1
    return pages.BulletinsPage(
        rows=tuple(_row(one, may_close=one.issue in may_close) for one in issued),
        n_waiting=waiting,
        next_issue=next_issue,
        issue=actions.issue_form(next_issue, waiting) if actor.may("problem.issue") else None,
    )


def _row(bulletin: Bulletin, *, may_close: bool) -> pages.BulletinRow:
    counts = vars(bulletin)
    n_open = counts["n_open"]
    is_closed = bulletin.closed_at is not None
    return pages.BulletinRow(
        issue=bulletin.issue,
        issued_at=bulletin.issued_at,
        issued_by=bulletin.issued_by,
        n_problems=counts["n_problems"],
        n_open=n_open,
        word=_file(bulletin.word),
        excel=_file(bulletin.excel),
        state=_state(n_open, is_closed=is_closed),
        closed_at=bulletin.closed_at,
        closed_by=bulletin.closed_by,
        slip=_file(bulletin.slip) if bulletin.slip else None,
        close=_close_form(bulletin.issue) if may_close and not is_closed and not n_open else None,
    )


def _state(n_open: int, *, is_closed: bool) -> Chip:
    if is_closed and n_open:
        return Chip("bad", _("销号后又有 {n} 条重新打开").format(n=n_open))
    if is_closed:
        return Chip("ok", _("整体销号"))
    if n_open:
        return Chip("wait", _("还有 {n} 条没有办结").format(n=n_open))
    return Chip("doing", _("全部办结，待整体销号"))


def _close_form(issue: int) -> ActionForm:
    return ActionForm(
        code=f"close-{issue}",
        label=_("整体销号"),
        href=reverse("problems:close_list", args=[issue]),
        icon="check",
        note=_("各条都已办结。销号后生成销号单。"),
        fields=(Field("opinion", _("办结意见"), kind="area", is_required=True, max_length=500),),
    )


def _file(file: StoredFile) -> FileItem:
    href = reverse("files:file", args=[file.sha256])
    return FileItem(name=file.name, href=href, size=file.size)
