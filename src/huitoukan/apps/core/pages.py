"""Shapes that several pages share: chips, figures, filters, pagers, forms for an action, the shell.

Frozen values made in `queries` and read by templates; no Django, no rights, no arithmetic beyond a
share of a total. Words that come from data (packs, names) arrive in the language of the interface;
fixed words stand in the templates.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

ChipStyle = Literal["none", "doing", "wait", "ok", "bad", "warn", ""]
"""Shape and colour of a state: hollow circle, dot, square, dot, diamond, dot. "" counts as none."""

SeverityCode = Literal["E", "A", "B", "C"]


@dataclass(frozen=True)
class Chip:
    """A state in a word; its style gives shape and colour, so colour never speaks alone."""

    style: ChipStyle
    label: str


@dataclass(frozen=True)
class Severity:
    """An upright little card: A red 重大, B yellow 一般, C blue 提示, E grey 数据."""

    code: str
    label: str


@dataclass(frozen=True)
class Crumb:
    """One step of the way to this page; without `href` it is only a word."""

    label: str
    href: str = ""


@dataclass(frozen=True)
class Choice:
    """One value of a select, a radio group or a set of tags."""

    value: str
    label: str
    is_chosen: bool = False


@dataclass(frozen=True)
class Share:
    """A part of a total, both in the same unit; nothing is claimed about an empty total."""

    done: int
    total: int

    @property
    def fraction(self) -> float | None:
        """From 0 to 1; None when the total is 0."""
        return min(self.done / self.total, 1.0) if self.total else None

    @property
    def percent(self) -> float | None:
        """From 0 to 100; None when the total is 0."""
        return None if self.fraction is None else self.fraction * 100

    @property
    def width(self) -> str:
        """The width of a bar, as an SVG attribute: "63.8%"."""
        return f"{self.percent or 0:.1f}%"

    @property
    def level(self) -> str:
        """How loud the bar is: "bad" below 60 %, "warn" below 75 %, else ""."""
        if self.percent is None or self.percent >= 75:
            return ""
        return "bad" if self.percent < 60 else "warn"


@dataclass(frozen=True)
class Due:
    """A due date and how many calendar days are left (negative: overdue). None = nothing is due."""

    on: date | None = None
    days_left: int | None = None

    @property
    def days_over(self) -> int:
        """Days overdue; 0 when not overdue."""
        return max(-(self.days_left or 0), 0)

    @property
    def is_overdue(self) -> bool:
        """Whether the day has passed."""
        return self.days_over > 0

    @property
    def is_soon(self) -> bool:
        """Whether at most three days are left."""
        return self.days_left is not None and 0 <= self.days_left <= 3


@dataclass(frozen=True)
class KeyValue:
    """A fact in two columns; `style` "bad", "warn", "ok" or "" colours the value."""

    label: str
    value: str
    style: str = ""
    href: str = ""
    is_wide: bool = False


@dataclass(frozen=True)
class Figure:
    """A big number: label, value, unit, the sentence below, and the list it opens."""

    label: str
    value: int
    unit: str
    note: str = ""
    of: int | None = None
    is_hot: bool = False
    href: str = ""


@dataclass(frozen=True)
class StageItem:
    """One phase of the campaign; `note` is the sentence its gate reported, or its dates."""

    number: int
    title: str
    note: str
    state: Literal["done", "now", "todo"]


@dataclass(frozen=True)
class FileItem:
    """A stored file to open; `size` in bytes, `when` is told from the rectification.

    Of a photograph: `told` is its time and place, `marks` are questions for people, `original` the
    address of the sealed original for who may open it.
    """

    name: str
    href: str
    size: int = 0
    caption: str = ""
    when: Literal["before", "after", ""] = ""
    is_image: bool = False
    at: datetime | None = None
    kept_by: str = ""
    told: str = ""
    marks: tuple[Crumb, ...] = ()
    original: str = ""


@dataclass(frozen=True)
class TimelineItem:
    """What happened, when, by whom, with what; `state` "now" waits, "future" has not begun."""

    title: str
    state: Literal["done", "back", "now", "future"]
    at: datetime | None = None
    who: str = ""
    text: str = ""
    chip: Chip | None = None
    facts: tuple[KeyValue, ...] = ()
    files: tuple[FileItem, ...] = ()


# --- lists: filters, tabs, pager, tree of places ---


@dataclass(frozen=True)
class FilterField:
    """One field of the query area (a GET form)."""

    name: str
    label: str
    kind: Literal["select", "text", "date"] = "select"
    choices: tuple[Choice, ...] = ()
    value: str = ""
    placeholder: str = ""
    is_wide: bool = False


@dataclass(frozen=True)
class AppliedFilter:
    """A condition in force, "乡镇村：龙潭镇", and the address of the list without it."""

    label: str
    remove_href: str


@dataclass(frozen=True)
class Filters:
    """The query area. `kept` are parameters that the form sends along unseen (the chosen tab)."""

    action: str
    fields: tuple[FilterField, ...]
    applied: tuple[AppliedFilter, ...] = ()
    kept: tuple[tuple[str, str], ...] = ()
    reset_href: str = ""


@dataclass(frozen=True)
class Tab:
    """A tab with its count; `is_hot` counts stand right and red (overdue).

    `is_more`: there are more than `n`, which is as far as was counted.
    """

    label: str
    href: str
    n: int | None = None
    is_current: bool = False
    is_hot: bool = False
    is_more: bool = False


@dataclass(frozen=True)
class PageLink:
    """A number of the pager; `href` empty = a gap (…)."""

    label: str
    href: str = ""
    is_current: bool = False


@dataclass(frozen=True)
class Pager:
    """Where we are in a list, and the way to its other pages.

    `is_more`: there are more than `n_rows`, which is as far as was counted. `most`: only the first
    so many rows can be leafed through; 0 when all can.
    """

    n_rows: int
    per_page: int
    number: int
    n_pages: int
    links: tuple[PageLink, ...] = ()
    previous_href: str = ""
    next_href: str = ""
    is_more: bool = False
    most: int = 0

    @classmethod
    def of(
        cls,
        *,
        n_rows: int,
        per_page: int,
        number: int,
        address: Callable[[int], str],
        most: int = 0,
        is_more: bool = False,
    ) -> Pager:
        """The pager of a list; `address` makes the URL of a page number, `number` starts at 1."""
        is_cut = is_more or bool(most and n_rows > most)
        n_pages = max(-(-(min(n_rows, most) if most else n_rows) // per_page), 1)
        number = min(max(number, 1), n_pages)
        shown = sorted({1, n_pages, *range(max(number - 2, 1), min(number + 2, n_pages) + 1)})
        links: list[PageLink] = []
        last = 0
        for page in shown:
            if page - last > 1:
                links.append(PageLink("…"))
            links.append(PageLink(str(page), address(page), page == number))
            last = page
        return cls(
            n_rows=n_rows,
            per_page=per_page,
            number=number,
            n_pages=n_pages,
            links=tuple(links),
            previous_href=address(number - 1) if number > 1 else "",
            next_href=address(number + 1) if number < n_pages else "",
            is_more=is_more,
            most=most if is_cut else 0,
        )


@dataclass(frozen=True)
class PlaceNode:
    """A place in the tree, with the households under it; an open node shows its children."""

    code: str
    name: str
    href: str
    n: int
    is_current: bool = False
    is_open: bool = False
    children: tuple[PlaceNode, ...] = ()


# --- an action: the form of one step that the actor may take now ---


@dataclass(frozen=True)
class Field:
    """One input of an action. `low`/`high` are ISO dates for kind "date"; `error` is a sentence.

    Of kind "note" there is nothing to fill in: `help` is only shown.
    """

    name: str
    label: str
    kind: Literal[
        "text",
        "area",
        "date",
        "month",
        "number",
        "password",
        "select",
        "radio",
        "file",
        "files",
        "photos",
        "note",
    ] = "text"
    is_required: bool = False
    choices: tuple[Choice, ...] = ()
    value: str = ""
    help: str = ""
    error: str = ""
    placeholder: str = ""
    max_length: int | None = None
    low: str = ""
    high: str = ""
    accept: str = ""
    suggest: str = ""
    """Id of a list of suggestions (<datalist>) that the page holds."""


@dataclass(frozen=True)
class ActionForm:
    """A step the actor may take now, as a form of its own, or the sentence that forbids it.

    `label` names act and effect ("审核通过，转销号"), `note` what will happen; `refusal` stands
    in place of the form ("须由未参与整改的人员审核"); `hidden` goes along (seen_version).
    `is_open` shows the form unfolded: it came back with errors, or it is the only one.
    """

    code: str
    label: str
    href: str
    style: Literal["primary", "danger", "plain"] = "primary"
    icon: str = ""
    note: str = ""
    fields: tuple[Field, ...] = ()
    hidden: tuple[tuple[str, str], ...] = ()
    refusal: str = ""
    errors: tuple[str, ...] = ()
    is_open: bool = False

    @property
    def has_files(self) -> bool:
        """Whether the form sends files."""
        return any(field.kind in {"file", "files", "photos"} for field in self.fields)


@dataclass(frozen=True)
class RowOutcome:
    """What became of one row of an act on many rows."""

    code: str
    is_done: bool
    sentence: str
    href: str = ""


@dataclass(frozen=True)
class RejectRow:
    """A row of a delivered sheet that was given back: where, which code, what to do."""

    sheet: str
    row: int
    column: str
    code: str
    sentence: str
    remedy: str
