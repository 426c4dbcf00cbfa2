"""Reading looks for the same elsewhere (举一反三): how far each has come, and the board of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.comparison import queries
from huitoukan.apps.comparison.models import Hit, HitState, RuleOutcome
from huitoukan.apps.comparison.queries.reasons import why_cannot_tell
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import refusal_text, translated
from huitoukan.apps.core.pages import ActionForm, Choice, Crumb, Field, KeyValue
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.core.showing import language
from huitoukan.apps.jobs.pages import JobOutcome
from huitoukan.apps.places.queries import full_name, townships_in
from huitoukan.apps.problems.models import CommonRuling, Problem, Sweep
from huitoukan.apps.problems.pages import BoardCell, BoardPage, BoardSection
from huitoukan.apps.problems.queries import problems_for
from huitoukan.apps.problems.queries.boards import SHOWN, boards, cells
from huitoukan.domain.identity import mask_name
from huitoukan.domain.problems import OPEN_STATES
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack

OPEN = [state.value for state in OPEN_STATES]


def linked_rules(pack: Pack, kind: str) -> tuple[str, ...]:
    """The rules whose confirmed doubts become problems of this type."""
    return tuple(sorted(rule.id for rule in pack.rules.values() if rule.problem == kind))


def of_type(campaign: Campaign, kind: str) -> ScopedQuerySet[Sweep]:
    """Every look that was asked for a type, the newest first."""
    return Sweep.objects.for_system("whether a type was looked for is the campaign's").filter(
        campaign=campaign, type=kind
    )


def open_problems(campaign: Campaign, kind: str) -> ScopedQuerySet[Problem]:
    """The problems of a type that somebody still has to work on."""
    return Problem.objects.for_system("a common type is the whole campaign's").filter(
        campaign=campaign, type=kind, state__in=OPEN
    )


def sweep_for(actor: Actor, code: str) -> Sweep:
    """The look, or "not found"."""
    found = (
        Sweep.objects.visible_to(actor, "problem.see")
        .filter(code=code)
        .select_related("campaign__area", "campaign__pack", "problem", "job")
        .defer("campaign__pack__content")
        .first()
    )
    if found is None:
        raise Refused("NOT_FOUND", what="举一反三", code=code)
    return found


def sweeps_for(actor: Actor, campaign: Campaign) -> ScopedQuerySet[Sweep]:
    """The looks of a campaign, for who sees problems all over it; the newest first."""
    found = Sweep.objects.visible_to(actor, "problem.see").filter(campaign=campaign)
    return found.select_related("problem", "job", "campaign__area")


@dataclass(frozen=True)
class Standing:
    """How far a look has come: doubts found, judged, confirmed; problems opened, still open."""

    doubts: int
    judged: int
    confirmed: int
    problems: int
    still_open: int


def standing_of(actor: Actor, sweep: Sweep) -> Standing:
    """How far a look has come, of what the actor sees. Doubts gone by themselves do not wait."""
    told = (
        queries.hits_for(actor, sweep.campaign)
        .filter(sweeps=sweep)
        .order_by()
        .aggregate(
            doubts=Count("pk"),
            waiting=Count("pk", filter=queries.WAITING),
            confirmed=Count("pk", filter=Q(state=HitState.CONFIRMED)),
        )
    )
    codes = Hit.objects.for_system("named by doubts of the look").filter(
        sweeps=sweep, state=HitState.CONFIRMED
    )
    opened = problems_for(actor, sweep.campaign).filter(code__in=codes.values("problem_code"))
    return Standing(
        doubts=told["doubts"],
        judged=told["doubts"] - told["waiting"],
        confirmed=told["confirmed"],
        problems=opened.count(),
        still_open=opened.filter(state__in=OPEN).count(),
    )


def state_of(sweep: Sweep, standing: Standing) -> str:
    """Where a look stands, in a word."""
    if not sweep.run_code:
        return _("正在比对") if sweep.is_under_way else _("比对没有完成，请重新发起")
    if standing.judged < standing.doubts:
        return _("待核定")
    return _("问题整改中") if standing.still_open else _("已完成")


def title_of(pack: Pack, kind: str) -> str:
    """A problem type with its words."""
    known = pack.problem_types.get(kind)
    return f"{kind} {known.title.in_(language())}" if known else kind


def sweeps_page(
    actor: Actor, campaign: Campaign, *, refused: tuple[str, Refused] | None = None
) -> BoardPage:
    """[comparison:sweeps] Every look and every common measure; starting a look, ending a measure.

    `refused` is the form that was just refused, and why.
    """
    pack = campaign.pack.opened()
    rows = [_row(actor, pack, sweep) for sweep in sweeps_for(actor, campaign)]
    code, why = refused or ("", None)
    errors = (refusal_text(why),) if why else ()
    acts = []
    if actor.may("compare.run"):
        acts.append(_start_form(pack, errors if code == "start" else ()))
    rulings = list(CommonRuling.objects.filter(campaign=campaign, is_common=True).order_by("type"))
    if actor.may("problem.supervise") and any(one.done_at is None for one in rulings):
        acts.append(_finish_form(pack, rulings, errors if code == "finish" else ()))
    return BoardPage(
        title=_("举一反三"),
        note=_(
            "从一条属实的问题或一类共性问题出发，用关联规则比对其他所有对象；"
            "查到的是疑点，核定属实后登记为子问题。比对、核定、整改没有完成，统一措施不能办结。"
        ),
        boards=boards("sweeps"),
        sections=(
            BoardSection(
                _("举一反三"),
                (
                    _("编号"), _("类型"), _("起因"), _("关联规则"), _("疑点"), _("已核定"),
                    _("属实"), _("登记问题"), _("未办结"), _("进展"),
                ),
                tuple(rows),
            ),
            _measures(pack, rulings),
        ),
        acts=tuple(acts),
    )  # fmt: skip


def _row(actor: Actor, pack: Pack, sweep: Sweep) -> tuple[BoardCell, ...]:
    standing = standing_of(actor, sweep)
    origin = sweep.problem.code if sweep.problem else ""
    return (
        BoardCell(sweep.code, reverse("comparison:sweep", args=[sweep.code])),
        *cells(title_of(pack, sweep.type)),
        BoardCell(origin or _("共性问题"), _problem_href(origin)),
        *cells(" ".join(sweep.rules[:6]), standing.doubts, standing.judged, standing.confirmed),
        *cells(standing.problems, standing.still_open, state_of(sweep, standing)),
    )


def _problem_href(code: str) -> str:
    return reverse("problems:detail", args=[code]) if code else ""


def _measures(pack: Pack, rulings: list[CommonRuling]) -> BoardSection:
    rows = []
    for one in rulings:
        done = ""
        if one.done_at is not None:
            done = f"{timezone.localtime(one.done_at):%Y-%m-%d} {one.done_by_name} {one.done_words}"
        rows.append(
            cells(
                title_of(pack, one.type), one.owner, one.measure,
                open_problems(one.campaign, one.type).count(), done or _("未办结"),
            )
        )  # fmt: skip
    heads = (_("类型"), _("牵头单位"), _("统一措施"), _("未办结问题"), _("办结"))
    return BoardSection(_("共性问题的统一措施"), heads, tuple(rows))


def _start_form(pack: Pack, errors: tuple[str, ...]) -> ActionForm:
    kinds = [kind for kind in pack.problem_types if linked_rules(pack, kind)]
    return ActionForm(
        code="start",
        label=_("发起举一反三"),
        href=reverse("comparison:start_sweep"),
        icon="search",
        note=_("按最新的名册快照和部门数据比对一次，在后台进行；从一条问题发起的，在问题页面办理。"),
        fields=(
            Field(
                "type", _("问题类型"), "select", True,
                choices=tuple(Choice(kind, title_of(pack, kind)) for kind in kinds),
            ),
        ),
        errors=errors,
        is_open=bool(errors),
    )  # fmt: skip


def _finish_form(pack: Pack, rulings: list[CommonRuling], errors: tuple[str, ...]) -> ActionForm:
    waiting = [one.type for one in rulings if one.done_at is None]
    return ActionForm(
        code="finish",
        label=_("办结统一措施"),
        href=reverse("comparison:finish_measure"),
        icon="check",
        note=_("举一反三已经完成、疑点全部核定、这个类型的问题全部办结以后，才能办结。"),
        fields=(
            Field(
                "type", _("问题类型"), "select", True,
                choices=tuple(Choice(kind, title_of(pack, kind)) for kind in waiting),
            ),
            Field("words", _("落实情况"), "area", True, max_length=500),
        ),
        errors=errors,
        is_open=bool(errors),
    )  # fmt: skip


def sweep_page(actor: Actor, code: str) -> BoardPage:
    """[comparison:sweep] One look: what each rule looked at, each township, each doubt."""
    sweep = sweep_for(actor, code)
    pack, standing = sweep.campaign.pack.opened(), standing_of(actor, sweep)
    origin = sweep.problem.code if sweep.problem else ""
    links = [Crumb(_("全部举一反三"), reverse("comparison:sweeps"))]
    if origin:
        links.append(Crumb(_("起因 {code}").format(code=origin), _problem_href(origin)))
    if not sweep.run_code:
        links.append(Crumb(_("后台任务"), reverse("jobs:detail", args=[sweep.job.code])))
    return BoardPage(
        title=f"{sweep.code} {title_of(pack, sweep.type)}",
        note=_(
            "{state}。疑点 {doubts} 个，已核定 {judged} 个，属实 {confirmed} 个；"
            "登记问题 {problems} 条，未办结 {still_open} 条。"
        ).format(state=state_of(sweep, standing), **vars(standing)),
        boards=boards("sweeps"),
        sections=(_by_rule(pack, sweep), _by_town(actor, sweep), _doubts(actor, sweep)),
        links=tuple(links),
    )


def _by_rule(pack: Pack, sweep: Sweep) -> BoardSection:
    outcomes = RuleOutcome.objects.filter(run__code=sweep.run_code, rule__in=sweep.rules)
    known = {one.rule: one for one in outcomes} if sweep.run_code else {}
    rows = []
    for rule in sweep.rules:
        title = pack.rules[rule].title.in_(language()) if rule in pack.rules else ""
        one = known.get(rule)
        href = reverse("rulebook:rule", args=[rule]) if rule in pack.rules else ""
        if one is None:
            why = _("没有执行，不能判断") if sweep.run_code else ""
            rows.append((BoardCell(rule, href), *cells(title, "—", "—", "—", why)))
            continue
        why = why_cannot_tell(one.why, pack) if one.why else ""
        rows.append(
            (
                BoardCell(rule, href),
                *cells(title, one.n_objects, one.n_hits, one.n_cannot_tell, why),
            )
        )
    heads = (_("规则"), _("名称"), _("对象"), _("疑点"), _("无法判断"), _("说明"))
    return BoardSection(_("看了哪些对象"), heads, tuple(rows))


def _by_town(actor: Actor, sweep: Sweep) -> BoardSection:
    told = (
        queries.hits_for(actor, sweep.campaign)
        .filter(sweeps=sweep)
        .select_related(None)
        .order_by()
        .values("area__path")
        .annotate(
            n=Count("pk"),
            waiting=Count("pk", filter=queries.WAITING),
            confirmed=Count("pk", filter=Q(state=HitState.CONFIRMED)),
        )
    )
    found = list(told)
    rows = []
    for town in townships_in(sweep.campaign.area):
        mine = [one for one in found if (one["area__path"] or "").startswith(town.depth_path)]
        sums = {name: sum(one[name] for one in mine) for name in ("n", "waiting", "confirmed")}
        rows.append(cells(town.name, *sums.values()))
    heads = (_("乡镇"), _("疑点"), _("待核定"), _("属实"))
    return BoardSection(_("各乡镇"), heads, tuple(rows))


def _doubts(actor: Actor, sweep: Sweep) -> BoardSection:
    found = queries.hits_for(actor, sweep.campaign).filter(sweeps=sweep)
    rows: list[tuple[BoardCell, ...]] = [_doubt(hit) for hit in found[:SHOWN]]
    heads = (
        _("疑点"), _("地点"), _("姓名"), _("规则"), _("内容"), _("核定"), _("问题"),
    )  # fmt: skip
    return BoardSection(_("查到的疑点"), heads, tuple(rows), n=found.count())


def _doubt(hit: Hit) -> tuple[BoardCell, ...]:
    return (
        BoardCell(hit.code, reverse("comparison:hit", args=[hit.code])),
        *cells(full_name(hit.area), mask_name(hit.name), hit.rule, hit.sentence),
        *cells(translated(HitState(hit.state).label)),
        BoardCell(hit.problem_code, _problem_href(hit.problem_code)),
    )


def sweep_outcome(result: dict[str, Any]) -> JobOutcome:
    """What a finished look says on the page of its job."""
    return JobOutcome(
        facts=(KeyValue(_("其他对象的疑点"), str(result["doubts"])),),
        next_label=_("查看这次举一反三"),
        next_href=reverse("comparison:sweep", args=[result["sweep"]]),
    )
