"""`huitoukan campaign`: opening a campaign and listing those there are."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

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


@app.command("calendar")
def calendar(
    days: list[str] = typer.Argument(
        None, help="县里的安排，例如 “2026-12-31 休息 县政办发〔2026〕5号”，可以多个"
    ),
    as_: str = typer.Option("", "--as", help="以哪个账号办理；只看日历的不填"),
    file: Path | None = typer.Option(None, help="文本文件，一行一天：日期 上班或休息 依据"),
    renew: bool = typer.Option(False, "--renew", help="改用所装软件收录的最新放假安排"),
    campaign: str = typer.Option("", help="任务编号；不填则为最新的任务"),
    dry_run: bool = typer.Option(False, "--dry-run", help="只看会怎样，不写入"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """工作日历：查看，或加上县里自己的上班、休息安排。已经定下的期限不因此变动。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.campaigns.services import put_days, renew_calendar
    from huitoukan.domain.workdays import day_changes_of

    text = "\n".join([*(days or ()), *([file.read_text(encoding="utf-8-sig")] if file else [])])
    actor = acting(as_, timezone.localdate())
    chosen = campaign_for(actor, campaign or None)
    with terminal.rehearsal(dry_run):
        found = chosen.calendar
        if renew:
            found = renew_calendar(actor, chosen, at=timezone.now())
        if text:
            found = put_days(actor, chosen, day_changes_of(text), at=timezone.now())
    if as_json:
        terminal.answer_json(
            dry_run=dry_run, calendar=found.version, source=found.source, days=found.changes,
            first_day=found.first_day, last_day=found.last_day,
        )  # fmt: skip
        return
    terminal.say(f"{found.version}：{found.source}，{found.first_day} 至 {found.last_day}")
    terminal.table(
        ("日期", "安排", "依据"),
        [(one.day, "上班" if one.is_working else "休息", one.basis) for one in found.own_days],
    )
    terminal.rehearsed(dry_run)
    terminal.next_step("以后签收的按这份日历计算；已经定下的期限不变。")
