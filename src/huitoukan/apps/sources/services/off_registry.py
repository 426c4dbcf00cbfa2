"""The five off-registry groups out of what departments delivered, proposed as an import.

The registry is taken as it stands, not as it was frozen: the proposal is matched with it and goes
stale when it changes. Newest deliveries stand for their data sets. Nothing is ever taken off the
list: a group that nobody finds any more is told, and stays for people to decide.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from django.utils import timezone

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.queries import demand_right
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.files.services.intake import SheetStream, Tell
from huitoukan.apps.places.queries.finding import VillageFinder
from huitoukan.apps.registry.models import ImportBatch, ListedPerson
from huitoukan.apps.registry.services import imports
from huitoukan.apps.registry.services.snapshots import write_standing
from huitoukan.apps.registry.services.staging import Incoming
from huitoukan.apps.registry.services.standing import standing
from huitoukan.apps.sources.models import Delivery
from huitoukan.apps.sources.queries import newest_deliveries, tables_delivered
from huitoukan.documents.cells import CellProblem
from huitoukan.documents.tables import TypedRow
from huitoukan.documents.write_list import write_list
from huitoukan.domain.identity import person_key
from huitoukan.domain.numbers import PLACEHOLDER_PREFIX
from huitoukan.domain.refusals import Refused
from huitoukan.engine import api as engine
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.tables import REGISTRY, DataSet

LIST: Final = "off_registry"
SHEET: Final = "档外五类对象"
MARK: Final = "推导："
"""Begins what a derivation says of a person's source; what people wrote stands before it."""
PLACE: Final = ("place_code", "township", "village")
GONE_KEPT: Final = 500
FIRST_ROW: Final = 2
TOWN_DIGITS: Final = 9
"""How many digits of a village's code are its township's."""


@dataclass
class Proposal:
    """What a derivation would register: rows of the list, rows without a usable number, a report.

    The report is plain JSON without a person's name or number: see `_report`.
    """

    dataset: DataSet
    rows: list[dict[str, str]] = field(default_factory=list)
    unmatched: list[tuple[dict[str, str], Refused]] = field(default_factory=list)
    report: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def stream(self) -> SheetStream:
        """The rows as a reader would hand them over; their numbers are those of the workbook."""
        label = self.dataset.by_name["id_no"].label
        good: list[TypedRow] = [
            TypedRow(number, dict(row), (), (), [])
            for number, row in enumerate(self.rows, start=FIRST_ROW)
        ]
        bad = [
            TypedRow(
                number,
                dict(row),
                (CellProblem(why.code, label, why.sentence(), why.remedy(), ""),),
                (),
                [],
            )
            for number, (row, why) in enumerate(self.unmatched, start=FIRST_ROW + len(good))
        ]
        columns = frozenset(name for row in self.rows for name in row)
        return SheetStream(
            SHEET,
            self.dataset,
            iter([*good, *bad]),
            columns,
            header_row=FIRST_ROW - 1,
            notes=list(self.notes),
        )

    def write(self, path: Path, at: datetime) -> None:
        """Write the rows as the workbook that is kept as the import's file."""
        rows = [*self.rows, *(row for row, _ in self.unmatched)]
        write_list(path, self.dataset.columns, rows, sheet=SHEET, made_at=at)


def propose(
    actor: Actor,
    campaign: Campaign,
    *,
    at: datetime,
    tell: Tell,
    fence: Callable[[], None],
    is_merged: bool = False,
) -> ImportBatch:
    """Derive the groups and stage them as an import, or merge at once, as a command may.

    Raises Refused OFF_REGISTRY_NONE, OFF_REGISTRY_NO_LIST, REGISTRY_EMPTY, and what
    `imports.stage_files` raises.
    """
    demand_right(actor, campaign, "registry.import")
    proposal = derive(campaign, on=campaign.baseline_on, tell=tell)
    with tempfile.TemporaryDirectory(prefix="huitoukan-derived-") as folder:
        path = Path(folder) / "derived.xlsx"
        proposal.write(path, at)
        made_on = timezone.localdate(at)
        file = Incoming(
            path, f"{SHEET}推导{made_on:%Y%m%d}.xlsx", lambda _tell: [proposal.stream()]
        )
        take = imports.import_files if is_merged else imports.stage_files
        return take(
            actor, campaign, [file], at=at, tell=tell, fence=fence,
            about={"derived": proposal.report},
        )  # fmt: skip


def derive(campaign: Campaign, *, on: date, tell: Tell) -> Proposal:
    """What would be registered, from the newest deliveries and the registry as it stands."""
    pack = campaign.pack.opened()
    if not pack.off_registry:
        raise Refused("OFF_REGISTRY_NONE")
    now = standing(campaign)
    if not now.households:
        raise Refused("REGISTRY_EMPTY")
    deliveries = newest_deliveries(campaign)
    with tempfile.TemporaryDirectory(prefix="huitoukan-standing-") as folder:
        write_standing(pack, Path(folder), now, tell)
        tables = engine.Tables(Path(folder), tables_delivered(deliveries))
        derived = engine.derive(pack, tables, on, tell)
    if all(result.why for result in derived.groups):
        lists = dict.fromkeys(_list_title(pack, r.group.rule.of) for r in derived.groups)
        raise Refused("OFF_REGISTRY_NO_LIST", lists=tuple(lists))
    return _Making(campaign, pack, derived, deliveries, on).proposal()


def _list_title(pack: Pack, table: str) -> str:
    """What a list is called: its id and title, or the registry's own households."""
    return f"{table} {pack.sources[table].title.zh}" if table in pack.sources else "名册监测对象"


class _Making:
    """Rows found become rows of the list, beside what the list holds of the same persons."""

    def __init__(
        self,
        campaign: Campaign,
        pack: Pack,
        derived: engine.Derived,
        deliveries: Sequence[Delivery],
        on: date,
    ) -> None:
        self._campaign, self._pack, self._derived, self._on = campaign, pack, derived, on
        self._by_table: dict[str, list[Delivery]] = {}
        for delivery in deliveries:
            self._by_table.setdefault(delivery.dataset, []).append(delivery)
        self._finder = VillageFinder.of(campaign.area, on)
        codes = pack.codes[pack.fields[LIST].by_name["groups"].codes or ""]
        self._order = [value.code for value in codes.values]
        listed = ListedPerson.objects.for_system("a derivation completes the list").filter(
            county=campaign.area, table=LIST
        )
        self._listed = list(listed.order_by("pk"))
        self._known: dict[int, ListedPerson] = {}
        for person in self._listed:
            if (key := _key(person)) is not None:
                self._known.setdefault(key, person)

    def proposal(self) -> Proposal:
        """The rows in the order of places, then names; and the report."""
        made = Proposal(self._pack.fields[LIST])
        persons: dict[int, list[engine.Found]] = {}
        for found in self._derived.found:
            if found.person_key is not None:
                persons.setdefault(found.person_key, []).append(found)
            else:
                row = {**self._values([found]), "groups": found.group}
                made.unmatched.append((row, self._unusable(found)))
        counted: dict[tuple[str, str], Counter[str]] = {}
        for key, found_rows in persons.items():
            row = self._row(found_rows, self._known.get(key))
            made.rows.append(row)
            town = (row.get("place_code", "")[:TOWN_DIGITS], row.get("township", ""))
            counted.setdefault(town, Counter()).update({found.group for found in found_rows})
        made.rows.sort(key=lambda row: (row.get("place_code", "~"), row["id_no"]))
        n_unplaced = sum("village" not in row for row in made.rows)
        made.report = self._report(persons, counted, n_unplaced)
        made.notes = self._notes(made.report)
        return made

    def _row(
        self, found_rows: Sequence[engine.Found], known: ListedPerson | None
    ) -> dict[str, str]:
        groups = {found.group for found in found_rows}
        values = self._values(found_rows)
        before = known.facts if known is not None else {}
        if known is not None:  # the same row again, however the departments spell the person
            values = {**values, "name": known.name, "id_no": known.id_no}
            groups_before = set(_groups(before))
            if "place_code" not in values:
                values |= {name: before[name] for name in PLACE if before.get(name)}
            is_told = MARK in str(before.get("source", "")) and groups <= groups_before
            source = before["source"] if is_told else self._source(found_rows, before)
            groups |= groups_before
        else:
            source = self._source(found_rows, before)
        return {**values, "groups": "、".join(self._sorted(groups)), "source": source}

    def _values(self, found_rows: Iterable[engine.Found]) -> dict[str, str]:
        """The first value for each column, and the place as it is called today."""
        values: dict[str, str] = {}
        for found in found_rows:
            for name, value in found.values.items():
                values.setdefault(name, value)
        code = values.pop("place_code", "")
        area = self._finder.find("", "", code).area if code else None
        if area is not None:
            values |= {"place_code": area.code, "village": area.name}
            if area.parent is not None:
                values["township"] = area.parent.name
        return values

    def _source(self, found_rows: Sequence[engine.Found], before: Mapping[str, Any]) -> str:
        """Which list said so: the group, the data set, its delivery and the day it came."""
        said = dict.fromkeys(
            f"{found.group}见{_list_title(self._pack, found.table)}{self._delivered(found)}"
            for found in found_rows
        )
        own = str(before.get("source", "")).partition(MARK)[0].rstrip("；")
        derived = MARK + "；".join(said)
        return f"{own}；{derived}" if own else derived

    def _delivered(self, found: engine.Found) -> str:
        if found.table in REGISTRY:
            return ""
        delivery = self._by_table[found.table][found.file_no]
        return f"（{delivery.code}，{timezone.localdate(delivery.delivered_at)}报送）"

    def _unusable(self, found: engine.Found) -> Refused:
        where = f"{_list_title(self._pack, found.table)}{self._delivered(found)}"
        return Refused(
            "PERSON_UNMATCHED", where=f"{where}第 {found.row_no} 行" if found.row_no else where
        )

    def _sorted(self, groups: Iterable[str]) -> list[str]:
        rank = {code: place for place, code in enumerate(self._order)}
        return sorted(groups, key=lambda code: (rank.get(code, len(rank)), code))

    # --- the report ---

    def _report(
        self,
        persons: Mapping[int, Sequence[engine.Found]],
        counted: Mapping[tuple[str, str], Counter[str]],
        n_unplaced: int,
    ) -> dict[str, Any]:
        """What was asked, and what came of it.

        `groups`: each with its list, deliveries and counts, or `why` nobody can be told. `places`:
        [township, persons by group]. `gone`: [row of the list, groups] no longer found.
        """
        gone = self._gone(persons)
        return {
            "on": self._on.isoformat(),
            "n_persons": len(persons),
            "n_several": sum(len({one.group for one in rows}) > 1 for rows in persons.values()),
            "n_unplaced": n_unplaced,
            "n_unmatched": sum(one.person_key is None for one in self._derived.found),
            "groups": [self._group(result) for result in self._derived.groups],
            "places": [[name, dict(n)] for (_, name), n in sorted(counted.items(), key=_by_code)],
            "gone": gone[:GONE_KEPT],
            "n_gone": len(gone),
        }

    def _notes(self, report: Mapping[str, Any]) -> list[str]:
        """What whoever decides about the import should know, in sentences."""
        unasked: dict[str, None] = {}
        notes = []
        for group in report["groups"]:
            title = _list_title(self._pack, group["table"])
            unasked |= dict.fromkeys(_list_title(self._pack, one) for one in group["unasked"])
            if group["why"].startswith("source_missing"):
                notes.append(f"{group['group']}：无法判断，{title}没有报来")
            elif group["why"]:
                notes.append(f"{group['group']}：无法判断，名册里没有要用的列")
            elif group["n_unclear"]:
                notes.append(f"{group['group']}：{title}有 {group['n_unclear']} 行空白，无法判断")
        if unasked:
            notes.append(f"{'、'.join(unasked)}没有报来，没有据此剔除已故人员")
        if report["n_gone"]:
            notes.append(f"不再查到 {report['n_gone']} 人，仍在名单上，由人核实")
        return notes

    def _group(self, result: engine.GroupResult) -> dict[str, Any]:
        mine = [one for one in self._derived.found if one.by == result.group.id]
        return {
            "id": result.group.id,
            "group": result.group.group,
            "table": result.group.rule.of,
            "deliveries": [each.code for each in self._by_table.get(result.group.rule.of, ())],
            "n_rows": result.n_rows,
            "n_belong": result.n_belong,
            "n_unclear": result.n_unclear,
            "n_dead": result.n_dead,
            "n_registered": result.n_registered,
            "n_persons": len({one.person_key for one in mine} - {None}),
            "n_unmatched": sum(one.person_key is None for one in mine),
            "why": result.why,
            "unasked": list(result.unasked),
        }

    def _gone(self, persons: Mapping[int, Sequence[engine.Found]]) -> list[list[Any]]:
        """Who is listed with a group that could be told and was not found."""
        told = {one.group.group for one in self._derived.groups if not one.why}
        told -= {one.group.group for one in self._derived.groups if one.why}
        gone = []
        for person in self._listed:
            if (key := _key(person)) is None:
                continue  # nobody can look for a person without a usable number
            found = {one.group for one in persons.get(key, ())}
            lost = (set(_groups(person.facts)) & told) - found
            if lost:
                gone.append([person.pk, self._sorted(lost)])
        return gone


def _by_code(town: tuple[tuple[str, str], Counter[str]]) -> tuple[bool, str]:
    """Townships in the order of their codes, those without one last."""
    (code, _name), _counts = town
    return not code, code


def _key(person: ListedPerson) -> int | None:
    """The person key; none for a placeholder, which matches nobody."""
    is_placeholder = person.id_no.startswith(PLACEHOLDER_PREFIX)
    return None if is_placeholder else person_key(person.id_no)


def _groups(facts: Mapping[str, Any]) -> list[str]:
    return [code for code in str(facts.get("groups") or "").split("、") if code]
