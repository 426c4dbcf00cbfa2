"""Fills [oversight:visits]: every household that exits in a year, and who has been there.

Source: S004, R196 (对全乡今年脱贫的535户1408人进行入户调查). A visit is what the system holds
of one: a round of the three-way check, or a problem that somebody found at the household. What is
not recorded here is not told to be absent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huitoukan.apps.agreement.models import Round
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import Crumb
from huitoukan.apps.core.showing import address
from huitoukan.apps.exits.models import ExitObject
from huitoukan.apps.oversight.queries import MOST_LISTED, number, tabs
from huitoukan.apps.oversight.queries.yearly import year_of
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries import full_name
from huitoukan.apps.problems.models import Problem
from huitoukan.apps.problems.pages import BoardCell, BoardPage, BoardSection
from huitoukan.apps.problems.queries.boards import cells
from huitoukan.apps.problems.queries.words import source_title
from huitoukan.apps.registry.models import Household
from huitoukan.apps.registry.queries import households_for
from huitoukan.domain.exits import ExitState
from huitoukan.domain.identity import mask_name


@dataclass(frozen=True)
class Visit:
    """Somebody was at the household: on which day, who, and how we know."""

    on: date
    who: str
    how: str
    href: str = ""


@dataclass(frozen=True)
class ToVisit:
    """A household that exits in the year, why it is in the list, and the visits so far."""

    household: Household
    why: str
    visits: tuple[Visit, ...]

    @property
    def newest(self) -> Visit | None:
        """The last visit, if there was one."""
        return max(self.visits, key=lambda one: one.on, default=None)


def to_visit(actor: Actor, campaign: Campaign, year: int) -> list[ToVisit]:
    """The year's exits that the actor sees, in order of place; five questions in all.

    From the registry (year of exit) and from exits under signature that were proposed in the year.
    """
    proposed = set(
        ExitObject.objects.filter(
            exit__campaign=campaign, exit__proposed_at__year=year, is_struck=False,
            exit__state__in=[ExitState.SIGNING.value, ExitState.SIGNED.value],
        ).values_list("number", flat=True)
    )  # fmt: skip
    of_year = Q(facts__exit_year=year) | Q(facts__exit_year=str(year))
    inside = households_for(actor, "household.see").filter(
        area__path__startswith=campaign.area.depth_path
    )
    found = list(inside.filter(of_year | Q(household_no__in=proposed)).order_by("place_key"))
    visits = _visits(campaign, [one.household_no for one in found], year)
    return [
        ToVisit(
            one,
            _("退出签批") if one.household_no in proposed else _("名册脱贫年度"),
            tuple(visits.get(one.household_no, ())),
        )
        for one in found
    ]


def _visits(campaign: Campaign, numbers: Sequence[str], year: int) -> Mapping[str, list[Visit]]:
    found: dict[str, list[Visit]] = {}
    rounds = Round.objects.filter(
        agreement__campaign=campaign, agreement__household__household_no__in=numbers,
        on__year=year,
    )  # fmt: skip
    for one in rounds.select_related("agreement__household"):
        household = one.agreement.household.household_no
        href = reverse("agreement:household", args=[household])
        visit = Visit(one.on, one.taken_by_name, _("三方核对"), href)
        found.setdefault(household, []).append(visit)
    pack = campaign.pack.opened()
    problems = Problem.objects.for_system("of households that were loaded in scope").filter(
        campaign=campaign, household_no__in=numbers,
        origin_kind__in=list(pack.finding_sources), found_at__year=year,
    )  # fmt: skip
    for problem in problems:
        visit = Visit(
            timezone.localtime(problem.found_at).date(), problem.found_by_name,
            source_title(pack, problem.origin_kind),
            reverse("problems:detail", args=[problem.code]),
        )  # fmt: skip
        found.setdefault(problem.household_no, []).append(visit)
    return found


def visits_page(
    actor: Actor, campaign: Campaign, params: Mapping[str, str], *, on: date
) -> BoardPage:
    """[oversight:visits] `place` and `show` ("all", "seen", "left") open the list of a figure."""
    year = year_of(params, on).year
    rows = to_visit(actor, campaign, year)
    here = reverse("oversight:visits")
    links = [Crumb(_("上一年"), address(here, {}, year=str(year - 1)))]
    if actor.may("problem.export"):
        file = reverse("oversight:visits_file")
        links += [
            Crumb(words, address(file, {}, year=str(year), as_=as_))
            for words, as_ in ((_("导出 Excel"), "xlsx"), (_("导出 Word"), "docx"))
        ]
    place, show = params.get("place", ""), params.get("show", "left")
    chosen = [
        row for row in rows
        if place in {"", row.household.area.code}
        and (show == "all" or bool(row.visits) == (show == "seen"))
    ]  # fmt: skip
    sections = [
        _villages(rows, year), listed_households(shown_as(show), chosen, MOST_LISTED)
    ]  # fmt: skip
    return BoardPage(
        title=_("退出户走访"),
        note=_(
            "{year} 年退出的 {n} 户 {m} 人要全部入户；走访按三方核对的轮次和在该户登记的问题算，"
            "系统外的走访不在内。"
        ).format(year=year, n=len(rows), m=sum(row.household.n_members for row in rows)),
        boards=tabs(actor, "visits"),
        sections=tuple(reversed(sections) if place else sections),
        links=tuple(links),
    )


def shown_as(show: str) -> str:
    """The title of a list."""
    words = {"all": _("今年退出的户"), "seen": _("已走访"), "left": _("没有走访记录")}
    return words.get(show, words["left"])


def _villages(rows: Sequence[ToVisit], year: int) -> BoardSection:
    here = reverse("oversight:visits")
    by_area: dict[int, list[ToVisit]] = {}
    areas: dict[int, Area] = {}
    for row in rows:
        by_area.setdefault(row.household.area_id, []).append(row)
        areas[row.household.area_id] = row.household.area
    shown = []
    for pk, mine in by_area.items():
        at = {"year": str(year), "place": areas[pk].code}
        n_seen = sum(bool(row.visits) for row in mine)
        shown.append(
            (
                BoardCell(full_name(areas[pk]), style="nowrap"),
                number(len(mine), address(here, at, show="all")),
                BoardCell(str(sum(row.household.n_members for row in mine)), is_number=True),
                number(n_seen, address(here, at, show="seen")),
                number(len(mine) - n_seen, address(here, at, show="left")),
            )
        )
    return BoardSection(
        _("各村"), (_("村"), _("退出户"), _("人数"), _("已走访"), _("没有走访记录")), tuple(shown)
    )


def listed_households(title: str, rows: Sequence[ToVisit], most: int | None = None) -> BoardSection:
    """The households of a list, with the newest visit."""
    return BoardSection(
        title,
        (
            _("户编号"), _("农户"), _("地点"), _("人数"), _("出处"), _("最近走访"), _("走访人"),
            _("怎样知道的"),
        ),
        tuple(
            (
                BoardCell(
                    row.household.household_no,
                    reverse("dashboards:household", args=[row.household.household_no]), "nowrap",
                ),
                *cells(
                    mask_name(row.household.head_name), full_name(row.household.area),
                    row.household.n_members, row.why,
                ),
                *_newest(row.newest),
            )
            for row in rows[:most]
        ),
        n=len(rows),
    )  # fmt: skip


def _newest(visit: Visit | None) -> tuple[BoardCell, ...]:
    if visit is None:
        return cells("", "", _("没有记录"))
    return (*cells(visit.on, visit.who), BoardCell(visit.how, visit.href))
