"""The comparison as the rest of the program sees it; apps import this module and no other.

tables = Tables(registry=folder, deliveries={"D07": (path, ...)})
outcome = run(plan(pack, tables, on=day))
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from huitoukan.engine import on_duckdb
from huitoukan.engine.catalog import Tables
from huitoukan.engine.delivered import n_paid_after_death, n_repeated, n_unusable_numbers
from huitoukan.engine.differences import (
    ADDED,
    CHANGED,
    KINDS,
    REMOVED,
    Difference,
    Differences,
    Seen,
    Wanted,
    compare,
)
from huitoukan.engine.examples import ExampleResult, run_examples
from huitoukan.engine.foreign import Account, take_parquet
from huitoukan.engine.frozen import PLACE, frozen_page, frozen_rows, row_count, rows_by_place
from huitoukan.engine.hits import Hit, Outcome, RuleResult
from huitoukan.engine.household import Home, rows_of_home
from huitoukan.engine.household import Wanted as WantedRows
from huitoukan.engine.kept_readings import counts_of, read_readings, readings_of
from huitoukan.engine.off_registry import (
    Derived,
    Found,
    GroupResult,
    derive,
    groups_in_order,
    ordinary_kinds,
)
from huitoukan.engine.on_spark import Spark
from huitoukan.engine.plan import Plan, RulePlan, Step, make_plan
from huitoukan.engine.readings import (
    COLUMNS as READING_COLUMNS,
)
from huitoukan.engine.readings import (
    NAME_OF,
    PLACE_OF,
    Beside,
    Unread,
    write_readings,
)
from huitoukan.engine.results import (
    HITS,
    SUMMARY,
    Files,
    Results,
    SourceFile,
    object_ids,
    table_behind,
)
from huitoukan.engine.run import Progress, Unclear, run_plan
from huitoukan.engine.session import Engine, Limits, StepFailed
from huitoukan.engine.tables import (
    ARROW_TYPES,
    arrow_type,
    file_hash,
    id_column,
    schema_of,
    table_of,
    write_table,
)
from huitoukan.engine.unkeyed import (
    keyed_sample,
    rows_at,
    unkeyed_rows,
    write_keyed_members,
    write_linked,
)
from huitoukan.rules.pack import Pack

__all__ = [
    "ADDED",
    "ARROW_TYPES",
    "CHANGED",
    "HITS",
    "KINDS",
    "NAME_OF",
    "PLACE",
    "PLACE_OF",
    "READING_COLUMNS",
    "REMOVED",
    "SUMMARY",
    "Account",
    "Beside",
    "Derived",
    "Difference",
    "Differences",
    "Engine",
    "ExampleResult",
    "Files",
    "Found",
    "GroupResult",
    "Hit",
    "Home",
    "Limits",
    "Outcome",
    "Plan",
    "Progress",
    "Results",
    "RulePlan",
    "RuleResult",
    "Seen",
    "SourceFile",
    "Spark",
    "Step",
    "StepFailed",
    "Tables",
    "Unread",
    "Wanted",
    "WantedRows",
    "arrow_type",
    "compare",
    "counts_of",
    "derive",
    "file_hash",
    "frozen_page",
    "frozen_rows",
    "groups_in_order",
    "id_column",
    "keyed_sample",
    "n_paid_after_death",
    "n_repeated",
    "n_unusable_numbers",
    "object_ids",
    "ordinary_kinds",
    "plan",
    "read_readings",
    "readings_of",
    "row_count",
    "rows_at",
    "rows_by_place",
    "rows_of_home",
    "run",
    "run_examples",
    "schema_of",
    "table_behind",
    "table_of",
    "take_parquet",
    "unkeyed_rows",
    "write_keyed_members",
    "write_linked",
    "write_readings",
    "write_table",
]


def _quiet(done: int, total: int, text: str) -> None:
    """No progress is shown."""


def plan(pack: Pack, tables: Tables, on: dt.date, rules: Iterable[str] | None = None) -> Plan:
    """What a comparison on that day will do, of all rules in force or of those named.

    Args:
        pack: a resolved pack that `check_pack` has passed.
        tables: where the registry and the deliveries are.
        on: the day of comparison, `:on` in the rules.
        rules: rule ids; None takes all. Rules that are not in force on the day are left out.

    Raises:
        Refused: RULE_UNKNOWN, TABLE_MISSING (no registry), TABLE_COLUMNS, PACK_INVALID.
    """
    return make_plan(pack, tables, on, rules)


def run(
    plan: Plan,
    progress: Progress = _quiet,
    limits: Limits | None = None,
    unclear: Unclear | None = None,
    engine: Engine | None = None,
    *,
    by_village: bool = False,
) -> Outcome:
    """The results of a plan, one per rule; the same to the byte on every engine.

    Args:
        plan: what `plan` returned; its files must still be there.
        progress: called with (rules done, rules in all, the rule that begins now).
        limits: seconds for each step, memory, threads.
        unclear: told after each rule who could not be told; without it they are only counted.
        engine: `Spark(…).session`; None is DuckDB in this process.
        by_village: whether each result shall also say how many objects of each village were told.

    Raises:
        Refused: RUN_LIMIT, the tables do not fit into the limits; SPARK_LOST.
        StepFailed: a step is wrong SQL for these tables: a bug, with rule, step and SQL.
    """
    return run_plan(
        plan,
        progress,
        limits or Limits(),
        unclear,
        engine or on_duckdb.Session,
        by_village=by_village,
    )
