"""The objects a rule is about (`of`), and how rows of another table are found for them.

A registered person is told by person_no; somebody in a department's data set by the person key,
and by the registry row where there is one.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from huitoukan.engine.dialect import column, name
from huitoukan.rules.pack import Pack
from huitoukan.rules.scope import columns_of, match_of, through_members
from huitoukan.rules.shapes.comparing import Rule
from huitoukan.rules.shapes.tables import REGISTRY

# The column of each kind of match, the same in all tables.
MATCH_COLUMN = {"person": "person_key", "household": "household_no", "village": "village_code"}

# A column of the registry's tables when loaded: the row's key stands in another row, too.
REPEATED = "repeated"
# What tells a row of the registry from the others.
ROW_KEY = {"household": "household_no", "member": "person_no", "village": "village_code"}

# The helper table that tells who of a department's persons is registered: one row per person key.
REGISTERED = "registered"
REGISTERED_SQL = """\
SELECT person_key, person_no, household_no, name, village_code
FROM (
  SELECT member.person_key, member.person_no, member.household_no, member.name,
    member.village_code,
    row_number() OVER (PARTITION BY member.person_key ORDER BY member.person_no) AS nth
  FROM member WHERE member.person_key IS NOT NULL
) AS ranked
WHERE nth = 1"""


@dataclass(frozen=True)
class Subject:
    """The object of a rule in SQL: where it comes from and what tells who it is."""

    kind: str  # person | household | village
    table: str
    joins: tuple[str, ...]
    key: str  # what makes the object one: a hit per key
    usable: str | None  # the column that must not be NULL for the object to be known at all
    household_no: str = "CAST(NULL AS VARCHAR)"
    person_no: str = "CAST(NULL AS VARCHAR)"
    name: str = "CAST(NULL AS VARCHAR)"
    village_code: str = "CAST(NULL AS VARCHAR)"
    person_key: str = "CAST(NULL AS BIGINT)"
    beside: tuple[str, ...] = ()  # the tables of the joins

    @property
    def repeated(self) -> str:
        """Whether the object may stand in several rows of `source`."""
        if self.table not in REGISTRY:
            return "TRUE"
        tables = (self.table, *self.beside)
        return " OR ".join(f"coalesce({column(one, REPEATED)}, FALSE)" for one in tables)

    @property
    def source(self) -> str:
        """The FROM of the object, with the tables that belong to it."""
        return "\n".join((f"FROM {self.table}", *self.joins))


def subject_of(pack: Pack, rule: Rule, mentioned: Collection[str]) -> Subject:
    """The subject of a rule; `mentioned` are the tables that its conditions and facts name."""
    households = "LEFT JOIN household ON household.household_no = member.household_no"
    if rule.of == "member":
        return Subject(
            kind="person",
            table="member",
            joins=(
                *((households,) if "household" in mentioned else ()),
                *_village_join("member", mentioned),
            ),
            key="member.person_no",
            usable=None,
            household_no="member.household_no",
            person_no="member.person_no",
            name="member.name",
            village_code="member.village_code",
            person_key="member.person_key",
            beside=tuple(one for one in ("household", "village") if one in mentioned),
        )
    if rule.of == "household":
        return Subject(
            kind="household",
            table="household",
            joins=_village_join("household", mentioned),
            key="household.household_no",
            usable=None,
            household_no="household.household_no",
            name="household.head_name",
            village_code="household.village_code",
            beside=_village_beside(mentioned),
        )
    if rule.of == "village":
        return _village("village", (), "village.village_code", None)
    return _delivered(pack, rule.of)


def group_subject(table: str, mentioned: Collection[str]) -> Subject:
    """The household or village that a count_per_group rule speaks about."""
    if table == "village":
        return _village("village", (), "village.village_code", None)
    return Subject(
        kind="household",
        table="household",
        joins=_village_join("household", mentioned),
        key="household.household_no",
        usable=None,
        household_no="household.household_no",
        name="household.head_name",
        village_code="household.village_code",
        beside=_village_beside(mentioned),
    )


def _village_beside(mentioned: Collection[str]) -> tuple[str, ...]:
    return ("village",) if "village" in mentioned else ()


def _village_join(table: str, mentioned: Collection[str]) -> tuple[str, ...]:
    join = f"LEFT JOIN village ON village.village_code = {table}.village_code"
    return (join,) if "village" in mentioned else ()


def _village(table: str, joins: tuple[str, ...], key: str, usable: str | None) -> Subject:
    return Subject(
        kind="village",
        table=table,
        joins=joins,
        key=key,
        usable=usable,
        name="village.village",
        village_code=key,
    )


def _delivered(pack: Pack, of: str) -> Subject:
    """The persons, households or villages of a data set, named as the registry names them."""
    data_set = pack.sources[of]
    has = columns_of(pack, of)
    if data_set.object == "person":
        key = column(of, "person_key")
        own_name = column(of, "name") if "name" in has else "NULL"
        own_village = column(of, "village_code") if "village_code" in has else "NULL"
        return Subject(
            kind="person",
            table=of,
            joins=(f"LEFT JOIN {REGISTERED} ON {REGISTERED}.person_key = {key}",),
            key=f"coalesce({REGISTERED}.person_no, 'N' || CAST({key} AS VARCHAR))",
            usable=key,
            household_no=f"{REGISTERED}.household_no",
            person_no=f"{REGISTERED}.person_no",
            name=f"coalesce({REGISTERED}.name, {own_name})",
            village_code=f"coalesce({REGISTERED}.village_code, {own_village})",
            person_key=key,
        )
    key = column(of, MATCH_COLUMN[data_set.object])
    if data_set.object == "village":
        return _village(of, (f"LEFT JOIN village ON village.village_code = {key}",), key, key)
    return Subject(
        kind="household",
        table=of,
        joins=(f"LEFT JOIN household ON household.household_no = {key}",),
        key=key,
        usable=key,
        household_no=key,
        name="household.head_name",
        village_code="household.village_code",
    )


# Who cannot be looked up through members: worked out once, few as they are.
UNASKED = {
    f"{of}_{why}": f"SELECT DISTINCT {from_}.{joint} FROM {from_}\n"  # noqa: S608 - our names
    f"WHERE {from_}.{joint} IS NOT NULL AND {condition}"
    for of, joint in (("household", "household_no"), ("village", "village_code"))
    for why, from_, condition in (
        ("unkeyed", "member", "member.person_key IS NULL"),
        (
            "memberless",
            of,
            f"NOT EXISTS (SELECT 1 FROM member WHERE member.{joint} = {of}.{joint})",  # noqa: S608
        ),
    )
}


def unasked(of: str, why: str) -> str:
    """Whether a household or village has members without a key, or no member at all."""
    key = column(of, ROW_KEY[of])
    return f"coalesce({key} IN (SELECT {ROW_KEY[of]} FROM {of}_{why}), FALSE)"  # noqa: S608


@dataclass(frozen=True)
class Link:
    """How rows of a table are found for the objects of `of`."""

    own: str  # the object's side of the match: member.person_key
    column: str  # the column on the other side
    via: str | None  # the condition that joins members to the object, when it looks through them
    of: str = ""  # the table of the object then

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables it looks through."""
        return ("member",) if self.via else ()

    def join(self, table: str, relation: str | None = None) -> str:
        """The JOIN that adds the rows of a table (or of a relation under the table's name).

        A person who is listed twice with the object is looked up once: a row must not count twice.
        """
        found = f"JOIN {relation or name(table)} ON {column(table, self.column)} = {self.own}"
        return (
            f"JOIN member ON {self.via} AND NOT {self._listed_before}\n{found}"
            if self.via
            else found
        )

    @property
    def _listed_before(self) -> str:
        """Whether the object has the same person in an earlier row of the member list."""
        joint = str(self.via).partition(" = ")[0].removeprefix("member.")
        return (
            f"EXISTS (SELECT 1 FROM member AS twin WHERE twin.{joint} = member.{joint}"  # noqa: S608
            " AND twin.person_key = member.person_key AND (twin.person_no < member.person_no"
            " OR (twin.person_no = member.person_no AND twin.row_no < member.row_no)))"
        )

    def exists(self, table: str, condition: str | None, relation: str | None = None) -> str:
        """Whether the object has such a row."""
        where = f"{column(table, self.column)} = {self.own}"
        source = relation or name(table)
        if self.via:
            source = f"member JOIN {source} ON {where}"
            where = self.via
        also = f" AND ({condition})" if condition else ""
        return f"EXISTS (SELECT 1 FROM {source} WHERE {where}{also})"  # noqa: S608 - parsed

    @property
    def without_key(self) -> str:
        """Whether the object cannot be looked up: no key, or a member without one, or no member."""
        if self.via is None:
            return f"{self.own} IS NULL"
        return f"({unasked(self.of, 'unkeyed')} OR {unasked(self.of, 'memberless')})"


def link_of(pack: Pack, rule: Rule) -> Link:
    """How `in` and `unless` of a rule find its objects."""
    match = match_of(pack, rule)
    its = MATCH_COLUMN[match]
    if through_members(pack, rule):
        joint = "household_no" if rule.of == "household" else "village_code"
        via = f"member.{joint} = {rule.of}.{joint}"
        return Link("member.person_key", its, via, rule.of)
    return Link(column(rule.of, its), its, None)
