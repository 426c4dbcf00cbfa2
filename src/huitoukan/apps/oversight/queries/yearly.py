"""Fills [oversight:yearly]: figures of a year for townships and departments; each is a list.

One condition a figure serves the count and the list behind it. Persons are never a unit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huitoukan.apps.assignments.models import AssignedHit, HitAnswer
from huitoukan.apps.assignments.queries import lines_for
from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.core.pages import Crumb
from huitoukan.apps.core.scope import ScopedQuerySet
from huitoukan.apps.core.showing import address, language
from huitoukan.apps.oversight.queries import MOST_LISTED, listed, number, tabs
from huitoukan.apps.oversight.queries.schedule import places_of
from huitoukan.apps.places.queries import departments_of, full_name
from huitoukan.apps.problems.models import Problem, SelfCheck
from huitoukan.apps.problems.pages import BoardCell, BoardPage, BoardSection
from huitoukan.apps.problems.queries import problems_for
from huitoukan.apps.problems.queries.boards import cells
from huitoukan.apps.problems.queries.no_blame import marks
from huitoukan.domain.areas import Level
from huitoukan.domain.assignments import State as Answering
from huitoukan.domain.inspection import total
from huitoukan.domain.no_blame import Mark
from huitoukan.domain.problems import ENDINGS, SIGNED_OFF, Ending, State

CANCELLED: Final = [s.value for s, ending in ENDINGS.items() if ending is Ending.CANCELLED]
UNDATED: Final = [*CANCELLED, State.TRANSFERRED.value, State.DEFERRED.value, State.PAUSED.value]
"""States whose due date does not count: no problem, passed on, or paused."""
MISSED, ANSWERED, ASKED = "missed", "answered", "asked"
TOWN, DEPARTMENT = "town", "department"


@dataclass(frozen=True)
class Year:
    """A calendar year as far as it has passed: dates count until the day before `on`."""

    year: int
    on: date

    @property
    def first(self) -> date:
        """The first of January."""
        return date(self.year, 1, 1)

    @property
    def last(self) -> date:
        """The last day whose dates have passed."""
        return min(date(self.year, 12, 31), self.on - timedelta(days=1))

    def conditions(self) -> dict[str, Q]:
        """Each figure of problems as a condition, in the order of the columns."""
        due = Q(due_on__gte=self.first, due_on__lte=self.last) & ~Q(state__in=UNDATED)
        signed = Q(state__in=[state.value for state in SIGNED_OFF])
        start = timezone.make_aware(datetime.combine(self.first, time()))
        end = timezone.make_aware(datetime.combine(date(self.year + 1, 1, 1), time()))
        found = Q(found_at__gte=start, found_at__lt=end) & ~Q(state__in=CANCELLED)
        return {
            "found": found,
            "due": due,
            "in_time": due & signed & Q(closed_on__lte=F("due_on")),
            "late": due & signed & Q(closed_on__gt=F("due_on")),
            "undone": due & ~signed,
            "returned": found & Q(n_returned__gt=0),
            "reopened": found & Q(round__gt=1),
        }

    def asked(self) -> Q:
        """Doubts sent down whose day has passed; those taken back do not count."""
        withdrawn = Q(state=Answering.WITHDRAWN.value)
        return Q(due_on__gte=self.first, due_on__lte=self.last) & ~withdrawn


def labels() -> dict[str, str]:
    """The figures of a year in words."""
    return {
        "found": _("发现"), "due": _("到期"), "in_time": _("按期销号"), "late": _("逾期销号"),
        "undone": _("到期未销号"), "returned": _("退回过"), "reopened": _("重新打开过"),
        MISSED: _("应发现未发现"), ASKED: _("到期疑点"), ANSWERED: _("按期答复"),
    }  # fmt: skip


@dataclass
class Unit:
    """A township or department with its figures of the year."""

    axis: str
    key: str
    name: str
    path: str = ""
    n: dict[str, int] = field(default_factory=dict)

    def percents(self) -> dict[str, float | None]:
        """Shares in percent, higher is better; None where there is nothing to share."""
        found = self.n.get("found", 0)

        def share(part: int, whole: int) -> float | None:
            return 100 * part / whole if whole else None

        return {
            "in_time": share(self.n.get("in_time", 0), self.n.get("due", 0)),
            "not_returned": share(found - self.n.get("returned", 0), found),
            "not_reopened": share(found - self.n.get("reopened", 0), found),
            "answered": share(self.n.get(ANSWERED, 0), self.n.get(ASKED, 0)),
        }


def scorecard(actor: Actor, campaign: Campaign, year: Year) -> list[Unit]:
    """The units that the actor sees, townships first; five questions, whatever the ledger holds."""
    units = list(_units(actor, campaign))
    _count_problems(actor, campaign, year, units)
    for problem in missed(actor, campaign, year):
        for unit in units:
            if unit.axis == TOWN and problem.area.depth_path.startswith(unit.path):
                unit.n[MISSED] = unit.n.get(MISSED, 0) + 1
    if actor.may("assignment.see"):
        _count_answers(actor, campaign, year, units)
    return [unit for unit in units if unit.axis == TOWN or any(unit.n.values())]


def _units(actor: Actor, campaign: Campaign) -> Iterator[Unit]:
    for place in places_of(actor, campaign):
        if place.level == Level.TOWNSHIP:
            yield Unit(TOWN, place.code, place.name, place.depth_path)
    english = language().startswith("en")
    for code, one in departments_of(campaign.area).items():
        yield Unit(DEPARTMENT, code, (one.name_en or one.name) if english else one.name)


def _count_problems(actor: Actor, campaign: Campaign, year: Year, units: list[Unit]) -> None:
    counts = {name: Count("pk", filter=asked) for name, asked in year.conditions().items()}
    rows = (
        problems_for(actor, campaign)
        .order_by()
        .values_list("area__path", "department")
        .annotate(**counts)
    )
    for path, department, *numbers in rows:
        for unit in _held(units, path or "", department):
            for name, n in zip(counts, numbers, strict=True):
                unit.n[name] = unit.n.get(name, 0) + n


def _held(units: list[Unit], path: str, department: str) -> Iterator[Unit]:
    for unit in units:
        is_town = unit.axis == TOWN and path.startswith(unit.path)
        if is_town or (unit.axis == DEPARTMENT and department == unit.key):
            yield unit


def missed(actor: Actor, campaign: Campaign, year: Year) -> list[Problem]:
    """应发现未发现 of the year, as the window without blame marks them; one definition."""
    if not SelfCheck.objects.visible_to(actor, "problem.see").filter(campaign=campaign).exists():
        return []  # what nobody declared absent cannot be missed
    found = marks(actor, campaign)[Mark.MISSED]
    return [one for one in found if timezone.localtime(one.found_at).year == year.year]


def _in_time(lines: ScopedQuerySet[AssignedHit]) -> ScopedQuerySet[AssignedHit]:
    """Those of the lines that were first answered by their day."""
    answers = HitAnswer.objects.filter(line=OuterRef("pk"), at__date__lte=OuterRef("due_on"))
    return lines.filter(Exists(answers))


def _count_answers(actor: Actor, campaign: Campaign, year: Year, units: list[Unit]) -> None:
    asked = lines_for(actor, campaign).filter(year.asked())
    for name, lines in ((ASKED, asked), (ANSWERED, _in_time(asked))):
        rows = (
            lines.order_by()
            .values_list("assignment__area__path", "assignment__department")
            .annotate(n=Count("pk"))
        )
        for path, department, n in rows:
            for unit in units:
                mine = (
                    unit.key == department
                    if unit.axis == DEPARTMENT
                    else not department and (path or "").startswith(unit.path)
                )
                if mine:
                    unit.n[name] = unit.n.get(name, 0) + n


# --- the page ---


def yearly_page(
    actor: Actor, campaign: Campaign, params: Mapping[str, str], *, on: date
) -> BoardPage:
    """[oversight:yearly] `year` chooses one, `axis`, `key` and `show` the list of a figure."""
    year = year_of(params, on)
    units = scorecard(actor, campaign, year)
    sections = sections_of(campaign, year, units)
    if behind := _behind(actor, campaign, params, year, units):
        sections.insert(0, behind)
    here = reverse("oversight:yearly")
    links = [
        Crumb(str(one), address(here, {}, year=str(one)))
        for one in (year.year - 1, year.year + 1)
        if one <= on.year
    ]
    if actor.may("problem.export"):
        file = reverse("oversight:yearly_file")
        links += [
            Crumb(words, address(file, {}, year=str(year.year), as_=as_))
            for words, as_ in ((_("导出 Excel"), "xlsx"), (_("导出 Word"), "docx"))
        ]  # fmt: skip
    return BoardPage(
        title=_("年度考核"),
        note=_(
            "{year} 年，期限已过的算到 {last}；只按乡镇和部门列数，不给人打分。每个数都能打开清单。"
        ).format(year=year.year, last=year.last),
        boards=tabs(actor, "yearly"),
        sections=tuple(sections),
        links=tuple(links),
    )


def year_of(params: Mapping[str, str], on: date) -> Year:
    """The year that an address names, else the present one; no year ahead."""
    text = params.get("year", "")
    is_year = text.isascii() and text.isdigit() and 2000 <= int(text[:5]) <= on.year
    return Year(int(text) if is_year else on.year, on)


def sections_of(campaign: Campaign, year: Year, units: list[Unit]) -> list[BoardSection]:
    """Townships and departments, the same for page, Excel and Word."""
    weights = campaign.pack.opened().oversight.weights
    note = "；".join(
        _("{figure}占 {weight:g}%（{source}）").format(
            figure=percent_labels()[name], weight=float(one.value), source=one.source
        )
        for name, one in weights.items()
    ) or _("来源没有规定权重，只列数，不算总分；本县有考核文件的，写进本县规则包。")
    whole = {name: float(one.value) for name, one in weights.items()}
    words = {TOWN: (_("各乡镇"), _("乡镇")), DEPARTMENT: (_("各部门"), _("部门"))}
    return [
        replace(_section(words[axis], year, [u for u in units if u.axis == axis], whole), note=note)
        for axis in (TOWN, DEPARTMENT)
    ]


def percent_labels() -> dict[str, str]:
    """The shares in words."""
    return {
        "in_time": _("按期销号率"), "not_returned": _("没有退回率"),
        "not_reopened": _("没有反弹率"), "answered": _("按期答复率"),
    }  # fmt: skip


def _section(
    words: tuple[str, str], year: Year, units: list[Unit], whole: Mapping[str, float]
) -> BoardSection:
    title, head = words
    here = reverse("oversight:yearly")
    of_towns = bool(units) and units[0].axis == TOWN
    names = [name for name in labels() if name != MISSED or of_towns]
    rows = []
    for unit in units:
        at = {"year": str(year.year), "axis": unit.axis, "key": unit.key}
        percents = unit.percents()
        marks_ = [BoardCell(_share(total(percents, whole)), is_number=True)] if whole else []
        rows.append(
            (
                BoardCell(unit.name, style="nowrap"),
                *(number(unit.n.get(name, 0), address(here, at, show=name)) for name in names),
                *(BoardCell(_share(percents[name]), is_number=True) for name in percent_labels()),
                *marks_,
            )
        )
    heads = (
        head, *(labels()[name] for name in names),
        *(f"{label}%" for label in percent_labels().values()), *([_("总分")] if whole else []),
    )  # fmt: skip
    return BoardSection(title, heads, tuple(rows))


def _share(percent: float | None) -> str:
    return _("无数据") if percent is None else f"{percent:.1f}"


def _behind(
    actor: Actor,
    campaign: Campaign,
    params: Mapping[str, str],
    year: Year,
    units: list[Unit],
) -> BoardSection | None:
    asked = (params.get("axis"), params.get("key"))
    unit = next((one for one in units if (one.axis, one.key) == asked), None)
    show = params.get("show", "")
    if unit is None or show not in labels():
        return None
    title = f"{unit.name} {labels()[show]}"
    if show in {ASKED, ANSWERED}:
        lines = _lines_of(lines_for(actor, campaign).filter(year.asked()), unit)
        return _doubts(_in_time(lines) if show == ANSWERED else lines, title)
    if show == MISSED:
        rows = [
            one for one in missed(actor, campaign, year)
            if one.area.depth_path.startswith(unit.path)
        ]  # fmt: skip
        return listed(title, rows[:MOST_LISTED], len(rows))
    mine = Q(area__path__startswith=unit.path) if unit.axis == TOWN else Q(department=unit.key)
    problems = problems_for(actor, campaign).filter(mine & year.conditions()[show])
    return listed(title, problems.order_by("code")[:MOST_LISTED], problems.count())


def _lines_of(lines: ScopedQuerySet[AssignedHit], unit: Unit) -> ScopedQuerySet[AssignedHit]:
    if unit.axis == DEPARTMENT:
        return lines.filter(assignment__department=unit.key)
    return lines.filter(assignment__department="", assignment__area__path__startswith=unit.path)


def _doubts(lines: ScopedQuerySet[AssignedHit], title: str) -> BoardSection:
    return BoardSection(
        title,
        (_("编号"), _("地点"), _("疑点"), _("核实期限")),
        tuple(
            (
                BoardCell(one.code, reverse("assignments:line", args=[one.code]), "nowrap"),
                *cells(full_name(one.hit.area), one.hit.sentence, one.due_on),
            )
            for one in lines.order_by("due_on", "pk")[:MOST_LISTED]
        ),
        n=lines.count(),
    )  # fmt: skip
