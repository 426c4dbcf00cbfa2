"""Writing entries with their history; every way into a ledger ends here."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.ledgers.models import ChangeKind, Entry, EntryChange, Values
from huitoukan.apps.ledgers.services.reading import Row
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries import full_name
from huitoukan.rules.shapes.tables import DataSet

SHOWN_OF_ID = 4
"""Last characters of an ID number by which an entry is found; the whole is not searched."""


@dataclass(frozen=True)
class Stamp:
    """Who changes entries, when, why, and by which import."""

    actor: Actor
    at: datetime
    why: str = ""
    account: str = ""


def hold(county: Area) -> None:
    """Let one writer at a time into a county's ledgers, until the transaction ends.

    Numbers and keys are then looked up and used by nobody else in between.
    """
    Area.objects.select_for_update().get(pk=county.pk)


def difference(dataset: DataSet, before: Values, after: Values) -> dict[str, list[Any]]:
    """The columns that differ, in the order of the ledger, each with both values."""
    return {
        column.name: [before.get(column.name), after.get(column.name)]
        for column in dataset.columns
        if before.get(column.name) != after.get(column.name)
    }


def create(campaign: Campaign, dataset: DataSet, rows: Sequence[Row], stamp: Stamp) -> list[Entry]:
    """New entries with their first change; the caller holds the county's ledgers."""
    every = Entry.objects.for_system("numbers run through the whole ledger").filter(
        county=campaign.area, dataset=dataset.id
    )
    last = every.aggregate(n=Max("number"))["n"] or 0
    entries = [
        Entry(
            code=f"JL-{secrets.token_hex(4)}",
            county=campaign.area,
            dataset=dataset.id,
            number=number,
            department=dataset.department,
            area=row.area,
            key=row.key,
            values=row.values,
            words=_words(dataset, row),
            changed_at=stamp.at,
            changed_name=stamp.actor.name,
        )
        for number, row in enumerate(rows, start=last + 1)
    ]
    made = Entry.objects.bulk_create(entries, batch_size=500)
    _remember(
        [(one, ChangeKind.CREATED, difference(dataset, {}, one.values)) for one in made], stamp
    )
    return made


def change(dataset: DataSet, rows: Sequence[tuple[Entry, Row]], stamp: Stamp) -> None:
    """New values of entries, with what differs."""
    told = []
    for entry, row in rows:
        told.append((entry, ChangeKind.CHANGED, difference(dataset, entry.values, row.values)))
        entry.values, entry.key, entry.area = row.values, row.key, row.area
        entry.words = _words(dataset, row)
        _next_version(entry, stamp)
    _save([entry for entry, _ in rows])
    _remember(told, stamp)


def turn(entry: Entry, kind: ChangeKind, stamp: Stamp) -> None:
    """End an entry, or restore it."""
    entry.ended_at = stamp.at if kind is ChangeKind.ENDED else None
    _next_version(entry, stamp)
    _save([entry])
    _remember([(entry, kind, {})], stamp)


def _next_version(entry: Entry, stamp: Stamp) -> None:
    entry.version += 1
    entry.changed_at, entry.changed_name = stamp.at, stamp.actor.name


def _save(entries: Sequence[Entry]) -> None:
    names = [
        "values", "key", "area", "words", "version", "ended_at", "changed_at", "changed_name",
    ]  # fmt: skip
    everything = Entry.objects.for_system("rows that the caller loaded in scope")
    everything.bulk_update(entries, names, batch_size=200)


def _remember(
    changes: Sequence[tuple[Entry, ChangeKind, Mapping[str, list[Any]]]], stamp: Stamp
) -> None:
    EntryChange.objects.bulk_create(
        (
            EntryChange(
                entry=entry,
                version=entry.version,
                kind=kind,
                fields=dict(fields),
                why=stamp.why.strip()[:300],
                account=stamp.account,
                by=stamp.actor.code,
                name=stamp.actor.name,
                at=stamp.at,
            )
            for entry, kind, fields in changes
        ),
        batch_size=500,
    )


def _words(dataset: DataSet, row: Row) -> str:
    """What an entry is found by: its plain values, its place, the end of its ID number."""
    found = [full_name(row.area)]
    for column in dataset.columns:
        text = str(row.values.get(column.name, ""))
        if column.type == "id_no":
            found.append(text[-SHOWN_OF_ID:])
        elif not column.sensitive:
            found.append(text)
    return " ".join(text for text in found if text)
