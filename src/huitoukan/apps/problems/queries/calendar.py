"""Fills the page of the calendar that deadlines are counted on."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign, StoredCalendar
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import refusal_text
from huitoukan.apps.core.pages import ActionForm, Field
from huitoukan.apps.problems import pages
from huitoukan.apps.problems.queries.boards import boards, cells
from huitoukan.domain.refusals import Refused


def calendar_page(
    actor: Actor, campaign: Campaign, *, typed: str = "", refused: Refused | None = None
) -> pages.BoardPage:
    """[problems:calendar] The campaign's calendar, the county's own days, every version so far."""
    present = campaign.calendar
    errors = (refusal_text(refused),) if refused else ()
    return pages.BoardPage(
        title=_("工作日历"),
        note=_("{version}，{first} 至 {last}，来源：{source}").format(
            version=present.version, first=present.first_day, last=present.last_day,
            source=present.source,
        ),
        boards=boards("calendar"),
        sections=(_own_days(present), _versions(campaign)),
        acts=_forms(typed, errors) if actor.may("problem.supervise") else (),
    )  # fmt: skip


def _own_days(present: StoredCalendar) -> pages.BoardSection:
    return pages.BoardSection(
        _("县里自己的安排"),
        (_("日期"), _("安排"), _("依据")),
        tuple(
            cells(one.day, _("上班") if one.is_working else _("休息"), one.basis)
            for one in present.own_days
        ),
        note=_("没有列出的日子按国务院办公厅的放假安排；按工作日计算的期限用这份日历。"),
    )


def _versions(campaign: Campaign) -> pages.BoardSection:
    own = StoredCalendar.objects.filter(version__contains=f"+{campaign.area.code}-")
    rows = [
        cells(
            one.version, f"{timezone.localtime(one.stored_at):%Y-%m-%d %H:%M}"
            if one.stored_at else "", one.stored_by_name, len(one.changes),
            _("使用中") if one.pk == campaign.calendar_id else "",
        )
        for one in own.order_by("-pk")
    ]  # fmt: skip
    heads = (_("版本"), _("存入时间"), _("存入人"), _("县里的安排（天）"), _("状态"))
    return pages.BoardSection(
        _("历次版本"), heads, tuple(rows),
        note=_("已经定下的期限写明所用的版本，不因改用新版本而变动。"),
    )  # fmt: skip


def _forms(typed: str, errors: tuple[str, ...]) -> tuple[ActionForm, ...]:
    return (
        ActionForm(
            code="days",
            label=_("加上县里的安排"),
            href=reverse("problems:put_days"),
            icon="calendar-due",
            fields=(
                Field(
                    "days", _("一行一天"), "area", True, value=typed, max_length=4000,
                    placeholder="2026-12-31 休息 县政办发〔2026〕5号",
                    help=_("日期、上班或休息、依据，用空格隔开"),
                ),
            ),
            errors=errors,
            is_open=bool(errors),
        ),
        ActionForm(
            code="renew",
            label=_("改用最新的放假安排"),
            href=reverse("problems:renew_calendar"),
            style="plain",
            icon="refresh",
            note=_("软件收录了新一年的放假安排以后使用；县里自己的安排照旧。"),
        ),
    )  # fmt: skip
