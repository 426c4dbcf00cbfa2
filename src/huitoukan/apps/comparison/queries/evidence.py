"""What a doubt rests on: its rows and files, its history; and the sheet for the household."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.queries import organ_of
from huitoukan.apps.comparison import pages, queries
from huitoukan.apps.comparison.models import Closure, EventKind, Hit, HitEvent, HitState, Run
from huitoukan.apps.comparison.queries.facts import (
    compared_facts,
    file_words,
    matched_by,
    table_title,
)
from huitoukan.apps.comparison.queries.reasons import why_cannot_tell
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import listed, refusal_text
from huitoukan.apps.core.pages import ActionForm, Field, KeyValue, TimelineItem
from huitoukan.apps.core.showing import language
from huitoukan.apps.places.queries import departments_of, full_name
from huitoukan.apps.registry.models import Household, Member
from huitoukan.apps.sources.models import Delivery
from huitoukan.apps.sources.queries import deliveries_for
from huitoukan.domain import doubts
from huitoukan.domain.identity import mask_id
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.comparing import Rule
from huitoukan.rules.shapes.tables import REGISTRY

SHOWN_HASH: Final = 12
"""How many characters of a hash are shown."""


def recipe_words(version: int) -> str:
    """By what a doubt of a later run is the same doubt, in words, with the recipe's version."""
    words = {
        "rule": _("规则"),
        "object_kind": _("对象种类（人、户、村）"),
        "object_key": _("对象在名册里的编号"),
    }
    recipe = doubts.RECIPES.get(version)
    parts = listed(words.get(part, part) for part in recipe.parts) if recipe else "—"
    return _("{parts}都相同（办法第 {version} 版）").format(parts=parts, version=version)


# --- rows and files ---


def rows_behind(actor: Actor, hit: Hit, pack: Pack, rule: Rule) -> tuple[pages.EvidenceRow, ...]:
    """Where each row behind a doubt stands; of a rule about absence the files that were searched.

    A file's name is shown to all who see the doubt, its delivery to those who may open it.
    """
    searched = _searched(hit.last_run, rule)
    codes = [row["delivery"] for row in (*hit.rows, *searched) if "delivery" in row]
    files = {
        one.code: one
        for one in Delivery.objects.for_system("the files behind a doubt that the actor sees")
        .filter(code__in=codes)
        .select_related("file")
    }
    open_to: set[str] = set()
    if codes and actor.may("source.see"):
        seen = deliveries_for(actor, hit.campaign).filter(code__in=codes)
        open_to = set(seen.values_list("code", flat=True))
    return tuple(
        _evidence_row(row, pack, files.get(row.get("delivery", "")), open_to)
        for row in (*hit.rows, *searched)
    )


def _searched(run: Run, rule: Rule) -> list[dict[str, Any]]:
    """The files in which a rule about absence found nothing."""
    if rule.kind != "absent_from":
        return []
    return [
        {"table": source, "delivery": one["delivery"], "sha256": one.get("file", "")}
        for source in rule.sources
        for one in run.inputs.get(source, ())
    ]


def _evidence_row(
    row: Mapping[str, Any], pack: Pack, delivery: Delivery | None, open_to: set[str]
) -> pages.EvidenceRow:
    number = row.get("row")
    place = _("第 {n} 行").format(n=number) if number else ""
    if "row" not in row:
        place = _("整表没有对应的行")
    code = row.get("delivery") or row.get("snapshot", "")
    return pages.EvidenceRow(
        table=table_title(pack, row["table"]),
        code=code,
        file=file_words(delivery) if delivery else "",
        place=place,
        hash_head=row.get("sha256", "")[:SHOWN_HASH],
        delivered_on=timezone.localtime(delivery.delivered_at).date() if delivery else None,
        is_registered=row["table"] in REGISTRY,
        href=reverse("sources:delivery", args=[code]) if code in open_to else "",
    )


def proof(hit: Hit, rule: Rule) -> tuple[KeyValue, ...]:
    """Run, pack, rule and how the same doubt is told, so that anybody can work it out again."""
    run = hit.last_run
    rows = (
        KeyValue(
            _("比对"),
            f"{run.code} · {run.on:%Y-%m-%d}",
            href=reverse("comparison:run", args=[run.code]),
        ),
        KeyValue(_("规则包"), f"{hit.campaign.pack} · {run.pack_hash[:SHOWN_HASH]}"),
        KeyValue(_("规则版本"), f"{hit.rule} · {hit.rule_hash[:SHOWN_HASH]}"),
        KeyValue(_("怎样匹配"), matched_by(hit, rule)),
        KeyValue(_("同一疑点怎样认定"), recipe_words(hit.recipe)),
    )
    return tuple(row for row in rows if row.value)


# --- history ---


def history(hit: Hit, pack: Pack) -> tuple[TimelineItem, ...]:
    """What runs and people said of the doubt, in the order in which they did."""
    return tuple(_told(event, pack) for event in hit.events.select_related("run"))


def _told(event: HitEvent, pack: Pack) -> TimelineItem:
    titles = {
        EventKind.NEW: _("首次出现"),
        EventKind.STILL: _("恢复比对，仍在"),
        EventKind.BACK: _("再次出现"),
        EventKind.GONE: _("不再出现"),
        EventKind.NOT_COMPARED: _("未比对"),
        EventKind.REOPENED: _("依据有变，重新核定"),
        EventKind.JUDGED: _("核定"),
        EventKind.PROPOSED: _("建议销号"),
        EventKind.ACCEPTED: _("采纳销号建议"),
        EventKind.REFUSED: _("不采纳销号建议"),
    }
    kind = EventKind(event.kind)
    words = []
    if kind is EventKind.JUDGED:
        words.append(_verdict_words(event.facts, pack))
    if why := event.facts.get("why"):
        words.append(why_cannot_tell(why, pack))
    words += [event.facts[name] for name in ("note", "reason") if event.facts.get(name)]
    is_back = kind in (EventKind.BACK, EventKind.REOPENED)
    return TimelineItem(
        title=titles[kind],
        state="back" if is_back else "done",
        at=event.at,
        who=event.by_name or f"{event.run.code} · {event.run.on:%Y-%m-%d}",
        text="\n".join(word for word in words if word),
    )


def _verdict_words(facts: Mapping[str, str], pack: Pack) -> str:
    states = {
        HitState.CONFIRMED: _("属实"),
        HitState.DISMISSED: _("不属实"),
        HitState.DATA_ERROR: _("数据错误"),
    }
    words = states.get(HitState(facts.get("state", HitState.NEW)), "")
    reasons = {value.code: value for value in pack.reasons["hit_dismissed"].values}
    if reason := reasons.get(facts.get("reason_code", "")):
        words = f"{words}{_('：')}{reason.en if language().startswith('en') else reason.zh}"
    return words


# --- the proposal to sign off ---


def closure_words(hit: Hit) -> str:
    """What became of the proposal to sign the problem off; nothing where there was none."""
    return {
        Closure.PROPOSED: _(
            "最近一次比对不再出现这个疑点，建议核实后销号。建议不会使问题自动销号。"
        ),
        Closure.ACCEPTED: _("销号建议已采纳；问题仍须按程序整改、审核、销号。"),
        Closure.REFUSED: _("销号建议未采纳；理由见历次记录。"),
    }.get(Closure(hit.closure), "")


def closure_forms(
    actor: Actor, hit: Hit, refused: tuple[Refused, Mapping[str, str]] | None = None
) -> tuple[ActionForm, ...]:
    """Accept or refuse an open proposal, for who may judge the doubt."""
    if hit.closure != Closure.PROPOSED or not queries.may_judge(actor, hit):
        return ()
    why, typed = refused or (None, {})
    href = reverse("comparison:closure", args=[hit.code])

    def form(decision: str, label: str, style: str, note: str, field: Field) -> ActionForm:
        is_this = why is not None and typed.get("decision") == decision
        return ActionForm(
            code=f"closure-{decision}",
            label=label,
            href=href,
            style=style,  # type: ignore[arg-type]
            icon="check" if decision == "accept" else "x",
            note=note,
            fields=(field,),
            hidden=(("decision", decision),),
            errors=(refusal_text(why),) if why is not None and is_this else (),
            is_open=is_this,
        )

    text = typed.get("reason", "")
    return (
        form(
            "accept",
            _("采纳销号建议"),
            "primary",
            _("写入问题的记录，供整改、审核和销号的人参考；问题状态不变。"),
            Field("reason", _("说明"), "area", value=text, max_length=500),
        ),
        form(
            "refuse",
            _("不采纳"),
            "danger",
            _("写明理由，例如数据没有更新、情况仍在。"),
            Field("reason", _("理由"), "area", True, value=text, max_length=500),
        ),
    )


# --- the sheet ---


def sheet_page(actor: Actor, code: str, *, on: date) -> pages.SheetPage:
    """[comparison:sheet] The doubt on one page of A4, for the household to answer."""
    hit = queries.hit_for(actor, code)
    pack = hit.campaign.pack.opened()
    rule = queries.rule_of(pack, hit.rule)
    departments = {key: d.name for key, d in departments_of(hit.campaign.area).items()}
    household = (
        Household.objects.for_system("the doubt was loaded in the actor's scope")
        .filter(household_no=hit.household_no)
        .first()
    )
    days = pack.deadlines["hit_verification"].days
    return pages.SheetPage(
        code=hit.code,
        organ=organ_of(hit.campaign),
        printed_on=on,
        sentence=hit.sentence,
        who=_who(hit, household.head_name if household else ""),
        compared=compared_facts(hit, pack),
        rows=rows_behind(actor, hit, pack, rule),
        source=listed(table_title(pack, source) for source in rule.sources),
        rule=rule.title.in_(language()),
        basis=rule.basis,
        matched_by=matched_by(hit, rule),
        ask=rule.ask_in_field,
        mistakes=rule.false_positives,
        department=departments.get(hit.department, hit.department),
        village=full_name(hit.area),
        days=days,
        ends_on=hit.campaign.ends_on,
        proof=_sheet_proof(hit, hit.campaign),
    )


def _who(hit: Hit, head: str) -> tuple[KeyValue, ...]:
    member = (
        Member.objects.for_system("the doubt was loaded in the actor's scope")
        .filter(person_no=hit.person_no)
        .first()
        if hit.person_no
        else None
    )
    rows = (
        (_("姓名"), hit.name if hit.object_kind == "person" else ""),
        (_("证件号码"), mask_id(member.id_no) if member and member.id_no else ""),
        (_("户主"), head),
        (_("户编号"), hit.household_no),
        (_("住址"), full_name(hit.area)),
    )
    return tuple(KeyValue(label, value) for label, value in rows if value)


def _sheet_proof(hit: Hit, campaign: Campaign) -> str:
    run = hit.last_run
    return _("比对 {run}（{on}），规则包 {pack}，规则 {rule}").format(
        run=run.code,
        on=f"{run.on:%Y-%m-%d}",
        pack=f"{campaign.pack} {run.pack_hash[:SHOWN_HASH]}",
        rule=f"{hit.rule} {hit.rule_hash[:SHOWN_HASH]}",
    )
