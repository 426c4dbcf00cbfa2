"""Fills the board of the window without blame: freeze points, marks, self-checks."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import topic_label
from huitoukan.apps.core.pages import ActionForm, Choice, Field
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries import full_name, townships_in
from huitoukan.apps.problems import pages, queries
from huitoukan.apps.problems.models import FreezePoint, Problem, SelfCheck
from huitoukan.apps.problems.queries.boards import (
    SHOWN,
    boards,
    cells,
    problem_cells,
    problem_heads,
)
from huitoukan.apps.problems.queries.entry import places_for
from huitoukan.apps.problems.queries.words import in_language, source_title
from huitoukan.domain.no_blame import MARK_WORDS, Finding, Mark, mark_of
from huitoukan.domain.problems import ENDINGS, Ending


def freeze_day(points: list[FreezePoint], area: Area) -> date | None:
    """The freeze point that holds in an area: the nearest one set on the way up."""
    here = [one for one in points if area.depth_path.startswith(one.area.depth_path)]
    return max(here, key=lambda one: len(one.area.depth_path)).on if here else None


def marks(actor: Actor, campaign: Campaign) -> dict[Mark, list[Problem]]:
    """The problems entered by people, by what the window says of them.

    What turned out to be no problem is left out. What the comparison found is nobody's own report.
    """
    points = list(FreezePoint.objects.filter(campaign=campaign).select_related("area"))
    sources = campaign.pack.opened().finding_sources
    cancelled = [state.value for state, ending in ENDINGS.items() if ending is Ending.CANCELLED]
    rows = (
        queries.problems_for(actor, campaign)
        .filter(origin_kind__in=list(sources))
        .exclude(state__in=cancelled)
        .order_by("code")
    )
    own: dict[tuple[int, str, str], date] = {}
    outside = []
    found: dict[Mark, list[Problem]] = {mark: [] for mark in Mark}
    for problem in rows:
        on = timezone.localtime(problem.found_at).date()
        if sources[problem.origin_kind].outside:
            outside.append((problem, on))
            continue
        key = (problem.area_id, problem.household_no, problem.type)
        own[key] = min(own.get(key, on), on)
        _put(found, mark_of(Finding(on, outside=False), freeze_day(points, problem.area)), problem)
    said = _first_said(checks_of(actor, campaign))
    for problem, on in outside:
        point = freeze_day(points, problem.area)
        reported = own.get((problem.area_id, problem.household_no, problem.type))
        keys = {(problem.area_id, problem.topic, of) for of in ("", problem.household_no)}
        declared = any(said.get(key, date.max) <= on for key in keys)
        known = reported is not None and point is not None and reported <= point
        _put(found, mark_of(Finding(on, True, known, declared), point), problem)
    return found


def checks_of(actor: Actor, campaign: Campaign) -> list[SelfCheck]:
    """The declarations of nothing found that the actor may see, the newest first."""
    rows = SelfCheck.objects.visible_to(actor, "problem.see").filter(campaign=campaign)
    return list(rows.select_related("area__parent"))


def _first_said(checks: list[SelfCheck]) -> dict[tuple[int, str, str], date]:
    """When it was first said that there is nothing, by place, topic and household ("" is all)."""
    said: dict[tuple[int, str, str], date] = {}
    for one in checks:
        key = (one.area_id, one.topic, one.household_no)
        said[key] = min(said.get(key, date.max), one.on)
    return said


def _put(found: dict[Mark, list[Problem]], mark: Mark | None, problem: Problem) -> None:
    if mark is not None:
        found[mark].append(problem)


def no_blame_page(actor: Actor, campaign: Campaign, *, on: date) -> pages.BoardPage:
    """[problems:no_blame] Lists only: marks of the window, freeze points, self-checks."""
    pack = campaign.pack.opened()
    found = marks(actor, campaign)
    sections = [
        pages.BoardSection(
            in_language(MARK_WORDS[mark]),
            problem_heads(_("发现日期"), _("来源")),
            tuple(
                problem_cells(
                    one, timezone.localtime(one.found_at).date(),
                    source_title(pack, one.origin_kind),
                )
                for one in found[mark][:SHOWN]
            ),
            n=len(found[mark]),
        )
        for mark in (Mark.MISSED, Mark.NOT_ASKED, Mark.KNOWN, Mark.OWN_LATE, Mark.OWN_IN_TIME)
    ]  # fmt: skip
    points = FreezePoint.objects.filter(campaign=campaign).select_related("area")
    sections.append(
        pages.BoardSection(
            _("冻结日"), (_("地区"), _("冻结日"), _("依据"), _("设定人")),
            tuple(cells(one.area.name, one.on, one.reason, one.set_by_name) for one in points),
        )
    )  # fmt: skip
    checks = checks_of(actor, campaign)[:SHOWN]
    sections.append(
        pages.BoardSection(
            _("零报告"), (_("地区"), _("户编号"), _("类别"), _("自查日期"), _("报告人")),
            tuple(
                cells(
                    full_name(one.area), one.household_no or _("全部"), topic_label(one.topic),
                    one.on, one.said_by_name,
                )
                for one in checks
            ),
        )
    )  # fmt: skip
    return pages.BoardPage(
        title=_("免责窗口"),
        note=_(
            "冻结日前自查报出的标为免责；以后外部发现、而自查曾报“没有”的列入应发现未发现。"
            "只列清单，由人核实和决定，不给人打分。"
        ),
        boards=boards("no_blame"),
        sections=tuple(sections),
        acts=_forms(actor, campaign, on),
    )


def _forms(actor: Actor, campaign: Campaign, on: date) -> tuple[ActionForm, ...]:
    forms = []
    if actor.may("problem.supervise"):
        places = (campaign.area, *townships_in(campaign.area))
        forms.append(
            ActionForm(
                code="freeze-point", label=_("设定冻结日"), href=reverse("problems:freeze_point"),
                icon="lock", note=_("每个地区只设一次，设定后不再改动。"),
                fields=(
                    Field(
                        "place", _("地区"), "select", True,
                        choices=tuple(Choice(one.code, one.name) for one in places),
                    ),
                    Field("on", _("冻结日"), "date", True),
                    Field("reason", _("依据"), "text", True, max_length=200),
                ),
            )
        )  # fmt: skip
    if actor.may("problem.enter") and (mine := places_for(actor, campaign)):
        topics = sorted({kind.topic for kind in campaign.pack.opened().problem_types.values()})
        forms.append(
            ActionForm(
                code="declare", label=_("零报告"), href=reverse("problems:declare"),
                style="plain", icon="check",
                note=_("自查后这一类没有发现问题的，由此报告；报告保留，不能改动。"),
                fields=(
                    Field(
                        "place", _("地点"), "select", True,
                        choices=tuple(Choice(one.code, full_name(one)) for one in mine),
                    ),
                    Field(
                        "topic", _("问题类别"), "select", True,
                        choices=tuple(Choice(one, topic_label(one)) for one in topics),
                    ),
                    Field(
                        "household_no", _("户编号"), max_length=40,
                        help=_("只报告一户的填写；不填则是这个地点全部。"),
                    ),
                    Field(
                        "on", _("自查日期"), "date", True, value=on.isoformat(),
                        high=on.isoformat(),
                    ),
                ),
            )
        )  # fmt: skip
    return tuple(forms)
