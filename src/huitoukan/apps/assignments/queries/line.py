"""Fills [assignments:line]: one doubt with both sides of the data, and both answers."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huitoukan.apps.accounts.queries import posts_in_words
from huitoukan.apps.assignments import pages, queries
from huitoukan.apps.assignments.models import AssignedHit, HitAnswer
from huitoukan.apps.assignments.queries import forms
from huitoukan.apps.assignments.queries.shown import department_names
from huitoukan.apps.assignments.queries.words import (
    reason_word,
    side_word,
    state_chip,
    step_word,
    verdict_chip,
)
from huitoukan.apps.comparison.queries import hit_for, hits_for
from huitoukan.apps.comparison.queries.facts import compared_facts
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import listed
from huitoukan.apps.core.pages import FileItem, KeyValue, TimelineItem
from huitoukan.apps.core.showing import due_of, language, severity_card
from huitoukan.apps.places.queries import full_name
from huitoukan.domain.assignments import OPEN, State, Step, Verdict, differ
from huitoukan.rules.pack import Pack


def line_page(
    actor: Actor, code: str, *, on: date, back: forms.Back | None = None
) -> pages.LinePage:
    """[assignments:line] `back` is a step that was just refused, with what was typed."""
    line = queries.line_for(actor, code)
    one, hit = line.assignment, line.hit
    pack = one.campaign.pack.opened()
    rule = pack.rules.get(hit.rule)
    names = department_names(one.campaign)
    sides = [line] if queries.is_blind(actor, line) else _both(line)
    said = {each.side: _newest(each) for each in sides}
    field, department = said.get("field"), said.get("department")
    is_differing = bool(
        field and department and differ(Verdict(field.verdict), Verdict(department.verdict))
    )
    before, after = _neighbours(line)
    is_seen = hits_for(actor).filter(pk=hit.pk).exists()
    return pages.LinePage(
        code=line.code,
        assignment=one.code,
        hit=hit.code,
        hit_href=reverse("comparison:hit", args=[hit.code]) if is_seen else "",
        rule=hit.rule,
        rule_title=rule.title.in_(language()) if rule else hit.rule,
        severity=severity_card(hit.severity),
        state=state_chip(line.stands),
        sentence=hit.sentence,
        facts=_facts(line, names),
        compared=compared_facts(hit, pack),
        source=listed(_titles(pack, rule.sources if rule else ())),
        basis=rule.basis if rule else "",
        ask_in_field=rule.ask_in_field if rule else "",
        false_positives=rule.false_positives if rule else (),
        is_present=hit.is_present,
        cards=tuple(_card(each, pack, names, on) for each in sides),
        is_differing=is_differing,
        actions=forms.line_forms(
            actor, line, queries.other_side(line), is_differing=is_differing, names=names, back=back
        ),
        previous_href=reverse("assignments:line", args=[before]) if before else "",
        next_href=reverse("assignments:line", args=[after]) if after else "",
    )


def of_hit_page(actor: Actor, code: str, *, on: date) -> pages.OfHitPage:
    """[assignments:of_hit] For who may see the doubt; NOT_FOUND as its own page says it."""
    hit = hit_for(actor, code)
    rows = AssignedHit.objects.for_system("who was asked about a doubt that the actor sees")
    lines = rows.filter(hit=hit).select_related("assignment__area__parent", "hit").order_by("id")
    names = department_names(hit.campaign)
    mine = set()
    if actor.may("assignment.see"):
        mine = set(
            AssignedHit.objects.visible_to(actor).filter(hit=hit).values_list("pk", flat=True)
        )
    return pages.OfHitPage(
        hit=hit.code,
        holders=tuple(
            pages.Holder(
                side=side_word(line.side),
                addressee=queries.addressee_name(line.assignment, names),
                assignment=line.assignment.code,
                sent_on=timezone.localtime(line.assignment.sent_at).date(),
                state=state_chip(line.stands),
                due=due_of(line.due_on, on) if line.stands in OPEN else None,
                href=reverse("assignments:line", args=[line.code]) if line.pk in mine else "",
            )
            for line in lines
        ),
    )


def _both(line: AssignedHit) -> list[AssignedHit]:
    """This doubt here, and where it is or was with the other side."""
    every = AssignedHit.objects.for_system("both answers belong to a doubt that is shown")
    others = every.filter(hit=line.hit).exclude(side=line.side)
    others = others.exclude(state=State.WITHDRAWN.value, answers__isnull=True)
    other = others.select_related("assignment__area__parent", "hit").order_by("-id").first()
    return [line, *([other] if other else [])]


def _newest(line: AssignedHit) -> HitAnswer | None:
    return line.answers.order_by("-id").first()


def _titles(pack: Pack, tables: tuple[str, ...]) -> list[str]:
    found = (pack.table(table) for table in tables)
    return [table.title.in_(language()) for table in found if table]


def _facts(line: AssignedHit, names: dict[str, str]) -> tuple[KeyValue, ...]:
    one, hit = line.assignment, line.hit
    rows = [
        KeyValue(_("姓名"), hit.name),
        KeyValue(_("户编号"), hit.household_no),
        KeyValue(_("地点"), full_name(hit.area)),
        KeyValue(_("核实部门"), names.get(hit.department, hit.department)),
        KeyValue(_("交办单"), one.code, href=reverse("assignments:detail", args=[one.code])),
        KeyValue(_("核实期限"), f"{line.due_on:%Y-%m-%d}"),
        KeyValue(_("核实要求"), one.note, is_wide=True),
    ]
    return tuple(row for row in rows if row.value)


def _card(line: AssignedHit, pack: Pack, names: dict[str, str], on: date) -> pages.AnswerCard:
    reasons = queries.reasons_of(pack)
    items = [
        TimelineItem(
            title=reason_word(reasons.get(said.reason_code)) or _("核实反馈"),
            state="done",
            at=said.at,
            who=_("{name}（{post}）").format(
                name=said.name, post=posts_in_words(said.post, language())
            )
            if said.post
            else said.name,
            text=said.note,
            chip=verdict_chip(Verdict(said.verdict)),
            files=tuple(
                FileItem(
                    paper.file.name,
                    reverse("files:file", args=[paper.file.sha256]),
                    paper.file.size,
                )
                for paper in said.papers.all()
            ),
        )
        for said in line.answers.prefetch_related("papers__file")
    ]
    items += [
        TimelineItem(
            title=step_word(Step(step.step)),
            state="back" if step.step == Step.RETURN else "done",
            at=step.at,
            who=step.name,
            text=step.words,
        )
        for step in line.steps.all()
    ]
    stands = line.stands
    return pages.AnswerCard(
        side=side_word(line.side),
        addressee=queries.addressee_name(line.assignment, names),
        state=state_chip(stands),
        is_adopted=line.is_adopted,
        answers=tuple(sorted(items, key=_moment)),
        due=due_of(line.due_on if stands in OPEN else None, on),
    )


def _moment(item: TimelineItem) -> str:
    return item.at.isoformat() if item.at else ""


def _neighbours(line: AssignedHit) -> tuple[str, str]:
    same = queries.lines_of(line.assignment).order_by("code").values_list("code", flat=True)
    before, after = same.filter(code__lt=line.code), same.filter(code__gt=line.code)
    return before.last() or "", after.first() or ""
