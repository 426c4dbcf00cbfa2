"""The list of authorisations: what each registered household signed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from huitoukan.domain.identity import id_valid
from huitoukan.simulate.calendar import COMPARED_ON
from huitoukan.simulate.world import County, Household, Row

_SIGNED_FROM = date(2026, 3, 1)
_SIGNED_TO = date(2027, 2, 28)


def authorisations(county: County) -> Iterator[Row]:
    """The rows: one for the whole household, in every ninth household one for each member."""
    for number, household in enumerate(county.registry):
        if household.unsigned == "没有签授权书":
            continue
        row = _row(household, _SIGNED_FROM + timedelta(days=number % 120))
        if number % 9 or household.unsigned:
            yield row
            continue
        for listed in (*(person.listed for person in household.members), *household.doubles):
            id_no = str(listed["id_no"] or "")
            yield {**row, "name": listed["name"], "id_no": id_no if id_valid(id_no) else None}


def _row(household: Household, day: date) -> Row:
    row: Row = {
        "household_no": household.household_no,
        "name": None,
        "id_no": None,
        "data_sets": "全部",
        "valid_from": day,
        "valid_to": _SIGNED_TO,
        "signed_by": household.listed["head_name"],
        "filled_by": None,
        "revoked_on": None,
    }
    if household.unsigned == "授权已过期":
        row["valid_to"] = COMPARED_ON - timedelta(days=1)
    if household.unsigned == "授权已撤销":
        row["revoked_on"] = COMPARED_ON
    if household.unsigned == "只授权查询不动产":
        row["data_sets"] = "不动产登记、商品房网签"
    return row
