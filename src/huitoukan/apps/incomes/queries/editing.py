"""Fills [incomes:record]: the account as a form, with the pack's items to choose from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import refusal_text
from huitoukan.apps.core.pages import Choice, Field
from huitoukan.apps.core.showing import address
from huitoukan.apps.incomes import pages, queries
from huitoukan.apps.incomes.models import IncomeSheet
from huitoukan.apps.incomes.queries import Subject
from huitoukan.apps.incomes.queries.filling import (
    Texts,
    Typed,
    line_at_fault,
    members_typed,
    typed_from,
)
from huitoukan.apps.incomes.queries.reckoned import KINDS
from huitoukan.apps.incomes.queries.shown import OUTSIDE, usual_period
from huitoukan.apps.incomes.queries.words import said
from huitoukan.apps.places.queries import full_name
from huitoukan.assess.sheets import ACTUAL, FORECAST, MONEY, YUAN
from huitoukan.domain.incomes import SheetState
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack

HEAD: Final = "户主"
SPARE: Final = 3
"""Empty lines of a form; "one more" makes more, with and without a script."""


def begin(
    actor: Actor, campaign: Campaign, household_no: str, *, code: str = ""
) -> tuple[Typed, IncomeSheet | None]:
    """What the form begins with: the version with this code, or the members of the registry."""
    subject = queries.subject_for(actor, campaign, household_no, "income.record")
    pack = queries.demand_profiles(campaign.pack.opened())
    if code:
        sheet = queries.sheet_for(actor, code, "income.record")
        if sheet.household_no != household_no:
            raise Refused("NOT_FOUND", what="收入测算表", code=code)
        return typed_from(sheet.content, seen=sheet.version), sheet
    usual = usual_period(campaign)
    members = members_typed(queries.members_of(subject.household), pack)
    return Typed(usual.kind, usual.value, members), None


def form_page(
    actor: Actor,
    campaign: Campaign,
    household_no: str,
    typed: Typed,
    *,
    code: str = "",
    spare: int = SPARE,
    refused: Refused | None = None,
) -> pages.FormPage:
    """[incomes:record] The form with these texts; `refused` says what is wrong with them."""
    subject = queries.subject_for(actor, campaign, household_no, "income.record")
    sheet = queries.sheet_for(actor, code, "income.record") if code else None
    return _form(subject, campaign.pack.opened(), typed, sheet, spare=spare, refused=refused)


def begin_outside(campaign: Campaign) -> Typed:
    """What the form of a household outside the registry begins with: its head, to be named."""
    queries.demand_profiles(campaign.pack.opened())
    usual = usual_period(campaign)
    return Typed(usual.kind, usual.value, {0: {"relation": HEAD}})


def outside_page(
    actor: Actor,
    campaign: Campaign,
    typed: Typed,
    texts: Mapping[str, str],
    *,
    spare: int = SPARE,
    refused: Refused | None = None,
) -> pages.FormPage:
    """[incomes:outside] The form of a household outside the registry, with its number and village.

    The villages are those in which the actor records accounts.
    """
    village = texts.get("place", "")
    listed = queries.villages_kept(actor, campaign).select_related("parent").order_by("code")
    nobody = Subject("", _("名册以外的户"), campaign.area, None)
    made = _form(nobody, campaign.pack.opened(), typed, None, spare=spare, refused=refused)
    return replace(
        made,
        title=_("算第一张收入表"),
        href=reverse("incomes:outside"),
        back_href=address(reverse("incomes:list"), {}, tab=OUTSIDE),
        outside=(
            Field(
                "place", _("村"), "select", is_required=True,
                choices=(
                    Choice("", _("请选择")),
                    *(Choice(one.code, full_name(one), one.code == village) for one in listed),
                ),
            ),
            Field(
                "household_no", _("户编号"), value=texts.get("household_no", ""), max_length=40,
                help=_("名册以外的户没有编号的，留空，由系统给一个"),
            ),
        ),
    )  # fmt: skip


def _form(
    subject: Subject,
    pack: Pack,
    typed: Typed,
    sheet: IncomeSheet | None,
    *,
    spare: int,
    refused: Refused | None,
) -> pages.FormPage:
    household_no, code = subject.household_no, sheet.code if sheet is not None else ""
    names = {t["person_no"]: t.get("name", "") for t in typed.members.values() if "person_no" in t}
    at_fault = line_at_fault(refused, typed, pack) if refused else None
    words = refusal_text(refused) if refused else ""
    first_free = max(typed.lines, default=-1) + 1
    lines = {**typed.lines, **{first_free + n: {} for n in range(spare)}}
    needs_reason = sheet is not None and sheet.stands is not SheetState.DRAFT
    return pages.FormPage(
        household_no=household_no,
        head_name=subject.head_name,
        place=full_name(subject.area),
        title=_("更正收入测算") if sheet else _("和农户一起算收入"),
        href=address(reverse("incomes:record", args=[household_no or "-"]), {}, sheet=code),
        back_href=reverse("incomes:household", args=[household_no or "-"]),
        hidden=(("seen", str(typed.seen)), ("spare", str(spare))),
        period=_period(typed, is_fixed=sheet is not None),
        members=_members(typed, pack),
        lines=tuple(
            pages.FormLine(
                n,
                _line(n, texts, names, pack),
                _days(n, texts),
                words if n == at_fault else "",
            )
            for n, texts in lines.items()
        ),
        spare_line=pages.FormLine(9999, _line(9999, {}, names, pack), _days(9999, {})),
        why=Field("why", _("更正的原因"), "area", is_required=True, value=typed.why, max_length=300)
        if needs_reason
        else None,
        units=_units(pack),
        errors=(words,) if words else (),
    )


def _period(typed: Typed, *, is_fixed: bool) -> tuple[Field, ...]:
    kinds = {
        "annual_oct_sep": _("年度：上年10月1日至当年9月30日（填年份）"),
        "rolling_12": _("某月之前的12个月（填年月，如 2026-05）"),
    }
    if is_fixed:
        kinds = {typed.period_kind: kinds.get(typed.period_kind, typed.period_kind)}
    choices = tuple(Choice(k, words, k == typed.period_kind) for k, words in kinds.items())
    return (
        Field("period_kind", _("测算期"), "select", is_required=True, choices=choices),
        Field("period_value", _("年份或年月"), is_required=True, value=typed.period_value,
              max_length=7),
    )  # fmt: skip


def _members(typed: Typed, pack: Pack) -> tuple[pages.FormMember, ...]:
    first_free = max(typed.members, default=-1) + 1
    rows: Mapping[int, Texts] = {**typed.members, first_free: {}}
    return tuple(
        pages.FormMember(
            n, texts.get("name", ""), texts.get("person_no", ""), _member(n, texts, pack)
        )
        for n, texts in rows.items()
    )


def _member(n: int, texts: Texts, pack: Pack) -> tuple[Field, ...]:
    facts = pack.facts["member"].by_name

    def code(name: str, blank: str) -> Field:
        fact, chosen = facts[name], texts.get(name, "")
        choices = [Choice("", blank, not chosen)]
        choices += [Choice(one, one, one == chosen) for one in fact.codes]
        return Field(f"member-{n}-{name}", said(fact.title), "select", choices=tuple(choices))

    shares = texts.get("shares_household", "")
    return (
        Field(f"member-{n}-name", _("姓名"), value=texts.get("name", ""), max_length=80),
        code("relation", _("请选择")),
        Field(f"member-{n}-birth", _("出生日期"), "date", value=texts.get("birth", "")),
        code("situation", _("在家（没有别的情形）")),
        Field(
            f"member-{n}-shares_household", _("共同生活、共享收支"), "select",
            choices=(
                Choice("", _("是（没有人提出异议）"), not shares),
                Choice("yes", _("是"), shares == "yes"),
                Choice("no", _("否"), shares == "no"),
            ),
        ),
    )  # fmt: skip


def _line(n: int, texts: Texts, names: Mapping[str, str], pack: Pack) -> tuple[Field, ...]:
    def text(name: str, label: str, note: str = "", kind: str = "text", most: int = 200) -> Field:
        value = texts.get(name, "")
        return Field(f"line-{n}-{name}", label, kind, value=value, help=note, max_length=most)  # type: ignore[arg-type]

    who = texts.get("person_no", "")
    basis = texts.get("basis", ACTUAL)
    return (
        Field(f"line-{n}-item", _("项目"), "select", choices=_items(texts.get("item", ""), pack)),
        Field(
            f"line-{n}-person_no", _("谁的"), "select",
            choices=(
                Choice("", _("全户"), not who),
                *(Choice(no, name or no, no == who) for no, name in names.items()),
            ),
        ),
        text("each", _("金额或单价（元）"), _("自用的产品没有售价可留空，按规则包价格"), most=20),
        Field(
            f"line-{n}-unit", _("单位"), value=texts.get("unit", YUAN), max_length=12,
            suggest="units",
        ),
        text("times", _("月数、天数或数量"), _("单位是“元”的不填"), most=20),
        text("cost", _("成本（元）"), _("经营项目；没有成本写 0，留空按规则包比例"), most=20),
        text("evidence", _("凭什么（工资条、流水、合同…）")),
        text("said_by", _("谁说的"), most=64),
        Field(
            f"line-{n}-basis", _("已发生还是预计"), "select",
            choices=(
                Choice(ACTUAL, _("已发生"), basis == ACTUAL),
                Choice(FORECAST, _("预计"), basis == FORECAST),
            ),
        ),
    )  # fmt: skip


def _days(n: int, texts: Texts) -> tuple[Field, ...]:
    return tuple(
        Field(f"line-{n}-{name}", label, "date", value=texts.get(name, ""))
        for name, label in (("from", _("起")), ("to", _("止")))
    )


def _items(chosen: str, pack: Pack) -> tuple[Choice, ...]:
    known = pack.items_by_word.get(chosen)
    code = known.code if known is not None else chosen
    listed = [
        Choice(item.code, f"{said(pack.income_items[kind].title)}：{said(item.title)}",
               item.code == code)
        for kind in (*KINDS, "spending")
        if kind in pack.income_items
        for item in pack.income_items[kind].items
    ]  # fmt: skip
    return (Choice("", _("（不填这一行）"), not code), *listed)


def _units(pack: Pack) -> tuple[Choice, ...]:
    """Units to choose from: money, and those of the price lists."""
    goods = {unit for price in pack.prices.values() for unit in (price.unit, *price.units)}
    return tuple(Choice(unit, unit) for unit in (*MONEY, *sorted(goods - set(MONEY))))
