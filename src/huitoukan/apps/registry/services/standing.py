"""The registry's rows as they stand, or as they stood on the evening of a past day.

The past is worked out backwards: from today's rows, each change since then is taken back, the
newest first. Rows that came later are left out; rows that were taken away or ended since are put
back. A day means what the registry held on it, not what turned out later to have been so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.registry.models import (
    PLACE,
    Change,
    ChangeKind,
    Household,
    ListedPerson,
    Member,
    VillageFacts,
)
from huitoukan.apps.registry.services.rows import row_hash
from huitoukan.rules.shapes.tables import AUTHORISATION

_WHY = "the whole county as it stands"


@dataclass(frozen=True)
class Row:
    """A row of the registry: its key, facts, place (of members: their household's), hash."""

    key: str
    facts: dict[str, Any]
    place: str
    row_hash: str
    row_no: int = 0


@dataclass(frozen=True)
class Standing:
    """Households by number, members in the order of their households, villages by code.

    `authorisations` are who signed for what; a pack may have no such list.
    """

    households: list[Row]
    members: list[Row]
    villages: list[Row]
    authorisations: list[Row]


def standing(campaign: Campaign, moment: datetime | None = None) -> Standing:
    """The campaign's registry now, or as it stood at a past moment.

    Rows from before the program kept changes count as having always been there.
    """
    households = _households(campaign, moment)
    members = _members(campaign, moment)
    villages = _villages(campaign, moment)
    signed = _authorisations(campaign, moment)
    if moment is not None:
        for rows, table in ((households, "household"), (members, "member"), (villages, "village"),
                            (signed, AUTHORISATION)):  # fmt: skip
            _go_back(rows, table, campaign, moment)
        for key, row in members.items():
            home = households.get(row.facts["household_no"])
            members[key] = replace(row, place=home.place if home else row.place)
        members = {k: m for k, m in members.items() if m.facts["household_no"] in households}
    return Standing(
        sorted(households.values(), key=lambda row: row.key),
        sorted(members.values(), key=lambda m: (m.facts["household_no"], m.row_no, m.key)),
        sorted(villages.values(), key=lambda row: row.key),
        sorted(signed.values(), key=lambda row: row.key),
    )


def _households(campaign: Campaign, moment: datetime | None) -> dict[str, Row]:
    rows = Household.objects.for_system(_WHY).filter(
        area__path__startswith=campaign.area.depth_path, ended_on=None
    )
    found = rows.order_by().values_list(
        "household_no", "facts", "area__code", "row_hash", "created_at"
    )
    return {
        key: Row(key, facts, place, digest)
        for key, facts, place, digest, since in found.iterator()
        if not _came_later(since, moment)
    }


def _members(campaign: Campaign, moment: datetime | None) -> dict[str, Row]:
    rows = Member.objects.for_system(_WHY).filter(
        household__area__path__startswith=campaign.area.depth_path,
        household__ended_on=None,
        ended_on=None,
    )
    found = rows.order_by().values_list(
        "person_no", "facts", "household__area__code", "row_hash", "row_no", "created_at"
    )
    return {
        key: Row(key, facts, place, digest, row_no)
        for key, facts, place, digest, row_no, since in found.iterator()
        if not _came_later(since, moment)
    }


def _villages(campaign: Campaign, moment: datetime | None) -> dict[str, Row]:
    rows = VillageFacts.objects.for_system(_WHY).filter(
        area__path__startswith=campaign.area.depth_path
    )
    return {
        key: Row(key, facts, key, row_hash(facts))
        for key, facts, since in rows.values_list("area__code", "facts", "created_at")
        if not _came_later(since, moment)
    }


def _authorisations(campaign: Campaign, moment: datetime | None) -> dict[str, Row]:
    rows = ListedPerson.objects.for_system(_WHY).filter(county=campaign.area, table=AUTHORISATION)
    return {
        key: Row(key, facts, place, digest)
        for key, facts, place, digest, since in rows.values_list(
            "key", "facts", "area__code", "row_hash", "created_at"
        )
        if not _came_later(since, moment)
    }


def _came_later(since: datetime | None, moment: datetime | None) -> bool:
    return moment is not None and since is not None and since > moment


def _go_back(rows: dict[str, Row], table: str, campaign: Campaign, moment: datetime) -> None:
    """Take back every change of a table since the moment, the newest first."""
    changes: Iterable[Change] = (
        Change.objects.for_system("what changed since")
        .filter(table=table, area__path__startswith=campaign.area.depth_path, at__gt=moment)
        .order_by("-pk")
    )
    for change in changes:
        if change.kind in {ChangeKind.REMOVED, ChangeKind.ENDED}:
            since = change.before.get("created_at")
            if not _came_later(datetime.fromisoformat(since) if since else None, moment):
                row = _row(table, change.key, dict(change.before["held"]), "")
                rows[change.key] = replace(row, row_no=change.before.get("row_no", 0))
        elif change.kind == ChangeKind.CREATED:
            rows.pop(change.key, None)
        elif change.key in rows:
            row = rows[change.key]
            now = {**row.facts, PLACE: row.place}
            then = {name: now[name] for name in now if name not in change.after}
            rows[change.key] = replace(
                _row(table, change.key, {**then, **change.before}, row.place), row_no=row.row_no
            )


def _row(table: str, key: str, held: dict[str, Any], place: str) -> Row:
    place = held.pop(PLACE, place)
    where = {"area": place} if table in ("household", AUTHORISATION) else {}
    return Row(key, held, place, row_hash({**held, **where}))
