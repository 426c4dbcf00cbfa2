"""Checking what the file of a household or of a village holds (S003, R075)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone

from huitoukan.apps.agreement import queries
from huitoukan.apps.agreement.models import DocumentCheck
from huitoukan.apps.agreement.services.rounds import Looked, refuse_own_village
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.places.models import Area
from huitoukan.apps.registry.models import Household
from huitoukan.domain.agreement import Document
from huitoukan.domain.areas import Level
from huitoukan.domain.refusals import Refused


@use_case("agreement.record")
def check_household_file(
    actor: Actor, campaign: Campaign, household_no: str, found: Mapping[str, str], *, at: datetime
) -> int:
    """Write down what a household's file holds; returns how many documents changed."""
    household = queries.household_in(actor, campaign, household_no, "agreement.record")
    return _check(actor, campaign, (household.area, household), found, at=at)


@use_case("agreement.record")
def check_village_file(
    actor: Actor, campaign: Campaign, village: str, found: Mapping[str, str], *, at: datetime
) -> int:
    """Write down what a village's file holds; returns how many documents changed."""
    area = queries.area_in(actor, campaign, village, "agreement.record")
    if area.level != Level.VILLAGE:
        raise Refused("NOT_FOUND", what="行政村", code=village)
    return _check(actor, campaign, (area, None), found, at=at)


def _check(
    actor: Actor,
    campaign: Campaign,
    whose: tuple[Area, Household | None],
    found: Mapping[str, str],
    *,
    at: datetime,
) -> int:
    """`found` is document to state; an empty state means not looked at and takes a look back."""
    area, household = whose
    refuse_own_village(actor, area, Looked(timezone.localtime(at).date(), actor.name, actor.code))
    archive = campaign.pack.opened().archives.get("household" if household else "village")
    expected = {document.code: document.zh for document in archive.documents} if archive else {}
    kept = {check.document: check for check in queries.checks_of(campaign, area, household)}
    changes: dict[str, str] = {}
    for code, zh in expected.items():
        state = found.get(code, "")
        if state and state not in set(Document):
            raise Refused("FORM_INVALID", errors=f"{zh}：{state}")
        before = kept.get(code)
        if state == (before.state if before else ""):
            continue
        changes[zh] = state or "未看"
        if before is not None:
            before.delete()
        if state:
            DocumentCheck.objects.create(
                campaign=campaign,
                area=area,
                household=household,
                document=code,
                state=state,
                checked_by=actor.code,
                checked_name=actor.name,
                checked_at=at,
            )
    record(
        "archive",
        household.household_no if household else area.code,
        f"核查档案：{len(changes)} 份有变化",
        area_path=area.depth_path,
        campaign=campaign.code,
        changes=changes,
    )
    return len(changes)
