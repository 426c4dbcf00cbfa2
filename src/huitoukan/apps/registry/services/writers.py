"""Writing the rows of each registry table, and counting what was done to them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.services.intake import ReadSheet, Tell
from huitoukan.apps.places.queries import villages_in
from huitoukan.apps.registry.models import Household, Member, VillageFacts
from huitoukan.apps.registry.services.rows import overlong, plain, row_hash

ROWS_AT_ONCE: Final = 1000


class Writer(ABC):
    """Writes the rows of one table and counts what it did."""

    def __init__(self, actor: Actor, campaign: Campaign, at: datetime) -> None:
        self.actor, self.campaign, self.at = actor, campaign, at
        self.n_created = self.n_updated = self.n_unchanged = 0

    @abstractmethod
    def take(self, sheet: ReadSheet, tell: Tell) -> None:
        """Write the sheet's rows; rows that cannot be placed are given back through the sheet."""


class Villages(Writer):
    """What the village table says of villages that are there (`huitoukan places import`)."""

    def take(self, sheet: ReadSheet, tell: Tell) -> None:
        """Keep what the table says of each village; an unknown or foreign one is given back."""
        areas = {area.code: area for area in villages_in(self.campaign.area)}
        known = {
            facts.area_id: facts
            for facts in VillageFacts.objects.for_system("an import compares").all()
        }
        first_row: dict[str, int] = {}
        for done, (number, values) in enumerate(sheet.rows, start=1):
            code = str(values["village_code"])
            if code in first_row:
                sheet.reject(
                    number, "行政村代码", "DUP_ROW", first_row=first_row[code], what="行政村代码"
                )
                continue
            first_row[code] = number
            area = areas.get(code)
            if area is None:
                sheet.reject(number, "行政村代码", "REGION_OUT_OF_SCOPE", village=values["village"])
                continue
            stored = plain(values)
            facts = known.get(area.pk)
            if facts is None:
                VillageFacts.objects.create(area=area, facts=stored)
                self.n_created += 1
            elif facts.facts != stored:
                facts.facts = stored
                facts.save(update_fields=["facts"])
                self.n_updated += 1
            else:
                self.n_unchanged += 1
            tell(done, len(sheet.rows), "写入行政村")


class Households(Writer):
    """Households of the campaign's area."""

    def take(self, sheet: ReadSheet, tell: Tell) -> None:
        """Create, update or leave each household; give back what cannot be placed.

        A number that another county uses is given back too: an import never takes a household away.
        """
        villages = {
            (area.parent.name if area.parent else "", area.name): area
            for area in villages_in(self.campaign.area).select_related("parent")
        }
        known = {
            h.household_no: h
            for h in Household.objects.for_system("an import compares with all that is there").only(
                "household_no", "row_hash", "area_id"
            )
        }
        own = {area.pk for area in villages.values()}
        first_row: dict[str, int] = {}
        new: list[Household] = []
        changed: list[Household] = []
        for number, values in sheet.rows:
            no = values["household_no"]
            if no in first_row:
                sheet.reject(number, "户编号", "DUP_ROW", first_row=first_row[no], what="户编号")
                continue
            first_row[no] = number
            area = villages.get((values["township"], values["village"]))
            if area is None:
                sheet.reject(
                    number,
                    "行政村",
                    "REGION_UNKNOWN",
                    township=values["township"],
                    village=values["village"],
                )
                continue
            before = known.get(no)
            if before is not None and before.area_id not in own:
                sheet.reject(number, "户编号", "NUMBER_ELSEWHERE", number=no)
                continue
            label, limit = overlong(
                Household, "household_no", "natural_group", "head_name", values=values
            )
            if label:
                sheet.reject(number, label, "TOO_LONG", limit=limit)
                continue
            stored = plain(values)
            household = Household(
                household_no=no,
                area=area,
                natural_group=values.get("natural_group") or "",
                head_name=values["head_name"],
                household_type=values.get("household_type") or "",
                exit_status=values.get("exit_status") or "",
                monitor_category=values.get("monitor_category") or "",
                facts=stored,
                row_hash=row_hash({**stored, "area": area.code}),
                changed_at=self.at,
            )
            if before is None:
                new.append(household)
            elif before.row_hash != household.row_hash:
                household.pk = before.pk
                changed.append(household)
            else:
                self.n_unchanged += 1
        self.n_created, self.n_updated = len(new), len(changed)
        _write(Household, new, changed, columns=HOUSEHOLD_COLUMNS, tell=tell, text="写入户")


HOUSEHOLD_COLUMNS: Final = (
    "area", "natural_group", "head_name", "household_type", "exit_status", "monitor_category",
    "facts", "row_hash", "changed_at", "place_key",
)  # fmt: skip
MEMBER_COLUMNS: Final = ("household", "name", "id_no", "facts", "row_hash", "row_no")


class Members(Writer):
    """Members of households that are there."""

    def take(self, sheet: ReadSheet, tell: Tell) -> None:
        """Create, update or leave each member; one of an unknown household is given back."""
        households = dict(
            Household.objects.for_system("an import looks up households")
            .filter(area__path__startswith=self.campaign.area.depth_path)
            .values_list("household_no", "pk")
        )
        known = {
            m.person_no: m
            for m in Member.objects.for_system("an import compares with all that is there").only(
                "person_no", "row_hash", "household_id"
            )
        }
        own = set(households.values())
        first_row: dict[str, int] = {}
        new: list[Member] = []
        changed: list[Member] = []
        for number, values in sheet.rows:
            no = values["person_no"]
            if no in first_row:
                sheet.reject(number, "人编号", "DUP_ROW", first_row=first_row[no], what="人编号")
                continue
            first_row[no] = number
            household_id = households.get(values["household_no"])
            if household_id is None:
                sheet.reject(
                    number, "户编号", "HOUSEHOLD_UNKNOWN", household_no=values["household_no"]
                )
                continue
            before = known.get(no)
            if before is not None and before.household_id not in own:
                sheet.reject(number, "人编号", "NUMBER_ELSEWHERE", number=no)
                continue
            label, limit = overlong(Member, "person_no", "name", "id_no", values=values)
            if label:
                sheet.reject(number, label, "TOO_LONG", limit=limit)
                continue
            stored = plain(values)
            member = Member(
                household_id=household_id,
                person_no=no,
                name=values["name"],
                id_no=values.get("id_no") or "",
                facts=stored,
                row_hash=row_hash(stored),
                row_no=number,
            )
            if before is None:
                new.append(member)
            elif before.row_hash != member.row_hash:
                member.pk = before.pk
                changed.append(member)
            else:
                self.n_unchanged += 1
        self.n_created, self.n_updated = len(new), len(changed)
        _write(Member, new, changed, columns=MEMBER_COLUMNS, tell=tell, text="写入人")


def _write(
    model: type[Household] | type[Member],
    new: Sequence[Any],
    changed: Sequence[Any],
    *,
    columns: Sequence[str],
    tell: Tell,
    text: str,
) -> None:
    total = len(new) + len(changed)
    for start in range(0, len(new), ROWS_AT_ONCE):
        model.objects.bulk_create(new[start : start + ROWS_AT_ONCE])
        tell(min(start + ROWS_AT_ONCE, len(new)), total, text)
    put_rows(model, changed, key=KEYS[model], columns=columns)
    tell(total, total, text)


def put_rows(
    model: type[Household] | type[Member],
    rows: Sequence[Any],
    *,
    key: str,
    columns: Sequence[str],
) -> None:
    """Set these columns of rows that are there, by their key.

    An upsert: many times quicker than Django's bulk_update, which writes one CASE for every row.
    """
    for start in range(0, len(rows), ROWS_AT_ONCE):
        model.objects.bulk_create(
            rows[start : start + ROWS_AT_ONCE],
            update_conflicts=True,
            unique_fields=[key],
            update_fields=columns,
        )


KEYS: Final[dict[type[Household] | type[Member], str]] = {
    Household: "household_no",
    Member: "person_no",
}


WRITERS: Final[dict[str, type[Writer]]] = {
    "village": Villages,
    "household": Households,
    "member": Members,
}
