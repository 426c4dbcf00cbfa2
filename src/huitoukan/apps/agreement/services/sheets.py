"""The sheet for the field: the system's values frozen, printed, and told apart by a number."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from django.conf import settings
from django.utils import timezone, translation

from huitoukan.apps.agreement import queries
from huitoukan.apps.agreement.models import Sheet
from huitoukan.apps.agreement.queries.lines import Line, demand_fields, lines_of, members_of
from huitoukan.apps.agreement.services.rounds import newest_frozen
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.queries import organ_of
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries import full_name
from huitoukan.apps.registry.models import Household
from huitoukan.documents.layouts.agreement_sheet import SheetRow, agreement_sheet
from huitoukan.documents.write_excel import write_ledger
from huitoukan.domain.agreement import Entry
from huitoukan.domain.areas import Level
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack


@dataclass(frozen=True)
class MadeSheet:
    """A sheet that was made: its record, the workbook's name and bytes."""

    sheet: Sheet
    name: str
    content: bytes
    n_rows: int


@use_case("agreement.record")
def make_sheet(
    actor: Actor, campaign: Campaign, *, village: str = "", household_no: str = "", at: datetime
) -> MadeSheet:
    """The workbook of a village's households, or of one household, with the system's values.

    What was printed is kept: what comes back is compared with it, whatever the registry says then.
    """
    pack = demand_fields(campaign)
    area, households = _chosen(actor, campaign, village, household_no)
    if not households:
        raise Refused("REGISTRY_EMPTY")
    people = members_of(households)
    lines = {one.household_no: lines_of(one, people.get(one.pk, []), pack) for one in households}
    snapshot = newest_frozen(campaign)
    sheet = Sheet.objects.create(
        code=f"HD-{secrets.token_hex(4)}",
        campaign=campaign,
        area=area,
        snapshot=snapshot,
        n_households=len(households),
        frozen={
            one.household_no: {
                "row_hash": one.row_hash,
                "lines": [line.plain() for line in lines[one.household_no]],
            }
            for one in households
        },
        made_by=actor.code,
        made_at=at,
    )
    place = f"{full_name(area)}{households[0].head_name}户" if household_no else full_name(area)
    rows = _rows(households, lines, pack)
    made = timezone.localtime(at).replace(tzinfo=None)
    ledger = agreement_sheet(
        rows,
        code=sheet.code,
        place=place,
        organ=organ_of(campaign),
        made_at=made,
        made_by=actor.name,
        pack=str(campaign.pack),
        snapshot=snapshot.code if snapshot else "",
    )
    target = BytesIO()
    write_ledger(target, ledger)
    record(
        "sheet",
        sheet.code,
        f"打印三方核对表：{place}，{len(households)} 户",
        area_path=area.depth_path,
        campaign=campaign.code,
        n_rows=len(rows),
    )
    name = f"{place}_三方核对表_{made:%Y%m%d_%H%M}.xlsx"
    return MadeSheet(sheet, name, target.getvalue(), len(rows))


def _chosen(
    actor: Actor, campaign: Campaign, village: str, household_no: str
) -> tuple[Area, list[Household]]:
    if household_no:
        one = queries.household_in(actor, campaign, household_no, "agreement.record")
        return one.area, [one]
    area = queries.area_in(actor, campaign, village, "agreement.record")
    if area.level != Level.VILLAGE:
        raise Refused("NOT_FOUND", what="行政村", code=village)
    households = queries.households_in(actor, campaign, "agreement.record").filter(area=area)
    return area, list(households)


def _rows(
    households: Sequence[Household], lines: dict[str, list[Line]], pack: Pack
) -> list[SheetRow]:
    with translation.override(settings.LANGUAGE_CODE):  # the paper is Chinese for every reader
        return [
            SheetRow(
                household_no=household.household_no,
                head_name=household.head_name,
                person_no=line.person_no,
                person_name=line.person_name,
                label=line.column.label,
                system=line.shown(Entry.of(line.system), pack),
            )
            for household in households
            for line in lines[household.household_no]
        ]
