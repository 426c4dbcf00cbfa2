"""Fills the phone's pages: a worker's problems, one problem, who I am."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import Crumb, Figure, KeyValue, Tab
from huitoukan.apps.core.showing import address, due_of, page_of, severity_card
from huitoukan.apps.dashboards.pages import phone as pages
from huitoukan.apps.dashboards.queries.waiting import scope_in_words
from huitoukan.apps.papers.pages import LetterPage
from huitoukan.apps.papers.queries.signing import letter_page, own_to_sign
from huitoukan.apps.places.queries import full_name, widest_area
from huitoukan.apps.problems.queries import (
    counts_by_state,
    one,
    overdue,
    problem_for,
    problems_for,
)
from huitoukan.apps.problems.queries.words import state_chip
from huitoukan.domain.problems import SIGNED_OFF, State

TABS: Final[dict[str, tuple[State, ...]]] = {
    "accept": (State.ASSIGNED,),
    "hand": (State.ACCEPTED, State.PLANNED, State.RECTIFYING, State.RETURNED, State.PAUSED),
    "in": (State.UNDER_REVIEW, State.REVIEWED, State.CLOSED, State.ARCHIVED),
}


def phone_page(
    actor: Actor, campaign: Campaign, params: Mapping[str, str], *, on: date
) -> pages.PhonePage:
    """[dashboards:phone] The worker's problems by tab; the first tab that holds any is shown."""
    path = reverse("dashboards:phone")
    problems = problems_for(actor, campaign)
    counts = counts_by_state(problems)
    sums = {tab: sum(counts.get(s.value, 0) for s in states) for tab, states in TABS.items()}
    chosen = params.get("tab", "")
    if chosen not in TABS:
        chosen = next((tab for tab in TABS if sums[tab]), "hand")
    labels = {"accept": _("待认领"), "hand": _("整改中"), "in": _("已提交")}
    rows, pager = page_of(
        problems.filter(state__in=[s.value for s in TABS[chosen]]).order_by("due_on", "code"),
        path,
        {**params, "tab": chosen},
    )
    return pages.PhonePage(
        place=widest_area(actor, campaign.area).name,
        tabs=tuple(
            Tab(labels[tab], address(path, {}, tab=tab), sums[tab], tab == chosen) for tab in TABS
        ),
        n_to_accept=sums["accept"],
        n_in_hand=sums["hand"],
        n_overdue=problems.filter(overdue(on)).count(),
        tasks=tuple(
            pages.PhoneTask(
                code=problem.code,
                household=problem.household_name,
                place=full_name(problem.area),
                title=problem.title,
                severity=severity_card(problem.severity),
                state=state_chip(problem.stands),
                due=due_of(problem.next_due_on, on),
            )
            for problem in rows
        ),
        pager=pager,
        letters=tuple(
            Crumb(
                f"{one.paper.title} {one.paper.code}",
                reverse("dashboards:phone_letter", args=[one.paper.code]),
            )
            for one in own_to_sign(actor, campaign)[:10]
        ),
    )


def phone_problem_page(actor: Actor, code: str, *, on: date) -> pages.PhoneProblemPage:
    """[dashboards:phone_problem] The same problem and steps as on the desk, in one column."""
    full = one.problem_page(actor, code, on=on)
    problem = problem_for(actor, code)
    rule = problem.campaign.pack.opened().rules.get(problem.rule)
    return pages.PhoneProblemPage(
        code=full.code,
        title=full.title,
        severity=full.severity,
        state=full.state,
        due=full.due,
        due_label=full.due_label,
        household=full.household,
        household_no=full.household_no,
        place=full.place,
        phone="",
        facts=full.facts,
        measure=full.measure,
        basis=full.basis,
        ask_in_field=rule.ask_in_field if rule else "",
        files=full.files,
        timeline=full.timeline,
        actions=tuple(
            replace(action, hidden=(*action.hidden, ("back", "phone")))
            for action in (*full.actions, *full.beside)
        ),
        waiting_for=full.waiting_for,
    )


def phone_letter_page(actor: Actor, code: str) -> LetterPage:
    """[dashboards:phone_letter] A letter with the form to sign it, which comes back here."""
    found = letter_page(actor, code)
    acts = tuple(
        replace(action, hidden=(*action.hidden, ("back", "phone")))
        for action in found.signed.acts
        if action.code == "sign"
    )
    return replace(found, signed=replace(found.signed, acts=acts))


def phone_me_page(actor: Actor, campaign: Campaign) -> pages.PhoneMePage:
    """[dashboards:phone_me] Name, posts with their days, scope, and how my problems stand."""
    counts = counts_by_state(problems_for(actor, campaign))
    n_all = sum(counts.values())
    n_closed = sum(counts.get(state.value, 0) for state in SIGNED_OFF)
    n_overdue = problems_for(actor, campaign).filter(overdue(timezone.localdate())).count()
    return pages.PhoneMePage(
        name=actor.name,
        username=actor.code,
        posts=tuple(KeyValue(grant.area_name, grant.reason) for grant in actor.grants),
        scope=scope_in_words(actor),
        figures=(
            Figure(_("全部问题"), n_all, _("条")),
            Figure(_("已销号"), n_closed, _("条")),
            Figure(_("逾期"), n_overdue, _("条"), is_hot=n_overdue > 0),
        ),
    )
