"""Cases that people worked out by hand, as YAML, and the arithmetic written beside them."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from huitoukan.assess.given import Given
from huitoukan.rules.load import load_pack
from huitoukan.rules.pack import Pack
from huitoukan.rules.yaml_lines import read_yaml

HERE = Path(__file__).parent
WHO = [
    {"person_no": "1", "relation": "户主", "birth": "1980-03-01"},
    {"person_no": "2", "relation": "配偶", "birth": "1982-05-01"},
    {"person_no": "3", "relation": "之子", "birth": "2008-03-01"},
    {"person_no": "4", "relation": "之女", "birth": "2010-03-01"},
]
SAID = {"evidence": "查看", "said_by": "户主", "basis": "actual"}


@cache
def pack(name: str) -> Pack:
    """An installed pack, or the county's pack of these tests."""
    return load_pack(HERE / "packs/county" if name == "county" else name)


def cases(folder: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every case of a folder with the name of its file, the file's own words filled in."""
    for path in sorted((HERE / "cases" / folder).glob("*.yaml")):
        value, _ = read_yaml(path.read_text(encoding="utf-8"))
        rows = value.pop("cases")
        defaults = value.pop("defaults", {})
        for case in rows:
            yield path.stem, {**value, **defaults, **case}


def exact(value: object) -> Given:
    """A value as it comes out of a file: numbers exact."""
    return Given(json.loads(json.dumps(value), parse_float=Decimal), "表")


def sheet_of(case: Mapping[str, Any]) -> dict[str, Any]:
    """The income sheet of a case; lines that do not say who stated them get the usual words."""
    members = case["members"]
    return {
        "household_no": "990224000001",
        "place": case["place"] or None,
        "period": case["period"],
        "members": WHO[:members] if isinstance(members, int) else members,
        "lines": [{**SAID, **line} for line in case["lines"]],
        "spending": [{**SAID, **line} for line in case.get("spending", [])],
        **case.get("sheet", {}),
    }


def worked_out(arithmetic: str) -> list[tuple[str, Fraction, Fraction]]:
    """Each step `a × b − c = d` of an arithmetic: its text, its left side, its right side."""
    steps = []
    for step in arithmetic.split(";"):
        left, right = step.split("=")
        steps.append((step.strip(), _value(left), _value(right)))
    return steps


def _value(text: str) -> Fraction:
    plain = text.replace("×", "*").replace("÷", "/").replace("−", "-").strip()
    return _fraction(ast.parse(plain, mode="eval").body, plain)


def _fraction(node: ast.expr, text: str) -> Fraction:
    match node:
        case ast.Constant():
            return Fraction(ast.get_source_segment(text, node) or "")
        case ast.UnaryOp(op=ast.USub()):
            return -_fraction(node.operand, text)
        case ast.BinOp():
            one, other = _fraction(node.left, text), _fraction(node.right, text)
            match node.op:
                case ast.Add():
                    return one + other
                case ast.Sub():
                    return one - other
                case ast.Mult():
                    return one * other
                case ast.Div():
                    return one / other
    raise ValueError(text)
