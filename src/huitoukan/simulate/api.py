"""Making a whole county: the only module that other packages import."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from huitoukan.domain.refusals import Refused
from huitoukan.simulate.calendar import COMPARED_ON
from huitoukan.simulate.cast import accounts
from huitoukan.simulate.consent import authorisations
from huitoukan.simulate.departments import keep_books, keep_later_books
from huitoukan.simulate.departments.ledgers import keep_ledgers
from huitoukan.simulate.faults import damage_rows, plant_all, tell_what_follows
from huitoukan.simulate.files import Lines, write_file
from huitoukan.simulate.households import settle
from huitoukan.simulate.layouts import registry as registry_files
from huitoukan.simulate.layouts.deliveries import DELIVERIES
from huitoukan.simulate.layouts.homes import RELOCATION
from huitoukan.simulate.layouts.ledgers import LEDGERS
from huitoukan.simulate.life import live_all
from huitoukan.simulate.outside import off_registry, settle_outside
from huitoukan.simulate.registry import list_all, village_row
from huitoukan.simulate.scale import SCALES
from huitoukan.simulate.world import County, Fate, Household, Person, Row, Village

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Summary:
    """What was made; numbers are counts, `seconds` is wall time."""

    folder: str
    seed: int
    scale: str
    on: str
    towns: int
    villages: int
    registry_households: int
    ordinary_households: int
    registry_persons: int
    persons: int
    files: int
    rows: int
    hits: int
    rules: int
    look_alikes: int
    rejects: int
    unkeyed: int
    seconds: float

    def as_dict(self) -> dict[str, object]:
        """The same as plain values, for JSON."""
        return asdict(self)


def make_county(
    out: Path,
    *,
    seed: int,
    scale: str,
    progress: Progress = lambda _done, _total, _text: None,
) -> Summary:
    """Write a demonstration county to `out`/files and the truth about it to `out`/truth.

    The same seed and scale give the same bytes. `progress(done, total, text)` is told of every
    step. Refuses (`SIMULATE_SCALE`) a scale that is not in `SCALES`.
    """
    if scale not in SCALES:
        raise Refused("SIMULATE_SCALE", scale=scale, known="、".join(SCALES))
    started = time.perf_counter()
    county = County(seed, SCALES[scale])
    plant = (plant_all, keep_later_books, tell_what_follows, damage_rows)
    steps = (settle, live_all, keep_books, list_all, *plant, settle_outside, keep_ledgers)
    names = (
        "安置住户",
        "生活状况",
        "部门台账",
        "登记名册",
        "埋入错误与对照",
        "随名册的台账",
        "补记连带的疑点",
        "掺入坏行",
        "档外对象",
        "工作台账",
    )
    layouts = (
        registry_files.VILLAGE,
        registry_files.HOUSEHOLD,
        registry_files.MEMBER,
        registry_files.AUTHORISATION,
        registry_files.ACCOUNTS,
        *DELIVERIES,
        *LEDGERS,
    )
    total = len(steps) + len(layouts)
    for done, (step, name) in enumerate(zip(steps, names, strict=True)):
        progress(done, total, name)
        step(county)
    rows = 0
    for done, layout in enumerate(layouts, start=len(steps)):
        progress(done, total, layout.path)
        tables = [_lines(county, layout.data_set)]
        if layout is RELOCATION:
            tables.append(_relocated_persons(county))
        rows += write_file(out / "files", layout, tables, county.truth)
    county.truth.off_registry = off_registry(county)
    summary = _summary(county, out, len(layouts), rows, started)
    _describe(county, summary)
    county.truth.write(out / "truth")
    progress(total, total, "完成")
    return summary


def _lines(county: County, data_set: str) -> Lines:
    if data_set == "village":
        return ((village_row(village), None) for village in county.villages)
    if data_set == "household":
        return ((household.listed, None) for household in county.registry)
    if data_set == "member":
        return _member_lines(county)
    if data_set == "authorisation":
        return ((row, None) for row in authorisations(county))
    if data_set == "accounts":
        return ((row, None) for row in accounts(county))
    if data_set in county.ledgers:
        return ((row, None) for row in county.ledger(data_set))
    return _delivery_lines(county, data_set)


def _member_lines(county: County) -> Iterator[tuple[Row, Fate | None]]:
    for household in county.registry:
        for person in household.members:
            yield person.listed, None
        for double in household.doubles:
            yield double, None
        yield from household.strays


def _delivery_lines(county: County, data_set: str) -> Iterator[tuple[Row, Fate | None]]:
    for owner, entry, fate in county.book(data_set).entries():
        if isinstance(owner, Household):
            yield {"household_no": owner.household_no, **entry}, fate
        elif isinstance(owner, Village):
            yield {"village_code": owner.code, **entry}, fate
        else:
            yield {"name": owner.name, "id_no": owner.id_no, **entry}, fate


def _relocated_persons(county: County) -> Iterator[tuple[Row, Fate | None]]:
    for owner, _, _ in county.book("D40").entries():
        if isinstance(owner, Household):
            for person in owner.members:
                yield _relocated(owner, person), None


def _relocated(household: Household, person: Person) -> Row:
    return {
        "household_no": household.household_no,
        "name": person.name,
        "id_no": person.id_no,
        "relation": person.relation,
    }


def _summary(county: County, out: Path, n_files: int, rows: int, started: float) -> Summary:
    registry_persons = sum(len(household.members) for household in county.registry)
    others = sum(len(household.members) for household in county.ordinary)
    truth = county.truth
    return Summary(
        folder=str(out),
        seed=county.seed,
        scale=county.scale.name,
        on=COMPARED_ON.isoformat(),
        towns=len(county.towns),
        villages=len(county.villages),
        registry_households=len(county.registry),
        ordinary_households=len(county.ordinary),
        registry_persons=registry_persons,
        persons=registry_persons + others,
        files=n_files,
        rows=rows,
        hits=len(truth.hits),
        rules=len(truth.hits_per_rule()),
        look_alikes=len(truth.look_alikes),
        rejects=len(truth.rejects),
        unkeyed=len(truth.unkeyed),
        seconds=round(time.perf_counter() - started, 2),
    )


def _describe(county: County, summary: Summary) -> None:
    """World counts for the truth, without anything that differs between two equal runs."""
    facts = summary.as_dict()
    for volatile in ("folder", "seconds"):
        del facts[volatile]
    county.truth.world = facts
