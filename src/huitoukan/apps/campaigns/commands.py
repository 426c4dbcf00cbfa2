"""`huitoukan campaign`: opening a campaign and listing those there are."""

from __future__ import annotations

from datetime import datetime

import typer

from huitoukan.apps.core import terminal

app = typer.Typer(help="任务：建立和查看", no_args_is_help=True)


@app.command("new")
def new(
    code: str = typer.Argument(help="任务编号，例如 yunling-2026"),
    area: str = typer.Option(..., help="县的区划代码，例如 980122"),
    pack: str = typer.Option(..., help="规则包的名称或文件夹，例如 demo"),
    title: str = typer.Option("", help="任务名称；不填则按县名生成"),
    baseline_on: datetime | None = typer.Option(
        None, formats=["%Y-%m-%d"], help="名册基准日；不填则为上年末"
    ),
    starts_on: datetime | None = typer.Option(
        None, formats=["%Y-%m-%d"], help="开始日期；不填则为今天"
    ),
    ends_on: datetime | None = typer.Option(
        None, formats=["%Y-%m-%d"], help="整改截止日期；不填则按规则包的任务期限"
    ),
    as_: str = typer.Option("", "--as", help="以哪个账号办理；不填则为系统"),
    dry_run: bool = typer.Option(False, "--dry-run", help="只看会怎样，不写入"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """建立任务：锁定规则包的内容和日历。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.campaigns.services import last_day_of, open_campaign, year_end_before
    from huitoukan.apps.places.queries import area_by_code
    from huitoukan.rules.load import load_pack

    county, chosen, today = area_by_code(area), load_pack(pack), timezone.localdate()
    first = starts_on.date() if starts_on else today
    with terminal.rehearsal(dry_run):
        campaign = open_campaign(
            acting(as_, today),
            code,
            title=title or f"{county.name}{first.year}年脱贫质量“回头看”",
            area=county,
            pack=chosen,
            baseline_on=baseline_on.date() if baseline_on else year_end_before(first),
            starts_on=first,
            ends_on=ends_on.date() if ends_on else last_day_of(chosen, first),
            at=timezone.now(),
        )
    if as_json:
        terminal.answer_json(
            dry_run=dry_run,
            campaign=campaign.code,
            pack=str(campaign.pack),
            pack_hash=campaign.pack.hash,
            calendar=campaign.calendar.version,
        )
        return
    terminal.say(f"已建立任务“{campaign.title}”（{campaign.code}）。")
    terminal.say(
        f"基准日 {campaign.baseline_on}，{campaign.starts_on} 开始，{campaign.ends_on} 截止。"
    )
    terminal.say(f"规则包 {campaign.pack}，内容校验值 {campaign.pack.hash[:16]}…")
    terminal.say(f"日历 {campaign.calendar.version}（{campaign.calendar.source}）")
    terminal.rehearsed(dry_run)
    terminal.next_step("huitoukan registry import 名册.xlsx 导入名册。")


@app.command("list")
def list_campaigns(as_json: bool = typer.Option(False, "--json", help="输出 JSON")) -> None:
    """列出所有任务。"""
    from huitoukan.apps.campaigns.queries import campaigns_for
    from huitoukan.apps.core.actor import system_actor

    found = campaigns_for(system_actor())
    rows = [
        (c.code, c.title, c.area.name, str(c.pack), f"{c.starts_on} 至 {c.ends_on}") for c in found
    ]
    if as_json:
        terminal.answer_json(
            campaigns=[{"code": c.code, "title": c.title, "area": c.area.code} for c in found]
        )
        return
    terminal.table(("编号", "名称", "地区", "规则包", "时间"), rows)
    terminal.next_step(
        "huitoukan registry import 导入名册。" if rows else "huitoukan campaign new 建立任务。"
    )
