"""Reading what people stated of households: for runs, for one worksheet, for the pages."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from huitoukan.apps.assessment import queries
from huitoukan.apps.assessment.models import Assessment, HouseholdVerdict, StatedFact
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.incomes.queries.sheets import outside_the_registry
from huitoukan.assess.facts import read_facts
from huitoukan.assess.given import Given
from huitoukan.assess.sheets import STATED_ON_SHEET
from huitoukan.assess.stating import TAKEN_BACK, Stated, known_to, standing, with_stated
from huitoukan.assess.verdicts import Worksheet, assess_household, standard_of
from huitoukan.engine import api as engine
from huitoukan.rules.pack import Pack


def as_stated(row: StatedFact) -> Stated:
    """A stored fact as the decisions take it."""
    said = row.statement
    return Stated(row.person_no, row.fact, row.value, said.source, said.on)


def stated_rows(campaign: Campaign, household_no: str = "") -> QuerySet[StatedFact]:
    """Every fact stated in a campaign (of one household), in the order in which it was stated.

    For whoever judges, and for pages of a household that was loaded in the actor's scope.
    """
    every = StatedFact.objects.for_system("the standards judge for the campaign")
    found = every.filter(statement__campaign=campaign).select_related("statement", "note__photo")
    chosen = found.filter(statement__household_no=household_no) if household_no else found
    return chosen.order_by("id")


def readings_stated(campaign: Campaign, pack: Pack) -> list[engine.Beside]:
    """The last word of everything stated in a campaign, as readings.

    What the pack no longer asks for is left out.
    """
    by_household: dict[str, list[Stated]] = defaultdict(list)
    for row in stated_rows(campaign).iterator(chunk_size=2000):
        by_household[row.statement.household_no].append(as_stated(row))
    return [
        engine.Beside(number, one.fact, one.value, one.on.isoformat(), one.source, one.person_no)
        for number, said in by_household.items()
        for one in standing(said).values()
        if one.value != TAKEN_BACK and known_to(pack, one)
    ]


def brought_by_sheets(campaign: Campaign) -> list[engine.Beside]:
    """The households outside the registry as readings: place, members, what a sheet says.

    A sheet's members are as of the last day of its period.
    """
    made: list[engine.Beside] = []
    for number, sheet in outside_the_registry(campaign).items():
        made.append(engine.Beside(number, engine.PLACE_OF, sheet.area.code, "", ""))
        for n, member in enumerate(sheet.content.get("members", ()), 1):
            no, name = str(member.get("person_no") or n), str(member.get("name") or "")
            made.append(engine.Beside(number, engine.NAME_OF, name, "", "", no))
            day = sheet.last_day.isoformat()
            made += [
                engine.Beside(number, fact, str(member[fact]), day, STATED_ON_SHEET, no)
                for fact in ("relation", "birth")
                if member.get(fact)
            ]
    return made


def stated_since(run: Assessment, household_no: str) -> list[StatedFact]:
    """What was stated of a household since a run began, which the run has not read."""
    rows = stated_rows(run.campaign, household_no)
    return list(rows.filter(statement__at__gte=run.started_at))


def day_of(row: HouseholdVerdict, rows: Iterable[StatedFact]) -> dt.date:
    """The day as of which what was stated since a run is known: its own, or the last of them.

    A run as of a past day stays there.
    """
    if row.on is not None:
        return row.on
    return max([row.run.on, *(one.statement.on for one in rows)])


def facts_with(run: Assessment, household_no: str, stated: Iterable[Stated]) -> dict[str, Any]:
    """What the run read of a household with statements put in, in the shape of FACTS.json."""
    return with_stated(queries.facts_read(run, household_no), stated, run.pack.opened())


def worksheet_with(
    run: Assessment, household_no: str, stated: Iterable[Stated], on: dt.date
) -> Worksheet:
    """The worksheet with the stated facts; the run's own verdict stays as it is.

    Raises the refusal of the facts when they are no longer a household's.
    """
    pack = run.pack.opened()
    read = queries.present_on(run, facts_with(run, household_no, stated), on)
    facts = read_facts(Given(read, household_no), pack, on)
    return assess_household(facts, pack, standard_of(pack, run.standard), on)
