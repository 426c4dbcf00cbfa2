"""`huitoukan sources`: taking in department deliveries and listing them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from huitoukan.apps.core import terminal

if TYPE_CHECKING:
    from huitoukan.apps.campaigns.models import Campaign
    from huitoukan.apps.core.actor import Actor

app = typer.Typer(help="部门数据：接收、列出", no_args_is_help=True)


@app.command("deliver")
def deliver(
    files: list[Path] | None = typer.Argument(
        None, help="文件（CSV、xlsx、xls、Parquet、zip）或文件夹；文件夹则接收其中每一个"
    ),
    dataset: str = typer.Option("", help="数据集编号，例如 D07；不填则按表头识别"),
    campaign: str = typer.Option("", help="任务编号；不填则为最新的任务"),
    map_: list[str] = typer.Option(
        [], "--map", help="表头对照“原标题=列”，可写多次；列写 ignore 为不读取"
    ),
    mapping: Path | None = typer.Option(
        None, help="表头对照文件（YAML），写法见 huitoukan mapping show"
    ),
    together: bool = typer.Option(False, "--together", help="这些文件是同一次报送的各部分"),
    table: str = typer.Option("", help="接收服务器上登记的数据库表（HUITOUKAN_TABLES）的名称"),
    as_: str = typer.Option("", "--as", help="以哪个账号办理；不填则为系统"),
    dry_run: bool = typer.Option(False, "--dry-run", help="只看会怎样，不写入"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """接收部门数据：核对、编码、写成可比对的表，退回的行说明原因。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.mappings.queries.told import told_of
    from huitoukan.domain.refusals import Refused

    actor = acting(as_, timezone.localdate())
    told = told_of(mapping, map_)
    asked = Deliver(actor, campaign_for(actor, campaign or None), dataset or None, told)
    rows: list[dict[str, Any]] = []
    refused_files: list[dict[str, Any]] = []
    for shown, paths in _acts(files or [], table, together=together):
        try:
            with terminal.progress(shown, quiet=as_json) as tell:
                made = (
                    _rehearse(asked, paths, tell)
                    if dry_run
                    else _deliver(asked, shown, paths, tell)
                )
        except Refused as refused:
            # One bad file does not keep the others back; each is told at the end.
            refused_files.append({"file": shown, "code": refused.code, "why": str(refused)})
            continue
        refused_files += [{"file": shown, **row} for row in made if "needs_mapping" in row]
        rows += [{"file": shown, **row} for row in made if "needs_mapping" not in row]
    if as_json:
        terminal.answer_json(dry_run=dry_run, deliveries=rows, refused=refused_files)
    else:
        _print(asked, rows, refused_files, dry_run=dry_run)
    if refused_files or any(row["rejected"] for row in rows):
        raise typer.Exit(1)


@dataclass(frozen=True)
class Deliver:
    """What a deliver command was asked to do with each file."""

    actor: Actor
    campaign: Campaign
    dataset: str | None
    told: dict[str, dict[str, str]]


def _acts(files: list[Path], table: str, *, together: bool) -> list[tuple[str, list[Path]]]:
    """What is delivered in one act each: how it is shown, and its files; a table has none."""
    if bool(files) == bool(table):
        raise typer.BadParameter("请给出文件，或者用 --table 给出登记的数据库表，两者取一。")
    if table:
        return [(table, [])]
    found = _files(files)
    return [(found[0].name, found)] if together else [(path.name, [path]) for path in found]


def _deliver(
    asked: Deliver, shown: str, paths: list[Path], tell: terminal.Tell
) -> list[dict[str, Any]]:
    """One row for each table of an act, or a single one that says what must be assigned."""
    from huitoukan.apps.files.services.keeping import keep_bytes, pieces_of
    from huitoukan.apps.jobs.services import do_now
    from huitoukan.apps.mappings.queries.told import asked_in_json, warnings_in_json
    from huitoukan.apps.sources.services.reading import new_receipt

    kept = [(keep_bytes(pieces_of(path))[0], path.name) for path in paths]
    source: dict[str, Any] = {"table": shown}
    if kept:
        (sha256, name), *more = kept
        source = {"sha256": sha256, "name": name, "dataset": asked.dataset, "more": more}
    job = do_now(
        asked.actor,
        "sources.deliver",
        tell,
        title=f"接收“{shown}”",
        area=asked.campaign.area,
        campaign=asked.campaign.code,
        told=asked.told or None,
        receipt=new_receipt(),
        **source,
    )
    if needed := asked_in_json(job.result):
        question = job.result["questions"][0]
        why = question["message"] + question["remedy"]
        return [{"code": question["code"], "why": why, "needs_mapping": needed}]
    made: list[dict[str, Any]] = job.result["deliveries"]
    return [
        {
            **{key: value for key, value in row.items() if key not in {"changed", "unread"}},
            "warnings": warnings_in_json([row]),
        }
        for row in made
    ]


def _rehearse(asked: Deliver, paths: list[Path], tell: terminal.Tell) -> list[dict[str, Any]]:
    """What a delivery of the files would report; nothing is kept."""
    from huitoukan.apps.mappings.queries import mappings_for
    from huitoukan.apps.sources.services import deliveries, reading
    from huitoukan.domain.refusals import Refused

    if not paths:
        raise Refused("REHEARSAL_TABLE")
    pack = asked.campaign.pack.opened()
    rows = []
    for path in paths:
        known = mappings_for(
            asked.campaign, reading.candidates(pack, path.name, asked.dataset), asked.told
        )
        with reading.work_folder(reading.new_receipt()) as work:
            sheets = reading.read_delivery(
                path, path.name, pack, tell, work, dataset=asked.dataset, mappings=known
            )
            rows += [deliveries.rehearsed_row(sheet) for sheet in sheets]
    return rows


def _print(
    asked: Deliver,
    rows: list[dict[str, Any]],
    refused_files: list[dict[str, Any]],
    *,
    dry_run: bool,
) -> None:
    from huitoukan.apps.mappings.queries.told import in_words, warned

    titles = asked.campaign.pack.opened().sources
    terminal.table(
        ("数据集", "名称", "读入", "接收", "退回", "无法匹配", "重复"),
        [
            (
                r["dataset"], titles[r["dataset"]].title.zh, r["rows_in"], r["kept"],
                r["rejected"], r["unkeyed"], r["duplicates"],
            )
            for r in rows
        ],
    )  # fmt: skip
    for row in rows:
        for warning in row.get("warnings", ()):
            terminal.say(f"  {row['dataset']} “{warning['sheet']}”：{warned(warning)}")
    for refusal in refused_files:
        terminal.say(f"  {refusal['why']}")
        for line in in_words(refusal.get("needs_mapping", ())):
            terminal.say(f"    {line}")
    terminal.rehearsed(dry_run)
    terminal.next_step("huitoukan compare run 开展比对。")


def _files(given: list[Path]) -> list[Path]:
    """The files themselves, and every table file of the folders among them, in order of name."""
    from huitoukan.domain.refusals import Refused
    from huitoukan.intake.archives import TABLES

    readable = {*TABLES, ".zip"}
    found: list[Path] = []
    for path in given:
        if path.is_dir():
            found.extend(p for p in sorted(path.iterdir()) if p.suffix.lower() in readable)
        elif path.is_file():
            found.append(path)
        else:
            raise Refused("FILE_MISSING", name=path)
    return found


@app.command("template")
def template(
    dataset: str = typer.Argument(help="数据集编号，例如 D07"),
    out: Path | None = typer.Option(None, help="写到哪个文件；不填则按编号和名称"),
    pack: str = typer.Option("", help="规则包的名称或文件夹；不填则用最新任务的规则包"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """写出一个数据集的空白模板：必填的列有颜色和※，有下拉列表、批注和填写说明。"""
    from django.utils import timezone

    from huitoukan.apps.campaigns.queries import pack_named
    from huitoukan.apps.sources.queries.shown import template_workbook

    name, content = template_workbook(pack_named(pack), dataset, made_at=timezone.now())
    path = out or Path(name)
    path.write_bytes(content)
    if as_json:
        terminal.answer_json(file=str(path), dataset=dataset)
        return
    terminal.say(f"已写出 {path}")
    terminal.next_step(f"填好后运行 huitoukan sources deliver {path}")


@app.command("list")
def list_deliveries(
    campaign: str = typer.Option("", help="任务编号；不填则为最新的任务"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """列出每个数据集最新的一次报送。"""
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.core.actor import system_actor
    from huitoukan.apps.sources.queries import newest_deliveries

    chosen = campaign_for(system_actor(), campaign or None)
    newest = {d.dataset: d for d in newest_deliveries(chosen)}
    datasets = chosen.pack.opened().delivered
    if as_json:
        terminal.answer_json(
            datasets=[
                {
                    "dataset": code,
                    "title": datasets[code].title.zh,
                    "delivery": newest[code].code if code in newest else None,
                    "rows": newest[code].n_created if code in newest else None,
                }
                for code in sorted(datasets)
            ]
        )
        return
    terminal.table(
        ("数据集", "名称", "最新报送", "行数"),
        [
            (
                code,
                datasets[code].title.zh,
                f"{newest[code].delivered_at:%m-%d %H:%M}" if code in newest else "未报送",
                newest[code].n_created if code in newest else "",
            )
            for code in sorted(datasets)
        ],
    )
    terminal.next_step("huitoukan compare run 开展比对。")


def off_registry(
    campaign: str = typer.Option("", help="任务编号；不填则为最新的任务"),
    merge: bool = typer.Option(False, "--merge", help="推导后直接写入名单，不等第二人合并"),
    as_: str = typer.Option("", "--as", help="以哪个账号办理；不填则为系统"),
    dry_run: bool = typer.Option(False, "--dry-run", help="照样推导和计数，但不写入"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """推导档外五类对象：部门名单减去建档立卡户成员，作为一次导入等第二人合并。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.jobs.services import do_now

    actor = acting(as_, timezone.localdate())
    chosen = campaign_for(actor, campaign or None)
    with terminal.progress("推导", quiet=as_json) as tell, terminal.rehearsal(dry_run):
        job = do_now(
            actor, "sources.off_registry", tell, title="推导档外五类对象", area=chosen.area,
            campaign=chosen.code, is_merged=merge,
        )  # fmt: skip
    found = job.result
    is_same = not (found["created"] or found["updated"])
    if as_json:
        derived = {name: value for name, value in found["derived"].items() if name != "gone"}
        terminal.answer_json(
            dry_run=dry_run,
            campaign=chosen.code,
            verdict="unchanged" if is_same else "partly" if found["rejected"] else "accepted",
            **{name: value for name, value in found.items() if name != "derived"},
            **derived,
        )
    else:
        _print_derived(chosen, found, dry_run=dry_run)
        _say_next(is_same=is_same, is_merged=merge)
    if found["rejected"]:
        raise typer.Exit(1)


def _say_next(*, is_same: bool, is_merged: bool) -> None:
    if is_same:
        terminal.next_step("与现有名单相比没有变化，不需要再做什么。")
    elif is_merged:
        terminal.next_step("在“档外五类对象”页查看名单。")
    else:
        terminal.next_step("请另一位有权限的人在“导入名册”页核对后合并。")


def _print_derived(chosen: Campaign, found: dict[str, Any], *, dry_run: bool) -> None:
    from huitoukan.apps.sources.queries.off_registry import list_title, why_in_words

    pack, derived = chosen.pack.opened(), found["derived"]
    terminal.table(
        ("类别", "名单", "行数", "符合条件", "在册", "已故", "档外人数", "不能核对", "空白难断"),
        [
            (
                g["group"], list_title(pack, g["table"]), g["n_rows"], g["n_belong"],
                g["n_registered"], g["n_dead"], g["n_persons"], g["n_unmatched"], g["n_unclear"],
            )
            for g in derived["groups"]
            if not g["why"]
        ],
    )  # fmt: skip
    for group in derived["groups"]:
        if group["why"]:
            terminal.say(f"  {group['group']}：无法判断，{why_in_words(pack, group['why'])}")
    unasked = dict.fromkeys(table for group in derived["groups"] for table in group["unasked"])
    if unasked:
        lists = "、".join(list_title(pack, table) for table in unasked)
        terminal.say(f"  死亡名单没有报来：{lists}，没有据此剔除已故人员。")
    terminal.say(
        f"推导出 {derived['n_persons']:,} 人（属于多类的 {derived['n_several']:,} 人）："
        f"新增 {found['created']:,}，更新 {found['updated']:,}，不变 {found['unchanged']:,}；"
        f"不能核对 {found['rejected']:,} 行；不再查到 {derived['n_gone']:,} 人，仍在名单上。"
    )
    terminal.rehearsed(dry_run)
