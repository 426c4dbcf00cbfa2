"""The books of a month, before and after it is frozen."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import ActionForm, Crumb, Field
from huitoukan.apps.core.showing import address
from huitoukan.apps.files.services.keeping import path_of
from huitoukan.apps.problems import pages
from huitoukan.apps.problems.models import FrozenMonth, Problem, ProblemEvent
from huitoukan.apps.problems.queries.boards import boards, cells
from huitoukan.apps.problems.queries.words import source_title
from huitoukan.domain.ledger_month import Books, books_of, next_month
from huitoukan.domain.problems import State

WHOLE = "whole"
AXES = ("area", "type", "source")
NOT_MOVES = frozenset({"note", "remind", "visit", "confer", "lead"})


def moves_of(campaign: Campaign, until: date) -> Iterator[tuple[int, date, State | None, State]]:
    """Every step of the campaign's problems before a day, in the order of problem and number."""
    rows = (
        ProblemEvent.objects.filter(problem__campaign=campaign)
        .exclude(action__in=NOT_MOVES)
        .order_by("problem_id", "seq")
        .values_list("problem_id", "at", "from_state", "to_state")
    )
    for problem, at, before, after in rows.iterator(chunk_size=5000):
        day = timezone.localtime(at).date()
        if day < until:
            yield problem, day, State(before) if before else None, State(after)


def books(campaign: Campaign, first: date) -> dict[str, dict[str, Books]]:
    """The books of a month: of the whole, and by township, type and source.

    Keyed by axis ("whole", "area", "type", "source"), then by the value.
    """
    known = {pk: (town, kind, source) for pk, town, kind, source in _keys(campaign)}
    found: dict[str, dict[str, Books]] = {WHOLE: {WHOLE: Books()}, **{axis: {} for axis in AXES}}
    for problem, moves in _by_problem(moves_of(campaign, next_month(first))):
        one = books_of(moves, first)
        found[WHOLE][WHOLE] += one
        for axis, key in zip(AXES, known[problem], strict=True):
            found[axis][key] = found[axis].get(key, Books()) + one
    return {axis: dict(sorted(part.items())) for axis, part in found.items()}


def _keys(campaign: Campaign) -> Iterator[tuple[int, str, str, str]]:
    """Each problem with its township, type and source."""
    rows = (
        Problem.objects.for_system("the books are of the whole campaign")
        .filter(campaign=campaign)
        .order_by()
        .values_list("pk", "area__parent__name", "area__name", "type", "origin_kind", "area_id")
    )
    county = campaign.area_id
    for pk, above, name, kind, source, area in rows.iterator(chunk_size=5000):
        is_town = above == campaign.area.name or area == county
        yield pk, name if is_town else above or name, kind, source


def _by_problem(
    moves: Iterable[tuple[int, date, State | None, State]],
) -> Iterator[tuple[int, list[tuple[date, State | None, State]]]]:
    present: int | None = None
    steps: list[tuple[date, State | None, State]] = []
    for problem, day, before, after in moves:
        if problem != present:
            if present is not None:
                yield present, steps
            present, steps = problem, []
        steps.append((day, before, after))
    if present is not None:
        yield present, steps


def frozen_rows(frozen: FrozenMonth) -> Iterator[dict[str, str]]:
    """The problems as they stood in the frozen ledger."""
    with path_of(frozen.rows.sha256).open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def months_page(
    actor: Actor, campaign: Campaign, *, month: date, on: date, told: str = ""
) -> pages.BoardPage:
    """[problems:months] The books of a month; frozen ones as they were frozen.

    The figures are of the whole county: who sees part of it sees the ledger, not the books.
    """
    frozen = FrozenMonth.objects.visible_to(actor).filter(campaign=campaign, month=month).first()
    if frozen is not None:
        figures = {
            axis: {key: Books(**one) for key, one in part.items()}
            for axis, part in frozen.figures.items()
        }
        note = _("{month} 已于 {at} 由 {name} 冻结，共 {n} 条，重印不变。").format(
            month=f"{month:%Y-%m}", at=f"{timezone.localtime(frozen.frozen_at):%Y-%m-%d %H:%M}",
            name=frozen.frozen_by_name, n=frozen.n_rows,
        )  # fmt: skip
    else:
        figures = books(campaign, month)
        note = _("{month} 还没有冻结，以下是到现在为止的数。").format(month=f"{month:%Y-%m}")
    may_freeze = frozen is None and actor.may("problem.freeze")
    return pages.BoardPage(
        title=_("月台账"),
        note=note,
        boards=boards("months"),
        sections=_sections(campaign, figures),
        acts=(_freeze_form(month, on),) if may_freeze else (),
        links=_links(month, frozen),
        told=told,
    )


def _links(month: date, frozen: FrozenMonth | None) -> tuple[Crumb, ...]:
    here = reverse("problems:months")
    before = (month - timedelta(days=1)).replace(day=1)
    found = [
        Crumb(_("上月"), address(here, {}, month=f"{before:%Y-%m}")),
        Crumb(_("下月"), address(here, {}, month=f"{next_month(month):%Y-%m}")),
    ]
    if frozen is not None:
        found.append(Crumb(_("下载明细"), reverse("files:file", args=[frozen.rows.sha256])))
    return tuple(found)


def _freeze_form(month: date, on: date) -> ActionForm:
    day = next_month(month)
    return ActionForm(
        code="freeze",
        label=_("冻结 {month}").format(month=f"{month:%Y-%m}"),
        href=reverse("problems:freeze"),
        icon="lock",
        note=_("冻结后这个月的数和明细不再改动。"),
        fields=(Field("month", _("月份"), "month", True, value=f"{month:%Y-%m}"),),
        refusal=_("本月还没有结束，{day} 起可以冻结。").format(day=day.isoformat())
        if on < day
        else "",
    )


def _sections(
    campaign: Campaign, figures: dict[str, dict[str, Books]]
) -> tuple[pages.BoardSection, ...]:
    pack = campaign.pack.opened()
    types = pack.problem_types
    heads = (
        _("上期未结"), _("本月新增"), _("重新打开"), _("整改销号"), _("核销"), _("移交转长期"),
        _("期末未结"), _("平衡"),
    )  # fmt: skip
    titles = {
        WHOLE: (_("全县"), _("范围")),
        "area": (_("按乡镇"), _("乡镇")),
        "type": (_("按类型"), _("类型")),
        "source": (_("按来源"), _("来源")),
    }
    sections = []
    for axis, (title, head) in titles.items():
        rows = []
        for key, one in figures[axis].items():
            name = f"{key} {types[key].title.zh}" if axis == "type" and key in types else key
            name = campaign.area.name if axis == WHOLE else name
            name = source_title(pack, key) if axis == "source" else name
            balance = _("平衡") if not one.difference else str(one.difference)
            rows.append(cells(name, *asdict(one).values(), balance))
        sections.append(pages.BoardSection(title, (head, *heads), tuple(rows)))
    return tuple(sections)
