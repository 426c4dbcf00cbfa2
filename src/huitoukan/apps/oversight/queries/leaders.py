"""Fills [oversight:leaders]: who is linked where, what waits there, what was said of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huitoukan.apps.accounts.models import Appointment
from huitoukan.apps.accounts.queries.leaders import LINKED_LEADER, leaders_in
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import ActionForm, Choice, Field
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.core.showing import address
from huitoukan.apps.oversight.queries import MOST_LISTED, listed, number, tabs
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries import full_name, townships_in, villages_in
from huitoukan.apps.problems.models import Problem, ProblemEvent
from huitoukan.apps.problems.pages import BoardCell, BoardPage, BoardSection
from huitoukan.apps.problems.queries import open_states, problems_for, urgent_first
from huitoukan.apps.problems.queries.boards import SHOWN, cells
from huitoukan.apps.problems.queries.supervision import in_stage, steps_of
from huitoukan.apps.problems.queries.words import in_language
from huitoukan.domain.problems import State
from huitoukan.domain.supervision import STAGE_WORDS, Stage

LEAD: Final = "lead"
"""The action of an event that changes no state: a linked leader said what is to be done."""
REMIND: Final = "remind"
STUCK: Final = "stuck"
TOLD_OF: Final = (Stage.TALK, Stage.RED, Stage.YELLOW)
KINDS: Final = (*(stage.value for stage in TOLD_OF), STUCK)


def is_stuck(on: date) -> Q:
    """The condition of a stuck problem: sent back twice or more, or its pause is over unresumed."""
    paused = Q(state=State.PAUSED.value, paused_until__lt=on)
    return Q(state__in=open_states()) & (Q(n_returned__gte=2) | paused)


def of_kind(
    problems: ScopedQuerySet[Problem], kind: str, campaign: Campaign, on: date
) -> ScopedQuerySet[Problem]:
    """The problems that a leader looks at: of a stage of supervision, or stuck."""
    if kind == STUCK:
        return problems.filter(is_stuck(on))
    return in_stage(problems, Stage(kind), steps_of(campaign), on)


def waiting_for_leader(actor: Actor, campaign: Campaign, *, on: date) -> ScopedQuerySet[Problem]:
    """Red, listed for a talk, or stuck, in the places that the actor is linked to.

    Reckoned over the actor's right to urge on, which only leaders hold; the most urgent first.
    """
    mine = problems_for(actor, campaign, "problem.instruct")
    late = steps_of(campaign).due_between(Stage.RED, on)[1]
    return urgent_first(mine.filter(Q(step_due_on__lte=late) | is_stuck(on)))


def leaders_page(
    actor: Actor,
    campaign: Campaign,
    params: Mapping[str, str],
    *,
    on: date,
    error: tuple[str, str] = ("", ""),
) -> BoardPage:
    """[oversight:leaders] `error` is a form that was refused, and its sentence."""
    links = [one for one in leaders_in(campaign.area, on) if _is_near(actor, one.area)]
    sections = [_linked(actor, campaign, links, on)]
    if actor.may("problem.instruct"):
        mine = waiting_for_leader(actor, campaign, on=on)
        sections.insert(
            0, listed(_("请您督导：红牌、约谈、卡住的问题"), mine[:SHOWN], mine.count())
        )
    if found := _behind(actor, campaign, params, on):
        sections.insert(0, found)
    sections += [
        _told(actor, campaign, REMIND, _("告知和催办记录")),
        _told(actor, campaign, LEAD, _("领导督导记录")),
    ]
    return BoardPage(
        title=_("联乡联村县级领导"),
        note=_(
            "所联系的地方有哪些黄牌、红牌、卡住的问题，告知过什么，领导做了什么；只列问题，不给人打分。"
        ),
        boards=tabs(actor, "leaders"),
        sections=tuple(sections),
        acts=_forms(actor, campaign, links, on, error),
    )


def _is_near(actor: Actor, place: Area) -> bool:
    """Whether the actor sees problems in the place, above it or inside it."""
    path = place.depth_path
    return actor.is_system or any(
        "problem.see" in grant.verbs
        and (path.startswith(grant.path) or grant.path.startswith(path))
        for grant in actor.grants
    )


def _linked(actor: Actor, campaign: Campaign, links: list[Appointment], on: date) -> BoardSection:
    counts = _counts(problems_for(actor, campaign), campaign, on)
    here = reverse("oversight:leaders")
    rows = []
    for one in links:
        path = one.area.depth_path
        inside = [row for area, row in counts.items() if area.startswith(path)]
        figures = [
            number(
                sum(row[kind] for row in inside),
                address(here, {}, place=one.area.code, kind=kind),
            )
            for kind in KINDS
        ]
        rows.append(
            (
                *cells(full_name(one.area), one.user.name, one.first_day, one.last_day or ""),
                *figures,
            )
        )
    without = [
        town.name
        for town in townships_in(campaign.area)
        if _is_near(actor, town)
        and not any(town.depth_path.startswith(one.area.depth_path) for one in links)
    ]
    return BoardSection(
        _("联系的地方"),
        (
            _("地方"), _("领导"), _("起"), _("止"),
            *(in_language(STAGE_WORDS[stage]).split("：")[0].split(":")[0] for stage in TOLD_OF),
            _("卡住"),
        ),
        tuple(rows),
        note=_("卡住：退回过两次以上，或者暂停到期没有恢复。没有联系领导的乡镇：{places}").format(
            places=_("、").join(without) or _("没有")
        ),
    )  # fmt: skip


def _counts(
    problems: ScopedQuerySet[Problem], campaign: Campaign, on: date
) -> dict[str, dict[str, int]]:
    """By the path of a place: how many of each kind. One question for the whole county."""
    steps = steps_of(campaign)
    asked = {}
    for stage in TOLD_OF:
        first, last = steps.due_between(stage, on)
        inside = Q(step_due_on__gte=first, step_due_on__lte=last)
        asked[stage.value] = Count("pk", filter=inside)
    asked[STUCK] = Count("pk", filter=is_stuck(on))
    late = steps.due_between(Stage.YELLOW, on)[1]
    rows = problems.filter(Q(step_due_on__lte=late) | is_stuck(on)).order_by()
    found = rows.values_list("area__path").annotate(**asked)
    return {path or "": dict(zip(KINDS, n, strict=True)) for path, *n in found}


def _behind(
    actor: Actor, campaign: Campaign, params: Mapping[str, str], on: date
) -> BoardSection | None:
    """The list behind the figure that was asked for."""
    kind = params.get("kind", "")
    place = Area.objects.filter(code=params.get("place", "")).first()
    if place is None or kind not in KINDS:
        return None
    inside = problems_for(actor, campaign).filter(area__path__startswith=place.depth_path)
    rows = urgent_first(of_kind(inside, kind, campaign, on))
    word = _("卡住") if kind == STUCK else in_language(STAGE_WORDS[Stage(kind)])
    return listed(f"{place.name} {word}", rows[:MOST_LISTED], rows.count())


def _told(actor: Actor, campaign: Campaign, action: str, title: str) -> BoardSection:
    """The newest events of one kind that changed no state."""
    rows = (
        ProblemEvent.objects.filter(
            action=action, problem__in=problems_for(actor, campaign).order_by().values("pk")
        )
        .select_related("problem__area__parent")
        .order_by(F("at").desc(), "-pk")
    )
    return BoardSection(
        title,
        (_("时间"), _("编号"), _("地点"), _("办理人"), _("意见")),
        tuple(
            (
                *cells(f"{timezone.localtime(one.at):%Y-%m-%d %H:%M}"),
                BoardCell(
                    one.problem.code, reverse("problems:detail", args=[one.problem.code]), "nowrap"
                ),
                *cells(
                    full_name(one.problem.area), one.actor_name, one.facts.get("opinion", "")
                ),
            )
            for one in rows[:SHOWN]
        ),
    )  # fmt: skip


# --- forms ---


def _forms(
    actor: Actor,
    campaign: Campaign,
    links: list[Appointment],
    on: date,
    error: tuple[str, str],
) -> tuple[ActionForm, ...]:
    forms = []
    if actor.may("problem.instruct"):
        mine = waiting_for_leader(actor, campaign, on=on)
        forms.append(_instruct_form(mine, on))
    if actor.may("people.open"):
        forms += [_link_form(campaign, on), _import_form()]
        if links:
            forms.append(_end_form(links, on))
    code, sentence = error
    return tuple(_with_error(form, sentence) if form.code == code else form for form in forms)


def _with_error(form: ActionForm, sentence: str) -> ActionForm:
    return ActionForm(
        form.code, form.label, form.href, form.style, form.icon, form.note, form.fields,
        errors=(sentence,), is_open=True,
    )  # fmt: skip


def _instruct_form(problems: ScopedQuerySet[Problem], on: date) -> ActionForm:
    return ActionForm(
        code="instruct",
        label=_("登记督导意见"),
        href=reverse("oversight:instruct"),
        icon="note",
        note=_("写入这条问题的办理过程；问题的状态不变。"),
        fields=(
            Field(
                "code", _("问题"), "select", True,
                choices=tuple(Choice(one.code, f"{one.code} {one.title}"[:60])
                              for one in problems[:SHOWN]),
            ),
            Field(
                "on", _("日期"), "date", True, value=on.isoformat(), high=on.isoformat()
            ),
            Field("words", _("做了什么，要求什么"), "area", True, max_length=400),
        ),
    )  # fmt: skip


def _link_form(campaign: Campaign, on: date) -> ActionForm:
    places = [*townships_in(campaign.area), *villages_in(campaign.area).select_related("parent")]
    return ActionForm(
        code="link",
        label=_("登记联系领导"),
        href=reverse("oversight:link"),
        icon="user",
        note=_("没有账号的同时开设账号，设了密码才能登录；一人可以联系几个地方。"),
        fields=(
            Field("username", _("账号"), "text", True, max_length=64),
            Field("name", _("姓名"), "text", True, max_length=64),
            Field(
                "place", _("联系的乡镇或村"), "select", True,
                choices=tuple(Choice(one.code, full_name(one)) for one in places),
            ),
            Field("first_day", _("起"), "date", True, value=on.isoformat()),
            Field("last_day", _("止"), "date"),
        ),
    )  # fmt: skip


def _import_form() -> ActionForm:
    return ActionForm(
        code="import",
        label=_("导入联系领导名单"),
        href=reverse("oversight:link_many"),
        style="plain",
        icon="upload",
        note=_(
            "xlsx、xls 或 csv，表头：账号、姓名、岗位、区划代码、任职起、任职止；"
            "岗位一律写 {post}，先核对每一行，有一行不对就都不写入。"
        ).format(post=LINKED_LEADER),
        fields=(Field("table", _("名单文件"), "file", True, accept=".xlsx,.xls,.csv"),),
    )


def _end_form(links: list[Appointment], on: date) -> ActionForm:
    return ActionForm(
        code="end",
        label=_("结束联系"),
        href=reverse("oversight:unlink"),
        style="plain",
        icon="calendar-due",
        fields=(
            Field(
                "link", _("联系"), "select", True,
                choices=tuple(
                    Choice(str(one.pk), f"{full_name(one.area)} {one.user.name}") for one in links
                ),
            ),
            Field("last_day", _("最后一天"), "date", True, value=on.isoformat()),
        ),
    )  # fmt: skip
