"""What a paper prints: its subjects, the rows of its problems, every value by its Chinese name.

The values are texts. They are worked out once, when the paper is made, and kept with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from django.utils import timezone

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.campaigns.queries import organ_in
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.papers.queries import Row, counts_of, spot_checks
from huitoukan.apps.places.models import Area
from huitoukan.apps.places.queries import departments_of
from huitoukan.apps.problems.models import Problem
from huitoukan.apps.problems.services.papers import ledger_rows
from huitoukan.apps.registry.models import Household
from huitoukan.apps.registry.queries import newest_of
from huitoukan.documents.layouts.problem_ledger import LedgerRow
from huitoukan.documents.letter import balanced
from huitoukan.documents.write_excel import chinese_day
from huitoukan.domain.areas import Level
from huitoukan.domain.assignments import Addressee
from huitoukan.domain.papers import (
    COUNTED,
    OF,
    OF_A_CITY,
    OF_A_PROBLEM,
    About,
    Layout,
    Privacy,
    shown_name,
    shown_text,
)
from huitoukan.domain.problems import State
from huitoukan.rules.shapes.campaign import PaperKind

MOST_NAMED: Final = 12
"""Addressees that a letter names one by one; more of them are told by their kind."""


@dataclass(frozen=True)
class Subject:
    """What one copy is about."""

    area: Area
    department: str = ""
    household: Household | None = None
    problem: Problem | None = None
    campaigns: tuple[Campaign, ...] = ()
    """Those of the counties that a city's paper adds up."""

    @property
    def household_no(self) -> str:
        """The household, where it is about one."""
        if self.problem is not None:
            return self.problem.household_no
        return self.household.household_no if self.household else ""


@dataclass(frozen=True)
class Making:
    """Who makes a paper of which kind, for which campaign, when, and what was filled in."""

    actor: Actor
    campaign: Campaign
    kind: PaperKind
    at: datetime
    asks: Mapping[str, str] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The county's day."""
        return timezone.localtime(self.at).date()


def rows_of(making: Making, problems: Iterable[Problem]) -> list[Row]:
    """The problems as rows of a paper, in their order, names as this paper prints them."""
    found = list(problems)
    privacy = Privacy(making.kind.privacy)
    may_see = bool(making.actor.may("household.see"))
    rows = []
    for number, (problem, told) in enumerate(
        zip(found, ledger_rows(found, making.campaign, making.at), strict=True), 1
    ):
        name = shown_name(problem.household_name, privacy, may_see=may_see)
        row = _row(problem, told, name, making.today, privacy)
        rows.append({"序号": str(number), **row, **_codes(problem, problem.campaign.area)})
    return rows


def _row(problem: Problem, told: LedgerRow, name: str, today: date, privacy: Privacy) -> Row:
    def text(value: str) -> str:
        return shown_text(value, problem.household_name, name)

    values = (
        problem.code, told.township, told.village, name or told.village, problem.household_no,
        told.problem_type, text(problem.title), told.severity, told.department, problem.unit,
        problem.person, text(problem.measure), text(problem.result), _day(problem.found_at),
        _day(problem.due_on), told.state, told.confirmation, problem.reviewer_name,
        problem.signer_name, _day(problem.closed_on), str(told.issue_no or ""), told.remark,
    )  # fmt: skip
    row = dict(zip(OF_A_PROBLEM, values, strict=True))
    if privacy is Privacy.PUBLIC:
        row["户编号"] = ""
    closed = problem.stands is State.CLOSED
    over = problem.is_overdue(today)
    done = "是" if closed else "否" if problem.is_open else ""
    return {**row, "办结": done, "逾期": "是" if over else "否"}


def _codes(problem: Problem, county: Area) -> Row:
    """Where a row belongs, for the copies of addressees; no template can name these."""
    area, above = problem.area, problem.area.parent
    is_village = area.level == Level.VILLAGE
    township = above if is_village and above is not None else area
    return {
        "村码": area.code if is_village else "",
        "乡镇码": township.code if township.pk != county.pk else "",
        "部门码": problem.department,
        "县码": county.code,
    }


def _day(value: date | datetime | None) -> str:
    if value is None:
        return ""
    return f"{timezone.localtime(value) if isinstance(value, datetime) else value:%Y-%m-%d}"


def values_of(
    making: Making, subject: Subject, rows: Sequence[Row], *, code: str, issue: int | None
) -> dict[str, Any]:
    """Everything that one paper prints, by the names that templates use; all of it text."""
    campaign, kind, about = making.campaign, making.kind, About(making.kind.about)
    county, own = campaign.area, [{**row, "序号": str(n)} for n, row in enumerate(rows, 1)]
    addressees = addressees_of(making, subject, own)
    values: dict[str, Any] = {
        "编号": code,
        "文号": "〔　　　〕　　号",
        "县": county.name,
        "机关": organ_in(subject.area if about is About.CITY else county),
        "日期": chinese_day(making.today),
        "年份": str(campaign.starts_on.year),
        "任务": campaign.title,
        "制作人": making.actor.name,
        "数据说明": told_of_data(subject.campaigns or (campaign,), making.at),
        **counts_of(own),
        **{name: [] for name in OF_A_CITY},
        **_about(making, subject, own),
        **_asked(making),
        "问题": own,
        "分区情况": _by_place(subject, own),
        "签收": addressees,
    }
    if kind.to:
        values["主送"] = _named(addressees)
        values["抄送"] = making.asks.get("抄送", "").strip()
    if kind.is_issued:
        values["期数"] = str(issue or "×")  # × until it is issued
    if given := making.asks.get("文号", "").strip():
        values["文号"] = given
    heading = kind.heading.format_map(
        {key: value for key, value in values.items() if isinstance(value, str)}
    )
    is_letter = Layout(kind.layout) is Layout.LETTER
    values["标题"] = "\n".join(balanced(heading)) if is_letter else heading
    return values


def title_of(values: Mapping[str, Any]) -> str:
    """The title in one line."""
    return str(values["标题"]).replace("\n", "")


def told_of_data(campaigns: Sequence[Campaign], at: datetime) -> str:
    """From which moment, snapshots and rules the figures of a paper are."""
    told = [_snapshot_of(one) for one in campaigns]
    if len(campaigns) > 1:
        told = [f"{one.area.name}：{text}" for one, text in zip(campaigns, told, strict=True)]
    return f"数据截至{timezone.localtime(at):%Y年%m月%d日%H:%M}，{'；'.join(told)}"


def _snapshot_of(campaign: Campaign) -> str:
    snapshot = newest_of(campaign)
    pack = f"规则包{campaign.pack}，校验值{campaign.pack.hash[:12]}"
    if snapshot is None:
        return f"名册尚未冻结，{pack}"
    taken = f"{timezone.localtime(snapshot.taken_at):%Y年%m月%d日%H:%M}"
    return f"名册快照{snapshot.code}，{taken}冻结，{pack}"


def _asked(making: Making) -> dict[str, str]:
    """What was filled in; a day is written as papers write it."""
    found = {}
    for ask in making.kind.asks:
        text = making.asks.get(ask.name, "").strip()
        found[ask.name] = (
            chinese_day(date.fromisoformat(text)) if ask.kind == "date" and text else text
        )
    return found


def _about(making: Making, subject: Subject, rows: Sequence[Row]) -> dict[str, Any]:
    about = About(making.kind.about)
    area = subject.area
    is_village = area.level == Level.VILLAGE
    township = area.parent.name if is_village and area.parent else area.name
    places = {"乡镇": township, "村": area.name if is_village else ""}
    if about is About.PROBLEM:
        return {name: str(rows[0][name]) for name in OF[about]}
    if about is About.HOUSEHOLD and subject.household is not None:
        home = subject.household
        name = shown_name(
            home.head_name, Privacy(making.kind.privacy),
            may_see=bool(making.actor.may("household.see")),
        )  # fmt: skip
        helper = str(home.facts.get("helper_name") or "")
        members = str(home.facts.get("member_count") or home.n_members or "")
        return {**places, "户主": name, "户编号": home.household_no, "家庭人口": members,
                "帮扶责任人": helper}  # fmt: skip
    if about is About.DEPARTMENT:
        known = departments_of(making.campaign.area)
        found = known.get(subject.department)
        return {"部门": found.name if found else subject.department}
    if about is About.CITY:
        return spot_checks.of_a_city(making, subject, rows)
    return {name: places[name] for name in OF[about]}


# --- addressees, and the table by place ---


def addressees_of(making: Making, subject: Subject, rows: Sequence[Row]) -> list[Row]:
    """To whom a paper goes: those who have a problem in it, or all of the area."""
    kind, found = making.kind, []
    for name in kind.to:
        to = Addressee(name)
        if to is Addressee.DEPARTMENT:
            found += _departments(making, rows)
        else:
            found += _places(making, subject, rows, to)
    return [{"序号": str(number), **row} for number, row in enumerate(found, 1)]


def _departments(making: Making, rows: Sequence[Row]) -> list[Row]:
    names = departments_of(making.campaign.area)
    own = sorted({row["部门码"] for row in rows if row["部门码"] in names})
    to, county = Addressee.DEPARTMENT.value, making.campaign.area.code
    return [
        {"单位": names[code].name, "to": to, "area": county, "department": code} for code in own
    ]


def _places(making: Making, subject: Subject, rows: Sequence[Row], to: Addressee) -> list[Row]:
    level = Level.TOWNSHIP if to is Addressee.TOWNSHIP else Level.VILLAGE
    inside = Area.objects.filter(
        path__startswith=subject.area.depth_path, level=level, merged_into__isnull=True
    ).select_related("parent")
    if not making.kind.is_to_all:
        key = "乡镇码" if to is Addressee.TOWNSHIP else "村码"
        inside = inside.filter(code__in={row[key] for row in rows if row[key]})
    return [
        {
            "单位": f"{area.parent.name}{area.name}"
            if to is Addressee.VILLAGE and area.parent
            else area.name,
            "to": to.value,
            "area": area.code,
            "department": "",
        }
        for area in inside.order_by("code")
    ]


def _named(addressees: Sequence[Row]) -> str:
    if not addressees:
        return "各有关单位"
    if len(addressees) <= MOST_NAMED:
        return "、".join(_as_addressee(row) for row in addressees)
    townships = [row["单位"] for row in addressees if row["to"] == Addressee.TOWNSHIP]
    kinds = {row["to"] for row in addressees}
    told = ["各有关乡镇人民政府"] if townships else []
    told += ["各驻村工作队"] if Addressee.VILLAGE in kinds else []
    told += ["县直有关部门"] if Addressee.DEPARTMENT in kinds else []
    return "、".join(told)


def _as_addressee(row: Row) -> str:
    """The unit by the name under which one writes to it: a township by its government."""
    name = str(row["单位"])
    if row["to"] != Addressee.TOWNSHIP or not name.endswith(("乡", "镇")):
        return name
    return f"{name}人民政府"


def _by_place(subject: Subject, rows: Sequence[Row]) -> list[Row]:
    """Counts of the parts of the area: townships of a county, villages of a township, counties."""
    keys: dict[str, tuple[str, Callable[[Row], str]]] = {
        Level.CITY.value: ("县码", lambda row: str(names.get(row["县码"], row["县码"]))),
        Level.COUNTY.value: ("乡镇码", lambda row: row["乡镇"]),
        Level.TOWNSHIP.value: ("村码", lambda row: row["村"]),
    }
    if subject.area.level not in keys:
        return []
    names = dict(
        Area.objects.filter(level=Level.COUNTY, path__startswith=subject.area.depth_path)
        .values_list("code", "name")
    ) if subject.area.level == Level.CITY else {}  # fmt: skip
    key, name = keys[subject.area.level]
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[key], []).append(row)
    found = []
    for number, code in enumerate(sorted(groups), 1):
        counts = counts_of(groups[code])
        n, closed = int(counts["问题数"]), int(counts["已销号数"])
        shown = {
            **counts,
            "名称": name(groups[code][0]),
            "销号率": f"{closed / n:.1%}" if n else "",
        }
        found.append({"序号": str(number), **{column: shown[column] for column in COUNTED}})
    return found
