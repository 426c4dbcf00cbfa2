"""`huitoukan exits`: who may exit, proposing, signing, who signed."""

from __future__ import annotations

from datetime import datetime

import typer

from huitoukan.apps.core import terminal
from huitoukan.domain.exits import ExitStep

app = typer.Typer(
    help="退出签批：可以退出的户和村、提出、逐级签字、暂缓、不予退出", no_args_is_help=True
)
SHOWN = 20

_CAMPAIGN = typer.Option("", help="任务编号；不填则为最新的任务")
_JSON = typer.Option(False, "--json", help="输出 JSON")


@app.command("candidates")
def candidates_(
    kind: str = typer.Argument(help="类别：household 户，village 村（规则包 exits/ 的文件名）"),
    village: str = typer.Argument(help="行政村代码"),
    campaign: str = _CAMPAIGN,
    as_: str = typer.Option("", "--as", help="以哪个账号查看；不填则为系统"),
    as_json: bool = _JSON,
) -> None:
    """列出一个村核查达标、可以提出退出的户（或村）。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.exits import queries

    actor = acting(as_, timezone.localdate())
    chosen = campaign_for(actor, campaign or None)
    area = queries.village_for(actor, chosen, village)
    found = queries.candidates(chosen, queries.kind_of(chosen, kind), area)
    if as_json:
        terminal.answer_json(
            kind=kind,
            village=village,
            candidates=[
                {"number": one.number, "persons": one.n_persons, "machine": one.machine}
                for one in found
            ],
        )
        return
    rows = [(one.number, one.name, str(one.n_persons), one.machine) for one in found]
    terminal.table(("编号", "名称", "人数", "系统结论"), rows)
    terminal.next_step("公示期满后：huitoukan exits propose 类别 村代码 编号… --as 账号")


@app.command("propose")
def propose_(
    kind: str = typer.Argument(help="类别：household 户，village 村"),
    village: str = typer.Argument(help="行政村代码"),
    numbers: list[str] = typer.Argument(help="户编号，可以多个；村填村代码"),
    as_: str = typer.Option(..., "--as", help="以哪个账号提出"),
    notice_from: datetime | None = typer.Option(None, formats=["%Y-%m-%d"], help="公示开始"),
    notice_to: datetime | None = typer.Option(None, formats=["%Y-%m-%d"], help="公示结束"),
    objection: bool = typer.Option(False, "--objection", help="公示有异议"),
    note: str = typer.Option("", help="说明：民主评议、农户认可的情况"),
    dry_run: bool = typer.Option(False, "--dry-run", help="只看会怎样，不写入"),
    campaign: str = _CAMPAIGN,
    as_json: bool = _JSON,
) -> None:
    """提出一份退出，由村级起逐级签字；名册不变。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.exits.services.proposing import Proposal, propose

    said = Proposal(
        kind=kind, village=village, numbers=tuple(numbers),
        notice_from=notice_from.date() if notice_from else None,
        notice_to=notice_to.date() if notice_to else None,
        has_objection=objection, note=note,
    )  # fmt: skip
    actor = acting(as_, timezone.localdate())
    with terminal.rehearsal(dry_run):
        made = propose(actor, campaign_for(actor, campaign or None), said, at=timezone.now())
    if as_json:
        terminal.answer_json(dry_run=dry_run, code=made.code, state=made.state, n=len(numbers))
        return
    terminal.say(f"{made.code}：提出 {len(numbers)} 个，等待逐级签字。")
    terminal.rehearsed(dry_run)
    terminal.next_step(f"huitoukan exits step {made.code} sign --as 村级签字人的账号")


@app.command("step")
def step_(
    code: str = typer.Argument(help="编号"),
    action: ExitStep = typer.Argument(
        help="sign 签字，strike 单独暂缓一户，defer 暂缓，refuse 不予退出，withdraw 撤回"
    ),
    as_: str = typer.Option(..., "--as", help="以哪个账号办理"),
    opinion: str = typer.Option("", help="意见、理由"),
    until: datetime | None = typer.Option(None, formats=["%Y-%m-%d"], help="暂缓到哪一天"),
    household: str = typer.Option("", help="单独暂缓的户编号"),
    dry_run: bool = typer.Option(False, "--dry-run", help="只看会怎样，不写入"),
    as_json: bool = _JSON,
) -> None:
    """办理一步：轮到的一级签字、暂缓或不予退出；提出的人撤回。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.exits.services.signing import Said, take_step

    if action is ExitStep.PROPOSE:
        raise typer.BadParameter("提出用 huitoukan exits propose")
    actor = acting(as_, timezone.localdate())
    said = Said(opinion, until.date() if until else None, household)
    with terminal.rehearsal(dry_run):
        made = take_step(actor, code, action, said, at=timezone.now())
    if as_json:
        terminal.answer_json(
            dry_run=dry_run, code=made.code, state=made.state, n_signed=made.n_signed
        )
        return
    terminal.say(f"{made.code}：{made.get_state_display()}，已签 {made.n_signed} 级。")
    terminal.rehearsed(dry_run)
    terminal.next_step(f"打开 /exits/{made.code}/ 查看逐级签字。")


@app.command("list")
def list_(
    mine: bool = typer.Option(False, "--mine", help="只列等我签字的"),
    limit: int = typer.Option(SHOWN, min=1, help="最多列多少份"),
    campaign: str = _CAMPAIGN,
    as_: str = typer.Option("", "--as", help="以哪个账号查看；不填则为系统"),
    as_json: bool = _JSON,
) -> None:
    """列出退出签批，最新的在前。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.exits import queries

    actor = acting(as_, timezone.localdate())
    chosen = campaign_for(actor, campaign or None)
    found = queries.exits_for(actor, chosen)
    if mine:
        found = found.filter(queries.waiting_for(actor, chosen))
    rows = [
        {
            "code": one.code, "kind": one.kind, "village": one.area.code, "state": one.state,
            "n_signed": one.n_signed, "until": one.until,
        }
        for one in found[:limit]
    ]  # fmt: skip
    if as_json:
        terminal.answer_json(n=found.count(), exits=rows)
        return
    heads = ("编号", "类别", "村", "状态", "已签级数", "暂缓到")
    terminal.table(heads, [tuple(str(v or "") for v in row.values()) for row in rows])
    terminal.say(f"共 {found.count()} 份，列出 {len(rows)} 份。")
    terminal.next_step("huitoukan exits step 编号 sign --as 账号 签字。")
