"""Keeping what offices report of their areas: households and persons on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from huitoukan.apps.core.actor import Actor
from huitoukan.apps.journal.services import record, use_case
from huitoukan.apps.places.models import Area, ReportedFigure
from huitoukan.apps.places.queries.history import area_as_of
from huitoukan.domain.areas import contains, stated_code
from huitoukan.domain.counts import PART_WORDS, Part
from huitoukan.domain.refusals import Refused

MOST: Final = 100_000_000
"""More households or persons than any province has; a larger number is a slip."""


@dataclass(frozen=True)
class Reported:
    """One reported figure: whose, of which day and part, how many, and where it is said."""

    code: str
    on: date
    part: Part
    households: int
    persons: int | None
    source: str


@use_case("places.report")
def keep_figure(actor: Actor, said: Reported, *, at: datetime) -> str:
    """Keep a figure; for the same area, day and part the newer word replaces the older one.

    The older number stays in the journal. Answers created, updated or unchanged.
    """
    area = area_as_of(stated_code(said.code), said.on)
    _refuse_foreign(actor, area)
    for label, number in (("户数", said.households), ("人数", said.persons)):
        if number is not None and not 0 <= number <= MOST:
            raise Refused("NUM_RANGE", label=label, value=number, low=0, high=MOST)
    if not said.source.strip():
        raise Refused("BORDERS_NOTHING", name=area.name, missing="出处")
    figure = ReportedFigure.objects.filter(area=area, on=said.on, part=said.part.value).first()
    values: dict[str, int | str | None] = {
        "n_households": said.households,
        "n_persons": said.persons,
        "source": said.source[:120],
    }
    before = {name: getattr(figure, name) for name in values} if figure else None
    outcome = "unchanged" if before == values else "updated" if before else "created"
    if outcome != "unchanged":
        figure = figure or ReportedFigure(area=area, on=said.on, part=said.part.value)
        for name, value in values.items():
            setattr(figure, name, value)
        figure.reported_by, figure.reported_at = actor.code, at
        figure.save()
    record(
        "places",
        area.code,
        f"登记{area.name} {said.on} {PART_WORDS[said.part][0]}：{said.households} 户",
        area_path=area.depth_path,
        households=said.households,
        persons=said.persons,
        before=list(before.values())[:2] if before else None,
    )
    return outcome


def _refuse_foreign(actor: Actor, area: Area) -> None:
    if actor.is_system:
        return
    paths = [grant.path for grant in actor.grants if "places.report" in grant.verbs]
    if not any(contains(path, area.depth_path) for path in paths):
        raise Refused("REGION_OUT_OF_SCOPE", village=area.name)
