"""`huitoukan link A.csv B.csv`: which rows of two lists may be one person. No database."""

from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path

import typer


def link(
    a: Path = typer.Argument(help="甲表：姓名、证件号码、村，可有出生日期（.csv、.xlsx、.xls）"),
    b: Path = typer.Argument(help="乙表：同上"),
    as_json: bool = typer.Option(
        False, "--json", help="每对一行 JSON，行号从表头下一行起数，从 0 起"
    ),
) -> None:
    """找出两张表里可能是同一人的行，每行至多一对，附可能性和理由；只是建议，由人核实。"""
    from huitoukan.linking.files import read_people
    from huitoukan.linking.links import link as link_people

    file_a, file_b = read_people(a), read_people(b)
    links = link_people(file_a.people, file_b.people)
    if as_json:
        for one in links:
            sys.stdout.write(json.dumps(dataclasses.asdict(one), ensure_ascii=False) + "\n")
        return
    for one in links:
        typer.echo(
            f"甲表第 {file_a.first_row + one.a} 行  乙表第 {file_b.first_row + one.b} 行  "
            f"{one.score:.4f}  {one.reason}"
        )
    typer.echo(
        f"甲表 {len(file_a.people):,} 行，乙表 {len(file_b.people):,} 行，建议 {len(links):,} 对。"
        "请逐对核实，尤其是没有可比号码的。"
    )
