"""`huitoukan registry`: importing workbooks, quality; `snapshot_commands` adds freezing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from huitoukan.apps.core import terminal
from huitoukan.apps.registry import snapshot_commands

if TYPE_CHECKING:
    from huitoukan.apps.campaigns.models import Campaign
    from huitoukan.apps.core.actor import Actor
    from huitoukan.apps.registry.models import ImportFile, ImportSheet

app = typer.Typer(help="名册：导入、冻结、比较", no_args_is_help=True)
TABLES = {
    **snapshot_commands.TABLES,
    "cadre": "村干部",
    "helper": "帮扶责任人",
    "off_registry": "档外对象",
    "authorisation": "承诺授权",
}


class Kind(StrEnum):
    """The registry tables that a file may be said to be."""

    HOUSEHOLD = "household"
    MEMBER = "member"
    VILLAGE = "village"
    CADRE = "cadre"
    HELPER = "helper"
    OFF_REGISTRY = "off-registry"
    AUTHORISATION = "authorisation"


class Blank(StrEnum):
    """What a blank cell means where the registry has a value."""

    KEEP = "keep"
    CLEAR = "clear"


@app.command("import")
def import_files(
    files: list[Path] = typer.Argument(help="一个或多个 .xlsx、.xls、.csv 文件"),
    campaign: str = typer.Option("", help="任务编号；不填则为最新的任务"),
    kind: Kind | None = typer.Option(None, help="这些文件是哪一张表；不填则按表头识别"),
    map_: list[str] = typer.Option(
        [], "--map", help="表头对照“原标题=列”，可写多次；列写 ignore 为不读取"
    ),
    mapping: Path | None = typer.Option(
        None, help="表头对照文件（YAML），写法见 huitoukan mapping show"
    ),
    blank: Blank = typer.Option(
        Blank.KEEP, help="空白单元格：keep 保留名册原有的值，clear 清空该项"
    ),
    stage: bool = typer.Option(False, "--stage", help="只核对，留给第二人合并"),
    as_: str = typer.Option("", "--as", help="以哪个账号办理；不填则为系统"),
    dry_run: bool = typer.Option(False, "--dry-run", help="照样核对和计数，但不写入"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """导入名册：行政村、户、人；每一行都有去处，退回的行说明原因和办法。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.mappings.queries.told import told_of
    from huitoukan.domain.refusals import Refused

    actor = acting(as_, timezone.localdate())
    chosen = campaign_for(actor, campaign or None)
    told = told_of(mapping, map_)
    for path in files:
        if not path.is_file():
            raise Refused("FILE_MISSING", name=path)
    table = kind.value.replace("-", "_") if kind else ""
    asked = Import(actor, chosen, table, told, stage, blank)
    answers = _import(asked, files, dry_run=dry_run, quiet=as_json)
    verdict = max((answer["verdict"] for answer in answers), key=VERDICTS.index)
    if as_json:
        terminal.answer_json(dry_run=dry_run, files=answers, verdict=verdict)
    else:
        _print(answers, dry_run=dry_run, is_staged=stage)
    if verdict in {"partly", "rejected"}:
        raise typer.Exit(1)


VERDICTS = ("unchanged", "accepted", "accepted_with_warnings", "partly", "rejected")
"""From good to bad; the worst sheet decides for its file, the worst file for the whole."""


_SAID = ("code", "message", "remedy")


@dataclass(frozen=True)
class Import:
    """What an import command was asked to do with its files."""

    actor: Actor
    campaign: Campaign
    kind: str
    told: dict[str, dict[str, str]]
    stage: bool
    blank: Blank


def _import(
    asked: Import, files: list[Path], *, dry_run: bool, quiet: bool
) -> list[dict[str, Any]]:
    """Import the files as one, or rehearse it; a refused file is an answer like the others."""
    from huitoukan.apps.files.services.keeping import keep_bytes, pieces_of
    from huitoukan.apps.jobs.services import do_now
    from huitoukan.apps.mappings.queries.told import asked_in_json
    from huitoukan.apps.registry.queries import batch_for
    from huitoukan.domain.refusals import Refused

    kept = [{"sha256": keep_bytes(pieces_of(path))[0], "name": path.name} for path in files]
    title = "、".join(path.name for path in files)
    try:
        with terminal.progress(title, quiet=quiet) as tell, terminal.rehearsal(dry_run):
            job = do_now(
                asked.actor,
                "registry.import",
                tell,
                title=f"导入“{title}”",
                area=asked.campaign.area,
                campaign=asked.campaign.code,
                files=kept,
                table=asked.kind,
                told=asked.told or None,
                is_staged=asked.stage,
                clears_blanks=asked.blank is Blank.CLEAR,
            )
            needed = asked_in_json(job.result)
            if not needed:
                batch = batch_for(asked.actor, job.result["batch"])
                return [_file_answer(file) for file in batch.files.select_related("file")]
        error = {key: job.result["questions"][0][key] for key in _SAID}
    except Refused as refused:
        needed = []
        error = {"code": refused.code, "message": refused.sentence(), "remedy": refused.remedy()}
    if len(files) > 1:  # say of each what is the matter with it
        return [
            answer
            for path in files
            for answer in _import(asked, [path], dry_run=dry_run, quiet=quiet)
        ]
    answer = {**kept[0], "sheets": [], "warnings": [], "error": error, "verdict": "rejected"}
    return [{**answer, "needs_mapping": needed} if needed else answer]


def _file_answer(file: ImportFile) -> dict[str, Any]:
    from huitoukan.apps.mappings.queries.told import warnings_in_json

    answer: dict[str, Any] = {"name": file.file.name, "sha256": file.file.sha256}
    if file.refusal:
        return {**answer, "sheets": [], "error": file.refusal, "verdict": "rejected"}
    accounts = list(file.sheets.all())
    sheets = [_sheet_answer(account) for account in accounts]
    warnings = warnings_in_json([{"sheet": a.sheet, **a.headings} for a in accounts])
    verdicts = list(map(_verdict, sheets))
    if any(warning["kind"] != "unread" for warning in warnings):
        verdicts.append("accepted_with_warnings")
    verdict = max(verdicts, key=VERDICTS.index)
    return {**answer, "sheets": sheets, "warnings": warnings, "verdict": verdict}


def _sheet_answer(account: ImportSheet) -> dict[str, Any]:
    return {
        "name": account.sheet,
        "table": account.table,
        "header_row": account.header_row,
        "rows_in": account.n_rows,
        "created": account.n_created,
        "updated": account.n_updated,
        "unchanged": account.n_unchanged,
        "rejected": account.n_rejected,
        "skipped": account.n_skipped,
        "warnings": account.n_warnings,
        "errors": [
            {"row": r.row, "column": r.column, "code": r.code, "message": r.sentence}
            for r in account.rejects.all()
        ],
    }


def _verdict(sheet: dict[str, Any]) -> str:
    """What became of a sheet, in one of `VERDICTS`."""
    if sheet["rejected"]:
        return "rejected" if sheet["rejected"] == sheet["rows_in"] else "partly"
    if sheet["warnings"]:
        return "accepted_with_warnings"
    return "accepted" if sheet["created"] or sheet["updated"] else "unchanged"


def _print(answers: list[dict[str, Any]], *, dry_run: bool, is_staged: bool) -> None:
    from huitoukan.apps.mappings.queries.told import in_words, warned

    sheets = [(answer["name"], sheet) for answer in answers for sheet in answer["sheets"]]
    if sheets:
        terminal.table(
            ("文件", "表", "读入", "新增", "更新", "不变", "退回", "提醒"),
            [
                (
                    name, TABLES[s["table"]], s["rows_in"], s["created"], s["updated"],
                    s["unchanged"], s["rejected"], s["warnings"],
                )
                for name, s in sheets
            ],
        )  # fmt: skip
    for answer in answers:
        if "error" in answer:
            terminal.say(f"  {answer['error']['message']}{answer['error']['remedy']}")
        for line in in_words(answer.get("needs_mapping", ())):
            terminal.say(f"    {line}")
        for warning in answer.get("warnings", ()):
            terminal.say(f"  “{warning['sheet']}”：{warned(warning)}")
    for _, sheet in sheets:
        for error in sheet["errors"]:
            where = f"“{sheet['name']}”第 {error['row']} 行 {error['column']}"
            terminal.say(f"  {where}：{error['message']}")
    terminal.rehearsed(dry_run)
    if any(answer["verdict"] in {"partly", "rejected"} for answer in answers):
        terminal.next_step("改正退回的文件和行后再次导入；其余各行不受影响。")
    elif dry_run:
        terminal.next_step("去掉 --dry-run 正式导入。")
    elif is_staged:
        terminal.next_step("请另一位有权限的人在“导入名册”页核对后合并。")
    elif all(answer["verdict"] == "unchanged" for answer in answers):
        terminal.next_step("内容与已有的完全相同，没有变化，不需要再做什么。")
    else:
        terminal.next_step("huitoukan registry freeze 冻结基线。")


@app.command("template")
def template(
    out: Path = typer.Option(Path("名册模板.xlsx"), help="写到哪个文件"),
    kind: Kind | None = typer.Option(None, help="只要哪一张表；不填则都有"),
    pack: str = typer.Option("", help="规则包的名称或文件夹；不填则用最新任务的规则包"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """写出空白的名册模板：必填的列有颜色和※，有下拉列表、批注和填写说明。"""
    from django.utils import timezone

    from huitoukan.apps.campaigns.queries import pack_named
    from huitoukan.apps.registry.queries.imports import tables_of, template_workbook

    opened = pack_named(pack)
    tables = (kind.value.replace("-", "_"),) if kind else tables_of(opened)
    out.write_bytes(template_workbook(opened, made_at=timezone.now(), tables=tables))
    if as_json:
        terminal.answer_json(file=str(out), tables=list(tables))
        return
    terminal.say(f"已写出 {out}")
    terminal.next_step(f"填好后运行 huitoukan registry import {out}")


@app.command("quality")
def quality(
    campaign: str = typer.Option("", help="任务编号；不填则为最新的任务"),
    place: str = typer.Option("", help="乡镇或村的代码；不填则为全部"),
    as_: str = typer.Option("", "--as", help="以哪个账号查看；不填则为系统"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """名册数据质量评分：得分、三项零差错门槛、各指标和下级区划；没有应查的为无法判断。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.registry.queries.quality import answer

    actor = acting(as_, timezone.localdate())
    found = answer(actor, campaign_for(actor, campaign or None), place)
    if as_json:
        terminal.answer_json(**found)
        return
    terminal.say(f"{found['place']}：{found['households']:,} 户，得分 {_score(found['score'])}")
    terminal.table(
        ("零差错门槛", "通过", "应查"), [(g["title"], g["passed"], g["of"]) for g in found["gates"]]
    )
    terminal.table(
        ("指标", "权重", "合格", "应查"),
        [(m["id"], m["weight"], m["held"], m["asked"]) for m in found["measures"]],
    )
    terminal.table(
        ("区划", "户数", "得分"),
        [(p["place"], p["households"], _score(p["score"])) for p in found["places"]],
    )
    terminal.next_step("在“名册 - 数据质量”页点开每一格，逐户补正后再次导入。")


def _score(value: float | None) -> str:
    return "无法判断" if value is None else f"{value:.2f}"


@app.command("reindex")
def reindex(
    campaign: str = typer.Option("", help="任务编号；不填则为最新的任务"),
    as_: str = typer.Option("", "--as", help="以哪个账号办理；不填则为系统"),
    dry_run: bool = typer.Option(False, "--dry-run", help="照样重建和计数，但不写入"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """重建名册的检索、排列和统计：程序升级或区划代码变更后运行；导入时会自动更新。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.registry.services.requests import rebuild_lists

    actor = acting(as_, timezone.localdate())
    chosen = campaign_for(actor, campaign or None)
    with terminal.progress("重建检索", quiet=as_json) as tell, terminal.rehearsal(dry_run):
        n = rebuild_lists(actor, chosen, heard=lambda done: tell(done, done, "重建检索"))
    if as_json:
        terminal.answer_json(dry_run=dry_run, households=n)
        return
    terminal.say(f"已重建 {n:,} 户。")
    terminal.rehearsed(dry_run)


app.registered_commands.extend(snapshot_commands.app.registered_commands)
