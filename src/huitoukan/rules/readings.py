"""The files of `readings/` and `countermeasures/` become values, and are held against the rest.

The ones say which column of which table is a reading of which fact, the others what can be done
where an indicator is not met.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from huitoukan.rules.entry import Entry, Fields
from huitoukan.rules.pack import Pack
from huitoukan.rules.report import Report
from huitoukan.rules.shapes.standards import (
    COVERS,
    ROWS,
    Countermeasure,
    Fact,
    Gives,
    Readings,
    Valid,
)
from huitoukan.rules.shapes.tables import DataSet
from huitoukan.rules.shapes.words import Scalar

ABOUT: Final = ("household", "member", "village", "county")
PLACES: Final = ("village", "county")
COUNTED: Final = ("household", "member")
"""Tables of the registry that are added up by village; who is on no row of them counts as 0."""
DAY_TYPES: Final = ("date", "month", "year")


def build_readings(entry: Entry) -> Readings:
    """A file of `readings/`."""
    with Fields(entry) as fields:
        title = fields.need("title").texts()
        source, valid, ages = fields.get("source"), fields.get("valid"), fields.get("ages")
        covers = fields.get("covers")
        return Readings(
            id=fields.text("id"),
            title=title,
            of=fields.text("of"),
            about=fields.need("about").choice(ABOUT),
            source=source.texts() if source is not None else title,
            basis=fields.text("basis"),
            day=fields.text("day", ""),
            valid=_valid(valid) if valid is not None else None,
            ages=_ages(ages) if ages is not None else None,
            gives=tuple(_gives(part) for part in fields.need("gives").items()),
            covers=covers.choice(COVERS) if covers is not None else "",
        )


def build_countermeasure(entry: Entry) -> Countermeasure:
    """A file of `countermeasures/`."""
    with Fields(entry) as fields:
        return Countermeasure(
            id=fields.text("id"),
            title=fields.need("title").texts(),
            indicators=fields.words("indicators"),
            who=fields.need("who").texts(),
            basis=fields.text("basis"),
        )


def _valid(entry: Entry) -> Valid:
    with Fields(entry) as fields:
        return Valid(fields.text("year", ""), fields.text("from", ""), fields.text("to", ""))


def _ages(entry: Entry) -> tuple[int, int]:
    with Fields(entry) as fields:
        return fields.need("from").integer(), fields.need("to").integer()


def _gives(entry: Entry) -> Gives:
    with Fields(entry) as fields:
        value, values = fields.get("value"), fields.get("values")
        times, rows = fields.get("times"), fields.get("rows")
        return Gives(
            fact=fields.text("fact"),
            column=fields.text("column", ""),
            values=tuple((said, _plain(part)) for said, part in values.pairs()) if values else (),
            value=_plain(value) if value is not None else None,
            only=tuple(
                (column, tuple(_plain(one) for one in _listed(part)))
                for column, part in fields.pairs("only")
            ),
            absent=fields.words("absent"),
            times=times.integer() if times is not None else 1,
            rows=rows.choice(ROWS) if rows is not None else "",
        )


def _listed(entry: Entry) -> list[Entry]:
    return entry.items() if isinstance(entry.value, list) else [entry]


def _plain(entry: Entry) -> Scalar:
    if isinstance(entry.value, bool | str | int | float):
        return entry.value
    raise entry.bad("SHAPE", "应为一个值")


# --- checking ---


def check_readings(pack: Pack, report: Report) -> None:
    """Note the faults of `readings/`: tables, columns, facts and the values they can take."""
    for stem, readings in pack.readings.items():
        for at, sentence in _faults(pack, readings):
            report.add(f"readings/{stem}.yaml", at, "READINGS", sentence)
    for stem, one in pack.countermeasures.items():
        for position, name in enumerate(one.indicators):
            if name not in pack.indicators:
                file = f"countermeasures/{stem}.yaml"
                report.add(file, ("indicators", position), "INDICATOR", f"没有指标“{name}”")


def _faults(pack: Pack, readings: Readings) -> Iterator[tuple[tuple[str | int, ...], str]]:
    table = pack.table(readings.of)
    if table is None:
        yield ("of",), f"没有数据表“{readings.of}”"
        return
    objects = {"member": ("person",), "household": ("household", "village")}
    is_counted = readings.about in PLACES and readings.of in COUNTED
    if not is_counted and table.object not in objects.get(readings.about, ("village",)):
        yield ("about",), f"“{readings.of}”按 {table.object} 登记，不能说明 {readings.about}"
    if table.needs_consent and table.object != "person":
        yield ("of",), "须有承诺授权的数据集，只有按人的可以取数"
    if (readings.about == "county") != bool(readings.covers):
        yield ("covers",), "县的事实要写明 covers：whole 或 sample；其他的不写"
    columns = set(table.by_name)
    valid = readings.valid or Valid()
    named = (readings.day, valid.year, valid.since, valid.until)
    for column in named:
        if column and column not in columns:
            yield (), f"“{readings.of}”没有列“{column}”"
        elif column and table.by_name[column].type not in DAY_TYPES:
            yield (), f"列“{column}”不是日期、月份或年度"
    facts = pack.facts[readings.about].by_name if readings.about in pack.facts else {}
    for position, one in enumerate(readings.gives):
        for sentence in (
            *_faults_of(pack, one, columns, facts),
            *_faults_of_rows(readings, one, table, facts.get(one.fact)),
        ):
            yield ("gives", position), sentence


def _faults_of_rows(
    readings: Readings, one: Gives, table: DataSet, fact: Fact | None
) -> Iterator[str]:
    """What is wrong with how the rows of a village make one reading."""
    if readings.about not in PLACES:
        if one.rows:
            yield "rows 只用于村和县的事实"
        return
    if not one.rows and table.row_key != ("village_code",):
        yield "一个村可能有几行，要写明 rows：every、some、sum 或 count"
    if readings.of in COUNTED and one.rows not in {"sum", "count"}:
        yield "名册的户、人只能合计（sum）或计数（count）"
    if one.rows == "count" and one.column:
        yield "count 只数行，不写 column"
    if fact is None or fact.computed:
        return
    if one.rows in {"every", "some"} and fact.type != "bool":
        yield f"“{one.fact}”不是是非项，不能用 {one.rows}"
    if (one.rows in {"sum", "count"} or one.times != 1) and fact.type != "number":
        yield f"“{one.fact}”不是数，不能合计、计数或换算"
    if readings.about == "county" and fact.type != "number":
        yield f"“{one.fact}”不是数，不能逐村相加"


def _faults_of(
    pack: Pack, one: Gives, columns: set[str], facts: Mapping[str, Fact]
) -> Iterator[str]:
    fact = facts.get(one.fact)
    if fact is None or fact.computed:
        yield f"没有可以取数的事实“{one.fact}”"
        return
    for column in (one.column, *(name for name, _ in one.only)):
        if column and column not in columns:
            yield f"没有列“{column}”"
    if one.rows != "count" and bool(one.column) == (one.value is not None):
        yield "column 和 value 要有且只有一个"
    told = [value for _, value in one.values] if one.value is None else [one.value]
    for value in told:
        if fact.type == "code" and value not in fact.codes:
            yield f"“{one.fact}”不能取“{value}”，只能取 {'、'.join(fact.codes)}"
        if fact.type == "bool" and not isinstance(value, bool):
            yield f"“{one.fact}”只能取 true 或 false"
    for table in one.absent:
        if pack.table(table) is None:
            yield f"没有数据表“{table}”"
