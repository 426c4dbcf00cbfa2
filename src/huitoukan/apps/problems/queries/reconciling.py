"""Fills the page on which levels agree their counts of problems (对账), naming what differs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.language import refusal_text
from huitoukan.apps.core.pages import ActionForm, Choice, Crumb, Field
from huitoukan.apps.core.showing import address
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries import full_name, townships_in, villages_in
from huitoukan.apps.problems import pages
from huitoukan.apps.problems.models import Problem, ReportedStanding
from huitoukan.apps.problems.queries.boards import SHOWN, boards, cells, joined
from huitoukan.apps.problems.queries.counties import oversees_several
from huitoukan.apps.problems.queries.entry import places_for
from huitoukan.apps.problems.queries.months import moves_of
from huitoukan.apps.problems.queries.words import in_language
from huitoukan.domain.problems import SIGN_LEVELS, State
from huitoukan.domain.reconciliation import (
    AGAINST_WORDS,
    PART_WORDS,
    PARTS,
    Difference,
    Standing,
    differences,
)
from huitoukan.domain.refusals import Refused


def counted(campaign: Campaign, on: date) -> dict[int, Standing]:
    """What the steps of the ledger say of every area on a day, by its key; each counts upwards."""
    last = {
        problem: after for problem, _day, _b, after in moves_of(campaign, on + timedelta(days=1))
    }
    rows = Problem.objects.for_system("the ledger is counted whole").filter(campaign=campaign)
    found: dict[int, Standing] = {}
    for pk, path in rows.order_by().values_list("pk", "area__path"):
        if pk not in last:
            continue
        one = Standing.of(last[pk])
        for part in filter(None, (path or "").split(".")):
            found[int(part)] = found.get(int(part), Standing()) + one
    return found


def unlike_their_steps(actor: Actor, campaign: Campaign) -> list[tuple[str, str, str]]:
    """Problems whose state is not the last of their steps: code, state, the steps' last.

    Only for who sees the whole campaign.
    """
    if not _is_seen(actor, campaign.area):
        return []
    last = {problem: after for problem, _day, _b, after in moves_of(campaign, date.max)}
    rows = Problem.objects.for_system("the ledger is checked whole").filter(campaign=campaign)
    return [
        (code, state, last[pk].value if pk in last else "")
        for pk, code, state in rows.order_by("code").values_list("pk", "code", "state")
        if pk not in last or last[pk] != State(state)
    ]


@dataclass(frozen=True)
class Line:
    """A report with what the ledger counts, and what does not agree.

    `missing` are areas right below that did not report, of `n_below`: their sum cannot be told.
    """

    report: ReportedStanding
    counted: Standing
    differences: tuple[Difference, ...]
    missing: tuple[str, ...]
    n_below: int


def lines(
    actor: Actor, campaign: Campaign, on: date, books: dict[int, Standing] | None = None
) -> list[Line]:
    """Every report of a day that the actor sees, held against the ledger and the reports below.

    `books` are those of `counted` for the day, if they were counted already.
    """
    reports = list(
        ReportedStanding.objects.visible_to(actor, "problem.see")
        .filter(campaign=campaign, on=on)
        .select_related("area__parent")
    )
    books = counted(campaign, on) if books is None else books
    children: dict[int, list[Area]] = {}
    for area in (*townships_in(campaign.area), *villages_in(campaign.area)):
        children.setdefault(area.parent_id or 0, []).append(area)
    own = {(one.area_id, one.area.level): one for one in reports if one.by_level == one.area.level}
    found = []
    for one in reports:
        below = children.get(one.area_id, [])
        said = {full_name(a): own.get((a.pk, a.level)) for a in below}
        standings = {name: r.opened if r else None for name, r in said.items()}
        mine = books.get(one.area_id, Standing())
        # Problems of a township itself stand in no village's report.
        rest = _own(mine, (books.get(a.pk, Standing()) for a in below))
        with_rest = {**standings, "": rest} if below else {}
        found.append(
            Line(
                one, mine, differences(one.opened, mine, with_rest),
                tuple(name for name, r in said.items() if r is None), len(below),
            )
        )  # fmt: skip
    return found


def _own(whole: Standing, below: Iterable[Standing]) -> Standing:
    """What the ledger has of an area itself, without those below."""
    inside = sum(below, Standing())
    return Standing(*(getattr(whole, name) - getattr(inside, name) for name in PARTS))


def days_of(actor: Actor, campaign: Campaign) -> list[date]:
    """The days for which somebody reported, the newest first."""
    found = ReportedStanding.objects.visible_to(actor, "problem.see").filter(campaign=campaign)
    return sorted(set(found.order_by().values_list("on", flat=True)), reverse=True)


def reconcile_page(
    actor: Actor, campaign: Campaign, *, on: date, refused: Refused | None = None
) -> pages.BoardPage:
    """[problems:reconcile] Who reported what for a day, what the ledger counts, what differs."""
    books = counted(campaign, on)
    found = lines(actor, campaign, on, books)
    return pages.BoardPage(
        title=_("对账"),
        note=_(
            "{day}：各级上报的问题数与台账、与下级上报之和逐项核对。"
            "发现＝整改销号＋核销＋移交或转长期＋未办结；差异由人查明，程序不自行改动。"
        ).format(day=on.isoformat()),
        boards=boards("reconcile"),
        sections=(_differing(found), _reported(found), _counted(actor, campaign, books),
                  _unlike(actor, campaign)),
        acts=_forms(actor, campaign, on, refused),
        links=_over(actor)
        + tuple(
            Crumb(day.isoformat(), address(reverse("problems:reconcile"), {}, on=day.isoformat()))
            for day in days_of(actor, campaign)[:6]
            if day != on
        ),
    )  # fmt: skip


def _over(actor: Actor) -> tuple[Crumb, ...]:
    """The way to the sum over counties, for who oversees several."""
    if not oversees_several(actor):
        return ()
    return (Crumb(_("各县对账"), reverse("problems:counties")),)


def _part(name: str) -> str:
    return in_language(PART_WORDS[name])


def _differing(found: list[Line]) -> pages.BoardSection:
    rows = [
        cells(
            full_name(line.report.area), in_language(SIGN_LEVELS[line.report.by_level]),
            _part(one.part), one.reported, in_language(AGAINST_WORDS[one.against]), one.other,
            f"{one.by:+d}",
        )
        for line in found
        for one in line.differences
    ]  # fmt: skip
    heads = (_("地区"), _("上报级别"), _("项目"), _("上报"), _("对照"), _("对照数"), _("相差"))
    return pages.BoardSection(_("差异"), heads, tuple(rows), n=len(rows))


def _reported(found: list[Line]) -> pages.BoardSection:
    rows = []
    for line in found:
        if not line.n_below:
            below = "—"
        elif line.missing:
            below = _("{n} 个没有上报，不能判断：{names}").format(
                n=len(line.missing), names=joined(line.missing[:5])
            )
        else:
            below = _("都已上报")
        rows.append(
            cells(
                full_name(line.report.area), in_language(SIGN_LEVELS[line.report.by_level]),
                *(getattr(line.report.opened, name) for name in PARTS),
                line.report.source, line.report.said_by_name, below,
            )
        )  # fmt: skip
    heads = (_("地区"), _("上报级别"), *map(_part, PARTS), _("出处"), _("登记人"), _("下级"))
    return pages.BoardSection(_("各级上报"), heads, tuple(rows))


def _counted(actor: Actor, campaign: Campaign, books: dict[int, Standing]) -> pages.BoardSection:
    places = [campaign.area, *townships_in(campaign.area)]
    rows = [
        cells(area.name, *(getattr(books.get(area.pk, Standing()), name) for name in PARTS))
        for area in places
        if _is_seen(actor, area)
    ]
    return pages.BoardSection(
        _("台账按当日办理过程计"), (_("地区"), *map(_part, PARTS)), tuple(rows),
        note=_("直接登记在乡镇或县的问题，计入本级，不计入下级。"),
    )  # fmt: skip


def _is_seen(actor: Actor, area: Area) -> bool:
    """Whether the actor sees every problem of the area."""
    return actor.is_system or any(
        "problem.see" in grant.verbs
        and not grant.department
        and area.depth_path.startswith(grant.path)
        for grant in actor.grants
    )


def _unlike(actor: Actor, campaign: Campaign) -> pages.BoardSection:
    rows = unlike_their_steps(actor, campaign)
    return pages.BoardSection(
        _("状态与办理过程不一致的问题"), (_("编号"), _("状态"), _("办理过程")),
        tuple(cells(*row) for row in rows[:SHOWN]), n=len(rows),
    )  # fmt: skip


def _forms(
    actor: Actor, campaign: Campaign, on: date, refused: Refused | None
) -> tuple[ActionForm, ...]:
    if not actor.may("problem.enter"):
        return ()
    places = places_for(actor, campaign)
    if _may_report(actor, campaign.area):
        places.insert(0, campaign.area)
    return (
        ActionForm(
            code="report",
            label=_("登记上报数"),
            href=reverse("problems:report_standing"),
            icon="edit",
            note=_("同一级别同一天再登记的，以新的为准，旧的留在操作日志。"),
            fields=(
                Field(
                    "place", _("地区"), "select", True,
                    choices=tuple(Choice(one.code, full_name(one)) for one in places),
                ),
                Field(
                    "by_level", _("上报级别"), "select", True,
                    choices=tuple(Choice(k, in_language(w)) for k, w in SIGN_LEVELS.items()),
                ),
                Field("on", _("截至日期"), "date", True, value=on.isoformat()),
                *(Field(name, _part(name), "number", True) for name in PARTS),
                Field("source", _("出处"), "text", True, max_length=120),
            ),
            errors=(refusal_text(refused),) if refused else (),
            is_open=refused is not None,
        ),
    )  # fmt: skip


def _may_report(actor: Actor, area: Area) -> bool:
    return actor.is_system or any(
        "problem.enter" in grant.verbs and area.depth_path.startswith(grant.path)
        for grant in actor.grants
    )
