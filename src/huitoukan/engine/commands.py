"""`huitoukan compare plan` and `huitoukan pack test`: the engine without a database.

The registry and the deliveries are folders of Parquet files.
"""

from __future__ import annotations

import dataclasses
import json
from datetime import datetime
from pathlib import Path

import typer

SCHEMA_VERSION = 1

app = typer.Typer(help="比对引擎：不用数据库，直接对 Parquet 文件", no_args_is_help=True)

_JSON = typer.Option(False, "--json", help="输出 JSON")


@app.command("plan")
def plan(
    pack: str = typer.Option(..., help="规则包的名称或文件夹"),
    registry: Path = typer.Option(
        ..., exists=True, file_okay=False, help="名册文件夹：household、member、village .parquet"
    ),
    deliveries: Path = typer.Option(
        ..., exists=True, file_okay=False, help="部门数据文件夹：D07.parquet 或 D07/*.parquet"
    ),
    on: datetime = typer.Option(..., formats=["%Y-%m-%d"], help="比对日"),
    rule: list[str] = typer.Option([], help="只做这几条规则；不填则为全部"),
    show: bool = typer.Option(False, "--show", help="只列出每一步的 SQL，不执行"),
    as_json: bool = _JSON,
) -> None:
    """编排并执行一次比对，给出每条规则的疑点数和无法判断数；--show 只看 SQL。"""
    from huitoukan.engine import api
    from huitoukan.rules.load import load_pack

    tables = api.Tables.in_folders(registry, deliveries)
    made = api.plan(load_pack(pack), tables, on.date(), rule or None)
    if show:
        if as_json:
            _answer(pack_hash=made.pack_hash, steps=[dataclasses.asdict(s) for s in made.steps])
            return
        for step in made.steps:
            typer.echo(f"-- {step.name}（{step.why}）\n{step.sql};\n")
        return
    outcome = api.run(made)
    if as_json:
        _answer(pack_hash=made.pack_hash, results=[dataclasses.asdict(r) for r in outcome.results])
        return
    for one in outcome.results:
        why = f"（{one.cannot_tell_why}）" if one.cannot_tell_why else ""
        typer.echo(
            f"{one.rule_id}  对象 {one.n_objects}，疑点 {one.n_hits}，"
            f"无法判断 {one.n_cannot_tell}{why}，{one.seconds:.2f} 秒"
        )


@app.command("test")
def try_examples(
    pack: str = typer.Argument(help="规则包的名称或文件夹"),
    rule: list[str] = typer.Option([], help="只试这几条规则；不填则为全部"),
    as_json: bool = _JSON,
) -> None:
    """把每条规则、每类档外对象自带的例子真跑一遍，结果与 expect 对照。"""
    from huitoukan.engine.examples import ExampleResult, run_examples
    from huitoukan.engine.try_group import Tried, try_groups
    from huitoukan.rules.load import load_pack

    opened = load_pack(pack)
    groups = [name for name in rule if name in opened.off_registry]
    rules = [name for name in rule if name not in groups]
    results: list[ExampleResult | Tried] = [
        *(run_examples(opened, rules or None) if rules or not rule else ()),
        *(try_groups(opened, groups or None) if groups or not rule else ()),
    ]
    failed = [one for one in results if not one.passed]
    if as_json:
        _answer(
            pack=pack,
            examples=len(results),
            failed=[{"rule": f.rule_id, "name": f.name, "why": f.difference} for f in failed],
        )
    else:
        for one in failed:
            typer.echo(f"{one.rule_id}: {one.name}\n  {one.difference}")
        typer.echo(f"{len(results)} 个例子，{len(failed)} 个不符。")
    if failed:
        raise typer.Exit(1)


def _answer(**values: object) -> None:
    shown = {"schema_version": SCHEMA_VERSION, **values}
    typer.echo(json.dumps(shown, ensure_ascii=False, default=str))
