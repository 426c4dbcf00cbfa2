"""`huitoukan problems issues|close-issue`: the issued lists, and closing one as a whole."""

from __future__ import annotations

import typer

from huitoukan.apps.core import terminal

app = typer.Typer()


@app.command("issues")
def issues(
    campaign: str = typer.Option("", help="任务编号；不填则为最新的任务"),
    as_: str = typer.Option("", "--as", help="以哪个账号查看；不填则为系统"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """列出印发的各期问题清单：共几条、还有几条没有办结、是否整体销号。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.problems.queries.bulletins import bulletins_page

    actor = acting(as_, timezone.localdate())
    rows = bulletins_page(actor, campaign_for(actor, campaign or None)).rows
    if as_json:
        terminal.answer_json(
            issues=[
                {"issue": row.issue, "issued_at": row.issued_at, "problems": row.n_problems,
                 "open": row.n_open, "closed_at": row.closed_at, "closed_by": row.closed_by}
                for row in rows
            ]
        )  # fmt: skip
        return
    terminal.table(
        ("期数", "问题", "没有办结", "状态"),
        [(row.issue, row.n_problems, row.n_open, row.state.label) for row in rows],
    )
    terminal.next_step("各条都办结后，用 huitoukan problems close-issue 期数 整体销号。")


@app.command("close-issue")
def close_issue(
    issue: int = typer.Argument(help="期数"),
    opinion: str = typer.Option(..., help="办结意见"),
    as_: str = typer.Option(..., "--as", help="以哪个账号办理"),
    campaign: str = typer.Option("", help="任务编号；不填则为最新的任务"),
    dry_run: bool = typer.Option(False, "--dry-run", help="只看会怎样，不写入"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """把一期问题清单整体销号；还有没办结的就退回并列出。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.problems.services.closing_lists import close_list

    actor = acting(as_, timezone.localdate())
    chosen = campaign_for(actor, campaign or None)
    with terminal.rehearsal(dry_run):
        closed = close_list(actor, chosen.code, issue, opinion=opinion, at=timezone.now())
    slip = closed.slip.sha256 if closed.slip else ""
    if as_json:
        terminal.answer_json(dry_run=dry_run, issue=issue, closed_by=closed.closed_by, slip=slip)
        return
    terminal.say(f"第 {issue} 期问题清单整体销号，办结人 {closed.closed_by}。")
    terminal.rehearsed(dry_run)
    terminal.next_step("打开 /problems/bulletins/ 下载销号单，签字归档。")
