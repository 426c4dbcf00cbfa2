"""Dynamic adjustment (动态调整): what an approved event does to the rows of the registry.

An event is worked out on a copy of the rows that it concerns; the difference is what will be
written. So the page that shows an adjustment before it is decided, and the writing itself, cannot
disagree. Which kinds of adjustment exist, what they ask and who approves them is data of a pack.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from huitoukan.domain.refusals import Refused

Held = dict[str, Any]
"""What a row of the registry holds: column to plain value; of a household its place among it."""
Key = tuple[str, str]
"""Table and key of a row."""
HOUSEHOLD, MEMBER = "household", "member"
HEAD: Final = "户主"
"""The head, in the national list of relations."""
PLACE_COLUMNS: Final = (
    "area_code", "county", "township", "township_code", "village", "place_code", "natural_group",
)  # fmt: skip
"""Where a household lives, in the columns of its row."""


class Effect(StrEnum):
    """What an adjustment does to the rows."""

    SET = "set"
    ADD_HOUSEHOLD = "add_household"
    END_HOUSEHOLD = "end_household"
    MOVE_HOUSEHOLD = "move_household"
    SPLIT = "split"
    MERGE = "merge"
    ADD_MEMBER = "add_member"
    END_MEMBER = "end_member"
    MOVE_MEMBER = "move_member"


class EventKind(StrEnum):
    """What happens to one row."""

    CREATED = "created"
    UPDATED = "updated"
    ENDED = "ended"


@dataclass(frozen=True)
class RowEvent:
    """One row: what it holds before and after; of an update only the fields that differ."""

    table: str
    key: str
    household_no: str
    kind: EventKind
    before: Held
    after: Held


@dataclass(frozen=True)
class Asked:
    """What was asked for. `persons` by number; `head` is who shall be head afterwards.

    `fields` are of the household, or of the person where the kind is about a person; `person` is
    the row of somebody new; `place` are the columns of the village moved to; `other` is the
    household that the event also concerns, or the number of a new one.
    """

    fields: Held = field(default_factory=dict)
    persons: tuple[str, ...] = ()
    head: str = ""
    person: Held = field(default_factory=dict)
    place: Held = field(default_factory=dict)
    other: str = ""


@dataclass
class _Rows:
    """A copy of the rows of one or two households, to be changed."""

    rows: dict[Key, Held]

    def home(self, household_no: str) -> Held:
        """The row of a household. Raises Refused ADJUSTMENT_NO_HOUSEHOLD."""
        found = self.rows.get((HOUSEHOLD, household_no))
        if found is None:
            raise Refused("ADJUSTMENT_NO_HOUSEHOLD", household_no=household_no)
        return found

    def person(self, household_no: str, person_no: str) -> Held:
        """The row of a member of that household. Raises Refused ADJUSTMENT_NO_PERSON."""
        found = self.rows.get((MEMBER, person_no))
        if found is None or found["household_no"] != household_no:
            raise Refused("ADJUSTMENT_NO_PERSON", person_no=person_no, household_no=household_no)
        return found

    def people(self, household_no: str) -> list[str]:
        """The numbers of a household's members."""
        return [
            key for (table, key), row in self.rows.items()
            if table == MEMBER and row["household_no"] == household_no
        ]  # fmt: skip

    def set_head(self, household_no: str, person_no: str) -> None:
        """Make a member the head, in the member's row and in the household's."""
        person, home = self.person(household_no, person_no), self.home(household_no)
        person["relation_to_head"] = HEAD
        home["head_name"] = person["name"]
        home.pop("head_id_no", None)
        if person.get("id_no"):
            home["head_id_no"] = person["id_no"]


def is_head(person: Mapping[str, Any], home: Mapping[str, Any]) -> bool:
    """Whether a member is the head: by relation, or by name where no relation is registered."""
    relation = person.get("relation_to_head")
    return relation == HEAD if relation else person.get("name") == home.get("head_name")


def plan(
    effect: Effect, sets: Mapping[str, Any], asked: Asked, household_no: str, rows: dict[Key, Held]
) -> tuple[RowEvent, ...]:
    """What an adjustment does to these rows: those of the household, and of `asked.other`.

    `sets` are the values that the kind itself prescribes. The order is the order of writing:
    households that come, members, households that change, those that go. Raises Refused
    ADJUSTMENT_* when the rows do not allow it, or when nothing would change.
    """
    changed = _Rows({key: dict(row) for key, row in rows.items()})
    given = Asked({**asked.fields, **sets}, asked.persons, asked.head, asked.person, asked.place,
                  asked.other)  # fmt: skip
    _EFFECTS[effect](changed, household_no, given)
    _count_members(rows, changed)
    events = _difference(rows, changed.rows)
    if not events:
        raise Refused("ADJUSTMENT_NOTHING")
    return events


def backwards(events: Sequence[RowEvent]) -> tuple[RowEvent, ...]:
    """The events that take these back: what came is ended, what ended comes again."""
    opposite = {EventKind.CREATED: EventKind.ENDED, EventKind.ENDED: EventKind.CREATED}
    return _ordered(
        RowEvent(
            one.table, one.key, one.household_no, opposite.get(one.kind, one.kind),
            one.after, one.before,
        )
        for one in events
    )  # fmt: skip


# --- the effects ---


def _set(rows: _Rows, household_no: str, asked: Asked) -> None:
    home = rows.home(household_no)
    if not asked.persons:
        _fill(home, asked.fields)
        return
    for person_no in asked.persons:
        person = rows.person(household_no, person_no)
        was_head = is_head(person, home)
        _fill(person, asked.fields)
        if was_head and {"name", "id_no"} & asked.fields.keys():
            rows.set_head(household_no, person_no)


def _fill(row: Held, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        if value is None or value == "":
            row.pop(name, None)
        else:
            row[name] = value


def _add_household(rows: _Rows, household_no: str, asked: Asked) -> None:
    if (HOUSEHOLD, household_no) in rows.rows:
        raise Refused("ADJUSTMENT_NUMBER_TAKEN", number=household_no)
    new: Held = {"household_no": household_no, **asked.place}
    rows.rows[HOUSEHOLD, household_no] = new
    _fill(new, asked.fields)
    _add_member(rows, household_no, asked)
    rows.set_head(household_no, asked.person["person_no"])


def _end_household(rows: _Rows, household_no: str, _asked: Asked) -> None:
    rows.home(household_no)
    for person_no in rows.people(household_no):
        del rows.rows[MEMBER, person_no]
    del rows.rows[HOUSEHOLD, household_no]


def _move_household(rows: _Rows, household_no: str, asked: Asked) -> None:
    home = rows.home(household_no)
    for column in PLACE_COLUMNS:
        if column in home and column not in asked.place and column != "county":
            del home[column]
    _fill(home, asked.place)


def _split(rows: _Rows, household_no: str, asked: Asked) -> None:
    home = rows.home(household_no)
    if (HOUSEHOLD, asked.other) in rows.rows:
        raise Refused("ADJUSTMENT_NUMBER_TAKEN", number=asked.other)
    _leave(rows, household_no, asked.persons)
    if asked.head not in asked.persons:
        raise Refused("ADJUSTMENT_HEAD_NEEDED")
    new: Held = {name: home[name] for name in PLACE_COLUMNS if name in home}
    rows.rows[HOUSEHOLD, asked.other] = new | {"household_no": asked.other}
    _fill(rows.home(asked.other), asked.fields)
    for person_no in asked.persons:
        rows.rows[MEMBER, person_no]["household_no"] = asked.other
    rows.set_head(asked.other, asked.head)


def _merge(rows: _Rows, household_no: str, asked: Asked) -> None:
    rows.home(household_no)
    rows.home(asked.other)
    if asked.other == household_no:
        raise Refused("ADJUSTMENT_SAME_HOUSEHOLD")
    for person_no in rows.people(asked.other):
        person = rows.rows[MEMBER, person_no]
        person["household_no"] = household_no
        if person.get("relation_to_head") == HEAD:
            # A household has one head; what the former one is to this head, people must say.
            del person["relation_to_head"]
    del rows.rows[HOUSEHOLD, asked.other]


def _add_member(rows: _Rows, household_no: str, asked: Asked) -> None:
    rows.home(household_no)
    number = asked.person["person_no"]
    if (MEMBER, number) in rows.rows:
        raise Refused("ADJUSTMENT_NUMBER_TAKEN", number=number)
    rows.rows[MEMBER, number] = {}
    _fill(rows.rows[MEMBER, number], {**asked.person, "household_no": household_no})


def _end_member(rows: _Rows, household_no: str, asked: Asked) -> None:
    leaves_head = _leave(rows, household_no, asked.persons, may_be_head=True)
    for person_no in asked.persons:
        del rows.rows[MEMBER, person_no]
    if leaves_head:
        _succeed(rows, household_no, asked.head)


def _move_member(rows: _Rows, household_no: str, asked: Asked) -> None:
    rows.home(asked.other)
    if asked.other == household_no:
        raise Refused("ADJUSTMENT_SAME_HOUSEHOLD")
    leaves_head = _leave(rows, household_no, asked.persons, may_be_head=True)
    for person_no in asked.persons:
        person = rows.rows[MEMBER, person_no]
        person["household_no"] = asked.other
        person.pop("relation_to_head", None)
        _fill(person, asked.fields)
    if leaves_head:
        _succeed(rows, household_no, asked.head)


def _leave(
    rows: _Rows, household_no: str, persons: Iterable[str], *, may_be_head: bool = False
) -> bool:
    """Check that these members may leave the household; whether the head is among them."""
    home, leaving = rows.home(household_no), set(persons)
    if not leaving:
        raise Refused("ADJUSTMENT_PERSON_NEEDED")
    heads = [is_head(rows.person(household_no, person_no), home) for person_no in leaving]
    if leaving >= set(rows.people(household_no)):
        raise Refused("ADJUSTMENT_LAST_MEMBER")
    if any(heads) and not may_be_head:
        raise Refused("ADJUSTMENT_HEAD_STAYS")
    return any(heads)


def _succeed(rows: _Rows, household_no: str, head: str) -> None:
    if head not in rows.people(household_no):
        raise Refused("ADJUSTMENT_HEAD_NEEDED")
    rows.set_head(household_no, head)


_EFFECTS: Final[dict[Effect, Callable[[_Rows, str, Asked], None]]] = {
    Effect.SET: _set,
    Effect.ADD_HOUSEHOLD: _add_household,
    Effect.END_HOUSEHOLD: _end_household,
    Effect.MOVE_HOUSEHOLD: _move_household,
    Effect.SPLIT: _split,
    Effect.MERGE: _merge,
    Effect.ADD_MEMBER: _add_member,
    Effect.END_MEMBER: _end_member,
    Effect.MOVE_MEMBER: _move_member,
}


# --- what the rows have become ---


def _count_members(before: dict[Key, Held], after: _Rows) -> None:
    """Bring the registered number of members up to date where the members have changed."""
    then = _Rows(before)
    for (table, key), row in after.rows.items():
        if table != HOUSEHOLD:
            continue
        now = after.people(key)
        if (table, key) not in before or set(now) != set(then.people(key)):
            row["member_count"] = len(now)


def _difference(before: dict[Key, Held], after: dict[Key, Held]) -> tuple[RowEvent, ...]:
    events = []
    for key in [*before, *(key for key in after if key not in before)]:
        old, new = before.get(key), after.get(key)
        number = (new or old or {})["household_no"]
        if old is None or new is None:
            kind = EventKind.CREATED if old is None else EventKind.ENDED
            events.append(RowEvent(*key, number, kind, old or {}, new or {}))
            continue
        fields = sorted(n for n in old.keys() | new.keys() if old.get(n) != new.get(n))
        if fields:
            events.append(
                RowEvent(
                    *key, number, EventKind.UPDATED,
                    {name: old[name] for name in fields if name in old},
                    {name: new[name] for name in fields if name in new},
                )
            )  # fmt: skip
    return _ordered(events)


def _ordered(events: Iterable[RowEvent]) -> tuple[RowEvent, ...]:
    def rank(one: RowEvent) -> int:
        if one.table == HOUSEHOLD:
            return {EventKind.CREATED: 0, EventKind.UPDATED: 2, EventKind.ENDED: 4}[one.kind]
        return 3 if one.kind is EventKind.ENDED else 1

    return tuple(sorted(events, key=rank))
