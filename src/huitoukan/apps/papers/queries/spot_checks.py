"""What a city's papers say of spot checks: counts of the sample, places, examples, what is missing.

It rests on two things that are kept: problems of the source "spot check" (抽查), and the counts of
sampled villages (ledger K12). Which households were drawn is kept nowhere yet, and the paper says
so; nothing is worked out from what is not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from huitoukan.apps.campaigns.models import Campaign
from huitoukan.apps.core.actor import Actor
from huitoukan.apps.ledgers.queries import entries_for
from huitoukan.apps.papers.queries import Row, counts_of, papers_for
from huitoukan.apps.places.models import Area
from huitoukan.domain.areas import Level
from huitoukan.domain.papers import COUNTED, EXAMPLE, SAMPLED

if TYPE_CHECKING:
    from huitoukan.apps.papers.queries.values import Making, Subject

REPORT: Final = "spot_check_report"
SAMPLE_LEDGER: Final = "K12"
MOST_EXAMPLES: Final = 8
_COLUMNS: Final = {
    "访问户数": "households_asked",
    "认可户数": "households_satisfied",
    "样本脱贫人数": "exited_in_sample",
    "错退人数": "wrongly_exited_in_sample",
    "漏评人数": "missed_in_sample",
}
_NO_DRAW: Final = "抽样方案、抽中和替换的户没有登记在本系统，抽中户数和抽查比例不能说明。"


def of_a_city(making: Making, subject: Subject, rows: Sequence[Row]) -> dict[str, Any]:
    """The values of a city's paper, by the names that templates use."""
    names = _counties(subject.area)
    sampled = [_sampled(making.actor, one) for one in subject.campaigns]
    numbered = [{"序号": str(n), **row} for n, row in enumerate(sampled, 1)]
    return {
        "市": subject.area.name,
        "抽样说明": _told(sampled),
        "缺项说明": "".join(_missing(subject.campaigns, sampled, rows, names)),
        "抽查报告": _newest_report(making.actor, subject.area),
        "抽样情况": numbered,
        "乡镇情况": _by_township(rows, names),
        "典型问题": _examples(rows, names),
    }


def _counties(city: Area) -> dict[str, str]:
    inside = Area.objects.filter(level=Level.COUNTY, path__startswith=city.depth_path)
    return dict(inside.order_by("code").values_list("code", "name"))


def _sampled(actor: Actor, campaign: Campaign) -> Row:
    """What the ledger of sampled villages of a county adds up to; blank where it says nothing."""
    entries = entries_for(actor, campaign).filter(dataset=SAMPLE_LEDGER, ended_at__isnull=True)
    found = [entry.values for entry in entries]
    row = {"名称": campaign.area.name, "样本村数": str(len(found))}
    for name, column in _COLUMNS.items():
        given = [one[column] for one in found if one.get(column) is not None]
        row[name] = str(sum(int(value) for value in given)) if given else ""
    asked, satisfied = row["访问户数"], row["认可户数"]
    row["认可度"] = f"{int(satisfied) / int(asked):.1%}" if satisfied and int(asked or 0) else ""
    return {name: row[name] for name in SAMPLED}


def _told(sampled: Sequence[Row]) -> str:
    with_sample = [row for row in sampled if row["样本村数"] != "0"]
    if not with_sample:
        return "各县都没有登记抽样核查统计表（K12）。"

    def summed(name: str) -> int:
        return sum(int(row[name] or 0) for row in with_sample)

    return (
        f"{len(with_sample)}个县登记了抽样核查统计表（K12）：样本村{summed('样本村数')}个，"
        f"访问{summed('访问户数')}户，其中认可{summed('认可户数')}户；"
        f"样本中已脱贫{summed('样本脱贫人数')}人，其中错退{summed('错退人数')}人；"
        f"查出漏评{summed('漏评人数')}人。"
    )


def _missing(
    campaigns: Sequence[Campaign], sampled: Sequence[Row], rows: Sequence[Row],
    names: Mapping[str, str],
) -> Iterable[str]:  # fmt: skip
    """What cannot be told, each in a sentence; nothing that is missing counts as good."""
    yield _NO_DRAW
    with_problem = {row["县码"] for row in rows}
    held = {one.area.code for one in campaigns}
    without = [one.area.name for one in campaigns if one.area.code not in with_problem]
    unsampled = [row["名称"] for row in sampled if row["样本村数"] == "0"]
    absent = [name for code, name in names.items() if code not in held]
    if without:
        yield f"{'、'.join(without)}没有来源为“抽查”的问题，是没有查出还是没有登记，不能说明。"
    if unsampled:
        yield f"{'、'.join(unsampled)}没有登记抽样核查统计表，访问户数和认可度不能说明。"
    if absent:
        yield f"{'、'.join(absent)}在本系统没有任务，没有计入。"


def _newest_report(actor: Actor, city: Area) -> str:
    reports = papers_for(actor).filter(kind=REPORT, area=city, voided_at=None)
    newest = reports.order_by("-id").first()
    return f"{newest.code}《{newest.title}》" if newest else ""


def _by_township(rows: Sequence[Row], names: Mapping[str, str]) -> list[Row]:
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((row["县码"], row["乡镇码"]), []).append(row)
    found = []
    for number, key in enumerate(sorted(groups), 1):
        counts = counts_of(groups[key])
        n, closed = int(counts["问题数"]), int(counts["已销号数"])
        shown = {**counts, "名称": groups[key][0]["乡镇"] or names.get(key[0], key[0]),
                 "销号率": f"{closed / n:.1%}"}  # fmt: skip
        county = names.get(key[0], key[0])
        found.append({"序号": str(number), "县": county, **{name: shown[name] for name in COUNTED}})
    return found


def _examples(rows: Sequence[Row], names: Mapping[str, str]) -> list[Row]:
    """The first problem of each type, the commonest types first; names as the paper prints them."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row["问题类型"], []).append(row)
    commonest = sorted(groups, key=lambda kind: (-len(groups[kind]), kind))[:MOST_EXAMPLES]
    found = []
    for number, kind in enumerate(commonest, 1):
        first = groups[kind][0]
        told = {**first, "县": names.get(first["县码"], ""), "条数": str(len(groups[kind]))}
        found.append({"序号": str(number), **{name: str(told[name]) for name in EXAMPLE}})
    return found
