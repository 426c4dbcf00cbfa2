"""`huitoukan assessment`: villages of a run, their worksheets, a person's word, the rates."""

from __future__ import annotations

from datetime import datetime

import typer

from huitoukan.apps.assessment.commands import (
    AS,
    CAMPAIGN,
    JSON,
    SHOWN,
    Answer,
    app,
    chosen_run,
)
from huitoukan.apps.core import terminal

__all__ = ["app"]

_RUN = typer.Option("", help="哪一次核查；不填则为最新的一次")


@app.command("villages")
def villages_(
    run: str = _RUN,
    verdict: Answer | None = typer.Option(None, help="只看一种结论"),
    place: str = typer.Option("", help="只看一个乡镇（代码）"),
    limit: int = typer.Option(SHOWN, min=1, help="最多列多少个村"),
    campaign: str = CAMPAIGN,
    as_: str = AS,
    as_json: bool = JSON,
) -> None:
    """列出各村的结论：+ 达标，- 不达标，? 无法判断；人的核定在旁边。"""
    from huitoukan.apps.assessment.queries.villages import Asked, villages

    actor, chosen = chosen_run(run, campaign, as_)
    found = villages(actor, chosen, Asked(place=place))
    if verdict is not None:
        found = found.filter(verdict=verdict.value)
    rows = [
        {
            "village": one.area.code, "name": one.area.name, "kind": one.area.village_kind,
            "verdict": one.verdict,
            "marks": one.marks.strip(), "human": getattr(one, "human", None) or "",
        }
        for one in found[:limit]
    ]  # fmt: skip
    if as_json:
        terminal.answer_json(
            run=chosen.code, standard=chosen.village_standard, n=found.count(), villages=rows
        )
        return
    heads = ("村代码", "村", "村属性", "结论", "各项指标", "人的核定")
    terminal.table(heads, [tuple(row.values()) for row in rows])
    terminal.say(f"共 {found.count():,} 个村，列出 {len(rows)} 个。")
    terminal.next_step("huitoukan assessment show-village 村代码 看底稿。")


@app.command("show-village")
def show_village(
    village: str = typer.Argument(help="行政村代码"),
    run: str = _RUN,
    on: datetime | None = typer.Option(None, formats=["%Y-%m-%d"], help="看到哪一天为止的结论"),
    campaign: str = CAMPAIGN,
    as_: str = AS,
    as_json: bool = JSON,
) -> None:
    """一个村的底稿：每个指标用了哪些事实，来源、日期、依据，为什么不达标或无法判断。"""
    from huitoukan.apps.assessment import queries
    from huitoukan.assess.answers import as_lines, worksheet

    actor, chosen = chosen_run(run, campaign, as_)
    _run, row = queries.village_in(actor, chosen.code, village)
    made = queries.village_worksheet_of(chosen, row, on.date() if on else None)
    if as_json:
        terminal.answer_json(run=chosen.code, **worksheet(made))
        return
    for line in as_lines(made):
        terminal.say(line)
    terminal.next_step("huitoukan assessment judge-village 村代码 met --reason … 核定。")


@app.command("judge-village")
def judge_village_(
    village: str = typer.Argument(help="行政村代码"),
    verdict: Answer = typer.Argument(help="核定的结论"),
    reason: str = typer.Option(..., help="看了什么材料，谁去看的"),
    run: str = _RUN,
    campaign: str = CAMPAIGN,
    as_: str = typer.Option(..., "--as", help="以哪个账号核定"),
    as_json: bool = JSON,
) -> None:
    """写下人对一个村的核定，放在系统结论旁边；系统结论不变。"""
    from django.utils import timezone

    from huitoukan.apps.assessment.models import Verdict
    from huitoukan.apps.assessment.services.judging import judge_village

    actor, chosen = chosen_run(run, campaign, as_)
    made = judge_village(
        actor, chosen.code, village, Verdict(verdict.value), reason=reason, at=timezone.now()
    )
    if as_json:
        terminal.answer_json(
            village=village, verdict=made.verdict, machine=made.machine, run=chosen.code
        )
        return
    labels = Verdict(made.verdict).label, Verdict(made.machine).label
    terminal.say(f"{village}：核定为{labels[0]}，系统结论{labels[1]}。")


@app.command("rates")
def rates_(
    place: str = typer.Option("", help="哪个乡镇（代码）；不填则为全县"),
    run: str = _RUN,
    campaign: str = CAMPAIGN,
    as_: str = AS,
    as_json: bool = JSON,
) -> None:
    """错退率、漏评率、综合贫困发生率、群众认可度：分子、分母、出处；缺数的无法判断。"""
    from huitoukan.apps.assessment.queries.rates import counts_read, places_of, rates_of
    from huitoukan.assess.answers import rate
    from huitoukan.assess.rates import as_lines
    from huitoukan.domain.refusals import Refused

    actor, chosen = chosen_run(run, campaign, as_)
    code = place or chosen.campaign.area.code
    found = next((one for one in places_of(actor, chosen) if one[0].code == code), None)
    if found is None:
        raise Refused("NOT_FOUND", what="区划", code=code)
    area, villages = found
    told = rates_of(chosen, counts_read(chosen), area, villages.values())
    if as_json:
        terminal.answer_json(run=chosen.code, place=area.code, rates=[rate(one) for one in told])
        return
    for line in as_lines(told):
        terminal.say(line)
