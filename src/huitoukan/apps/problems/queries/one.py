"""Fills the shape of one problem's page: facts, sealed evidence, history, open steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, Literal

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.accounts.queries import posts_in_words
from huitoukan.apps.adjustments.queries import of_problem
from huitoukan.apps.adjustments.queries.shown import word
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import topic_label
from huitoukan.apps.core.pages import Crumb, FileItem, KeyValue, TimelineItem
from huitoukan.apps.core.showing import (
    address,
    column_label,
    due_of,
    language,
    severity_card,
    shown_value,
)
from huitoukan.apps.places.queries import departments_of, full_name
from huitoukan.apps.problems import pages, queries
from huitoukan.apps.problems.models import Evidence, Problem, ProblemEvent
from huitoukan.apps.problems.queries import actions
from huitoukan.apps.problems.queries.following import beside_forms
from huitoukan.apps.problems.queries.photo_words import told_of_photograph
from huitoukan.apps.problems.queries.photographs import looked_at
from huitoukan.apps.problems.queries.requests import ask_forms, requests_of
from huitoukan.apps.problems.queries.sweeping import (
    prompted_by,
    prompting,
    sweep_form,
    sweeps_of,
)
from huitoukan.apps.problems.queries.visits import CONFER, VISIT
from huitoukan.apps.problems.queries.words import (
    action_label,
    fact_label,
    in_language,
    source_title,
    state_chip,
)
from huitoukan.domain.adjustments import Effect
from huitoukan.domain.problems import (
    DATED_STATES,
    FACT_WORDS,
    SIGN_LEVELS,
    Action,
    Offer,
    State,
)
from huitoukan.domain.requests import KIND_WORDS, Kind


def problem_page(
    actor: Actor,
    code: str,
    *,
    on: date,
    refused: actions.RefusedStep | None = None,
) -> pages.ProblemPage:
    """[problems:detail] One problem, its evidence and history, and the steps open to the actor.

    `refused` is a step that just failed: its form comes back with what was typed and the reason.
    """
    problem = queries.problem_for(actor, code)
    pack = problem.campaign.pack.opened()
    kind = pack.problem_types.get(problem.type)
    rule = pack.rules.get(problem.rule)
    departments = departments_of(problem.campaign.area)
    origin, origin_href = _origin(actor, problem)
    offers = queries.offers_for(actor, problem)
    events = list(
        ProblemEvent.objects.filter(problem=problem).prefetch_related("files__file").order_by("seq")
    )
    return pages.ProblemPage(
        code=problem.code,
        title=problem.title,
        severity=severity_card(problem.severity),
        topic=topic_label(problem.topic),
        type=f"{problem.type} {kind.title.in_(language()) if kind else ''}".strip(),
        state=state_chip(problem.stands),
        due=due_of(problem.next_due_on, on),
        due_label=due_label(problem),
        household_no=problem.household_no if actor.may("household.see") else "",
        household=problem.household_name,
        place=full_name(problem.area),
        facts=_facts(problem, str(departments.get(problem.department, problem.department))),
        evidence=sealed_facts(problem),
        origin=origin,
        origin_href=origin_href,
        rule=problem.rule,
        basis=rule.basis if rule else "",
        measure=problem.measure,
        result=problem.result,
        files=files_of(actor, problem, events),
        timeline=timeline_of(problem, events),
        actions=actions.forms_for(problem, offers, refused),
        waiting_for="" if _is_up_to(offers) else waiting_for(problem, departments),
        round=problem.round,
        n_returned=problem.n_returned,
        requests=requests_of(actor, problem, refused),
        asks=ask_forms(actor, problem, refused),
        beside=beside_forms(actor, problem, on, refused),
        marks=_marks(problem),
        others=_others(actor, problem),
        milestones=tuple(KeyValue(one["on"], one["what"]) for one in problem.milestones),
        adjustments=_adjustments(actor, problem),
        adjust=_adjust(actor, problem),
        sweeps=sweeps_of(actor, problem),
        sweep=sweep_form(actor, problem),
    )


def _is_up_to(offers: Sequence[Offer]) -> bool:
    """Whether the next step is this person's, or barred to them; choices beside do not count."""
    return any(offer.transition.action not in queries.BESIDE for offer in offers)


def _marks(problem: Problem) -> tuple[str, ...]:
    """Words beside the state."""
    return tuple(
        words
        for is_so, words in (
            (problem.is_on_spot, _("边看边改")),
            (problem.is_expedited, _("特事特办")),
            (problem.county_funds is not None, _("县级统筹资金")),
        )
        if is_so
    )


def _others(actor: Actor, problem: Problem) -> tuple[Crumb, ...]:
    """The problems that belong to this one: where it went, what came into it, what it recurs from.

    Those prompted by it are of other objects, and named only to who sees them.
    """
    links = [
        (_("并入"), problem.merged_into),
        (_("反弹自"), problem.recurs_from),
        (_("举一反三自"), prompting(actor, problem)),
        *((_("并入本条"), one) for one in problem.merged.for_system("of the same object")),
        *((_("再次发现"), one) for one in problem.recurrences.for_system("of the same object")),
        *((_("子问题"), one) for one in prompted_by(actor, problem)),
    ]
    return tuple(
        Crumb(f"{words} {one.code}", reverse("problems:detail", args=[one.code]))
        for words, one in links
        if one is not None
    )


def _adjustments(actor: Actor, problem: Problem) -> tuple[Crumb, ...]:
    """The adjustments of the registry that answer this problem (R013)."""
    if not actor.may("adjustment.see"):
        return ()
    kinds = problem.campaign.pack.opened().adjustments
    return tuple(
        Crumb(
            f"{kinds[one.kind].title.in_(language())} {one.code} {word(one.stands)}",
            reverse("adjustments:detail", args=[one.code]),
        )
        for one in of_problem(actor, problem.campaign, problem.code)
        if one.kind in kinds
    )


def _adjust(actor: Actor, problem: Problem) -> tuple[Crumb, ...]:
    """The kinds of adjustment by which an open problem of this type is put right."""
    if not problem.is_open or not queries.may_here(actor, problem, "adjustment.propose"):
        return ()
    return tuple(
        Crumb(
            kind.title.in_(language()),
            address(
                reverse("adjustments:new"), {},
                household="" if kind.effect == Effect.ADD_HOUSEHOLD else problem.household_no,
                kind=kind.id, problem=problem.code,
            ),
        )
        for kind in problem.campaign.pack.opened().adjustments.values()
        if problem.type in kind.answers
    )  # fmt: skip


def _origin(actor: Actor, problem: Problem) -> tuple[str, str]:
    """What found the problem, in words, and its page; the stages are known by address only."""
    code = problem.origin_code
    if problem.origin_kind == "agreement":
        href = reverse("agreement:household", args=[problem.household_no])
        return _("三方核对 {code}").format(code=code), href if actor.may("agreement.see") else ""
    if problem.origin_kind == "assessment":
        href = reverse("assessment:doubts") if actor.may("assessment.see") else ""
        return _("达标核查 {code}").format(code=code), href
    if problem.origin_kind != "comparison":
        pack = problem.campaign.pack.opened()
        numbers = " ".join(filter(None, (problem.source_no, problem.source_ref)))
        return f"{source_title(pack, problem.origin_kind)} {numbers}".strip(), ""
    is_open = bool(actor.may("hit.see"))
    href = reverse("comparison:hit", args=[code]) if is_open else ""
    return _("数据比对 {code}").format(code=code), href


def due_label(problem: Problem) -> str:
    """What the shown date is for."""
    labels = {
        State.REGISTERED: _("部门确认期限"),
        State.ACCEPTED: _("方案期限"),
        State.DEFERRED: _("长期整改时限"),
    }
    if problem.stands not in DATED_STATES:
        return ""
    return labels.get(problem.stands, _("整改期限"))


def waiting_for(problem: Problem, departments: Mapping[str, object]) -> str:
    """Who has to act now, in words; empty when nobody has."""
    who = {
        State.REGISTERED: str(departments.get(problem.department, problem.department)),
        State.DATA_FIX: _("县专班"),
        State.CONFIRMED: _("县专班"),
        State.ASSIGNED: problem.unit or _("责任单位"),
        State.ACCEPTED: problem.person or _("责任人"),
        State.RECTIFYING: problem.person or _("责任人"),
        State.RETURNED: problem.person or _("责任人"),
        State.UNDER_REVIEW: _("未参与整改的审核人"),
        State.PLANNED: _("方案审定人"),
        State.PAUSED: _("县专班负责人"),
        State.DEFERRED: problem.person or _("责任人"),
        State.REVIEWED: _("{level}销号人").format(
            level=in_language(SIGN_LEVELS[problem.sign_level])
        ),
    }.get(problem.stands)
    return who or ""


def _facts(problem: Problem, department: str) -> tuple[KeyValue, ...]:
    rows = [
        (_("责任部门"), department),
        (_("责任单位"), problem.unit),
        (_("责任人"), problem.person),
        (_("登记人"), problem.found_by_name),
        (_("答复期限"), str(problem.answer_due_on or "")),
        (_("审核人"), problem.reviewer_name),
        (_("销号人"), problem.signer_name),
        (_("销号日期"), f"{problem.closed_on:%Y-%m-%d}" if problem.closed_on else ""),
        (_("轮次"), str(problem.round) if problem.round > 1 else ""),
    ]
    return tuple(KeyValue(label, value) for label, value in rows if value)


def sealed_facts(problem: Problem) -> tuple[KeyValue, ...]:
    """The sealed evidence as label and value, with headings of the pack and numbers masked."""
    pack = problem.campaign.pack.opened()
    found = []
    for table, values in problem.evidence.get("facts", {}).items():
        dataset = pack.table(table)
        for name, value in values.items():
            column = dataset.by_name.get(name) if dataset else None
            label = column_label(column, name)
            is_delivered = dataset is not None and table in pack.sources
            where = f"{dataset.title.in_(language())} · " if dataset and is_delivered else ""
            found.append(KeyValue(f"{where}{label}", shown_value(column, value, pack.codes) or "—"))
    return tuple(found)


def files_of(
    actor: Actor, problem: Problem, events: Sequence[ProblemEvent]
) -> tuple[FileItem, ...]:
    """Every file of the problem, in the order of its steps, photographs with what they tell."""
    rows = [(kept, event) for event in events for kept in event.files.all()]
    looked = looked_at(actor, problem, [kept for kept, _event in rows])
    return tuple(
        told_of_photograph(actor, _file_item(kept, event), looked.get(kept.file_id))
        for kept, event in rows
    )


def _who(event: ProblemEvent) -> str:
    """Who took a step, with the post held at that time."""
    if not event.actor_post:
        return event.actor_name
    post = posts_in_words(event.actor_post, language())
    return _("{name}（{post}）").format(name=event.actor_name, post=post)


SIDE_OF: Final[dict[str, Literal["before", "after", ""]]] = {
    "before": "before",
    "after": "after",
    "visit": "",
}


def _file_item(kept: Evidence, event: ProblemEvent) -> FileItem:
    file = kept.file
    return FileItem(
        name=file.name,
        href=reverse("files:file", args=[file.sha256]),
        size=file.size,
        caption=kept.caption,
        when=SIDE_OF[kept.when],
        is_image=file.name.lower().endswith((".jpg", ".jpeg", ".png")),
        at=event.at,
        kept_by=event.actor_name,
    )


def _title(event: ProblemEvent) -> str:
    """What happened, in words: a step, the registration, or a note of another stage."""
    if event.action in Action.__members__.values():
        return action_label(Action(event.action))
    if event.action in Kind.__members__.values():
        return _("批准{kind}").format(kind=in_language(KIND_WORDS[Kind(event.action)]))
    titles = {
        "note": _("另有情况"), "remind": _("催办"), "lead": _("联系领导督导"), VISIT: _("跟踪回访"),
        CONFER: _("会商"),
    }  # fmt: skip
    return titles.get(event.action, _("登记为问题"))


BACKWARDS: Final = {Action.RETURN, Action.RETURN_PLAN, Action.REOPEN}
"""Steps that go back on the way, shown as such."""


def timeline_of(problem: Problem, events: Sequence[ProblemEvent]) -> tuple[TimelineItem, ...]:
    """The steps that were taken, the one that waits, and sign-off as the end still to come."""
    items = []
    for event in events:
        facts = tuple(
            KeyValue(fact_label(name), value)
            for name, value in event.facts.items()
            if name in FACT_WORDS
        )
        items.append(
            TimelineItem(
                title=_title(event),
                state="back" if event.action in BACKWARDS else "done",
                at=event.at,
                who=_who(event),
                facts=facts,
                files=tuple(_file_item(kept, event) for kept in event.files.all()),
            )
        )
    if problem.is_open:
        departments = departments_of(problem.campaign.area)
        items.append(
            TimelineItem(
                title=_("等待：{who}").format(who=waiting_for(problem, departments)),
                state="now",
                chip=state_chip(problem.stands),
            )
        )
        if problem.stands is not State.REVIEWED:
            items.append(TimelineItem(title=_("销号"), state="future"))
    return tuple(items)
