"""`huitoukan demo make`: writing the files of a demonstration county."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

import typer

SCHEMA_VERSION = 1


class ScaleName(StrEnum):
    """The sizes of a county, as typed."""

    NINGSHAN = "ningshan"
    TINY = "tiny"


def make(
    out: Path = typer.Option(..., "--out", help="写到哪个文件夹"),
    seed: int = typer.Option(7, help="种子；同一种子写出的文件逐字节相同"),
    scale: ScaleName = typer.Option(ScaleName.NINGSHAN, help="规模：ningshan 全县，tiny 测试用"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """按种子生成一个虚构县的名册、部门数据和账号名单，并另存答案（埋入的错误）。"""
    from huitoukan.simulate.api import make_county

    with _progress(quiet=as_json) as tell:
        summary = make_county(out, seed=seed, scale=scale.value, progress=tell)
    if as_json:
        shown = {"schema_version": SCHEMA_VERSION, **summary.as_dict()}
        sys.stdout.write(json.dumps(shown, ensure_ascii=False) + "\n")
        return
    typer.echo(
        f"虚构县（种子 {seed}）：{summary.towns} 个乡镇 {summary.villages} 个村，"
        f"在册 {summary.registry_households:,} 户 {summary.registry_persons:,} 人，"
        f"其他 {summary.ordinary_households:,} 户，全县 {summary.persons:,} 人。"
    )
    typer.echo(
        f"写出 {summary.files} 个文件 {summary.rows:,} 行，用时 {summary.seconds:.1f} 秒；"
        f"埋入 {summary.hits} 处错误（{summary.rules} 条规则）、"
        f"{summary.look_alikes} 处合规对照、{summary.rejects} 行坏数据。"
    )
    typer.echo(f"  {out / 'files'}")
    typer.echo(f"  {out / 'truth'}")
    typer.echo(
        f"下一步：huitoukan places import {out / 'files' / '行政村基本信息.xlsx'} 导入区划。"
    )


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Callable[[int, int, str], None]]:
    """A bar on a terminal; elsewhere nothing, for the whole takes seconds."""
    if quiet or not sys.stdout.isatty():
        yield lambda _done, _total, _text: None
        return
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    columns = (
        TextColumn("生成演示县"),
        BarColumn(bar_width=24),
        TaskProgressColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns) as bars:
        bar = bars.add_task("", total=None)

        def tell(done: int, total: int, text: str) -> None:
            bars.update(bar, completed=done, total=total, description=text)

        yield tell
