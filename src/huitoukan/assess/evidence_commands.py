"""`huitoukan assess`, continued: what helps people to look closer. No database."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import typer

from huitoukan.assess.commands import JSON, ON, PACK, STANDARD, app, give_answer

__all__ = ["app"]

_SHEET = typer.Argument(help="收入测算表（JSON，写法见 docs/reference/assess.md）")
_FACTS = typer.Argument(help="一户的事实（JSON，写法见 docs/reference/assess.md）")
_PROFILE = typer.Option("rural_assistance", help="核算口径")


@app.command("hints")
def hints(
    sheets: list[Path] = _SHEET, pack: str = PACK, profile: str = _PROFILE, as_json: bool = JSON
) -> None:
    """账里不太合情理的地方，写成问题给人看，不是结论；给几张表时按同村互相比。"""
    from huitoukan.assess.answers_evidence import asked
    from huitoukan.assess.given import read_json
    from huitoukan.assess.income import reckon
    from huitoukan.assess.plausibility import Account, as_lines, hints_of_village
    from huitoukan.assess.plausibility import hints as hints_of
    from huitoukan.assess.sheets import read_sheet
    from huitoukan.assess.verdicts import profile_of
    from huitoukan.rules.load import load_pack

    opened = load_pack(pack)
    wanted = profile_of(opened, profile)
    accounts = {}
    for path in sheets:
        made = reckon(read_sheet(read_json(path), opened), opened, wanted)
        accounts[path.name] = Account(path.name, made)
    if len(accounts) == 1:
        found = {name: hints_of(one.reckoning, opened) for name, one in accounts.items()}
    else:
        found = hints_of_village(list(accounts.values()), opened)
    if as_json:
        told = {name: [asked(one) for one in several] for name, several in found.items()}
        give_answer(opened, profile=wanted.id, sheets=told)
        return
    for name, several in found.items():
        typer.echo(name)
        for line in as_lines(several):
            typer.echo(f"  {line}")


@app.command("beside")
def beside(
    sheet: Path = _SHEET,
    records: Path = typer.Argument(help="部门记录的发放（JSON，写法见 docs/reference/assess.md）"),
    pack: str = PACK, profile: str = _PROFILE, as_json: bool = JSON,
) -> None:  # fmt: skip
    """表上报的与部门记录的逐项对照：一致、多、少、只在一边、无法判断。"""
    from huitoukan.assess.answers_evidence import compared
    from huitoukan.assess.given import read_json
    from huitoukan.assess.income import reckon
    from huitoukan.assess.recorded import as_lines, read_rows
    from huitoukan.assess.recorded import beside as beside_of
    from huitoukan.assess.sheets import read_sheet
    from huitoukan.assess.verdicts import profile_of
    from huitoukan.rules.load import load_pack

    opened = load_pack(pack)
    read = read_sheet(read_json(sheet), opened)
    paid, delivered = read_rows(read_json(records), opened, read)
    made = reckon(read, opened, profile_of(opened, profile))
    found = beside_of(made, paid, opened, delivered=delivered)
    if as_json:
        give_answer(
            opened, household_no=read.household_no, compared=[compared(one) for one in found]
        )
        return
    for line in as_lines(found):
        typer.echo(line)


@app.command("findings")
def findings(
    case: Path = typer.Argument(help="一户的属性和各日的结论（JSON）"),
    pack: str = PACK, as_json: bool = JSON,
) -> None:  # fmt: skip
    """应纳未纳、应退未退、漏评、错评、错退的疑点，各写明人先看什么。"""
    from huitoukan.assess.answers_evidence import finding
    from huitoukan.assess.findings import as_lines, found, read_case
    from huitoukan.assess.given import read_json
    from huitoukan.rules.load import load_pack

    opened = load_pack(pack)
    read = read_case(read_json(case), opened)
    doubts = found(read, opened)
    if as_json:
        told = [finding(one) for one in doubts]
        give_answer(opened, household_no=read.household_no, findings=told)
        return
    for line in as_lines(doubts):
        typer.echo(line)


@app.command("looks")
def looks(
    facts: Path = _FACTS, pack: str = PACK, on: datetime = ON,
    view: str = typer.Option("nine_looks", help="按哪个视图"), as_json: bool = JSON,
) -> None:  # fmt: skip
    """按“九看”的次序看一户：问什么、看什么、对应的指标和事实。"""
    from huitoukan.assess.answers_evidence import look
    from huitoukan.assess.facts import read_facts
    from huitoukan.assess.given import read_json
    from huitoukan.assess.looks import as_lines, seen, view_of
    from huitoukan.assess.verdicts import profile_of, standard_of, with_income
    from huitoukan.rules.load import load_pack

    opened = load_pack(pack)
    wanted, day = view_of(opened, view), on.date()
    profile = profile_of(opened, standard_of(opened).profile)
    read, _ = with_income(read_facts(read_json(facts), opened, day), opened, profile)
    found = seen(wanted, read, opened, day)
    if as_json:
        give_answer(
            opened, household_no=read.number, view=wanted.id, looks=[look(one) for one in found]
        )
        return
    for line in as_lines(found):
        typer.echo(line)


@app.command("changes")
def changes(
    facts: Path = _FACTS, pack: str = PACK, on: datetime = ON, standard: str = STANDARD,
    then_pack: str = typer.Option("", help="改用这个规则包"),
    then_on: datetime = typer.Option(None, formats=["%Y-%m-%d"], help="改按这一天"),
    then_standard: str = typer.Option("", help="改用这个标准"),
    as_json: bool = JSON,
) -> None:  # fmt: skip
    """同一户换规则包、换日期或换标准，结论哪些变了，为什么。"""
    from huitoukan.assess.answers_evidence import changes as plain
    from huitoukan.assess.changes import as_lines, between
    from huitoukan.assess.facts import read_facts
    from huitoukan.assess.given import read_json
    from huitoukan.assess.verdicts import Worksheet, assess_household, standard_of
    from huitoukan.rules.load import load_pack

    given = read_json(facts)

    def assessed(name: str, day: date, wanted: str) -> Worksheet:
        opened = load_pack(name)
        read = read_facts(given.again(), opened, day)
        return assess_household(read, opened, standard_of(opened, wanted), day)

    before = assessed(pack, on.date(), standard)
    after = assessed(then_pack or pack, (then_on or on).date(), then_standard or standard)
    found = between(before, after)
    if as_json:
        give_answer(load_pack(then_pack or pack), changes=plain(found))
        return
    for line in as_lines(found):
        typer.echo(line)
