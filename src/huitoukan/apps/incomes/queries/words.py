"""The words of accounts: states, periods, money, kinds."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from huitoukan.apps.core.pages import Chip, ChipStyle
from huitoukan.apps.core.showing import language
from huitoukan.apps.incomes.models import IncomeSheet
from huitoukan.domain.incomes import How, SheetState
from huitoukan.rules.shapes.words import Text

NO_SHEET = "none"
"""The state of a household that has no account for the period."""


def state_label(state: str) -> str:
    """A state in words."""
    return {
        NO_SHEET: _("没有测算"),
        SheetState.DRAFT.value: _("草稿"),
        SheetState.SHOWN.value: _("待农户确认"),
        SheetState.CONFIRMED.value: _("农户已确认"),
        SheetState.REFUSED.value: _("农户不认可"),
    }[state]


def state_chip(state: str) -> Chip:
    """A state as a chip."""
    styles: dict[str, ChipStyle] = {
        NO_SHEET: "none",
        SheetState.DRAFT.value: "doing",
        SheetState.SHOWN.value: "wait",
        SheetState.CONFIRMED.value: "ok",
        SheetState.REFUSED.value: "bad",
    }
    return Chip(styles[state], state_label(state))


def how_label(how: str) -> str:
    """How the household answered, in words."""
    return {
        How.SIGNATURE.value: _("签字"),
        How.FINGERPRINT.value: _("按手印"),
        How.PROXY.value: _("代签"),
        How.REFUSAL.value: _("拒签"),
    }[how]


def period_words(sheet: IncomeSheet) -> str:
    """The days of a sheet's period."""
    return _("{first} 至 {last}").format(first=sheet.first_day, last=sheet.last_day)


def moment(at: datetime) -> str:
    """A moment on the county's clock."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


def yuan(value: Decimal | None) -> str:
    """Money as one writes it: 10,500 or 3,208.33; "" where it is not known."""
    if value is None:
        return ""
    is_whole = value == value.to_integral_value()
    return f"{value:,.0f}" if is_whole else f"{value:,.2f}"


def said(text: Text) -> str:
    """A text of the pack in the language of the interface."""
    return text.in_(language())
