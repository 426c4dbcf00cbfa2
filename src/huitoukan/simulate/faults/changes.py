"""Faults and look-alikes that are nothing but a change of columns: a line each."""

from __future__ import annotations

from collections.abc import Callable

from huitoukan.simulate.faults.planting import Plot, fault, look_alike
from huitoukan.simulate.world import Household, Person, Row

Homes = Callable[[Household], bool]
People = Callable[[Person], bool]


def household_fault(
    rule: str,
    where: Homes,
    note: str,
    columns: Row,
    *,
    copies: tuple[int, int] = (3, 5),
    small: int = 1,
) -> None:
    """Register a fault that changes these columns of a household that fits."""

    @fault(rule, copies=copies, small=small)
    def change(plot: Plot) -> None:
        household = plot.county.choose_household(where)
        household.listed.update(columns)
        plot.county.truth.household(rule, household, note)


def household_look_alike(
    rule: str, where: Homes, why: str, columns: Row | None = None, *, small: int = 1
) -> None:
    """Register a look-alike: a household that fits, these columns changed if any."""

    def change(plot: Plot) -> None:
        household = plot.county.choose_household(where, family=f"columns {rule}")
        household.listed.update(columns or {})
        plot.county.truth.lawful(rule, household, why)

    change.__name__ = f"lawful_{rule}"  # names the stream of chance
    look_alike(rule, small=small)(change)


def member_fault(
    rule: str,
    where: People,
    note: str,
    columns: Row,
    *,
    copies: tuple[int, int] = (3, 5),
    small: int = 1,
) -> None:
    """Register a fault that changes these columns of a member who fits."""

    @fault(rule, copies=copies, small=small)
    def change(plot: Plot) -> None:
        person = plot.county.choose_person(where)
        person.listed.update(columns)
        plot.county.truth.person(rule, person, note)


def member_look_alike(
    rule: str, where: People, why: str, columns: Row | None = None, *, small: int = 1
) -> None:
    """Register a look-alike: a member who fits, these columns changed if any."""

    def change(plot: Plot) -> None:
        person = plot.county.choose_person(where, family=f"columns {rule}")
        person.listed.update(columns or {})
        plot.county.truth.lawful(rule, person, why)

    change.__name__ = f"lawful_{rule}"  # names the stream of chance
    look_alike(rule, small=small)(change)
