"""Ask one rule about a few rows: the small pack, the real engine, the real result."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from huitoukan.engine.examples import run_example
from huitoukan.engine.hits import RuleResult
from huitoukan.rules.shapes.comparing import Example
from tests.rules.small_pack import rule, small_pack

DAY = dt.date(2026, 10, 31)


def person(number: str, household: str = "H1", **columns: Any) -> dict[str, Any]:
    """A member row; the ID alias is the letter of the number: P1 is person A, P2 is B."""
    alias = chr(ord("A") + int(number[1:]) - 1)
    given = {"household_no": household, "person_no": number, "name": f"人{alias}", "id_no": alias}
    return {**given, **columns}


def ask(
    body: str, given: Mapping[str, Any], *, missing: Sequence[str] = (), says: str = "疑点。"
) -> RuleResult:
    """The result of a rule on the 31st of October 2026."""
    with tempfile.TemporaryDirectory() as folder:
        pack = small_pack(Path(folder), rule(body, says=says))
    tables = {"member": (), **{name: tuple(rows) for name, rows in given.items()}}
    example = Example("asked", "boundary", DAY, tables, (), tuple(missing))
    return run_example(pack, pack.rules["X11"], example).result


def hit_keys(result: RuleResult) -> list[str]:
    """The objects that were hit, in the order of the result."""
    return [hit.object_key for hit in result.hits]
