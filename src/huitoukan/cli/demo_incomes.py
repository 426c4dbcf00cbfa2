"""Accounts of the demonstration: what one village worked out with its households, invented.

Lines follow from who lives in a household; nothing is taken from the simulator's truth.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

YEAR: Final = 2026
VILLAGE_WORKER: Final = "cun1"
ENDS: Final = ("confirmed", "confirmed", "shown", "confirmed", "refused", "draft", "confirmed",
               "corrected", "proxy", "confirmed")  # fmt: skip
"""How far the accounts come, in turn."""


def lines(sheet: Mapping[str, Any], turn: int) -> list[dict[str, Any]]:
    """Lines for the members of a sheet: a wage, a field, pensions, grants of children.

    The first of all is S000's account: one wage of 3,500 yuan, and grants that do not count.
    """
    found: list[dict[str, Any]] = []
    ages = {m["person_no"]: YEAR - int(m["birth"][:4]) for m in sheet["members"] if m.get("birth")}
    workers = [no for no, age in ages.items() if 18 <= age < 60]
    for no in workers[:1]:
        found.append(_line("migrant_work", no, "工资条", amount="3500", unit="元/月", months="12"))
    for no, age in ages.items():
        if age >= 60:
            found.append(
                _line("base_pension", no, "一卡通", amount="128", unit="元/月", months="12")
            )
        elif 3 <= age < 18:
            found.append(_line("education_grant", no, "一卡通", amount="1250", unit="元"))
    if turn or not workers:
        kilograms = str(800 + 150 * turn)
        figures = {"quantity": kilograms, "unit": "千克", "price": "2.4", "cost": kilograms}
        found.append(_line("maize", "", "村里丈量和收购单", **figures))
    return found


def is_like_s000(sheet: Mapping[str, Any]) -> bool:
    """Whether two adults and two children live there, as in the account of S000."""
    ages = [YEAR - int(m["birth"][:4]) for m in sheet["members"] if m.get("birth")]
    adults, children = sum(18 <= a < 60 for a in ages), sum(3 <= a < 18 for a in ages)
    return len(sheet["members"]) == 4 and (adults, children) == (2, 2)


def _line(item: str, person_no: str, evidence: str, **figures: str) -> dict[str, Any]:
    who = {"person_no": person_no} if person_no else {}
    rest = {"evidence": evidence, "said_by": "户主", "basis": "actual"}
    return {"item": item, **who, **figures, **rest}


def answers(end: str, code: str, head: str, on: date) -> Iterator[list[str]]:
    """The commands that take a draft to where it ends."""
    who = ["--as", VILLAGE_WORKER]
    if end == "draft":
        return
    yield ["present", code, *who]
    if end == "shown":
        return
    how, more = "fingerprint", []
    if end == "refused":
        how, more = "refusal", ["--reason", "说务工只有十个月（示例）"]
    elif end == "proxy":
        how, more = "proxy", ["--relation", "之子", "--reason", "户主住院（示例）"]
    yield ["confirm", code, "--how", how, "--signer", head, "--on", on.isoformat(), *more, *who]
