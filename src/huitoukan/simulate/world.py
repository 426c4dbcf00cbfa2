"""The county in memory: places, households, persons, and the books that the departments keep.

A person has a real life (the attributes) and, if registered, a `listing`: what the registry says.
A fault makes the two, or a department's book, disagree.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

from huitoukan.simulate.calendar import COMPARED_ON, SCHOOL_YEAR_FROM, completed_years
from huitoukan.simulate.layouts.shape import Cell
from huitoukan.simulate.people import IdentityNumbers
from huitoukan.simulate.scale import Scale
from huitoukan.simulate.truth import Truth

COUNTY_CODE = "980122"
PREFECTURE_CODE = "9801"
PROVINCE_CODE = "98"

Row = dict[str, Cell | bool]


@dataclass(frozen=True, slots=True)
class Fate:
    """What an import must do with a damaged row: refuse it, or keep it without a person's key."""

    refused: bool
    field: str
    code: str


@dataclass(slots=True, eq=False)
class Town:
    """A town or township."""

    code: str
    name: str
    villages: list[Village] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Village:
    """A village; `poor` when it was once listed as a poor village."""

    code: str
    name: str
    town: Town
    poor: bool
    n_groups: int
    households: list[Household] = field(default_factory=list)
    altered: Row = field(default_factory=dict)  # columns of its row that a fault has changed

    @property
    def uid(self) -> int:
        """Its number inside this run, above those of all households and persons: the code."""
        return int(self.code)


@dataclass(slots=True, eq=False)
class Household:
    """A household; `listing` is None for one that is not on the registry."""

    uid: int
    village: Village
    group: int
    shape: str
    hukou_no: str
    phone: str
    members: list[Person] = field(default_factory=list)
    household_no: str = ""
    attribute: str | None = None  # 贫困户属性
    monitored: str | None = None  # 监测对象类别
    listing: Row | None = None
    doubles: list[Row] = field(default_factory=list)  # rows about people of other households
    strays: list[tuple[Row, Fate]] = field(default_factory=list)  # rows that cannot be imported
    taken: bool = False  # holds a fault
    families: set[str] = field(default_factory=set)  # kinds of look-alikes it holds
    unsigned: str = ""  # why it has no valid authorisation to compare its property

    @property
    def listed(self) -> Row:
        """The registry's row of a registered household."""
        if self.listing is None:
            raise LookupError(f"household {self.uid} is not on the registry")
        return self.listing

    @property
    def head(self) -> Person:
        """The first member, who is the head."""
        return self.members[0]


@dataclass(slots=True, eq=False)
class Person:
    """A person as he or she really is; `listing` is the registry's row about this person."""

    uid: int
    name: str
    sex: str
    birth: date
    id_no: str
    relation: str
    household: Household
    ethnicity: str = "汉族"
    chronic: bool = False
    gravely_ill: bool = False
    disability: int = 0  # level 1..4, 0 without
    student: str = ""  # 在校生状况
    education: str = ""  # 文化程度
    labour: str = ""  # 劳动技能
    medical: str = "resident"  # resident | employee | none
    work_months: int = 0
    work_place: str = ""
    employer: str = ""
    post: str = ""  # 公益性岗位
    dibao: bool = False
    tekun: bool = False
    cadre: bool = False  # on the county's payroll or a village cadre
    listing: Row | None = None
    used: bool = False  # holds a look-alike

    @property
    def age(self) -> int:
        """Completed years on the day of comparison."""
        return completed_years(self.birth, COMPARED_ON)

    @property
    def school_age(self) -> int:
        """Completed years on the first day of the school year."""
        return completed_years(self.birth, SCHOOL_YEAR_FROM)

    @property
    def listed(self) -> Row:
        """The registry's row of a registered person."""
        if self.listing is None:
            raise LookupError(f"{self.name} is not on the registry")
        return self.listing


Owner = Person | Household | Village


class Book:
    """A department's book of one data set: entries under the person, household or village."""

    def __init__(self) -> None:
        self._entries: dict[int, list[tuple[Owner, Row, Fate | None]]] = {}
        self._sealed: set[int] = set()

    def enter(self, owner: Owner, **columns: Cell | bool) -> Row:
        """Add an entry and give it back, so that a fault can still alter it."""
        return self.put(owner, dict(columns))

    def put(self, owner: Owner, row: Row, fate: Fate | None = None) -> Row:
        """Add an entry as it stands, with its fate if it is damaged; gives it back."""
        self._entries.setdefault(owner.uid, []).append((owner, row, fate))
        return row

    def of(self, owner: Owner) -> list[Row]:
        """The entries about one owner."""
        return [row for _, row, _ in self._entries.get(owner.uid, ())]

    def strike(self, owner: Owner) -> None:
        """Remove all entries about one owner."""
        self._entries.pop(owner.uid, None)

    def seal(self, owner: Owner) -> None:
        """Leave what is entered about one owner to a fault or look-alike alone."""
        self._sealed.add(owner.uid)

    def is_open(self, owner: Owner) -> bool:
        """Whether the background may still enter something about an owner."""
        return owner.uid not in self._sealed

    def entries(self) -> Iterator[tuple[Owner, Row, Fate | None]]:
        """All entries in the order of their owners, an order that does not tell the faults."""
        for uid in sorted(self._entries):
            yield from self._entries[uid]


class County:
    """The whole made county."""

    def __init__(self, seed: int, scale: Scale) -> None:
        self.seed = seed
        self.scale = scale
        self.towns: list[Town] = []
        self.books: dict[str, Book] = {}
        self.ledgers: dict[str, list[Row]] = {}
        self.truth = Truth()
        self.ids = IdentityNumbers(self.rng("identity numbers"))
        self.registry: list[Household] = []
        self.ordinary: list[Household] = []
        self.helpers: list[Person] = []
        self._order: list[Household] = []
        self._outsiders: list[Person] = []
        self._last_uid = 0

    def rng(self, topic: str) -> random.Random:
        """A stream of chance of its own for a topic, the same for the same seed everywhere."""
        return random.Random(f"{self.seed}/{topic}")

    def next_uid(self) -> int:
        """The next number for a household or person inside this run."""
        self._last_uid += 1
        return self._last_uid

    def book(self, data_set: str) -> Book:
        """The book of a data set, opened when first asked for."""
        return self.books.setdefault(data_set, Book())

    def ledger(self, data_set: str) -> list[Row]:
        """The rows of a kept ledger, opened when first asked for."""
        return self.ledgers.setdefault(data_set, [])

    @property
    def villages(self) -> list[Village]:
        """All villages in the order of their codes."""
        return [village for town in self.towns for village in town.villages]

    def choose_household(
        self, where: Callable[[Household], bool] = lambda _: True, *, family: str = ""
    ) -> Household:
        """A registry household free of faults that fits; it is marked.

        Without a family the household is taken for a fault alone. With one it is for a look-alike:
        an unmarked household if there is any, else one that holds look-alikes of other families.
        """
        self._shuffle()
        for household in self._order:
            if not household.taken and not household.families and where(household):
                return _mark(household, family)
        if family:
            for household in self._order:
                if not household.taken and family not in household.families and where(household):
                    return _mark(household, family)
        raise LookupError(f"no household is left for {family or 'a fault'}: {where}")

    def choose_person(
        self,
        where: Callable[[Person], bool] = lambda _: True,
        *,
        family: str = "",
        fresh: bool = True,
    ) -> Person:
        """A registered person of a household that `choose_household` would give; marked as well.

        `fresh` asks for somebody who holds no look-alike yet; a look-alike that only adds an entry
        to a book, and does not change the person, can do without.
        """

        def fits(person: Person) -> bool:
            return not (fresh and person.used) and where(person)

        household = self.choose_household(lambda h: any(fits(p) for p in h.members), family=family)
        person = next(p for p in household.members if fits(p))
        person.used = True
        return person

    def choose_outsider(self, where: Callable[[Person], bool] = lambda _: True) -> Person:
        """A head of a household that is not on the registry, not chosen before; marked as used."""
        if not self._outsiders:
            self._outsiders = [household.head for household in self.ordinary]
            self.rng("order of outsiders").shuffle(self._outsiders)
        for person in self._outsiders:
            if not person.used and not person.cadre and where(person):
                person.used = True
                return person
        raise LookupError("no outsider is left")

    def _shuffle(self) -> None:
        if not self._order:
            self._order = list(self.registry)
            self.rng("order of choosing").shuffle(self._order)
            if self.scale.small:  # keep the large households, which fit more demands, for last
                self._order.sort(key=lambda household: len(household.members))


def _mark(household: Household, family: str) -> Household:
    if family:
        household.families.add(family)
    else:
        household.taken = True
    return household
