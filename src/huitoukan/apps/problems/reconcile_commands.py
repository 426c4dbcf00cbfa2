"""`huitoukan problems reconcile` and `report`: counts of levels held against each other (对账)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import typer

from huitoukan.apps.core import terminal

if TYPE_CHECKING:
    from huitoukan.apps.problems.queries.reconciling import Line

app = typer.Typer()
DAY = ["%Y-%m-%d"]


@app.command("report")
def report(
    place: str = typer.Argument(help="县、乡镇或村的区划代码"),
    by_level: str = typer.Argument(help="谁上报：village、township、county、city 或 province"),
    found: int = typer.Option(..., min=0, help="发现"),
    rectified: int = typer.Option(..., min=0, help="整改销号"),
    cancelled: int = typer.Option(0, min=0, help="核销"),
    passed_on: int = typer.Option(0, min=0, help="移交或转长期"),
    still_open: int = typer.Option(..., "--open", min=0, help="未办结"),
    source: str = typer.Option(..., help="出处：哪份报表或文件"),
    as_: str = typer.Option(..., "--as", help="以哪个账号登记"),
    on: datetime | None = typer.Option(None, formats=DAY, help="截至日期；不填则为今天"),
    campaign: str = typer.Option("", help="任务编号；不填则为最新的任务"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """登记一级上报的问题数；不一致的照原样登记，由对账列出。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.problems.services.supervision import report_standing
    from huitoukan.domain.reconciliation import Standing

    actor = acting(as_, timezone.localdate())
    made = report_standing(
        actor, campaign_for(actor, campaign or None), place=place, by_level=by_level,
        on=on.date() if on else timezone.localdate(), source=source, at=timezone.now(),
        standing=Standing(found, rectified, cancelled, passed_on, still_open),
    )  # fmt: skip
    if as_json:
        terminal.answer_json(place=place, on=made.on, by_level=by_level, **made.figures)
        return
    terminal.say(f"已登记 {made.area.name} {made.on} 的上报数。")
    terminal.next_step(f"huitoukan problems reconcile --on {made.on} 列出差异。")


@app.command("reconcile")
def reconcile(
    on: datetime | None = typer.Option(None, formats=DAY, help="截至日期；不填则为最近上报的一天"),
    as_: str = typer.Option("", "--as", help="以哪个账号查看；不填则为系统"),
    campaign: str = typer.Option("", help="任务编号；不填则为最新的任务"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """对账：各级上报数与台账、与下级之和逐项核对，列出每一处差异；有差异时以 1 结束。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.problems.queries.reconciling import days_of, lines, unlike_their_steps

    actor = acting(as_, timezone.localdate())
    chosen = campaign_for(actor, campaign or None)
    days = days_of(actor, chosen)
    day = on.date() if on else (days[0] if days else timezone.localdate())
    found = lines(actor, chosen, day)
    unlike = unlike_their_steps(actor, chosen)
    if as_json:
        terminal.answer_json(on=day, **_as_json(found, [code for code, *_ in unlike]))
    else:
        _print(found, unlike)
        n = sum(len(line.differences) for line in found)
        terminal.say(f"{day}：{len(found)} 份上报，{n} 处差异。")
        terminal.next_step("逐处查明后由上报的一级重新登记，或在台账里办理。")
    if unlike or any(line.differences for line in found):
        raise typer.Exit(1)


@app.command("counties")
def counties(
    on: datetime | None = typer.Option(None, formats=DAY, help="截至日期；不填则为最近上报的一天"),
    as_: str = typer.Option("", "--as", help="以哪个账号查看；不填则为系统"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """各县对账：各县上报数与本系统里各县台账逐项核对并求和；有差异时以 1 结束。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.problems.queries.counties import days_over, summed
    from huitoukan.domain.reconciliation import PART_WORDS

    actor = acting(as_, timezone.localdate())
    days = days_over(actor)
    day = on.date() if on else (days[0] if days else timezone.localdate())
    found = summed(actor, day)
    differing = [
        (one.area.code, level, d.part, d.reported, d.other)
        for one in found.counties
        for level, d in one.differences
    ]
    if as_json:
        terminal.answer_json(
            on=day, counted=vars(found.counted) if found.counted else None,
            reported=vars(found.reported) if found.reported else None,
            not_reported=[one.area.code for one in found.counties if one.own is None],
            not_held=[one.area.code for one in found.counties if one.counted is None],
            differences=[
                dict(zip(("place", "by_level", "part", "reported", "counted"), row, strict=True))
                for row in differing
            ],
        )  # fmt: skip
    else:
        terminal.table(
            ("县", "上报级别", "项目", "上报", "台账"),
            [(code, level, PART_WORDS[part].zh, *n) for code, level, part, *n in differing],
        )
        for one in found.counties:
            if one.own is None or one.counted is None:
                why = "没有上报" if one.own is None else "台账不在这里"
                terminal.say(f"{one.area.name}：{why}，合计不能判断")
        terminal.say(f"{day}：{len(found.counties)} 个县，{len(differing)} 处差异。")
    if differing:
        raise typer.Exit(1)


def _as_json(found: list[Line], unlike: list[str]) -> dict[str, Any]:
    return {
        "reports": len(found),
        "cannot_tell": [
            {"place": line.report.area.code, "missing": list(line.missing)}
            for line in found
            if line.missing
        ],
        "differences": [
            {
                "place": line.report.area.code, "by_level": line.report.by_level, "part": d.part,
                "against": d.against, "reported": d.reported, "other": d.other, "by": d.by,
            }
            for line in found
            for d in line.differences
        ],
        "unlike_their_steps": unlike,
    }  # fmt: skip


def _print(found: list[Line], unlike: list[tuple[str, str, str]]) -> None:
    from huitoukan.domain.reconciliation import AGAINST_WORDS, PART_WORDS

    terminal.table(
        ("地区", "上报级别", "项目", "上报", "对照", "对照数", "相差"),
        [
            (
                line.report.area.name, line.report.by_level, PART_WORDS[d.part].zh, d.reported,
                AGAINST_WORDS[d.against].zh, d.other, f"{d.by:+d}",
            )
            for line in found
            for d in line.differences
        ],
    )  # fmt: skip
    for line in found:
        if line.missing:
            missing = "、".join(line.missing)
            terminal.say(f"{line.report.area.name}：下级没有都上报，不能判断：{missing}")
    for code, state, by_steps in unlike:
        terminal.say(f"{code}：状态 {state} 与办理过程 {by_steps} 不一致")
