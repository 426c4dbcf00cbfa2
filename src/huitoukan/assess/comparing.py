"""Places side by side: poverty measures of the households that were judged there.

Only households with an accepted account have an income, and only those of whom every guarantee
could be told have a score; the others are counted beside and never taken for well off. The measures
describe a place and decide nothing about a household.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from huitoukan.assess.criteria import INCOME
from huitoukan.assess.measures import AlkireFoster, alkire_foster, fgt, share_near, shocked
from huitoukan.assess.verdicts import CANNOT_TELL, MET
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.standards import Combined, Criterion, EveryMember, FactTest, Standard

LINE = "line:"


@dataclass(frozen=True)
class Home:
    """A household as it was judged: persons, income per head, also by kind (yuan a year), answers.

    What a cap takes off is still in `by_kind`.
    """

    n_members: int
    per_head: Decimal | None
    by_kind: Mapping[str, Decimal]
    answers: Mapping[str, str]


@dataclass(frozen=True)
class Shock:
    """A scenario: this share (0 to 1) of one kind of income falls away, for everybody."""

    kind: str
    share: float


@dataclass(frozen=True)
class Measures:
    """Shares of persons (0 to 1). None: nobody of whom it could be told.

    `headcount`, `gap` and `severity` are FGT 0, 1, 2; `near` the share within 10 % above the line;
    `after` the headcount after the shock.
    """

    n_households: int
    n_accounts: int
    n_told: int
    headcount: float | None = None
    gap: float | None = None
    severity: float | None = None
    near: float | None = None
    after: float | None = None
    deprived: AlkireFoster | None = None


def income_line(pack: Pack, standard: Standard) -> str:
    """The line that a standard holds income per head against, "" where it asks for none."""
    for name in standard.indicators:
        for test in tests_of(pack.indicators[name].met_when):
            if test.fact == INCOME and isinstance(test.value, str) and test.value.startswith(LINE):
                return test.value.removeprefix(LINE)
    return ""


def guarantees(pack: Pack, standard: Standard) -> tuple[str, ...]:
    """The indicators of a standard that do not ask for income."""
    return tuple(
        name
        for name in standard.indicators
        if all(test.fact != INCOME for test in tests_of(pack.indicators[name].met_when))
    )


def tests_of(criterion: Criterion) -> Iterator[FactTest]:
    """Every comparison of a criterion."""
    if isinstance(criterion, FactTest):
        yield criterion
    elif isinstance(criterion, Combined):
        for part in criterion.parts:
            yield from tests_of(part)
    elif isinstance(criterion, EveryMember):
        yield from tests_of(criterion.has)


def measured(
    homes: Sequence[Home],
    *,
    line: Decimal | None,
    dimensions: Sequence[str],
    k: int,
    shock: Shock,
) -> Measures:
    """The measures of a place; `k` guarantees missed together make a household deprived."""
    with_income = [one for one in homes if one.per_head is not None and one.n_members]
    told = [
        one
        for one in homes
        if one.n_members
        and dimensions
        and all(one.answers.get(name, CANNOT_TELL) != CANNOT_TELL for name in dimensions)
    ]
    deprived = _deprived(told, dimensions, k) if told else None
    found = Measures(len(homes), len(with_income), len(told), deprived=deprived)
    if line is None or not with_income:
        return found
    incomes = [float(one.per_head or 0) for one in with_income]
    weights = [float(one.n_members) for one in with_income]
    exposed = [float(one.by_kind.get(shock.kind, 0)) for one in with_income]
    z = float(line)
    after = shocked(incomes, exposed, shock.share)
    return replace(
        found,
        headcount=fgt(incomes, weights, z, 0),
        gap=fgt(incomes, weights, z, 1),
        severity=fgt(incomes, weights, z, 2),
        near=share_near(incomes, weights, z),
        after=fgt(after, weights, z, 0),
    )


def _deprived(told: Sequence[Home], dimensions: Sequence[str], k: int) -> AlkireFoster:
    rows = [[float(one.answers[name] == MET) for name in dimensions] for one in told]
    weights = [float(one.n_members) for one in told]
    return alkire_foster(rows, [1.0] * len(dimensions), k, weights=weights)
