"""`huitoukan adjustments`: which there are, proposing one, deciding on one."""

from __future__ import annotations

from datetime import datetime

import typer

from huitoukan.apps.core import terminal
from huitoukan.domain.approval import Step

app = typer.Typer(help="动态调整：提出、办理、查看", no_args_is_help=True)
SHOWN = 20


@app.command("list")
def list_(
    state: str = typer.Option("", help="只看一种状态，如 proposed、applied"),
    limit: int = typer.Option(SHOWN, min=1, help="最多列多少件"),
    campaign: str = typer.Option("", help="任务编号；不填则为最新的任务"),
    as_: str = typer.Option("", "--as", help="以哪个账号查看；不填则为系统"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """列出动态调整，最新的在前。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.adjustments.queries import adjustments_for
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.domain.approval import State

    if state and state not in {each.value for each in State}:
        raise typer.BadParameter(f"--state 只能是 {'、'.join(each.value for each in State)}")
    actor = acting(as_, timezone.localdate())
    found = adjustments_for(actor, campaign_for(actor, campaign or None))
    if state:
        found = found.filter(state=state)
    shown = list(found[:limit])
    if as_json:
        terminal.answer_json(
            n=found.count(),
            adjustments=[
                {
                    "code": one.code, "kind": one.kind, "household_no": one.household_no,
                    "state": one.state, "effective_on": one.effective_on,
                    "problem": one.problem_code,
                }
                for one in shown
            ],
        )  # fmt: skip
        return
    terminal.table(
        ("编号", "类别", "户编号", "生效日期", "状态"),
        [
            (one.code, one.kind, one.household_no, one.effective_on, one.get_state_display())
            for one in shown
        ],
    )
    terminal.say(f"共 {found.count()} 件，列出 {len(shown)} 件。")
    terminal.next_step("huitoukan adjustments step 编号 agree --as 账号 办理。")


@app.command("propose")
def propose_(
    kind: str = typer.Argument(help="类别，如 death、relapsed（规则包 adjustments/ 的文件名）"),
    household: str = typer.Argument(help="户编号；新增的户填新的编号"),
    as_: str = typer.Option(..., "--as", help="以哪个账号提出"),
    reason: str = typer.Option(..., help="事由和依据"),
    effective_on: datetime = typer.Option(..., formats=["%Y-%m-%d"], help="生效日期"),
    person: list[str] = typer.Option([], help="涉及成员的人编号，可以多个"),
    field: list[str] = typer.Option([], help="要填的项，写作 列名=值，可以多个"),
    new: list[str] = typer.Option([], help="新成员的项，写作 列名=值，可以多个"),
    head: str = typer.Option("", help="新户主的人编号"),
    village: str = typer.Option("", help="行政村代码"),
    other: str = typer.Option("", help="另一户的户编号"),
    notice_from: datetime | None = typer.Option(None, formats=["%Y-%m-%d"], help="公示开始"),
    notice_to: datetime | None = typer.Option(None, formats=["%Y-%m-%d"], help="公示结束"),
    problem: str = typer.Option("", help="对应的问题编号"),
    dry_run: bool = typer.Option(False, "--dry-run", help="只看会怎样，不写入"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """提出一件动态调整；名册要等审核、批准后才变。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.adjustments.queries.asking import Filled
    from huitoukan.apps.adjustments.services.proposing import propose
    from huitoukan.apps.campaigns.queries import campaign_for

    fields = _pairs(field, "--field")
    filled = Filled(
        kind=kind, household_no=household, fields=fields, person=_pairs(new, "--new"),
        persons=tuple(person), head=head, village=village, other=other,
        column=next(iter(fields), ""), effective_on=effective_on.date(),
        notice_from=notice_from.date() if notice_from else None,
        notice_to=notice_to.date() if notice_to else None, reason=reason, problem=problem,
    )  # fmt: skip
    actor = acting(as_, timezone.localdate())
    with terminal.rehearsal(dry_run):
        made = propose(actor, campaign_for(actor), filled, at=timezone.now())
    if as_json:
        rows = [{"table": e.table, "key": e.key, "kind": e.kind.value} for e in made.events]
        terminal.answer_json(dry_run=dry_run, code=made.code, state=made.state, rows=rows)
        return
    terminal.say(f"{made.code}：{kind}，户 {made.household_no}，名册将变动 {len(made.events)} 行。")
    terminal.rehearsed(dry_run)
    terminal.next_step(f"由另外的人办理：huitoukan adjustments step {made.code} agree --as 账号")


def _pairs(texts: list[str], option: str) -> dict[str, str]:
    """`列名=值` as pairs."""
    pairs = [text.partition("=") for text in texts]
    for name, equals, value in pairs:
        if not (name and equals):
            raise typer.BadParameter(f"{option} 要写作 列名=值：{name}{equals}{value}")
    return {name: value for name, _, value in pairs}


@app.command("step")
def step(
    code: str = typer.Argument(help="调整编号"),
    action: Step = typer.Argument(help="agree、return、refuse、withdraw 或 revoke"),
    as_: str = typer.Option(..., "--as", help="以哪个账号办理"),
    opinion: str = typer.Option("", help="意见、理由"),
    dry_run: bool = typer.Option(False, "--dry-run", help="只看会怎样，不写入"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """办理一步；最后一步同意时写入名册。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.adjustments.services.deciding import decide

    if action is Step.PROPOSE:
        raise typer.BadParameter("提出用 huitoukan adjustments propose")
    actor = acting(as_, timezone.localdate())
    with terminal.rehearsal(dry_run):
        one = decide(actor, code, action, opinion=opinion, at=timezone.now())
    if as_json:
        terminal.answer_json(dry_run=dry_run, code=one.code, state=one.state)
        return
    terminal.say(f"{one.code}：{one.get_state_display()}")
    terminal.rehearsed(dry_run)
    terminal.next_step(f"打开 /adjustments/{one.code}/ 查看办理过程。")
