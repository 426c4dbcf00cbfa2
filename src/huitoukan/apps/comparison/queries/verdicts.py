"""One doubt with both sides of it, and the forms of a verdict."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huitoukan.apps.comparison import pages, queries
from huitoukan.apps.comparison.models import ROW_COUNT, Hit, HitState
from huitoukan.apps.comparison.queries import evidence, facts
from huitoukan.apps.comparison.queries.reasons import standing_words
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import listed, refusal_text
from huitoukan.apps.core.pages import ActionForm, Choice, Field, KeyValue
from huitoukan.apps.core.showing import language, severity_card
from huitoukan.apps.places.queries import departments_of, full_name
from huitoukan.apps.registry.models import Household
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack


def hit_page(
    actor: Actor,
    code: str,
    *,
    refused: tuple[str, Refused, Mapping[str, str]] | None = None,
    refused_closure: tuple[Refused, Mapping[str, str]] | None = None,
) -> pages.HitPage:
    """[comparison:hit] One doubt: registered beside delivered, basis, and the verdict or its forms.

    `refused` is a verdict that was just refused: which, why, and what was typed;
    `refused_closure` the same of a word on the proposal to sign off.
    """
    from huitoukan.apps.comparison.queries.shown import state_chip  # noqa: PLC0415 - shown uses us

    hit = queries.hit_for(actor, code)
    pack = hit.campaign.pack.opened()
    rule = queries.rule_of(pack, hit.rule)
    departments = {key: d.name for key, d in departments_of(hit.campaign.area).items()}
    household = _household_of(hit)
    previous_code, next_code = _neighbours(actor, hit)
    return pages.HitPage(
        code=hit.code,
        rule=hit.rule,
        rule_title=rule.title.in_(language()),
        severity=severity_card(hit.severity),
        state=state_chip(hit),
        sentence=hit.sentence,
        household_no=hit.household_no if actor.may("household.see") else "",
        household=household.head_name if household else hit.name,
        place=full_name(hit.area),
        facts=_facts(hit, departments),
        compared=facts.compared_facts(hit, pack),
        department=departments.get(hit.department, hit.department),
        source=listed(facts.table_title(pack, source) for source in rule.sources),
        matched_by=facts.matched_by(hit, rule),
        n_rows=int(hit.facts.get(ROW_COUNT, {}).get("n", 1)),
        basis=rule.basis,
        false_positives=rule.false_positives,
        ask_in_field=rule.ask_in_field,
        first_seen_on=timezone.localtime(hit.first_run.ended_at).date(),
        last_seen_on=timezone.localtime(hit.last_run.ended_at).date(),
        is_present=hit.is_present,
        standing=standing_words(hit, pack),
        rows=evidence.rows_behind(actor, hit, pack, rule),
        proof=evidence.proof(hit, rule),
        history=evidence.history(hit, pack),
        closure=evidence.closure_words(hit),
        closure_actions=evidence.closure_forms(actor, hit, refused_closure),
        verdict=_verdict(hit, pack),
        actions=_forms(actor, hit, pack, refused),
        problem_code=hit.problem_code,
        previous_href=reverse("comparison:hit", args=[previous_code]) if previous_code else "",
        next_href=reverse("comparison:hit", args=[next_code]) if next_code else "",
    )


def _household_of(hit: Hit) -> Household | None:
    if not hit.household_no:
        return None
    return (
        Household.objects.for_system("the doubt was loaded in the actor's scope")
        .filter(household_no=hit.household_no)
        .first()
    )


def _neighbours(actor: Actor, hit: Hit) -> tuple[str, str]:
    """The codes of the doubts of the same rule before and after this one."""
    same = queries.hits_for(actor, hit.campaign).filter(rule=hit.rule).order_by("code")
    before = same.filter(code__lt=hit.code).values_list("code", flat=True).last()
    after = same.filter(code__gt=hit.code).values_list("code", flat=True).first()
    return before or "", after or ""


def _facts(hit: Hit, departments: Mapping[str, str]) -> tuple[KeyValue, ...]:
    rows = [
        (_("姓名"), hit.name),
        (_("户编号"), hit.household_no),
        (_("地点"), full_name(hit.area)),
        (_("核实部门"), departments.get(hit.department, hit.department)),
    ]
    return tuple(KeyValue(label, value) for label, value in rows if value)


def _verdict(hit: Hit, pack: Pack) -> tuple[KeyValue, ...]:
    if hit.state == HitState.NEW:
        return ()
    reasons = {value.code: value for value in pack.reasons["hit_dismissed"].values}
    reason = reasons.get(hit.reason_code)
    english = language().startswith("en")
    rows = [
        (_("核定人"), hit.verdict_name),
        (_("核定时间"), f"{timezone.localtime(hit.verdict_at):%Y-%m-%d %H:%M}"
            if hit.verdict_at else ""),
        (_("理由"), (reason.en if english else reason.zh) if reason else ""),
        (_("说明"), hit.note),
    ]  # fmt: skip
    return tuple(KeyValue(label, value) for label, value in rows if value)


def reason_choices(pack: Pack, chosen: str = "") -> tuple[Choice, ...]:
    """The reasons for "not so", from the pack."""
    english = language().startswith("en")
    return tuple(
        Choice(value.code, value.en if english else value.zh, value.code == chosen)
        for value in pack.reasons["hit_dismissed"].values
    )


def _forms(
    actor: Actor,
    hit: Hit,
    pack: Pack,
    refused: tuple[str, Refused, Mapping[str, str]] | None,
) -> tuple[ActionForm, ...]:
    if hit.state != HitState.NEW or not queries.may_judge(actor, hit):
        return ()
    code, why, typed = refused or ("", None, {})

    def form(
        verdict: str, label: str, style: str, icon: str, note: str, *fields: Field
    ) -> ActionForm:
        return ActionForm(
            code=verdict,
            label=label,
            href=reverse("comparison:judge", args=[hit.code, verdict]),
            style=style,  # type: ignore[arg-type]
            icon=icon,
            note=note,
            fields=fields,
            errors=(refusal_text(why),) if why is not None and code == verdict else (),
            is_open=code == verdict,
        )

    return (
        form(
            "confirmed",
            _("属实，登记问题"),
            "primary",
            "check",
            _("登记到问题台账，送责任部门确认；疑点核定后不能更改。"),
            Field("note", _("核实情况"), "area", value=typed.get("note", ""), max_length=500),
        ),
        form(
            "dismissed",
            _("不属实"),
            "danger",
            "x",
            _("选择理由；选“其他”时请写明。"),
            Field(
                "reason_code",
                _("理由"),
                "radio",
                True,
                choices=reason_choices(pack, typed.get("reason_code", "")),
            ),
            Field("note", _("说明"), "area", value=typed.get("note", ""), max_length=500),
        ),
        form(
            "data_error",
            _("数据错误"),
            "plain",
            "edit",
            _("退数据提供方更正，不作为问题。"),
            Field("note", _("错在哪里"), "area", True, value=typed.get("note", ""), max_length=500),
        ),
    )


def bulk_form(pack: Pack) -> ActionForm:
    """The same verdict on the chosen doubts, each with an outcome of its own."""
    return ActionForm(
        code="bulk",
        label=_("批量核定"),
        href=reverse("comparison:judge_many"),
        icon="list-check",
        fields=(
            Field(
                "verdict",
                _("结论"),
                "select",
                True,
                choices=(
                    Choice("confirmed", _("属实，登记问题")),
                    Choice("dismissed", _("不属实")),
                    Choice("data_error", _("数据错误")),
                ),
            ),
            Field(
                "reason_code",
                _("理由（不属实时）"),
                "select",
                choices=(Choice("", "—", True), *reason_choices(pack)),
            ),
            Field("note", _("说明"), "text", max_length=500),
        ),
    )
