"""What households and places are held against: facts, indicators, standards, findings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from huitoukan.rules.shapes.words import Param, Scalar, Text

COMPARISONS = ("is", "in", "above", "at_least", "below", "at_most")
VERDICTS = ("met", "not_met", "cannot_tell")
# What a plausibility hint says of an account.
HINT_ANSWERS = ("ask", "quiet", "cannot_tell")
# Of which day the verdict is that a finding rests on: today, the exit, the listing (or baseline).
AS_OF = ("now", "exit", "listing")
# What a household is in the registry of the poor.
REGISTRY_STATUSES = ("unregistered", "poor", "lifted")
ABOUT = ("household", "village", "county")
"""What a standard may be about."""
ROWS = ("every", "some", "sum", "count")
COVERS = ("whole", "sample")


@dataclass(frozen=True)
class Share:
    """A fact in percent, worked out: the facts `of`, added, for each hundred of `whole`.

    `is_part`: what is counted in `of` is counted in `whole` too, so that 100 is the most.
    """

    of: tuple[str, ...]
    whole: str
    is_part: bool


@dataclass(frozen=True)
class Fact:
    """One thing that is asked about a household, a member, a village, a county or an account.

    `unstated` is the value of a claim that nobody makes; other facts are unknown when blank.
    `valid_months`: older readings do not count. `computed` facts are worked out, never given;
    those with `share` from other facts of the same table. What is known later of a `lasting` fact
    (a birth date) was so before, too.
    """

    name: str
    title: Text
    type: str
    codes: tuple[str, ...] = ()
    unit: str = ""
    unstated: str | bool | None = None
    valid_months: Param | None = None
    computed: bool = False
    lasting: bool = False
    share: Share | None = None


@dataclass(frozen=True)
class FactTable:
    """The facts about one kind of object; its id names the kind.

    `stated_as` are the sources under which people may state a fact by hand; none of them may be the
    source of a file of `readings/`, so that nobody speaks for a department.
    """

    id: str
    title: Text
    basis: str
    facts: tuple[Fact, ...]
    stated_as: tuple[Text, ...] = ()

    @cached_property
    def by_name(self) -> dict[str, Fact]:
        """The facts by name."""
        return {fact.name: fact for fact in self.facts}


@dataclass(frozen=True)
class Gives:
    """One fact that a row gives: the value of a column, put through `values` where they are named.

    Without `column` a row by itself says `value`. A value that `values` does not name is no
    reading. `only` are columns with the values that a row must have. `absent` are lists in which
    the object must not stand; they count only when all of them are there. `times` turns a number
    into the unit of the fact (万元 into 元: 10000). `rows`, one of ROWS, says how the several rows
    of a village make one reading: every or some row says so, their sum, how many there are.
    """

    fact: str
    column: str = ""
    values: tuple[tuple[Scalar, Scalar], ...] = ()
    value: Scalar | None = None
    only: tuple[tuple[str, tuple[Scalar, ...]], ...] = ()
    absent: tuple[str, ...] = ()
    times: int = 1
    rows: str = ""


@dataclass(frozen=True)
class Valid:
    """When a row holds: in a year, or from a day (month) to another; blank ends are open."""

    year: str = ""
    since: str = ""
    until: str = ""


@dataclass(frozen=True)
class Readings:
    """The readings that a table gives.

    `day` is the column that dates a row; without one a row says how things stood on the day of the
    baseline. `ages` are completed years on the day within which members are asked. Facts of a
    county are counted village by village; `covers`, one of COVERS, says whether every village must
    have a figure before they are added up, or only those of the sample.
    """

    id: str
    title: Text
    of: str
    about: str
    source: Text
    basis: str
    day: str
    valid: Valid | None
    ages: tuple[int, int] | None
    gives: tuple[Gives, ...]
    covers: str = ""


@dataclass(frozen=True)
class Countermeasure:
    """What can be done for a household that does not meet one of the indicators, and for whom."""

    id: str
    title: Text
    indicators: tuple[str, ...]
    who: Text
    basis: str


@dataclass(frozen=True)
class FactTest:
    """A fact compared by one of COMPARISONS; `:name`, `line:name`, `fact:name` are looked up."""

    fact: str
    how: str
    value: Scalar | tuple[Scalar, ...]


@dataclass(frozen=True)
class Combined:
    """Criteria put together: `how` is all, any or not."""

    how: str
    parts: tuple[Criterion, ...]


@dataclass(frozen=True)
class EveryMember:
    """Each member of whom `among` holds satisfies `has`."""

    among: Criterion | None
    has: Criterion


Criterion = FactTest | Combined | EveryMember


@dataclass(frozen=True)
class IndicatorExample:
    """A case of an indicator and what must follow; `given` are facts without source and day."""

    name: str
    on: dt.date
    place: str
    given: Mapping[str, Scalar]
    members: tuple[Mapping[str, Scalar], ...]
    expect: str


@dataclass(frozen=True)
class Indicator:
    """One indicator of a standard: when it is met, and what to bring as evidence.

    `about` is one of ABOUT: the table of `facts/` that its criterion speaks of.
    """

    id: str
    about: str
    title: Text
    basis: str
    met_when: Criterion
    params: Mapping[str, Param]
    says: Text
    evidence: tuple[str, ...]
    examples: tuple[IndicatorExample, ...]


@dataclass(frozen=True)
class Standard:
    """The indicators that a household, village or county must all meet; each of them is a veto.

    `profile` reckons the income of a household; places have none.
    """

    id: str
    about: str
    title: Text
    basis: str
    profile: str
    indicators: tuple[str, ...]


@dataclass(frozen=True)
class Hint:
    """A question that people should ask about an account; never a finding.

    `ask_when` speaks of the facts of `facts/account.yaml`; examples expect one of HINT_ANSWERS.
    """

    id: str
    title: Text
    basis: str
    ask_when: Criterion
    params: Mapping[str, Param]
    asks: Text
    examples: tuple[IndicatorExample, ...]


@dataclass(frozen=True)
class FindingKind:
    """A doubt about a household's listing: which verdict, of which day, beside which status.

    `monitored` says whether it matters that the household is monitored (None: it does not).
    `problem` is what it becomes in the ledger, `look` what a person must look at first. `day_from`
    is the column of the household that says which past day is meant: the last day of a year or
    month. Who is not registered has none; the baseline stands for it.
    """

    id: str
    title: Text
    problem: str
    as_of: str
    verdict: str
    statuses: tuple[str, ...]
    monitored: bool | None
    look: tuple[Text, ...]
    basis: str
    day_from: str = ""


@dataclass(frozen=True)
class Section:
    """One part of a view: what to ask, and the indicators and facts that belong to it."""

    title: Text
    prompts: tuple[Text, ...]
    indicators: tuple[str, ...]
    household: tuple[str, ...]
    member: tuple[str, ...]
    photo: bool


@dataclass(frozen=True)
class View:
    """Indicators and facts of a household in another order, as people look at it (nine looks)."""

    id: str
    title: Text
    basis: str
    sections: tuple[Section, ...]
