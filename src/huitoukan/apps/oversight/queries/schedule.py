"""Fills [oversight:schedule]: open problems held against the last day, by township and by state.

The questions are grouped in the database, so that a million problems come back as a few hundred
rows; the arithmetic is `domain.backwards`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.core.showing import address
from huitoukan.apps.oversight.queries import MOST_LISTED, listed, number, tabs
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries import areas_with, full_name
from huitoukan.apps.problems.models import AreaEnd, Problem, ProblemEvent
from huitoukan.apps.problems.pages import BoardCell, BoardPage, BoardSection
from huitoukan.apps.problems.queries import open_states, problems_for, urgent_first
from huitoukan.apps.problems.queries.boards import cells
from huitoukan.apps.problems.queries.words import in_language
from huitoukan.domain.areas import Level
from huitoukan.domain.backwards import (
    WEEKS,
    Flow,
    Schedule,
    bottleneck,
    first_day_of,
    flows,
    week_of,
    weeks_since,
)
from huitoukan.domain.problems import ENDINGS, STATE_WORDS, State

ENDED: Final = tuple(state.value for state in ENDINGS)
STILL_OPEN: Final = tuple(open_states())
STATE_COUNT = tuple[str, State, int]
"""Path of a place, a state, and how many."""


@dataclass(frozen=True)
class Figures:
    """What is counted once for the whole county: open by place and state, moves by place."""

    n_open: tuple[STATE_COUNT, ...]
    n_left: tuple[STATE_COUNT, ...]
    ended: tuple[tuple[str, int, int], ...]
    """Path of a place, week (0: the one that ends today), how many ended."""

    def open_in(self, path: str) -> Counter[State]:
        """Open problems inside a place, by state."""
        return _summed(self.n_open, path)

    def left_in(self, path: str) -> Counter[State]:
        """How often a state was left inside a place in the past weeks."""
        return _summed(self.n_left, path)

    def finished_in(self, path: str) -> tuple[int, ...]:
        """Problems that ended inside a place, by week, the present one first."""
        weeks = [0] * WEEKS
        for place, week, n in self.ended:
            if place.startswith(path):
                weeks[week] += n
        return tuple(weeks)


def _summed(rows: tuple[STATE_COUNT, ...], path: str) -> Counter[State]:
    found: Counter[State] = Counter()
    for place, state, n in rows:
        if place.startswith(path):
            found[state] += n
    return found


def figures(actor: Actor, campaign: Campaign, *, on: date) -> Figures:
    """Two questions: what is open, and the moves of the past weeks."""
    problems = problems_for(actor, campaign).order_by()
    opened = (
        problems.filter(state__in=STILL_OPEN).values("area__path", "state").annotate(n=Count("pk"))
    )
    moved = (
        moves(problems, on)
        .annotate(day=TruncDate("at", tzinfo=timezone.get_current_timezone()))
        .order_by()
        .values("problem__area__path", "day", "from_state", "to_state")
        .annotate(n=Count("pk"))
    )
    left: Counter[tuple[str, State]] = Counter()
    ended: Counter[tuple[str, int]] = Counter()
    for row in moved:
        if row["from_state"] not in STILL_OPEN or row["from_state"] == row["to_state"]:
            continue
        path = row["problem__area__path"] or ""
        left[path, State(row["from_state"])] += row["n"]
        week = week_of(row["day"], on)
        if row["to_state"] in ENDED and week is not None:
            ended[path, week] += row["n"]
    return Figures(
        tuple((row["area__path"] or "", State(row["state"]), row["n"]) for row in opened),
        tuple((path, state, n) for (path, state), n in left.items()),
        tuple((path, week, n) for (path, week), n in ended.items()),
    )


def moves(
    problems: ScopedQuerySet[Problem], on: date, week: int | None = None
) -> QuerySet[ProblemEvent]:
    """The steps of the past weeks, or of one of them, as a query over events."""
    first = first_day_of(WEEKS - 1 if week is None else week, on)
    last = on if week is None else first + timedelta(days=6)
    return ProblemEvent.objects.filter(
        problem__in=problems.order_by().values("pk"),
        at__gte=_start(first),
        at__lt=_start(last + timedelta(days=1)),
    )


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def places_of(actor: Actor, campaign: Campaign) -> list[Area]:
    """The county where the actor sees it, and the townships in which the actor sees problems."""
    seen = areas_with(actor, "problem.see", campaign.area)
    towns = [area for area in seen if area.level == Level.TOWNSHIP]
    if not towns:  # a department sees the county through its own problems
        inside = Area.objects.filter(
            path__startswith=campaign.area.depth_path, level=Level.TOWNSHIP, last_day__isnull=True
        )
        towns = list(inside.order_by("code"))
    return [campaign.area, *towns]


def schedules(
    actor: Actor, campaign: Campaign, found: Figures, *, on: date
) -> Iterator[tuple[Area, Schedule]]:
    """Each place with its schedule, the county first."""
    ends = list(AreaEnd.objects.filter(campaign=campaign).select_related("area"))
    for place in places_of(actor, campaign):
        path = place.depth_path
        above = [one.ends_on for one in ends if path.startswith(one.area.depth_path)]
        yield (
            place,
            Schedule(
                on=on,
                last_day=min([campaign.ends_on, *above]),
                n_open=found.open_in(path).total(),
                finished=found.finished_in(path)[: weeks_since(campaign.starts_on, on)],
            ),
        )


def schedule_page(
    actor: Actor, campaign: Campaign, params: Mapping[str, str], *, on: date
) -> BoardPage:
    """[oversight:schedule] `place` narrows the steps, `show` opens the list behind a figure."""
    found = figures(actor, campaign, on=on)
    rows = list(schedules(actor, campaign, found, on=on))
    chosen = next((p for p, _one in rows if p.code == params.get("place")), campaign.area)
    n_weeks = weeks_since(campaign.starts_on, on)
    sections = [_towns(rows, found), _steps(chosen, found, n_weeks)]
    if behind := _behind(actor, campaign, chosen, params.get("show", ""), on):
        sections.insert(0, behind)
    return BoardPage(
        title=_("时间倒排"),
        note=_(
            "从截止日往回算：每周要办结多少，按最近四周的进度哪天办完，从哪天起来不及。"
            "只是算账，不是承诺；长期整改和已移交的不算在内。"
        ),
        boards=tabs(actor, "schedule"),
        sections=tuple(sections),
    )


def _towns(rows: list[tuple[Area, Schedule]], found: Figures) -> BoardSection:
    here = reverse("oversight:schedule")
    shown = []
    for place, one in rows:
        weeks = [
            number(n, address(here, {}, place=place.code, show=f"week-{week}"))
            for week, n in enumerate(found.finished_in(place.depth_path))
        ]
        shown.append(
            (
                BoardCell(place.name, address(here, {}, place=place.code), "nowrap"),
                BoardCell(one.last_day.isoformat(), style="nowrap"),
                number(one.n_open, address(here, {}, place=place.code, show="open")),
                BoardCell(_said(one.needed, _("已过截止日")), is_number=True),
                *reversed(weeks),
                *cells(one.done_on or _no_pace(one), _too_late(one)),
                *cells(_("赶不上") if one.is_behind else _("赶得上") if one.n_open else ""),
            )
        )
    return BoardSection(
        _("各乡镇"),
        (
            _("地方"), _("截止日"), _("未结"), _("每周须办结"),
            *(_("前第 {n} 周").format(n=week) for week in range(WEEKS - 1, 0, -1)), _("最近7天"),
            _("照此进度办完"), _("从哪天起来不及"), _("照此进度"),
        ),
        tuple(shown),
        note=_("进度：最近四周（任务开始不到四周的，从开始算）办结的条数：销号、核销、移交、转长期。没有办结过的，不能推算。"),
    )  # fmt: skip


def _said(n: int | None, otherwise: str) -> str:
    return otherwise if n is None else str(n)


def _too_late(one: Schedule) -> str:
    """The day, while it lies ahead."""
    if one.too_late_from is None:
        return _no_pace(one)
    return one.too_late_from.isoformat() if one.too_late_from > one.on else _("已经来不及")


def _no_pace(one: Schedule) -> str:
    return _("不能推算") if one.n_open else ""


def _steps(place: Area, found: Figures, n_weeks: int) -> BoardSection:
    here = reverse("oversight:schedule")
    path = place.depth_path
    all_flows = flows(found.open_in(path), found.left_in(path), n_weeks)
    slowest = bottleneck(all_flows)
    return BoardSection(
        _("{place}：各个环节").format(place=place.name),
        (_("状态"), _("现有"), _("四周内走出这一步"), _("照此需要几周"), _("瓶颈")),
        tuple(
            (
                BoardCell(in_language(STATE_WORDS[one.state]), style="nowrap"),
                number(one.n_open, address(here, {}, place=place.code, show=one.state.value)),
                BoardCell(str(one.n_left), is_number=True),
                BoardCell(_weeks(one), is_number=True),
                *cells(_("最慢的一步") if one is slowest else ""),
            )
            for one in all_flows
        ),
        note=_("瓶颈：照四周的进度需要最多周才能走完的一步；四周里没有走出过的排在最前。"),
    )


def _weeks(one: Flow) -> str:
    if not one.n_open:
        return "0"
    return _("没有走出过") if one.weeks is None else f"{one.weeks:.1f}"


def _behind(
    actor: Actor, campaign: Campaign, place: Area, show: str, on: date
) -> BoardSection | None:
    """The list behind a figure: open ones, those in a state, or what ended in a week."""
    inside = problems_for(actor, campaign).filter(area__path__startswith=place.depth_path)
    if show.startswith("week-") and show[5:].isdigit() and int(show[5:]) < WEEKS:
        return _ended(inside, place, int(show[5:]), on)
    if show in STILL_OPEN:
        rows, word = inside.filter(state=show), in_language(STATE_WORDS[State(show)])
    elif show == "open":
        rows, word = inside.filter(state__in=STILL_OPEN), _("未结")
    else:
        return None
    return listed(f"{place.name} {word}", urgent_first(rows)[:MOST_LISTED], rows.count())


def _ended(inside: ScopedQuerySet[Problem], place: Area, week: int, on: date) -> BoardSection:
    rows = (
        moves(inside, on, week)
        .filter(to_state__in=ENDED, from_state__in=STILL_OPEN)
        .select_related("problem__area__parent")
        .order_by("at", "pk")
    )
    first = first_day_of(week, on)
    return BoardSection(
        _("{place} {first} 至 {last} 办结").format(
            place=place.name, first=first, last=first + timedelta(days=6)
        ),
        (_("日期"), _("编号"), _("地点"), _("办成"), _("办理人")),
        tuple(
            (
                *cells(timezone.localtime(one.at).date()),
                BoardCell(
                    one.problem.code, reverse("problems:detail", args=[one.problem.code]), "nowrap"
                ),
                *cells(
                    full_name(one.problem.area), in_language(STATE_WORDS[State(one.to_state)]),
                    one.actor_name,
                ),
            )
            for one in rows[:MOST_LISTED]
        ),
        n=rows.count(),
    )  # fmt: skip
