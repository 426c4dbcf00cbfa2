"""Findings of listing (应纳未纳, 应退未退, 漏评, 错评, 错退): doubts from verdict against status.

The table stands in `findings/` of the pack. A verdict that could not be told, or that nobody made
for that day, gives none: the doubt would be about our material, not about the household.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from huitoukan.assess.given import Given
from huitoukan.rules.pack import Pack
from huitoukan.rules.shapes.standards import AS_OF, VERDICTS, FindingKind

UNREGISTERED: Final = "unregistered"
POOR: Final = "poor"
UNKNOWN: Final = "unknown"
_COUNTED_AS: Final[Mapping[str, str]] = {"lifted": "lifted", "not_lifted": "poor"}


@dataclass(frozen=True)
class Case:
    """A household as the registry has it, and the verdicts on it by day (AS_OF).

    `status` is one of REGISTRY_STATUSES, or unknown; `monitored` None when that is not known.
    `open_cases` are the kinds of adjustment under way for it.
    """

    household_no: str
    status: str
    monitored: bool | None
    verdicts: Mapping[str, str]
    open_cases: Collection[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Finding:
    """A doubt; `in_hand` is the kind of adjustment under way that answers it, or ""."""

    kind: FindingKind
    in_hand: str


def status_of(pack: Pack, exit_status: str | None) -> str:
    """What a household is in the registry, by its exit status; None: it is not registered."""
    if exit_status is None:
        return UNREGISTERED
    listed = pack.codes.get("exit_status")
    for one in listed.values if listed is not None else ():
        if exit_status in {one.code, one.zh, *one.also}:
            return _COUNTED_AS.get(one.counts_as, UNKNOWN)
    return UNKNOWN


def is_registered(pack: Pack, household_type: str) -> bool:
    """Whether a household of the registry is one of the registered poor, by its type."""
    listed = pack.codes.get("household_type")
    for one in listed.values if listed is not None else ():
        if household_type in {one.code, one.zh, *one.also}:
            return one.counts_as != "ordinary"
    return True


def found(case: Case, pack: Pack) -> tuple[Finding, ...]:
    """The doubts about a household, in the order of the pack; one under way says by what."""
    return tuple(
        Finding(kind, _in_hand(kind, case, pack))
        for kind in pack.findings.values()
        if case.status in kind.statuses
        and case.verdicts.get(kind.as_of) == kind.verdict
        and (kind.monitored is None or kind.monitored is case.monitored)
    )


def _in_hand(kind: FindingKind, case: Case, pack: Pack) -> str:
    answering = (
        name
        for name, one in pack.adjustments.items()
        if kind.problem in one.answers and name in case.open_cases
    )
    return next(answering, "")


def read_case(given: Given, pack: Pack) -> Case:
    """A case of `{household_no, exit_status, monitored, verdicts, open_cases}`; Refused ASSESS_*.

    `exit_status` absent means that the household is not registered.
    """
    number, status = given.get("household_no"), given.get("exit_status")
    monitored, cases = given.get("monitored"), given.get("open_cases")
    verdicts = given.need("verdicts")
    made = Case(
        household_no=number.text() if number is not None else "",
        status=status_of(pack, status.text() if status is not None else None),
        monitored=monitored.flag() if monitored is not None else None,
        verdicts={
            day: part.choice(VERDICTS) for day in AS_OF if (part := verdicts.get(day)) is not None
        },
        open_cases={part.choice(pack.adjustments) for part in (cases.items() if cases else [])},
    )
    if made.status == UNKNOWN and status is not None:
        raise status.expected("脱贫属性的一个值")
    given.get("schema_version")
    verdicts.done()
    given.done()
    return made


def as_lines(doubts: tuple[Finding, ...]) -> Iterator[str]:
    """The doubts for a terminal; none is said as none, not as good."""
    for one in doubts:
        yield f"{one.kind.title.zh}（疑点，{one.kind.problem}）：{one.kind.basis}"
        if one.in_hand:
            yield f"  已在办：{one.in_hand}"
        for text in one.kind.look:
            yield f"  请看：{text.zh}"
    if not doubts:
        yield "没有疑点。无法判断的、没有核查过的日子不出疑点。"
