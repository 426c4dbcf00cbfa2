"""`huitoukan compare`: running the comparison, what runs changed, doubts and verdicts."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import typer

from huitoukan.apps.comparison import sweep_commands
from huitoukan.apps.core import terminal

if TYPE_CHECKING:
    from huitoukan.apps.campaigns.models import Campaign

app = typer.Typer(help="部门比对：开展、列出疑点、核定", no_args_is_help=True)


class Verdict(StrEnum):
    """A person's verdict, as typed."""

    CONFIRM = "confirm"
    DISMISS = "dismiss"
    DATA_ERROR = "data-error"


@app.command("run")
def run(
    campaign: str = typer.Option("", help="任务编号；不填则为最新的任务"),
    on: datetime | None = typer.Option(None, formats=["%Y-%m-%d"], help="比对日；不填则为基准日"),
    as_: str = typer.Option("", "--as", help="以哪个账号办理；不填则为系统"),
    dry_run: bool = typer.Option(False, "--dry-run", help="只看会怎样，不写入"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """用规则包比对最新的名册快照和部门数据。疑点不是结论，须由人核定。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.comparison.services import compare
    from huitoukan.apps.jobs.services import do_now

    actor = acting(as_, timezone.localdate())
    chosen = campaign_for(actor, campaign or None)
    day = on.date() if on else None
    with terminal.progress("数据比对", quiet=as_json) as tell:
        if dry_run:
            results = compare(chosen, on=day, at=timezone.now(), tell=tell).outcome.results
            found = {"rules": len(results), "hits": sum(r.n_hits for r in results)}
            rows = [
                (r.rule_id, r.n_objects, r.n_hits, r.n_cannot_tell, r.cannot_tell_why or "")
                for r in results
            ]
        else:
            found = do_now(
                actor,
                "comparison.run",
                tell,
                title="数据比对",
                area=chosen.area,
                campaign=chosen.code,
                on=day.isoformat() if day else None,
            ).result
            rows = _stored_rows(chosen)
    _print_run(chosen, found, rows, dry_run=dry_run, as_json=as_json)


Row = tuple[str, int, int, int, str]


def _stored_rows(campaign: Campaign) -> list[Row]:
    from huitoukan.apps.comparison.queries import newest_run

    run = newest_run(campaign)
    outcomes = run.outcomes.all() if run else ()
    return [(o.rule, o.n_objects, o.n_hits, o.n_cannot_tell, o.why) for o in outcomes]


def _print_run(
    campaign: Campaign, found: dict[str, Any], rows: list[Row], *, dry_run: bool, as_json: bool
) -> None:
    if as_json:
        names = ("rule", "objects", "hits", "cannot_tell", "why")
        terminal.answer_json(
            dry_run=dry_run, **found, outcomes=[dict(zip(names, r, strict=True)) for r in rows]
        )
        return
    rules = campaign.pack.opened().rules
    terminal.table(
        ("规则", "名称", "对象", "疑点", "未见异常", "无法判断"),
        [
            (rule, rules[rule].title.zh, n, hits, max(n - hits - silent, 0), silent)
            for rule, n, hits, silent, _why in rows
        ],
    )
    if dry_run:
        terminal.say(f"{found['rules']} 条规则，{found['hits']} 个疑点。")
        terminal.rehearsed(dry_run)
        terminal.next_step("去掉 --dry-run 正式比对。")
        return
    terminal.say(
        f"{found['rules']} 条规则，{found['hits']} 个疑点："
        f"新增 {found['new']}，仍在 {found['still']}，再次出现 {found['back']}，"
        f"不再出现 {found['gone']}，未比对 {found['not_compared']}。"
    )
    terminal.next_step("huitoukan compare hits 查看疑点，compare judge 核定。")


@app.command("hits")
def hits(
    campaign: str = typer.Option("", help="任务编号；不填则为最新的任务"),
    rule: str = typer.Option("", help="只看这条规则"),
    state: str = typer.Option("", help="new、confirmed、dismissed 或 data_error"),
    limit: int = typer.Option(50, min=1, help="最多列出几条"),
    as_: str = typer.Option("", "--as", help="以哪个账号查看；不填则为系统"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """列出疑点；姓名按规定遮挡。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.comparison.queries import hits_for
    from huitoukan.domain.identity import mask_name

    actor = acting(as_, timezone.localdate())
    found = hits_for(actor, campaign_for(actor, campaign or None))
    if rule:
        found = found.filter(rule=rule)
    if state:
        found = found.filter(state=state)
    n_all = found.count()
    shown = list(found[:limit])
    if as_json:
        terminal.answer_json(
            total=n_all,
            hits=[
                {
                    "code": h.code,
                    "rule": h.rule,
                    "severity": h.severity,
                    "state": h.state,
                    "household_no": h.household_no,
                    "person_no": h.person_no,
                    "village": h.area.code,
                    "problem": h.problem_code,
                }
                for h in shown
            ],
        )
        return
    terminal.table(
        ("编号", "规则", "程度", "村", "姓名", "状态"),
        [
            (h.code, h.rule, h.severity, h.area.name, mask_name(h.name), h.get_state_display())
            for h in shown
        ],
    )
    terminal.say(f"共 {n_all} 个，列出 {len(shown)} 个。")
    terminal.next_step("huitoukan compare judge 编号 confirm 或 dismiss --reason 代码。")


@app.command("judge")
def judge(
    codes: list[str] = typer.Argument(help="疑点编号，可以多个"),
    verdict: Verdict = typer.Option(..., help="confirm 属实、dismiss 不属实、data-error 数据错误"),
    reason: str = typer.Option("", help="不属实的理由代码"),
    note: str = typer.Option("", help="说明"),
    as_: str = typer.Option("", "--as", help="以哪个账号核定；不填则为系统"),
    dry_run: bool = typer.Option(False, "--dry-run", help="只看会怎样，不写入"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """核定疑点：属实的登记为问题，不属实的写明理由。每一条单独有结果。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.comparison.models import HitState
    from huitoukan.apps.comparison.services import judge_hits

    states = {
        Verdict.CONFIRM: HitState.CONFIRMED,
        Verdict.DISMISS: HitState.DISMISSED,
        Verdict.DATA_ERROR: HitState.DATA_ERROR,
    }
    now = timezone.now()
    with terminal.rehearsal(dry_run), terminal.progress("核定疑点", quiet=as_json) as tell:
        rows = judge_hits(
            acting(as_, timezone.localdate()),
            codes,
            states[verdict],
            reason_code=reason,
            note=note,
            at=now,
            tell=tell,
        )
    n_done = sum(row.is_done for row in rows)
    if as_json:
        terminal.answer_json(dry_run=dry_run, done=n_done, rows=[vars(row) for row in rows])
    else:
        for row in rows:
            if not row.is_done:
                terminal.say(f"  {row.code}：{row.sentence}")
        terminal.say(f"已核定 {n_done} / {len(rows)} 个。")
        terminal.rehearsed(dry_run)
        terminal.next_step("huitoukan problems list 查看登记的问题。")
    if n_done < len(rows):
        raise typer.Exit(1)


@app.command("runs")
def runs(
    campaign: str = typer.Option("", help="任务编号；不填则为最新的任务"),
    limit: int = typer.Option(20, min=1, help="最多列出几次"),
    as_: str = typer.Option("", "--as", help="以哪个账号查看；不填则为系统"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """列出历次比对，最新的在前。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.comparison.queries import runs_of
    from huitoukan.apps.comparison.queries.runs import run_row

    actor = acting(as_, timezone.localdate())
    shown = [run_row(run) for run in runs_of(campaign_for(actor, campaign or None))[:limit]]
    if as_json:
        terminal.answer_json(runs=[vars(row) for row in shown])
        return
    terminal.table(
        ("比对", "比对日", "规则", "疑点", "新增", "仍在", "再次出现", "不再出现", "未比对"),
        [
            (
                row.code, f"{row.on}", row.n_rules, row.n_hits, row.n_new, row.n_still,
                row.n_back, row.n_gone, row.n_not_compared,
            )
            for row in shown
        ],
    )  # fmt: skip
    terminal.next_step("huitoukan compare changes 编号 看哪些疑点变了。")


@app.command("changes")
def changes(
    code: str = typer.Argument(help="比对编号，例如 BD-5cf215c3"),
    against: str = typer.Option("", help="与哪一次比较；不填则为它的上一次"),
    limit: int = typer.Option(50, min=1, help="每一类最多列出几条"),
    as_: str = typer.Option("", "--as", help="以哪个账号查看；不填则为系统"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """两次比对之间变了的疑点：新增、再次出现、不再出现、未比对、重新核定。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.comparison.queries import hits_for, run_for
    from huitoukan.apps.comparison.queries.runs import CHANGES, changed_between, pair_of

    actor = acting(as_, timezone.localdate())
    run = run_for(actor, code)
    other = run_for(actor, against) if against else None
    first, last = pair_of(run, other)
    found = changed_between(hits_for(actor, run.campaign), first, last)
    rows = [(kind, hit) for kind in CHANGES for hit in found[kind][:limit]]
    if as_json:
        terminal.answer_json(
            before=first.code if first else "",
            after=last.code,
            counts={kind.value: found[kind].count() for kind in CHANGES},
            hits=[
                {
                    "change": kind.value,
                    "code": hit.code,
                    "rule": hit.rule,
                    "why": hit.why,
                    "problem": hit.problem_code,
                }
                for kind, hit in rows
            ],
        )
        return
    terminal.table(
        ("变化", "疑点", "规则", "村", "原因", "问题"),
        [
            (kind.label, hit.code, hit.rule, hit.area.name, hit.why, hit.problem_code)
            for kind, hit in rows
        ],
    )
    told = "，".join(f"{kind.label} {found[kind].count()}" for kind in CHANGES)
    terminal.say(f"{first.code if first else '（没有上一次）'} → {last.code}：{told}。")


@app.command("coverage")
def coverage(
    code: str = typer.Argument(help="比对编号，例如 BD-5cf215c3"),
    rule: str = typer.Option("", help="只看这条规则"),
    as_: str = typer.Option("", "--as", help="以哪个账号查看；不填则为系统"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """每个村问到多少、能判断多少、为什么不能判断。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.comparison.queries import run_for
    from huitoukan.apps.comparison.queries.coverage import (
        chosen_outcomes,
        tallies,
        villages_seen,
    )
    from huitoukan.apps.comparison.queries.reasons import reason_label

    actor = acting(as_, timezone.localdate())
    run = run_for(actor, code)
    villages = villages_seen(actor, run)
    outcomes = chosen_outcomes(run, run.campaign.pack.opened(), {"rule": rule})
    counted = tallies(outcomes, villages)
    if as_json:
        terminal.answer_json(
            run=run.code,
            villages=[
                {
                    "village": key,
                    "objects": tally.n_objects,
                    "cannot_tell": tally.n_cannot_tell,
                    "why": dict(tally.silent),
                }
                for key, tally in sorted(counted.items())
            ],
        )
        return
    terminal.table(
        ("村", "名称", "问到", "能判断", "无法判断", "原因"),
        [
            (
                key,
                villages[key].name,
                tally.n_objects,
                tally.n_objects - tally.n_cannot_tell,
                tally.n_cannot_tell,
                "；".join(f"{reason_label(why)} {n}" for why, n in sorted(tally.silent.items())),
            )
            for key, tally in sorted(counted.items())
        ],
    )


class Decision(StrEnum):
    """A person's word on a proposal to sign off, as typed."""

    ACCEPT = "accept"
    REFUSE = "refuse"


@app.command("closure")
def closure(
    code: str = typer.Argument(help="疑点编号"),
    decision: Decision = typer.Argument(help="accept 采纳、refuse 不采纳"),
    reason: str = typer.Option("", help="说明；不采纳时必填"),
    as_: str = typer.Option("", "--as", help="以哪个账号办理；不填则为系统"),
    dry_run: bool = typer.Option(False, "--dry-run", help="只看会怎样，不写入"),
) -> None:
    """处理销号建议：疑点不再出现而问题还没办结的。采纳不会使问题自动销号。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.comparison.services import decide_closure

    with terminal.rehearsal(dry_run):
        hit = decide_closure(
            acting(as_, timezone.localdate()),
            code,
            is_accepted=decision is Decision.ACCEPT,
            reason=reason,
            at=timezone.now(),
        )
    terminal.say(f"{hit.code}：{hit.get_closure_display()}。")
    terminal.rehearsed(dry_run)
    terminal.next_step(f"huitoukan problems list 查看问题 {hit.problem_code}。")


app.registered_commands.extend(sweep_commands.app.registered_commands)
