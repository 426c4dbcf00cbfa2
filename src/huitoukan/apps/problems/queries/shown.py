"""Fills the shapes of pages.py: the ledger's list and the issued lists; `one` fills the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.holding import holding
from huitoukan.apps.core.language import topic_label
from huitoukan.apps.core.pages import (
    ActionForm,
    FilterField,
    Filters,
    RowOutcome,
    Tab,
)
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.core.showing import (
    Counted,
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
from huitoukan.apps.problems.models import Problem
from huitoukan.apps.problems.queries import actions
from huitoukan.apps.problems.queries.meetings import feedback_held
from huitoukan.apps.problems.queries.words import action_label, source_title, state_chip
from huitoukan.domain.problems import Action, State

TABS: Final[tuple[tuple[str, tuple[State, ...]], ...]] = (
    ("confirming", (State.REGISTERED, State.DATA_FIX)),
    ("assigning", (State.CONFIRMED,)),
    ("rectifying", (State.ASSIGNED, State.ACCEPTED, State.PLANNED, State.RECTIFYING, State.PAUSED)),
    ("reviewing", (State.UNDER_REVIEW, State.REVIEWED)),
    ("returned", (State.RETURNED,)),
    ("closed", (State.CLOSED, State.ARCHIVED)),
    ("settled", (State.REJECTED, State.CORRECTED, State.MERGED)),
    ("passed_on", (State.DEFERRED, State.TRANSFERRED)),
)


COLUMNS: Final = {
    "topic": "topic",
    "type": "type",
    "department": "department",
    "severity": "severity",
    "source": "origin_kind",
}
"""Columns that a query asks for as they are."""


def filtered(
    problems: ScopedQuerySet[Problem], params: Mapping[str, str]
) -> ScopedQuerySet[Problem]:
    """The problems that the query area asks for; unknown values find nothing."""
    if place := params.get("place"):
        found = Area.objects.filter(code=place).first()
        # The ids themselves: an index begins with them, and a county has a few hundred.
        inside = Area.objects.filter(path__startswith=found.depth_path) if found else ()
        problems = problems.filter(area__in=[area.pk for area in inside])
    for name, column in COLUMNS.items():
        if params.get(name):
            problems = problems.filter(**{column: params[name]})
    for name, lookup in (("due_from", "due_on__gte"), ("due_to", "due_on__lte")):
        if value := params.get(name):
            try:
                problems = problems.filter(**{lookup: date.fromisoformat(value)})
            except ValueError:
                problems = problems.none()
    for word in params.get("q", "").split():
        problems = holding(problems, ("title", "household_name", "code"), word)
    return problems


def asked_for(
    actor: Actor,
    campaign: Campaign,
    params: Mapping[str, str],
    *,
    on: date,
    verb: str = "problem.see",
) -> ScopedQuerySet[Problem]:
    """The rows of the list under this query, tab and open step; the export takes the same."""
    everything = _in_query(actor, campaign, params, verb)
    return _in_tab(everything, params.get("tab", ""), on)


def _in_query(
    actor: Actor, campaign: Campaign, params: Mapping[str, str], verb: str = "problem.see"
) -> ScopedQuerySet[Problem]:
    everything = queries.problems_for(actor, campaign, verb)
    rows = filtered(everything.filter(queries.areas_within(actor, campaign)), params)
    if not (step := params.get("step")):
        return rows
    for row, waiting in queries.steps_for(actor, campaign):
        if row.action == step:
            return rows & waiting.order_by()
    return rows.none()


def criteria(
    actor: Actor, campaign: Campaign, params: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    """What was asked for, in words: (label, value) for each condition in force."""
    fields = _filters(actor, campaign, params, reverse("problems:list")).fields
    asked = [
        (field.label, next((c.label for c in field.choices if c.value == field.value), field.value))
        for field in fields
        if field.value
    ]
    if (tab := params.get("tab", "")) in (labels := _tab_labels()):
        asked.append((_("状态"), labels[tab]))
    return tuple(asked)


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
    everything = _in_query(actor, campaign, params)
    chosen = params.get("tab", "")
    tabs = _tabs(everything, chosen, path, params, on)
    current = next(tab for tab in tabs if tab.is_current)
    rows = _in_tab(everything, chosen, on)
    shown, pager = page_of(rows, path, params, counted=Counted(current.n or 0, current.is_more))
    departments = departments_of(campaign.area)
    return pages.ProblemsPage(
        tabs=tabs,
        filters=_filters(actor, campaign, params, path),
        rows=tuple(
            problem_row(actor, problem, departments_name(departments, problem), on)
            for problem in shown
        ),
        pager=pager,
        bulk=_bulk(actor, campaign),
        outcomes=tuple(outcomes),
        export_href=address(reverse("problems:export"), params)
        if actor.may("problem.export")
        else "",
        may_issue=bool(actor.may("problem.issue")),
        may_enter=bool(actor.may("problem.enter")),
    )


def _bulk_action(actor: Actor) -> Action | None:
    """What the actor may do with several problems at once: hand over, give the word, take over."""
    if actor.may("problem.assign"):
        return Action.ASSIGN
    if actor.may("problem.confirm"):
        return Action.CONFIRM
    return Action.ACCEPT if actor.may("problem.accept") else None


def _bulk(actor: Actor, campaign: Campaign) -> ActionForm | None:
    def accept() -> ActionForm:
        return actions.bulk_accept_form(campaign, feedback_held(actor, campaign))

    forms = {
        Action.ACCEPT: accept,
        Action.ASSIGN: actions.bulk_assign_form,
        Action.CONFIRM: actions.bulk_confirm_form,
    }
    action = _bulk_action(actor)
    return forms[action]() if action else None


def departments_name(departments: Mapping[str, object], problem: Problem) -> str:
    """The lead department's name, or its code when the county has none of it."""
    return str(departments.get(problem.department, problem.department))


def problem_row(actor: Actor, problem: Problem, department: str, on: date) -> pages.ProblemRow:
    """One line of the list."""
    offers = [
        offer.transition.action
        for offer in queries.offers_for(actor, problem)
        if not offer.refusal and offer.transition.action not in queries.BESIDE
    ]
    bulk = _bulk_action(actor)
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
        step=action_label(offers[0]) if offers else "",
        may_take=bulk in offers,
    )


def _in_tab(problems: ScopedQuerySet[Problem], tab: str, on: date) -> ScopedQuerySet[Problem]:
    if tab == "overdue":
        return queries.urgent_first(problems.filter(queries.overdue(on)))
    states = dict(TABS).get(tab)
    if states is None:
        return problems
    return problems.filter(state__in=[state.value for state in states])


def _tab_labels() -> dict[str, str]:
    return {
        "confirming": _("待确认"),
        "assigning": _("待交办"),
        "rectifying": _("整改中"),
        "reviewing": _("待审核"),
        "returned": _("已退回"),
        "closed": _("已销号"),
        "settled": _("不属实/已更正/合并"),
        "passed_on": _("长期/移交"),
        "overdue": _("逾期"),
    }


def _tabs(
    problems: ScopedQuerySet[Problem],
    chosen: str,
    path: str,
    params: Mapping[str, str],
    on: date,
) -> tuple[Tab, ...]:
    labels = _tab_labels()
    whole = _counted(problems)
    counts = {} if whole.is_more else queries.counts_by_state(problems)
    chosen = chosen if chosen in labels else ""
    # Of so many rows that hold a word, each tab would have to be read through.
    only_chosen = whole.is_more and bool(params.get("q"))

    def tab(code: str, label: str, states: Sequence[State], *, is_hot: bool = False) -> Tab:
        found: Counted | None = None
        if not code:
            found = whole
        elif states and not whole.is_more:
            found = Counted(sum(counts.get(state.value, 0) for state in states))
        elif code == chosen or not only_chosen:
            found = _counted(_in_tab(problems, code, on).order_by())
        return Tab(
            label, address(path, params, tab=code), found.n_rows if found else None,
            code == chosen, is_hot, is_more=found is not None and found.is_more,
        )  # fmt: skip

    return (
        tab("", _("全部"), ()),
        *(tab(code, labels[code], states) for code, states in TABS),
        tab("overdue", labels["overdue"], (), is_hot=True),
    )


EXACT: Final = 10_000
"""A ledger of at most so many problems is counted to the end; of a longer one each tab only so far,
and the page says that there are more (ADR 0011)."""


def _counted(rows: ScopedQuerySet[Problem]) -> Counted:
    # A column of the indexes, so that no row is read.
    return Counted.up_to(EXACT, rows.order_by().values("state")[: EXACT + 1].count())


def _filters(actor: Actor, campaign: Campaign, params: Mapping[str, str], path: str) -> Filters:
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
    sources = [
        (kind, source_title(pack, kind))
        for kind in ("comparison", "agreement", *pack.finding_sources)
    ]
    steps = [
        (row.action.value, action_label(row.action))
        for row, _rows in queries.steps_for(actor, campaign)
    ]
    fields = (
        select("place", _("乡镇村"), places, params),
        select("topic", _("问题类别"), [(topic, topic_label(topic)) for topic in topics], params),
        select("department", _("责任部门"), departments, params),
        select("severity", _("严重程度"), severities, params),
        select("source", _("来源"), sources, params),
        *((select("step", _("可办"), steps, params),) if steps else ()),
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
    return filters_of(path, params, fields, kept=("tab", "type"))


# --- issued lists ---
