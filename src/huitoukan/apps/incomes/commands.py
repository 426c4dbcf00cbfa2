"""`huitoukan incomes`: accounts, the household's answers, workbooks, papers."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from huitoukan.apps.core import terminal

if TYPE_CHECKING:
    from huitoukan.apps.incomes.models import IncomeSheet

app = typer.Typer(help="收入测算：和农户一起算账、农户认账、导入导出", no_args_is_help=True)

_CAMPAIGN = typer.Option("", help="任务编号；不填则为最新的任务")
_AS = typer.Option("", "--as", help="以哪个账号办理；不填则为系统")
_JSON = typer.Option(False, "--json", help="输出 JSON")
_DRY = typer.Option(False, "--dry-run", help="照样核对，但不写入")


@app.command("begin")
def begin(
    household: str = typer.Argument(help="户编号"),
    campaign: str = _CAMPAIGN,
    as_: str = _AS,
) -> None:
    """打印一户的空白测算表（SHEET.json），成员取自名册；补上各行后用 record 保存。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.incomes.queries.editing import begin as first_texts
    from huitoukan.apps.incomes.queries.filling import content_of

    actor = acting(as_, timezone.localdate())
    chosen = campaign_for(actor, campaign or None)
    typed, _sheet = first_texts(actor, chosen, household)
    content = content_of(typed, chosen.pack.opened())
    typer.echo(json.dumps({"household_no": household, **content}, ensure_ascii=False, indent=1))


@app.command("record")
def record(
    file: Path = typer.Argument(help="收入测算表（JSON，写法见 docs/reference/assess.md）"),
    household: str = typer.Option("", help="户编号；不填则用文件里的 household_no"),
    seen: int = typer.Option(0, help="更正时：照哪一版改的"),
    why: str = typer.Option("", help="更正的原因；给农户看过的必填"),
    campaign: str = _CAMPAIGN,
    as_: str = _AS,
    dry_run: bool = _DRY,
    as_json: bool = _JSON,
) -> None:
    """保存一户的收入测算：第一版，或更正成新的一版；合计由系统算出。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.incomes.services.recording import record_sheet
    from huitoukan.assess.given import read_json

    given = read_json(file)
    number = household or given.need("household_no").text()
    actor = acting(as_, timezone.localdate())
    chosen = campaign_for(actor, campaign or None)
    with terminal.rehearsal(dry_run):
        made = record_sheet(
            actor, chosen, number, given.value, seen=seen, why=why, at=timezone.now()
        )
    _tell(
        made,
        dry_run=dry_run,
        as_json=as_json,
        next_step="huitoukan incomes present 编号 给农户看。",
    )


@app.command("present")
def present(
    code: str = typer.Argument(help="测算表编号，例如 SR-0a1b2c3d"),
    as_: str = _AS,
    as_json: bool = _JSON,
) -> None:
    """登记已经给农户看过：这一版不再改动，等农户的答复。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.incomes.services.recording import show_sheet

    made = show_sheet(acting(as_, timezone.localdate()), code, at=timezone.now())
    _tell(made, as_json=as_json, next_step="huitoukan incomes confirm 编号 登记农户的答复。")


@app.command("confirm")
def confirm(
    code: str = typer.Argument(help="测算表编号"),
    how: str = typer.Option(help="signature 签字、fingerprint 手印、proxy 代签、refusal 拒签"),
    signer: str = typer.Option(help="签字人"),
    on: datetime = typer.Option(..., formats=["%Y-%m-%d"], help="日期"),
    relation: str = typer.Option("", help="代签人与户主的关系"),
    reason: str = typer.Option("", help="代签或拒签的原因"),
    photo: Path | None = typer.Option(None, help="签字页的照片或扫描件"),
    as_: str = _AS,
    as_json: bool = _JSON,
) -> None:
    """登记农户对这一版的答复：签字、按手印、代签或拒签。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.incomes.services.answering import answer_sheet
    from huitoukan.domain.incomes import Answer, How
    from huitoukan.domain.refusals import Refused

    if how not in set(How):
        raise typer.BadParameter("--how 请填 signature、fingerprint、proxy 或 refusal")
    if photo is not None and not photo.is_file():
        raise Refused("FILE_MISSING", name=photo)
    made = answer_sheet(
        acting(as_, timezone.localdate()),
        code,
        Answer(How(how), signer, on.date(), relation, reason),
        photo=(photo.name, photo.read_bytes()) if photo is not None else None,
        at=timezone.now(),
    )
    made.sheet.refresh_from_db(fields=["state"])
    _tell(made.sheet, as_json=as_json, next_step="huitoukan incomes show 户编号 查看。")


@app.command("list")
def list_(
    place: str = typer.Option("", help="乡镇或村的区划代码"),
    state: str = typer.Option("", help="none、draft、shown、confirmed、refused、outside"),
    period: str = typer.Option("", help="测算期，例如 annual_oct_sep:2026"),
    page: int = typer.Option(1, help="第几页，每页 20 户"),
    campaign: str = _CAMPAIGN,
    as_: str = _AS,
    as_json: bool = _JSON,
) -> None:
    """列出各户收入账的情况：没有测算、草稿、待确认、已确认、不认可。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.incomes.queries.shown import list_page

    actor = acting(as_, timezone.localdate())
    params = {"place": place, "tab": state, "period": period, "page": str(page)}
    found = list_page(actor, campaign_for(actor, campaign or None), params)
    if as_json:
        terminal.answer_json(
            period=found.period,
            n=found.pager.n_rows,
            counts={tab.label: tab.n for tab in found.tabs},
            households=[
                {
                    "household_no": row.household_no, "place": row.place, "state": row.state.label,
                    "version": row.version, "per_head": row.per_head, "why": row.why,
                }
                for row in found.rows
            ],
        )  # fmt: skip
        return
    terminal.say(f"测算期 {found.period}")
    terminal.table(
        ("户编号", "户主", "地点", "人均（元）", "版次", "情况"),
        [
            (r.household_no, r.head_name, r.place, r.per_head or "—", r.version, r.state.label)
            for r in found.rows
        ],
    )
    terminal.next_step("huitoukan incomes show 户编号 查看一户的账。")


@app.command("show")
def show(
    household: str = typer.Argument(help="户编号"),
    sheet: str = typer.Option("", help="测算表编号：看这一版，不填则为最新的一版"),
    campaign: str = _CAMPAIGN,
    as_: str = _AS,
    as_json: bool = _JSON,
) -> None:
    """打印一户的账：一行一行的算式、各口径的合计和人均、历次版本。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.incomes.queries.one import account_page
    from huitoukan.domain.refusals import Refused

    on = timezone.localdate()
    actor = acting(as_, on)
    found = account_page(actor, campaign_for(actor, campaign or None), household, code=sheet, on=on)
    if not found.code:
        raise Refused("NOT_FOUND", what="收入测算表", code=household)
    if as_json:
        terminal.answer_json(
            household_no=household, sheet=found.code, version=found.version,
            state=found.state.label,
            profiles=[
                {"title": p.title, "household": p.total, "per_head": p.per_head, "why": p.refusal}
                for p in found.profiles
            ],
            lines=[
                {
                    "no": row.no, "item": row.item, "who": row.who, "formula": row.formula,
                    "counted": [cell.value for cell in row.cells], "evidence": row.evidence,
                    "said_by": row.said_by, "basis": row.basis,
                }
                for group in found.groups
                for row in group.rows
            ],
            versions=[{"version": v.version, "state": v.chip.label} for v in found.versions],
        )  # fmt: skip
        return
    terminal.say(f"{found.head_name}户 第 {found.version} 版（{found.code}）：{found.state.label}")
    terminal.table(
        ("项目", "谁的", "算式", "计入", "凭据"),
        [
            (r.item, r.who, r.formula, "、".join(cell.value for cell in r.cells), r.evidence)
            for group in found.groups
            for r in group.rows
        ],
    )
    for one in found.profiles:
        told = one.refusal or f"{one.sum}，人均 {one.per_head} 元"
        terminal.say(f"{one.title}：{told}")


@app.command("export")
def export(
    out: Path = typer.Argument(help="写到哪个文件夹"),
    place: str = typer.Option("", help="乡镇或村的区划代码"),
    campaign: str = _CAMPAIGN,
    as_: str = _AS,
    as_json: bool = _JSON,
) -> None:
    """导出各户最新一版的各行（Excel），改好后可以再导入。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.incomes.queries.shown import to_export
    from huitoukan.apps.incomes.services.imports import export_lines

    actor = acting(as_, timezone.localdate())
    chosen = campaign_for(actor, campaign or None)
    words, sheets = to_export(actor, chosen, {"place": place})
    name, content = export_lines(actor, chosen, sheets, place=words, at=timezone.now())
    _write(out, name, content, as_json=as_json, sheets=len(sheets))


@app.command("paper")
def paper(
    code: str = typer.Argument(help="测算表编号"),
    out: Path = typer.Argument(help="写到哪个文件夹"),
    kind: str = typer.Option("sheet", help="sheet 收入测算表，card 明白卡"),
    as_: str = _AS,
    as_json: bool = _JSON,
) -> None:
    """写出一份 Word：供签字的收入测算表，或贴在户内的明白卡。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.incomes.services.papers import word_of

    name, content = word_of(acting(as_, timezone.localdate()), code, kind, at=timezone.now())
    _write(out, name, content, as_json=as_json)


@app.command("import")
def import_file(
    file: Path = typer.Argument(help="导出后填好的收入测算表 .xlsx"),
    campaign: str = _CAMPAIGN,
    as_: str = _AS,
    dry_run: bool = _DRY,
    as_json: bool = _JSON,
) -> None:
    """导入收入测算表：有变化的户成为新的一版；退回的行说明原因；同一份再导一次不会有变化。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.files.services.keeping import keep_bytes, pieces_of
    from huitoukan.apps.incomes.queries import returned_in
    from huitoukan.apps.jobs.services import do_now
    from huitoukan.domain.refusals import Refused

    if not file.is_file():
        raise Refused("FILE_MISSING", name=file)
    actor = acting(as_, timezone.localdate())
    chosen = campaign_for(actor, campaign or None)
    sha256, _ = keep_bytes(pieces_of(file))
    with terminal.rehearsal(dry_run), terminal.progress(file.name, quiet=as_json) as tell:
        job = do_now(
            actor, "incomes.import", tell, title=f"导入收入测算表“{file.name}”",
            area=chosen.area, campaign=chosen.code, sha256=sha256, name=file.name,
        )  # fmt: skip
        told: dict[str, Any] = dict(job.result)
        errors = returned_in(told["import"])
    if as_json:
        terminal.answer_json(
            dry_run=dry_run, name=file.name, sha256=sha256, **told,
            errors=[{"row": r.row, "code": r.code, "message": r.sentence} for r in errors],
        )  # fmt: skip
    else:
        terminal.table(
            ("读入", "新增", "更新", "不变", "退回", "新的一版（户）"),
            [tuple(told[k] for k in ("rows_in", "created", "updated", "unchanged", "rejected",
                                     "sheets"))],
        )  # fmt: skip
        for one in errors:
            terminal.say(f"  “{one.sheet}”第 {one.row} 行：{one.sentence}{one.remedy}")
        terminal.rehearsed(dry_run)
    if errors:
        raise typer.Exit(1)


def _write(out: Path, name: str, content: bytes, *, as_json: bool, **told: object) -> None:
    out.mkdir(parents=True, exist_ok=True)
    path = out / name
    path.write_bytes(content)
    if as_json:
        terminal.answer_json(file=str(path), **told)
    else:
        terminal.say(str(path))


def _tell(sheet: IncomeSheet, *, dry_run: bool = False, as_json: bool, next_step: str = "") -> None:
    """A version in short: its code, state, and what it comes to."""
    from huitoukan.apps.incomes.queries.shown import per_head_of
    from huitoukan.apps.incomes.queries.words import state_label

    per_head, why = per_head_of(sheet, sheet.campaign.pack.opened())
    if as_json:
        terminal.answer_json(
            dry_run=dry_run, sheet=sheet.code, household_no=sheet.household_no,
            version=sheet.version, state=sheet.state, per_head=per_head, why=why,
        )  # fmt: skip
        return
    told = f"人均 {per_head} 元" if per_head else why
    terminal.say(f"{sheet.code} 第 {sheet.version} 版，{state_label(sheet.state)}：{told}")
    terminal.rehearsed(dry_run)
    terminal.next_step(next_step)
