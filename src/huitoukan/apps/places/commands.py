"""`huitoukan places`: importing a county's places from its village table."""

from __future__ import annotations

from pathlib import Path

import typer

from huitoukan.apps.core import terminal

app = typer.Typer(help="区划：导入", no_args_is_help=True)


@app.command("import")
def import_places(
    file: Path = typer.Argument(help="行政村表（.xlsx、.xls 或 .csv）"),
    pack: str = typer.Option("national-2026", help="认表头用的规则包"),
    dry_run: bool = typer.Option(False, "--dry-run", help="只看会怎样，不写入"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """从行政村表导入县、乡镇、村；已有的不变，改名的更新，从不删除。"""
    from huitoukan.apps.core.actor import system_actor
    from huitoukan.apps.places.services import put_places, rows_of_villages
    from huitoukan.documents.tables import read_table
    from huitoukan.domain.refusals import Refused
    from huitoukan.rules.load import load_pack

    if not file.is_file():
        raise Refused("FILE_MISSING", name=file)
    chosen = load_pack(pack)
    rows = [
        row for row in read_table(file, chosen.fields["village"], chosen.codes) if not row.problems
    ]
    if not rows:
        raise Refused("SHEET_NONE", name=file.name)
    places = rows_of_villages(row.values for row in rows)
    with terminal.rehearsal(dry_run):
        counts = put_places(system_actor(), places, source=file.name)
    counties = sorted({(p.code, p.name) for p in places if len(p.code) == 6})
    if as_json:
        terminal.answer_json(
            dry_run=dry_run, **vars(counts), counties=[code for code, _ in counties]
        )
        return
    terminal.say(
        f"区划 {len(places)} 个：新增 {counts.created}，更新 {counts.updated}，"
        f"不变 {counts.unchanged}。"
    )
    for code, name in counties:
        terminal.say(f"  {name}（{code}）")
    terminal.rehearsed(dry_run)
    code = counties[0][0] if counties else "县代码"
    terminal.next_step(f"huitoukan campaign new 编号 --area {code} --pack 规则包 建立任务。")
