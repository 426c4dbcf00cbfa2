"""What became of entries, imports and rows, in a word of the interface."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from huitoukan.apps.core.pages import Chip, ChipStyle
from huitoukan.apps.ledgers.models import ChangeKind, ImportState, RowFate

CHANGES: Final[Mapping[str, str]] = {
    ChangeKind.CREATED: gettext_noop("登记了"),
    ChangeKind.CHANGED: gettext_noop("修改了"),
    ChangeKind.ENDED: gettext_noop("结束了"),
    ChangeKind.RESTORED: gettext_noop("恢复了"),
}
STATES: Final[Mapping[str, tuple[ChipStyle, str]]] = {
    ImportState.STAGED: ("wait", gettext_noop("待写入")),
    ImportState.WRITTEN: ("ok", gettext_noop("已写入")),
    ImportState.DROPPED: ("none", gettext_noop("已放弃")),
}
FATES: Final[Mapping[str, tuple[ChipStyle, str]]] = {
    RowFate.NEW: ("ok", gettext_noop("新增")),
    RowFate.CHANGED: ("doing", gettext_noop("更新")),
    RowFate.SAME: ("none", gettext_noop("不变")),
}


def change_word(kind: str) -> str:
    """What became of an entry."""
    return _(CHANGES[kind])


def state_of_import(state: str) -> Chip:
    """How far an import is."""
    style, text = STATES[state]
    return Chip(style, _(text))


def fate_of_row(fate: str) -> Chip:
    """What a row is for the ledger."""
    style, text = FATES[fate]
    return Chip(style, _(text))
