"""`python -m benchmarks.assess`: how long it takes to assess households, a million if SCALE is 1.

Invented households from a seed, each with an income sheet of some lines and the facts of the
national standard. SCALE is the share of 1,000,000 households (0.01 by default), CORES how many
processes share them (2 by default). The goal is a million in ten minutes on two cores. Seconds are
those of the whole batch, making the households included; the share of that is told too.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import resource
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

from huitoukan.assess.batch import assess_many
from huitoukan.rules.load import load_pack

HOUSEHOLDS = 1_000_000
GOAL_SECONDS = 600.0
ON = dt.date(2020, 10, 31)
SAID = {"evidence": "查看", "said_by": "户主", "basis": "actual"}
SIZES = (1, 2, 3, 3, 4, 4, 5, 6)  # 3.5 on average


def _maybe(draw: random.Random, good: object, bad: object) -> object:
    """Mostly good, sometimes bad, sometimes unknown, as a registry is."""
    chance = draw.random()
    return good if chance < 0.97 else bad if chance < 0.99 else None


def households(n: int, seed: int = 7) -> Iterator[dict[str, Any]]:
    """Households in the shape of FACTS.json."""
    draw = random.Random(seed)  # noqa: S311 - invented households need a repeatable generator
    for number in range(n):
        members = [
            {
                "person_no": str(place),
                "relation": "户主" if place == 1 else "之子",
                "birth": f"{draw.randrange(1940, 2019)}-0{draw.randrange(1, 10)}-15",
                "insured": _maybe(draw, "居民医保", "未参保"),
                "at_school": _maybe(draw, True, False),
            }
            for place in range(1, draw.choice(SIZES) + 1)
        ]
        shown = ("person_no", "relation", "birth")
        lines: list[dict[str, Any]] = [
            {"item": "外出务工", "person_no": "1", "amount": draw.randrange(1500, 5000),
             "unit": "元/月", "months": draw.randrange(1, 13), **SAID},
            {"item": "养老金", "amount": 110, "unit": "元/月", "months": 12, **SAID},
            {"item": "稻谷", "quantity": draw.randrange(200, 3000), "unit": "公斤", "price": 2.7,
             "cost": 400, **SAID},
            {"item": "地力补贴", "amount": draw.randrange(50, 900), "unit": "元", **SAID},
            {"item": "慰问金", "amount": 500, "unit": "元", **SAID},
        ]  # fmt: skip
        yield {
            "household_no": f"98012210020{number:08d}",
            "place": "430224",
            "source": "入户核查",
            "on": "2020-10-20",
            "household": {
                "food_enough": _maybe(draw, True, False),
                "protein_regular": _maybe(draw, True, False),
                "clothes_for_season": True,
                "bedding": _maybe(draw, True, False),
                "clinic_in_reach": True,
                "treat_before_pay": True,
                "one_stop_settlement": True,
                "housing_safety_route": "鉴定安全",
                "house_grade": _maybe(draw, "B", "C"),
                "water_litres": draw.randrange(15, 80),
                "water_report": _maybe(draw, "合格", "不合格"),
                "water_tap": _maybe(draw, True, False),
                "water_stop_days": draw.randrange(45),
            },
            "members": members,
            "income_sheet": {
                "period": {"annual_oct_sep": 2020},
                "members": [{key: row[key] for key in shown} for row in members],
                "lines": lines,
            },
        }


def main() -> None:
    """Measures and prints."""
    n = max(500, int(HOUSEHOLDS * float(os.environ.get("SCALE", "0.01"))))
    cores = int(os.environ.get("CORES", "2"))
    began = time.perf_counter()
    made = sum(1 for _ in households(n))
    making = time.perf_counter() - began
    pack = load_pack("national-2026")
    began = time.perf_counter()
    counts = Counter(
        one.refused or one.verdict
        for one in assess_many(households(made), pack, ON, processes=cores)
    )
    seconds = time.perf_counter() - began
    whole = seconds / made * HOUSEHOLDS
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = (spent.ru_utime + spent.ru_stime) / made * HOUSEHOLDS / cores
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"{made:,} households, {cores} processes: {seconds:.1f} s ({making:.1f} s to make them)")
    print(f"verdicts: {dict(counts)}")
    print(f"largest process {memory:,} MB; a million: {whole:,.0f} s of {GOAL_SECONDS:,.0f} s")
    print(f"of the processor, on {cores} cores with nothing else to do: {processor:,.0f} s")


if __name__ == "__main__":
    main()
