"""`huitoukan id check`: numbers on standard input, one answer for each line. No database."""

from __future__ import annotations

import json
import sys
from datetime import date

import typer

from huitoukan.domain.numbers import Described, describe

app = typer.Typer(help="证件号码：核对", no_args_is_help=True)


@app.callback()
def group() -> None:
    """证件号码。"""


@app.command("check")
def check(
    as_json: bool = typer.Option(False, "--json", help="每行输入输出一行 JSON"),
) -> None:
    """逐行核对标准输入里的证件号码；每一行都有回答，空行也有。"""
    today = date.today()  # noqa: DTZ011 - a birth date is judged by the local calendar
    for line in sys.stdin:
        found = describe(line.rstrip("\r\n"), today)
        sys.stdout.write((_json(found) if as_json else _words(found)) + "\n")


def _json(found: Described) -> str:
    shown = {
        "input": found.delivered,
        "normalised": found.normalised,
        "valid": found.is_valid,
        "kind": found.kind.value,
        "birth": found.birth.isoformat() if found.birth else None,
        "sex": found.sex,
        "code": found.code,
    }
    if found.warning:
        shown["warning"] = found.warning
    return json.dumps(shown, ensure_ascii=False)


def _words(found: Described) -> str:
    verdict = "有效" if found.is_valid else f"无效 {found.code or found.kind.value}"
    return f"{found.delivered}\t{verdict}"
