"""The words of the three-way check in the language of the interface."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from huitoukan.apps.agreement.models import MismatchState
from huitoukan.apps.core.language import listed
from huitoukan.apps.core.pages import Chip, ChipStyle
from huitoukan.domain.agreement import Document, Side, Standing, Verdict

STANDING_STYLES: Final[dict[Standing, ChipStyle]] = {
    Standing.NOT_RECORDED: "none",
    Standing.RECONCILE: "wait",
    Standing.DIFFER: "warn",
    Standing.CANNOT_TELL: "doing",
    Standing.AGREE: "ok",
}
DOCUMENT_STYLES: Final[dict[str, ChipStyle]] = {
    Document.PRESENT.value: "ok",
    Document.INCOMPLETE.value: "warn",
    Document.ABSENT.value: "bad",
}


def standing_label(standing: Standing) -> str:
    """Where a household stands, in words."""
    return {
        Standing.NOT_RECORDED: _("未核对"),
        Standing.RECONCILE: _("待裁定"),
        Standing.DIFFER: _("有不一致"),
        Standing.CANNOT_TELL: _("无法判断"),
        Standing.AGREE: _("三方一致"),
    }[standing]


def standing_chip(standing: Standing) -> Chip:
    """Where a household stands, as a chip."""
    return Chip(STANDING_STYLES[standing], standing_label(standing))


def side_label(side: Side) -> str:
    """A side in a word."""
    return {Side.SYSTEM: _("系统"), Side.BOOKLET: _("手册"), Side.OBSERVED: _("实际")}[side]


def verdict_chip(verdict: Verdict, apart: list[str]) -> Chip:
    """The verdict on a field; of a mismatch also which sides stand apart."""
    if verdict is Verdict.AGREE:
        return Chip("ok", _("一致"))
    if verdict is Verdict.CANNOT_TELL:
        return Chip("none", _("无法判断"))
    if len(apart) == len(Side):
        return Chip("warn", _("三方各不相同"))
    sides = listed(side_label(Side(side)) for side in apart)
    return Chip("warn", _("不一致：{sides}").format(sides=sides))


def mismatch_chip(state: str) -> Chip:
    """What people said of a mismatch, as a chip."""
    return {
        MismatchState.NEW: Chip("wait", _("待核定")),
        MismatchState.CONFIRMED: Chip("bad", _("属实")),
        MismatchState.DISMISSED: Chip("ok", _("不作为问题")),
    }[MismatchState(state)]


def document_label(state: str) -> str:
    """What was found of a document, in words; nothing is "not looked at"."""
    return {
        Document.PRESENT.value: _("齐全"),
        Document.INCOMPLETE.value: _("不完整"),
        Document.ABSENT.value: _("没有"),
    }.get(state, _("未看"))


def document_chip(state: str) -> Chip:
    """What was found of a document, as a chip."""
    return Chip(DOCUMENT_STYLES.get(state, "none"), document_label(state))


def gate_label(gate: str) -> str:
    """A gate of a household's record, in words."""
    return {
        "basics": _("基础信息"),
        "policy": _("政策落实"),
        "measure": _("帮扶措施"),
    }[gate]
