"""Changing the comparison: `running` compares, `sorting` stores what a run says of each doubt,
`judging` keeps what people say.
"""

from huitoukan.apps.comparison.services.judging import (
    JudgedRow,
    decide_closure,
    judge_hit,
    judge_hits,
)
from huitoukan.apps.comparison.services.running import Compared, compare, store_run

__all__ = [
    "Compared",
    "JudgedRow",
    "compare",
    "decide_closure",
    "judge_hit",
    "judge_hits",
    "store_run",
]
