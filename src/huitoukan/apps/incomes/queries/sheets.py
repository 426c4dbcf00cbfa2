"""The accounts that households have accepted, for whoever judges by them: the standards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from typing import Any, Final

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.incomes.models import Confirmation, IncomeSheet
from huitoukan.apps.registry.models import Household
from huitoukan.domain.incomes import How

AT_A_TIME: Final = 500
"""Household numbers in one query; SQLite takes at most some tens of thousands of values."""


def sheets_on(
    campaign: Campaign, household_nos: Collection[str], day: dt.date
) -> dict[str, dict[str, Any]]:
    """Household number to the SHEET.json (docs/reference/assess.md) that stood on the day.

    It is that of the last period that had ended by then, in the version that the household answered
    last, on or before the day. A household that answered nothing, or refused, is left out: an
    account that it does not accept proves nothing (S000), so its income cannot be told. For the
    system: whoever judges has the right to the verdicts, not to the sheets.
    """
    found: dict[str, tuple[tuple[dt.date, int, int], Confirmation]] = {}
    for answer in _answers(campaign, household_nos, day):
        sheet = answer.sheet
        rank = (sheet.last_day, sheet.version, answer.pk)
        if sheet.household_no not in found or found[sheet.household_no][0] < rank:
            found[sheet.household_no] = rank, answer
    return {
        number: answer.sheet.content
        for number, (_, answer) in found.items()
        if answer.how != How.REFUSAL
    }


def outside_the_registry(campaign: Campaign) -> dict[str, IncomeSheet]:
    """The newest account of each household that the registry does not have, by its number.

    For the system, as `sheets_on`: who judges needs to know that these households are there.
    """
    every = IncomeSheet.objects.for_system("the standards judge for the campaign")
    rows = every.filter(campaign=campaign, is_newest=True).select_related("area")
    found = {one.household_no: one for one in rows.order_by("last_day")}
    registered: set[str] = set()
    numbers = list(found)
    for start in range(0, len(numbers), AT_A_TIME):
        homes = Household.objects.for_system("a number is given once, wherever it is")
        part = homes.filter(household_no__in=numbers[start : start + AT_A_TIME])
        registered.update(part.values_list("household_no", flat=True))
    return {number: one for number, one in found.items() if number not in registered}


def _answers(
    campaign: Campaign, household_nos: Collection[str], day: dt.date
) -> Iterator[Confirmation]:
    every = (
        Confirmation.objects.for_system("the standards judge for the campaign")
        .filter(sheet__campaign=campaign, on__lte=day, sheet__last_day__lte=day)
        .select_related("sheet")
    )
    numbers = list(household_nos)
    for start in range(0, len(numbers), AT_A_TIME):
        yield from every.filter(sheet__household_no__in=numbers[start : start + AT_A_TIME])
