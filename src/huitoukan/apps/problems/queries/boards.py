"""What the boards beside the ledger share: the way from one to another, and a problem as cells."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.core.pages import Tab
from huitoukan.apps.core.showing import severity_card
from huitoukan.apps.places.queries import full_name
from huitoukan.apps.problems.models import Problem
from huitoukan.apps.problems.pages import BoardCell
from huitoukan.apps.problems.queries.words import in_language
from huitoukan.domain.identity import mask_name
from huitoukan.domain.problems import STATE_WORDS

SHOWN: Final = 50
"""Rows of a table of a board; the ledger shows the rest."""


def boards(current: str) -> tuple[Tab, ...]:
    """The boards, with the present one marked."""
    names = (
        ("problems:supervision", _("督办")),
        ("problems:day", _("当日会商交办")),
        ("problems:follow", _("跟踪督促")),
        ("problems:common", _("共性问题")),
        ("comparison:sweeps", _("举一反三")),
        ("problems:months", _("月台账")),
        ("problems:trend", _("趋势")),
        ("problems:reconcile", _("对账")),
        ("problems:no_blame", _("免责窗口")),
        ("problems:calendar", _("工作日历")),
        ("problems:contradictions", _("矛盾清单")),
    )
    return tuple(
        Tab(label, reverse(name), is_current=name.endswith(f":{current}")) for name, label in names
    )


def cells(*texts: object) -> tuple[BoardCell, ...]:
    """Plain cells; numbers stand right."""
    return tuple(BoardCell(str(text), is_number=isinstance(text, int)) for text in texts)


def problem_heads(*more: str) -> tuple[str, ...]:
    """The headings of `problem_cells`."""
    return (
        _("编号"),
        _("地点"),
        _("农户"),
        _("程度"),
        _("问题描述"),
        _("状态"),
        _("责任人"),
        *more,
    )


def problem_cells(problem: Problem, *more: object) -> tuple[BoardCell, ...]:
    """A problem as a row; the household's name is masked, in the description too.

    Other members whom a description names stay: nobody has told the problem who they are.
    """
    name, masked = problem.household_name, mask_name(problem.household_name)
    return (
        BoardCell(problem.code, reverse("problems:detail", args=[problem.code]), "nowrap"),
        *cells(
            full_name(problem.area),
            masked,
            severity_card(problem.severity).label,
            problem.title.replace(name, masked) if len(name) > 1 else problem.title,
            in_language(STATE_WORDS[problem.stands]),
            " ".join(filter(None, (problem.unit, problem.person))),
            *more,
        ),
    )


def joined(words: Iterable[str]) -> str:
    """Words in a row."""
    return _("、").join(words)
