"""`huitoukan assignments`: what was sent down, sending, receipt and answers, the papers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from huitoukan.apps.core import terminal
from huitoukan.domain.assignments import Addressee, Verdict

if TYPE_CHECKING:
    from huitoukan.apps.files.models import StoredFile

app = typer.Typer(help="疑点交办：下发、签收、反馈、核定、导出", no_args_is_help=True)


@app.command("list")
def list_(
    overdue: bool = typer.Option(False, "--overdue", help="只列有逾期未反馈的"),
    limit: int = typer.Option(50, min=1, help="最多列出几张"),
    campaign: str = typer.Option("", help="任务编号；不填则为最新的任务"),
    as_: str = typer.Option("", "--as", help="以哪个账号查看；不填则为系统"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """列出交办单和办理进度，最新的在前。"""
    from django.db.models import Q
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.assignments.queries import addressee_name, assignments_for
    from huitoukan.apps.assignments.queries.shown import counted, department_names, standing
    from huitoukan.apps.campaigns.queries import campaign_for

    on = timezone.localdate()
    actor = acting(as_, on)
    chosen = campaign_for(actor, campaign or None)
    found = counted(assignments_for(actor, chosen), on).order_by("-id")
    if overdue:
        found = found.filter(Q(n_overdue__gt=0))
    n_all, shown, names = found.count(), list(found[:limit]), department_names(chosen)
    rows = [
        {
            "code": one.code,
            "to": one.to,
            "area": one.area.code,
            "department": one.department,
            "addressee": addressee_name(one, names),
            "doubts": counts["n_lines"],
            "open": counts["n_open"],
            "answered": counts["n_answered"],
            "overdue": counts["n_overdue"],
            "next_due": counts["next_due"],
            "reminders": one.n_reminders,
            "state": standing(one, counts["n_open"], counts["n_answered"]).value,
        }
        for one in shown
        for counts in [vars(one)]
    ]
    if as_json:
        terminal.answer_json(total=n_all, assignments=rows)
        return
    terminal.table(
        ("单号", "对象", "疑点", "待反馈", "待核定", "逾期", "最近期限"),
        [
            (
                row["code"], row["addressee"], row["doubts"], row["open"], row["answered"],
                row["overdue"], row["next_due"] or "—",
            )
            for row in rows
        ],
    )  # fmt: skip
    terminal.say(f"共 {n_all} 张，列出 {len(rows)} 张。")
    terminal.next_step("huitoukan assignments export 单号 文件夹 导出清单。")


@app.command("send")
def send_(
    rule: str = typer.Option("", help="只下发这条规则的疑点"),
    severity: str = typer.Option("", help="只下发这种程度的：A、B 或 E"),
    place: str = typer.Option("", help="只下发这个乡镇或村的（区划代码）"),
    department: str = typer.Option("", help="只下发由这个部门核实的"),
    to: Addressee | None = typer.Option(None, help="交给谁；不填则按规则包的分派办法"),
    note: str = typer.Option("", help="核实要求"),
    urgent: bool = typer.Option(False, "--urgent", help="危及生命安全，当日核实"),
    campaign: str = typer.Option("", help="任务编号；不填则为最新的任务"),
    as_: str = typer.Option("", "--as", help="以哪个账号下发；不填则为系统"),
    dry_run: bool = typer.Option(False, "--dry-run", help="只看会怎样，不写入"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """按乡镇村和部门下发待核定的疑点，每个对象一张交办单。先用 --dry-run 看分派。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.assignments.queries import addressee_name
    from huitoukan.apps.assignments.queries.shown import department_names
    from huitoukan.apps.assignments.queries.splitting import Wanted, split
    from huitoukan.apps.assignments.services.sending import Letter, send
    from huitoukan.apps.campaigns.queries import campaign_for

    actor = acting(as_, timezone.localdate())
    chosen = campaign_for(actor, campaign or None)
    wanted = Wanted(rule, severity, place, department, to.value if to else "")
    with terminal.rehearsal(dry_run):
        found = split(actor, chosen, wanted)
        counts = {share.key: share.n for share in found.shares}
        made = send(actor, chosen, wanted, counts, Letter(note, urgent), at=timezone.now())
    names = department_names(chosen)
    rows = [
        (one.code, addressee_name(one, names), n)
        for one, n in zip(made, counts.values(), strict=True)
    ]
    if as_json:
        terminal.answer_json(
            dry_run=dry_run,
            unplaced=found.n_unplaced,
            assignments=[
                {"code": one.code, "to": one.to, "area": one.area.code,
                 "department": one.department, "doubts": n}
                for one, n in zip(made, counts.values(), strict=True)
            ],
        )  # fmt: skip
        return
    terminal.table(("单号", "对象", "疑点"), rows)
    terminal.say(f"下发 {len(made)} 张交办单，{sum(counts.values())} 个疑点。")
    if found.n_unplaced:
        terminal.say(f"{found.n_unplaced} 个疑点没有对应的乡镇村，没有下发。")
    terminal.rehearsed(dry_run)
    terminal.next_step("huitoukan assignments list 查看进度。")


@app.command("receive")
def receive_(
    code: str = typer.Argument(help="交办单号"),
    as_: str = typer.Option(..., "--as", help="以哪个账号签收"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """签收一张交办单。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.assignments.services.answering import receive

    one = receive(acting(as_, timezone.localdate()), code, at=timezone.now())
    if as_json:
        terminal.answer_json(code=one.code, received_by=one.received_name)
        return
    terminal.say(f"{one.code} 已由{one.received_name}签收。")
    terminal.next_step(f"huitoukan assignments answer {code}-001 confirmed --as {as_}")


@app.command("answer")
def answer_(
    codes: list[str] = typer.Argument(help="交办的疑点编号（单号-序号），可以多个"),
    verdict: Verdict = typer.Option(..., help="confirmed、dismissed、data_error 或 rectified"),
    reason: str = typer.Option("", help="不属实的理由代码"),
    note: str = typer.Option("", help="核实情况"),
    file: list[Path] = typer.Option([], help="材料：照片、扫描件、文件，可以多个"),
    as_: str = typer.Option(..., "--as", help="以哪个账号反馈"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """核实反馈，每一条单独有结果；是否成为结论由县级核定。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.assignments.queries import line_for
    from huitoukan.apps.assignments.services.answering import Answered, answer_many, keep_papers

    actor, now = acting(as_, timezone.localdate()), timezone.now()
    kept: tuple[StoredFile, ...] = ()
    if file:
        whose = line_for(actor, codes[0], "assignment.answer").assignment.code
        kept = keep_papers(actor, whose, [(p.name, p.read_bytes()) for p in file], at=now)
    rows = answer_many(actor, codes, Answered(verdict, reason, note, kept), at=now)
    _tell(rows, as_json=as_json, next_step="县级：huitoukan assignments settle 编号 --as 账号")


@app.command("settle")
def settle_(
    codes: list[str] = typer.Argument(help="交办的疑点编号（单号-序号），可以多个"),
    opinion: str = typer.Option("", help="意见；两方不同的须逐条写明理由"),
    as_: str = typer.Option(..., "--as", help="以哪个账号核定"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """采纳反馈，核定疑点：属实的登记为问题。每一条单独有结果。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.assignments.services.settling import settle, settle_many

    actor, now = acting(as_, timezone.localdate()), timezone.now()
    if len(codes) == 1:
        line = settle(actor, codes[0], opinion=opinion, at=now)
        rows = [(line.code, True, line.get_state_display())]
    else:
        rows = settle_many(actor, codes, opinion=opinion, at=now)
    _tell(rows, as_json=as_json, next_step="huitoukan problems list 查看登记的问题。")


def _tell(rows: Sequence[tuple[str, bool, str]], *, as_json: bool, next_step: str) -> None:
    n_done = sum(is_done for _code, is_done, _sentence in rows)
    if as_json:
        told = [dict(zip(("code", "is_done", "sentence"), row, strict=True)) for row in rows]
        terminal.answer_json(done=n_done, rows=told)
    else:
        for code, is_done, sentence in rows:
            if not is_done:
                terminal.say(f"  {code}：{sentence}")
        terminal.say(f"已办 {n_done} / {len(rows)} 个。")
        terminal.next_step(next_step)
    if n_done < len(rows):
        raise typer.Exit(1)


@app.command("export")
def export_(
    code: str = typer.Argument(help="交办单号"),
    folder: Path = typer.Argument(Path(), help="写到哪个文件夹"),
    as_: str = typer.Option("", "--as", help="以哪个账号导出；不填则为系统"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """把交办单导出为可以打印、填写的 Excel；证件号码遮挡。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.assignments.services.papers import export_assignment

    name, content = export_assignment(acting(as_, timezone.localdate()), code, at=timezone.now())
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(content)
    if as_json:
        terminal.answer_json(file=str(path), size=len(content))
        return
    terminal.say(f"已写出 {path}")
    terminal.next_step("打印后随交办单送达，核实人签名。")
