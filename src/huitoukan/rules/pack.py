"""What a pack is: frozen values, as they come out of the YAML. Reading is in load."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

Scalar = str | int | float | bool | None

REGISTRY = ("household", "member", "village")
AUTHORISATION = "authorisation"
"""The list of signed authorisations, frozen with the registry: who may be compared with what."""
EVERYTHING = "全部"
"""The scope of an authorisation that names no single data set."""
FROZEN = (*REGISTRY, AUTHORISATION)
"""The tables that a comparison reads of a registry; the last may be missing."""
REGISTRY_LISTS = ("cadre", "helper", "off_registry", AUTHORISATION)
"""Lists of persons that a registry may hold besides; a pack need not have them."""
KEY_OF_OBJECT = {
    "person": "id_no",
    "household": "household_no",
    "village": "village_code",
    "township": "township_code",
}
SEVERITIES = ("E", "A", "B", "C")
# Counts and keys are checked before what is built on them.
STAGES = ("keys", "business")
GATES = ("basics", "policy", "measure")
INCOME_KINDS = ("wage", "business", "property", "transfer", "spending")
# How an item counts: whole, not at all, up to a share of the total or a line, or shown beside.
COUNTS = ("full", "none", "capped", "beside")
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


@dataclass(frozen=True)
class Text:
    """A text in both languages."""

    zh: str
    en: str

    def in_(self, language: str) -> str:
        """The text in `zh…` or `en…`; Chinese is the fallback."""
        return self.en if language.startswith("en") else self.zh


@dataclass(frozen=True)
class Period:
    """From the first to the last day, both included; None is open."""

    first: dt.date | None = None
    last: dt.date | None = None

    def covers(self, day: dt.date) -> bool:
        """Whether the day lies in the period."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Column:
    """One column of a data set or of the registry; `label` and `also` are its possible headings."""

    name: str
    label: str
    also: tuple[str, ...]
    type: str
    label_en: str = ""
    required: bool = False
    sensitive: bool = False
    codes: str | None = None
    many: bool = False
    unit: str = ""
    block: str = ""  # columns of one block come in the same export: one filled, all delivered
    help: str = ""  # how to fill it in, beside its input


@dataclass(frozen=True)
class Kept:
    """How a data set is kept as a ledger: people enter its rows on screen or import them.

    `title` are the columns that name an entry, `place` the one with the code of its village or
    township (none: an entry is the county's), `by` the levels that keep it besides the department
    and the county, `totals` the columns of numbers that are added up,
    `long` those that are written in a large box. `stands` says what the
    comparison reads where both a ledger and a delivery exist: the ledger `alone` (deliveries are
    not taken), the ledger `first`, or the ledger `second`.
    """

    title: tuple[str, ...]
    stands: str
    place: str = ""
    by: tuple[str, ...] = ()
    totals: tuple[str, ...] = ()
    long: tuple[str, ...] = ()


@dataclass(frozen=True)
class DataSet:
    """A table of a department (`sources/`) or of the registry (`fields/`).

    With `needs_consent` only persons who signed for it are compared; `consent_basis` says why.
    """

    id: str
    title: Text
    department: str
    object: str
    key: str
    row_key: tuple[str, ...]
    purpose: str
    basis: str
    retention_months: int
    period: str
    columns: tuple[Column, ...]
    needs_consent: bool = False
    consent_basis: str = ""
    kept: Kept | None = None

    @property
    def is_delivered(self) -> bool:
        """Whether departments deliver it as files; a ledger that stands alone is only kept."""
        return self.kept is None or self.kept.stands != "alone"

    def column(self, name: str) -> Column:
        """The column of that name; KeyError when there is none."""
        return self.by_name[name]

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """The columns by name, in the order of the file."""
        return {column.name: column for column in self.columns}


@dataclass(frozen=True)
class CodeValue:
    """One value of a code list; `also` are spellings that mean the same.

    `counts_as` names the part of a reconciliation that the value belongs to, if any.
    """

    code: str
    zh: str
    en: str
    also: tuple[str, ...] = ()
    counts_as: str = ""


@dataclass(frozen=True)
class CodeList:
    """A closed list of values."""

    id: str
    title: Text
    basis: str
    values: tuple[CodeValue, ...]


@dataclass(frozen=True)
class Param:
    """A number (or word) of a rule that an official could dispute, with its source."""

    value: str | int | float
    unit: str
    source: str


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
class Department:
    """A department of the county; its code is stable through renamings."""

    code: str
    name: Text
    groups: tuple[str, ...]


@dataclass(frozen=True)
class ProblemType:
    """What a confirmed hit becomes in the ledger; `work` and `topic` are the two axes."""

    id: str
    title: Text
    work: str
    topic: str
    department: str
    severity: str
    evidence: tuple[str, ...]
    deadline: str
    basis: str


@dataclass(frozen=True)
class Wordings:
    """Sentences in which one kind of problem is told, from which free texts get a suggested type.

    `problem` is the type in the ledger; empty where the catalogue has no type for it. Several files
    may belong to one type: a kind is what people mean, a type is who deals with it.
    """

    id: str
    title: Text
    problem: str
    texts: tuple[str, ...]
    basis: str


@dataclass(frozen=True)
class Post:
    """A post and the verbs it holds; `department_only`: sees its own department's matters only."""

    id: str
    title: Text
    level: str
    verbs: tuple[str, ...]
    department_only: bool
    basis: str


@dataclass(frozen=True)
class Deadline:
    """So many natural or working days from an event, or (`days` None) until a day set by people."""

    id: str
    title: Text
    days: int | None
    calendar: str  # natural | working
    counts_from: str
    until: str
    basis: str


@dataclass(frozen=True)
class Handling:
    """How doubts of one severity are sent down: to whom, by when, who may not answer.

    `between` are the addressees proposed for rules that read departments' data, `inside` for rules
    inside the registry. A side without a deadline gets no such doubts; with neither side they are
    only shown with the household. `not_by` are those who may not answer: `village_team`.
    `sign_off` is the level that signs problems of this severity off.
    """

    id: str
    title: Text
    between: tuple[str, ...]
    inside: tuple[str, ...]
    field_deadline: str
    department_deadline: str
    urgent_deadline: str
    not_by: tuple[str, ...]
    basis: str
    sign_off: str = "county"


@dataclass(frozen=True)
class Rhythm:
    """When data sets of one period are wanted: days after the campaign's start, then each month.

    `stale_months`: how many months before the delivery the newest entry may lie; None: not asked.
    """

    period: str
    first_days: int
    source: str
    monthly_day: int | None = None
    stale_months: int | None = None


@dataclass(frozen=True)
class Payments:
    """A table whose rows say until when a person was paid: by a day or month, or while it runs."""

    table: str
    on: str = ""
    until: str = ""  # blank in a row: the entitlement still runs


@dataclass(frozen=True)
class DeliveryTerms:
    """The file `deliveries.yaml`: when data are due, how their quality is counted, what is told.

    `share` and `rows` are differences from the last delivery (of a share of rows, of the number of
    rows) above which people are told; `weights` make the score; `reaches` names the column that
    tells how far a data set reaches, `deaths` the day of death in lists of deaths.
    """

    basis: str = ""
    rhythms: Mapping[str, Rhythm] = field(default_factory=dict)
    share: float = 1.0
    rows: float = float("inf")
    weights: Mapping[str, float] = field(default_factory=dict)
    reaches: Mapping[str, str] = field(default_factory=dict)
    deaths: Mapping[str, str] = field(default_factory=dict)
    payments: tuple[Payments, ...] = ()


@dataclass(frozen=True)
class Reason:
    """One reason a person may choose; `needs_text` asks for words, `evidence` for papers."""

    code: str
    zh: str
    en: str
    needs_text: bool
    evidence: str


@dataclass(frozen=True)
class ReasonList:
    """The reasons for one kind of decision."""

    id: str
    title: Text
    basis: str
    values: tuple[Reason, ...]


@dataclass(frozen=True)
class Phase:
    """One phase of the campaign and the gate that ends it."""

    code: str
    title: Text
    gate: str
    gate_title: Text
    basis: str


@dataclass(frozen=True)
class FindingSource:
    """Where problems entered by hand come from; `prefix` begins their own numbers.

    `level` found them, `outside`: not the area's own people. `answer_days` None: by the end of the
    rectification, unless the letter of the source sets a day.
    """

    id: str
    title: Text
    prefix: str
    level: str
    outside: bool
    answer_days: int | None
    calendar: str
    basis: str


@dataclass(frozen=True)
class LineValue:
    """A number from a day on, until a last day where it has one, perhaps for one place only."""

    since: dt.date
    value: int | float
    place: str
    source: str
    until: dt.date | None = None


@dataclass(frozen=True)
class Line:
    """A dated number such as a poverty line."""

    id: str
    title: Text
    unit: str
    basis: str
    values: tuple[LineValue, ...]


@dataclass(frozen=True)
class IncomeItem:
    """One thing an income sheet may list; `also` are other words for it, `kind` its part."""

    code: str
    kind: str
    title: Text
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class IncomeItems:
    """The items of one part of the income sheet."""

    id: str
    title: Text
    basis: str
    items: tuple[IncomeItem, ...]


@dataclass(frozen=True)
class PriceList:
    """What a unit of one item is worth, and the share of its output that is cost without receipts.

    `units` are other units with how many of `unit` they are (斤: 0.5).
    """

    id: str
    title: Text
    basis: str
    unit: str
    units: Mapping[str, float]
    prices: tuple[LineValue, ...]
    cost_ratios: tuple[LineValue, ...]


@dataclass(frozen=True)
class Treatment:
    """How a profile counts items (codes or whole kinds) in a period and place; see COUNTS.

    `ratio` is the most that capped items may be of the counted total; `line` caps spending.
    """

    items: tuple[str, ...]
    counts: str
    in_force: Period
    place: str
    source: str
    ratio: float | None = None
    line: str = ""


@dataclass(frozen=True)
class MembershipRule:
    """Whether persons of whom `when` holds count as members; the first rule that holds decides."""

    title: Text
    when: Criterion
    counts: bool
    source: str


@dataclass(frozen=True)
class Profile:
    """One way of accounting an income sheet: who counts, what counts, how it is rounded.

    `places` are the decimals of a yuan; `wage_costs` says whether costs of going out to work are
    taken off wages.
    """

    id: str
    title: Text
    basis: str
    places: Param
    wage_costs: Param
    members: tuple[MembershipRule, ...]
    treatments: tuple[Treatment, ...]


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
    those with `share` from other facts of the same table.
    """

    name: str
    title: Text
    type: str
    codes: tuple[str, ...] = ()
    unit: str = ""
    unstated: str | bool | None = None
    valid_months: Param | None = None
    computed: bool = False
    share: Share | None = None


@dataclass(frozen=True)
class FactTable:
    """The facts about one kind of object; its id names the kind."""

    id: str
    title: Text
    basis: str
    facts: tuple[Fact, ...]

    @cached_property
    def by_name(self) -> dict[str, Fact]:
        """The facts by name."""
        return {fact.name: fact for fact in self.facts}


@dataclass(frozen=True)
class Gives:
    """One fact that a row gives: the value of a column, put through `values` where they are named.

    Without `column` a row by itself says `value`. A value that `values` does not name is no
    reading. `only` are columns with the values that a row must have. `absent` are lists in which
    the object must not stand; they count only when all of them are there.
    """

    fact: str
    column: str = ""
    values: tuple[tuple[Scalar, Scalar], ...] = ()
    value: Scalar | None = None
    only: tuple[tuple[str, tuple[Scalar, ...]], ...] = ()
    absent: tuple[str, ...] = ()


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
    baseline. `ages` are completed years on the day within which members are asked.
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
class RecordedItems:
    """Items of a sheet that a payment is compared with, and the words by which it is known."""

    items: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True)
class Recorded:
    """How the rows of a data set (`id`) are payments that an income sheet should show.

    `amount` is a column of yuan ("" when the data set has none), meant `each` time, month or year;
    `on` the column of the day, month or year of one payment, `first` and `last` those of a stretch.
    `by` is the column whose text holds one of the `words` of a part; without it every row counts.
    `tolerance`: percent of the recorded amount within which the two agree.
    """

    id: str
    basis: str
    tolerance: Param
    amount: str
    each: str
    on: str
    first: str
    last: str
    by: str
    parts: tuple[RecordedItems, ...]


@dataclass(frozen=True)
class FindingKind:
    """A doubt about a household's listing: which verdict, of which day, beside which status.

    `monitored` says whether it matters that the household is monitored (None: it does not).
    `problem` is what it becomes in the ledger, `look` what a person must look at first.
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


@dataclass(frozen=True)
class PaperAsk:
    """Something that a person fills in when a paper is made: a line, a longer text or a day."""

    name: str
    en: str
    kind: str
    required: bool
    usual: str


@dataclass(frozen=True)
class PaperKind:
    """A paper that an office issues: what it is about, who may, what its template may say.

    `by` are rights of which one is needed beside paper.issue, `states` those of the problems that
    stand in it (empty: all), `to` the kinds of addressees who sign for it, all of them with
    `is_to_all`, else those who have a problem in it; `is_issued` numbers it by issue (期). The
    template is `papers/<id>.docx` beside the file.
    """

    id: str
    title: Text
    about: str
    layout: str
    by: tuple[str, ...]
    privacy: str
    states: tuple[str, ...]
    to: tuple[str, ...]
    is_to_all: bool
    is_issued: bool
    book: str
    heading: str
    asks: tuple[PaperAsk, ...]
    basis: str


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
    agreement: Mapping[str, AgreementTable]
    archives: Mapping[str, Archive]
    adjustments: Mapping[str, AdjustmentKind]
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
