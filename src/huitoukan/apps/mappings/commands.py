"""`huitoukan mapping`: what is remembered about the headings of sources."""

from __future__ import annotations

import typer

from huitoukan.apps.core import terminal

app = typer.Typer(help="列对照：哪个表头是哪一列", no_args_is_help=True)


@app.command("list")
def list_mappings(
    as_: str = typer.Option("", "--as", help="以哪个账号查看；不填则为系统"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """列出已记住的列对照，新的在前。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.mappings.queries import mappings_of

    found = mappings_of(acting(as_, timezone.localdate()))
    if as_json:
        terminal.answer_json(
            mappings=[
                {
                    "code": mapping.code,
                    "table": mapping.table,
                    "department": mapping.department,
                    "area": mapping.area.code,
                    "file": mapping.file_name,
                    "fingerprint": mapping.fingerprint,
                    "columns": mapping.columns,
                    "saved_by": mapping.saved_by,
                    "saved_at": mapping.saved_at,
                }
                for mapping in found
            ]
        )
        return
    terminal.table(
        ("编号", "表", "部门", "来自", "列数", "保存"),
        [
            (
                m.code, m.table, m.department, m.file_name, sum(map(bool, m.columns.values())),
                f"{timezone.localtime(m.saved_at):%m-%d %H:%M}",
            )
            for m in found
        ],
    )  # fmt: skip
    terminal.next_step("huitoukan mapping show 编号 查看一份对照。")


@app.command("show")
def show(
    code: str = typer.Argument(help="对照的编号，例如 LD-1a2b3c4d"),
    as_: str = typer.Option("", "--as", help="以哪个账号查看；不填则为系统"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """显示一份列对照；输出可以存成文件，供 --mapping 使用。"""
    import json

    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.mappings.queries import mapping_for
    from huitoukan.apps.mappings.queries.told import as_told

    told = as_told(mapping_for(acting(as_, timezone.localdate()), code))
    if as_json:
        terminal.answer_json(code=code, mapping=told)
        return
    for table, pairs in told.items():
        terminal.say(f"{table}:")
        for heading, column in pairs.items():
            # A JSON text is a YAML text, whatever stands in the heading.
            terminal.say(f"  {json.dumps(heading, ensure_ascii=False)}: {column}")


@app.command("forget")
def forget(
    code: str = typer.Argument(help="对照的编号，例如 LD-1a2b3c4d"),
    as_: str = typer.Option("", "--as", help="以哪个账号办理；不填则为系统"),
    dry_run: bool = typer.Option(False, "--dry-run", help="只看会怎样，不写入"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """忘记一份列对照；已导入的数据不变，下次同样表头的文件重新询问。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.mappings.queries import mapping_for
    from huitoukan.apps.mappings.services import forget_mapping

    actor = acting(as_, timezone.localdate())
    with terminal.rehearsal(dry_run):
        forget_mapping(actor, mapping_for(actor, code))
    if as_json:
        terminal.answer_json(dry_run=dry_run, forgotten=code)
        return
    terminal.rehearsed(dry_run)
    terminal.next_step("下次导入这样表头的文件时重新对照。")
