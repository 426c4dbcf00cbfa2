"""`huitoukan compare sweep` and `sweeps`: looking for the same elsewhere (举一反三)."""

from __future__ import annotations

import typer

from huitoukan.apps.core import terminal

app = typer.Typer()


@app.command("sweep")
def sweep(
    from_: str = typer.Argument(metavar="FROM", help="问题编号（WT-…）或问题类型（P331）"),
    as_: str = typer.Option(..., "--as", help="以哪个账号办理"),
    campaign: str = typer.Option("", help="任务编号；不填则为最新的任务"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """举一反三：用一条问题或一类问题的关联规则，比对其他所有对象。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.comparison.services.sweeping import start_sweep
    from huitoukan.apps.jobs.services import run_here

    actor = acting(as_, timezone.localdate())
    chosen = campaign_for(actor, campaign or None)
    is_type = from_.upper() in chosen.pack.opened().problem_types
    made = start_sweep(
        actor, chosen, kind=from_.upper() if is_type else "",
        problem_code="" if is_type else from_, at=timezone.now(), on_queue=False,
    )  # fmt: skip
    with terminal.progress("举一反三", quiet=as_json) as tell:
        result = run_here(made.job.code, tell, raise_refusal=True).result
    if as_json:
        terminal.answer_json(**result, rules=made.rules)
        return
    rules = "、".join(made.rules)
    terminal.say(f"{made.code}：规则 {rules}，其他对象有 {result['doubts']} 个疑点。")
    terminal.next_step("huitoukan compare judge 核定疑点，compare sweeps 查看进展。")


@app.command("sweeps")
def sweeps(
    as_: str = typer.Option("", "--as", help="以哪个账号查看；不填则为系统"),
    campaign: str = typer.Option("", help="任务编号；不填则为最新的任务"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """列出举一反三的进展：疑点、核定、子问题。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.comparison.queries.sweeps import standing_of, state_of, sweeps_for

    actor = acting(as_, timezone.localdate())
    found = [(one, standing_of(actor, one)) for one in
             sweeps_for(actor, campaign_for(actor, campaign or None))]  # fmt: skip
    if as_json:
        terminal.answer_json(
            sweeps=[
                {"code": one.code, "type": one.type, "rules": one.rules, "run": one.run_code,
                 "problem": one.problem.code if one.problem else None, **vars(standing)}
                for one, standing in found
            ]
        )  # fmt: skip
        return
    terminal.table(
        ("编号", "类型", "疑点", "已核定", "属实", "登记问题", "未办结", "进展"),
        [(one.code, one.type, *vars(told).values(), state_of(one, told)) for one, told in found],
    )
    terminal.next_step("huitoukan compare judge 核定疑点；全部办结后在举一反三页面办结统一措施。")
