"""What is compared of one household: its own fields, then each member's, with system values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.showing import column_label, shown_value
from huitoukan.apps.registry.models import Household, Member
from huitoukan.apps.registry.services.rows import row_hash
from huitoukan.domain.agreement import Entry, Equality, Judge, Side
from huitoukan.domain.refusals import Refused
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.registry import ComparedField
from huitoukan.rules.shapes.tables import Column

Key = tuple[str, str]
"""A field of a household: the person's number (empty for the household itself) and the column."""


@dataclass(frozen=True)
class Line:
    """One field to be compared, with what the system said when the line was made."""

    person_no: str
    person_name: str
    field: ComparedField
    column: Column
    system: Any

    @property
    def key(self) -> Key:
        """Whose field it is, and which."""
        return self.person_no, self.column.name

    @property
    def how(self) -> Equality:
        """How its values are found equal."""
        within = self.field.within
        return Equality(Judge(self.field.judge), float(within.value) if within else 0)

    @property
    def label(self) -> str:
        """The column's heading in the language of the interface."""
        return column_label(self.column, self.column.name)

    def shown(self, entry: Entry, pack: Pack) -> str:
        """An entry as people read it: the value in words, empty for a blank."""
        return shown_value(self.column, entry.value, pack.codes)

    def plain(self) -> dict[str, Any]:
        """The line as a sheet keeps it."""
        return {
            "person_no": self.person_no,
            "person_name": self.person_name,
            "column": self.column.name,
            "value": self.system,
        }


def members_of(households: Iterable[Household]) -> dict[int, list[Member]]:
    """The members of households that were loaded in scope, by household, in order of the file."""
    found: dict[int, list[Member]] = {}
    rows = Member.objects.for_system("the households were loaded in the actor's scope")
    for member in rows.filter(household__in=list(households)):
        found.setdefault(member.household_id, []).append(member)
    return found


def demand_fields(campaign: Campaign) -> Pack:
    """The campaign's pack; refused when it names nothing to compare."""
    pack = campaign.pack.opened()
    if not any(table.fields for table in pack.agreement.values()):
        raise Refused("AGREEMENT_NONE", pack=pack.id)
    return pack


def lines_of(household: Household, members: Sequence[Member], pack: Pack) -> list[Line]:
    """Every field of the household to be compared, with what the registry says now."""
    plain = [
        {
            "person_no": "",
            "person_name": "",
            "column": c.column,
            "value": household.facts.get(c.column),
        }
        for c in _fields(pack, "household")
    ]
    plain += [
        {
            "person_no": member.person_no,
            "person_name": member.name,
            "column": c.column,
            "value": member.facts.get(c.column),
        }
        for member in members
        for c in _fields(pack, "member")
    ]
    return lines_again(plain, pack)


def _fields(pack: Pack, table: str) -> Sequence[ComparedField]:
    found = pack.agreement.get(table)
    return found.fields if found else ()


def lines_again(plain: Iterable[Mapping[str, Any]], pack: Pack) -> list[Line]:
    """Lines as a sheet or a round kept them; columns that the pack has dropped are left out."""
    known = {
        (table.id == "member", field.column): (field, pack.fields[table.id].column(field.column))
        for table in pack.agreement.values()
        for field in table.fields
    }
    lines = []
    for one in plain:
        found = known.get((bool(one["person_no"]), one["column"]))
        if found is not None:
            lines.append(Line(one["person_no"], one["person_name"], *found, one["value"]))
    return lines


def state_of(lines: Iterable[Line]) -> str:
    """A hash over the system's values: the page that was filled in names it, so a change shows."""
    return row_hash({"|".join(line.key): line.system for line in lines})


SIDES = (Side.BOOKLET, Side.OBSERVED)
"""The sides that people fill in."""
