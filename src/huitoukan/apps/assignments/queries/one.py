"""Fills [assignments:detail] and [assignments:printed]: one assignment with its doubts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from huitoukan.apps.assignments import pages, queries
from huitoukan.apps.assignments.models import (
    UNDER_WAY,
    AssignedHit,
    Assignment,
    AssignmentStep,
    HitAnswer,
)
from huitoukan.apps.assignments.queries import forms
from huitoukan.apps.assignments.queries.shown import department_names, standing
from huitoukan.apps.assignments.queries.words import (
    addressee_word,
    reason_word,
    state_chip,
    step_word,
    verdict_word,
)
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.queries import organ_of
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import refusal_text
from huitoukan.apps.core.pages import ActionForm, Figure, KeyValue, RowOutcome, Tab, TimelineItem
from huitoukan.apps.core.showing import address, due_of, language, page_of, severity_card
from huitoukan.apps.places.queries import full_name
from huitoukan.apps.registry.models import Member
from huitoukan.domain.assignments import OPEN, State, Step, Verdict, differ
from huitoukan.domain.identity import mask_id
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack

LINE_TABS: Final = (
    ("open", gettext_noop("待反馈"), queries.UNANSWERED),
    ("answered", gettext_noop("待县级核定"), queries.ANSWERED),
    ("settled", gettext_noop("已核定"), Q(state=State.SETTLED.value) | ~queries.UNJUDGED),
    ("withdrawn", gettext_noop("已改派"), Q(state=State.WITHDRAWN.value)),
)


def detail_page(
    actor: Actor,
    code: str,
    params: Mapping[str, str],
    *,
    on: date,
    outcomes: Sequence[RowOutcome] = (),
    refused: tuple[str, Refused] | None = None,
) -> pages.AssignmentPage:
    """[assignments:detail] `refused` is a step on the whole that was refused, and why."""
    one = queries.assignment_for(actor, code)
    pack = one.campaign.pack.opened()
    path = reverse("assignments:detail", args=[code])
    everything = queries.lines_of(one)
    sets = {name: condition for name, _label, condition in LINE_TABS}
    tab = params.get("tab", "")
    rows = everything.filter(sets[tab]) if tab in sets else everything
    shown, pager = page_of(rows, path, params)
    n_open = everything.filter(queries.UNANSWERED).count()
    n_answered = everything.filter(queries.ANSWERED).count()
    names = department_names(one.campaign)
    ticks = _tickable(actor, one)
    stands = standing(one, n_open, n_answered)
    return pages.AssignmentPage(
        code=one.code,
        to=addressee_word(one.to),
        addressee=queries.addressee_name(one, names),
        state=state_chip(stands),
        facts=_facts(one, pack),
        figures=_figures(everything.count(), n_open, n_answered,
                         everything.filter(queries.overdue(on)).count()),
        tabs=(
            Tab(_("全部"), address(path, params, tab=""), everything.count(), tab not in sets),
            *(
                Tab(_(label), address(path, params, tab=name),
                    everything.filter(condition).count(), name == tab)
                for name, label, condition in LINE_TABS
            ),
        ),
        rows=line_rows(actor, shown, pack, on, ticks),
        pager=pager,
        steps=_steps(actor, one, n_open, on, refused),
        timeline=tuple(_item(step) for step in one.steps.filter(line=None)),
        bulk=forms.bulk_form(actor, one, pack, names) if ticks else None,
        outcomes=tuple(outcomes),
        is_correction=is_correction(one),
    )  # fmt: skip


def _tickable(actor: Actor, one: Assignment) -> frozenset[State]:
    """The states of doubts on which this person can act as one of many."""
    found: set[State] = set()
    if queries.may_here(actor, one, "assignment.answer"):
        found |= {State.VERIFYING, State.RETURNED}
    if queries.may_here(actor, one, "hit.judge"):
        found.add(State.ANSWERED)
    if queries.may_here(actor, one, "assignment.send"):
        found |= OPEN
    return frozenset(found)


def _facts(one: Assignment, pack: Pack) -> tuple[KeyValue, ...]:
    received = ""
    if one.received_at:
        received = f"{one.received_name} {timezone.localtime(one.received_at):%Y-%m-%d %H:%M}"
    rows = [
        KeyValue(_("下发"), f"{one.sent_name} {timezone.localtime(one.sent_at):%Y-%m-%d %H:%M}"),
        KeyValue(_("签收"), received or _("还没有签收"), "" if received else "warn"),
        KeyValue(_("时限"), _("危及生命安全，当日核实") if one.is_urgent else "", "bad"),
        KeyValue(_("催办"), _("{n} 次").format(n=one.n_reminders) if one.n_reminders else ""),
        KeyValue(_("核实要求"), one.note, is_wide=True),
        KeyValue(
            _("改派自"), one.replaces.code if one.replaces else "",
            href=reverse("assignments:detail", args=[one.replaces.code]) if one.replaces else "",
        ),
        KeyValue(_("规则包"), f"{pack.title(language())} {pack.release}"),
    ]  # fmt: skip
    return tuple(row for row in rows if row.value)


def _figures(n_all: int, n_open: int, n_answered: int, n_overdue: int) -> tuple[Figure, ...]:
    return (
        Figure(_("疑点"), n_all, _("个")),
        Figure(_("待反馈"), n_open, _("个")),
        Figure(_("待县级核定"), n_answered, _("个")),
        Figure(_("逾期未反馈"), n_overdue, _("个"), is_hot=n_overdue > 0),
    )


def line_rows(
    actor: Actor,
    lines: Sequence[AssignedHit],
    pack: Pack,
    on: date,
    ticks: frozenset[State] = frozenset(),
) -> tuple[pages.LineRow, ...]:
    """The doubts of a page, each with what was answered here and on the other side."""
    hits = [line.hit_id for line in lines]
    every = AssignedHit.objects.for_system("both answers belong to a doubt that is shown")
    there = {
        (other.hit_id, other.side): other
        for other in every.filter(hit__in=hits, state__in=[*UNDER_WAY, State.SETTLED.value])
        .select_related("assignment").order_by("id")
    }  # fmt: skip
    both = [*lines, *there.values()]
    said = {
        answer.line_id: answer for answer in HitAnswer.objects.filter(line__in=both).order_by("id")
    }
    reasons, clock = queries.reasons_of(pack), queries.Clock.of(pack)
    rows = []
    for line in lines:
        hit, rule = line.hit, pack.rules.get(line.hit.rule)
        other_side = "field" if line.side == "department" else "department"
        other = there.get((line.hit_id, other_side))
        mine, theirs = said.get(line.pk), said.get(other.pk) if other else None
        if queries.is_blind(actor, line):
            theirs = None
        stands = line.stands
        is_open = stands in OPEN
        rows.append(
            pages.LineRow(
                code=line.code,
                hit=hit.code,
                rule=hit.rule,
                rule_title=rule.title.in_(language()) if rule else hit.rule,
                severity=severity_card(hit.severity),
                sentence=hit.sentence,
                name=hit.name,
                place=full_name(hit.area),
                due=due_of(line.due_on, on) if is_open else due_of(None, on),
                alarm=clock.alarm(line.due_on, on) if is_open else "",
                state=state_chip(stands),
                answer=answer_words(mine, reasons),
                other=answer_words(theirs, reasons),
                is_differing=bool(
                    mine and theirs and differ(Verdict(mine.verdict), Verdict(theirs.verdict))
                ),
                is_present=hit.is_present,
                may_tick=stands in ticks and not _is_barred_only(actor, line, pack, ticks),
            )
        )
    return tuple(rows)


def _is_barred_only(actor: Actor, line: AssignedHit, pack: Pack, ticks: frozenset[State]) -> bool:
    """Whether all that this person could do here is to answer, and may not."""
    return State.ANSWERED not in ticks and queries.is_barred(actor, line, pack)


def answer_words(said: HitAnswer | None, reasons: Mapping[str, object]) -> str:
    """An answer on one line: 不属实（已注销）."""
    if said is None:
        return ""
    word = verdict_word(Verdict(said.verdict))
    reason = reason_word(reasons.get(said.reason_code))  # type: ignore[arg-type]
    return _("{verdict}（{reason}）").format(verdict=word, reason=reason) if reason else word


def _steps(
    actor: Actor, one: Assignment, n_open: int, on: date, refused: tuple[str, Refused] | None
) -> tuple[ActionForm, ...]:
    back = dict([refused]) if refused else {}

    def errors(step: Step) -> tuple[str, ...]:
        return (refusal_text(back[step]),) if step in back else ()

    found = []
    if one.received_at is None and queries.may_here(actor, one, "assignment.answer"):
        found.append(forms.receive_form(one, errors(Step.RECEIVE)))
    if n_open and queries.may_here(actor, one, "assignment.send"):
        was_today = one.reminded_on == on
        found.append(forms.remind_form(one, errors(Step.REMIND), was_today=was_today))
    return tuple(found)


def _item(step: AssignmentStep) -> TimelineItem:
    return TimelineItem(
        title=step_word(Step(step.step)),
        state="back" if step.step in {Step.REMIND, Step.RETURN} else "done",
        at=step.at,
        who=step.name,
        text=step.words,
    )


# --- on paper ---


def print_rows(one: Assignment, pack: Pack) -> list[pages.PrintRow]:
    """The doubts of an assignment that are still in it, for a list on paper; numbers masked."""
    lines = list(
        queries.lines_of(one)
        .exclude(state=State.WITHDRAWN.value)
        .order_by("hit__area__code", "hit__household_no", "code")
    )
    numbers = [line.hit.person_no for line in lines if line.hit.person_no]
    members = Member.objects.for_system("the doubts were loaded in scope")
    id_of = dict(members.filter(person_no__in=numbers).values_list("person_no", "id_no"))
    said = {
        answer.line_id: answer for answer in HitAnswer.objects.filter(line__in=lines).order_by("id")
    }
    reasons = queries.reasons_of(pack)
    return [
        pages.PrintRow(
            number=number,
            hit=line.hit.code,
            place=full_name(line.hit.area),
            household_no=line.hit.household_no,
            name=line.hit.name,
            id_no=mask_id(id_of.get(line.hit.person_no) or ""),
            severity=severity_card(line.hit.severity),
            sentence=line.hit.sentence,
            ask=pack.rules[line.hit.rule].ask_in_field if line.hit.rule in pack.rules else "",
            due=line.due_on,
            answer=answer_words(said.get(line.pk), reasons),
        )
        for number, line in enumerate(lines, start=1)
    ]


def title_of(one: Assignment) -> str:
    """What the paper is called: what is asked for is to verify, or to correct data."""
    return _("数据更正通知单") if is_correction(one) else _("疑点核实交办单")


def is_correction(one: Assignment) -> bool:
    """Whether all its doubts are errors of data, which go back to whoever owns the data."""
    return not queries.lines_of(one).exclude(hit__severity="E").exists()


def print_page(actor: Actor, code: str) -> pages.PrintPage:
    """[assignments:printed] The list as it goes along on paper."""
    one = queries.assignment_for(actor, code)
    campaign: Campaign = one.campaign
    return pages.PrintPage(
        code=one.code,
        title=title_of(one),
        addressee=queries.addressee_name(one, department_names(campaign)),
        organ=organ_of(campaign),
        sent_on=timezone.localtime(one.sent_at).date(),
        note=one.note,
        rows=tuple(print_rows(one, campaign.pack.opened())),
    )
