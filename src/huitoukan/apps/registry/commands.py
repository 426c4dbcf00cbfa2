"""`huitoukan registry`: importing workbooks and freezing the baseline."""

from __future__ import annotations

from pathlib import Path

import typer

from huitoukan.apps.core import terminal

app = typer.Typer(help="名册：导入、冻结", no_args_is_help=True)
TABLES = {"village": "行政村", "household": "户", "member": "人"}
SHOWN_CHANGES = 20


@app.command("import")
def import_files(
    files: list[Path] = typer.Argument(help="一个或多个 .xlsx、.xls、.csv 文件"),
    campaign: str = typer.Option("", help="任务编号；不填则为最新的任务"),
    as_: str = typer.Option("", "--as", help="以哪个账号办理；不填则为系统"),
    dry_run: bool = typer.Option(False, "--dry-run", help="只检查，不写入"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """导入名册：行政村、户、人；每一行都有去处，退回的行说明原因和办法。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.files.services.keeping import keep_bytes, pieces_of
    from huitoukan.apps.jobs.services import do_now
    from huitoukan.apps.registry.queries import batch_for
    from huitoukan.apps.registry.services.imports import read_workbook
    from huitoukan.domain.refusals import Refused

    actor = acting(as_, timezone.localdate())
    chosen = campaign_for(actor, campaign or None)
    n_rejected = 0
    results = []
    for path in files:
        if not path.is_file():
            raise Refused("FILE_MISSING", name=path)
        with terminal.progress(f"{path.name}", quiet=as_json) as tell:
            if dry_run:
                sheets = read_workbook(path, path.name, chosen.pack.opened(), tell)
                for sheet in sheets:
                    n_rejected += sheet.n_rejected
                    results.append(
                        {
                            "file": path.name,
                            "sheet": sheet.sheet,
                            "table": sheet.dataset.id,
                            "rows_in": len(sheet.rows) + sheet.n_rejected,
                            "accepted": len(sheet.rows),
                            "rejected": sheet.n_rejected,
                            "rejects": [
                                {"row": row, "column": p.label, "code": p.code, "why": p.sentence}
                                for row, p in sheet.rejects
                            ],
                        }
                    )
                continue
            sha256, _ = keep_bytes(pieces_of(path))
            job = do_now(
                actor,
                "registry.import",
                tell,
                title=f"导入“{path.name}”",
                area=chosen.area,
                campaign=chosen.code,
                sha256=sha256,
                name=path.name,
            )
        for sheet_result in job.result["sheets"]:
            n_rejected += sheet_result["rejected"]
        batch = batch_for(actor, job.result["batch"])
        for account in batch.sheets.all():
            results.append(
                {
                    "file": path.name,
                    "sheet": account.sheet,
                    "table": account.table,
                    "rows_in": account.n_rows,
                    "created": account.n_created,
                    "updated": account.n_updated,
                    "unchanged": account.n_unchanged,
                    "accepted": account.n_accepted,
                    "rejected": account.n_rejected,
                    "rejects": [
                        {"row": r.row, "column": r.column, "code": r.code, "why": r.sentence}
                        for r in account.rejects.all()
                    ],
                }
            )
    _print(results, dry_run, as_json)
    if n_rejected:
        raise typer.Exit(1)


def _print(results: list[dict[str, object]], dry_run: bool, as_json: bool) -> None:
    if as_json:
        terminal.answer_json(dry_run=dry_run, sheets=results)
        return
    terminal.table(
        ("文件", "表", "读入", "新增", "更新", "不变", "退回"),
        [
            (
                r["file"], TABLES[str(r["table"])], r["rows_in"], r.get("created", "—"),
                r.get("updated", "—"), r.get("unchanged", "—"), r["rejected"],
            )
            for r in results
        ],
    )  # fmt: skip
    for result in results:
        for reject in result["rejects"]:  # type: ignore[attr-defined]
            terminal.say(
                f"  “{result['sheet']}”第 {reject['row']} 行 {reject['column']}：{reject['why']}"
            )
    if dry_run:
        terminal.next_step("去掉 --dry-run 正式导入。")
    elif any(r["rejected"] for r in results):
        terminal.next_step("改正退回的行后再次导入；其余各行不受影响。")
    else:
        terminal.next_step("huitoukan registry freeze 冻结基线。")


@app.command("freeze")
def freeze(
    campaign: str = typer.Option("", help="任务编号；不填则为最新的任务"),
    as_: str = typer.Option("", "--as", help="以哪个账号办理；不填则为系统"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """冻结名册：写成带校验值的快照；任务的第一个快照是基线。"""
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
