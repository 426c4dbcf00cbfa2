"""`huitoukan compare run`: of a campaign with its database, or of folders without any.

With --registry it is the second: files in, hits.parquet and summary.json out.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import typer

from huitoukan.apps.comparison.commands import run as run_campaign
from huitoukan.config.start import with_database

_SIZE = r"[0-9]+(\.[0-9]+)? ?([MG]i?B)"
_OF_FOLDERS = ("--registry", "--deliveries", "--pack", "--out")


class Engine(StrEnum):
    """Which engine reads the Parquet files."""

    DUCKDB = "duckdb"
    SPARK = "spark"


# A step of ten thousand million rows on a cluster takes longer than any on this machine.
_SECONDS = {Engine.DUCKDB: 600, Engine.SPARK: 3600}


def compare_run(
    campaign: str = typer.Option("", help="任务编号；不填则为最新的任务"),
    on: datetime | None = typer.Option(
        None, formats=["%Y-%m-%d"], help="比对日；不填则为基准日，对文件夹则为今天"
    ),
    as_: str = typer.Option("", "--as", help="以哪个账号办理；不填则为系统"),
    dry_run: bool = typer.Option(False, "--dry-run", help="只看会怎样，不写入"),
    registry: Path | None = typer.Option(
        None,
        exists=True,
        file_okay=False,
        help="不用数据库：名册文件夹（households、members、villages，.csv 或 .parquet）或快照",
    ),
    deliveries: Path | None = typer.Option(
        None, exists=True, file_okay=False, help="部门数据文件夹：D08.csv、D08/*.parquet……"
    ),
    pack: str = typer.Option("", help="规则包的名称或文件夹"),
    out: Path | None = typer.Option(
        None, file_okay=False, help="写 hits.parquet 和 summary.json 的文件夹"
    ),
    engine: Engine = typer.Option(
        Engine.DUCKDB, help="比对引擎；spark 须另装 huitoukan[spark] 和 JDK 17 或 21"
    ),
    master: str = typer.Option(
        "", help="Spark 在哪里运行：local[2]（本机）或 spark://主机:7077（集群）；不填则为本机"
    ),
    rules: str = typer.Option("", help="只做这几条规则，逗号分隔：X01,X11"),
    memory: str = typer.Option("6GB", help="内存上限；放不下的写到 --out 里，用后删除"),
    threads: int = typer.Option(2, min=1, help="线程数"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """用规则包比对最新的名册快照和部门数据。疑点不是结论，须由人核定。

    给出 --registry、--deliveries、--pack、--out 时比对文件夹里的文件，不用数据库。
    """
    of_folders = dict(zip(_OF_FOLDERS, (registry, deliveries, pack, out), strict=True))
    if master and engine is not Engine.SPARK:
        raise typer.BadParameter("--master 只用于 --engine spark。")
    if not any(of_folders.values()):
        if engine is not Engine.DUCKDB:
            raise typer.BadParameter(f"--engine {engine} 只用于比对文件夹，请给出四个文件夹。")
        with_database(run_campaign)(campaign, on, as_, dry_run, as_json)
        return
    missing = [name for name, value in of_folders.items() if not value]
    if missing or registry is None or deliveries is None or out is None:
        raise typer.BadParameter(f"还缺 {'、'.join(missing)}：四个文件夹要一起给出。")
    if not re.fullmatch(_SIZE, memory):
        raise typer.BadParameter(f"“{memory}”不是内存大小，应如 6GB、800MB。")
    named = [one.strip() for one in rules.split(",") if one.strip()]
    limits = {"memory": memory, "threads": threads, "seconds": _SECONDS[engine]}
    place = (master or f"local[{threads}]") if engine is Engine.SPARK else ""
    day = on.date() if on else date.today()  # noqa: DTZ011 - the county's own day
    with _progress(quiet=as_json) as tell:
        summary = compare_folders(
            registry,
            deliveries,
            pack,
            out,
            on=day,
            rules=named,
            tell=tell,
            limits=limits,
            master=place,
        )
    _print(summary, engine, out, as_json=as_json)


def compare_folders(
    registry: Path,
    deliveries: Path,
    pack_name: str,
    out: Path,
    *,
    on: date,
    rules: list[str],
    tell: Callable[[int, int, str], None],
    limits: Mapping[str, Any],
    master: str = "",
) -> dict[str, Any]:
    """Compare two folders and write what was found to a third; returns the summary.

    With `master` it is done by the Spark that is named so, else by DuckDB here. What is made on
    the way is kept in `out` and removed at the end, or by the next run.
    """
    from huitoukan.cli.intake import take
    from huitoukan.engine import api
    from huitoukan.rules.load import load_pack

    pack = load_pack(pack_name)
    out.mkdir(parents=True, exist_ok=True)
    for left in out.glob(".work-*"):
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=".work-", dir=out) as folder, ExitStack() as stack:
        work = Path(folder)
        engine = None
        if master:
            tell(0, 1, "启动 Spark")
            spark = api.Spark(master, limits["memory"], work / "spark")
            engine = stack.enter_context(spark).session
        taken = take(registry, deliveries, pack, work, tell)
        plan = api.plan(pack, taken.tables, on, rules or None)
        results = api.Results(pack)
        spill = api.Limits(**{"seconds": _SECONDS[Engine.DUCKDB], **limits}, spill=work / "spill")
        with ThreadPoolExecutor(1) as pool:  # hashing waits for the disk, comparing does not
            files = pool.submit(taken.files, {step.name for step in plan.loads})
            outcome = api.run(plan, tell, spill, results.keep_unclear, engine)
        summary = results.write(
            work,
            outcome,
            files.result(),
            pack=pack.id,
            pack_hash=pack.hash,
            on=on,
            registry=_accounts(taken, pack.fields),
            deliveries=_accounts(taken, pack.sources),
            passed_over=taken.passed_over,
        )
        for name in (api.HITS, api.SUMMARY):
            (work / name).replace(out / name)
        return summary


def _accounts(taken: Any, tables: Mapping[str, object]) -> list[dict[str, object]]:
    return [
        {
            "table": name,
            "rows_in": sum(one.rows_in for one in accounts),
            "keyed": sum(one.keyed for one in accounts),
            "unkeyed": sum(one.unkeyed for one in accounts),
            "rejected": sum(one.rejected for one in accounts),
            "files": [path.name for path in taken.given[name]],
        }
        for name, accounts in sorted(taken.accounts.items())
        if name in tables
    ]


def _progress(*, quiet: bool) -> Any:
    from huitoukan.apps.core import terminal

    return terminal.progress("数据比对", quiet=quiet)


def _print(summary: dict[str, Any], engine: Engine, out: Path, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(summary | {"engine": engine}, ensure_ascii=False, default=str))
        return
    for one in summary["deliveries"]:
        typer.echo(
            f"{one['table']}  {one['rows_in']} 行，可比对 {one['keyed']}，"
            f"无有效号码 {one['unkeyed']}，退回 {one['rejected']}"
        )
    for name in summary["passed_over"]:
        typer.echo(f"没有读取“{name}”：规则包里没有这个名称的数据集。")
    for one in summary["rules"]:
        why = f"（{one['cannot_tell_why']}）" if one["cannot_tell_why"] else ""
        typer.echo(
            f"{one['rule']}  疑点 {one['hits']}，无疑点 {one['clean']}，"
            f"无法判断 {one['cannot_tell']}{why}，{one['seconds']:.2f} 秒"
        )
    typer.echo(f"已写入 {out}/hits.parquet 和 summary.json。疑点不是结论，须由人核定。")
