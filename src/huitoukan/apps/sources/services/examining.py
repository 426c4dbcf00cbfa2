"""What a delivery is like: its profile, changes since the last one, findings, and the score.

A finding is a doubt about data, for the department to look at; what cannot be told is None.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.sources.models import Delivery
from huitoukan.apps.sources.queries import newest_deliveries, tables_delivered
from huitoukan.apps.sources.services.reading import TakenSheet
from huitoukan.domain import deliveries as domain
from huitoukan.domain.quality import score
from huitoukan.engine import api as engine
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.tables import DataSet


@dataclass(frozen=True)
class Examined:
    """What is stored with a delivery; see the fields of `Delivery` of the same names."""

    profile: dict[str, Any]
    alarms: list[dict[str, Any]]
    findings: list[dict[str, Any]]
    score: float | None


def examine(
    campaign: Campaign, sheet: TakenSheet, path: Path, before: Delivery | None, on: date
) -> Examined:
    """Look at a table that was just taken; `before` is the delivery that stood until now."""
    pack = campaign.pack.opened()
    profile = profile_of(sheet)
    limits = domain.DriftLimits(pack.deliveries.share, pack.deliveries.rows)
    alarms: Sequence[domain.Alarm] = ()
    if before is not None and before.profile:
        alarms = domain.drift(before.profile, profile, limits)
    dead = _paid_after_death(campaign, pack, sheet.dataset, path, on)
    late = _months_late(pack, sheet, on)
    findings = _findings(sheet, path, dead, late)
    return Examined(
        profile, [asdict(alarm) for alarm in alarms], findings, _score(pack, sheet, dead, late)
    )


def profile_of(sheet: TakenSheet) -> dict[str, Any]:
    """The table in figures: rows, columns, headings not read, blank and refused cells, spans."""
    taken, dataset = sheet.taken, sheet.dataset
    delivered = [c.name for c in dataset.columns if not sheet.layout or c.name in sheet.columns]
    return {
        "rows": taken.n_kept,
        "rejected": taken.n_rejected,
        "delivered": delivered,
        "unread": list(sheet.layout.unknown) if sheet.layout else [],
        "blank": {name: column.blank for name, column in taken.columns.items()},
        "refused": {
            column.name: taken.refused[column.label]
            for column in dataset.columns
            if column.label in taken.refused
        },
        "span": {
            name: [column.low, column.high]
            for name, column in taken.columns.items()
            if column.low is not None
        },
    }


def _findings(
    sheet: TakenSheet, path: Path, dead: int | None, late: int | None
) -> list[dict[str, Any]]:
    taken = sheet.taken
    invalid = engine.n_unusable_numbers([path], sheet.dataset)
    counted: list[tuple[str, int | None, int]] = [
        ("invalid_id", invalid, taken.n_kept),
        ("unkeyed", taken.n_unkeyed, taken.n_kept),
        ("duplicate", taken.n_duplicates, taken.n_kept),
        ("blank_required", taken.codes.get("REQUIRED", 0), taken.n_rows),
        ("rejected", taken.n_rejected, taken.n_rows),
        ("paid_after_death", dead, taken.n_kept),
        ("months_late", late, 0),
    ]
    return [{"kind": kind, "n": n, "of": of} for kind, n, of in counted]


def _score(pack: Pack, sheet: TakenSheet, dead: int | None, late: int | None) -> float | None:
    """The weighted mean of the shares (domain.quality.score); what cannot be told is not asked."""
    taken = sheet.taken
    is_person = engine.id_column(sheet.dataset) is not None
    shares = {
        "sound": (taken.n_kept, taken.n_rows),
        "keyed": (taken.n_kept - taken.n_unkeyed, taken.n_kept if is_person else 0),
        "unique": (taken.n_kept - taken.n_duplicates, taken.n_kept),
        "alive": (taken.n_kept - (dead or 0), taken.n_kept if dead is not None else 0),
        "fresh": (int(not late), int(late is not None)),
    }
    return score((weight, *shares[name]) for name, weight in pack.deliveries.weights.items())


def _paid_after_death(
    campaign: Campaign, pack: Pack, dataset: DataSet, path: Path, on: date
) -> int | None:
    """Rows that pay somebody after the month of death; None when nobody can tell."""
    terms = pack.deliveries
    payments = next((one for one in terms.payments if one.table == dataset.id), None)
    if payments is None:
        return None
    tables = tables_delivered(
        one for one in newest_deliveries(campaign) if one.dataset in terms.deaths
    )
    deaths: Mapping[str, tuple[str, Sequence[Path]]] = {
        table: (terms.deaths[table], paths) for table, paths in tables.items()
    }
    if not deaths:
        return None
    return engine.n_paid_after_death([path], dataset, payments, deaths, on)


def _months_late(pack: Pack, sheet: TakenSheet, on: date) -> int | None:
    """By how many months the newest entry lies too far back; 0: it does not; None: unknown."""
    terms, dataset = pack.deliveries, sheet.dataset
    column, rhythm = terms.reaches.get(dataset.id), terms.rhythms.get(dataset.period)
    if column is None or rhythm is None or rhythm.stale_months is None:
        return None
    newest = sheet.taken.columns[column].high
    if newest is None:
        return None
    year, month = (int(part) for part in str(newest).split("-")[:2])
    behind = (on.year - year) * 12 + on.month - month
    return max(behind - rhythm.stale_months, 0)
