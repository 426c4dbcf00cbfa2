"""What a comparison asks: rules with their examples, and the groups off the registry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from huitoukan.rules.shapes.words import Param, Period, Scalar, Text

# Counts and keys are checked before what is built on them.
STAGES = ("keys", "business")


@dataclass(frozen=True)
class Difference:
    """Two columns that should agree, ours in the registry and theirs in a data set."""

    ours: str
    theirs: str
    when: str | None = None


@dataclass(frozen=True)
class Example:
    """A case of a rule: what is given and which objects must be hit."""

    name: str
    case: str
    on: dt.date
    given: Mapping[str, tuple[Mapping[str, Scalar], ...]]
    expect: tuple[str, ...]
    missing: tuple[str, ...] = ()
    cannot_tell: int | None = None


@dataclass(frozen=True)
class Rule:
    """One rule; docs/reference/pack-format.md explains the keys. `when[""]` is for all tables."""

    id: str
    title: Text
    severity: str
    topic: str
    department: str
    problem: str
    basis: str
    in_force: Period
    false_positives: tuple[str, ...]
    ask_in_field: str
    mode: str
    stage: str
    kind: str
    of: str
    sources: tuple[str, ...]  # the YAML's `in` or `in_all`
    all_of: bool  # True for `in_all`
    match: str | None
    among: str | None
    when: Mapping[str, str]
    params: Mapping[str, Param]
    says: str
    evidence: Mapping[str, tuple[str, ...]]
    examples: tuple[Example, ...]
    newest: str | None = None
    unless: Mapping[str, str] = field(default_factory=dict)
    differs: tuple[Difference, ...] = ()
    measure: str | None = None
    over: str | None = None
    periods: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    by: tuple[str, ...] = ()
    apart: str | None = None
    group: str | None = None
    sql: str | None = None
    hash: str = ""  # sha256 of the rule's canonical bytes

    def when_in(self, table: str) -> str | None:
        """The condition for rows of one table of `in`, with `{in}` replaced by its id."""
        text = self.when.get(table, self.when.get(""))
        return text.replace("{in}", table) if text is not None else None


@dataclass(frozen=True)
class OffRegistryGroup:
    """How one off-registry group is derived from a list: the list minus the registered poor.

    `group` is the code that a derived person carries. `rule` is the question, of kind `where`: `of`
    is the list, `when` its rows that belong to the group, `unless` what takes a person off again
    (a list of deaths). `columns` tells for each column of the registry's list where its value
    stands, the first that is filled: `name` of the list, `household.head_name` of the registry,
    `D06.village_code` of another data set that knows the person.
    """

    id: str
    title: Text
    group: str
    columns: Mapping[str, tuple[str, ...]]
    rule: Rule
