"""Reading the facts of a run: of its own day, or of each household's past day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from huitoukan.apps.assessment.models import AsOf
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.incomes.models import IncomeSheet
from huitoukan.apps.incomes.queries.sheets import sheets_on
from huitoukan.assess.findings import UNREGISTERED, status_of
from huitoukan.assess.past import kinds_as_of, last_day_of
from huitoukan.engine import api as engine
from huitoukan.rules.pack import Pack


@dataclass(frozen=True)
class Sources:
    """Where a run reads: the tables at hand, and what people stated."""

    campaign: Campaign
    pack: Pack
    tables: engine.Tables
    said: tuple[engine.Beside, ...]

    def write(self, path: Path, day: date) -> tuple[tuple[engine.Unread, ...], int]:
        """Write the readings of a day; what could not be read, and how many accounts there were."""
        sheets = sheets_on(self.campaign, _with_sheets(self.campaign), day)
        unread = engine.write_readings(
            path, self.pack, self.tables, on=day, stated_on=self.campaign.baseline_on,
            sheets=sheets, beside=self.said,
        )  # fmt: skip
        return unread, len(sheets)


def past_days(source: Sources, column: str, as_of: AsOf) -> dict[str, date]:
    """The past day of each household that a finding of this kind may be about.

    Without the year or month of its exit or listing a household has none and is left out: nothing
    is said of it. Households outside the registry are held as of the baseline.
    """
    kinds = kinds_as_of(source.pack, as_of)
    wanted = {status for one in kinds for status in one.statuses}
    path = source.tables.registry / "household.parquet"
    shown = [name for name in ("household_no", "exit_status", column) if name in _names(path)]
    days = {}
    for row in pq.read_table(path, columns=shown).to_pylist():
        day = last_day_of(row.get(column))
        status = status_of(source.pack, row.get("exit_status") or "")
        if day is not None and day < source.campaign.baseline_on and status in wanted:
            days[row["household_no"]] = day
    if UNREGISTERED in wanted:
        brought = {one.number for one in source.said if one.fact == engine.PLACE_OF}
        days |= dict.fromkeys(brought, source.campaign.baseline_on)
    return days


def write_past(
    source: Sources, path: Path, days: Mapping[str, date]
) -> tuple[tuple[engine.Unread, ...], int]:
    """Write the readings of every household as of its own past day, sorted like those of a run.

    Each day is read by itself, so that yearly lists and accounts are those of that time.
    """
    by_day: dict[date, list[str]] = defaultdict(list)
    for number, day in days.items():
        by_day[day].append(number)
    parts: list[pa.Table] = []
    unread: dict[str, engine.Unread] = {}
    n_sheets = 0
    for n, (day, numbers) in enumerate(sorted(by_day.items())):
        part = path.with_suffix(f".{n}")
        told, _n = source.write(part, day)
        unread |= {one.readings: one for one in told}
        table = pq.read_table(part)
        parts.append(table.filter(pc.is_in(table["number"], value_set=pa.array(numbers))))
        n_sheets += len(sheets_on(source.campaign, numbers, day))
        part.unlink()
    columns = list(engine.READING_COLUMNS)
    schema = pa.schema([(name, pa.string()) for name in columns])
    whole = pa.concat_tables(
        [schema.empty_table(), *(part.select(columns).cast(schema) for part in parts)]
    )
    pq.write_table(whole.sort_by([(name, "ascending") for name in columns]), path)
    return tuple(unread.values()), n_sheets


def _names(path: Path) -> list[str]:
    names: list[str] = pq.read_schema(path).names
    return names


def _with_sheets(campaign: Campaign) -> list[str]:
    every = IncomeSheet.objects.for_system("the standards judge for the campaign")
    numbers = every.filter(campaign=campaign).order_by().values_list("household_no", flat=True)
    return list(numbers.distinct())
