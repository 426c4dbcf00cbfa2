"""Fills the supervision board and the board of a day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import ActionForm, Choice, Crumb, Field
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.core.showing import address
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries import townships_in
from huitoukan.apps.problems import pages, queries
from huitoukan.apps.problems.models import AreaEnd, Conference, Problem, ProblemEvent
from huitoukan.apps.problems.queries.boards import (
    SHOWN,
    boards,
    cells,
    joined,
    problem_cells,
    problem_heads,
)
from huitoukan.apps.problems.queries.meeting_boards import rounds_section
from huitoukan.apps.problems.queries.words import in_language
from huitoukan.domain.problems import Action
from huitoukan.domain.supervision import STAGE_WORDS, Stage, Steps


def steps_of(campaign: Campaign) -> Steps:
    """The days of reminder, red and talk, from the campaign's pack."""
    rules = campaign.pack.opened().deadlines
    return Steps(
        soon=-(rules["overdue_reminder"].days or 0),
        red=rules["overdue_red"].days or 0,
        talk=rules["overdue_summons"].days or 0,
    )


def in_stage(
    problems: ScopedQuerySet[Problem], stage: Stage, steps: Steps, on: date
) -> ScopedQuerySet[Problem]:
    """The problems whose present date is in the stage; the dates are `Problem.next_due_on`'s."""
    first, last = steps.due_between(stage, on)
    return problems.filter(step_due_on__gte=first, step_due_on__lte=last)


def supervision_page(
    actor: Actor, campaign: Campaign, *, on: date, told: str = "", error: str = ""
) -> pages.BoardPage:
    """[problems:supervision] Who is to be told of which dates; the last days of areas."""
    steps = steps_of(campaign)
    everything = queries.problems_for(actor, campaign)
    supervises = bool(actor.may("problem.supervise"))
    sections = []
    for stage in reversed(Stage):
        rows = in_stage(everything, stage, steps, on).order_by("step_due_on", "code")
        n = rows.count()
        sections.append(
            pages.BoardSection(
                title=in_language(STAGE_WORDS[stage]),
                heads=problem_heads(_("期限"), _("逾期天数")),
                rows=tuple(_row(problem, on) for problem in rows[:SHOWN]),
                n=n,
                acts=(_remind_form(stage, n),) if supervises and n else (),
            )
        )
    sections += [_ends(campaign), rounds_section(actor, campaign)]
    return pages.BoardPage(
        title=_("督办"),
        note=_("按期限提醒、黄牌、红牌和约谈名单；只列问题，不给人打分，是否约谈由人决定。"),
        boards=boards("supervision"),
        sections=tuple(sections),
        acts=(_end_form(campaign, error),) if supervises else (),
        told=told,
    )


def _row(problem: Problem, on: date) -> tuple[pages.BoardCell, ...]:
    due = problem.next_due_on
    return problem_cells(problem, due or "", max((on - due).days, 0) if due else "")


def _remind_form(stage: Stage, n: int) -> ActionForm:
    return ActionForm(
        code=f"remind-{stage.value}",
        label=_("催办这一组"),
        href=reverse("problems:remind"),
        style="plain",
        icon="send",
        note=_("{n} 条；每条问题每天记一次催办，写入办理过程。").format(n=n),
        fields=(Field("words", _("催办意见"), "text", True, max_length=200),),
        hidden=(("stage", stage.value),),
    )


def _ends(campaign: Campaign) -> pages.BoardSection:
    found = AreaEnd.objects.filter(campaign=campaign).select_related("area").order_by("ends_on")
    return pages.BoardSection(
        title=_("各级截止日"),
        heads=(_("地区"), _("截止日"), _("依据"), _("设定人")),
        rows=(
            cells(campaign.area.name, campaign.ends_on, _("本次任务"), ""),
            *(cells(one.area.name, one.ends_on, one.reason, one.set_by_name) for one in found),
        ),
        note=_("下级可以提前，不能推后；已经定下的期限不因此变动，以后签收的按新的截止日计算。"),
    )


def _end_form(campaign: Campaign, error: str) -> ActionForm:
    places = (campaign.area, *townships_in(campaign.area))
    return ActionForm(
        code="end",
        label=_("设定截止日"),
        href=reverse("problems:set_end"),
        icon="calendar-due",
        fields=(
            Field(
                "place", _("地区"), "select", True,
                choices=tuple(Choice(one.code, one.name) for one in places),
            ),
            Field("ends_on", _("截止日"), "date", True, high=campaign.ends_on.isoformat()),
            Field("reason", _("依据"), "text", True, max_length=200),
        ),
        errors=(error,) if error else (),
        is_open=bool(error),
    )  # fmt: skip


# --- the day ---


def day_page(actor: Actor, campaign: Campaign, *, day: date, told: str = "") -> pages.BoardPage:
    """[problems:day] 当日会商、当日汇总、当日交办: by township, and what was not handed over."""
    found = found_on(actor, campaign, day)
    handed = _handed_over_on(found, day)
    held = list(
        Conference.objects.visible_to(actor)
        .filter(campaign=campaign, on=day)
        .select_related("area")
    )
    about = _about(actor, campaign, held)
    late = [one for one in found if one.pk not in handed]
    rows = []
    for town in townships_in(campaign.area):
        mine = [one for one in found if one.area.depth_path.startswith(town.depth_path)]
        n_handed = sum(one.pk in handed for one in mine)
        met = _("已会商") if _is_met(held, town) else _("没有会商记录")
        rows.append(cells(town.name, len(mine), met, n_handed, len(mine) - n_handed))
    forms = (_conference_form(campaign, day),) if actor.may("problem.supervise") else ()
    return pages.BoardPage(
        title=_("当日会商交办"),
        note=_("{day}：当天发现的问题当日会商、当日汇总、当日交办；没有交办的列在下面。").format(
            day=day.isoformat()
        ),
        boards=boards("day"),
        sections=(
            pages.BoardSection(
                _("各乡镇"), (_("乡镇"), _("当日发现"), _("会商"), _("当日交办"), _("未交办")),
                tuple(rows),
            ),
            pages.BoardSection(
                _("当日没有交办的问题"), problem_heads(),
                tuple(problem_cells(one) for one in late[:SHOWN]), n=len(late),
            ),
            pages.BoardSection(
                _("会商记录"), (_("地区"), _("参加人员"), _("会商意见"), _("问题"), _("登记人")),
                tuple(
                    cells(
                        o.area.name, o.present, o.minutes,
                        " ".join(about.get(o.pk, ())), o.held_by_name,
                    )
                    for o in held
                ),
            ),
        ),
        acts=forms,
        links=tuple(
            Crumb(words, address(reverse("problems:day"), {}, day=(day + n).isoformat()))
            for words, n in ((_("前一天"), timedelta(days=-1)), (_("后一天"), timedelta(days=1)))
        ),
        told=told,
    )  # fmt: skip


def found_on(actor: Actor, campaign: Campaign, day: date) -> list[Problem]:
    """The problems that were found on a local day."""
    start = timezone.make_aware(datetime.combine(day, time()))
    rows = queries.problems_for(actor, campaign)
    return list(rows.filter(found_at__gte=start, found_at__lt=start + timedelta(days=1)))


def _handed_over_on(problems: list[Problem], day: date) -> set[int]:
    """Those handed over, put right on the spot or settled on the very day."""
    ends = {Action.ASSIGN, Action.FIX_ON_SPOT, Action.REJECT, Action.MERGE}
    steps = ProblemEvent.objects.filter(
        problem__in=problems, action__in=[action.value for action in ends]
    )
    return {
        problem
        for problem, at in steps.values_list("problem_id", "at")
        if timezone.localtime(at).date() == day
    }


def _about(actor: Actor, campaign: Campaign, held: list[Conference]) -> dict[int, list[str]]:
    """The numbers of the problems that conferences were about, as far as the actor sees them."""
    rows = Conference.problems.through.objects.filter(
        conference__in=held, problem__in=queries.problems_for(actor, campaign).order_by()
    ).order_by("problem__code")
    found: dict[int, list[str]] = {}
    for conference, code in rows.values_list("conference_id", "problem__code"):
        found.setdefault(conference, []).append(code)
    return found


def _is_met(held: list[Conference], town: Area) -> bool:
    return any(town.depth_path.startswith(one.area.depth_path) for one in held)


def _conference_form(campaign: Campaign, day: date) -> ActionForm:
    places = (campaign.area, *townships_in(campaign.area))
    return ActionForm(
        code="conference",
        label=_("登记会商"),
        href=reverse("problems:confer"),
        icon="note",
        note=joined([_("部门与镇、村会商的，也在这里登记。")]),
        fields=(
            Field(
                "place", _("地区"), "select", True,
                choices=tuple(Choice(one.code, one.name) for one in places),
            ),
            Field("on", _("日期"), "date", True, value=day.isoformat()),
            Field("present", _("参加人员"), "text", True, max_length=300),
            Field("minutes", _("会商意见"), "area", True, max_length=1000),
        ),
    )  # fmt: skip
