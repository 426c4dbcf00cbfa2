"""Who does what by when: departments, posts, deadlines, phases, problem types, papers."""

from __future__ import annotations

from dataclasses import dataclass

from huitoukan.rules.shapes.words import Text

SEVERITIES = ("E", "A", "B", "C")


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
    stand in it and `sources` what found them (empty: all), `to` the kinds of addressees who sign
    for it, all of them with `is_to_all`, else those who have a problem in it; `is_issued` numbers
    it by issue (期). The template is `papers/<id>.docx` beside the file. `signer` are values of
    which the first that is not blank names the one person who signs; empty: nobody is named.
    """

    id: str
    title: Text
    about: str
    layout: str
    by: tuple[str, ...]
    privacy: str
    states: tuple[str, ...]
    sources: tuple[str, ...]
    to: tuple[str, ...]
    is_to_all: bool
    is_issued: bool
    book: str
    heading: str
    asks: tuple[PaperAsk, ...]
    basis: str
    signer: tuple[str, ...] = ()
