"""`huitoukan places`: importing lists of areas and recording a change."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from huitoukan.apps.core import terminal

if TYPE_CHECKING:
    from huitoukan.apps.places.services.imports import Imported
    from huitoukan.apps.places.services.lists import ListFile

app = typer.Typer(help="区划：导入、登记变更、按某日口径统计", no_args_is_help=True)
SHEETS = {"village": "行政村", "division": "区划代码", "group": "村民小组", "change": "区划变更",
          "reported": "上报户数人数"}  # fmt: skip
SHOWN_ERRORS = 20
SHOWN_ABSENT = 10


@app.command("import")
def import_places(
    files: list[Path] = typer.Argument(
        help="行政村表、统计用区划代码表（china-division 的 areas、streets、villages）、"
        "村民小组表、区划变更表、上报户数人数表（.xlsx、.xls 或 .csv）"
    ),
    county: str = typer.Option("", help="只要这个县：代码（如 980122）或名称"),
    as_of: datetime | None = typer.Option(
        None, formats=["%Y-%m-%d"], help="这些表是哪一天的；不同之处登记为那一天起的变更"
    ),
    pack: str = typer.Option("national-2026", help="认表头用的规则包"),
    dry_run: bool = typer.Option(False, "--dry-run", help="照样核对和计数，但不写入"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """导入区划和区划变更；每一行都有去处，已有的不变，从不删除。"""
    from django.utils import timezone

    from huitoukan.apps.core.actor import system_actor
    from huitoukan.apps.places.queries.history import county_code
    from huitoukan.apps.places.services.imports import import_places as put
    from huitoukan.apps.places.services.lists import counties_named, read_list
    from huitoukan.domain.refusals import Refused
    from huitoukan.rules.load import load_pack

    for path in files:
        if not path.is_file():
            raise Refused("FILE_MISSING", name=path)
    chosen = load_pack(pack)
    wanted = county
    if county and not county.isdigit():
        named = counties_named(files, county, chosen)
        wanted = county_code(county, named)
    read = []
    for path in files:
        with terminal.progress(path.name, quiet=as_json) as tell:
            read.append(read_list(path, chosen, county=wanted, tell=tell))
    now = timezone.now()
    with terminal.rehearsal(dry_run):
        result = put(
            system_actor(),
            read,
            county=wanted,
            as_of=as_of.date() if as_of else None,
            at=now,
        )
    if as_json:
        terminal.answer_json(**_answer(read, result), dry_run=dry_run)
    else:
        _print(read, result)
        terminal.rehearsed(dry_run)
        if result.counties:
            code = result.counties[0][0]
            terminal.next_step(
                f"huitoukan campaign new 编号 --area {code} --pack 规则包 建立任务。"
            )
        else:
            terminal.next_step("huitoukan places counts 按某一天的区划核对户数人数。")
    if any(sheet.errors for file in read for sheet in file.sheets):
        raise typer.Exit(1)


def _answer(read: list[ListFile], result: Imported) -> dict[str, Any]:
    files = [
        {
            "name": file.name,
            "sha256": file.sha256,
            "sheets": [
                {
                    "name": sheet.sheet,
                    "kind": sheet.kind,
                    "header_row": sheet.header_row,
                    **sheet.account,
                    "skipped": sheet.n_skipped,
                    "outside": sheet.n_outside,
                    "errors": [
                        {"row": e.row, "column": e.column, "code": e.code,
                         "message": e.sentence + e.remedy}
                        for e in sheet.errors
                    ],
                }
                for sheet in file.sheets
            ],
        }
        for file in read
    ]  # fmt: skip
    return {
        "files": files,
        "created": result.n_areas_created,
        "updated": result.n_areas_updated,
        "changes": result.n_changes,
        "counties": [code for code, _ in result.counties],
        "absent": [code for code, _ in result.absent],
    }


def _print(read: list[ListFile], result: Imported) -> None:
    for file in read:
        for sheet in file.sheets:
            n = sheet.account
            outside = f"，外县 {sheet.n_outside:,} 行未读" if sheet.n_outside else ""
            terminal.say(
                f"{file.name} · {sheet.sheet}（{SHEETS[sheet.kind]}）：读入 {n['rows_in']:,}，"
                f"新增 {n['created']:,}，更新 {n['updated']:,}，不变 {n['unchanged']:,}，"
                f"退回 {n['rejected']:,}{outside}"
            )
            for error in sheet.errors[:SHOWN_ERRORS]:
                terminal.say(f"  第 {error.row} 行：{error.sentence}{error.remedy}")
            if len(sheet.errors) > SHOWN_ERRORS:
                terminal.say(f"  ……共 {len(sheet.errors):,} 处，用 --json 看全部")
    terminal.say(
        f"区划新增 {result.n_areas_created:,} 个，更新 {result.n_areas_updated:,} 个，"
        f"登记变更 {result.n_changes:,} 项。"
    )
    for code, name in result.counties:
        terminal.say(f"  {name}（{code}）")
    if result.absent:
        shown = "、".join(f"{name}（{code}）" for code, name in result.absent[:SHOWN_ABSENT])
        terminal.say(f"已有而表中没有的 {len(result.absent)} 个，没有改动：{shown}")
        terminal.say("  其中已撤销、合并的，请用 huitoukan places change 登记。")
