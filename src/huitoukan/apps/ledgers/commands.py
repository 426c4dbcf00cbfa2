"""`huitoukan ledgers`: which there are, what stands in one, a file in, a file out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from huitoukan.apps.core import terminal

if TYPE_CHECKING:
    from huitoukan.apps.core.actor import Actor

app = typer.Typer(help="工作台账：列出、查看、导入、导出", no_args_is_help=True)
SHOWN = 20


@app.command("list")
def list_(
    campaign: str = typer.Option("", help="任务编号；不填则为最新的任务"),
    as_: str = typer.Option("", "--as", help="以哪个账号查看；不填则为系统"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """列出台账：谁登记、现有几条、哪些规则要读。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.ledgers.queries.shown import list_page

    actor = acting(as_, timezone.localdate())
    found = list_page(actor, campaign_for(actor, campaign or None), {})
    rows = [(group.name, row) for group in found.groups for row in group.ledgers]
    if as_json:
        terminal.answer_json(
            ledgers=[
                {
                    "dataset": row.dataset, "title": row.title, "department": name,
                    "standing": row.n_standing, "ended": row.n_ended, "rules": row.rules,
                    "changed_at": row.changed_at,
                }
                for name, row in rows
            ]
        )  # fmt: skip
        return
    terminal.table(
        ("编号", "台账", "主管部门", "登记", "现行", "已结束", "规则"),
        [
            (r.dataset, r.title, name, r.keepers, r.n_standing, r.n_ended, "、".join(r.rules))
            for name, r in rows
        ],
    )
    terminal.next_step("huitoukan ledgers show 编号 查看记录。")


@app.command("show")
def show(
    ledger: str = typer.Argument(help="台账编号（如 K01），或一条记录的编号（如 JL-0a1b2c3d）"),
    query: str = typer.Option("", "--query", help="关键字"),
    place: str = typer.Option("", help="只看一个乡镇或村，写区划代码"),
    ended: bool = typer.Option(False, "--ended", help="看已结束的"),
    limit: int = typer.Option(SHOWN, min=1, help="最多列多少条"),
    campaign: str = typer.Option("", help="任务编号；不填则为最新的任务"),
    as_: str = typer.Option("", "--as", help="以哪个账号查看；不填则为系统"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """列出一本台账的记录，或一条记录的内容和历次修改；证件号码、电话已遮挡。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.ledgers.queries import finding, ledger_for, masked
    from huitoukan.apps.ledgers.queries.shown import place_words

    actor = acting(as_, timezone.localdate())
    chosen = campaign_for(actor, campaign or None)
    if ledger.startswith("JL-"):
        _show_entry(actor, ledger, as_json=as_json)
        return
    dataset = ledger_for(actor, chosen, ledger)
    params = {"q": query, "place": place, "state": finding.ENDED if ended else ""}
    found = finding.narrowed(actor, chosen, dataset, params)
    shown, sums = list(found[:limit]), finding.totals(found, dataset)
    rows = [{c.name: masked(c, one.values.get(c.name)) for c in dataset.columns} for one in shown]
    if as_json:
        terminal.answer_json(
            dataset=dataset.id,
            n=found.count(),
            totals=sums,
            entries=[
                {"code": one.code, "number": one.number, "place": place_words(one), **row}
                for one, row in zip(shown, rows, strict=True)
            ],
        )
        return
    columns = dataset.columns[:6]
    terminal.table(
        ("编号", "所在地", *(c.label for c in columns)),
        [
            (one.code, place_words(one), *(row[c.name] for c in columns))
            for one, row in zip(shown, rows, strict=True)
        ],
    )
    terminal.say(f"共 {found.count()} 条，列出 {len(shown)} 条。")
    terminal.next_step("huitoukan ledgers show JL-编号 看一条的历次修改。")


def _show_entry(actor: Actor, code: str, *, as_json: bool) -> None:
    from huitoukan.apps.ledgers.queries.one import entry_page

    found = entry_page(actor, code)
    if as_json:
        terminal.answer_json(
            code=found.code,
            dataset=found.dataset,
            number=found.number,
            state=found.state.label,
            facts={fact.label: fact.value for fact in found.facts},
            history=[
                {
                    "what": one.title, "who": one.who, "why": one.text,
                    "fields": {fact.label: fact.value for fact in one.facts},
                }
                for one in found.history
            ],
        )  # fmt: skip
        return
    terminal.say(f"{found.ledger} 第 {found.number} 条 {found.title}（{found.state.label}）")
    for fact in found.facts:
        terminal.say(f"  {fact.label}：{fact.value}")
    for one in found.history:
        terminal.say(f"{one.who} {one.title} {one.text}")
        for fact in one.facts:
            terminal.say(f"  {fact.label}：{fact.value}")


@app.command("import")
def import_(
    ledger: str = typer.Argument(help="台账编号，如 K01"),
    file: Path = typer.Argument(help="xlsx、xls 或 csv 文件"),
    campaign: str = typer.Option("", help="任务编号；不填则为最新的任务"),
    map_: list[str] = typer.Option(
        [], "--map", help="表头对照“原标题=列”，可写多次；列写 ignore 为不读取"
    ),
    as_: str = typer.Option("", "--as", help="以哪个账号办理；不填则为系统"),
    stage: bool = typer.Option(False, "--stage", help="只读入核对，不写入；到页面上再写入"),
    dry_run: bool = typer.Option(False, "--dry-run", help="只看会怎样，不写入"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """把一份文件读入台账：逐行说明新增、更新、不变、退回，然后写入。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.files.services.keeping import keep_bytes, pieces_of
    from huitoukan.apps.jobs.services import do_now
    from huitoukan.apps.ledgers.services.imports import write_import
    from huitoukan.apps.mappings.queries.told import asked_in_json, in_words, told_of
    from huitoukan.domain.refusals import Refused

    if not file.is_file():
        raise Refused("FILE_MISSING", name=file)
    actor = acting(as_, timezone.localdate())
    chosen = campaign_for(actor, campaign or None)
    sha256, _ = keep_bytes(pieces_of(file))
    with terminal.progress(file.name, quiet=as_json) as tell, terminal.rehearsal(dry_run):
        job = do_now(
            actor, "ledgers.import", tell, title=f"读入台账“{file.name}”", area=chosen.area,
            campaign=chosen.code, sha256=sha256, name=file.name, dataset=ledger,
            told=told_of(None, map_) or None,
        )  # fmt: skip
        made = job.result
        is_asked = bool(asked_in_json(made))
        if not is_asked and not stage:
            write_import(actor, made["import"], at=timezone.now())
    if is_asked:
        question = made["questions"][0]
        if as_json:
            terminal.answer_json(dry_run=dry_run, needs_mapping=asked_in_json(made))
        else:
            terminal.say(question["message"] + question["remedy"])
            for line in in_words(asked_in_json(made)):
                terminal.say(f"  {line}")
        raise typer.Exit(1)
    if as_json:
        terminal.answer_json(dry_run=dry_run, is_written=not stage, **made)
    else:
        told = (
            "读入 {rows_in} = 新增 {created} + 更新 {updated} + 不变 {unchanged} + 退回 {rejected}"
        )
        terminal.say(f"{made['import']}：{told.format(**made)}")
        terminal.rehearsed(dry_run)
        _say_rejects(made["import"])
        terminal.next_step(f"huitoukan ledgers show {ledger} 查看记录。")
    if made["rejected"]:
        raise typer.Exit(1)


def _say_rejects(code: str) -> None:
    from huitoukan.apps.ledgers.queries import returned_in

    for row in returned_in(code, SHOWN):
        terminal.say(f"  “{row.sheet}”第 {row.row} 行 {row.column}：{row.sentence}{row.remedy}")


@app.command("export")
def export(
    ledger: str = typer.Argument(help="台账编号，如 K01"),
    out: Path | None = typer.Option(None, help="写到哪个文件；不填则按名称和时间"),
    full: bool = typer.Option(False, "--full", help="写完整号码；要有查看完整证件号码的权限"),
    place: str = typer.Option("", help="只要一个乡镇或村，写区划代码"),
    campaign: str = typer.Option("", help="任务编号；不填则为最新的任务"),
    as_: str = typer.Option("", "--as", help="以哪个账号办理；不填则为系统"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """把一本台账写成 Excel，表头与导入时认得的相同；导出会记入操作日志。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.ledgers.services.exports import export_entries

    actor = acting(as_, timezone.localdate())
    params = {"place": place, "full": "1" if full else ""}
    name, content = export_entries(
        actor, campaign_for(actor, campaign or None), ledger, params, at=timezone.now()
    )
    path = out or Path(name)
    path.write_bytes(content)
    if as_json:
        terminal.answer_json(file=str(path), dataset=ledger, is_full=full)
        return
    terminal.say(f"已写出 {path}")
    terminal.next_step(f"改好后可用 huitoukan ledgers import {ledger} {path} 读回来。")
