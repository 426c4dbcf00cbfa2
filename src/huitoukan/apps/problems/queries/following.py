"""Following up: what is open in a village with its next date, the visits, the forms beside."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import refusal_text
from huitoukan.apps.core.pages import ActionForm, Field
from huitoukan.apps.problems import pages, queries
from huitoukan.apps.problems.models import Problem, ProblemEvent
from huitoukan.apps.problems.queries.actions import RefusedStep
from huitoukan.apps.problems.queries.boards import (
    SHOWN,
    boards,
    cells,
    problem_cells,
    problem_heads,
)
from huitoukan.apps.problems.queries.visits import CONFER, VISIT, last_visits
from huitoukan.domain.following import FOLLOWED


def beside_forms(
    actor: Actor, problem: Problem, on: date, refused: RefusedStep | None = None
) -> tuple[ActionForm, ...]:
    """The forms that accompany a problem: a visit, a conference; each for who may."""
    forms = []
    if problem.stands in FOLLOWED and queries.may_here(actor, problem, "problem.follow"):
        forms.append(_visit_form(problem, on, refused))
    if queries.may_here(actor, problem, "problem.confer"):
        forms.append(_confer_form(problem, on, refused))
    return tuple(forms)


def _visit_form(problem: Problem, on: date, refused: RefusedStep | None) -> ActionForm:
    typed, errors = _back(VISIT, refused)
    today = on.isoformat()
    return ActionForm(
        code=VISIT,
        label=_("跟踪回访"),
        href=reverse("problems:visit", args=[problem.code]),
        style="plain",
        icon="home",
        note=_("看整改做到哪一步，写明所见；不改变状态，审核和销号时能看到。"),
        fields=(
            Field("on", _("回访日期"), "date", True, value=typed.get("on", today), high=today),
            Field("seen", _("所见情况"), "area", True, value=typed.get("seen", ""), max_length=500),
            Field("photographs", _("照片"), "photos", accept="image/*"),
        ),
        errors=errors,
        is_open=bool(errors),
    )


def _confer_form(problem: Problem, on: date, refused: RefusedStep | None) -> ActionForm:
    typed, errors = _back(CONFER, refused)
    return ActionForm(
        code=CONFER,
        label=_("登记会商"),
        href=reverse("problems:confer_on", args=[problem.code]),
        style="plain",
        icon="note",
        note=_("行业部门与镇、村就这条问题会商的，写入办理过程。"),
        fields=(
            Field(
                "on", _("日期"), "date", True, value=typed.get("on", on.isoformat()),
                high=on.isoformat(),
            ),
            Field(
                "present", _("参加人员"), "text", True, value=typed.get("present", ""),
                max_length=300, help=_("写明哪些部门、镇、村的人"),
            ),
            Field(
                "minutes", _("会商意见"), "area", True, value=typed.get("minutes", ""),
                max_length=1000,
            ),
            Field(
                "others", _("同时会商的问题编号"), "text", value=typed.get("others", ""),
                max_length=400, help=_("几个之间用空格隔开"),
            ),
        ),
        errors=errors,
        is_open=bool(errors),
    )  # fmt: skip


def _back(code: str, refused: RefusedStep | None) -> tuple[Mapping[str, str], tuple[str, ...]]:
    if refused is None or refused.action != code:
        return {}, ()
    return refused.typed, (refusal_text(refused.refused),)


def follow_page(actor: Actor, campaign: Campaign, *, on: date) -> pages.BoardPage:
    """[problems:follow] What is open in the actor's places, by its next date, with the visits."""
    rows = queries.problems_for(actor, campaign).filter(
        queries.areas_within(actor, campaign), state__in=[state.value for state in FOLLOWED]
    )
    shown = list(queries.urgent_first(rows)[:SHOWN])
    last = last_visits(shown)
    return pages.BoardPage(
        title=_("跟踪督促"),
        note=_("已经交办、还没有办结的问题，按下一个期限排列；驻村工作队跟踪督促，回访记入各条。"),
        boards=boards("follow"),
        sections=(
            pages.BoardSection(
                _("还没有办结的问题"),
                problem_heads(_("下一个期限"), _("剩余天数"), _("最近回访")),
                tuple(
                    (
                        *problem_cells(one),
                        pages.BoardCell(str(one.next_due_on or "—"), style="nowrap"),
                        *cells(_left(one, on), *_visit(last, one)),
                    )
                    for one in shown
                ),
                n=rows.order_by().count(),
            ),
        ),
    )


def _left(problem: Problem, on: date) -> object:
    due = problem.next_due_on
    return (due - on).days if due else "—"


def _visit(last: dict[int, ProblemEvent], problem: Problem) -> tuple[str]:
    event = last.get(problem.pk)
    if event is None:
        return (_("没有"),)
    return (f"{event.facts.get('visited_on', '')} {event.actor_name}",)
