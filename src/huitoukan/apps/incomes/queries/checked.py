"""An account beside what departments recorded as paid, and the questions that this raises.

Only rows about the persons of the household are read. Data sets that need an authorisation are read
when every member has a valid one for them; the others say nothing here, as if not delivered.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.language import listed
from huitoukan.apps.core.pages import Chip, ChipStyle
from huitoukan.apps.core.reasons import reason_text
from huitoukan.apps.incomes import pages
from huitoukan.apps.incomes.models import IncomeSheet
from huitoukan.apps.incomes.queries import members_of
from huitoukan.apps.incomes.queries.reckoned import Accounts, reckoned
from huitoukan.apps.incomes.queries.words import said, yuan
from huitoukan.apps.registry.models import Household, Member
from huitoukan.apps.registry.queries.authorisations import authorisations_of
from huitoukan.apps.sources.queries import newest_deliveries, tables_delivered
from huitoukan.assess import plausibility, recorded
from huitoukan.assess.income import Reckoning
from huitoukan.domain.identity import person_key
from huitoukan.domain.refusals import Refused
from huitoukan.engine.api import Home, WantedRows, rows_of_home
from huitoukan.rules.pack import Pack

PERSON_KEY: Final = "person_key"
NOT_RECEIVED: Final = "未享受"
"""The code of who gets neither dibao nor tekun."""
Known = Mapping[str, Decimal | int | bool | None]


@dataclass(frozen=True)
class Checked:
    """What stands beside an account, in rows of the page."""

    beside: tuple[pages.BesideRow, ...] = ()
    note: str = ""
    questions: tuple[pages.Question, ...] = ()


def checked(
    campaign: Campaign,
    sheet: IncomeSheet,
    accounts: Accounts,
    household: Household | None,
    *,
    on: dt.date,
) -> Checked:
    """The account by the main profile beside records and hints; nothing where it has none.

    The sheet was loaded in the actor's scope. Authorisations are those that hold on the day.
    """
    made, pack = accounts.main, accounts.pack
    if isinstance(made, Refused):
        return Checked()
    members = members_of(household)
    found: tuple[recorded.Beside, ...] = ()
    if household is None:
        note = _("名册以外的户没有证件号码，部门记录无法对照。")
    else:
        found, closed = _beside(campaign, made, pack, household, members, on=on)
        note = _("没有报送的部门数据，无法判断；只读本户人员的记录。")
        if closed:
            titles = listed(said(pack.sources[name].title) for name in closed)
            note += _("要授权才能读的，本户没有都签有效的授权，没有读：{titles}。").format(
                titles=titles
            )
    known = _known(campaign, sheet, household, members)
    if any(one.outcome != recorded.CANNOT_TELL for one in found):
        known = {**known, "differing_items": recorded.n_differing(found)}
    return Checked(
        tuple(_row(one, pack) for one in found), note, _questions(sheet, made, pack, known)
    )


# --- records of departments ---


def _beside(
    campaign: Campaign,
    made: Reckoning,
    pack: Pack,
    household: Household,
    members: Sequence[Member],
    *,
    on: dt.date,
) -> tuple[tuple[recorded.Beside, ...], list[str]]:
    """The comparison, and the data sets that were not read for want of an authorisation."""
    persons = {key: one.person_no for one in members if (key := person_key(one.id_no)) is not None}
    tables = tables_delivered(newest_deliveries(campaign))
    wanted = {
        name: WantedRows(
            tables[name],
            tuple(text for text in (one.amount, one.by, one.on, one.first, one.last) if text),
            pack.sources[name].needs_consent,
        )
        for name, one in pack.recorded.items()
        if name in tables and pack.sources[name].object == "person"
    }
    found = rows_of_home(_home(campaign, household, members), wanted, on)
    paid: list[recorded.Payment] = []
    for name, rows in found.items():
        theirs = [{**row, "person_no": persons[row[PERSON_KEY]]} for row in rows or ()]
        paid += recorded.payments(name, theirs, pack, made.sheet)
    readable = [name for name, rows in found.items() if rows is not None]
    closed = [name for name, rows in found.items() if rows is None]
    return recorded.beside(made, paid, pack, delivered=readable), closed


def _home(campaign: Campaign, household: Household, members: Sequence[Member]) -> Home:
    """The household as consent is asked of it: its members, and what they signed."""
    signed = authorisations_of(campaign, household.household_no)
    return Home(
        [
            {
                "person_no": one.person_no,
                "household_no": household.household_no,
                "name": one.name,
                PERSON_KEY: person_key(one.id_no),
            }
            for one in members
        ],
        [{**one.facts, PERSON_KEY: person_key(one.id_no) if one.id_no else None} for one in signed],
    )


def _row(one: recorded.Beside, pack: Pack) -> pages.BesideRow:
    styles: dict[str, ChipStyle] = {recorded.AGREES: "ok", recorded.CANNOT_TELL: "wait"}
    label = {
        recorded.AGREES: _("一致"),
        recorded.REPORTED_MORE: _("表上多"),
        recorded.REPORTED_LESS: _("表上少"),
        recorded.RECORDED_ONLY: _("有记录，表上没有"),
        recorded.NOT_RECORDED: _("表上有，没有记录"),
        recorded.CANNOT_TELL: _("无法判断"),
    }[one.outcome]
    difference = one.difference
    return pages.BesideRow(
        item=listed(said(item.title) for item in one.items) or one.title,
        source=f"{one.data_set} {said(pack.sources[one.data_set].title)}" if one.data_set else "",
        reported=yuan(one.reported) if one.reported else "",
        recorded=yuan(one.recorded),
        difference=""
        if difference is None
        else f"{'+' if difference > 0 else ''}{yuan(difference)}",
        chip=Chip(styles.get(one.outcome, "warn"), label),
        note=reason_text(one.why, pack),
    )


# --- questions ---


def _questions(
    sheet: IncomeSheet, made: Reckoning, pack: Pack, known: Known
) -> tuple[pages.Question, ...]:
    """The hints of the pack that hold; those that cannot be told are not shown as questions."""
    if not pack.plausibility:
        return ()
    own = plausibility.Account(sheet.household_no, made, known)
    asked = plausibility.hints_of_village([own, *_alike(sheet, pack)], pack)
    return tuple(
        pages.Question(
            title=said(one.hint.title),
            asks=said(one.hint.asks),
            why=_("第 {lines} 行").format(lines="、".join(one.line_nos)) if one.line_nos else "",
            basis=one.hint.basis,
        )
        for one in asked[sheet.household_no]
        if one.holds
    )


def _alike(sheet: IncomeSheet, pack: Pack) -> list[plausibility.Account]:
    """The other accounts of the village for the period that have as many lines."""
    every = IncomeSheet.objects.for_system("only whether lines are the same is told of them")
    others = every.filter(
        campaign=sheet.campaign_id,
        area=sheet.area_id,
        period_kind=sheet.period_kind,
        last_day=sheet.last_day,
        is_newest=True,
    ).exclude(household_no=sheet.household_no)
    found = []
    for other in others:
        if len(other.content["lines"]) != len(sheet.content["lines"]):
            continue
        try:
            made = reckoned(other.content, pack).main
        except Refused:
            continue
        if isinstance(made, Reckoning):
            found.append(plausibility.Account(other.household_no, made))
    return found


def _known(
    campaign: Campaign, sheet: IncomeSheet, household: Household | None, members: Sequence[Member]
) -> dict[str, Decimal | int | bool | None]:
    """What the registry and last year's account say; what they do not say is left out."""
    known: dict[str, Decimal | int | bool | None] = {"per_head_before": _before(campaign, sheet)}
    if household is None:
        return known
    facts = [one.facts for one in members]
    works = [one["work_months"] > 0 for one in facts if one.get("work_months") is not None]
    works += [bool(one["is_working"]) for one in facts if one.get("is_working") is not None]
    benefits = [
        one[name] not in ("", NOT_RECEIVED)
        for one in facts
        for name in ("dibao_status", "tekun_status")
        if one.get(name) is not None
    ]
    known["monitored"] = bool(household.monitor_category)
    known["somebody_works"] = any(works) if works else None
    known["gets_benefits"] = any(benefits) if benefits else None
    if any(one.get("welfare_post") for one in facts):
        known["employment_measure"] = True
    return known


def _before(campaign: Campaign, sheet: IncomeSheet) -> Decimal | None:
    """Income per head of the account that ended a year earlier, by the main profile."""
    every = IncomeSheet.objects.for_system("the household was loaded in scope")
    earlier: IncomeSheet | None = every.filter(
        campaign=campaign,
        household_no=sheet.household_no,
        period_kind=sheet.period_kind,
        last_day=_a_year_before(sheet.last_day),
        is_newest=True,
    ).first()
    if earlier is None:
        return None
    try:
        made = reckoned(earlier.content, campaign.pack.opened()).main
    except Refused:
        return None
    return None if isinstance(made, Refused) else made.per_head


def _a_year_before(day: dt.date) -> dt.date:
    """The last day of the period that ended twelve months earlier."""
    following = day + dt.timedelta(days=1)
    return following.replace(year=following.year - 1) - dt.timedelta(days=1)
