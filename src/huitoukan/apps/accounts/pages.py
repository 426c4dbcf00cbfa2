"""What the pages of people show: sign-in and the read-only list of accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from huitoukan.apps.core.pages import ActionForm, Chip, Field, Filters, Pager


@dataclass(frozen=True)
class DemoAccount:
    """An account of the demonstration; shown only where the data are invented."""

    username: str
    post: str


@dataclass(frozen=True)
class SignInPage:
    """[accounts:sign_in] The form posts `username`, `password`, `next`; `error` is one sentence."""

    fields: tuple[Field, ...]
    next: str = ""
    error: str = ""
    demo_accounts: tuple[DemoAccount, ...] = ()
    demo_password_note: str = ""


@dataclass(frozen=True)
class PostHeld:
    """A post in words, where, for which department, from when to when (None = open)."""

    post: str
    area: str
    department: str
    first_day: date
    last_day: date | None
    is_in_force: bool


@dataclass(frozen=True)
class AccountRow:
    """One account with all its posts; `state` says 启用, 停用, 须改密码."""

    username: str
    name: str
    phone_masked: str
    state: Chip
    posts: tuple[PostHeld, ...]


@dataclass(frozen=True)
class PeoplePage:
    """[accounts:people] Accounts with posts; accounts are opened on the command line."""

    filters: Filters
    rows: tuple[AccountRow, ...]
    pager: Pager
    n_accounts: int
    n_in_force: int


@dataclass(frozen=True)
class PasswordPage:
    """[accounts:password] One's own password; `must_change` when the old one was only to begin."""

    form: ActionForm
    must_change: bool = False
