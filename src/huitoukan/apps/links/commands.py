"""`huitoukan links`: looking for suggestions, listing them, deciding."""

from __future__ import annotations

import typer

from huitoukan.apps.core import terminal
from huitoukan.domain.links import Act

app = typer.Typer(help="关联：为没有可用证件号码的行找名册上的人", no_args_is_help=True)


@app.command("suggest")
def suggest(
    campaign: str = typer.Option("", help="任务编号；不填则为最新的任务"),
    as_: str = typer.Option("", "--as", help="以哪个账号办理；不填则为系统"),
    dry_run: bool = typer.Option(False, "--dry-run", help="只看会怎样，不写入"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """在最新的部门数据里查找。只是建议，由人决定是不是同一人。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.jobs.services import do_now
    from huitoukan.apps.links.services.suggesting import search

    actor = acting(as_, timezone.localdate())
    chosen = campaign_for(actor, campaign or None)
    with terminal.progress("查找关联建议", quiet=as_json) as tell:
        if dry_run:
            found = search(chosen, tell)
            told = {
                "rows": sum(len(one.rows) for one in found),
                "suggested": sum(len(one.links) for one in found),
            }
        else:
            job = do_now(
                actor, "links.suggest", tell, title="查找关联建议", area=chosen.area,
                campaign=chosen.code,
            )  # fmt: skip
            told = job.result
    if as_json:
        terminal.answer_json(dry_run=dry_run, **told)
        return
    terminal.say(f"没有可用证件号码的 {told['rows']} 行，有建议 {told['suggested']} 条。")
    if told.get("cut"):
        terminal.say(f"{told['cut']} 份数据的行太多，只查了前面的；决定之后再查一次。")
    terminal.rehearsed(dry_run)
    terminal.next_step("huitoukan links list 查看，links decide 决定。")


@app.command("list")
def list_(
    state: str = typer.Option("", help="open、linked、two 或 unlinked"),
    limit: int = typer.Option(50, min=1, help="最多列出几条"),
    campaign: str = typer.Option("", help="任务编号；不填则为最新的任务"),
    as_: str = typer.Option("", "--as", help="以哪个账号查看；不填则为系统"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """列出关联建议，把握小的在前；姓名按规定遮挡。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.links.queries import suggestions_for
    from huitoukan.domain.identity import mask_name

    actor = acting(as_, timezone.localdate())
    found = suggestions_for(actor, campaign_for(actor, campaign or None))
    if state:
        found = found.filter(state=state)
    n_all, shown = found.count(), list(found[:limit])
    if as_json:
        rows = [
            {
                "code": one.code, "dataset": one.dataset, "delivery": one.delivery.code,
                "row": one.row_no, "person_no": one.person_no, "score": one.score,
                "reason": one.reason, "state": one.state, "present": one.is_present,
            }
            for one in shown
        ]  # fmt: skip
        terminal.answer_json(total=n_all, links=rows)
        return
    terminal.table(
        ("编号", "数据集", "行", "数据中", "名册", "可能性", "依据", "状态"),
        [
            (
                one.code, one.dataset, str(one.row_no), mask_name(one.row_name),
                mask_name(one.member_name), f"{one.score:.4f}", one.reason,
                one.get_state_display(),
            )
            for one in shown
        ],
    )  # fmt: skip
    terminal.say(f"共 {n_all} 条，列出 {len(shown)} 条。")
    terminal.next_step("huitoukan links decide 编号 link --as 账号")


@app.command("decide")
def decide_(
    code: str = typer.Argument(help="建议编号"),
    act: Act = typer.Argument(help="link 是同一人、not_same 不是、unlink 撤销"),
    reason: str = typer.Option("", help="理由；除了第一次关联都要写"),
    as_: str = typer.Option(..., "--as", help="以哪个账号决定"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """决定是不是同一人；下次比对时使用。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.links.services.deciding import decide

    actor = acting(as_, timezone.localdate())
    one = decide(actor, code, act, reason=reason, at=timezone.now())
    if as_json:
        terminal.answer_json(code=one.code, state=one.state)
        return
    terminal.say(f"{one.code}：{one.get_state_display()}")
    terminal.next_step("huitoukan compare run 重新比对。")
