"""Fills the page of a meeting, and the table of which townships held theirs."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import Crumb
from huitoukan.apps.problems import pages
from huitoukan.apps.problems.queries.boards import (
    SHOWN,
    boards,
    problem_cells,
    problem_heads,
)
from huitoukan.apps.problems.queries.meetings import (
    accepted_at,
    called,
    meeting_for,
    own_townships,
    rounds_of,
)
from huitoukan.apps.problems.queries.words import in_language
from huitoukan.domain.meetings import HELD_WORDS, Held, Meeting


def meeting_page(actor: Actor, code: str) -> pages.BoardPage:
    """[problems:meeting] One meeting: the problems that were taken over at it."""
    campaign, one = meeting_for(actor, code)
    problems = accepted_at(actor, campaign, code)
    return pages.BoardPage(
        title=called(campaign, one),
        note=_("这次会上认领的问题；认领时写明会议，记入各条的办理过程。"),
        boards=boards("supervision"),
        sections=(
            pages.BoardSection(
                _("会上认领的问题"), problem_heads(_("期限")),
                tuple(problem_cells(p, p.next_due_on or "") for p in problems[:SHOWN]),
                n=len(problems),
            ),
        ),
        links=_record(actor, code),
    )  # fmt: skip


def _record(actor: Actor, code: str) -> tuple[Crumb, ...]:
    """The way to the meeting's own page, for who may open it; stages above by address only."""
    is_paper = code.startswith("WS-")
    name, verb = ("papers:detail", "paper.see") if is_paper else ("ledgers:entry", "ledger.see")
    return (Crumb(_("会议记录"), reverse(name, args=[code])),) if actor.may(verb) else ()


def rounds_section(actor: Actor, campaign: Campaign) -> pages.BoardSection:
    """Which townships have held their kick-off and their feedback meeting (R163)."""
    towns = own_townships(actor, campaign)
    rows = [
        (
            pages.BoardCell(town.name),
            _held(one.kick_off_held, one.kick_off),
            _held(one.feedback_held, one.feedback),
        )
        for town, one in rounds_of(campaign, towns)
    ]
    return pages.BoardSection(
        _("各乡镇的动员培训会和问题反馈会"),
        (_("乡镇"), _("动员培训会"), _("问题反馈会")),
        tuple(rows),
        note=_(
            "有了发现的问题就应当召开动员培训会，问题交办后应当召开反馈会；"
            "全县没有人登记工作会议台账的，不能判断。"
        ),
    )


def _held(held: Held, meeting: Meeting | None) -> pages.BoardCell:
    words = in_language(HELD_WORDS[held])
    if meeting is None:
        style = {Held.MISSING: "bad", Held.CANNOT_TELL: "warn"}.get(held, "mute")
        return pages.BoardCell(words, style=style)
    href = reverse("problems:meeting", args=[meeting.code])
    return pages.BoardCell(meeting.held_on.isoformat(), href)
