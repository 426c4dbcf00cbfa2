"""Rows of a list of problems become findings: their object, their type, whether they are known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.services.intake import ReadSheet
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries import townships_in
from huitoukan.apps.places.queries.finding import VillageFinder
from huitoukan.apps.problems.models import ListedFinding, Problem
from huitoukan.apps.registry.models import Household
from huitoukan.documents.layouts.finding_list import FINDING_LIST
from huitoukan.domain.areas import place_name
from huitoukan.domain.identity import mask_ids_in
from huitoukan.domain.refusals import Refused


@dataclass(frozen=True)
class ListLetter:
    """What holds for every row of a list that says nothing else: source, number, days."""

    source: str
    ref: str
    found_on: date
    answer_due_on: date | None = None

    def as_json(self) -> dict[str, str]:
        """As a job keeps it."""
        due = self.answer_due_on.isoformat() if self.answer_due_on else ""
        return {
            "source": self.source, "ref": self.ref, "found_on": self.found_on.isoformat(),
            "answer_due_on": due,
        }  # fmt: skip

    @staticmethod
    def from_json(kept: dict[str, str]) -> ListLetter:
        """What `as_json` gave."""
        due = kept["answer_due_on"]
        return ListLetter(
            kept["source"], kept["ref"], date.fromisoformat(kept["found_on"]),
            date.fromisoformat(due) if due else None,
        )  # fmt: skip


class _Wrong(Exception):  # noqa: N818 - a refusal with the column that it is about
    def __init__(self, column: str, refused: Refused) -> None:
        super().__init__(refused.code)
        self.label = FINDING_LIST.by_name[column].label if column else ""
        self.refused = refused


@dataclass
class Reader:
    """Reads the rows of one list for one person; places, households and problems looked up once."""

    actor: Actor
    campaign: Campaign
    letter: ListLetter
    on: date
    _villages: VillageFinder
    _towns: dict[str, Area]
    _types: dict[str, str]
    _seen: dict[tuple[str, int, str], int] = field(default_factory=dict)

    @classmethod
    def of(cls, actor: Actor, campaign: Campaign, letter: ListLetter, on: date) -> Reader:
        """A reader for a list that was read on a day."""
        types = campaign.pack.opened().problem_types
        return cls(
            actor, campaign, letter, on,
            VillageFinder.of(campaign.area, on),
            {place_name(town.name): town for town in townships_in(campaign.area)},
            {word: kind.id for kind in types.values() for word in (kind.id, kind.title.zh)},
        )  # fmt: skip

    def rows(self, sheet: ReadSheet) -> Iterator[ListedFinding]:
        """The rows of a sheet that can be entered; every other is given back to it."""
        households = self._households(sheet)
        known = self._known(sheet)
        for number, values in sheet.rows:
            try:
                row = self._row(number, values, households)
            except _Wrong as wrong:
                refused = wrong.refused
                sheet.reject(number, wrong.label, refused.code, **refused.details)
                continue
            row.sheet = sheet.sheet
            row.problem = known.get((row.title, row.area_id, row.household_no))
            yield row

    def _row(
        self, number: int, values: dict[str, Any], households: dict[str, Household]
    ) -> ListedFinding:
        title = mask_ids_in(str(values["title"]).strip())[:500]
        area, household_no = self._object(values, households)
        found_on = values.get("found_on") or self.letter.found_on
        if found_on > self.on:
            raise _Wrong("found_on", Refused("FINDING_DATE", found_on=found_on))
        kind = str(values.get("type") or "").strip()
        if kind and kind not in self._types:
            raise _Wrong("type", Refused("FINDING_TYPE", type=kind))
        key = (title, area.pk, household_no)
        if (first := self._seen.setdefault(key, number)) != number:
            raise _Wrong("title", Refused("LIST_TWICE", row=first))
        return ListedFinding(
            row=number, number=str(values.get("number") or "")[:40], title=title,
            type=self._types.get(kind, ""), is_sure=bool(kind), area=area,
            household_no=household_no, found_on=found_on,
            source_ref=str(values.get("source_ref") or self.letter.ref)[:80],
            answer_due_on=values.get("answer_due_on") or self.letter.answer_due_on,
        )  # fmt: skip

    def _object(self, values: dict[str, Any], households: dict[str, Household]) -> tuple[Area, str]:
        """Where the problem is: the household's village, the village, or the township."""
        if number := str(values.get("household_no") or "").strip():
            if (household := households.get(number)) is None:
                raise _Wrong("household_no", Refused("NOT_FOUND", what="户", code=number))
            return self._mine(household.area, "household_no"), number
        words = {name: str(values.get(name) or "").strip() for name in ("township", "village")}
        code = str(values.get("village_code") or "").strip()
        if not (words["village"] or code):
            town = self._towns.get(place_name(words["township"]))
            if town is None:
                raise _Wrong("village", Refused("LIST_PLACE"))
            return self._mine(town, "township"), ""
        try:
            found = self._villages.find(words["township"], words["village"], code)
        except Refused as refused:
            raise _Wrong("village", refused) from None
        if found.area is None:
            raise _Wrong("village", found.refusal or Refused("LIST_PLACE"))
        return self._mine(found.area, "village"), ""

    def _mine(self, area: Area, column: str) -> Area:
        """The area, if the person may enter problems there."""
        if self.actor.is_system or any(
            "problem.enter" in grant.verbs and area.depth_path.startswith(grant.path)
            for grant in self.actor.grants
        ):
            return area
        raise _Wrong(column, Refused("FINDING_PLACE", place=area.name))

    def _households(self, sheet: ReadSheet) -> dict[str, Household]:
        numbers = {str(values.get("household_no") or "").strip() for _, values in sheet.rows}
        found = Household.objects.visible_to(self.actor, "problem.enter").filter(
            household_no__in=numbers - {""}, area__path__startswith=self.campaign.area.depth_path
        )
        return {one.household_no: one for one in found.select_related("area")}

    def _known(self, sheet: ReadSheet) -> dict[tuple[str, int, str], Problem]:
        """The problems of the same source that say the same of the same object."""
        titles = {mask_ids_in(str(values["title"]).strip())[:500] for _, values in sheet.rows}
        found = Problem.objects.for_system("whether a row is in the ledger already").filter(
            campaign=self.campaign, origin_kind=self.letter.source, title__in=titles
        )
        return {(one.title, one.area_id, one.household_no): one for one in found}
