"""Reading who signed earlier forms about the object of a problem: 责任倒追, a list and no score.

Only a use case asks for it (`services.tracing`): it has checked the right to trace this very
problem and writes who looked, when and why into the journal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huitoukan.apps.accounts.models import Appointment
from huitoukan.apps.accounts.queries import post_title
from huitoukan.apps.adjustments.models import AdjustmentStep
from huitoukan.apps.agreement.models import Round
from huitoukan.apps.assessment.models import HumanVerdict
from huitoukan.apps.assignments.models import HitAnswer
from huitoukan.apps.comparison.models import Hit, HitState
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import ActionForm, Field
from huitoukan.apps.core.showing import language
from huitoukan.apps.exits.models import ExitEvent
from huitoukan.apps.incomes.models import Confirmation, IncomeSheet
from huitoukan.apps.ledgers.models import EntryChange
from huitoukan.apps.oversight.queries import tabs
from huitoukan.apps.places.queries import full_name
from huitoukan.apps.problems.models import Problem, ProblemEvent, SelfCheck
from huitoukan.apps.problems.pages import BoardCell, BoardPage, BoardSection
from huitoukan.apps.problems.queries.boards import cells
from huitoukan.apps.problems.queries.words import action_label, in_language
from huitoukan.domain import exits
from huitoukan.domain.approval import STEP_WORDS as APPROVAL_WORDS
from huitoukan.domain.approval import Step as ApprovalStep
from huitoukan.domain.identity import mask_name
from huitoukan.domain.problems import Action
from huitoukan.rules.pack import Pack

SIGNING: Final = (
    Action.CONFIRM, Action.REJECT, Action.REPORT_DATA_ERROR, Action.CORRECT, Action.APPROVE_PLAN,
    Action.SUBMIT, Action.PASS_REVIEW, Action.CLOSE, Action.ARCHIVE,
)  # fmt: skip
"""Steps of an earlier problem by which somebody answers for what it says."""
MOST_FORMS: Final = 200


@dataclass(frozen=True)
class Form:
    """An earlier form: its day, what it is and says, who signed it (`by`: the account, if any)."""

    on: date
    kind: str
    says: str
    name: str
    by: str = ""
    code: str = ""
    post: str = ""
    href: str = ""


def forms_about(problem: Problem) -> list[Form]:
    """Every form about the problem's object signed until it was found, the newest first.

    Of a problem of a household: about that household, and what the village declared or signed.
    """
    until = timezone.localtime(problem.found_at).date()
    pack = problem.campaign.pack.opened()
    found = [
        *_declared(problem), *_exits(problem, pack), *_verdicts(problem), *_problems(problem),
        *_ledgers(problem, pack),
    ]  # fmt: skip
    if problem.household_no:
        found += [
            *_rounds(problem), *_accounts(problem), *_adjusted(problem, pack), *_doubts(problem),
        ]  # fmt: skip
    earlier = [one for one in found if one.on <= until]
    return sorted(earlier, key=lambda one: (one.on, one.kind, one.name), reverse=True)


def _day(at: object) -> date:
    return timezone.localtime(at).date()  # type: ignore[arg-type]


def _declared(problem: Problem) -> Iterator[Form]:
    rows = SelfCheck.objects.for_system("the right to trace").filter(
        campaign=problem.campaign,
        area=problem.area,
        topic=problem.topic,
        household_no__in=["", problem.household_no],
    )
    for one in rows:
        yield Form(
            one.on, _("零报告"), _("自查“{topic}”没有发现问题").format(topic=one.topic),
            one.said_by_name,
        )  # fmt: skip


def _exits(problem: Problem, pack: Pack) -> Iterator[Form]:
    numbers = [number for number in (problem.household_no, problem.area.code) if number]
    rows = ExitEvent.objects.filter(
        exit__objects_of__number__in=numbers,
        exit__campaign=problem.campaign,
        step__in=[exits.ExitStep.PROPOSE.value, exits.ExitStep.SIGN.value],
    )
    for one in rows.select_related("exit").distinct():
        kind = pack.exits.get(one.exit.kind)
        words = exits.STEP_WORDS[exits.ExitStep(one.step)]
        yield Form(
            _day(one.at),
            kind.title.in_(language()) if kind else one.exit.kind,
            f"{words.en if language().startswith('en') else words.zh} {one.opinion}".strip(),
            one.name, one.by, one.exit.code, one.post,
            reverse("exits:detail", args=[one.exit.code]),
        )  # fmt: skip


def _verdicts(problem: Problem) -> Iterator[Form]:
    rows = HumanVerdict.objects.for_system("the right to trace").filter(
        Q(household_no=problem.household_no), area=problem.area, campaign=problem.campaign
    )
    for one in rows:
        yield Form(
            _day(one.at), _("达标核定"), f"{one.get_verdict_display()} {one.reason}",
            one.by_name, one.by,
        )  # fmt: skip


def _problems(problem: Problem) -> Iterator[Form]:
    rows = ProblemEvent.objects.filter(
        problem__campaign=problem.campaign,
        problem__area=problem.area,
        problem__household_no=problem.household_no,
        action__in=[action.value for action in SIGNING],
    ).exclude(problem=problem)
    for one in rows.select_related("problem"):
        says = f"{action_label(Action(one.action))} {one.problem.title}"
        yield Form(
            _day(one.at), _("以前的问题"), says, one.actor_name, one.actor_code, one.problem.code,
            one.actor_post, reverse("problems:detail", args=[one.problem.code]),
        )  # fmt: skip


def _ledgers(problem: Problem, pack: Pack) -> Iterator[Form]:
    rows = EntryChange.objects.filter(entry__area=problem.area)
    if problem.household_no:
        rows = rows.filter(entry__values__household_no=problem.household_no)
    else:
        village = [one.id for one in pack.sources.values() if one.object == "village"]
        rows = rows.filter(entry__dataset__in=village)
    for one in rows.select_related("entry")[:MOST_FORMS]:
        dataset = pack.sources.get(one.entry.dataset)
        title = dataset.title.in_(language()) if dataset else one.entry.dataset
        yield Form(
            _day(one.at), title, str(one.get_kind_display()), one.name, one.by, one.entry.code,
            href=reverse("ledgers:entry", args=[one.entry.code]),
        )  # fmt: skip


def _rounds(problem: Problem) -> Iterator[Form]:
    rows = Round.objects.filter(
        agreement__campaign=problem.campaign,
        agreement__household__household_no=problem.household_no,
    )
    for one in rows:
        yield Form(
            one.on, _("三方核对"), _("第 {n} 轮入户核对").format(n=one.number),
            one.taken_by_name, one.taken_by,
            href=reverse("agreement:household", args=[problem.household_no]),
        )  # fmt: skip


def _accounts(problem: Problem) -> Iterator[Form]:
    sheets = IncomeSheet.objects.for_system("the right to trace").filter(
        campaign=problem.campaign, household_no=problem.household_no
    )
    for one in sheets:
        says = _("{period} 第 {n} 版").format(period=one.period_value, n=one.version)
        yield Form(_day(one.made_at), _("收入测算表"), says, one.made_name, one.made_by, one.code)
    answers = Confirmation.objects.for_system("the right to trace").filter(sheet__in=sheets)
    for answer in answers.select_related("sheet"):
        says = _("农户{how}，由其登记").format(how=answer.get_how_display())
        yield Form(
            answer.on, _("收入测算表"), says,
            answer.recorded_name, answer.recorded_by, answer.sheet.code,
        )  # fmt: skip


def _adjusted(problem: Problem, pack: Pack) -> Iterator[Form]:
    rows = AdjustmentStep.objects.filter(
        adjustment__campaign=problem.campaign, adjustment__household_no=problem.household_no
    )
    for one in rows.select_related("adjustment"):
        kind = pack.adjustments.get(one.adjustment.kind)
        title = kind.title.in_(language()) if kind else one.adjustment.kind
        says = in_language(APPROVAL_WORDS[ApprovalStep(one.step)])  # type: ignore[arg-type]
        yield Form(
            _day(one.at), _("动态调整：{kind}").format(kind=title), f"{says} {one.opinion}".strip(),
            one.name, one.by, one.adjustment.code,
            href=reverse("adjustments:detail", args=[one.adjustment.code]),
        )  # fmt: skip


def _doubts(problem: Problem) -> Iterator[Form]:
    hits = Hit.objects.for_system("the right to trace").filter(
        campaign=problem.campaign, household_no=problem.household_no
    )
    for one in hits.exclude(verdict_at=None).exclude(state=HitState.NEW):
        yield Form(
            _day(one.verdict_at), _("疑点核定"), f"{one.get_state_display()} {one.sentence}",
            one.verdict_name, one.verdict_by, one.code,
            href=reverse("comparison:hit", args=[one.code]),
        )  # fmt: skip
    answers = HitAnswer.objects.filter(line__hit__in=hits).select_related("line__hit")
    for answer in answers:
        yield Form(
            _day(answer.at), _("疑点核实反馈"),
            f"{answer.get_verdict_display()} {answer.line.hit.sentence}",
            answer.name, answer.by, answer.line.hit.code, answer.post,
        )  # fmt: skip


def posts_then(found: list[Form]) -> Mapping[tuple[str, date], str]:
    """The posts that the signers held on the day of their form, in one question."""
    accounts = {one.by for one in found if one.by and not one.post}
    held: dict[str, list[Appointment]] = {}
    rows = Appointment.objects.filter(user__username__in=accounts).select_related("user", "area")
    for one in rows.order_by("first_day", "id"):
        held.setdefault(one.user.username, []).append(one)
    return {
        (form.by, form.on): _("、").join(
            f"{one.area.name}{post_title(one.post, language())}"
            for one in held.get(form.by, ())
            if one.is_in_force(form.on)
        )
        for form in found
        if form.by and not form.post
    }


def trace_page(
    actor: Actor,
    code: str = "",
    why: str = "",
    *,
    traced: tuple[Problem, list[Form]] | None = None,
    error: str = "",
) -> BoardPage:
    """[oversight:trace] Asking, and once the reason is given the list of forms."""
    sections: tuple[BoardSection, ...] = ()
    if traced is not None:
        sections = (_about(traced[0]), _section(traced[1]))
    return BoardPage(
        title=_("责任倒追"),
        note=_(
            "从一条问题查到以前在同一对象的表上签过字的人，供核查的人看；只列表和名字，不打分，不作结论。"
            "每查一次都记入操作日志。"
        ),
        boards=tabs(actor, "trace"),
        sections=sections,
        acts=(
            ActionForm(
                code="trace", label=_("倒追"), href=reverse("oversight:trace"), icon="search",
                fields=(
                    Field("code", _("问题编号"), "text", True, value=code, max_length=20),
                    Field(
                        "why", _("为什么查"), "text", True, value=why, max_length=200,
                        help=_("例如核查任务、交办文号"),
                    ),
                ),
                errors=(error,) if error else (),
                is_open=True,
            ),
        ),
    )  # fmt: skip


def _about(problem: Problem) -> BoardSection:
    return BoardSection(
        _("这条问题"),
        (_("编号"), _("地点"), _("农户"), _("问题描述"), _("发现时间")),
        (
            (
                BoardCell(
                    problem.code, reverse("problems:detail", args=[problem.code]), "nowrap"
                ),
                *cells(
                    full_name(problem.area), mask_name(problem.household_name), problem.title,
                    timezone.localtime(problem.found_at).date(),
                ),
            ),
        ),
    )  # fmt: skip


def _section(found: list[Form]) -> BoardSection:
    posts = posts_then(found)
    return BoardSection(
        _("发现以前签过字的表"),
        (_("日期"), _("表"), _("编号"), _("写了什么"), _("签字人"), _("当时的岗位")),
        tuple(
            (
                *cells(one.on, one.kind),
                BoardCell(one.code, one.href, "nowrap"),
                *cells(one.says, one.name, one.post or posts.get((one.by, one.on), "")),
            )
            for one in found
        ),
        note=_("签过字不等于有责任；没有列出的不等于没有签过，纸上的表要另外查。"),
        n=len(found),
    )
