"""`huitoukan assessment`: households held against a standard; `place_commands` adds villages."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

import typer

from huitoukan.apps.core import terminal

app = typer.Typer(help="达标核查：每户按标准逐项核查、试算、核定", no_args_is_help=True)
SHOWN = 20

CAMPAIGN = typer.Option("", help="任务编号；不填则为最新的任务")
AS = typer.Option("", "--as", help="以哪个账号办理；不填则为系统")
JSON = typer.Option(False, "--json", help="输出 JSON")
_STANDARD = typer.Option("", help="按哪个标准；不填则为规则包写明的那一个")


class Answer(StrEnum):
    """A verdict, as typed."""

    MET = "met"
    NOT_MET = "not_met"
    CANNOT_TELL = "cannot_tell"


class Day(StrEnum):
    """Of which day a run speaks, as typed."""

    NOW = "now"
    EXIT = "exit"
    LISTING = "listing"


@app.command("run")
def run_(
    standard: str = _STANDARD,
    village_standard: str = typer.Option("", help="村按哪个标准；不填则为规则包写明的那一个"),
    on: datetime | None = typer.Option(None, formats=["%Y-%m-%d"], help="核查日；不填则为基准日"),
    as_of: Day = typer.Option(Day.NOW, help="看哪一天：核查日、各户脱贫那年年底、各户识别那个月"),
    campaign: str = CAMPAIGN,
    as_: str = AS,
    as_json: bool = JSON,
) -> None:
    """按标准核查每一户：用最新的名册快照、部门数据、工作台账和农户确认的收入账。"""
    _run(
        campaign, as_, as_json=as_json, standard=standard, on=on, as_of=as_of.value,
        village_standard=village_standard,
    )  # fmt: skip
    if not as_json:
        terminal.next_step("huitoukan assessment verdicts --verdict not_met 看不达标的户。")


@app.command("try")
def try_(
    pack: str = typer.Argument(help="改过的规则包：名称或文件夹"),
    standard: str = _STANDARD,
    campaign: str = CAMPAIGN,
    as_: str = AS,
    as_json: bool = JSON,
) -> None:
    """用改过的规则包试算，列出结论会变的户；什么也不改。"""
    from huitoukan.apps.assessment.services import tries

    changed = tries.installed_pack(pack)
    how = f"规则包 {changed.id}@{changed.release}"
    found = _run(
        campaign, as_, as_json=as_json, standard=standard, pack_hash=tries.kept(changed).hash,
        how=how,
    )  # fmt: skip
    _print_changes(found["run"], as_, as_json=as_json)


def _run(
    campaign: str,
    as_: str,
    *,
    as_json: bool,
    standard: str,
    on: datetime | None = None,
    **beside: str,
) -> dict[str, Any]:
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.apps.jobs.services import do_now

    actor = acting(as_, timezone.localdate())
    chosen = campaign_for(actor, campaign or None)
    with terminal.progress("达标核查", quiet=as_json) as tell:
        found: dict[str, Any] = do_now(
            actor, "assessment.run", tell, title="达标核查", area=chosen.area,
            campaign=chosen.code, standard=standard,
            on=on.date().isoformat() if on else None, **beside,
        ).result  # fmt: skip
    if as_json:
        terminal.answer_json(**found)
    else:
        terminal.say(
            f"{found['run']}：{found['households']:,} 户，达标 {found['met']:,}，"
            f"不达标 {found['not_met']:,}，无法判断 {found['cannot_tell']:,}；"
            f"{found['villages']:,} 个村，达标 {found['villages_met']:,}，"
            f"不达标 {found['villages_not_met']:,}。"
        )
    return found


def _print_changes(code: str, as_: str, *, as_json: bool) -> None:
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.assessment import queries
    from huitoukan.apps.assessment.queries.runs import changed

    actor = acting(as_, timezone.localdate())
    run = queries.run_for(actor, code)
    before = queries.newest_run(run.campaign, run.standard)
    if before is None:
        terminal.next_step("huitoukan assessment run 先开展一次，才有可比的。")
        return
    rows = changed(queries.verdicts_for(actor, run), before)
    shown = [(row.household_no, getattr(row, "then", ""), row.verdict) for row in rows[:SHOWN]]
    if as_json:
        terminal.answer_json(
            against=before.code, n=rows.count(),
            changes=[{"household_no": a, "before": b, "after": c} for a, b, c in shown],
        )  # fmt: skip
        return
    terminal.table(("户编号", "之前", "之后"), shown)
    terminal.say(f"与 {before.code} 相比，结论或指标不同的 {rows.count()} 户。没有改任何结论。")


@app.command("list")
def list_(
    limit: int = typer.Option(SHOWN, min=1, help="最多列多少次"),
    campaign: str = CAMPAIGN,
    as_: str = AS,
    as_json: bool = JSON,
) -> None:
    """列出历次核查，最新的在前。"""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.assessment.queries import runs_of
    from huitoukan.apps.campaigns.queries import campaign_for

    actor = acting(as_, timezone.localdate())
    rows = [
        {
            "code": one.code, "standard": one.standard, "on": one.on, "households": one.n_objects,
            "met": one.n_met, "not_met": one.n_not_met, "cannot_tell": one.n_cannot_tell,
        }
        for one in runs_of(campaign_for(actor, campaign or None))[:limit]
    ]  # fmt: skip
    if as_json:
        terminal.answer_json(runs=rows)
        return
    heads = ("编号", "标准", "核查日", "户数", "达标", "不达标", "无法判断")
    terminal.table(heads, [tuple(row.values()) for row in rows])
    terminal.next_step("huitoukan assessment verdicts 看各户的结论。")


@app.command("verdicts")
def verdicts(
    run: str = typer.Option("", help="哪一次核查；不填则为最新的一次"),
    verdict: Answer | None = typer.Option(None, help="只看一种结论"),
    indicator: str = typer.Option("", help="只看一个指标的一种结论，如 H6- H6? H6+"),
    limit: int = typer.Option(SHOWN, min=1, help="最多列多少户"),
    campaign: str = CAMPAIGN,
    as_: str = AS,
    as_json: bool = JSON,
) -> None:
    """列出各户的结论：+ 达标，- 不达标，? 无法判断；人的核定在旁边。"""
    from huitoukan.apps.assessment.queries.households import Asked, households

    actor, chosen = chosen_run(run, campaign, as_)
    found = households(actor, chosen, Asked(indicator=indicator))
    if verdict is not None:
        found = found.filter(verdict=verdict.value)
    rows = [
        {
            "household_no": one.household_no, "area": one.area.code, "verdict": one.verdict,
            "marks": one.marks.strip(), "human": getattr(one, "human", None) or "",
        }
        for one in found[:limit]
    ]  # fmt: skip
    if as_json:
        terminal.answer_json(run=chosen.code, n=found.count(), verdicts=rows)
        return
    heads = ("户编号", "村", "结论", "各项指标", "人的核定")
    terminal.table(heads, [tuple(row.values()) for row in rows])
    terminal.say(f"共 {found.count():,} 户，列出 {len(rows)} 户。")
    terminal.next_step("huitoukan assessment show 户编号 看底稿。")


@app.command("show")
def show(
    household_no: str = typer.Argument(help="户编号"),
    run: str = typer.Option("", help="哪一次核查；不填则为最新的一次"),
    on: datetime | None = typer.Option(None, formats=["%Y-%m-%d"], help="看到哪一天为止的结论"),
    campaign: str = CAMPAIGN,
    as_: str = AS,
    as_json: bool = JSON,
) -> None:
    """一户的底稿：每个指标用了哪些事实，来源、日期、依据，为什么不达标或无法判断。"""
    from huitoukan.apps.assessment import queries
    from huitoukan.assess.answers import as_lines, worksheet

    actor, chosen = chosen_run(run, campaign, as_)
    queries.verdict_for(actor, chosen, household_no)
    made = queries.worksheet_of(chosen, household_no, on.date() if on else None)
    if as_json:
        terminal.answer_json(run=chosen.code, **worksheet(made))
        return
    for line in as_lines(made):
        terminal.say(line)
    terminal.next_step(
        "huitoukan assessment judge 户编号 met|not_met|cannot_tell --reason … 核定。"
    )


@app.command("judge")
def judge(
    household_no: str = typer.Argument(help="户编号"),
    verdict: Answer = typer.Argument(help="核定的结论"),
    reason: str = typer.Option(..., help="看了什么材料，谁去看的"),
    run: str = typer.Option("", help="哪一次核查；不填则为最新的一次"),
    campaign: str = CAMPAIGN,
    as_: str = typer.Option(..., "--as", help="以哪个账号核定"),
    as_json: bool = JSON,
) -> None:
    """写下人的核定，放在系统结论旁边；系统结论不变。"""
    from django.utils import timezone

    from huitoukan.apps.assessment.models import Verdict
    from huitoukan.apps.assessment.services.judging import judge_household

    actor, chosen = chosen_run(run, campaign, as_)
    made = judge_household(
        actor, chosen.code, household_no, Verdict(verdict.value), reason=reason, at=timezone.now()
    )
    if as_json:
        terminal.answer_json(
            household_no=household_no, verdict=made.verdict, machine=made.machine, run=chosen.code
        )
        return
    terminal.say(
        f"{household_no}：核定为{Verdict(made.verdict).label}，系统结论{Verdict(made.machine).label}。"
    )


@app.command("state")
def state(
    household_no: str = typer.Argument(help="户编号"),
    facts: list[str] = typer.Argument(
        help="事实=取值，如 food_enough=是；人的事实写 人编号:事实=取值"
    ),
    source: str = typer.Option("入户查看", help="凭什么：规则包 stated_as 之一"),
    said_by: str = typer.Option(..., "--said-by", help="谁说的、谁看到的"),
    on: datetime = typer.Option(..., formats=["%Y-%m-%d"], help="哪一天看到、说的"),
    why: str = typer.Option("", help="更正时：更正的原因"),
    run: str = typer.Option("", help="哪一次核查；不填则为最新的一次"),
    campaign: str = CAMPAIGN,
    as_: str = typer.Option(..., "--as", help="以哪个账号登记"),
    as_json: bool = JSON,
) -> None:
    """写明一户的事实；这次核查的结论不改，下一次核查会采用。"""
    from django.utils import timezone

    from huitoukan.apps.assessment.services.stating import Saying, Told, state_facts

    told = []
    for text in facts:
        name, _equals, value = text.partition("=")
        person_no, colon, fact = name.rpartition(":")
        told.append(Told(person_no if colon else "", fact, value))
    actor, chosen = chosen_run(run, campaign, as_)
    saying = Saying(source, said_by, on.date(), told, why=why)
    made = state_facts(actor, chosen.code, household_no, saying, at=timezone.now())
    if as_json:
        terminal.answer_json(statement=made.code, household_no=household_no, run=chosen.code)
        return
    terminal.say(f"{household_no}：写明的事实已登记（{made.code}）。")
    terminal.next_step("huitoukan assessment run 重新核查。")


def chosen_run(run: str, campaign: str, as_: str) -> Any:
    """The actor, and the run that is meant."""
    from django.utils import timezone

    from huitoukan.apps.accounts.queries import acting
    from huitoukan.apps.assessment import queries
    from huitoukan.apps.campaigns.queries import campaign_for
    from huitoukan.domain.refusals import Refused

    actor = acting(as_, timezone.localdate())
    if run:
        return actor, queries.run_for(actor, run)
    found = queries.newest_run(campaign_for(actor, campaign or None))
    if found is None:
        raise Refused("ASSESSMENT_NONE")
    return actor, found
