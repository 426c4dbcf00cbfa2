"""Fills [oversight:monthly]: a frozen month by township and village, looks and meetings too."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import Crumb
from huitoukan.apps.core.showing import address, severity_card
from huitoukan.apps.files.services.keeping import path_of
from huitoukan.apps.ledgers.models import Entry
from huitoukan.apps.ledgers.queries import entries_for
from huitoukan.apps.oversight.queries import MOST_LISTED, number, tabs
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries import areas_with, full_name
from huitoukan.apps.problems.models import FrozenMonth
from huitoukan.apps.problems.pages import BoardCell, BoardPage, BoardSection
from huitoukan.apps.problems.queries.boards import SHOWN, cells
from huitoukan.apps.problems.queries.words import in_language
from huitoukan.domain.areas import Level
from huitoukan.domain.inspection import Inspected, Timing, score, timing_of
from huitoukan.domain.ledger_month import next_month
from huitoukan.domain.problems import STATE_WORDS, State

LOOKS, MEETINGS = "K13", "K05"
FIGURES: Final = ("due", "in_time", "late", "undone", "overdue", "returned")


@dataclass(frozen=True)
class MonthRow:
    """A problem of a frozen month that has something to say: it was due, late or sent back."""

    code: str
    area: str
    department: str
    severity: str
    title: str
    unit: str
    person: str
    state: State
    due_on: date | None
    ended_on: date | None
    figures: Inspected


@lru_cache(maxsize=4)
def rows_of(sha256: str, first: date) -> tuple[MonthRow, ...] | None:
    """The rows of a frozen file that concern the month; kept, for what is frozen never changes.

    None when the file was frozen before due dates were written into it: cannot tell.
    """
    after, found = next_month(first), []
    with path_of(sha256).open(encoding="utf-8") as file:
        for line in file:
            told = json.loads(line)
            if "due_on" not in told:
                return None
            if (figures := _figures(told, first, after)) != Inspected():
                found.append(_row(told, figures))
    return tuple(found)


def _figures(told: Mapping[str, Any], first: date, after: date) -> Inspected:
    due_on, ended_on = _day(told["due_on"]), _day(told["ended_on"])
    timing = timing_of(due_on, ended_on, first, after)
    return Inspected(
        in_time=int(timing is Timing.IN_TIME),
        late=int(timing is Timing.LATE),
        undone=int(timing is Timing.UNDONE),
        overdue=int(due_on is not None and due_on < first and ended_on is None),
        returned=int(told["returned"]),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _row(told: Mapping[str, Any], figures: Inspected) -> MonthRow:
    return MonthRow(
        code=told["code"], area=told["area__code"], department=told["department"],
        severity=told["severity"], title=told["title"], unit=told["unit"], person=told["person"],
        state=State(told["state"]), due_on=_day(told["due_on"]), ended_on=_day(told["ended_on"]),
        figures=figures,
    )  # fmt: skip


@dataclass(frozen=True)
class Places:
    """The places in which the actor sees problems: by code the area, and its township."""

    areas: Mapping[str, Area]
    departments: Mapping[str, frozenset[str]]
    """By the path of a department's grant, whose problems are seen there; "" of all."""

    def sees(self, row: MonthRow) -> bool:
        """Whether the actor sees this row: its place, and of a department its own only."""
        area = self.areas.get(row.area)
        if area is None:
            return False
        return any(
            area.depth_path.startswith(path) and ("" in held or row.department in held)
            for path, held in self.departments.items()
        )

    def town_of(self, row: MonthRow) -> Area:
        """The township of a row; of one that is the county's own, the county."""
        area = self.areas[row.area]
        return area.parent if area.level == Level.VILLAGE and area.parent else area


def places_seen(actor: Actor, campaign: Campaign) -> Places:
    """One question for the areas of the county."""
    inside = Area.objects.filter(path__startswith=campaign.area.depth_path)
    held: dict[str, set[str]] = {}
    if actor.is_system:
        held[campaign.area.depth_path] = {""}
    for grant in actor.grants:
        if "problem.see" in grant.verbs:
            held.setdefault(grant.path, set()).add(grant.department)
    return Places(
        {area.code: area for area in inside.select_related("parent__parent")},
        {path: frozenset(names) for path, names in held.items()},
    )


def frozen_months(campaign: Campaign) -> list[FrozenMonth]:
    """The frozen months, the newest first; what of them is shown is narrowed row by row."""
    every = FrozenMonth.objects.for_system("each row is narrowed to what the actor sees")
    return list(every.filter(campaign=campaign).select_related("rows"))


def seen_rows(
    actor: Actor, campaign: Campaign, frozen: FrozenMonth
) -> tuple[Places, list[MonthRow]] | None:
    """The month's rows that the actor sees; None where the frozen file cannot tell."""
    rows = rows_of(frozen.rows.sha256, frozen.month)
    if rows is None:
        return None
    places = places_seen(actor, campaign)
    return places, [row for row in rows if places.sees(row)]


def monthly_page(actor: Actor, campaign: Campaign, params: Mapping[str, str]) -> BoardPage:
    """[oversight:monthly] `month` chooses one, `place` a township, `show` the list of a figure."""
    months = frozen_months(campaign)
    frozen = next((one for one in months if str(one) == params.get("month")), None)
    frozen = frozen or (months[0] if months else None)
    here = reverse("oversight:monthly")
    sections: list[BoardSection] = []
    note = _("还没有冻结过月台账；督查看的是冻结的月份，先到“月台账”冻结。")
    if frozen is not None:
        found = seen_rows(actor, campaign, frozen)
        note = _("这个月冻结时还没有记期限，不能核对；以后冻结的月份可以。")
        if found is not None:
            note = _(
                "{month}：从冻结的月台账看哪些到期、完成、逾期、被退回；期限以冻结时为准。"
                "只列地方和部门，不给人打分。"
            ).format(month=frozen)
            sections = _sections(campaign, params, frozen, *found)
        sections += _beside(actor, campaign, frozen.month)
    return BoardPage(
        title=_("每月督查"),
        note=note,
        boards=tabs(actor, "monthly"),
        sections=tuple(sections),
        links=(
            *(Crumb(str(one), address(here, {}, month=str(one))) for one in months[:12]),
            *(
                [Crumb(_("做督办通知"), address(reverse("papers:new"), {}, kind=NOTICE))]
                if actor.may("paper.issue")
                else []
            ),
        ),
    )


NOTICE: Final = "supervision_notice"


def _sections(
    campaign: Campaign,
    params: Mapping[str, str],
    frozen: FrozenMonth,
    places: Places,
    rows: list[MonthRow],
) -> list[BoardSection]:
    towns: dict[str, Inspected] = {}
    villages: dict[str, Inspected] = {}
    chosen = params.get("place", "")
    for row in rows:
        town = places.town_of(row).code
        towns[town] = towns.get(town, Inspected()) + row.figures
        if town == chosen:
            villages[row.area] = villages.get(row.area, Inspected()) + row.figures
    sections = [_units(campaign, frozen, places, towns, _("各乡镇"))]
    if villages:
        name = places.areas[chosen].name
        sections.append(
            _units(campaign, frozen, places, villages, _("{place}：各村").format(place=name))
        )
    show = params.get("show", "")
    if show in FIGURES and chosen in places.areas:
        path = places.areas[chosen].depth_path
        behind = [
            row
            for row in rows
            if getattr(row.figures, show) and places.areas[row.area].depth_path.startswith(path)
        ]
        sections.insert(0, _listed(places, behind, places.areas[chosen].name, show))
    return sections


def labels() -> dict[str, str]:
    """The figures of a month in words."""
    return {
        "due": _("本月到期"), "in_time": _("按期完成"), "late": _("逾期完成"),
        "undone": _("到期未完成"), "overdue": _("以前到期仍未完成"), "returned": _("退回次数"),
    }  # fmt: skip


def _units(
    campaign: Campaign,
    frozen: FrozenMonth,
    places: Places,
    units: Mapping[str, Inspected],
    title: str,
) -> BoardSection:
    terms = campaign.pack.opened().oversight
    here = reverse("oversight:monthly")
    points = {name: float(param.value) for name, param in terms.points.items()}
    rows = []
    for code, one in sorted(units.items()):
        marks = []
        if terms.full is not None:
            marks = [BoardCell(f"{score(one, float(terms.full.value), points):g}", is_number=True)]
        at = {"month": str(frozen), "place": code}
        rows.append(
            (
                BoardCell(places.areas[code].name, address(here, at), "nowrap"),
                *(number(getattr(one, name), address(here, at, show=name)) for name in FIGURES),
                *marks,
            )
        )
    is_scored = terms.full is not None
    sources = "；".join(
        _("{figure}每条扣 {value:g} 分（{source}）").format(
            figure=labels()[name], value=float(param.value), source=param.source
        )
        for name, param in terms.points.items()
    )
    return BoardSection(
        title,
        (_("地方"), *labels().values(), *([_("得分")] if is_scored else [])),
        tuple(rows),
        note=sources
        if is_scored
        else _("来源没有规定分值，只列数和清单，不打分；本县有文件的，写进本县规则包。"),
    )


def _listed(places: Places, rows: list[MonthRow], place: str, show: str) -> BoardSection:
    return BoardSection(
        f"{place} {labels()[show]}",
        (
            _("编号"), _("地点"), _("程度"), _("问题描述"), _("月底状态"), _("责任人"), _("期限"),
            _("办结"), _("退回次数"),
        ),
        tuple(
            (
                BoardCell(row.code, reverse("problems:detail", args=[row.code]), "nowrap"),
                *cells(
                    full_name(places.areas[row.area]), severity_card(row.severity).label,
                    row.title, in_language(STATE_WORDS[row.state]),
                    " ".join(filter(None, (row.unit, row.person))), row.due_on or "",
                    row.ended_on or "", row.figures.returned,
                ),
            )
            for row in rows[:MOST_LISTED]
        ),
        n=sum(row.figures.returned for row in rows) if show == "returned" else len(rows),
    )  # fmt: skip


# --- looks and meetings of the month, from the kept ledgers ---


def _beside(actor: Actor, campaign: Campaign, month: date) -> list[BoardSection]:
    if not actor.may("ledger.see"):
        return []
    every = entries_for(actor, campaign).filter(ended_at=None)
    looks = list(every.filter(dataset=LOOKS, values__inspected_on__startswith=f"{month:%Y-%m}"))
    meetings = list(every.filter(dataset=MEETINGS, values__held_on__startswith=f"{month:%Y-%m}"))
    return [_looks(looks), _rhythm(actor, campaign, looks, meetings)]


def _looks(looks: Iterable[Entry]) -> BoardSection:
    rows = sorted(looks, key=lambda one: str(one.values.get("inspected_on")))
    return BoardSection(
        _("本月督导检查记录"),
        (
            _("编号"), _("地方"), _("日期"), _("督查人"), _("发现的情况"), _("完成质量较差"),
            _("要求"), _("落实日期"),
        ),
        tuple(
            (
                BoardCell(one.code, reverse("ledgers:entry", args=[one.code]), "nowrap"),
                *cells(full_name(one.area)),
                *(cells(*(_said(one.values.get(name)) for name in LOOK_COLUMNS))),
            )
            for one in rows[:SHOWN]
        ),
        note=_("在“工作台账 → 督导检查记录”登记，村、乡镇看得到本地的。"),
        n=len(rows),
    )  # fmt: skip


LOOK_COLUMNS: Final = ("inspected_on", "inspected_by", "found", "is_poor", "asked", "done_on")


def _said(value: object) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return "" if value is None else str(value)


def _rhythm(
    actor: Actor, campaign: Campaign, looks: list[Entry], meetings: list[Entry]
) -> BoardSection:
    """Meetings and looks of each township held against the plan of the pack."""
    pack = campaign.pack.opened()
    terms = pack.oversight
    kinds = pack.codes.get("meeting_kind")
    names = {value.code: value for value in kinds.values} if kinds else {}
    towns = [
        area
        for area in areas_with(actor, "ledger.see", campaign.area)
        if area.level == Level.TOWNSHIP and area.last_day is None
    ]
    rows = []
    for town in towns:
        held = [
            sum(
                one.area.depth_path.startswith(town.depth_path)
                and one.values.get("kind") == plan.kind
                for one in meetings
            )
            for plan in terms.meetings
        ]
        n_looks = sum(one.area.depth_path.startswith(town.depth_path) for one in looks)
        rows.append((*cells(town.name, *held, n_looks),))
    return BoardSection(
        _("一月一调度、一月一督查"),
        (
            _("乡镇"),
            *(
                _("{meeting}（计划 {plan} 次）").format(
                    meeting=names[plan.kind].zh if plan.kind in names else plan.kind,
                    plan=plan.least if plan.most in {None, plan.least}
                    else f"{plan.least}—{plan.most}",
                )
                for plan in terms.meetings
            ),
            _("督导检查（至少 {n} 次）").format(n=terms.looks.value)
            if terms.looks
            else _("督导检查"),
        ),
        tuple(rows),
        note=_("会议从“工作台账 → 工作会议”数。没有登记的是 0，不等于没有开过。"),
    )  # fmt: skip
