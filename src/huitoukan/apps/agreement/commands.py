"""`huitoukan agreement`: sheets for the field, and reading them back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from huitoukan.apps.core import terminal

if TYPE_CHECKING:
    from huitoukan.apps.agreement.models import SheetAccount

app = typer.Typer(help="三方核对：打印核对表、导入填好的核对表", no_args_is_help=True)


@app.command("sheet")
def sheet(
    out: Path = typer.Option(help="写到哪个 .xlsx 文件"),
    village: str = typer.Option("", help="行政村代码：打印全村的户"),
    household: str = typer.Option("", help="户编号：只打印这一户"),
    campaign: str = typer.Option("", help="任务编号；不填则为最新的任务"),
    as_: str = typer.Option("", "--as", help="以哪个账号办理；不填则为系统"),
    dry_run: bool = typer.Option(False, "--dry-run", help="只看有多少户和项，不写入"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """打印三方核对表：系统值已印好，手册值、实际值留给现场填写。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.agreement.services.sheets import make_sheet
    from huitoukan.apps.campaigns.queries import campaign_for

    if bool(village) == bool(household):
        raise typer.BadParameter("--village 和 --household 请填写其中一个")
    actor = acting(as_, timezone.localdate())
    with terminal.rehearsal(dry_run):
        made = make_sheet(
            actor,
            campaign_for(actor, campaign or None),
            village=village,
            household_no=household,
            at=timezone.now(),
        )
        if not dry_run:
            out.write_bytes(made.content)
    if as_json:
        terminal.answer_json(
            dry_run=dry_run,
            sheet=made.sheet.code,
            households=made.sheet.n_households,
            rows=made.n_rows,
            file=str(out),
        )
        return
    terminal.say(f"核对表 {made.sheet.code}：{made.sheet.n_households} 户，{made.n_rows:,} 项。")
    if dry_run:
        terminal.rehearsed(dry_run)
        terminal.next_step("去掉 --dry-run 正式打印。")
        return
    terminal.say(str(out))
    terminal.next_step("现场填好后，huitoukan agreement import 导入。")


@app.command("import")
def import_file(
    file: Path = typer.Argument(help="填好的核对表 .xlsx"),
    campaign: str = typer.Option("", help="任务编号；不填则为最新的任务"),
    as_: str = typer.Option("", "--as", help="以哪个账号办理；不填则为系统"),
    dry_run: bool = typer.Option(False, "--dry-run", help="照样核对和计数，但不写入"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """导入填好的核对表：每一行都有去处，退回的行说明原因和办法；同一份再导一次不会有变化。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.agreement.queries import batch_for
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.files.services.keeping import keep_bytes, pieces_of
    from huitoukan.apps.jobs.services import do_now
    from huitoukan.domain.refusals import Refused

    if not file.is_file():
        raise Refused("FILE_MISSING", name=file)
    actor = acting(as_, timezone.localdate())
    chosen = campaign_for(actor, campaign or None)
    sha256, _ = keep_bytes(pieces_of(file))
    with (
        terminal.rehearsal(dry_run),
        terminal.progress(file.name, quiet=as_json) as tell,
    ):
        job = do_now(
            actor,
            "agreement.import",
            tell,
            title=f"导入三方核对表“{file.name}”",
            area=chosen.area,
            campaign=chosen.code,
            sha256=sha256,
            name=file.name,
        )
        batch = batch_for(actor, job.result["batch"])
        answers = [_answer(account) for account in batch.sheets.all()]
    _print(file.name, sha256, answers, dry_run=dry_run, as_json=as_json)
    if any(answer["rejected"] for answer in answers):
        raise typer.Exit(1)


def _answer(account: SheetAccount) -> dict[str, Any]:
    return {
        "name": account.sheet,
        "header_row": account.header_row,
        "rows_in": account.n_rows,
        "created": account.n_created,
        "updated": account.n_updated,
        "unchanged": account.n_unchanged,
        "rejected": account.n_rejected,
        "skipped": account.n_skipped,
        "errors": [
            {"row": r.row, "column": r.column, "code": r.code, "message": r.sentence}
            for r in account.rejects.all()
        ],
    }


def _print(
    name: str, sha256: str, answers: list[dict[str, Any]], *, dry_run: bool, as_json: bool
) -> None:
    if as_json:
        terminal.answer_json(dry_run=dry_run, name=name, sha256=sha256, sheets=answers)
        return
    counts = ("rows_in", "created", "updated", "unchanged", "rejected")
    terminal.table(
        ("工作表", "读入", "新增", "更新", "不变", "退回"),
        [(answer["name"], *(answer[count] for count in counts)) for answer in answers],
    )
    for answer in answers:
        for error in answer["errors"]:
            where = f"“{answer['name']}”第 {error['row']} 行 {error['column']}"
            terminal.say(f"  {where}：{error['message']}")
    terminal.rehearsed(dry_run)
    if any(answer["rejected"] for answer in answers):
        terminal.next_step("改正退回的行后再次导入；其余各行不受影响。")
    elif dry_run:
        terminal.next_step("去掉 --dry-run 正式导入。")
    else:
        terminal.next_step("在“三方核对”页查看各户的核对结果。")
