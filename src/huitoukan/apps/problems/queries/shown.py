"""Fills the shapes of pages.py: the ledger's list and the issued lists; `one` fills the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import topic_label
from huitoukan.apps.core.pages import (
    FileItem,
    FilterField,
    Filters,
    RowOutcome,
    Tab,
)
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.core.showing import (
    address,
    due_of,
    filters_of,
    page_of,
    select,
    severity_card,
)
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries import departments_of, full_name, townships_in, villages_in
from huitoukan.apps.problems import pages, queries
from huitoukan.apps.problems.models import Bulletin, Problem
from huitoukan.apps.problems.queries import actions
from huitoukan.apps.problems.queries.words import action_label, state_chip
from huitoukan.domain.problems import Action, State

TABS: Final[tuple[tuple[str, tuple[State, ...]], ...]] = (
    ("confirming", (State.REGISTERED, State.DATA_FIX)),
    ("assigning", (State.CONFIRMED,)),
    ("rectifying", (State.ASSIGNED, State.ACCEPTED, State.RECTIFYING)),
    ("reviewing", (State.UNDER_REVIEW, State.REVIEWED)),
    ("returned", (State.RETURNED,)),
    ("closed", (State.CLOSED,)),
    ("settled", (State.REJECTED, State.CORRECTED)),
)


def filtered(
    problems: ScopedQuerySet[Problem], params: Mapping[str, str]
) -> ScopedQuerySet[Problem]:
    """The problems that the query area asks for; unknown values find nothing."""
    if place := params.get("place"):
        found = Area.objects.filter(code=place).first()
        problems = (
            problems.filter(area__path__startswith=found.depth_path) if found else problems.none()
        )
    for name in ("topic", "department", "severity"):
        if params.get(name):
            problems = problems.filter(**{name: params[name]})
    for name, lookup in (("due_from", "due_on__gte"), ("due_to", "due_on__lte")):
        if value := params.get(name):
            try:
                problems = problems.filter(**{lookup: date.fromisoformat(value)})
            except ValueError:
                problems = problems.none()
    for word in params.get("q", "").split():
        problems = (
            problems.filter(title__contains=word)
            | problems.filter(household_name__contains=word)
            | problems.filter(code__contains=word.upper())
        )
    return problems


def problems_page(
    actor: Actor,
    campaign: Campaign,
    params: Mapping[str, str],
    *,
    on: date,
    outcomes: Sequence[RowOutcome] = (),
) -> pages.ProblemsPage:
    """[problems:list] The ledger as the actor may see it."""
    path = reverse("problems:list")
    everything = filtered(queries.problems_for(actor, campaign), params)
    chosen = params.get("tab", "")
    rows = _in_tab(everything, chosen, on)
    shown, pager = page_of(rows, path, params)
    departments = departments_of(campaign.area)
    return pages.ProblemsPage(
        tabs=_tabs(everything, chosen, path, params, on),
        filters=_filters(campaign, params, path),
        rows=tuple(
            problem_row(actor, problem, departments_name(departments, problem), on)
            for problem in shown
        ),
        pager=pager,
        bulk=actions.bulk_assign_form() if actor.may("problem.assign") else None,
        outcomes=tuple(outcomes),
        export_href=address(reverse("problems:export"), params)
        if actor.may("problem.export")
        else "",
        may_issue=bool(actor.may("problem.issue")),
    )


def departments_name(departments: Mapping[str, object], problem: Problem) -> str:
    """The lead department's name, or its code when the county has none of it."""
    return str(departments.get(problem.department, problem.department))


def problem_row(actor: Actor, problem: Problem, department: str, on: date) -> pages.ProblemRow:
    """One line of the list."""
    offers = [offer for offer in queries.offers_for(actor, problem) if not offer.refusal]
    return pages.ProblemRow(
        code=problem.code,
        household_no=problem.household_no,
        household=problem.household_name,
        place=full_name(problem.area),
        topic=topic_label(problem.topic),
        severity=severity_card(problem.severity),
        title=problem.title,
        unit=problem.unit or department,
        person=problem.person,
        due=due_of(problem.next_due_on, on),
        state=state_chip(problem.stands),
        step=action_label(offers[0].transition.action) if offers else "",
        may_assign=any(offer.transition.action is Action.ASSIGN for offer in offers),
    )


def _in_tab(problems: ScopedQuerySet[Problem], tab: str, on: date) -> ScopedQuerySet[Problem]:
    if tab == "overdue":
        return problems.filter(queries.overdue(on)).order_by("due_on", "code")
    states = dict(TABS).get(tab)
    if states is None:
        return problems
    return problems.filter(state__in=[state.value for state in states])


def _tabs(
    problems: ScopedQuerySet[Problem],
    chosen: str,
    path: str,
    params: Mapping[str, str],
    on: date,
) -> tuple[Tab, ...]:
    counts = queries.counts_by_state(problems)
    labels = {
        "confirming": _("待确认"),
        "assigning": _("待交办"),
        "rectifying": _("整改中"),
        "reviewing": _("待审核"),
        "returned": _("已退回"),
        "closed": _("已销号"),
        "settled": _("不属实/已更正"),
    }
    tabs = [
        Tab(_("全部"), address(path, params, tab=""), sum(counts.values()), chosen not in labels
            and chosen != "overdue")
    ]  # fmt: skip
    for code, states in TABS:
        n = sum(counts.get(state.value, 0) for state in states)
        tabs.append(Tab(labels[code], address(path, params, tab=code), n, chosen == code))
    n_overdue = problems.filter(queries.overdue(on)).count()
    tabs.append(
        Tab(_("逾期"), address(path, params, tab="overdue"), n_overdue, chosen == "overdue", True)
    )
    return tuple(tabs)


def _filters(campaign: Campaign, params: Mapping[str, str], path: str) -> Filters:
    pack = campaign.pack.opened()
    places = [
        *((area.code, area.name) for area in townships_in(campaign.area)),
        *(
            (area.code, f"{area.parent}{area.name}")
            for area in villages_in(campaign.area).select_related("parent")
        ),
    ]
    topics = sorted({kind.topic for kind in pack.problem_types.values()})
    departments = [(code, d.name) for code, d in departments_of(campaign.area).items()]
    severities = [(code, severity_card(code).label) for code in ("A", "B", "C", "E")]
    fields = (
        select("place", _("乡镇村"), places, params),
        select("topic", _("问题类别"), [(topic, topic_label(topic)) for topic in topics], params),
        select("department", _("责任部门"), departments, params),
        select("severity", _("严重程度"), severities, params),
        FilterField("due_from", _("期限起"), "date", value=params.get("due_from", "")),
        FilterField("due_to", _("期限止"), "date", value=params.get("due_to", "")),
        FilterField(
            "q",
            _("关键词"),
            "text",
            value=params.get("q", ""),
            placeholder=_("户主、编号、问题描述"),
        ),
    )
    return filters_of(path, params, fields, kept=("tab",))


# --- issued lists ---


def bulletins_page(actor: Actor, campaign: Campaign) -> pages.BulletinsPage:
    """[problems:bulletins] The lists that were issued, and how many problems wait for the next."""
    issued = list(
        Bulletin.objects.visible_to(actor).filter(campaign=campaign).select_related("word", "excel")
    )
    waiting = queries.unissued_problems(actor, campaign).count()
    next_issue = (issued[0].issue if issued else 0) + 1
    return pages.BulletinsPage(
        rows=tuple(
            pages.BulletinRow(
                issue=bulletin.issue,
                issued_at=bulletin.issued_at,
                issued_by=bulletin.issued_by,
                n_problems=bulletin.problems.for_system("counts of a visible list").count(),
                word=_paper(bulletin.word.name, bulletin.word.sha256, bulletin.word.size),
                excel=_paper(bulletin.excel.name, bulletin.excel.sha256, bulletin.excel.size),
            )
            for bulletin in issued
        ),
        n_waiting=waiting,
        next_issue=next_issue,
        issue=actions.issue_form(next_issue, waiting) if actor.may("problem.issue") else None,
    )


def _paper(name: str, sha256: str, size: int) -> FileItem:
    return FileItem(name=name, href=reverse("files:file", args=[sha256]), size=size)
