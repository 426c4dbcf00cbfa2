"""`huitoukan journal verify`: whether the chain holds."""

from __future__ import annotations

import typer

from huitoukan.apps.core import terminal

app = typer.Typer(help="操作日志：核验", no_args_is_help=True)


@app.callback()
def group() -> None:
    """操作日志。"""


@app.command("verify")
def verify(as_json: bool = typer.Option(False, "--json", help="输出 JSON")) -> None:
    """逐行核验日志的校验链；有被改动的行则列出。"""
    from huitoukan.apps.journal.queries import breaks, n_entries

    found = list(breaks())
    n_lines = n_entries()
    if as_json:
        terminal.answer_json(lines=n_lines, breaks=[vars(b) for b in found])
    else:
        terminal.say(f"日志 {n_lines:,} 行，接不上的 {len(found)} 处。")
        for broken in found[:20]:
            terminal.say(f"  {broken.kind} {broken.code}：{broken.why}（行号 {broken.entry_id}）")
        terminal.next_step(
            "保存数据库副本并报告审计员。" if found else "不需要做什么；建议每月核验一次。"
        )
    if found:
        raise typer.Exit(1)
