"""`huitoukan assess`: an account worked out, a household held against a standard. No database."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:  # a quick --help does not read packs
    from huitoukan.rules.pack import Pack

SCHEMA_VERSION = 1

app = typer.Typer(help="评估：算收入账，按标准核查一户", no_args_is_help=True)

PACK = typer.Option(..., help="规则包的名称或文件夹，例如 national-2026")
ON = typer.Option(..., formats=["%Y-%m-%d"], help="核查日：按这一天已知的事实")
STANDARD = typer.Option("", help="按哪个标准；不填则为规则包写明的那一个")
_PLACE = typer.Argument(help="一个村或县的事实（JSON，写法见 docs/reference/assess.md）")
JSON = typer.Option(False, "--json", help="输出 JSON，每一步都在内")


@app.command("income")
def income(
    sheet: Path = typer.Argument(help="收入测算表（JSON，写法见 docs/reference/assess.md）"),
    pack: str = PACK,
    profile: str = typer.Option("", help="只按这一种核算口径；不填则规则包里的每一种"),
    as_json: bool = JSON,
) -> None:
    """由收入测算表算出每人、全户、人均收入，并与规则包的线比较；合计从不手填。"""
    from huitoukan.assess.answers import account, refused
    from huitoukan.assess.given import read_json
    from huitoukan.assess.income import Reckoning, reckon
    from huitoukan.assess.sheets import read_sheet
    from huitoukan.assess.verdicts import profile_of
    from huitoukan.domain.refusals import Refused
    from huitoukan.rules.load import load_pack

    opened = load_pack(pack)
    if not opened.profiles:
        raise Refused("PACK_INCOMPLETE", pack=opened.id, missing="profiles")
    profiles = [profile_of(opened, profile)] if profile else list(opened.profiles.values())
    read = read_sheet(read_json(sheet), opened)
    accounts: dict[str, Reckoning | Refused] = {}
    for one in profiles:
        try:
            accounts[one.id] = reckon(read, opened, one)
        except Refused as error:
            accounts[one.id] = error
    failed = [one for one in accounts.values() if isinstance(one, Refused)]
    if len(failed) == len(accounts) and failed:
        raise failed[0]
    if as_json:
        give_answer(
            opened,
            household_no=read.household_no,
            place=read.place,
            period={"from": read.period.first, "to": read.period.last},
            accounts={
                name: refused(made) if isinstance(made, Refused) else account(made)
                for name, made in accounts.items()
            },
        )
        return
    typer.echo(f"测算期 {read.period.first} 至 {read.period.last}")
    for name, made in accounts.items():
        typer.echo(opened.profiles[name].title.zh)
        for words in [made.sentence()] if isinstance(made, Refused) else _told(made):
            typer.echo(f"  {words}")


def _told(account: object) -> list[str]:
    """An account for a terminal."""
    from huitoukan.assess.income import Reckoning

    assert isinstance(account, Reckoning)  # noqa: S101 - imported late, for a quick --help
    lines = []
    for step in account.steps:
        why = f"（{step.why}）" if step.why else ""
        lines.append(f"第 {step.line.no} 行 {step.line.item.title.zh}：{step.formula}{why}")
    for cap in account.caps:
        lines.append(f"{'、'.join(cap.items)} 最多计 {cap.allowed:,}，扣回 {cap.taken_off:,}")
    lines.append(
        f"全户 {account.total:,} 元，计入 {account.n_members} 人，人均 {account.per_head:,} 元"
    )
    for one in account.lines:
        above = {True: "超过", False: "没有超过", None: "无法比较"}[one.is_above]
        value = f" {one.value:,} 元" if one.value is not None else f"：{one.why}"
        lines.append(f"{above}{one.title}{value}")
    if account.spending:
        after = account.after_rigid
        left = "无法确定" if after is None else f"{after:,} 元"
        lines.append(f"刚性支出后（只作对照，不从收入里扣）：{left}")
    return lines


@app.command("household")
def household(
    facts: Path = typer.Argument(help="一户的事实（JSON，写法见 docs/reference/assess.md）"),
    pack: str = PACK,
    on: datetime = ON,
    standard: str = STANDARD,
    as_json: bool = JSON,
) -> None:
    """按标准逐项核查一户：达标、不达标、无法判断，附所用事实、来源、日期和依据。"""
    _assess("household", facts, pack, on.date(), standard, as_json=as_json)


@app.command("village")
def village(
    facts: Path = _PLACE, pack: str = PACK, on: datetime = ON, standard: str = STANDARD,
    as_json: bool = JSON,
) -> None:  # fmt: skip
    """按出列标准逐项核查一个村；所用的核查表与户相同。"""
    _assess("village", facts, pack, on.date(), standard, as_json=as_json)


@app.command("county")
def county(
    facts: Path = _PLACE, pack: str = PACK, on: datetime = ON, standard: str = STANDARD,
    as_json: bool = JSON,
) -> None:  # fmt: skip
    """按退出标准逐项核查一个县；所用的核查表与户相同。"""
    _assess("county", facts, pack, on.date(), standard, as_json=as_json)


@app.command("rates")
def rates(
    counts: Path = _PLACE, pack: str = PACK, on: datetime = ON, standard: str = STANDARD,
    as_json: bool = JSON,
) -> None:  # fmt: skip
    """由一个县（或村）的人数、户数算出各种率：分子、分母、限值；缺数的无法判断。"""
    from huitoukan.assess.answers import rate
    from huitoukan.assess.facts import NUMBERS, read_facts
    from huitoukan.assess.given import read_json
    from huitoukan.assess.rates import as_lines
    from huitoukan.assess.rates import rates as rates_of
    from huitoukan.assess.verdicts import standard_of
    from huitoukan.rules.load import load_pack

    opened, given = load_pack(pack), read_json(counts)
    about = "village" if given.get("village_code") is not None else "county"
    facts = read_facts(given.again(), opened, on.date(), about)
    wanted = standard_of(opened, standard, about)
    found = rates_of(facts, opened, wanted, on.date())
    if as_json:
        give_answer(
            opened,
            object=about,
            **{NUMBERS[about]: facts.number},
            standard=wanted.id,
            on=on.date().isoformat(),
            rates=[rate(one) for one in found],
        )
        return
    for line in as_lines(found):
        typer.echo(line)


def _assess(about: str, facts: Path, pack: str, on: date, standard: str, *, as_json: bool) -> None:
    from huitoukan.assess.answers import as_lines, worksheet
    from huitoukan.assess.facts import read_facts
    from huitoukan.assess.given import read_json
    from huitoukan.assess.verdicts import assess_household, assess_place, standard_of
    from huitoukan.rules.load import load_pack

    opened = load_pack(pack)
    wanted = standard_of(opened, standard, about)
    read = read_facts(read_json(facts), opened, on, about)
    judged = assess_household if about == "household" else assess_place
    made = judged(read, opened, wanted, on)
    if as_json:
        give_answer(
            opened,
            **worksheet(made),
        )
        return
    for line in as_lines(made):
        typer.echo(line)


@app.command("examples")
def examples(
    pack: str = typer.Argument(help="规则包的名称或文件夹"),
    as_json: bool = JSON,
) -> None:
    """把每个指标和每条提示自带的例子核查一遍，结论与 expect 对照。"""
    from huitoukan.assess.plausibility import try_hint
    from huitoukan.assess.verdicts import try_example
    from huitoukan.rules.load import load_pack

    opened = load_pack(pack)
    tried = [
        (indicator.id, example.name, example.expect, try_example(opened, indicator, example))
        for indicator in opened.indicators.values()
        for example in indicator.examples
    ] + [
        (hint.id, example.name, example.expect, try_hint(opened, hint, example))
        for hint in opened.plausibility.values()
        for example in hint.examples
    ]
    failed = [one for one in tried if one[2] != one[3]]
    if as_json:
        rows = [{"indicator": i, "name": n, "expect": e, "verdict": v} for i, n, e, v in failed]
        _answer(pack=pack, examples=len(tried), failed=rows)
    else:
        for indicator, name, expect, verdict in failed:
            typer.echo(f"{indicator}: {name}\n  应为 {expect}，得出 {verdict}")
        typer.echo(f"{len(tried)} 个例子，{len(failed)} 个不符。")
    if failed:
        raise typer.Exit(1)


def give_answer(pack: Pack, **values: object) -> None:
    """Print an answer as JSON, with the pack that it rests on."""
    of_pack = {"pack": pack.id, "pack_release": pack.release, "pack_hash": pack.hash}
    _answer(**of_pack, **values)


def _answer(**values: object) -> None:
    shown = {"schema_version": SCHEMA_VERSION, **values}
    typer.echo(json.dumps(shown, ensure_ascii=False, default=str, allow_nan=False))
