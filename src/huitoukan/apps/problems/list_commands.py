"""`huitoukan problems import`: a list of problems that somebody else handed over."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import typer

from huitoukan.apps.core import terminal

app = typer.Typer()
SHOWN = 20


@app.command("import")
def import_(
    file: Path = typer.Argument(help="xlsx、xls 或 csv 文件"),
    source: str = typer.Option(..., help="来源，例如 inspection_tour、spot_check、audit"),
    as_: str = typer.Option(..., "--as", help="以哪个账号办理"),
    ref: str = typer.Option("", help="来源文号"),
    found_on: datetime | None = typer.Option(None, formats=["%Y-%m-%d"], help="发现日期"),
    answer_due_on: datetime | None = typer.Option(None, formats=["%Y-%m-%d"], help="答复期限"),
    map_: list[str] = typer.Option(
        [], "--map", help="表头对照“原标题=列”，可写多次；列写 ignore 为不读取"
    ),
    accept_types: bool = typer.Option(
        False, "--accept-types", help="推荐的类型照用（您对每一行负责）；不写则到页面上核对"
    ),
    campaign: str = typer.Option("", help="任务编号；不填则为最新的任务"),
    stage: bool = typer.Option(False, "--stage", help="只读入核对，不写入；到页面上再登记"),
    dry_run: bool = typer.Option(False, "--dry-run", help="只看会怎样，不写入"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """把上级或检查组交来的问题清单读入：逐行说明新增、已有、退回，核对类型后登记。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.files.services.keeping import keep_bytes, pieces_of
    from huitoukan.apps.jobs.services import do_now
    from huitoukan.apps.mappings.queries.told import asked_in_json, in_words, told_of
    from huitoukan.apps.problems.services import lists
    from huitoukan.domain.refusals import Refused

    if not file.is_file():
        raise Refused("FILE_MISSING", name=file)
    actor, now = acting(as_, timezone.localdate()), timezone.now()
    chosen = campaign_for(actor, campaign or None)
    letter = lists.letter_of(
        chosen, source, ref, found_on.date() if found_on else None,
        answer_due_on.date() if answer_due_on else None, at=now,
    )  # fmt: skip
    sha256, _ = keep_bytes(pieces_of(file))
    with terminal.progress(file.name, quiet=as_json) as tell, terminal.rehearsal(dry_run):
        made = do_now(
            actor, lists.LIST_JOB, tell, title=f"读入问题清单“{file.name}”", area=chosen.area,
            campaign=chosen.code, sha256=sha256, name=file.name, letter=letter.as_json(),
            told=told_of(None, map_) or None,
        ).result  # fmt: skip
        asked = asked_in_json(made)
        if not asked and not stage:
            if accept_types:
                lists.accept_suggested(actor, made["list"])
            lists.write_list(actor, made["list"], at=now)
        returned = [] if asked else lists.returned_of(actor, made["list"])[:SHOWN]
    if asked:
        if as_json:
            terminal.answer_json(dry_run=dry_run, needs_mapping=asked)
        else:
            for line in in_words(asked):
                terminal.say(f"  {line}")
        raise typer.Exit(1)
    if as_json:
        terminal.answer_json(dry_run=dry_run, is_written=not stage, **made)
    else:
        told = "读入 {rows_in} = 新增 {created} + 台账里已有 {known} + 退回 {rejected}"
        terminal.say(f"{made['list']}：{told.format(**made)}")
        terminal.rehearsed(dry_run)
        for row in returned:
            where = f"“{row.sheet}”第 {row.row} 行 {row.column}"
            terminal.say(f"  {where}：{row.sentence}{row.remedy}")
        terminal.next_step(f"打开 /problems/lists/{made['list']}/ 逐行核对。")
    if made["rejected"]:
        raise typer.Exit(1)
