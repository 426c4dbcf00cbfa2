"""Fills [dashboards:overview]: how far are we, who is behind, what is late, what do I do now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.queries import phases_of
from huitoukan.apps.comparison.models import HitState
from huitoukan.apps.comparison.queries import WAITING, hits_for, newest_run
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import topic_label
from huitoukan.apps.core.pages import Figure, Share, StageItem
from huitoukan.apps.core.showing import address, due_of, language, severity_card
from huitoukan.apps.dashboards.pages import overview as pages
from huitoukan.apps.dashboards.queries.todo import todo_page
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries import departments_of, full_name, villages_in, widest_area
from huitoukan.apps.places.queries.history import merged_into
from huitoukan.apps.problems.queries import overdue, overdue_problems, problems_for
from huitoukan.apps.registry.queries import households_for
from huitoukan.apps.sources.queries import newest_deliveries
from huitoukan.domain.areas import Level
from huitoukan.domain.problems import ENDINGS, OPEN_STATES, Ending, State

SETTLED: Final = [state.value for state in State if state not in OPEN_STATES]
ENDED: Final = {
    kind: Q(state__in=[state.value for state, ending in ENDINGS.items() if ending is kind])
    for kind in Ending
}
"""The three endings are told apart: what was put right, what was no problem, what was passed on."""
NOT_HANDED_OVER: Final = [
    state.value for state in (State.REGISTERED, State.CONFIRMED, State.DATA_FIX)
]


def overview_page(actor: Actor, campaign: Campaign, *, on: date) -> pages.OverviewPage:
    """The campaign's whole area, or the part of it that the actor has a post in."""
    place = widest_area(actor, campaign.area)
    villages = list(villages_in(place).select_related("parent"))
    tally = _Tally(actor, campaign, on)
    todo = todo_page(actor, campaign, on=on)
    late = overdue_problems(actor, campaign, on)
    departments = {code: d.name for code, d in departments_of(campaign.area).items()}
    return pages.OverviewPage(
        level=place.level if place.level in {"township", "village"} else "county",
        place=place.name,
        stages=_stages(campaign),
        figures=_figures(actor, campaign, villages, tally),
        areas=_areas(place, villages, tally),
        villages=_grid(place, villages, tally, is_compared=newest_run(campaign) is not None),
        today=tuple(
            pages.TodayItem(
                icon=group.icon,
                tone=group.tone,
                n=group.n,
                title=group.title,
                why=group.why,
                button=group.button,
                href=group.all_href,
            )
            for group in todo.groups[:5]
        ),
        today_total=todo.n,
        overdue=tuple(
            pages.OverdueRow(
                code=problem.code,
                title=problem.title,
                place=full_name(problem.area),
                unit=problem.unit or departments.get(problem.department, ""),
                severity=severity_card(problem.severity),
                due=due_of(problem.next_due_on, on),
            )
            for problem in late[:7]
        ),
        n_overdue=tally.n_overdue,
        categories=_categories(actor, campaign, on),
        days_left=(campaign.ends_on - on).days if on <= campaign.ends_on else None,
    )


def _stages(campaign: Campaign) -> tuple[StageItem, ...]:
    titles = {phase.code: phase.title for phase in campaign.pack.opened().phases}
    return tuple(
        StageItem(number, titles[status.code].in_(language()), status.told, status.progress.value)
        for number, status in enumerate(phases_of(campaign), start=1)
    )


class _Tally:
    """Counts by village, one query for each kind: households, doubts, problems."""

    def __init__(self, actor: Actor, campaign: Campaign, on: date) -> None:
        self._into = merged_into()
        self.households: dict[int, tuple[int, ...]] = {}
        if actor.may("registry.see"):
            rows = (
                households_for(actor)
                .filter(area__path__startswith=campaign.area.depth_path)
                .order_by()
                .values_list("area")
                .annotate(n=Count("pk"), persons=Sum("n_members"))
            )
            self.households = self._folded(rows)
        hits = (
            hits_for(actor, campaign)
            .order_by()
            .values_list("area")
            .annotate(
                n=Count("pk"),
                new=Count("pk", filter=WAITING),
                yes=Count("pk", filter=Q(state=HitState.CONFIRMED)),
            )
        )
        self.hits = self._folded(hits)
        problems = (
            problems_for(actor, campaign)
            .order_by()
            .values_list("area")
            .annotate(
                n=Count("pk"),
                done=Count("pk", filter=Q(state__in=SETTLED)),
                closed=Count("pk", filter=ENDED[Ending.RECTIFIED]),
                cancelled=Count("pk", filter=ENDED[Ending.CANCELLED]),
                passed_on=Count("pk", filter=ENDED[Ending.PASSED_ON]),
                late=Count("pk", filter=overdue(on)),
            )
        )
        self.problems = self._folded(problems)

    def _folded(self, rows: Iterable[tuple[int | None, ...]]) -> dict[int, tuple[int, ...]]:
        """Numbers by village; those of a merged one stand under the village it lies in now."""
        folded: dict[int, tuple[int, ...]] = {}
        for area, *numbers in rows:
            village = self._into.get(area or 0, area or 0)
            own = (number or 0 for number in numbers)
            before = folded.get(village, (0,) * len(numbers))
            folded[village] = tuple(map(sum, zip(before, own, strict=True)))
        return folded

    def of(self, areas: Iterable[int]) -> dict[str, int]:
        """The counts of these villages together."""
        ids = list(areas)
        households = [self.households.get(i, (0, 0)) for i in ids]
        hits = [self.hits.get(i, (0, 0, 0)) for i in ids]
        problems = [self.problems.get(i, (0,) * 6) for i in ids]
        return {
            "households": sum(h[0] for h in households),
            "persons": sum(h[1] for h in households),
            "hits": sum(h[0] for h in hits),
            "new": sum(h[1] for h in hits),
            "confirmed": sum(h[2] for h in hits),
            "problems": sum(p[0] for p in problems),
            "done": sum(p[1] for p in problems),
            "closed": sum(p[2] for p in problems),
            "cancelled": sum(p[3] for p in problems),
            "passed_on": sum(p[4] for p in problems),
            "overdue": sum(p[5] for p in problems),
        }

    def everything(self) -> dict[str, int]:
        """The counts of all villages, and of rows that belong to the county as a whole."""
        return self.of({*self.households, *self.hits, *self.problems})

    @property
    def n_overdue(self) -> int:
        """Overdue problems in all."""
        return sum(late for *_others, late in self.problems.values())


def _figures(
    actor: Actor, campaign: Campaign, villages: list[Area], tally: _Tally
) -> tuple[Figure, ...]:
    """Six figures; one whose list the actor may not open is only a number."""
    n = tally.everything()
    datasets = campaign.pack.opened().delivered
    received = {d.dataset for d in newest_deliveries(campaign)}
    hits, problems = reverse("comparison:hits"), reverse("problems:list")
    share = f"{n['closed'] / n['problems']:.1%}" if n["problems"] else "—"
    return (
        Figure(
            _("名册户数"), n["households"], _("户"),
            _("{persons} 人，{villages} 个村").format(
                persons=f"{n['persons']:,}", villages=len(villages)
            ),
            href=reverse("registry:list") if actor.may("registry.see") else "",
        ),
        Figure(
            _("部门数据"), len(received), _("类"),
            _("应报 {n} 类").format(n=len(datasets)), of=len(datasets),
            href=reverse("sources:list") if actor.may("source.see") else "",
        ),
        Figure(
            _("待核定疑点"), n["new"], _("个"),
            _("共 {n} 个，属实 {yes} 个").format(n=n["hits"], yes=n["confirmed"]),
            href=address(hits, {}, tab=HitState.NEW),
        ),
        Figure(
            _("登记问题"), n["problems"], _("条"),
            _("未办结 {n} 条").format(n=n["problems"] - n["done"]), href=problems,
        ),
        Figure(
            _("已销号"), n["closed"], _("条"),
            _("销号率 {share}；另核销 {cancelled}，长期/移交 {passed_on}").format(
                share=share, cancelled=n["cancelled"], passed_on=n["passed_on"]
            ),
            href=address(problems, {}, tab="closed"),
        ),
        Figure(
            _("逾期"), tally.n_overdue, _("条"), _("按当前环节的期限计"),
            is_hot=tally.n_overdue > 0, href=address(problems, {}, tab="overdue"),
        ),
    )  # fmt: skip


def _areas(place: Area, villages: list[Area], tally: _Tally) -> tuple[pages.AreaRow, ...]:
    """The rows of the level below the place: townships of a county, villages of a township."""
    groups: dict[int, tuple[Area, list[int]]] = {}
    for village in villages:
        above = village.parent if place.level not in {Level.TOWNSHIP, Level.VILLAGE} else village
        if above is not None:
            groups.setdefault(above.pk, (above, []))[1].append(village.pk)
    rows = []
    for area, ids in groups.values():
        n = tally.of(ids)
        rows.append(
            pages.AreaRow(
                name=area.name,
                href=address(reverse("problems:list"), {}, place=area.code),
                n_households=n["households"],
                n_hits=n["hits"],
                n_confirmed=n["confirmed"],
                closed=Share(n["closed"], n["problems"]),
                n_cancelled=n["cancelled"],
                n_passed_on=n["passed_on"],
                n_overdue=n["overdue"],
            )
        )
    return tuple(rows)


def _grid(
    place: Area, villages: list[Area], tally: _Tally, *, is_compared: bool
) -> tuple[pages.VillageLine, ...]:
    if place.level == Level.VILLAGE:
        return ()
    lines: dict[str, list[pages.VillageCell]] = {}
    for village in villages:
        n = tally.of([village.pk])
        cell = pages.VillageCell(
            name=village.name.removesuffix("村"),
            href=address(reverse("problems:list"), {}, place=village.code),
            closed=Share(n["done"], n["problems"]),
            n_waiting=n["new"],
            n_overdue=n["overdue"],
            is_compared=is_compared,
        )
        lines.setdefault(village.parent.name if village.parent else "", []).append(cell)
    return tuple(
        pages.VillageLine(township, tuple(cells), sum(cell.level == "h5" for cell in cells))
        for township, cells in lines.items()
    )


def _categories(actor: Actor, campaign: Campaign, on: date) -> tuple[pages.CategoryRow, ...]:
    late = overdue(on)
    rows = (
        problems_for(actor, campaign)
        .order_by()
        .values_list("topic")
        .annotate(
            n=Count("pk"),
            closed=Count("pk", filter=ENDED[Ending.RECTIFIED]),
            cancelled=Count("pk", filter=ENDED[Ending.CANCELLED]),
            # A long-term problem has its own date; one that passed stands with the overdue.
            passed_on=Count("pk", filter=ENDED[Ending.PASSED_ON] & ~late),
            waiting=Count("pk", filter=Q(state__in=NOT_HANDED_OVER) & ~late),
            late=Count("pk", filter=late),
        )
        .order_by("-n")
    )
    return tuple(
        pages.CategoryRow(
            label=topic_label(topic),
            closed=closed,
            cancelled=cancelled,
            passed_on=passed_on,
            in_hand=n - closed - cancelled - passed_on - waiting - n_late,
            waiting=waiting,
            overdue=n_late,
            href=address(reverse("problems:list"), {}, topic=topic),
        )
        for topic, n, closed, cancelled, passed_on, waiting, n_late in rows
    )
