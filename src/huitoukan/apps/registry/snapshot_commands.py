"""`huitoukan registry`: freezing, comparing and checking snapshots."""

from __future__ import annotations

from datetime import datetime

import typer

from huitoukan.apps.core import terminal

app = typer.Typer()
TABLES = {"village": "行政村", "household": "户", "member": "人"}
SHOWN_CHANGES = 20


@app.command("freeze")
def freeze(
    campaign: str = typer.Option("", help="任务编号；不填则为最新的任务"),
    as_of: datetime | None = typer.Option(
        None, "--as-of", formats=["%Y-%m-%d"], help="还原这一天日终的名册，如 2026-05-01"
    ),
    as_: str = typer.Option("", "--as", help="以哪个账号办理；不填则为系统"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """冻结名册：写成带校验值的快照；任务的第一个快照是基线。也可还原过去某一天的名册。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.jobs.services import do_now

    actor = acting(as_, timezone.localdate())
    chosen = campaign_for(actor, campaign or None)
    with terminal.progress("冻结名册", quiet=as_json) as tell:
        job = do_now(
            actor,
            "registry.freeze",
            tell,
            title="冻结名册",
            area=chosen.area,
            campaign=chosen.code,
            as_of=as_of.date().isoformat() if as_of else "",
        )
    if as_json:
        terminal.answer_json(**job.result)
        return
    found = job.result
    terminal.say(
        f"快照 {found['snapshot']}：{found['households']:,} 户，{found['members']:,} 人，"
        f"内容校验值 {found['content_hash'][:16]}…"
    )
    terminal.next_step("huitoukan sources deliver 部门数据 接收部门数据。")


@app.command("diff")
def diff(
    before: str = typer.Argument(help="较早的快照编号"),
    after: str = typer.Argument(help="较晚的快照编号"),
    as_: str = typer.Option("", "--as", help="以哪个账号查看；不填则为系统"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """比较两个快照：新增、减少、变更的户和人，变更的逐项列出；证件号码和电话遮挡。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.registry.queries.changes import changes_between

    found = changes_between(acting(as_, timezone.localdate()), before, after)
    if as_json:
        terminal.answer_json(before=before, after=after, tables=found)
        return
    rows = [
        (TABLES[table], len(part["added"]), len(part["removed"]), len(part["changed"]))
        for table, part in found.items()
    ]
    terminal.table(("表", "新增", "减少", "变更"), rows)
    for table, part in found.items():
        for change in part["changed"][:SHOWN_CHANGES]:
            for label, (old, new) in change["fields"].items():
                terminal.say(
                    f"  {TABLES[table]} {change['key']} {label}：{old or '—'} → {new or '—'}"
                )
    terminal.next_step("加 --json 取得全部变更。")


@app.command("verify")
def verify(
    codes: list[str] = typer.Argument(None, help="快照编号；不填则为任务的全部快照"),
    campaign: str = typer.Option("", help="任务编号；不填则为最新的任务"),
    as_: str = typer.Option("", "--as", help="以哪个账号办理；不填则为系统"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """核对快照：文件是否还与冻结时登记的校验值一致；有改动或缺少的，退出码为 1。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.registry.queries.frozen import snapshots_for
    from huitoukan.apps.registry.services.verifying import verify_snapshot

    actor = acting(as_, timezone.localdate())
    chosen = codes or [
        snapshot.code for snapshot in snapshots_for(actor, campaign_for(actor, campaign or None))
    ]
    found = {code: verify_snapshot(actor, code) for code in chosen}
    if as_json:
        terminal.answer_json(
            snapshots=[
                {"code": code, "altered": damage.altered, "missing": damage.missing}
                for code, damage in found.items()
            ]
        )
    else:
        terminal.table(
            ("快照", "结果"),
            [(code, damage.told() or "文件与冻结时一致") for code, damage in found.items()],
        )
        if any(found.values()):
            terminal.next_step("请从备份恢复有改动或缺少的文件；恢复以前不要以这些快照为依据。")
        elif found:
            terminal.next_step("文件都与冻结时一致，不需要再做什么。")
        else:
            terminal.next_step("还没有快照；huitoukan registry freeze 冻结名册。")
    if any(found.values()):
        raise typer.Exit(1)
