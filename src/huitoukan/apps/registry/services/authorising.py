"""Recording what a household signed, and taking it back: rows of the list of authorisations.

The list itself may still come by import; a row recorded here is the same kind of row.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.journal.services import details_of, record, use_case
from huitoukan.apps.registry.models import PLACE, Change, ChangeKind, ListedPerson, Member
from huitoukan.apps.registry.queries import household_for
from huitoukan.apps.registry.queries.authorisations import (
    SCOPE_LIST,
    authorisations_of,
    members_signing,
)
from huitoukan.apps.registry.services.changing import change_rows
from huitoukan.apps.registry.services.rows import plain, row_hash
from huitoukan.apps.registry.services.staging import key_of
from huitoukan.domain.refusals import Refused
from huitoukan.rules.shapes.tables import AUTHORISATION


@dataclass(frozen=True)
class Signed:
    """What the form says: for whom (blank: the whole household), which data, from when until."""

    data_sets: Collection[str]
    valid_from: date
    valid_to: date
    signed_by: str
    person_no: str = ""
    filled_by: str = ""


@use_case("registry.authorise")
def record_authorisation(
    actor: Actor, campaign: Campaign, household_no: str, signed: Signed, *, at: datetime
) -> ListedPerson:
    """Record a signed authorisation. Comparisons read it from the next snapshot on.

    Raises Refused NOT_FOUND, FORM_INVALID with every fault by field, AUTHORISATION_TWICE.
    """
    home = household_for(actor, household_no, "registry.authorise")
    members = {one.person_no: one for one in members_signing(home)}
    _demand_whole(campaign, signed, members)
    named = members.get(signed.person_no)
    facts = plain(
        {
            "household_no": household_no,
            "name": named.name if named else "",
            "id_no": named.id_no if named else "",
            "data_sets": "、".join(sorted(signed.data_sets)),
            "valid_from": signed.valid_from,
            "valid_to": signed.valid_to,
            "signed_by": signed.signed_by.strip(),
            "filled_by": signed.filled_by.strip(),
        }
    )
    key = key_of(campaign.pack.opened().fields[AUTHORISATION], facts)
    if authorisations_of(campaign, household_no).filter(key=key).exists():
        raise Refused("AUTHORISATION_TWICE", day=signed.valid_from)
    made = ListedPerson.objects.for_system("the household is in scope").create(
        county=campaign.area, table=AUTHORISATION, key=key, area=home.area,
        name=facts.get("name", ""), id_no=facts.get("id_no", ""), household_no=household_no,
        facts=facts, row_hash=row_hash({**facts, "area": home.area.code}), created_at=at,
    )  # fmt: skip
    Change.objects.create(
        table=AUTHORISATION, key=key, household_no=household_no, area=home.area,
        kind=ChangeKind.CREATED, before={}, after={**facts, PLACE: home.area.code},
        n_fields=len(facts), reason="登记承诺授权", effective_on=signed.valid_from, at=at,
        by=actor.code,
    )  # fmt: skip
    _journal(made, f"登记承诺授权：{facts['valid_from']} 至 {facts['valid_to']}")
    return made


@use_case("registry.authorise")
def revoke_authorisation(
    actor: Actor,
    campaign: Campaign,
    household_no: str,
    authorisation: int,
    *,
    on: date,
    reason: str,
    at: datetime,
) -> ListedPerson:
    """Revoke an authorisation from a day on, with the reason; the row stays.

    Raises Refused NOT_FOUND, FORM_INVALID, AUTHORISATION_REVOKED.
    """
    household_for(actor, household_no, "registry.authorise")
    rows = authorisations_of(campaign, household_no).select_for_update(of=("self",))
    found = rows.filter(pk=authorisation).select_related("area").first()
    if found is None:
        raise Refused("NOT_FOUND", what="授权", code=str(authorisation))
    if found.facts.get("revoked_on"):
        raise Refused("AUTHORISATION_REVOKED", day=found.facts["revoked_on"])
    faults = {}
    if not reason.strip():
        faults["reason"] = _("请填撤销的理由")
    if on > timezone.localtime(at).date():
        faults["on"] = _("日期不能晚于今天")
    if faults:
        raise Refused("FORM_INVALID", errors=_("；").join(faults.values()), fields=faults)
    change_rows(
        AUTHORISATION, campaign, {found.key: ({}, {"revoked_on": on.isoformat()})},
        reason=reason.strip()[:300], at=at, by=actor.code, effective_on=on,
    )  # fmt: skip
    _journal(found, f"撤销承诺授权（{on}）", reason=reason.strip())
    found.refresh_from_db()
    return found


def _demand_whole(campaign: Campaign, signed: Signed, members: dict[str, Member]) -> None:
    known = {one.code for one in campaign.pack.opened().codes[SCOPE_LIST].values}
    faults = {}
    if not signed.data_sets or not known.issuperset(signed.data_sets):
        faults["data_sets"] = _("请选择授权比对的数据")
    if not signed.signed_by.strip():
        faults["signed_by"] = _("请填签字人")
    if signed.valid_to < signed.valid_from:
        faults["valid_to"] = _("截止日期不能早于起始日期")
    if signed.person_no and signed.person_no not in members:
        faults["person_no"] = _("这个人不在这一户")
    if faults:
        raise Refused("FORM_INVALID", errors=_("；").join(faults.values()), fields=faults)


def _journal(row: ListedPerson, summary: str, *, reason: str = "") -> None:
    record(
        "authorisation",
        row.household_no,
        summary,
        area_path=row.area.depth_path,
        **details_of(data_sets=row.facts.get("data_sets"), named=bool(row.name), reason=reason),
    )
