"""What the pages of the three-way check show: households by place, one household, files, sheets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from huitoukan.apps.core.pages import (
    ActionForm,
    Chip,
    Choice,
    Crumb,
    Figure,
    Filters,
    KeyValue,
    Pager,
    RejectRow,
    Share,
    Tab,
)


@dataclass(frozen=True)
class AreaRow:
    """A township or village: households by standing, and what is known of their files.

    `recorded` is households with a round of all; `documents` documents found whole of those that
    somebody looked at, `n_not_looked` those that nobody looked at: they are "cannot tell".
    """

    name: str
    href: str
    recorded: Share
    n_agree: int
    n_differ: int
    n_cannot_tell: int
    n_reconcile: int
    documents: Share
    n_not_looked: int
    village_href: str = ""


@dataclass(frozen=True)
class HouseholdRow:
    """A household in the list; the counts are of fields in the counting round."""

    household_no: str
    head_name: str
    place: str
    n_rounds: int
    n_agree: int
    n_differ: int
    n_cannot_tell: int
    standing: Chip


@dataclass(frozen=True)
class AgreementPage:
    """[agreement:list] Progress by place, and the households with their standing."""

    place: str
    figures: tuple[Figure, ...]
    areas: tuple[AreaRow, ...]
    areas_title: str
    tabs: tuple[Tab, ...]
    filters: Filters
    rows: tuple[HouseholdRow, ...]
    pager: Pager
    crumbs: tuple[Crumb, ...] = ()
    may_record: bool = False


@dataclass(frozen=True)
class Gate:
    """One of the three gates of a household's record; the numbers are of fields."""

    title: str
    n_fields: int
    n_differ: int
    n_cannot_tell: int
    state: Chip


@dataclass(frozen=True)
class RoundHead:
    """A round: who looked, when, with whom; whether it counts."""

    number: int
    on: date
    taken_by: str
    with_whom: str
    sheet: str
    is_counting: bool
    is_decided: bool


@dataclass(frozen=True)
class Cell:
    """What one side said: a value, or in words that it is blank or was not looked at."""

    text: str
    is_value: bool
    is_apart: bool = False


@dataclass(frozen=True)
class LineRow:
    """One field, the system beside what each round saw; `rounds` holds booklet and reality.

    `verdict` is that of the counting round, None while the rounds wait for a decision.
    """

    label: str
    system: Cell
    rounds: tuple[tuple[Cell, Cell], ...]
    verdict: Chip | None
    is_doubt: bool
    is_contradicted: bool = False


@dataclass(frozen=True)
class LineGroup:
    """The fields of the household, or of one member."""

    title: str
    rows: tuple[LineRow, ...]


@dataclass(frozen=True)
class InputRow:
    """One field to be filled in. With choices it is a list, else a text input.

    `name` is the part behind `booklet.` and `observed.` in the inputs' names.
    """

    name: str
    label: str
    system: str
    booklet: str
    observed: str
    booklet_choices: tuple[Choice, ...] = ()
    observed_choices: tuple[Choice, ...] = ()
    input_mode: str = "text"
    help: str = ""
    error: str = ""


@dataclass(frozen=True)
class InputGroup:
    """The inputs of the household, or of one member."""

    title: str
    rows: tuple[InputRow, ...]


@dataclass(frozen=True)
class RecordForm:
    """The form of a round. `number` is that of the round begun today, 0 for a new one."""

    href: str
    seen_state: str
    on: date
    number: int
    with_whom: str
    groups: tuple[InputGroup, ...]
    errors: tuple[str, ...] = ()


@dataclass(frozen=True)
class MismatchItem:
    """A mismatch with what people said of it, or the forms to say it."""

    code: str
    label: str
    sentence: str
    state: Chip
    verdict: tuple[KeyValue, ...]
    actions: tuple[ActionForm, ...]
    problem_code: str = ""


@dataclass(frozen=True)
class DocumentRow:
    """A document that belongs into the file, and what was found of it."""

    code: str
    title: str
    state: Chip
    choices: tuple[Choice, ...]
    who: str = ""


@dataclass(frozen=True)
class ArchivePart:
    """The documents of a file. `href` is empty for a person who may only look."""

    title: str
    basis: str
    rows: tuple[DocumentRow, ...]
    found: Share
    n_not_looked: int
    href: str = ""


@dataclass(frozen=True)
class HouseholdPage:
    """[agreement:household] One household: three sides, rounds side by side, decisions, its file.

    `form` is None for who may not record; `barred` says why. A checker does not see the
    `n_hidden` rounds of others before saving one. While `is_undecided`, no round counts.
    """

    household_no: str
    head_name: str
    place: str
    standing: Chip
    facts: tuple[KeyValue, ...]
    gates: tuple[Gate, ...]
    rounds: tuple[RoundHead, ...]
    groups: tuple[LineGroup, ...]
    mismatches: tuple[MismatchItem, ...]
    archive: ArchivePart | None
    list_href: str
    form: RecordForm | None = None
    reconcile: ActionForm | None = None
    decision: tuple[KeyValue, ...] = ()
    is_undecided: bool = False
    n_contradicted: int = 0
    n_hidden: int = 0
    barred: str = ""
    previous_href: str = ""
    next_href: str = ""
    may_print: bool = False
    may_see_household: bool = False


@dataclass(frozen=True)
class VillagePage:
    """[agreement:village] One village: its progress, its own file, the files of its households."""

    code: str
    name: str
    row: AreaRow
    archive: ArchivePart | None
    by_document: tuple[DocumentShare, ...]
    basis: str
    may_print: bool = False


@dataclass(frozen=True)
class DocumentShare:
    """One document over all households of a village: whole, in part, not there, not looked at."""

    title: str
    n_present: int
    n_incomplete: int
    n_absent: int
    n_not_looked: int

    @property
    def share(self) -> Share:
        """Found whole, of those looked at."""
        return Share(self.n_present, self.n_present + self.n_incomplete + self.n_absent)


@dataclass(frozen=True)
class SheetCount:
    """The account of one sheet: read = created + updated + unchanged + given back, in rows."""

    sheet: str
    n_rows: int
    n_created: int
    n_updated: int
    n_unchanged: int
    n_rejected: int


@dataclass(frozen=True)
class BatchRow:
    """One workbook that was read back."""

    code: str
    file_name: str
    imported_by: str
    imported_at: datetime
    sheets: tuple[SheetCount, ...]
    n_rejected: int
    href: str
    errors_href: str = ""
    is_current: bool = False


@dataclass(frozen=True)
class ImportPage:
    """[agreement:import] Sheets read back: the upload, what was read, the rows given back."""

    upload: ActionForm
    batches: tuple[BatchRow, ...]
    shown: BatchRow | None = None
    rejects: tuple[RejectRow, ...] = ()
    rejects_pager: Pager | None = None
    job_href: str = ""
