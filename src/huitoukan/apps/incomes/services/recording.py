"""Working out an account with a household: every save is a new version, the old ones stay."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.incomes import queries
from huitoukan.apps.incomes.models import IncomeSheet
from huitoukan.apps.incomes.queries import Subject
from huitoukan.apps.journal.services import details_of, record, use_case
from huitoukan.apps.places.models import Area
from huitoukan.assess.income import reckon
from huitoukan.assess.sheets import Sheet
from huitoukan.domain.incomes import SheetState, demand_draft
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack

LONGEST_REASON: Final = 300
OUTSIDE_NO: Final = "DW-"
"""How the number begins that a household outside the registry is given."""


@dataclass(frozen=True)
class Kept:
    """A sheet as it will be stored: its content, hash, and what the content says when read."""

    subject: Subject
    content: dict[str, Any]
    hash: str
    read: Sheet

    @property
    def days(self) -> tuple[date, date]:
        """First and last day of the period."""
        period = self.read.period
        assert period.first is not None  # noqa: S101 - a period of a sheet has both ends
        assert period.last is not None  # noqa: S101
        return period.first, period.last


@use_case("income.record")
def record_sheet(
    actor: Actor,
    campaign: Campaign,
    household_no: str,
    content: Mapping[str, Any],
    *,
    seen: int = 0,
    why: str = "",
    at: datetime,
) -> IncomeSheet:
    """Save an account as a draft: the first version, or a correction of version `seen`.

    `content` is a SHEET.json; the number and the place of the household are put in. Raises Refused:
    what reading a sheet raises, INCOME_STALE when somebody saved a version since, INCOME_SAME,
    INCOME_OTHER_HOUSEHOLD, INCOME_PLACE, FORM_INVALID without the reason of a correction.
    """
    pack = queries.demand_profiles(campaign.pack.opened())
    subject = subject_of(actor, campaign, household_no, content)
    kept = kept_of(subject, content, pack)
    hold(subject.area)
    before = newest_of(campaign, kept)
    if before is not None and before.version != seen:
        raise Refused("INCOME_STALE", who=before.made_name, version=before.version)
    if before is not None and before.content_hash == kept.hash:
        raise Refused("INCOME_SAME", version=before.version)
    if before is not None and before.stands is not SheetState.DRAFT and not why.strip():
        words = _("请填更正的原因")
        raise Refused("FORM_INVALID", errors=words, fields={"why": words})
    made = write_version(actor, campaign, kept, before, why=why, at=at)
    record(
        "income",
        household_no,
        f"收入测算第 {made.version} 版（{made.first_day} 至 {made.last_day}）",
        area_path=subject.area.depth_path,
        campaign=campaign.code,
        **details_of(sheet=made.code, sha256=made.content_hash, why=made.why),
    )
    return made


def record_outside(
    actor: Actor,
    campaign: Campaign,
    household_no: str,
    place: str,
    content: Mapping[str, Any],
    *,
    at: datetime,
) -> IncomeSheet:
    """The first account of a household outside the registry; a blank number is given one.

    Raises Refused INCOME_REGISTERED, INCOME_PLACE without a village in which the actor records, and
    what `record_sheet` raises.
    """
    number = household_no.strip() or f"{OUTSIDE_NO}{secrets.token_hex(4)}"
    if queries.is_registered(number):
        raise Refused("INCOME_REGISTERED", household_no=number)
    if not place:
        raise Refused("INCOME_PLACE", household_no=number)
    return record_sheet(actor, campaign, number, {**content, "place": place}, at=at)


def subject_of(
    actor: Actor, campaign: Campaign, household_no: str, content: Mapping[str, Any]
) -> Subject:
    """Whose sheet it is, for who records there; outside the registry the sheet names the village.

    A household that the registry has in another area stays "not found".
    """
    told = str(content.get("household_no") or household_no)
    if told != household_no:
        raise Refused("INCOME_OTHER_HOUSEHOLD", told=told, household_no=household_no)
    try:
        return queries.subject_for(actor, campaign, household_no, "income.record")
    except Refused:
        place = str(content.get("place") or "")
        if not place or queries.is_registered(household_no):
            raise
    for area in queries.villages_kept(actor, campaign):
        if area.code == place:
            return Subject(household_no, _head_of(content), area, None)
    raise Refused("INCOME_PLACE", household_no=household_no)


def _head_of(content: Mapping[str, Any]) -> str:
    """The head's name as the sheet gives it; blank where it says nothing that can be read."""
    members = content.get("members")
    for one in members if isinstance(members, list) else []:
        if isinstance(one, dict) and one.get("relation") == "户主":
            return str(one.get("name") or "")[:80]
    return ""


def kept_of(subject: Subject, content: Mapping[str, Any], pack: Pack) -> Kept:
    """The sheet as it is stored, read once so that nothing unreadable is ever kept."""
    own = {"household_no": subject.household_no, "place": subject.area.code}
    rest = {k: v for k, v in content.items() if v is not None and k != "schema_version"}
    text = json.dumps({**rest, **own}, ensure_ascii=False, sort_keys=True, default=str)
    plain: dict[str, Any] = json.loads(text)
    return Kept(
        subject, plain, hashlib.sha256(text.encode()).hexdigest(), queries.opened(plain, pack)
    )


def hold(area: Area) -> None:
    """Let one writer at a time into a village's sheets, until the transaction ends."""
    Area.objects.select_for_update().get(pk=area.pk)


def newest_of(campaign: Campaign, kept: Kept) -> IncomeSheet | None:
    """The newest version of the household's account for the same period, if there is one."""
    kind, _value = period_of(kept.content)
    every = IncomeSheet.objects.for_system("the household is in scope")
    return every.filter(
        campaign=campaign,
        household_no=kept.subject.household_no,
        period_kind=kind,
        last_day=kept.days[1],
        is_newest=True,
    ).first()


def period_of(content: Mapping[str, Any]) -> tuple[str, str]:
    """Kind and value of a sheet's period: ("annual_oct_sep", "2026")."""
    ((kind, value),) = content["period"].items()
    return str(kind), str(value)


def write_version(
    actor: Actor,
    campaign: Campaign,
    kept: Kept,
    before: IncomeSheet | None,
    *,
    why: str,
    at: datetime,
) -> IncomeSheet:
    """The next version, a draft; the caller holds the village and writes the journal."""
    every = IncomeSheet.objects.for_system("the household is in scope")
    if before is not None:
        every.filter(pk=before.pk).update(is_newest=False)
    kind, value = period_of(kept.content)
    first_day, last_day = kept.days
    return every.create(
        code=f"SR-{secrets.token_hex(4)}",
        campaign=campaign,
        household_no=kept.subject.household_no,
        head_name=kept.subject.head_name,
        area=kept.subject.area,
        period_kind=kind,
        period_value=value,
        first_day=first_day,
        last_day=last_day,
        version=before.version + 1 if before is not None else 1,
        content=kept.content,
        content_hash=kept.hash,
        why=why.strip()[:LONGEST_REASON],
        made_by=actor.code,
        made_name=actor.name,
        made_at=at,
    )


@use_case("income.record")
def show_sheet(actor: Actor, code: str, *, at: datetime) -> IncomeSheet:
    """Put the newest draft before the household; from then on it waits for the answer.

    Raises Refused: INCOME_STATE, INCOME_OLD, and what reckoning raises: what cannot be worked out
    by the main profile cannot be explained to anybody.
    """
    sheet = queries.sheet_for(actor, code, "income.record", lock=True)
    demand_newest(sheet)
    demand_draft(sheet.stands)
    pack = queries.demand_profiles(sheet.campaign.pack.opened())
    reckon(queries.opened(sheet.content, pack), pack, queries.main_profile(pack))
    sheet.state, sheet.shown_at, sheet.shown_name = SheetState.SHOWN.value, at, actor.name
    sheet.save(update_fields=["state", "shown_at", "shown_name"])
    record(
        "income",
        sheet.household_no,
        f"向农户出示收入测算第 {sheet.version} 版",
        area_path=sheet.area.depth_path,
        sheet=sheet.code,
    )
    return sheet


def demand_newest(sheet: IncomeSheet) -> None:
    """Refused INCOME_OLD when a later version exists: nobody signs what has been corrected."""
    if not sheet.is_newest:
        raise Refused("INCOME_OLD", version=sheet.version)
