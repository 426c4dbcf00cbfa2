"""What a pack is, and its canonical bytes. What it holds is in shapes/, reading it in load."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from huitoukan.rules.shapes.campaign import (
    Deadline,
    Department,
    FindingSource,
    Handling,
    PaperKind,
    Phase,
    Post,
    ProblemType,
    Wordings,
)
from huitoukan.rules.shapes.comparing import OffRegistryGroup, Rule
from huitoukan.rules.shapes.exits import ExitKind
from huitoukan.rules.shapes.incomes import IncomeItem, IncomeItems, PriceList, Profile, Recorded
from huitoukan.rules.shapes.oversight import OversightTerms
from huitoukan.rules.shapes.photographs import PhotographTerms
from huitoukan.rules.shapes.registry import AdjustmentKind, AgreementTable, Archive, Quality
from huitoukan.rules.shapes.standards import (
    Countermeasure,
    FactTable,
    FindingKind,
    Hint,
    Indicator,
    Readings,
    Standard,
    View,
)
from huitoukan.rules.shapes.tables import DataSet, DeliveryTerms
from huitoukan.rules.shapes.words import CodeList, Line, Period, ReasonList, Text


@dataclass(frozen=True)
class Pack:
    """A resolved pack. `files` are the plain values it was built from, `lines` where they stand."""

    id: str
    titles: Text
    release: int
    extends: tuple[str, ...]
    places: tuple[str, ...]
    sample: bool
    in_force: Period
    basis: str
    departments: Mapping[str, Department]
    fields: Mapping[str, DataSet]
    sources: Mapping[str, DataSet]
    codes: Mapping[str, CodeList]
    rules: Mapping[str, Rule]
    problem_types: Mapping[str, ProblemType]
    wordings: Mapping[str, Wordings]
    posts: Mapping[str, Post]
    deadlines: Mapping[str, Deadline]
    reasons: Mapping[str, ReasonList]
    handling: Mapping[str, Handling]
    phases: tuple[Phase, ...]
    finding_sources: Mapping[str, FindingSource]
    lines: Mapping[str, Line]
    quality: Quality
    deliveries: DeliveryTerms
    photographs: PhotographTerms
    oversight: OversightTerms
    agreement: Mapping[str, AgreementTable]
    archives: Mapping[str, Archive]
    adjustments: Mapping[str, AdjustmentKind]
    exits: Mapping[str, ExitKind]
    off_registry: Mapping[str, OffRegistryGroup]
    papers: Mapping[str, PaperKind]
    income_items: Mapping[str, IncomeItems]
    prices: Mapping[str, PriceList]
    profiles: Mapping[str, Profile]
    facts: Mapping[str, FactTable]
    readings: Mapping[str, Readings]
    countermeasures: Mapping[str, Countermeasure]
    indicators: Mapping[str, Indicator]
    standards: Mapping[str, Standard]
    plausibility: Mapping[str, Hint]
    recorded: Mapping[str, Recorded]
    findings: Mapping[str, FindingKind]
    views: Mapping[str, View]
    own_standards: Mapping[str, str]  # by what it is about: the standard asked for unless named
    files: Mapping[str, Any] = field(repr=False)
    places_in_files: Mapping[str, tuple[str, Mapping[tuple[str | int, ...], int]]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def title(self, language: str = "zh") -> str:
        """The pack's title."""
        return self.titles.in_(language)

    def table(self, name: str) -> DataSet | None:
        """A registry table or a data set by its id."""
        return self.fields.get(name) or self.sources.get(name)

    def sign_off_level(self, severity: str) -> str:
        """The level that signs problems of a severity off; the county where nothing is said."""
        return self.handling[severity].sign_off if severity in self.handling else "county"

    @property
    def standard(self) -> str:
        """The standard that households are held against where none is named, or ""."""
        return self.own_standards.get("household", "")

    @cached_property
    def delivered(self) -> dict[str, DataSet]:
        """The data sets that departments deliver; those that are only kept are left out."""
        return {name: one for name, one in self.sources.items() if one.is_delivered}

    @cached_property
    def items_by_word(self) -> dict[str, IncomeItem]:
        """The items of income sheets by every word for them."""
        return {
            word: item
            for listed in self.income_items.values()
            for item in listed.items
            for word in (item.code, item.title.zh, *item.also)
        }

    def to_bytes(self) -> bytes:
        """The resolved pack as canonical JSON: neither comments nor layout of the YAML matter."""
        return canonical_bytes({"format": 1, "files": self.files})

    @cached_property
    def hash(self) -> str:
        """The sha256 of the canonical bytes, in hex."""
        return hashlib.sha256(self.to_bytes()).hexdigest()

    @staticmethod
    def from_bytes(content: bytes) -> Pack:
        """The pack of `to_bytes`; Refused when the bytes are not one."""
        from huitoukan.rules.load import pack_from_bytes  # noqa: PLC0415 - load builds on this module

        return pack_from_bytes(content)


def canonical_bytes(value: object) -> bytes:
    """JSON without spaces, in UTF-8; keys keep their order, in which people see evidence."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode()
