"""Fills [incomes:household] and [incomes:sheet]: one version of an account, and all versions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import listed, refusal_text
from huitoukan.apps.core.pages import (
    Crumb,
    FileItem,
    KeyValue,
    Tab,
    TimelineItem,
)
from huitoukan.apps.core.showing import address
from huitoukan.apps.incomes import pages, queries
from huitoukan.apps.incomes.models import Confirmation, IncomeSheet
from huitoukan.apps.incomes.queries import Subject
from huitoukan.apps.incomes.queries.acts import Back, actions_of
from huitoukan.apps.incomes.queries.checked import checked
from huitoukan.apps.incomes.queries.differences import differences
from huitoukan.apps.incomes.queries.reckoned import (
    Accounts,
    groups,
    member_rows,
    profile_views,
    reckoned,
    spending_rows,
)
from huitoukan.apps.incomes.queries.words import (
    NO_SHEET,
    how_label,
    moment,
    period_words,
    state_chip,
)
from huitoukan.apps.places.queries import full_name
from huitoukan.domain.incomes import How
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack


def account_page(
    actor: Actor,
    campaign: Campaign,
    household_no: str,
    *,
    code: str = "",
    on: date,
    back: Back | None = None,
) -> pages.AccountPage:
    """[incomes:household] The newest version, or the one with this code, through the actor's eyes.

    `back` is a step that was refused, with what was typed.
    """
    subject = queries.subject_for(actor, campaign, household_no)
    every = list(queries.sheets_for(actor, campaign).filter(household_no=household_no))
    sheet = next((one for one in every if one.code == code), None) if code else None
    if code and sheet is None:
        raise Refused("NOT_FOUND", what="收入测算表", code=code)
    if sheet is None:
        sheet = next((one for one in every if one.is_newest), None)
    may_record = _may_record(actor, campaign, household_no)
    if sheet is None:
        return pages.AccountPage(
            household_no=household_no,
            head_name=subject.head_name,
            place=full_name(subject.area),
            crumbs=_crumbs(subject),
            state=state_chip(NO_SHEET),
            edit_href=reverse("incomes:record", args=[household_no]) if may_record else "",
            may_see_household=bool(actor.may("household.see")) and subject.household is not None,
        )
    return _with_sheet(
        actor, campaign, subject, sheet, every, may_record=may_record, on=on, back=back
    )


def _with_sheet(
    actor: Actor,
    campaign: Campaign,
    subject: Subject,
    sheet: IncomeSheet,
    every: Sequence[IncomeSheet],
    *,
    may_record: bool,
    on: date,
    back: Back | None,
) -> pages.AccountPage:
    pack = campaign.pack.opened()
    accounts = reckoned(sheet.content, pack)
    beside = checked(campaign, sheet, accounts, subject.household, on=on)
    same = [one for one in every if _period(one) == _period(sheet)]
    newest = next((one for one in same if one.is_newest), sheet)
    edit = f"{reverse('incomes:record', args=[sheet.household_no])}?sheet={newest.code}"
    return pages.AccountPage(
        household_no=sheet.household_no,
        head_name=subject.head_name,
        place=full_name(subject.area),
        crumbs=_crumbs(subject),
        state=state_chip(sheet.state),
        code=sheet.code,
        version=sheet.version,
        newest_href="" if sheet.is_newest else _href(newest),
        facts=_facts(sheet),
        profiles=profile_views(accounts),
        members=member_rows(accounts),
        groups=groups(accounts),
        spending=spending_rows(accounts),
        questions=beside.questions,
        beside=beside.beside,
        beside_note=beside.note,
        versions=_versions(same, sheet, pack),
        periods=_periods(every, sheet),
        answers=tuple(map(_answer, answers_of(sheet))),
        actions=actions_of(actor, sheet, on=on, back=back),
        edit_href=edit if may_record else "",
        is_registered=subject.household is not None,
        may_see_household=bool(actor.may("household.see")) and subject.household is not None,
    )


def _may_record(actor: Actor, campaign: Campaign, household_no: str) -> bool:
    try:
        queries.subject_for(actor, campaign, household_no, "income.record")
    except Refused:
        return False
    return bool(actor.may("income.record"))


def _period(sheet: IncomeSheet) -> tuple[str, date]:
    return sheet.period_kind, sheet.last_day


def _href(sheet: IncomeSheet) -> str:
    return reverse("incomes:sheet", args=[sheet.code])


def _crumbs(subject: Subject) -> tuple[Crumb, ...]:
    path = reverse("incomes:list")
    village = subject.area
    return (
        Crumb(_("收入测算"), path),
        Crumb(full_name(village), address(path, {}, place=village.code)),
        Crumb(subject.head_name),
    )


def _facts(sheet: IncomeSheet) -> tuple[KeyValue, ...]:
    made = _("{name}，{at}").format(name=sheet.made_name, at=moment(sheet.made_at))
    facts = [
        KeyValue(_("测算期"), period_words(sheet)),
        KeyValue(_("测算人"), made),
        KeyValue(_("校验码"), sheet.content_hash[:16]),
    ]
    if sheet.why:
        facts.append(KeyValue(_("更正原因"), sheet.why, is_wide=True))
    return tuple(facts)


def _periods(every: Iterable[IncomeSheet], shown: IncomeSheet) -> tuple[Tab, ...]:
    newest = [one for one in every if one.is_newest]
    if len(newest) < 2:
        return ()
    return tuple(
        Tab(period_words(one), _href(one), is_current=_period(one) == _period(shown))
        for one in newest
    )


def _versions(
    same: Sequence[IncomeSheet], shown: IncomeSheet, pack: Pack
) -> tuple[pages.VersionRow, ...]:
    """The versions of one period, the newest first, each with what it changed."""
    before: Mapping[int, dict[str, Any]] = {one.version: one.content for one in same}
    return tuple(
        pages.VersionRow(
            version=one.version,
            href=_href(one),
            chip=state_chip(one.state),
            made=f"{one.made_name} {moment(one.made_at)}",
            why=one.why,
            differences=tuple(differences(before[one.version - 1], one.content, pack))
            if one.version - 1 in before
            else (),
            is_current=one.pk == shown.pk,
        )
        for one in same
    )


def answers_of(sheet: IncomeSheet) -> list[Confirmation]:
    """What the household said of this version, in order."""
    every = sheet.answers.for_system("the sheet was loaded in the actor's scope")
    return list(every.select_related("photo"))


def _answer(answer: Confirmation) -> TimelineItem:
    relation = _("与户主关系：{relation}").format(relation=answer.relation)
    recorded = _("{name} 登记").format(name=answer.recorded_name)
    return TimelineItem(
        title=f"{how_label(answer.how)} {answer.on}",
        state="back" if answer.how == How.REFUSAL else "done",
        at=answer.recorded_at,
        who=listed(
            text for text in (answer.signer, relation if answer.relation else "", recorded) if text
        ),
        text=answer.reason,
        files=(
            FileItem(
                answer.photo.name,
                reverse("files:file", args=[answer.photo.sha256]),
                answer.photo.size,
            ),
        )
        if answer.photo
        else (),
    )


def dossier_block(actor: Actor, campaign: Campaign, household_no: str) -> pages.DossierBlock | None:
    """The account for the household's file; None for who may not see accounts."""
    if not actor.may("income.see"):
        return None
    found = queries.sheets_for(actor, campaign).filter(household_no=household_no, is_newest=True)
    sheet = found.first()
    href = reverse("incomes:household", args=[household_no])
    if sheet is None:
        return pages.DossierBlock(state_chip(NO_SHEET), href)
    try:
        accounts: Accounts | None = reckoned(sheet.content, campaign.pack.opened())
        view = profile_views(accounts)[0] if accounts else None
    except Refused as refused:
        return pages.DossierBlock(
            state_chip(sheet.state), href, period_words(sheet), why=refusal_text(refused)
        )
    assert view is not None  # noqa: S101 - a pack with sheets has profiles
    return pages.DossierBlock(
        state=state_chip(sheet.state),
        href=href,
        period=period_words(sheet),
        per_head=view.per_head,
        sum=view.sum,
        why=view.refusal,
        parts=view.parts,
        compared=view.compared,
    )
