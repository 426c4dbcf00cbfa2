"""`huitoukan oversight`: linked leaders, the schedule backwards, tracing."""

from __future__ import annotations

import typer

from huitoukan.apps.core import terminal

app = typer.Typer(help="督查考核：联系领导、时间倒排、责任倒追", no_args_is_help=True)
_CAMPAIGN = typer.Option("", help="任务编号；不填则为最新的任务")
_JSON = typer.Option(False, "--json", help="输出 JSON")
_AS = typer.Option("", "--as", help="以哪个账号查看；不填则为系统")


@app.command("leaders")
def leaders(campaign: str = _CAMPAIGN, as_json: bool = _JSON) -> None:
    """列出联乡联村县级领导和起止日期；名单用 people import 导入，岗位写 linked_leader。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries.leaders import leaders_in
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.core.actor import system_actor
    from huitoukan.apps.places.queries import full_name

    chosen = campaign_for(system_actor(), campaign or None)
    found = leaders_in(chosen.area, timezone.localdate())
    rows = [
        {
            "username": one.user.username, "name": one.user.name, "area": one.area.code,
            "place": full_name(one.area), "first_day": one.first_day, "last_day": one.last_day,
        }
        for one in found
    ]  # fmt: skip
    if as_json:
        terminal.answer_json(leaders=rows)
        return
    terminal.table(
        ("账号", "姓名", "联系的地方", "起", "止"),
        [
            (r["username"], r["name"], r["place"], f"{r['first_day']}", f"{r['last_day'] or ''}")
            for r in rows
        ],
    )
    terminal.next_step("huitoukan oversight schedule 看各地照现在的进度哪天办完。")


@app.command("schedule")
def schedule(campaign: str = _CAMPAIGN, as_: str = _AS, as_json: bool = _JSON) -> None:
    """时间倒排：各乡镇到截止日每周须办结多少，照最近四周的进度哪天办完，从哪天起来不及。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.oversight.queries.schedule import figures, schedules

    today = timezone.localdate()
    actor = acting(as_, today)
    chosen = campaign_for(actor, campaign or None)
    found = figures(actor, chosen, on=today)
    rows = [
        {
            "area": place.code, "place": place.name, "last_day": one.last_day, "open": one.n_open,
            "needed_per_week": one.needed, "finished": one.n_finished,
            "finished_by_week": list(one.finished),
            "done_on": one.done_on, "too_late_from": one.too_late_from,
            "is_behind": one.is_behind,
        }
        for place, one in schedules(actor, chosen, found, on=today)
    ]  # fmt: skip
    if as_json:
        terminal.answer_json(on=today, places=rows)
        return
    terminal.table(
        ("地方", "截止日", "未结", "每周须办结", "四周办结", "办完", "来不及"),
        [
            (
                str(r["place"]), f"{r['last_day']}", f"{r['open']}",
                "已过截止日" if r["needed_per_week"] is None else f"{r['needed_per_week']}",
                f"{r['finished']}", f"{r['done_on'] or '不能推算'}",
                f"{r['too_late_from'] or '不能推算'}",
            )
            for r in rows
        ],
    )  # fmt: skip
    terminal.next_step("页面“督查考核 → 时间倒排”里每个数都能打开清单。")


@app.command("trace")
def trace_(
    code: str = typer.Argument(help="问题编号"),
    why: str = typer.Option(..., help="为什么查：核查任务、交办文号；记入操作日志"),
    as_: str = typer.Option(..., "--as", help="以哪个账号查"),
    as_json: bool = _JSON,
) -> None:
    """责任倒追：列出问题发现以前，谁在同一对象的表上签过字；只列表，不打分。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.oversight.queries.trace import posts_then
    from huitoukan.apps.oversight.services.tracing import trace

    _problem, found = trace(acting(as_, timezone.localdate()), code, why=why)
    posts = posts_then(found)
    rows = [
        {
            "on": one.on, "form": one.kind, "code": one.code, "says": one.says, "name": one.name,
            "post": one.post or posts.get((one.by, one.on), ""),
        }
        for one in found
    ]  # fmt: skip
    if as_json:
        terminal.answer_json(problem=code, forms=rows)
        return
    terminal.table(
        ("日期", "表", "编号", "写了什么", "签字人", "当时的岗位"),
        [tuple(str(value) for value in row.values()) for row in rows],
    )
    terminal.next_step("签过字不等于有责任；请找到纸上的表核对。")
