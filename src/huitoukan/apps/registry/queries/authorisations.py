"""What a household signed: who may be compared with which data, from when until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import listed, refusal_text
from huitoukan.apps.core.pages import ActionForm, Chip, Choice, Crumb, Field
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.core.showing import language
from huitoukan.apps.registry import pages
from huitoukan.apps.registry.models import Household, ListedPerson, Member
from huitoukan.apps.registry.queries import household_for, households_for
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.tables import AUTHORISATION

SCOPE_LIST = "authorised_data"
"""The code list of what may be authorised."""


def authorisations_of(campaign: Campaign, household_no: str) -> ScopedQuerySet[ListedPerson]:
    """The authorisations of a household that was loaded in the actor's scope, in order of key."""
    every = ListedPerson.objects.for_system("the household was loaded in the actor's scope")
    return every.filter(county=campaign.area, table=AUTHORISATION, household_no=household_no)


def authorisations_page(
    actor: Actor,
    campaign: Campaign,
    household_no: str,
    *,
    today: dt.date,
    refused: tuple[Refused, Mapping[str, str], Collection[str]] | None = None,
) -> pages.AuthorisationsPage:
    """[registry:authorisations] The household's authorisations, the newest first.

    `refused` is what came back, with what was typed and ticked.
    """
    home = household_for(actor, household_no)
    pack = campaign.pack.opened()
    mine = households_for(actor, "registry.authorise").filter(household_no=household_no)
    may = mine.exists()
    typed, ticked = (refused[1], refused[2]) if refused else ({}, ())
    path = reverse("registry:authorisations", args=[household_no])
    rows = sorted(
        authorisations_of(campaign, household_no),
        key=lambda one: str(one.facts.get("valid_from", "")),
        reverse=True,
    )
    return pages.AuthorisationsPage(
        household_no=household_no,
        head_name=home.head_name,
        crumbs=(
            Crumb(_("名册"), reverse("registry:list")),
            Crumb(home.head_name, reverse("dashboards:household", args=[household_no])),
        ),
        rows=tuple(_row(one, pack, today, may=may) for one in rows),
        scopes=tuple(
            Choice(one.code, one.en if language().startswith("en") else one.zh, one.code in ticked)
            for one in pack.codes[SCOPE_LIST].values
        ),
        fields=_fields(home, typed, today),
        action=path if may else "",
        errors=(refusal_text(refused[0]),) if refused else (),
    )


def members_signing(household: Household) -> list[Member]:
    """The members whom an authorisation may name."""
    rows = Member.objects.for_system("the household was loaded in the actor's scope")
    return list(rows.filter(household=household, ended_on=None).order_by("row_no"))


def _row(one: ListedPerson, pack: Pack, today: dt.date, *, may: bool) -> pages.AuthorisationRow:
    facts = one.facts
    chip, is_open = _state(facts, today)
    words = {
        value.code: value.en if language().startswith("en") else value.zh
        for value in pack.codes[SCOPE_LIST].values
    }
    scope = str(facts.get("data_sets", "")).split("、")
    return pages.AuthorisationRow(
        who=one.name or _("全户"),
        scope=listed(words.get(code, code) for code in scope),
        valid_from=str(facts.get("valid_from", "")),
        valid_to=str(facts.get("valid_to", "")),
        signed_by=str(facts.get("signed_by", "")),
        filled_by=str(facts.get("filled_by", "")),
        chip=chip,
        revoke=_revoke(one, today) if may and is_open else None,
    )


def _state(facts: Mapping[str, object], today: dt.date) -> tuple[Chip, bool]:
    """The state in a word, by the rule of engine/consent.py; and whether it may be revoked."""
    day = today.isoformat()
    revoked = str(facts.get("revoked_on") or "")
    if revoked and revoked <= day:
        return Chip("none", _("{day} 撤销").format(day=revoked)), False
    if str(facts.get("valid_to", "")) < day:
        return Chip("none", _("已过期")), False
    if str(facts.get("valid_from", "")) > day:
        return Chip("wait", _("还没有开始")), not revoked
    return Chip("ok", _("有效")), not revoked


def _revoke(one: ListedPerson, today: dt.date) -> ActionForm:
    return ActionForm(
        "revoke",
        _("撤销这份授权"),
        reverse("registry:revoke_authorisation", args=[one.household_no, one.pk]),
        style="danger",
        note=_("从撤销的那一天起，不再比对这份授权所及的数据；已有的比对不变。"),
        fields=(
            Field(
                "on", _("撤销日期"), "date", is_required=True, value=today.isoformat(),
                high=today.isoformat(),
            ),
            Field("reason", _("理由"), "area", is_required=True, max_length=300),
        ),
    )  # fmt: skip


def _fields(home: Household, typed: Mapping[str, str], today: dt.date) -> tuple[Field, ...]:
    person = typed.get("person_no", "")
    people = [("", _("全户")), *((one.person_no, one.name) for one in members_signing(home))]
    return (
        Field(
            "person_no", _("被授权查询人"), "select",
            choices=tuple(Choice(no, name, no == person) for no, name in people),
            help=_("签在一张查询书上的一般是全户；只写明一人的选那个人"),
        ),
        Field(
            "valid_from", _("授权起始日期"), "date", is_required=True,
            value=typed.get("valid_from", today.isoformat()),
        ),
        Field(
            "valid_to", _("授权截止日期"), "date", is_required=True,
            value=typed.get("valid_to", ""), help=_("按查询书上写明的有效期"),
        ),
        Field(
            "signed_by", _("授权签字人"), is_required=True, max_length=64,
            value=typed.get("signed_by", home.head_name),
        ),
        Field("filled_by", _("代填人"), max_length=64, value=typed.get("filled_by", "")),
    )  # fmt: skip
