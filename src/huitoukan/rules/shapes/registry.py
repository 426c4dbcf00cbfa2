"""What is asked of the registry: quality, three-way agreement, archives, adjustments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from huitoukan.rules.shapes.words import Param, Text

GATES = ("basics", "policy", "measure")


@dataclass(frozen=True)
class Measure:
    """One question to rows of the registry; `when` names columns with the values that make it one.

    `check` is one of domain.quality.CHECKS, `gate` the zero-error gate that a fault closes.
    """

    table: str
    column: str
    check: str
    weight: float
    gate: str = ""
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def id(self) -> str:
        """`household.exit_year`, `member.id_no:id_valid`."""
        name = f"{self.table}.{self.column}"
        return name if self.check == "filled" else f"{name}:{self.check}"


@dataclass(frozen=True)
class Quality:
    """How the quality of the registry is measured; empty in a pack that says nothing about it."""

    basis: str = ""
    gates: Mapping[str, Text] = field(default_factory=dict)
    measures: tuple[Measure, ...] = ()

    def measures_of(self, table: str) -> tuple[Measure, ...]:
        """The measures of one registry table."""
        return tuple(measure for measure in self.measures if measure.table == table)

    @cached_property
    def by_id(self) -> dict[str, Measure]:
        """The measures by their ids."""
        return {measure.id: measure for measure in self.measures}


@dataclass(frozen=True)
class ComparedField:
    """A column whose value in the system, in the booklet and in reality is compared.

    `judge` says how two values are found equal (domain.agreement.Judge), `within` by how much
    numbers may differ; `gate` is one of GATES, `problem` what a confirmed mismatch becomes.
    """

    column: str
    gate: str
    judge: str
    problem: str
    within: Param | None = None


@dataclass(frozen=True)
class AgreementTable:
    """The columns of one registry table that three sides must agree on."""

    id: str
    title: Text
    problem: str
    basis: str
    fields: tuple[ComparedField, ...]


@dataclass(frozen=True)
class ArchiveDocument:
    """A document that belongs into a file, and on what that rests."""

    code: str
    zh: str
    en: str
    basis: str


@dataclass(frozen=True)
class Archive:
    """The documents that the file of a household or of a village should hold."""

    id: str
    title: Text
    basis: str
    documents: tuple[ArchiveDocument, ...]


@dataclass(frozen=True)
class AdjustmentKind:
    """A kind of dynamic adjustment: what it does, what it asks, who approves it, and its basis.

    `asks` and `needs` are columns of the household, or of the member where it is about one;
    `person` columns of somebody new. `sets` are values it prescribes, `among` the values that may
    be chosen, `only_when` those the household must have. `any_column`: one column is chosen.
    `notice_days` of public notice must have passed. `chain` are the rights asked for in turn.
    `answers` are the problem types that such an adjustment rectifies (R013).
    """

    id: str
    title: Text
    group: str
    about: str
    effect: str
    asks: tuple[str, ...]
    needs: tuple[str, ...]
    person: tuple[str, ...]
    sets: Mapping[str, str]
    among: Mapping[str, tuple[str, ...]]
    only_when: Mapping[str, tuple[str, ...]]
    any_column: bool
    notice_days: int
    chain: tuple[str, ...]
    answers: tuple[str, ...]
    basis: str
