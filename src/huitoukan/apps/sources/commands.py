"""`huitoukan sources`: taking in department deliveries and listing them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from huitoukan.apps.core import terminal

app = typer.Typer(help="部门数据：接收、列出", no_args_is_help=True)


@app.command("deliver")
def deliver(
    files: list[Path] = typer.Argument(help="文件或文件夹；文件夹则接收其中每一个表格"),
    dataset: str = typer.Option("", help="数据集编号，例如 D07；不填则按表头识别"),
    campaign: str = typer.Option("", help="任务编号；不填则为最新的任务"),
    as_: str = typer.Option("", "--as", help="以哪个账号办理；不填则为系统"),
    dry_run: bool = typer.Option(False, "--dry-run", help="只看会怎样，不写入"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """接收部门数据：核对、编码、写成可比对的表，退回的行说明原因。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.files.services.keeping import keep_bytes, pieces_of
    from huitoukan.apps.jobs.services import do_now
    from huitoukan.apps.sources.services.deliveries import read_delivery, rehearsed_row
    from huitoukan.domain.refusals import Refused

    actor = acting(as_, timezone.localdate())
    chosen = campaign_for(actor, campaign or None)
    rows: list[dict[str, Any]] = []
    refused_files = []
    for path in _files(files):
        try:
            with terminal.progress(path.name, quiet=as_json) as tell:
                if dry_run:
                    pack = chosen.pack.opened()
                    sheets = read_delivery(path, path.name, pack, tell, dataset=dataset or None)
                    made = [rehearsed_row(sheet) for sheet in sheets]
                else:
                    sha256, _ = keep_bytes(pieces_of(path))
                    job = do_now(
                        actor,
                        "sources.deliver",
                        tell,
                        title=f"接收“{path.name}”",
                        area=chosen.area,
                        campaign=chosen.code,
                        sha256=sha256,
                        name=path.name,
                        dataset=dataset or None,
                    )
                    made = job.result["deliveries"]
        except Refused as refused:
            # One bad file does not keep the others back; each is told at the end.
            refused_files.append({"file": path.name, "code": refused.code, "why": str(refused)})
            continue
        rows.extend({"file": path.name, **row} for row in made)
    if as_json:
        terminal.answer_json(dry_run=dry_run, deliveries=rows, refused=refused_files)
    else:
        titles = chosen.pack.opened().sources
        terminal.table(
            ("数据集", "名称", "读入", "接收", "退回", "无法匹配", "重复"),
            [
                (
                    r["dataset"], titles[r["dataset"]].title.zh, r["rows_in"], r["kept"],
                    r["rejected"], r["unkeyed"], r["duplicates"],
                )
                for r in rows
            ],
        )  # fmt: skip
        for refusal in refused_files:
            terminal.say(f"  {refusal['why']}")
        terminal.rehearsed(dry_run)
        terminal.next_step("huitoukan compare run 开展比对。")
    if refused_files or any(row["rejected"] for row in rows):
        raise typer.Exit(1)


def _files(given: list[Path]) -> list[Path]:
    """The files themselves, and every table file of the folders among them, in order of name."""
    from huitoukan.domain.refusals import Refused

    found: list[Path] = []
    for path in given:
        if path.is_dir():
            found.extend(
                p for p in sorted(path.iterdir()) if p.suffix.lower() in {".csv", ".xls", ".xlsx"}
            )
        elif path.is_file():
            found.append(path)
        else:
            raise Refused("FILE_MISSING", name=path)
    return found


@app.command("list")
def list_deliveries(
    campaign: str = typer.Option("", help="任务编号；不填则为最新的任务"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """列出每个数据集最新的一次报送。"""
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.core.actor import system_actor
    from huitoukan.apps.sources.queries import newest_deliveries

    chosen = campaign_for(system_actor(), campaign or None)
    newest = {d.dataset: d for d in newest_deliveries(chosen)}
    datasets = chosen.pack.opened().sources
    if as_json:
        terminal.answer_json(
            datasets=[
                {
                    "dataset": code,
                    "title": datasets[code].title.zh,
                    "delivery": newest[code].code if code in newest else None,
                    "rows": newest[code].n_created if code in newest else None,
                }
                for code in sorted(datasets)
            ]
        )
        return
    terminal.table(
        ("数据集", "名称", "最新报送", "行数"),
        [
            (
                code,
                datasets[code].title.zh,
                f"{newest[code].delivered_at:%m-%d %H:%M}" if code in newest else "未报送",
                newest[code].n_created if code in newest else "",
            )
            for code in sorted(datasets)
        ],
    )
    terminal.next_step("huitoukan compare run 开展比对。")
