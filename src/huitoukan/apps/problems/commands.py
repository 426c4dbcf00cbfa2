"""`huitoukan problems`: listing, taking steps, exporting the ledger, issuing a list."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import typer

from huitoukan.apps.core import terminal
from huitoukan.apps.problems import bulletin_commands, list_commands, reconcile_commands
from huitoukan.domain.problems import Action

app = typer.Typer(help="问题台账：列出、办理、导出、印发", no_args_is_help=True)


@app.command("list")
def list_problems(
    campaign: str = typer.Option("", help="任务编号；不填则为最新的任务"),
    state: str = typer.Option("", help="只看这种状态，例如 rectifying"),
    limit: int = typer.Option(50, min=1, help="最多列出几条"),
    as_: str = typer.Option("", "--as", help="以哪个账号查看；不填则为系统"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """列出问题；姓名按规定遮挡。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.problems.queries import problems_for
    from huitoukan.domain.identity import mask_name

    today = timezone.localdate()
    actor = acting(as_, today)
    found = problems_for(actor, campaign_for(actor, campaign or None))
    if state:
        found = found.filter(state=state)
    n_all = found.count()
    shown = list(found[:limit])
    if as_json:
        terminal.answer_json(
            total=n_all,
            problems=[
                {
                    "code": p.code,
                    "type": p.type,
                    "severity": p.severity,
                    "state": p.state,
                    "department": p.department,
                    "village": p.area.code,
                    "due_on": p.next_due_on,
                    "overdue": p.is_overdue(today),
                }
                for p in shown
            ],
        )
        return
    terminal.table(
        ("编号", "村", "户主", "类别", "程度", "状态", "期限"),
        [
            (
                p.code, p.area.name, mask_name(p.household_name), p.topic, p.severity,
                p.get_state_display(), p.next_due_on or "",
            )
            for p in shown
        ],
    )  # fmt: skip
    terminal.say(f"共 {n_all} 条，列出 {len(shown)} 条。")
    terminal.next_step("huitoukan problems step 编号 动作 办理，problems export 导出台账。")


@app.command("step")
def step(
    code: str = typer.Argument(help="问题编号"),
    action: Action = typer.Argument(help="动作"),
    as_: str = typer.Option(..., "--as", help="以哪个账号办理"),
    opinion: str = typer.Option("", help="意见"),
    seal_no: str = typer.Option("", help="签字盖章编号"),
    reason: str = typer.Option("", help="理由"),
    unit: str = typer.Option("", help="责任单位"),
    person: str = typer.Option("", help="责任人"),
    measure: str = typer.Option("", help="整改措施"),
    result: str = typer.Option("", help="整改情况"),
    due_on: datetime | None = typer.Option(None, formats=["%Y-%m-%d"], help="完成时限"),
    evidence: list[Path] = typer.Option([], help="佐证文件，可以多个"),
    before: list[Path] = typer.Option([], help="整改前的照片，可以多个"),
    meeting: str = typer.Option("", help="认领会议：工作会议台账或反馈会记录的编号"),
    dry_run: bool = typer.Option(False, "--dry-run", help="只看会怎样，不写入"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """办理一步；缺什么、该由谁办，都会说明。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.problems.services.evidence import keep_evidence
    from huitoukan.apps.problems.services.steps import Filled, take_step

    now = timezone.now()
    actor = acting(as_, timezone.localdate())
    with terminal.rehearsal(dry_run):
        kept = {
            name: keep_evidence(
                actor, code, [(path.name, path.read_bytes()) for path in paths], at=now
            )
            for name, paths in (("evidence", evidence), ("before", before))
            if paths
        }
        problem = take_step(
            actor,
            code,
            action,
            Filled(
                opinion=opinion, seal_no=seal_no, reason=reason, unit=unit, person=person,
                measure=measure, result=result, due_on=due_on.date() if due_on else None,
                evidence=kept.get("evidence", ()), before=kept.get("before", ()), meeting=meeting,
            ),
            at=now,
        )  # fmt: skip
    if as_json:
        terminal.answer_json(
            dry_run=dry_run, code=problem.code, state=problem.state, due_on=problem.next_due_on
        )
        return
    terminal.say(f"{problem.code}：{problem.get_state_display()}")
    terminal.rehearsed(dry_run)
    terminal.next_step(f"打开 /problems/{problem.code}/ 查看办理过程。")


@app.command("export")
def export(
    out: Path = typer.Argument(help="写到哪个文件或文件夹"),
    campaign: str = typer.Option("", help="任务编号；不填则为最新的任务"),
    as_: str = typer.Option("", "--as", help="以哪个账号导出；不填则为系统"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """导出问题整改台账（Excel，办公格式，可直接打印）。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.problems.services.papers import export_ledger

    actor = acting(as_, timezone.localdate())
    chosen = campaign_for(actor, campaign or None)
    paper = export_ledger(actor, chosen, at=timezone.now())
    target = out / paper.name if out.is_dir() else out
    target.write_bytes(paper.content)
    if as_json:
        terminal.answer_json(file=str(target), problems=paper.n_problems)
        return
    terminal.say(str(target))
    terminal.next_step(f"打开文件核对 {paper.n_problems} 条问题，签字盖章后上报。")


@app.command("issue")
def issue(
    out: Path = typer.Argument(help="写到哪个文件夹"),
    campaign: str = typer.Option("", help="任务编号；不填则为最新的任务"),
    as_: str = typer.Option("", "--as", help="以哪个账号印发；不填则为系统"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """把已交办、尚未印发的问题编成下一期问题清单（Word 和 Excel）。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.files.services.keeping import path_of
    from huitoukan.apps.problems.services.papers import issue_bulletin

    actor = acting(as_, timezone.localdate())
    chosen = campaign_for(actor, campaign or None)
    bulletin = issue_bulletin(actor, chosen, at=timezone.now())
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for file in (bulletin.word, bulletin.excel):
        target = out / file.name
        target.write_bytes(path_of(file.sha256).read_bytes())
        written.append(str(target))
    n_problems = bulletin.problems.for_system("counts of one's own bulletin").count()
    if as_json:
        terminal.answer_json(issue=bulletin.issue, problems=n_problems, files=written)
        return
    for name in written:
        terminal.say(name)
    terminal.next_step(f"第 {bulletin.issue} 期共 {n_problems} 条；送签后印发，并登记签收。")


@app.command("enter")
def enter(
    source: str = typer.Argument(help="来源，例如 spot_check、petition"),
    type_: str = typer.Argument(help="问题类型，例如 P331"),
    title: str = typer.Argument(help="问题描述"),
    as_: str = typer.Option(..., "--as", help="以哪个账号登记"),
    household: str = typer.Option("", help="户编号；户的问题填写"),
    place: str = typer.Option("", help="村或乡镇的区划代码；不是户的问题填写"),
    found_on: datetime | None = typer.Option(None, formats=["%Y-%m-%d"], help="发现日期"),
    ref: str = typer.Option("", help="来源文号"),
    recurs_from: str = typer.Option("", help="反弹自哪条问题"),
    campaign: str = typer.Option("", help="任务编号；不填则为最新的任务"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """登记一条人工发现的问题；编号和答复期限按来源。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.problems.services.entering import Entered, enter_problem

    actor = acting(as_, timezone.localdate())
    given = Entered(
        source=source, type=type_, title=title, place=place, household_no=household,
        found_on=found_on.date() if found_on else None, source_ref=ref, recurs_from=recurs_from,
    )  # fmt: skip
    problem = enter_problem(actor, campaign_for(actor, campaign or None), given, at=timezone.now())
    if as_json:
        terminal.answer_json(
            code=problem.code, source_no=problem.source_no, answer_due_on=problem.answer_due_on
        )
        return
    terminal.say(f"{problem.code}，来源编号 {problem.source_no}，答复期限 {problem.answer_due_on}")
    terminal.next_step(f"huitoukan problems step {problem.code} confirm 由部门确认。")


@app.command("freeze")
def freeze(
    month: str = typer.Argument(help="月份，例如 2026-11"),
    as_: str = typer.Option("", "--as", help="以哪个账号冻结；不填则为系统"),
    campaign: str = typer.Option("", help="任务编号；不填则为最新的任务"),
    dry_run: bool = typer.Option(False, "--dry-run", help="只看会怎样，不写入"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """冻结一个月的台账：上期未结＋新增＋重新打开－销号－核销－移交转长期＝期末未结，冻结后重印不变。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.problems.services.months import freeze_month
    from huitoukan.domain.ledger_month import month_of

    actor = acting(as_, timezone.localdate())
    with terminal.rehearsal(dry_run):
        frozen = freeze_month(
            actor, campaign_for(actor, campaign or None), month_of(month), at=timezone.now()
        )
    if as_json:
        terminal.answer_json(
            dry_run=dry_run, month=month, problems=frozen.n_rows, figures=frozen.figures,
            sha256=frozen.rows.sha256,
        )  # fmt: skip
        return
    whole = frozen.figures["whole"]["whole"]
    terminal.table(
        ("上期未结", "新增", "重新打开", "整改销号", "核销", "移交转长期", "期末未结"),
        [tuple(str(value) for value in whole.values())],
    )
    terminal.rehearsed(dry_run)
    terminal.next_step(f"打开 /problems/months/?month={month} 查看各乡镇、类型、来源。")


app.registered_commands.extend(list_commands.app.registered_commands)
app.registered_commands.extend(reconcile_commands.app.registered_commands)
app.registered_commands.extend(bulletin_commands.app.registered_commands)
