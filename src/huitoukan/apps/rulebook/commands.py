"""`huitoukan compare try`, a changed rule before and after; `compare scorecards`, how rules do."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import typer

from huitoukan.apps.core import terminal

_CAMPAIGN = typer.Option("", help="任务编号；不填则为最新的任务")
_AS = typer.Option("", "--as", help="以哪个账号办理；不填则为系统")
_JSON = typer.Option(False, "--json", help="输出 JSON")


def try_rule(
    rule: str = typer.Argument("", help="规则编号，例如 X04；给出 --file 时可不填"),
    file: Path | None = typer.Option(
        None, exists=True, dir_okay=False, help="改后的规则文件（YAML）"
    ),
    param: str = typer.Option("", help="改一个数值：car_value_limit=50000"),
    installed: bool = typer.Option(False, "--installed", help="用程序里已安装的版本的写法"),
    limit: int = typer.Option(20, min=0, help="每一类最多列出几个"),
    campaign: str = _CAMPAIGN,
    as_: str = _AS,
    as_json: bool = _JSON,
) -> None:
    """试运行一条改后的规则：与原规则各跑一遍，列出改前改后；不产生疑点。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.rulebook.models import Side
    from huitoukan.apps.rulebook.queries.tried import hit_row, rows_for
    from huitoukan.apps.rulebook.services import tries

    actor = acting(as_, timezone.localdate())
    chosen = campaign_for(actor, campaign or None)
    if sum((file is not None, bool(param), installed)) != 1 or not (rule or file):
        raise typer.BadParameter("请给出规则编号，并在 --file、--param、--installed 中选一个。")
    if file is not None:
        text = file.read_text(encoding="utf-8-sig")
        change = tries.change_by_file(chosen, text, file.name, rule)
    elif installed:
        change = tries.change_to_installed(chosen, rule)
    else:
        name, _, value = param.partition("=")
        change = tries.change_of_param(chosen, rule, name.strip(), value)
    one = tries.ask_try(actor, chosen, change, at=timezone.now(), on_queue=False)
    with terminal.progress("试运行规则", quiet=as_json) as tell:
        answer = tries.run_try(chosen, one, tell)
    one = tries.store_try(actor, chosen, one, answer, at=timezone.now())
    shown = {
        side: [hit_row(row) for row in rows_for(actor, one).filter(side=side)[:limit]]
        for side in Side
    }
    counts = {"before": one.n_before, "after": one.n_after, "both": one.n_both}
    if as_json:
        terminal.answer_json(
            code=one.code, rule=one.rule, how=one.how, only=counts,
            before=one.before, after=one.after,
            hits={side.value: [vars_of(row) for row in rows] for side, rows in shown.items()},
        )  # fmt: skip
        return
    terminal.say(f"{one.rule}：{one.how}（{one.code}，名册快照 {answer.snapshot.code}）")
    terminal.table(
        ("版本", "对象", "疑点", "无法判断"),
        [
            (label, told.get("objects", "—"), told.get("hits", 0), told.get("cannot_tell", "—"))
            for label, told in (("原规则", one.before), ("改后", one.after))
        ],
    )
    for side, rows in shown.items():
        terminal.say(f"{side.label}：{counts[side.value]} 个")
        for row in rows:
            terminal.say(f"  {row.place} {row.household_no} {row.name}：{row.sentence}")
    terminal.next_step(
        f"要采用：把改后的文件放进本地规则包 rules/{one.rule}.yaml，release 加一，"
        "huitoukan pack check、pack test 通过后新建任务。"
    )


def vars_of(row: object) -> dict[str, object]:
    """A row of a page as plain values; a chip is its word."""
    shown = dataclasses.asdict(row)  # type: ignore[call-overload]
    return {
        name: value["label"] if isinstance(value, dict) else value for name, value in shown.items()
    }


def scorecards(
    rule: str = typer.Option("", help="只看这条规则，分乡镇列出"),
    place: str = typer.Option("", help="只看这个乡镇（区划代码）"),
    campaign: str = _CAMPAIGN,
    as_: str = _AS,
    as_json: bool = _JSON,
) -> None:
    """规则成绩单：疑点、属实、不属实及理由、数据错误、待核定、占比和区间、核定天数。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.rulebook.queries.scores import score_rows

    actor = acting(as_, timezone.localdate())
    chosen = campaign_for(actor, campaign or None)
    rows = score_rows(actor, chosen, {"rule": rule, "place": place})
    if as_json:
        terminal.answer_json(campaign=chosen.code, visits=None, rows=[vars_of(row) for row in rows])
        return
    terminal.table(
        ("规则" if not rule else "乡镇", "疑点", "属实", "不属实", "数据错误", "待核定", "属实占比",
         "95%区间", "天数", "提示"),
        [
            (f"{row.rule} {row.label}".strip(), row.n_hits, row.n_confirmed, row.n_dismissed,
             row.n_data_errors, row.n_waiting, row.share or "没有数据", row.interval, row.days,
             "先改规则" if row.is_mostly_dismissed else "")
            for row in rows
        ],
    )  # fmt: skip
    terminal.say("入户次数还没有登记：没有数据。")
