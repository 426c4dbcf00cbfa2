"""Commands that read what stands in the places: `huitoukan places change` and `places counts`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import typer

from huitoukan.apps.core import terminal

if TYPE_CHECKING:
    from huitoukan.apps.dashboards.pages.change import AffectedArea
    from huitoukan.apps.dashboards.pages.counts import CountRow


def change(
    kind: str = typer.Option(..., help="设立、更名、改码、划转、合并、拆分或撤销"),
    on: datetime = typer.Option(..., formats=["%Y-%m-%d"], help="生效日期：新状态的第一天"),
    basis: str = typer.Option(..., help="依据文号"),
    old: list[str] = typer.Option([], help="变更前：代码，可加名称；可以写几次"),
    new: list[str] = typer.Option([], help="变更后：“代码 名称 上级代码”；可以写几次"),
    groups: list[str] = typer.Option([], help="按村民小组划分：“代码=1组、2组”；可以写几次"),
    numbers: list[str] = typer.Option([], help="按名单划分：“代码=户编号、户编号”；可以写几次"),
    note: str = typer.Option("", help="说明"),
    as_: str = typer.Option("", "--as", help="以哪个账号办理；不填则为系统"),
    dry_run: bool = typer.Option(False, "--dry-run", help="只列出会影响什么，不写入"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """登记一项区划变更；先列出涉及的户、问题和岗位。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.dashboards.forms import shares, stated
    from huitoukan.apps.dashboards.queries.affected import Told, affected
    from huitoukan.apps.places.services.changes import (
        AskedChange,
        record_change,
        rehearse_change,
    )
    from huitoukan.domain.borders import KIND_WORDS, ChangeKind
    from huitoukan.domain.refusals import Refused

    words = {zh: each for each, (zh, _en) in KIND_WORDS.items()}
    if kind not in words:
        raise Refused("ENUM_UNKNOWN", label="变更类型", value=kind, codes="、".join(words))
    asked = AskedChange(
        kind=words[kind],
        on=on.date(),
        basis=basis,
        old=tuple(stated(line) for line in old),
        new=tuple(stated(line) for line in new),
        note=note,
        groups=dict(shares("\n".join(groups))),
        numbers=dict(shares("\n".join(numbers))),
    )
    actor, now = acting(as_, timezone.localdate()), timezone.now()
    said = rehearse_change(actor, asked, at=now)
    told = None
    if asked.kind is ChangeKind.SPLIT:
        told = Told(frozenset(asked.groups), frozenset(asked.numbers))
    touched = affected(actor, said.old, on=timezone.localdate(), told=told)
    code = ""
    if not dry_run:
        code = record_change(actor, asked, at=now)[0].code
    if as_json:
        terminal.answer_json(
            change=code,
            words=said.words,
            unchanged=said.is_known,
            affected=[vars(area) for area in touched],
            dry_run=dry_run,
        )
        return
    terminal.say(said.words + ("（已经登记过，没有变化）" if said.is_known else ""))
    _print_affected(touched)
    terminal.rehearsed(dry_run)
    terminal.next_step(
        "去掉 --dry-run 登记。" if dry_run else "重新导入名册，让各户归到现在的村；岗位按需要调整。"
    )


def _print_affected(touched: Sequence[AffectedArea]) -> None:
    terminal.table(
        ("涉及区划", "名称", "户", "人", "未办结问题", "在任岗位", "分不清的户"),
        [
            (a.code, a.name, a.n_households, a.n_persons, a.n_problems, a.n_posts, a.n_untold)
            for a in touched
        ],
    )
    for post in (post for area in touched for post in area.posts):
        terminal.say(f"  {post}")


def counts(
    on: datetime | None = typer.Option(
        None, formats=["%Y-%m-%d"], help="按哪一天的区划；不填则为今天"
    ),
    campaign: str = typer.Option("", help="任务编号；不填则为最新的任务"),
    place: str = typer.Option("", help="只看这个乡镇（到村）或村（到组）：代码"),
    as_: str = typer.Option("", "--as", help="以哪个账号办理；不填则为系统"),
    as_json: bool = typer.Option(False, "--json", help="输出 JSON"),
) -> None:
    """按某一天的区划数户数、人数，并与上报数核对；分不清归属的说无法判断。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.dashboards.queries.counts import counts_page

    today = timezone.localdate()
    actor = acting(as_, today)
    params = {"on": on.date().isoformat() if on else "", "place": place}
    page = counts_page(actor, campaign_for(actor, campaign or None), params, today=today)
    if as_json:
        terminal.answer_json(
            on=page.on,
            total=_plain(page.total),
            rows=[_plain(row) for row in page.rows],
            checks=[
                {"code": c.code, "name": c.name, "lines": [vars(line) for line in c.lines]}
                for c in page.checks
            ],
            unplaced=page.n_unplaced,
        )
        return
    terminal.say(f"{page.place}，按 {page.on} 的区划：")
    terminal.table(
        (
            "代码",
            page.below,
            "建档立卡户",
            "人",
            "已脱贫户",
            "未脱贫户",
            "普通农户",
            "无法判断户",
            "上报户",
            "差数",
        ),
        [_line(row) for row in (*page.rows, page.total)],
    )
    for check in page.checks:
        for line in check.lines:
            terminal.say(
                f"{check.name} {line.part}：上报 {line.households} 户 {_number(line.persons)} 人，"
                f"{'分项之和' if line.is_inner else '名册'} {line.to_households} 户 "
                f"{_number(line.to_persons)} 人，差 {_signed(line.differs_households)} 户 "
                f"{'—' if line.persons is None else _signed(line.differs_persons)} 人"
            )
    terminal.next_step("有差数的，先核对口径和日期，再核对名册。")


def _plain(row: CountRow) -> dict[str, Any]:
    return {
        **{name: value for name, value in vars(row).items() if name != "href"},
        "whole": vars(row.whole),
        "lifted": vars(row.lifted),
        "not_lifted": vars(row.not_lifted),
        "ordinary": vars(row.ordinary),
    }


def _line(row: CountRow) -> tuple[object, ...]:
    return (
        row.code,
        row.name,
        row.whole.households,
        row.whole.persons,
        row.lifted.households,
        row.not_lifted.households,
        row.ordinary.households,
        row.whole.undecided,
        "" if row.reported is None else row.reported,
        "" if row.reported is None else _signed(row.differs),
    )


def _number(value: int | None) -> str:
    return "—" if value is None else str(value)


def _signed(value: int | None) -> str:
    return "无法判断" if value is None else f"{value:+d}"
