"""Damaged rows inside good files: some an import must refuse, some it keeps without a key.

No rule depends on any of them: they are second copies of members, or people off the registry.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from huitoukan.simulate.departments.insurance import enter_resident
from huitoukan.simulate.departments.police import enter_vehicle
from huitoukan.simulate.departments.work import enter_company
from huitoukan.simulate.faults.planting import plain
from huitoukan.simulate.people import wrong_check_digit
from huitoukan.simulate.world import County, Fate, Household, Person, Row

_LORRY: Final[Row] = {
    "vehicle_type": "轻型普通货车",
    "use": "非营运",
    "registered_on": date(2020, 3, 3),
    "value": 20_000,
    "state": "正常",
}


def damage_rows(county: County) -> None:
    """Add the damaged rows."""
    _damage_member_rows(county)
    _damage_department_rows(county)
    _add_unkeyed_rows(county)


def _damage_member_rows(county: County) -> None:
    """Rows typed in by hand at the end of a household, beside the genuine ones."""
    for _ in range(2):
        person, row = _second_copy(county)
        # Typed into a number cell: a spreadsheet keeps fifteen digits of eighteen.
        row["id_no"] = float(person.id_no)
        _stray(person.household, row, "id_no", "ID_PRECISION_LOST")
    person, row = _second_copy(county)
    row["name"] = None
    _stray(person.household, row, "name", "REQUIRED")
    person, row = _second_copy(county)
    row["household_no"] = "9899999999"
    _stray(person.household, row, "household_no", "HOUSEHOLD_UNKNOWN")


def _second_copy(county: County) -> tuple[Person, Row]:
    person = county.choose_person(
        lambda p: plain(p) and p.age >= 20 and p.id_no.isdigit(), family="damaged row"
    )
    row = dict(person.listed)
    row["person_no"] = f"{person.household.household_no}{90 + len(person.household.strays)}"
    return person, row


def _stray(household: Household, row: Row, column: str, code: str) -> None:
    household.strays.append((row, Fate(refused=True, field=column, code=code)))


def _damage_department_rows(county: County) -> None:
    def refuse(data_set: str, column: str, code: str, row: Row) -> None:
        fate = Fate(refused=True, field=column, code=code)
        county.book(data_set).put(county.choose_outsider(), row, fate)

    refuse("D07", "died_on", "DATE_FORMAT", {"died_on": "去年冬月", "reason": "死亡"})
    refuse("D07", "died_on", "DATE_FORMAT", {"died_on": "2025-02-30", "reason": "死亡"})
    payment: Row = {"item": "耕地地力保护补贴", "month": "2026-05", "account": "0000"}
    refuse("D50", "amount", "REQUIRED", {**payment, "amount": None})
    refuse("D50", "amount", "NUM_FORMAT", {**payment, "amount": "见附表"})
    refuse("D08", "plate", "REQUIRED", {**_LORRY, "plate": None})
    refuse("D14", "from_month", "MONTH_FORMAT", {"from_month": "长期", "amount": 300})
    owner = county.choose_outsider(lambda p: p.id_no.isdigit())
    child: Row = {"id_no": float(owner.id_no), "sessions": 4, "teacher": "常晓岚"}
    fate = Fate(refused=True, field="id_no", code="ID_PRECISION_LOST")
    county.book("D24").put(owner, child, fate)


def _add_unkeyed_rows(county: County) -> None:
    """Invalid numbers in department files: the row stays, but belongs to nobody."""
    rng = county.rng("unkeyed rows")

    def unkey(data_set: str, owner: Person, row: Row, number: str, code: str) -> None:
        book = county.book(data_set)
        book.strike(owner)
        row["id_no"] = number
        book.put(owner, row, Fate(refused=False, field="id_no", code=code))

    for code in ("ID_CHECKSUM", "ID_CHECKSUM", "ID_LENGTH"):
        owner = county.choose_outsider()
        number = owner.id_no[:17] if code == "ID_LENGTH" else wrong_check_digit(owner.id_no)
        unkey("D26", owner, enter_resident(county, rng, owner), number, code)
    owner = county.choose_outsider()
    car = enter_vehicle(county, rng, owner, "小型普通客车", value=52_000)
    unkey("D08", owner, car, wrong_check_digit(owner.id_no), "ID_CHECKSUM")
    owner = county.choose_outsider()
    role = enter_company(county, rng, owner, "企业", "法定代表人")
    unkey("D42", owner, role, "不详", "ID_LENGTH")
