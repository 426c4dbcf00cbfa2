"""Fills the trend by date: rows, a drawing of three lines, and the list behind each figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import topic_label
from huitoukan.apps.core.pages import Choice, FilterField
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.core.showing import Counted, address, filters_of, page_of, select
from huitoukan.apps.places.queries import areas_with
from huitoukan.apps.problems import pages, queries
from huitoukan.apps.problems.models import Problem
from huitoukan.apps.problems.queries.boards import boards, problem_cells, problem_heads
from huitoukan.apps.problems.queries.flows import as_of, flows_of, standing_on
from huitoukan.apps.problems.queries.shown import filtered
from huitoukan.apps.problems.queries.words import in_language
from huitoukan.domain.areas import Level
from huitoukan.domain.problems import STATE_WORDS, State
from huitoukan.domain.reconciliation import PART_WORDS, PARTS
from huitoukan.domain.refusals import Refused
from huitoukan.domain.trend import Pace, Point, ends_of, points_of

WIDTH: Final = 760
HEIGHT: Final = 240
LEFT, RIGHT, TOP, BOTTOM = 48, 128, 12, 28
"""The drawing in its own units; the margins hold the scale and the names of the lines."""
LINES: Final = ("found", "rectified", "still_open")
LEAST_GAP: Final = 14
"""Between the names at the right, so that none covers another."""


def _asked(actor: Actor, campaign: Campaign, params: Mapping[str, str]) -> ScopedQuerySet[Problem]:
    everything = queries.problems_for(actor, campaign).filter(queries.areas_within(actor, campaign))
    wanted = {name: params[name] for name in ("place", "topic") if params.get(name)}
    return filtered(everything, wanted)


def _pace(params: Mapping[str, str]) -> Pace:
    return Pace.WEEK if params.get("by") == Pace.WEEK else Pace.DAY


def points(
    actor: Actor, campaign: Campaign, params: Mapping[str, str], *, on: date
) -> tuple[Point, ...]:
    """How the ledger stood at the end of each period until `on`."""
    pace = _pace(params)
    rows = flows_of(_asked(actor, campaign, params), on)
    return points_of(rows, ends_of(campaign.starts_on, on, pace), pace)


def trend_page(
    actor: Actor, campaign: Campaign, params: Mapping[str, str], *, on: date
) -> pages.TrendPage:
    """[problems:trend] Found, rectified and open by day or week, of the county, place or topic."""
    found = points(actor, campaign, params, on=on)
    path = reverse("problems:trend")
    topics = sorted({kind.topic for kind in campaign.pack.opened().problem_types.values()})
    areas = areas_with(actor, "problem.see", campaign.area)
    towns = {area.pk: area.name for area in areas if area.level == Level.TOWNSHIP}
    places = [(area.code, f"{towns.get(area.parent_id or 0, '')}{area.name}") for area in areas]
    is_week = _pace(params) is Pace.WEEK
    fields = (
        select("place", _("乡镇村"), places, params),
        select("topic", _("问题类别"), [(one, topic_label(one)) for one in topics], params),
        FilterField(
            "by", _("周期"),
            choices=(Choice("", _("按日"), not is_week), Choice("week", _("按周"), is_week)),
            value="week" if is_week else "",
        ),
    )  # fmt: skip
    kept = {name: params.get(name, "") for name in ("place", "topic")}
    return pages.TrendPage(
        boards=boards("trend"),
        filters=filters_of(path, params, fields),
        chart=chart_of(found),
        heads=tuple(in_language(PART_WORDS[part]) for part in PARTS),
        rows=tuple(_row(one, kept) for one in reversed(found)),
    )


def _row(point: Point, kept: Mapping[str, str]) -> pages.TrendRow:
    path = reverse("problems:as_of")
    day = point.until.isoformat()
    label = day if point.since == point.until else f"{point.since:%m-%d} — {day}"
    return pages.TrendRow(
        label=label,
        new=point.new,
        parts=tuple(
            pages.BoardCell(
                str(getattr(point.standing, part)), address(path, kept, on=day, part=part),
                is_number=True,
            )
            for part in PARTS
        ),
    )  # fmt: skip


def as_of_page(
    actor: Actor, campaign: Campaign, params: Mapping[str, str], *, on: date
) -> pages.AsOfPage:
    """[problems:as_of] The problems behind a figure of the trend, as they stood on that day."""
    part = params.get("part", "found")
    if part not in PARTS:
        raise Refused("NOT_FOUND", what="项目", code=part)
    try:
        day = min(date.fromisoformat(params.get("on", "")), on)
    except ValueError:
        day = on
    asked = _asked(actor, campaign, params)
    n = getattr(standing_on(asked, day), part)
    rows, pager = page_of(
        as_of(asked, day, part), reverse("problems:as_of"), params, counted=Counted(n)
    )
    return pages.AsOfPage(
        boards=boards("trend"),
        title=_("{day} 的台账：{part}").format(day=day, part=in_language(PART_WORDS[part])),
        heads=(*problem_heads(), _("当日状态")),
        rows=tuple(
            problem_cells(one, in_language(STATE_WORDS[State(vars(one)["stood"])])) for one in rows
        ),
        pager=pager,
        back=address(reverse("problems:trend"), {n: params.get(n, "") for n in ("place", "topic")}),
    )


# --- the drawing ---


def chart_of(points: Sequence[Point]) -> pages.TrendChart:
    """Three lines over the periods, in the units of the drawing."""
    most = max([1, *(point.standing.found for point in points)])
    top = _round_up(most)
    inner_w, inner_h = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def x(number: int) -> float:
        return LEFT + inner_w * (number / max(len(points) - 1, 1))

    def y(value: int) -> float:
        return TOP + inner_h * (1 - value / top)

    lines = []
    for part in LINES:
        values = [getattr(point.standing, part) for point in points]
        lines.append(
            pages.TrendLine(
                part=part,
                label=f"{in_language(PART_WORDS[part])} {values[-1]}",
                points=" ".join(f"{x(n):.1f},{y(value):.1f}" for n, value in enumerate(values)),
                end_y=y(values[-1]),
            )
        )
    ticks = (0, len(points) // 2, len(points) - 1) if len(points) > 2 else range(len(points))
    return pages.TrendChart(
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        right=WIDTH - RIGHT,
        bottom=HEIGHT - BOTTOM,
        lines=_apart(lines),
        scale=tuple((str(value), f"{y(value):.1f}") for value in (0, top // 2, top)),
        days=tuple((f"{points[n].until:%m-%d}", f"{x(n):.1f}") for n in ticks),
    )


def _round_up(most: int) -> int:
    """A scale that ends on a plain even number not below the greatest value."""
    step = int("1" + "0" * (len(str(most)) - 1))
    top = -(-most // step) * step
    return top if top % 2 == 0 else top + max(step, 1)


def _apart(lines: list[pages.TrendLine]) -> tuple[pages.TrendLine, ...]:
    """The names at the right moved down where they would cover each other."""
    last = -LEAST_GAP * 1.0
    placed: dict[str, float] = {}
    for line in sorted(lines, key=lambda one: one.end_y):
        last = max(line.end_y, last + LEAST_GAP)
        placed[line.part] = last
    return tuple(
        pages.TrendLine(one.part, one.label, one.points, placed[one.part]) for one in lines
    )
