"""The phone pages of a village worker."""

from __future__ import annotations

from dataclasses import dataclass

from huitoukan.apps.core.pages import (
    ActionForm,
    Chip,
    Crumb,
    Due,
    Figure,
    FileItem,
    KeyValue,
    Pager,
    Severity,
    Tab,
    TimelineItem,
)


@dataclass(frozen=True)
class PhoneTask:
    """A problem as a big card."""

    code: str
    household: str
    place: str
    title: str
    severity: Severity
    state: Chip
    due: Due


@dataclass(frozen=True)
class PhonePage:
    """[dashboards:phone] A worker's problems by tab: to accept, in hand, handed in.

    `letters` wait for the person's own signature.
    """

    place: str
    tabs: tuple[Tab, ...]
    n_to_accept: int
    n_in_hand: int
    n_overdue: int
    tasks: tuple[PhoneTask, ...]
    pager: Pager | None = None
    letters: tuple[Crumb, ...] = ()


@dataclass(frozen=True)
class PhoneProblemPage:
    """[dashboards:phone_problem] The same facts and steps as [problems:detail], one column.

    `phone` is a dialable number when the person may call it, else "".
    """

    code: str
    title: str
    severity: Severity
    state: Chip
    due: Due
    due_label: str
    household: str
    household_no: str
    place: str
    phone: str
    facts: tuple[KeyValue, ...]
    measure: str
    basis: str
    ask_in_field: str
    files: tuple[FileItem, ...]
    timeline: tuple[TimelineItem, ...]
    actions: tuple[ActionForm, ...]
    waiting_for: str = ""

    @property
    def before(self) -> tuple[FileItem, ...]:
        """Pictures from before the rectification."""
        return tuple(file for file in self.photos if file.when == "before")

    @property
    def after(self) -> tuple[FileItem, ...]:
        """Pictures that show the rectification."""
        return tuple(file for file in self.photos if file.when == "after")

    @property
    def photos(self) -> tuple[FileItem, ...]:
        """Files that are pictures."""
        return tuple(file for file in self.files if file.is_image and file.when)


@dataclass(frozen=True)
class PhoneMePage:
    """[dashboards:phone_me] Who I am, what I may see, how my problems stand."""

    name: str
    username: str
    posts: tuple[KeyValue, ...]
    scope: str
    figures: tuple[Figure, ...]
