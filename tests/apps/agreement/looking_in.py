"""Checkers beside the cast, and a short way to record what they saw."""

from __future__ import annotations

from datetime import date
from typing import Any

from huitoukan.apps.accounts.models import Appointment, User
from huitoukan.apps.accounts.queries import actor_of
from huitoukan.apps.agreement.models import Agreement, Mismatch
from huitoukan.apps.agreement.queries.lines import lines_of, members_of, state_of
from huitoukan.apps.agreement.services.rounds import Saved, record_round
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.registry.models import Household
from huitoukan.domain.agreement import Side
from tests.cast import AT, TOWN_1, Cast

TODAY = AT.date()


def checker(cast: Cast, account: str = "jia", name: str = "贾核查", *places: str) -> Actor:
    """A checker of township 1; with a village in `places`, also one of that village's own team."""
    user = User.objects.create(username=account, name=name, password="!")
    for area, post in ((TOWN_1, "checker"), *((place, "village_worker") for place in places)):
        Appointment.objects.create(
            user=user, post=post, area=cast.area(area), first_day=date(2026, 1, 1)
        )
    return actor_of(user, TODAY)


def look(
    cast: Cast,
    actor: Actor,
    household: Household,
    *,
    on: date = TODAY,
    seen_state: str = "",
    with_whom: str = "",
    **booklet_and_observed: Any,
) -> Saved:
    """Record a round; `member_count="5 4"`: the booklet says 5, one sees 4; "." is empty."""
    texts = {}
    for column, words in booklet_and_observed.items():
        booklet, observed = ("" if word == "." else word for word in words.split())
        texts["", column] = {Side.BOOKLET: booklet, Side.OBSERVED: observed}
    return record_round(
        actor,
        cast.campaign,
        household.household_no,
        texts,
        seen_state=seen_state or state_now(cast, household),
        with_whom=with_whom,
        on=on,
        at=AT,
    )


def state_now(cast: Cast, household: Household) -> str:
    """The state of the lines that a page would show now."""
    members = members_of([household]).get(household.pk, [])
    return state_of(lines_of(household, members, cast.pack))


def agreement_of(household: Household) -> Agreement:
    """Where the household stands."""
    return Agreement.objects.for_system("tests").get(household=household)


def mismatch_of(household: Household, column: str) -> Mismatch:
    """The doubt about one of the household's own fields."""
    return Mismatch.objects.for_system("tests").get(
        agreement__household=household, person_no="", column=column
    )


def reading(household: Household, number: int, column: str) -> Any:
    """What a round says of one of the household's own fields."""
    one = agreement_of(household).rounds.get(number=number)
    return one.readings.get(person_no="", column=column)
