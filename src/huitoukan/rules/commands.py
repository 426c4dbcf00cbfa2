"""`huitoukan pack`: which packs there are, whether one is sound, what a rule says. No database."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from huitoukan.rules.explain import TablePage

SCHEMA_VERSION = 1

app = typer.Typer(help="规则包：列出、检查、解释、比较", no_args_is_help=True)

_PACK = typer.Argument(help="规则包的名称或文件夹，例如 national-2026")
_JSON = typer.Option(False, "--json", help="输出 JSON")


@app.command("list")
def list_packs(as_json: bool = _JSON) -> None:
    """列出随程序安装的规则包。"""
    from huitoukan.rules.load import builtin_packs, load_pack

    packs = [load_pack(name) for name in builtin_packs()]
    if as_json:
        _answer(packs=[{"id": one.id, "release": one.release, "hash": one.hash} for one in packs])
        return
    for one in packs:
        sample = "（示例，数值均为虚构）" if one.sample else ""
        typer.echo(f"{one.id}@{one.release}  {one.title()}{sample}，{len(one.rules)} 条规则")
    typer.echo("下一步：huitoukan pack check 名称 检查，pack explain 名称 规则 解释。")


@app.command("check")
def check(pack: str = _PACK, as_json: bool = _JSON) -> None:
    """检查规则包：编号、列名、条件、依据、例子。有错误时逐条列出文件和行号。"""
    from huitoukan.rules.check import check_pack

    findings = check_pack(pack)
    if as_json:
        _answer(pack=pack, findings=[dataclasses.asdict(one) for one in findings])
    else:
        for one in findings:
            typer.echo(f"{one}（{one.code}）")
        typer.echo(f"规则包“{pack}”有 {len(findings)} 处错误。" if findings else "没有错误。")
    if findings:
        raise typer.Exit(1)


@app.command("explain")
def explain(
    pack: str = _PACK,
    rule: str = typer.Argument(help="规则编号，例如 X11；或数据集、台账的编号，例如 K01"),
    language: str = typer.Option("zh", help="zh 或 en"),
    as_json: bool = _JSON,
) -> None:
    """解释一条规则（依据、条件、限额、误报、例子），或一个数据集（用途、登记办法、列）。"""
    from huitoukan.domain.refusals import Refused
    from huitoukan.rules.explain import explain_data_set, explain_rule
    from huitoukan.rules.load import load_pack

    loaded = load_pack(pack)
    if rule in loaded.sources:
        _print_data_set(explain_data_set(loaded, loaded.sources[rule], language), language, as_json)
        return
    if rule not in loaded.rules:
        raise Refused("RULE_UNKNOWN", pack=pack, rule=rule)
    page = explain_rule(loaded, loaded.rules[rule], language)
    if as_json:
        _answer(
            rule=page.id,
            title=page.title,
            severity=page.severity,
            lines={one.label.in_(language): one.words for one in page.lines},
            conditions={one.label.in_(language): one.words for one in page.conditions},
            examples=[{"case": case, "name": name} for case, name in page.examples],
        )
        return
    typer.echo(f"{page.id}  {page.title}（{page.severity}）")
    for one in (*page.lines, *page.conditions):
        typer.echo(f"  {one.label.in_(language)}：{one.words}")
    for case, name in page.examples:
        typer.echo(f"  {case}: {name}")


def _print_data_set(page: TablePage, language: str, as_json: bool) -> None:
    if as_json:
        columns = [
            {"name": name, "label": label, "type": kind, "required": required}
            for name, label, kind, required in page.columns
        ]
        lines = {one.label.in_(language): one.words for one in page.lines}
        _answer(data_set=page.id, title=page.title, lines=lines, columns=columns)
        return
    typer.echo(f"{page.id}  {page.title}")
    for one in page.lines:
        typer.echo(f"  {one.label.in_(language)}：{one.words}")
    for name, label, kind, required in page.columns:
        typer.echo(f"  {'*' if required else ' '} {name}  {label}（{kind}）")


@app.command("diff")
def diff(
    old: str = typer.Argument(help="原来的规则包"),
    new: str = typer.Argument(help="现在的规则包"),
    as_json: bool = _JSON,
) -> None:
    """比较两个规则包：哪些文件增加、删去、改动了哪些键。"""
    from huitoukan.rules.explain import difference
    from huitoukan.rules.load import load_pack

    changes = difference(load_pack(old), load_pack(new))
    if as_json:
        _answer(old=old, new=new, changes=[dataclasses.asdict(one) for one in changes])
        return
    words = {"added": "增加", "removed": "删去", "changed": "改动"}
    for one in changes:
        keys = f"：{'、'.join(one.keys)}" if one.keys else ""
        typer.echo(f"{words[one.what]} {one.file}{keys}")
    typer.echo(f"共 {len(changes)} 处不同。")


def _answer(**values: object) -> None:
    shown = {"schema_version": SCHEMA_VERSION, **values}
    typer.echo(json.dumps(shown, ensure_ascii=False, default=str))
